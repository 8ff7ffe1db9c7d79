//! Two lists of the same items, item by item: in both, only theirs, only ours, different.

use crate::cell::Value;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Days from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    /// Whether a day lies in it.
    pub fn holds(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// One of our items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    /// Its key.
    pub key: String,
    /// Where it is found.
    pub id: String,
    /// Its number.
    pub number: String,
    /// The day it began.
    pub day: Date,
    /// What it says.
    pub facts: BTreeMap<String, Value>,
}

/// One of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// Its key.
    pub key: String,
    /// Its row in their file.
    pub row: u32,
    /// The day it began, if they tell it.
    pub day: Option<Date>,
    /// What it says; a field that they tell nothing of is none.
    pub facts: BTreeMap<String, Option<Value>>,
}

/// An item that both have and that they tell differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Ours.
    pub ours: Ours,
    /// Theirs.
    pub theirs: Theirs,
    /// The day differs.
    pub day: bool,
    /// The fields that differ.
    pub fields: Vec<String>,
}

/// What came of it. Each item of either list in the period is in exactly one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// In both and told alike.
    pub both: Vec<(Ours, Theirs)>,
    /// Only theirs.
    pub only_theirs: Vec<Theirs>,
    /// Only ours.
    pub only_ours: Vec<Ours>,
    /// In both and told differently.
    pub differs: Vec<Difference>,
    /// Ours that have the key of another of ours: they are compared with nothing.
    pub twice: Vec<Ours>,
    /// How many of theirs lie outside the period.
    pub outside: usize,
}

impl Compared {
    /// How many items are ours: in both, different, only ours, and those with another's key.
    pub fn of_ours(&self, period: Period) -> usize {
        let both = self.both.iter().filter(|(o, _)| period.holds(o.day)).count();
        let differs = self.differs.iter().filter(|d| period.holds(d.ours.day)).count();
        both + differs + self.only_ours.len() + self.twice.len()
    }
}

/// What is compared of a value: white space and widths of letters aside.
fn plain(value: &Value) -> Value {
    let text = |t: &String| -> String {
        let one = |c: char| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        };
        t.chars().filter(|c| !c.is_whitespace()).map(one).collect()
    };
    match value {
        Value::Text(t) => Value::Text(text(t)),
        Value::Texts(l) => {
            let mut all: Vec<String> = l.iter().map(text).collect();
            all.sort();
            Value::Texts(all)
        }
        other => other.clone(),
    }
}

/// Holds the lists against each other. `ours` may hold items from outside the period: one that they date into it is found
/// and told as different, not as missing.
pub fn compare(ours: Vec<Ours>, theirs: Vec<Theirs>, period: Period) -> Compared {
    let mut out = Compared::default();
    let mut by_key: BTreeMap<String, Ours> = BTreeMap::new();
    for item in ours {
        if by_key.contains_key(&item.key) {
            if period.holds(item.day) {
                out.twice.push(item);
            }
            continue;
        }
        by_key.insert(item.key.clone(), item);
    }
    for theirs in theirs {
        let theirs_in = theirs.day.is_none_or(|d| period.holds(d));
        let ours_in = by_key.get(&theirs.key).is_some_and(|o| period.holds(o.day));
        if !theirs_in && !ours_in {
            out.outside += 1;
            continue;
        }
        let Some(ours) = by_key.remove(&theirs.key) else {
            out.only_theirs.push(theirs);
            continue;
        };
        let day = theirs.day.is_some_and(|d| d != ours.day);
        let same =
            |name: &String, told: &Option<Value>| told.as_ref().map(plain) == ours.facts.get(name).map(plain);
        let fields: Vec<String> =
            theirs.facts.iter().filter(|(n, v)| !same(n, v)).map(|(n, _)| n.clone()).collect();
        if day || !fields.is_empty() {
            out.differs.push(Difference { ours, theirs, day, fields });
        } else {
            out.both.push((ours, theirs));
        }
    }
    out.only_ours = by_key.into_values().filter(|o| period.holds(o.day)).collect();
    out
}
