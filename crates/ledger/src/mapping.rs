//! Which column of a ledger fills which field of which step.

use crate::cell::Kind;
use crate::table::Table;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// From this likeness on two titles are taken for one another (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.84;

/// A field that a step asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: String,
    /// Titles, in each language.
    pub titles: Vec<String>,
    /// What it holds.
    pub kind: Kind,
    /// Must be given.
    pub required: bool,
}

impl Field {
    /// A field with one title.
    pub fn new(name: &str, title: &str, kind: Kind, required: bool) -> Field {
        Field { name: name.to_owned(), titles: vec![title.to_owned()], kind, required }
    }
}

/// A step that a row of the ledger may tell of; the first one begins the item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Name of its action.
    pub action: String,
    /// Its titles, in each language.
    pub titles: Vec<String>,
    /// What it asks for.
    pub fields: Vec<Field>,
}

impl Step {
    /// A step with one title.
    pub fn new(action: &str, title: &str, fields: Vec<Field>) -> Step {
        Step { action: action.to_owned(), titles: vec![title.to_owned()], fields }
    }
}

/// What fills a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The column of this title.
    Column(String),
    /// The same for each row.
    Always(String),
}

/// How one step is filled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepMap {
    /// Its action.
    pub action: String,
    /// Column that tells when it happened.
    pub at: Option<String>,
    /// What fills each field.
    #[serde(default)]
    pub fields: BTreeMap<String, Source>,
}

/// Which column fills what. Kept under the header's fingerprint and used again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Column whose text is the item's own name, as a ticket number; without one the whole row is.
    pub key: Option<String>,
    /// Steps in their order.
    pub steps: Vec<StepMap>,
}

/// What a mapping lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingFault {
    /// The header has no such column.
    NoColumn(String),
    /// There is no such action.
    NoAction(String),
    /// The action has no such field.
    NoField(String),
    /// A field that must be given is filled by nothing: action's title, field's title.
    Unfilled(String, String),
    /// Nothing tells when the action happened: its title.
    NoMoment(String),
    /// No step at all.
    Empty,
}

impl MappingFault {
    /// Stable name, as `no-column`.
    pub fn name(&self) -> &'static str {
        match self {
            MappingFault::NoColumn(_) => "no-column",
            MappingFault::NoAction(_) => "no-action",
            MappingFault::NoField(_) => "no-field",
            MappingFault::Unfilled(..) => "unfilled",
            MappingFault::NoMoment(_) => "no-moment",
            MappingFault::Empty => "empty",
        }
    }

    /// What it is about.
    pub fn detail(&self) -> String {
        match self {
            MappingFault::NoColumn(what)
            | MappingFault::NoAction(what)
            | MappingFault::NoField(what)
            | MappingFault::NoMoment(what) => what.clone(),
            MappingFault::Unfilled(action, field) => format!("{action} · {field}"),
            MappingFault::Empty => String::new(),
        }
    }
}

impl Mapping {
    /// What it lacks to fill these steps from a table with this header; empty if nothing.
    pub fn faults(&self, header: &[String], steps: &[Step]) -> Vec<MappingFault> {
        let mut faults = Vec::new();
        if self.steps.is_empty() {
            faults.push(MappingFault::Empty);
        }
        let mut column = |title: &String| {
            if !header.contains(title) {
                faults.push(MappingFault::NoColumn(title.clone()));
            }
        };
        self.key.iter().for_each(&mut column);
        for map in &self.steps {
            map.at.iter().for_each(&mut column);
            map.fields.values().for_each(|s| {
                if let Source::Column(title) = s {
                    column(title);
                }
            });
        }
        for map in &self.steps {
            let Some(step) = steps.iter().find(|s| s.action == map.action) else {
                faults.push(MappingFault::NoAction(map.action.clone()));
                continue;
            };
            let title = || step.titles.first().cloned().unwrap_or_default();
            let unknown = map.fields.keys().filter(|n| step.fields.iter().all(|f| f.name != **n));
            faults.extend(unknown.map(|n| MappingFault::NoField(n.clone())));
            if map.at.is_none() {
                faults.push(MappingFault::NoMoment(title()));
            }
            for field in step.fields.iter().filter(|f| f.required && !map.fields.contains_key(&f.name)) {
                let of = field.titles.first().cloned().unwrap_or_default();
                faults.push(MappingFault::Unfilled(title(), of));
            }
        }
        faults
    }
}

