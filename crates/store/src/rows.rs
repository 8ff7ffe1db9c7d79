//! The rows of an act and of a batch of acts, the same for both engines.
//!
//! [`Prepared`] is made on the caller's thread, so that the writer only checks and binds. [`Batch`] is what one
//! transaction writes: rows in order, and sums added up so that each is written once a batch.

use crate::api::NewAct;
use crate::api::error::StoreError;
use figures::Cell;
use record::Salt;
use record::tree::Frontier;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// An act with all texts made that its rows hold.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(crate) act: NewAct,
    pub(crate) happened_at: String,
    pub(crate) recorded_at: String,
    pub(crate) facts: String,
    pub(crate) state: String,
    pub(crate) opened_at: String,
    pub(crate) clocks: Vec<(String, String)>,
    pub(crate) entries: Vec<EntryRow>,
    pub(crate) grounds: Vec<GroundRow>,
    pub(crate) year: i64,
    /// Year in which it happened: that of its documents.
    pub(crate) paper_year: i64,
}

/// One entry made or ended.
#[derive(Clone, Debug)]
pub(crate) struct EntryRow {
    pub(crate) register: String,
    pub(crate) key: String,
    pub(crate) from_at: String,
    pub(crate) until_at: Option<String>,
    pub(crate) holder: Option<String>,
    pub(crate) fields: String,
    pub(crate) ends: bool,
}

/// One entry that the act stands on.
#[derive(Clone, Debug)]
pub(crate) struct GroundRow {
    pub(crate) register: String,
    pub(crate) key: String,
    pub(crate) link: String,
    pub(crate) from_at: String,
}

/// Town, register, key.
pub(crate) type EntryKey<'a> = (&'a str, &'a str, &'a str);

/// One version of an entry as the batch leaves it.
#[derive(Debug)]
pub(crate) struct MadeEntry<'a> {
    pub(crate) town: &'a str,
    pub(crate) seq: i64,
    pub(crate) ordinal: i64,
    pub(crate) until_at: Option<&'a str>,
    pub(crate) row: &'a EntryRow,
}

impl Prepared {
    /// Makes the texts.
    ///
    /// # Errors
    /// A value that JSON can't hold.
    pub fn of(act: NewAct) -> Result<Prepared, StoreError> {
        let bad = |e: serde_json::Error| StoreError::Unreadable { what: "act", reason: e.to_string() };
        let mut facts = Map::new();
        for (name, value) in &act.record.facts {
            let salt = act.salts.get(name).map_or(Json::Null, |s| Json::String(s.to_string()));
            facts.insert(name.clone(), json!({"v": serde_json::to_value(value).map_err(bad)?, "s": salt}));
        }
        let entry = |e: &kernel::EntryChange| {
            Ok(EntryRow {
                register: e.register.clone(),
                key: e.key.clone(),
                from_at: e.from.to_string(),
                until_at: e.until.map(|u| u.to_string()),
                holder: e.fields.get("holder").map(ToString::to_string),
                fields: serde_json::to_string(&e.fields).map_err(bad)?,
                ends: e.ends,
            })
        };
        let ground = |g: kernel::Ground| GroundRow {
            register: g.register,
            key: g.key,
            link: g.link,
            from_at: g.from.to_string(),
        };
        let running = act.matter.clocks.iter().filter(|(_, c)| c.running());
        Ok(Prepared {
            happened_at: act.record.happened_at.to_string(),
            recorded_at: act.record.recorded_at.to_string(),
            facts: Json::Object(facts).to_string(),
            state: serde_json::to_string(&act.matter).map_err(bad)?,
            opened_at: act.matter.opened_at.to_string(),
            clocks: running.filter_map(|(n, c)| Some((n.clone(), c.due?.to_string()))).collect(),
            entries: act.entries.iter().map(entry).collect::<Result<_, StoreError>>()?,
            grounds: act.record.grounds().into_iter().map(ground).collect(),
            year: i64::from(act.matter.opened_at.date().year()),
            paper_year: i64::from(act.record.happened_at.date().year()),
            act,
        })
    }
}

/// One act's rows, placed.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) seq: i64,
    pub(crate) number: String,
    /// Documents and their own numbers.
    pub(crate) papers: Vec<(String, String)>,
    pub(crate) prepared: Arc<Prepared>,
}

/// Everything that one transaction writes.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub(crate) placed: Vec<Placed>,
    /// Sizes and right edges of the towns after it.
    pub(crate) heads: BTreeMap<String, (i64, Frontier)>,
    /// Last numbers by town, procedure, year.
    pub(crate) books: BTreeMap<(String, String, i64), i64>,
    /// Last change by town, register.
    pub(crate) registers: BTreeMap<(String, String), i64>,
    /// Added to the month sums.
    pub(crate) cells: BTreeMap<(String, String, i32, String), i64>,
    /// Added to the numbers of matters by town, procedure, stage.
    pub(crate) stages: BTreeMap<(String, String, String), i64>,
}

