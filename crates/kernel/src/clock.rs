//! Clocks: how acts move them, and how a due date was reached.

use crate::advance::{FoldError, moment};
use crate::definition::{Basis, Clock, ClockSpan, Expiry, Procedure, Rulebook};
use crate::matter::{ClockState, Matter};
use crate::value::{Value, Words};
use deadline::{DateTime, DeadlineError, Derivation, Effect, Extension, Pause, Request, Restart, Term};
use std::collections::BTreeMap;

/// A clock of a matter with its definition and derivation, for pages and lists.
#[derive(Clone, Debug)]
pub struct ClockView<'a> {
    /// Definition.
    pub clock: &'a Clock,
    /// State.
    pub state: &'a ClockState,
    /// How the due date was reached; none for a limit that is a day of the calendar.
    pub derivation: Option<Derivation>,
}

/// Picks the language of a derivation's words.
pub type Pick = fn(&Words) -> &str;

/// The Chinese of a text.
pub fn chinese(words: &Words) -> &str {
    &words.zh
}

/// Articles as people cite them.
fn joined(rulebook: &Rulebook, basis: &[Basis], pick: Option<Pick>) -> String {
    // A due date alone needs no words; they would cost more than the counting.
    let Some(pick) = pick else { return String::new() };
    let between = Words::new("、", ", ");
    basis.iter().map(|b| pick(&rulebook.cite(b)).to_owned()).collect::<Vec<_>>().join(pick(&between))
}

/// The derivation of a clock's due date.
///
/// # Errors
/// A date outside the loaded calendars.
pub fn derivation(
    rulebook: &Rulebook,
    procedure: &Procedure,
    clock: &Clock,
    state: &ClockState,
    facts: &BTreeMap<String, Value>,
    pick: Option<Pick>,
) -> Result<Option<Derivation>, DeadlineError> {
    let term = match &clock.span {
        ClockSpan::Term(term) => clock.term_on(state.start.date()).unwrap_or(*term),
        ClockSpan::Counted { field, unit } => match facts.get(field) {
            Some(Value::Number(n)) => Term::new(u32::try_from(*n).unwrap_or(0), *unit),
            _ => return Ok(None),
        },
        ClockSpan::Before { .. } | ClockSpan::Until { .. } => return Ok(None),
    };
    let say = |words: Option<&Words>| match (words, pick) {
        (Some(words), Some(pick)) => pick(words).to_owned(),
        _ => String::new(),
    };
    let title = |action: &str| say(procedure.action(action).map(|a| &a.title));
    let at_expiry = match &clock.at_expiry {
        Expiry::Late => Effect::Late,
        Expiry::Act(a) => Effect::Lapses { outcome: title(a) },
    };
    let extension = |(at, on, by): &(DateTime, String, String)| {
        let e = clock.extends.iter().find(|e| e.on == *on)?;
        Some(Extension { term: e.term, at: *at, by: by.clone(), basis: joined(rulebook, &e.basis, pick) })
    };
    let request = Request {
        start: state.start,
        start_cause: title(&state.cause),
        term,
        binds: clock.binds,
        basis: joined(rulebook, &clock.basis, pick),
        pauses: (state.pauses.iter())
            .map(|(from, until, stage)| Pause {
                from: *from,
                until: *until,
                cause: say(procedure.stage(stage).map(|s| &s.title)),
                basis: (clock.pauses.iter())
                    .find(|p| p.stages.contains(stage))
                    .map_or_else(String::new, |p| joined(rulebook, &p.basis, pick)),
            })
            .collect(),
        extensions: state.extensions.iter().filter_map(extension).collect(),
        restarts: (state.restarts.iter())
            .map(|(at, on)| Restart {
                at: *at,
                cause: title(on),
                basis: clock.restarts.get(on).map_or_else(String::new, |b| joined(rulebook, b, pick)),
            })
            .collect(),
        at_expiry,
    };
    deadline::derive(&rulebook.calendar, &request).map(Some)
}

/// The last moment that is in time; none while the clock stands still.
pub(crate) fn due(
    rulebook: &Rulebook,
    procedure: &Procedure,
    clock: &Clock,
    state: &ClockState,
    facts: &BTreeMap<String, Value>,
) -> Result<Option<DateTime>, FoldError> {
    match &clock.span {
        ClockSpan::Before { month, day, years } => {
            let year = state.start.date().year().checked_add(*years).unwrap_or(i16::MAX);
            let limit = deadline::Date::new(year, *month, *day).and_then(|d| d.yesterday());
            Ok(limit.ok().map(|d| d.at(23, 59, 59, 0)))
        }
        ClockSpan::Until { field } => {
            let end = facts.get(field).map(|v| moment(&v.to_string())).transpose()?;
            Ok(end.and_then(|e| e.checked_sub(jiff::Span::new().seconds(1)).ok()))
        }
        ClockSpan::Term(_) | ClockSpan::Counted { .. } => {
            Ok(derivation(rulebook, procedure, clock, state, facts, None)?
                .and_then(|d| d.due.last_instant())
                .map(whole_second))
        }
    }
}

/// A day ends at 23:59:59 as far as stored texts go.
fn whole_second(at: DateTime) -> DateTime {
    at.with().subsec_nanosecond(0).build().unwrap_or(at)
}

/// All started clocks of a matter, in the order of the definition.
///
/// # Errors
/// A date outside the loaded calendars.
pub fn views<'a>(
    rulebook: &'a Rulebook,
    matter: &'a Matter,
    pick: Pick,
) -> Result<Vec<ClockView<'a>>, DeadlineError> {
    let Some(procedure) = rulebook.procedure_version(&matter.procedure, matter.version) else {
        return Ok(Vec::new());
    };
    let started = procedure.clocks.iter().filter_map(|c| Some((c, matter.clocks.get(&c.name)?)));
    started
        .map(|(clock, state)| {
            Ok(ClockView {
                clock,
                state,
                derivation: derivation(rulebook, procedure, clock, state, &matter.facts, Some(pick))?,
            })
        })
        .collect()
}
