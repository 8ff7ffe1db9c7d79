//! What is asked: the start of a clock, its term, and everything that moved it.

use crate::calendar::Binds;
use crate::term::Term;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A clock as it was set and moved. The due date follows from this and the calendar alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Request {
    /// The event; its day is not counted (CNT-01), its moment starts hours (CNT-02).
    pub start: DateTime,
    /// What the event was, as a person says it: `收到申请`.
    pub start_cause: String,
    /// The term of the law.
    pub term: Term,
    /// Whom the limit binds.
    pub binds: Binds,
    /// Act and article: `《政府信息公开条例》第33条`.
    pub basis: String,
    /// Pauses, in any order; they may overlap.
    pub pauses: Vec<Pause>,
    /// Extensions, in any order; they count in the order in which they were granted.
    pub extensions: Vec<Extension>,
    /// Restarts, in any order; the latest one counts.
    pub restarts: Vec<Restart>,
    /// What silence means when the limit expires.
    pub at_expiry: Effect,
}

/// A time that is left out of a clock; the crate's documentation says which days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pause {
    /// When it began.
    pub from: DateTime,
    /// When it ended; none while it lasts, and then the due date is not fixed yet.
    pub until: Option<DateTime>,
    /// Why: `征求第三方意见`.
    pub cause: String,
    /// Act and article that let the clock stand still.
    pub basis: String,
}

/// More time, granted by somebody who may grant it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Extension {
    /// How much; by the clock if and only if the term is.
    pub term: Term,
    /// When it was granted.
    pub at: DateTime,
    /// Who granted it.
    pub by: String,
    /// Act and article.
    pub basis: String,
}

/// The clock starts afresh: a corrected disclosure request (政府信息公开条例 30).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Restart {
    /// The new event.
    pub at: DateTime,
    /// What it was: `收到补正`.
    pub cause: String,
    /// Act and article.
    pub basis: String,
}

/// What the law makes of silence when the limit expires (trap 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// The act is late, and nothing else follows of itself.
    Late,
    /// The law takes something as done: accepted for want of a notice within five days (行政许可法 32).
    Deemed {
        /// What is taken as done: `受理`.
        outcome: String,
        /// Whether it is taken as done from the day of the event on.
        backdated: bool,
    },
    /// A right or a request lapses: no answer to a correction notice is a withdrawal (政府信息公开条例 30).
    Lapses {
        /// What follows: `视为放弃申请`.
        outcome: String,
    },
}