impl Batch {
    /// The rows of opening acts that need no checks, numbered from `first`: for comparing with bare inserts.
    ///
    /// # Errors
    /// A value that JSON can't hold.
    pub fn unchecked(acts: Vec<NewAct>, first: i64) -> Result<Batch, StoreError> {
        let mut batch = Batch::default();
        for (seq, act) in (first..).zip(acts) {
            let number = act.number_form.replace("{n}", &(seq + 1).to_string());
            let prepared = Arc::new(Prepared::of(act)?);
            batch.place(Placed { seq, number, papers: Vec::new(), prepared }, None);
        }
        if let Some(last) = batch.placed.last() {
            let record = &last.prepared.act.record;
            let book = (record.town.clone(), record.procedure.clone(), last.prepared.year);
            let head = (record.town.clone(), (last.seq + 1, Frontier::default()));
            batch.books.insert(book, last.seq + 1);
            batch.heads.insert(head.0, head.1);
        }
        Ok(batch)
    }

    /// Places one accepted act.
    pub(crate) fn place(&mut self, placed: Placed, stage_before: Option<String>) {
        let act = &placed.prepared.act;
        let town = &act.record.town;
        for p in &act.postings {
            let key = (town.clone(), p.figure.clone(), Cell::month_of(p.day), p.dimension.clone());
            let sum = self.cells.entry(key).or_insert(0);
            *sum = sum.saturating_add(p.amount);
        }
        let stage = |name: &str| (town.clone(), act.matter.procedure.clone(), name.to_owned());
        if stage_before.as_deref() != Some(act.matter.stage.as_str()) {
            *self.stages.entry(stage(&act.matter.stage)).or_insert(0) += 1;
            if let Some(before) = stage_before {
                *self.stages.entry(stage(&before)).or_insert(0) -= 1;
            }
        }
        for e in &act.entries {
            self.registers.insert((town.clone(), e.register.clone()), placed.seq);
        }
        self.placed.push(placed);
    }

    /// The acts whose matter is not moved again within the batch: only these write the matter and its clocks.
    pub(crate) fn last_of_matter(&self) -> Vec<&Placed> {
        let mut last: BTreeMap<(&str, &str), &Placed> = BTreeMap::new();
        for p in &self.placed {
            last.insert((p.prepared.act.record.town.as_str(), p.prepared.act.record.matter.as_str()), p);
        }
        last.into_values().collect()
    }
}

/// Facts and their salts, by name.
pub(crate) type Facts = (BTreeMap<String, kernel::Value>, BTreeMap<String, Salt>);

impl Batch {
    /// What the entries of the batch do: by town, register and key the moment at which versions stored earlier end
    /// at the latest, and the versions made, each ending no later than the next of its key begins.
    pub(crate) fn entries(&self) -> (BTreeMap<EntryKey<'_>, &str>, Vec<MadeEntry<'_>>) {
        let mut closed: BTreeMap<EntryKey<'_>, &str> = BTreeMap::new();
        let mut made = Vec::new();
        for placed in self.placed.iter().rev() {
            let town = placed.prepared.act.record.town.as_str();
            for (ordinal, row) in placed.prepared.entries.iter().enumerate().rev() {
                let next = closed.entry((town, row.register.as_str(), row.key.as_str()));
                if !row.ends {
                    let next = match &next {
                        Entry::Occupied(from) => Some(*from.get()),
                        Entry::Vacant(_) => None,
                    };
                    let until_at = next.into_iter().chain(row.until_at.as_deref()).min();
                    let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
                    made.push(MadeEntry { town, seq: placed.seq, ordinal, until_at, row });
                }
                let from = row.from_at.as_str();
                next.and_modify(|f| *f = from.min(*f)).or_insert(from);
            }
        }
        (closed, made)
    }
}

/// Facts and salts out of the stored text. A salt that was spoiled is left out, so that an audit can tell which.
pub(crate) fn read_facts(text: &str) -> Result<Facts, StoreError> {
    #[derive(serde::Deserialize)]
    struct Fact {
        v: Option<kernel::Value>,
        s: Option<String>,
    }
    let stored: BTreeMap<String, Fact> = read_json("facts", text)?;
    let mut facts = BTreeMap::new();
    let mut salts = BTreeMap::new();
    for (name, fact) in stored {
        if let Some(salt) = fact.s.and_then(|s| s.parse().ok()) {
            salts.insert(name.clone(), salt);
        }
        if let Some(value) = fact.v {
            facts.insert(name, value);
        }
    }
    Ok((facts, salts))
}

/// A stored JSON text.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Unreadable { what, reason: e.to_string() })
}

/// A stored date or time.
pub(crate) fn read_time<T: std::str::FromStr<Err = jiff::Error>>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|e: jiff::Error| StoreError::Unreadable { what: "time", reason: e.to_string() })
}

/// A stored right edge.
pub(crate) fn read_frontier(bytes: &[u8]) -> Result<Frontier, StoreError> {
    Frontier::from_bytes(bytes)
        .map_err(|e| StoreError::Unreadable { what: "frontier", reason: e.to_string() })
}
