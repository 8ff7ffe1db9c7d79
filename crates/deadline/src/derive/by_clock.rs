//! Hours and minutes: they run at once from the stated moment and never roll (CNT-02).

use super::ledger::Ledger;
use super::{Reached, granted, open, too_late};
use crate::civil::{plus, span};
use crate::derivation::{Due, Step};
use crate::error::DeadlineError;
use crate::request::Extension;
use crate::term::{Term, Unit};
use jiff::SignedDuration;
use jiff::civil::DateTime;

const MINUTES_AN_HOUR: u32 = 60;

/// A term by the clock and its extensions.
pub(super) fn run(
    origin: DateTime,
    term: Term,
    extensions: &[&Extension],
    mut ledger: Ledger<'_>,
    steps: &mut Vec<Step>,
) -> Result<(Due, Vec<Term>), DeadlineError> {
    let mut reached = count(origin, term, &mut ledger, steps)?;
    let mut later = Vec::new();
    for extension in extensions {
        match reached {
            Reached::Paused { .. } => {
                steps.push(granted(extension));
                later.push(extension.term);
            }
            Reached::End(end) if extension.at > end => steps.push(too_late(extension, end)),
            Reached::End(end) => {
                steps.push(granted(extension));
                reached = count(end, extension.term, &mut ledger, steps)?;
            }
        }
    }
    match reached {
        Reached::End(end) => Ok((Due::Instant(end), Vec::new())),
        Reached::Paused { since, left } => Ok(open(since, left, &later)),
    }
}

/// Counts one term on from a moment; each pause that begins before the end moves it by its exact span.
fn count(
    from: DateTime,
    term: Term,
    ledger: &mut Ledger<'_>,
    steps: &mut Vec<Step>,
) -> Result<Reached<DateTime>, DeadlineError> {
    let mut end = plus(from, span(term).unwrap_or(SignedDuration::ZERO))?;
    while let Some(pause) = ledger.take_if(|p| p.from < end) {
        let Some(until) = pause.until else {
            steps.push(pause.step(0, Unit::Minutes));
            return Ok(Reached::Paused { since: pause.from, left: length(pause.from.duration_until(end)) });
        };
        let stood = pause.from.duration_until(until);
        end = plus(end, stood)?;
        steps.push(pause.step(whole_minutes(stood), Unit::Minutes));
    }
    steps.push(Step::Ran { from, to: end, n: term.n, unit: term.unit });
    Ok(Reached::End(end))
}

/// A span as a term: in hours if it comes out even, else in whole minutes.
fn length(span: SignedDuration) -> Term {
    let minutes = whole_minutes(span);
    if minutes.is_multiple_of(MINUTES_AN_HOUR) {
        Term::new(minutes / MINUTES_AN_HOUR, Unit::Hours)
    } else {
        Term::new(minutes, Unit::Minutes)
    }
}

fn whole_minutes(span: SignedDuration) -> u32 {
    u32::try_from(span.as_mins()).unwrap_or(u32::MAX)
}
