//! Waiting times: the last day for a notice before an event, and the first moment after a least period.

use crate::calendar::{Binds, Calendar};
use crate::civil::{minus_days, months, plus_months, tomorrow, yesterday};
use crate::derivation::Due;
use crate::derive;
use crate::error::DeadlineError;
use crate::request::{Effect, Request};
use crate::term::{Term, Unit};
use jiff::civil::{Date, DateTime};

/// The last day on which a notice is in time that must be given a term before an event: seven working days before
/// the hearing (行政处罚法 64), three days before the session.
///
/// The day of the notice is not counted (CNT-01), the last day of the term runs till 24:00 (CNT-05), and a last day
/// that is a rest day moves on (CNT-04); the event must come after that. So all of the term lies between the two
/// days: this is the latest day for which [`earliest_after`] is not later than the event. It may be a rest day
/// itself, since a notice that reaches the person on a Sunday is given on that Sunday.
///
/// # Errors
/// [`DeadlineError::NeedsDays`] for a term by the clock, [`DeadlineError::EmptyTerm`] for zero, a year that is not
/// loaded, a date that cannot be written.
pub fn latest_before(
    calendar: &Calendar, event: Date, term: Term, binds: Binds,
) -> Result<Date, DeadlineError> {
    if term.unit.by_the_clock() {
        return Err(DeadlineError::NeedsDays { term });
    }
    if term.n == 0 {
        return Err(DeadlineError::EmptyTerm { term });
    }
    let working = if term.unit == Unit::WorkingDays { term.n } else { 1 };
    // The first of the working days that lie directly before the event; for natural terms the last possible end.
    let (mut day, mut counted) = (event, 0);
    while counted < working {
        day = yesterday(day)?;
        counted += u32::from(calendar.is_working(day, binds)?);
    }
    match months(term) {
        _ if term.unit == Unit::WorkingDays => yesterday(day),
        None => minus_days(day, term.n),
        Some(months) => {
            let back = plus_months(day, -months, term)?;
            // From every day of the month's end a shorter month is reached on its last day.
            Ok(if day == day.last_of_month() { back.last_of_month() } else { back })
        }
    }
}

/// The first moment at which the next step is allowed after a least period: a draft is open for comments for at
/// least thirty days. For terms by days it is the beginning of the day after the last one (rolled if that is a rest
/// day, since the period is there to be used), for terms by the clock the moment at which the term has run.
///
/// # Errors
/// As [`derive()`].
pub fn earliest_after(
    calendar: &Calendar, start: DateTime, term: Term, binds: Binds,
) -> Result<DateTime, DeadlineError> {
    let request = Request {
        start,
        start_cause: String::new(),
        term,
        binds,
        basis: String::new(),
        pauses: Vec::new(),
        extensions: Vec::new(),
        restarts: Vec::new(),
        at_expiry: Effect::Late,
    };
    match derive(calendar, &request)?.due {
        Due::Day(last) => Ok(tomorrow(last)?.at(0, 0, 0, 0)),
        Due::Instant(at) | Due::Open { paused_since: at, .. } => Ok(at),
    }
}
