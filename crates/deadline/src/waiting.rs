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
/// the hearing (行政处罚法 64), thirty days before a licence ends (行政许可法 50).
///
/// The term is counted back from the event, whose day is not counted. Whether the day of the notice may itself be the
/// last one counted is arguable, so it depends on whom the limit binds, as with regional days:
/// * the office: no, the whole term lies between the two days (the earlier day, safe for the office);
/// * a citizen: yes (the later day, no right is lost by the doubt).
///
/// For the same reason regional days are read the other way round here: counting back, it is the rest days that make
/// the day earlier, so the office's count takes the reading declared for citizens and a citizen's that for the office.
///
/// Nothing rolls: CNT-04 moves an end that lies ahead, and here the event stands fast. In working days a citizen's
/// result is a working day; an office's is the day before the first counted one and may be a rest day.
///
/// # Errors
/// [`DeadlineError::NeedsDays`] for a term by the clock, [`DeadlineError::EmptyTerm`] for zero, a year that is not
/// loaded (in working days only), a date that cannot be written.
pub fn latest_before(
    calendar: &Calendar,
    event: Date,
    term: Term,
    binds: Binds,
) -> Result<Date, DeadlineError> {
    if term.unit.by_the_clock() {
        return Err(DeadlineError::NeedsDays { term });
    }
    if term.n == 0 {
        return Err(DeadlineError::EmptyTerm { term });
    }
    if term.unit == Unit::WorkingDays {
        let reading = if binds == Binds::Office { Binds::Citizen } else { Binds::Office };
        let (mut day, mut counted) = (event, 0);
        while counted < term.n {
            day = yesterday(day)?;
            counted += u32::from(calendar.is_working(day, reading)?);
        }
        return if binds == Binds::Office { yesterday(day) } else { Ok(day) };
    }
    let end = if binds == Binds::Office { yesterday(event)? } else { event };
    let Some(months) = months(term) else { return minus_days(end, term.n) };
    let back = plus_months(end, -months, term)?;
    // The end of a short month is reached from every later day of a longer one.
    Ok(if end == end.last_of_month() { back.last_of_month() } else { back })
}

/// The first moment at which the next step is allowed after a least period: a draft is open for comments for at
/// least thirty days. For terms by days it is the beginning of the day after the last one (rolled if that is a rest
/// day, since the period is there to be used), for terms by the clock the moment at which the term has run.
///
/// For a period in which citizens may act ask with [`Binds::Citizen`]: where regional days are arguable, that is the
/// later moment.
///
/// # Errors
/// As [`derive()`].
pub fn earliest_after(
    calendar: &Calendar,
    start: DateTime,
    term: Term,
    binds: Binds,
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
