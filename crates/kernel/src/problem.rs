//! Where a rulebook text is wrong, what was expected there, and how to mend it.

use crate::value::Words;
use std::collections::BTreeMap;
use std::fmt;

/// The rulebook's texts by path (`procedures/hotline/definition.kdl`), in path order.
pub type Sources = BTreeMap<String, String>;

/// A stretch of a source text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Number of bytes.
    pub len: usize,
}

/// One mistake in a rulebook text. The loader reports all of them at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Path of the text.
    pub file: String,
    /// The offending stretch.
    pub span: Span,
    /// Stable name of the kind of mistake, as `unknown-name`.
    pub code: &'static str,
    /// What is wrong and what was expected.
    pub says: Words,
    /// How to mend it, as the nearest known name; may be empty.
    pub help: Words,
}

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Problem {
    /// Line and column of the problem in its text; 1:1 when the text is not at hand.
    pub fn place(&self, sources: &Sources) -> Place {
        let text = sources.get(&self.file).map(String::as_str).unwrap_or("");
        let before = text.get(..self.span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Place { line, column }
    }

    /// The problem as a terminal shows it: place, message, the line with the span underlined, the help.
    pub fn render(&self, sources: &Sources, chinese: bool) -> String {
        let Place { line, column } = self.place(sources);
        let pick = |w: &Words| if chinese { w.zh.clone() } else { w.en.clone() };
        let text = sources.get(&self.file).map(String::as_str).unwrap_or("");
        let source_line = text.lines().nth(line - 1).unwrap_or("");
        let lead: usize = source_line.chars().take(column - 1).map(width).sum();
        let marked = text.get(self.span.start..self.span.start + self.span.len).unwrap_or("");
        let under: usize = marked.lines().next().unwrap_or("").chars().map(width).sum();
        let gutter = line.to_string().len();
        let mut out =
            format!("{}[{}]: {}\n", if chinese { "错误" } else { "error" }, self.code, pick(&self.says));
        out += &format!("{:gutter$}--> {}:{line}:{column}\n", "", self.file);
        out += &format!("{:gutter$} |\n{line} | {source_line}\n", "");
        out += &format!("{:gutter$} | {:lead$}{}\n", "", "", "^".repeat(under.max(1)));
        let help = pick(&self.help);
        if !help.is_empty() {
            out += &format!("{:gutter$} = {}: {help}\n", "", if chinese { "改法" } else { "help" });
        }
        out
    }
}

/// Columns that a character takes in a terminal (Chinese characters take two).
fn width(c: char) -> usize {
    let wide = matches!(c as u32, 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD);
    if wide { 2 } else { 1 }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: [{}] {}", self.file, self.code, self.says.en)
    }
}

/// The known name nearest to `name`, if one is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(name, k), k))
        .filter(|(d, k)| *d <= 1 + name.chars().count().max(k.chars().count()) / 3)
        .min()
        .map(|(_, k)| k)
}
