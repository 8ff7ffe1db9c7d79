//! How a due date was reached, as data: every step can be shown, stored and counted again.

use crate::calendar::{Binds, Day, DayKind};
use crate::request::Effect;
use crate::term::{Term, Unit};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A due date and the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Derivation {
    /// The result.
    pub due: Due,
    /// The event that counts: the start, or the latest restart.
    pub start: DateTime,
    /// The term of the law, without extensions.
    pub term: Term,
    /// Whom the limit binds.
    pub binds: Binds,
    /// What silence means at expiry.
    pub at_expiry: Effect,
    /// What is still to run, by unit, while the clock stands still; empty when the due date is fixed.
    pub remaining: Vec<Term>,
    /// The steps, in the order in which they were taken.
    pub steps: Vec<Step>,
    /// Version of the calendar: `cn 2023-2026`.
    pub calendar: String,
}

impl Derivation {
    /// The day from which the effect of silence holds: the day of the event if the law dates it back, else the
    /// day after the last one. None if silence has no effect, if the due date is not fixed, or if the day after
    /// it cannot be written.
    pub fn effect_from(&self) -> Option<Date> {
        let last = self.due.last_instant()?;
        match &self.at_expiry {
            Effect::Late => None,
            Effect::Deemed { backdated: true, .. } => Some(self.start.date()),
            Effect::Deemed { .. } | Effect::Lapses { .. } => match self.due {
                Due::Instant(at) => Some(at.date()),
                _ => last.date().tomorrow().ok(),
            },
        }
    }
}

/// When a limit expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// The last day: till 24:00, or till the close of business where there are business hours (CNT-05).
    Day(Date),
    /// The last moment, of a term in hours or minutes.
    Instant(DateTime),
    /// Not fixed yet: the clock stands still.
    Open {
        /// Since when.
        #[serde(rename = "paused-since")]
        paused_since: DateTime,
        /// What is still to run when it goes on: `12 working-days`.
        remaining: String,
    },
}

impl Due {
    /// The last moment that is in time: the end of the last day (23:59:59.999999999), or the last moment
    /// itself. None while the clock stands still.
    pub fn last_instant(&self) -> Option<DateTime> {
        match self {
            Due::Day(day) => Some(day.at(0, 0, 0, 0).end_of_day()),
            Due::Instant(at) => Some(*at),
            Due::Open { .. } => None,
        }
    }

    /// The last day. None while the clock stands still.
    pub fn day(&self) -> Option<Date> {
        self.last_instant().map(DateTime::date)
    }
}

impl fmt::Display for Due {
    /// `2026-03-16`, `2026-03-16T15:30:00`, or `paused since 2026-03-02T09:00:00, 12 working-days left`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Due::Day(day) => write!(f, "{day}"),
            Due::Instant(at) => write!(f, "{at}"),
            Due::Open { paused_since, remaining } => {
                write!(f, "paused since {paused_since}, {remaining} left")
            }
        }
    }
}

/// Rest days of one name that follow one another and were not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RestRun {
    /// Name in the notice: `国庆节`.
    pub name: String,
    /// First day that was not counted.
    pub from: Date,
    /// Last day that was not counted.
    pub to: Date,
    /// Number of days.
    pub days: u32,
    /// Whether only a regional notice makes them rest days.
    pub regional: bool,
}

/// One step of a derivation. Serialised with its kind in `step`: `{"step":"roll","from":…}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Step {
    /// The event and the term.
    Start {
        /// Moment of the event.
        at: DateTime,
        /// What it was.
        cause: String,
        /// The term.
        term: Term,
        /// Act and article.
        basis: String,
    },
    /// The clock started afresh.
    Restart {
        /// Moment of the new event.
        at: DateTime,
        /// What it was.
        cause: String,
        /// Act and article.
        basis: String,
        /// Pauses that had ended by then and count no more.
        void_pauses: u32,
        /// Extensions that had been granted before and count no more.
        void_extensions: u32,
    },
    /// The day of the event, which is not counted (CNT-01).
    NotCounted {
        /// That day.
        day: Date,
    },
    /// A pause that left out time.
    Pause {
        /// When it began.
        from: DateTime,
        /// When it ended; none while it lasts.
        until: Option<DateTime>,
        /// Why.
        cause: String,
        /// Act and article.
        basis: String,
        /// How much was left out, in `unit`, without what an earlier pause had left out; 0 while it lasts.
        left_out: u32,
        /// Working days, days, or (whole) minutes for terms by the clock.
        unit: Unit,
    },
    /// A month without the corresponding day: the term ends on its last day (CNT-03).
    LastOfMonth {
        /// The day that the month has not.
        wanted: i8,
        /// The last day of the month.
        day: Date,
    },
    /// A term or an extension that was counted to its nominal end.
    Counted {
        /// Counting began on the day after this one.
        after: Date,
        /// The nominal end.
        to: Date,
        /// How many.
        n: u32,
        /// Of what.
        unit: Unit,
        /// Weekend days that were not counted, outside pauses and named rest days; 0 unless working days.
        weekends: u32,
        /// Rest days with a name that were not counted, outside pauses; none unless working days.
        rest: Vec<RestRun>,
        /// Make-up working days that were counted; none unless working days.
        make_up: Vec<Day>,
    },
    /// A term or an extension by the clock that has run (CNT-02), pauses added.
    Ran {
        /// From.
        from: DateTime,
        /// To.
        to: DateTime,
        /// How many.
        n: u32,
        /// Of what.
        unit: Unit,
    },
    /// More time; what is counted for it follows.
    Extension {
        /// When it was granted.
        at: DateTime,
        /// By whom.
        by: String,
        /// Act and article.
        basis: String,
        /// How much.
        term: Term,
    },
    /// An extension that was granted when the limit had expired: it has no effect.
    ExtensionTooLate {
        /// When it was granted.
        at: DateTime,
        /// By whom.
        by: String,
        /// Act and article.
        basis: String,
        /// How much.
        term: Term,
        /// The last moment at which it could have been granted.
        expired: DateTime,
    },
    /// The last day was a rest day (CNT-04).
    Roll {
        /// The rest day.
        from: Date,
        /// What kind of rest day, with its name.
        kind: DayKind,
        /// The first working day after it.
        to: Date,
    },
    /// The result.
    Result {
        /// When the limit expires.
        due: Due,
    },
    /// The calendar by which it was counted.
    Calendar {
        /// Its version.
        version: String,
    },
}
