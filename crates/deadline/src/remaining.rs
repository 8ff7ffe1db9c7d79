//! How much of a limit is left, or by how much it is overdue, in the unit of the term.

use crate::calendar::{Binds, Calendar};
use crate::civil::{days_between, tomorrow};
use crate::derivation::{Derivation, Due};
use crate::error::DeadlineError;
use crate::term::{Term, Unit};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// What is left of a limit at a moment. Working days are counted for terms in working days, natural days for days,
/// months and years; for terms by the clock whole hours, or whole minutes where it is less than an hour or the
/// term is in minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "remaining", rename_all = "kebab-case")]
pub enum Remaining {
    /// In time: so much after today (this moment). Zero days on the last day.
    Left {
        /// How much.
        n: u32,
        /// Of what.
        unit: Unit,
    },
    /// Too late by so much. Zero working days if none has passed since the last day.
    Overdue {
        /// How much.
        n: u32,
        /// Of what.
        unit: Unit,
    },
    /// The clock stands still, with so much to run.
    Paused {
        /// What is left, by unit.
        left: Vec<Term>,
    },
}

/// What is left of a derived limit at a moment.
///
/// # Errors
/// [`DeadlineError::YearNotLoaded`] if working days are to be counted through a year without notice.
pub fn remaining(
    calendar: &Calendar,
    derivation: &Derivation,
    now: DateTime,
    binds: Binds,
) -> Result<Remaining, DeadlineError> {
    let due = match &derivation.due {
        Due::Open { .. } => return Ok(Remaining::Paused { left: derivation.remaining.clone() }),
        Due::Instant(at) => return Ok(by_clock(*at, now, derivation.term.unit)),
        Due::Day(day) => *day,
    };
    let today = now.date();
    let working = derivation.term.unit == Unit::WorkingDays;
    let unit = if working { Unit::WorkingDays } else { Unit::Days };
    let count = |from: Date, to: Date| {
        if working { working_days(calendar, from, to, binds) } else { Ok(days_between(from, to)) }
    };
    if today <= due {
        Ok(Remaining::Left { n: count(today, due)?, unit })
    } else {
        Ok(Remaining::Overdue { n: count(due, today)?, unit })
    }
}

/// The working days after one day up to and including another.
fn working_days(calendar: &Calendar, after: Date, to: Date, binds: Binds) -> Result<u32, DeadlineError> {
    let (mut day, mut n) = (after, 0);
    while day < to {
        day = tomorrow(day)?;
        n += u32::from(calendar.is_working(day, binds)?);
    }
    Ok(n)
}

fn by_clock(due: DateTime, now: DateTime, unit: Unit) -> Remaining {
    let length = |span: SignedDuration| {
        let hours = span.as_hours();
        let (n, unit) = if unit == Unit::Hours && hours > 0 {
            (hours, Unit::Hours)
        } else {
            (span.as_mins(), Unit::Minutes)
        };
        (u32::try_from(n).unwrap_or(u32::MAX), unit)
    };
    if now <= due {
        let (n, unit) = length(now.duration_until(due));
        Remaining::Left { n, unit }
    } else {
        let (n, unit) = length(due.duration_until(now));
        Remaining::Overdue { n, unit }
    }
}
