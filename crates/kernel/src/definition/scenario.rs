//! Stories that are played through the engine: what the law lets happen, and what it refuses.

use super::law::Basis;
use crate::problem::Span;
use crate::value::{Value, Words};
use deadline::{Date, DateTime};
use std::collections::BTreeMap;

/// One story on one matter.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it shows.
    pub title: Words,
    /// The procedure.
    pub procedure: String,
    /// The rules that it shows, by their ids.
    pub rules: Vec<String>,
    /// The file it stands in.
    pub file: String,
    /// Place of its head.
    pub span: Span,
    /// What is told, in order.
    pub lines: Vec<Line>,
}

/// One line of a story.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its place.
    pub span: Span,
    /// What it tells.
    pub told: Told,
}

/// What a line tells.
#[derive(Clone, Debug)]
pub enum Told {
    /// An entry stands in a register before the story begins.
    Entry {
        /// Register.
        register: String,
        /// Key.
        key: String,
        /// First day.
        from: Date,
        /// First day no longer valid.
        until: Option<Date>,
        /// What it holds.
        fields: BTreeMap<String, Value>,
    },
    /// An act is done, or refused.
    Act {
        /// When.
        at: DateTime,
        /// Action.
        action: String,
        /// Role, with a number where several persons hold it: `enforcement-officer 2`; `anyone` is a citizen.
        by: String,
        /// The facts told.
        facts: BTreeMap<String, Value>,
        /// How it is refused; none is an act that is done.
        refused: Option<Refused>,
    },
    /// Time passes; every clock that runs out by then does its act.
    Passes(
        /// Until when.
        DateTime,
    ),
    /// The matter stands so.
    Expect {
        /// Stage.
        stage: Option<String>,
        /// Whether it has ended.
        ended: Option<bool>,
    },
    /// A running clock's last day, or last moment.
    Due {
        /// Clock.
        clock: String,
        /// `2023-03-28` or `2023-03-28T10:00`.
        at: String,
    },
}

/// What a refusal must name.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// One of its articles.
    pub basis: Option<Basis>,
    /// Its code, as `separation`.
    pub code: Option<String>,
}
