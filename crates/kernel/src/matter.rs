//! A matter: one running or finished instance of a procedure, the fold of its records.

use crate::value::Value;
use deadline::{Date, DateTime};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A matter as its records make it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Town.
    pub town: String,
    /// Id, made by the caller of the opening act.
    pub id: String,
    /// Procedure.
    pub procedure: String,
    /// The version it began under, by the version's first day in force.
    pub version: Date,
    /// Where it stands.
    pub stage: String,
    /// Nothing is left to do.
    pub ended: bool,
    /// When it began.
    pub opened_at: DateTime,
    /// When its last act happened.
    pub last_at: DateTime,
    /// Number of its acts.
    pub steps: u32,
    /// Facts, the latest value of each.
    pub facts: BTreeMap<String, Value>,
    /// What was done, by action.
    pub done: BTreeMap<String, Done>,
    /// Clocks that were started.
    pub clocks: BTreeMap<String, ClockState>,
    /// Keys of those who stepped back from it (回避).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub withdrawn: BTreeSet<String>,
}

/// How often and by whom an action was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// How often.
    pub times: u32,
    /// Keys of the actors, without repetition, second officers included.
    pub by: Vec<String>,
}

/// A clock as the acts moved it. The due date follows from this and the calendar alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockState {
    /// The moment it starts from.
    pub start: DateTime,
    /// The action that started it.
    pub cause: String,
    /// Closed and open pauses: from, until, stage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<(DateTime, Option<DateTime>, String)>,
    /// Extensions: when, by which action, by whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<(DateTime, String, String)>,
    /// Fresh starts: when, by which action.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restarts: Vec<(DateTime, String)>,
    /// Last moment that is in time; none while it stands still.
    pub due: Option<DateTime>,
    /// When it was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<DateTime>,
    /// When its expiry was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expired: Option<DateTime>,
}

impl ClockState {
    /// Neither stopped nor run out.
    pub fn running(&self) -> bool {
        self.stopped.is_none() && self.expired.is_none()
    }

    /// Stopped after its last moment, or run out.
    pub fn late(&self) -> bool {
        self.expired.is_some() || matches!((self.stopped, self.due), (Some(s), Some(d)) if s > d)
    }
}

impl Matter {
    /// How often an action was done.
    pub fn times_done(&self, action: &str) -> i64 {
        self.done.get(action).map_or(0, |d| i64::from(d.times))
    }

    /// State of a clock at a moment, as guards read it: none, running, paused, stopped, expired.
    pub fn clock_word(&self, clock: &str, at: DateTime) -> &'static str {
        match self.clocks.get(clock) {
            None => "none",
            Some(c) if c.stopped.is_some() => "stopped",
            Some(c) if c.expired.is_some() => "expired",
            Some(c) => match c.due {
                None => "paused",
                Some(due) if due < at => "expired",
                Some(_) => "running",
            },
        }
    }

    /// The earliest last moment of a running clock, and its name.
    pub fn next_due(&self) -> Option<(&str, DateTime)> {
        self.clocks
            .iter()
            .filter(|(_, c)| c.running())
            .filter_map(|(n, c)| Some((n.as_str(), c.due?)))
            .min_by_key(|d| d.1)
    }
}
