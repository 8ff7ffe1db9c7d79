//! From a request to its derivation: restarts, then the term and its extensions with pauses, then the roll.

mod by_clock;
mod by_day;
mod ledger;

use crate::calendar::Calendar;
use crate::civil::tomorrow;
use crate::derivation::{Derivation, Due, Step};
use crate::error::DeadlineError;
use crate::request::{Extension, Request};
use crate::term::Term;
use by_day::Days;
use jiff::civil::{Date, DateTime};
use ledger::Ledger;

/// Derives the due date of a request, with every step that led to it. How pauses, extensions and restarts count
/// is said in the crate's documentation.
///
/// Terms by the clock need no calendar. Of other terms every day that is looked at must lie in a year whose
/// notices are loaded: for working days all days counted and the working days inside pauses, for days, months and
/// years the last day.
///
/// # Errors
/// [`DeadlineError`]: a year without notice, a date that cannot be written, an empty term, units that do not go
/// together, a pause that ends before it begins, a restart or an extension before the start.
pub fn derive(calendar: &Calendar, request: &Request) -> Result<Derivation, DeadlineError> {
    check(request)?;
    let mut steps = Vec::with_capacity(8);
    steps.push(Step::Start {
        at: request.start,
        cause: request.start_cause.clone(),
        term: request.term,
        basis: request.basis.clone(),
    });
    let origin = restart(request, &mut steps);
    let ledger = Ledger::new(&request.pauses, origin)?;
    let mut extensions: Vec<&Extension> =
        request.extensions.iter().filter(|e| origin == request.start || e.at >= origin).collect();
    extensions.sort_by_key(|e| e.at);
    let (due, remaining) = if request.term.unit.by_the_clock() {
        by_clock::run(origin, request.term, &extensions, ledger, &mut steps)?
    } else {
        let days = Days::new(calendar, request.binds, origin.date(), ledger);
        by_days(days, request.term, &extensions, &mut steps)?
    };
    let version = calendar.version();
    steps.push(Step::Result { due: due.clone() });
    steps.push(Step::Calendar { version: version.clone() });
    Ok(Derivation {
        due,
        start: origin,
        term: request.term,
        binds: request.binds,
        at_expiry: request.at_expiry.clone(),
        remaining,
        steps,
        calendar: version,
    })
}

/// Where counting has got to.
enum Reached<T> {
    /// The nominal end.
    End(T),
    /// The clock stands still, with so much to run.
    Paused { since: DateTime, left: Term },
}

/// What can be refused without counting.
fn check(request: &Request) -> Result<(), DeadlineError> {
    let start = request.start;
    let by_the_clock = request.term.unit.by_the_clock();
    for term in std::iter::once(request.term).chain(request.extensions.iter().map(|e| e.term)) {
        if term.n == 0 && !term.unit.by_the_clock() {
            return Err(DeadlineError::EmptyTerm { term });
        }
        if term.unit.by_the_clock() != by_the_clock {
            return Err(DeadlineError::MixedUnits { term: request.term, extension: term });
        }
    }
    if let Some(restart) = request.restarts.iter().find(|r| r.at < start) {
        return Err(DeadlineError::BeforeStart { what: "restart", at: restart.at, start });
    }
    if let Some(extension) = request.extensions.iter().find(|e| e.at < start) {
        return Err(DeadlineError::BeforeStart { what: "extension", at: extension.at, start });
    }
    Ok(())
}

/// Notes the restarts in order of time; gives the event that counts.
fn restart(request: &Request, steps: &mut Vec<Step>) -> DateTime {
    let mut restarts: Vec<_> = request.restarts.iter().collect();
    restarts.sort_by_key(|r| r.at);
    let mut origin = request.start;
    for restart in restarts {
        let at = restart.at;
        let void = |moment: DateTime| moment >= origin && moment < at;
        let pauses = request.pauses.iter().filter_map(|p| p.until);
        let void_pauses = pauses.filter(|&until| until > origin && until <= at).count();
        let void_extensions = request.extensions.iter().filter(|e| void(e.at)).count();
        steps.push(Step::Restart {
            at,
            cause: restart.cause.clone(),
            basis: restart.basis.clone(),
            void_pauses: u32::try_from(void_pauses).unwrap_or(u32::MAX),
            void_extensions: u32::try_from(void_extensions).unwrap_or(u32::MAX),
        });
        origin = at;
    }
    origin
}

/// A term that runs by days, its extensions, and the roll.
fn by_days(
    mut days: Days<'_>,
    term: Term,
    extensions: &[&Extension],
    steps: &mut Vec<Step>,
) -> Result<(Due, Vec<Term>), DeadlineError> {
    steps.push(Step::NotCounted { day: days.at });
    let mut reached = days.count(term, steps)?;
    let mut later = Vec::new();
    for extension in extensions {
        match reached {
            Reached::Paused { .. } => {
                steps.push(granted(extension));
                later.push(extension.term);
            }
            Reached::End(end) => {
                let expired = end_of(days.calendar.next_working(end, days.binds)?);
                if extension.at > expired {
                    steps.push(too_late(extension, expired));
                } else {
                    steps.push(granted(extension));
                    reached = days.count(extension.term, steps)?;
                }
            }
        }
    }
    match reached {
        Reached::End(end) => Ok((Due::Day(roll(&days, end, steps)?), Vec::new())),
        Reached::Paused { since, left } => Ok(open(since, left, &later)),
    }
}

/// A last day that is a rest day moves to the first working day after it (CNT-04).
fn roll(days: &Days<'_>, end: Date, steps: &mut Vec<Step>) -> Result<Date, DeadlineError> {
    let kind = days.calendar.look(end, days.binds)?;
    if kind.is_working() {
        return Ok(end);
    }
    let to = days.calendar.next_working(tomorrow(end)?, days.binds)?;
    steps.push(Step::Roll { from: end, kind: kind.to_owned(), to });
    Ok(to)
}

/// A due date that is not fixed, with what is left of the term and of extensions, added up by unit.
fn open(since: DateTime, left: Term, later: &[Term]) -> (Due, Vec<Term>) {
    let mut remaining = vec![left];
    for &term in later {
        match remaining.iter_mut().find(|r| r.unit == term.unit) {
            Some(same) => same.n = same.n.saturating_add(term.n),
            None => remaining.push(term),
        }
    }
    let texts: Vec<String> = remaining.iter().map(Term::to_string).collect();
    (Due::Open { paused_since: since, remaining: texts.join(" + ") }, remaining)
}

fn granted(extension: &Extension) -> Step {
    let Extension { term, at, by, basis } = extension.clone();
    Step::Extension { at, by, basis, term }
}

fn too_late(extension: &Extension, expired: DateTime) -> Step {
    let Extension { term, at, by, basis } = extension.clone();
    Step::ExtensionTooLate { at, by, basis, term, expired }
}

/// The last moment of a day.
fn end_of(day: Date) -> DateTime {
    day.at(0, 0, 0, 0).end_of_day()
}
