//! Checked arithmetic on dates: nothing here can panic or wrap.

use crate::error::DeadlineError;
use crate::term::{Term, Unit};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

const HOURS_A_DAY: i64 = 24;

/// The day after.
pub(crate) fn tomorrow(day: Date) -> Result<Date, DeadlineError> {
    day.tomorrow().map_err(|_| out_of_range(day, Term::new(1, Unit::Days)))
}

/// The day before.
pub(crate) fn yesterday(day: Date) -> Result<Date, DeadlineError> {
    day.yesterday().map_err(|_| out_of_range(day, Term::new(1, Unit::Days)))
}

/// `n` natural days later.
pub(crate) fn plus_days(day: Date, n: u32) -> Result<Date, DeadlineError> {
    let span = SignedDuration::from_hours(i64::from(n) * HOURS_A_DAY);
    day.checked_add(span).map_err(|_| out_of_range(day, Term::new(n, Unit::Days)))
}

/// `n` natural days earlier.
pub(crate) fn minus_days(day: Date, n: u32) -> Result<Date, DeadlineError> {
    let span = SignedDuration::from_hours(i64::from(n) * HOURS_A_DAY);
    day.checked_sub(span).map_err(|_| out_of_range(day, Term::new(n, Unit::Days)))
}

/// The corresponding day `months` later (earlier if negative); the last day of the month if it has not that day.
pub(crate) fn plus_months(day: Date, months: i64, term: Term) -> Result<Date, DeadlineError> {
    let index = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + months;
    let year = i16::try_from(index.div_euclid(12)).map_err(|_| out_of_range(day, term))?;
    let month = i8::try_from(index.rem_euclid(12) + 1).map_err(|_| out_of_range(day, term))?;
    let first = Date::new(year, month, 1).map_err(|_| out_of_range(day, term))?;
    Ok(Date::new(year, month, day.day()).unwrap_or(first.last_of_month()))
}

/// The number of months of a term in months or years; none for other units.
pub(crate) fn months(term: Term) -> Option<i64> {
    match term.unit {
        Unit::Months => Some(i64::from(term.n)),
        Unit::Years => Some(i64::from(term.n) * 12),
        _ => None,
    }
}

/// The number of days from one day to a later one; 0 if it is not later.
pub(crate) fn days_between(from: Date, to: Date) -> u32 {
    u32::try_from(from.duration_until(to).as_hours() / HOURS_A_DAY).unwrap_or(0)
}

/// The exact length of a term by the clock; none for other units.
pub(crate) fn span(term: Term) -> Option<SignedDuration> {
    match term.unit {
        Unit::Hours => Some(SignedDuration::from_hours(i64::from(term.n))),
        Unit::Minutes => Some(SignedDuration::from_mins(i64::from(term.n))),
        _ => None,
    }
}

/// A moment later by an exact span.
pub(crate) fn plus(at: DateTime, span: SignedDuration) -> Result<DateTime, DeadlineError> {
    at.checked_add(span).map_err(|_| DeadlineError::OutOfRange {
        from: at.date(),
        term: format!("{} minutes", span.as_mins()),
    })
}

fn out_of_range(from: Date, term: Term) -> DeadlineError {
    DeadlineError::OutOfRange { from, term: term.to_string() }
}