/// What is compared of two titles: neither white space nor brackets with what they hold, nor the star of what is required.
pub fn bare(title: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in title.chars() {
        match c {
            '(' | '（' | '[' | '〔' | '【' => depth += 1,
            ')' | '）' | ']' | '〕' | '】' => depth = depth.saturating_sub(1),
            '*' | '＊' | '\'' => {}
            c if depth == 0 && !c.is_whitespace() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// How alike two titles are, 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (bare(a), bare(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let (short, long) = if a.chars().count() < b.chars().count() { (&a, &b) } else { (&b, &a) };
    if short.chars().count() >= 2 && long.contains(short.as_str()) {
        return 0.9;
    }
    // Two characters of Chinese are a word: a likeness of strings says nothing of them.
    if short.chars().count() < 3 { 0.0 } else { strsim::jaro_winkler(&a, &b) }
}

/// The word before 时间 or 日期 in a title that tells when something happened.
fn when(title: &str) -> Option<String> {
    let title = bare(title);
    let cut = |end: &str| title.strip_suffix(end).map(str::to_owned);
    ["时间", "日期", "年月日", "time", "date"].iter().find_map(|end| cut(end))
}

/// A mapping by equal and near titles. What nothing is like stays open; a later step is proposed only if a column tells when
/// it happened.
pub fn propose(table: &Table, steps: &[Step]) -> Mapping {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let named = |n: &usize| table.header.get(*n).cloned();
    let mut moments: Vec<Option<usize>> = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        let fits = |title: &String| {
            let stem = when(title).filter(|s| s.chars().count() >= 2);
            stem.is_some_and(|stem| step.titles.iter().any(|t| bare(t).contains(&stem)))
        };
        let own = (0..table.header.len()).find(|c| !taken.contains(c) && named(c).is_some_and(|t| fits(&t)));
        let any = || {
            let whens = (0..table.header.len()).filter(|c| !taken.contains(c));
            whens.filter(|c| named(c).is_some_and(|t| when(&t).is_some())).min()
        };
        let found = if n == 0 { own.or_else(any) } else { own };
        taken.extend(found);
        moments.push(found);
    }
    let mut pairs: Vec<(f64, usize, &str, usize)> = Vec::new();
    for (s, step) in
        steps.iter().enumerate().filter(|(s, _)| *s == 0 || moments.get(*s).is_some_and(Option::is_some))
    {
        for field in &step.fields {
            let titles = || field.titles.iter().chain(std::iter::once(&field.name));
            for (c, title) in table.header.iter().enumerate() {
                let like = titles().map(|t| likeness(t, title)).fold(0.0, f64::max);
                if like >= ALIKE && !taken.contains(&c) {
                    pairs.push((like, s, &field.name, c));
                }
            }
        }
    }
    // The likest first; of equals the earlier step and column.
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.3.cmp(&b.3)));
    let mut filled: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (_, s, field, c) in pairs {
        if !taken.contains(&c) && !filled.contains_key(&(s, field)) {
            taken.insert(c);
            filled.insert((s, field), c);
        }
    }
    let key = key(table);
    // The item's own name is what the first step's number asks for, whatever the two are called.
    let number =
        steps.first().and_then(|s| s.fields.iter().find(|f| f.titles.iter().any(|t| names_item(&bare(t)))));
    if let (Some(field), Some(column)) = (number, key.as_ref().and_then(|k| table.column(k)))
        && !filled.contains_key(&(0, field.name.as_str()))
        && !taken.contains(&column)
    {
        filled.insert((0, &field.name), column);
    }
    let map = |(s, step): (usize, &Step)| {
        let of = filled.iter().filter(|((at, _), _)| *at == s);
        let fields =
            of.filter_map(|((_, f), c)| Some(((*f).to_owned(), Source::Column(named(c)?)))).collect();
        StepMap {
            action: step.action.clone(),
            at: moments.get(s).copied().flatten().and_then(|c| named(&c)),
            fields,
        }
    };
    let all: Vec<StepMap> = steps.iter().enumerate().map(map).collect();
    let kept = all.into_iter().enumerate().filter(|(s, m)| *s == 0 || m.at.is_some()).map(|(_, m)| m);
    Mapping { key, steps: kept.collect() }
}

/// The column that most likely names the item: its cells are all filled and all different, its title is a number's.
fn key(table: &Table) -> Option<String> {
    let named = |t: &&String| names_item(&bare(t));
    let different = |t: &&String| {
        let Some(c) = table.column(t) else { return false };
        let texts: Vec<&str> =
            table.rows.iter().filter_map(|r| r.cells.get(c)).map(|c| c.text.trim()).collect();
        let distinct: BTreeSet<&str> = texts.iter().copied().filter(|t| !t.is_empty()).collect();
        distinct.len() * 10 >= table.rows.len() * 6
    };
    table.header.iter().filter(named).find(different).cloned()
}

/// Whether a title is that of an item's number, and not of a person's.
fn names_item(title: &str) -> bool {
    let person = ["电话", "手机", "身份证", "序号", "门牌", "车牌", "phone", "page"];
    let ends = ["编号", "号", "号码", "number"];
    ends.iter().any(|e| title.ends_with(e)) && !person.iter().any(|p| title.contains(p))
}
