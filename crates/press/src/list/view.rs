//! Views: which columns, in which order, under which titles; kept under a name and used again.

use super::{Column, List};
use serde::{Deserialize, Serialize};

/// A column of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapped {
    /// Title as the superior wrote it.
    pub title: String,
    /// The list's column that fills it; none leaves it empty.
    pub from: Option<String>,
}

/// Columns of a list under a header of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Title over the table; the list's own if none.
    pub title: Option<String>,
    /// Columns in their order.
    pub columns: Vec<Mapped>,
}

/// What a view asks that can't be had.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// There is no such column.
    #[error("没有叫 `{0}` 的列;有这些:{1} · there is no column `{0}`; there are: {1}")]
    Unknown(String, String),
    /// `--map` is written `标题=列`.
    #[error("`{0}` 要写成 标题=列名 · `{0}` must be written title=column")]
    NotAMap(String),
    /// The header has no such title.
    #[error("表头里没有 `{0}` · the header has no `{0}`")]
    NoTitle(String),
    /// No header.
    #[error("表头是空的 · the header is empty")]
    Empty,
}

impl ViewError {
    pub(super) fn unknown(name: &str, columns: &[Column]) -> ViewError {
        let known: Vec<String> = columns.iter().map(|c| format!("{}({})", c.name, c.title)).collect();
        ViewError::Unknown(name.to_owned(), known.join(" "))
    }
}

/// What is compared of two titles: neither white space nor brackets with what they hold.
fn bare(title: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in title.chars() {
        match c {
            '(' | '（' | '[' | '〔' => depth += 1,
            ')' | '）' | ']' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_whitespace() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

impl View {
    /// All columns of a list that don't tell of natural persons, or those named.
    ///
    /// # Errors
    /// A column that the list has not.
    pub fn of(list: &List, names: &[String]) -> Result<View, ViewError> {
        let mapped = |c: &Column| Mapped { title: c.title.clone(), from: Some(c.name.clone()) };
        if names.is_empty() {
            let columns = list.columns.iter().filter(|c| !c.personal).map(mapped).collect();
            return Ok(View { title: None, columns });
        }
        let find = |name: &String| {
            let found = list.columns.iter().find(|c| c.name == *name || c.title == *name);
            found.map(mapped).ok_or_else(|| ViewError::unknown(name, &list.columns))
        };
        Ok(View { title: None, columns: names.iter().map(find).collect::<Result<_, _>>()? })
    }

    /// A view under a header pasted from a superior's table. Titles that are a column's own are mapped by themselves,
    /// brackets and spaces aside; `maps` says the others as `标题=列`. A title that nothing fills stays with an empty
    /// column.
    ///
    /// # Errors
    /// An empty header, a map that names what is not there.
    pub fn under(list: &List, header: &str, maps: &[String]) -> Result<View, ViewError> {
        let line = header.trim_start_matches('\u{FEFF}').lines().find(|l| !l.trim().is_empty());
        let line = line.ok_or(ViewError::Empty)?;
        let separators: &[char] = if line.contains('\t') { &['\t'] } else { &[',', '，', '|'] };
        let titles = line.split(separators).map(|t| t.trim().trim_matches('"').to_owned());
        let own = |title: &String| {
            let found = list.columns.iter().find(|c| bare(&c.title) == bare(title) || c.name == *title);
            found.map(|c| c.name.clone())
        };
        let mut columns: Vec<Mapped> =
            titles.map(|title| Mapped { from: own(&title).filter(|_| !title.is_empty()), title }).collect();
        for map in maps {
            let (title, name) = map.split_once('=').ok_or_else(|| ViewError::NotAMap(map.clone()))?;
            let column = list.columns.iter().find(|c| c.name == name || c.title == name);
            let column = column.ok_or_else(|| ViewError::unknown(name, &list.columns))?;
            let mut fitting = columns.iter_mut().filter(|m| m.title == title).peekable();
            if fitting.peek().is_none() {
                return Err(ViewError::NoTitle(title.to_owned()));
            }
            fitting.for_each(|m| m.from = Some(column.name.clone()));
        }
        Ok(View { title: None, columns })
    }
}
