//! What comes to the door: an act, who does it, and what the registers say.

use crate::competence::{self, Ground};
use crate::value::Value;
use deadline::DateTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person of the office, under the key of his post entry.
    Officer(String),
    /// Somebody from outside; the name is a fact of the act, not of the record.
    Citizen,
    /// The running-out of a clock.
    Clock,
    /// The founding of a town, before anybody holds a post.
    Founder,
}

impl Actor {
    /// The actor as the record names him.
    pub fn key(&self) -> &str {
        match self {
            Actor::Officer(key) => key,
            Actor::Citizen => "citizen",
            Actor::Clock => "clock",
            Actor::Founder => "founder",
        }
    }
}

/// Who did what on which matter, with which facts, when it happened.
#[derive(Clone, Debug)]
pub struct Act {
    /// Town.
    pub town: String,
    /// The matter's id; for an opening act the id that it shall have.
    pub matter: String,
    /// Procedure.
    pub procedure: String,
    /// Action.
    pub action: String,
    /// Who.
    pub actor: Actor,
    /// The facts it carries.
    pub facts: BTreeMap<String, Value>,
    /// When it happened, in the town's civil time.
    pub happened_at: DateTime,
    /// The number of steps that the caller saw; a matter that moved on since refuses the act.
    pub expected_steps: Option<u32>,
    /// The caller's token: the same token is done once.
    pub token: String,
}

/// An entry of a register as the door found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Register.
    pub register: String,
    /// Key within the register.
    pub key: String,
    /// First moment of validity.
    pub from: DateTime,
    /// First moment no longer valid.
    pub until: Option<DateTime>,
    /// What it holds.
    pub fields: BTreeMap<String, Value>,
}

impl Entry {
    /// Whether the entry is valid at a moment.
    pub fn valid_at(&self, at: DateTime) -> bool {
        self.from <= at && self.until.is_none_or(|u| at < u)
    }
}

/// What the registers say of everybody whom the act names: fetched before deciding, so that deciding reads nothing.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// All versions of the entries named, by register and key.
    pub entries: Vec<Entry>,
}

impl View {
    /// The entry of that register and key valid at the moment.
    pub fn entry(&self, register: &str, key: &str, at: DateTime) -> Option<&Entry> {
        self.entries.iter().find(|e| e.register == register && e.key == key && e.valid_at(at))
    }

    /// Any version of the entry, valid or not, to tell "expired" from "never there".
    pub fn any_entry(&self, register: &str, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|e| e.register == register && e.key == key)
    }

    /// Roles of an officer at the moment, from the entries of `posts` under his key.
    pub fn roles(&self, key: &str, at: DateTime) -> Vec<&str> {
        self.posts(key, at).filter_map(|e| e.fields.get("role")).flat_map(Value::texts).collect()
    }

    /// Posts that an officer holds at the moment.
    pub fn posts(&self, key: &str, at: DateTime) -> impl Iterator<Item = &Entry> {
        let held = move |e: &&Entry| e.register == "posts" && e.valid_at(at);
        let his = move |e: &&Entry| e.fields.get("holder").and_then(Value::as_text) == Some(key);
        self.entries.iter().filter(held).filter(his)
    }
}

/// The committed, immutable fact of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Town.
    pub town: String,
    /// Matter.
    pub matter: String,
    /// Number of the act within the matter, from 1.
    pub step: u32,
    /// Procedure.
    pub procedure: String,
    /// Action.
    pub action: String,
    /// Who, as [`Actor::key`].
    pub actor: String,
    /// The role in which he acted.
    pub capacity: String,
    /// When it happened.
    pub happened_at: DateTime,
    /// When it was recorded.
    pub recorded_at: DateTime,
    /// The rulebook it was decided under.
    pub rulebook: String,
    /// The caller's token.
    pub token: String,
    /// Its facts.
    pub facts: BTreeMap<String, Value>,
}

impl Recorded {
    /// The entries that the act stands on.
    pub fn grounds(&self) -> Vec<Ground> {
        competence::grounds(self.facts.get(competence::FACT))
    }

    /// Its facts without the chain that it stands on and what a change of rules moved: what the procedure's own fields
    /// hold.
    pub fn own_facts(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.facts.iter().filter(|(name, _)| !name.starts_with('@'))
    }
}
