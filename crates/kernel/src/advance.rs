//! What an accepted act changes: the fold. No checks here; [`crate::decide`] makes them before.

use crate::act::Recorded;
use crate::change;
use crate::clock;
use crate::definition::procedure::Enters;
use crate::definition::{Action, Clock, Expiry, Opening, Procedure, Rulebook};
use crate::guard::{GuardError, Scope};
use crate::matter::{ClockState, Matter};
use crate::value::Value;
use deadline::{Date, DateTime, DeadlineError};
use std::collections::{BTreeMap, BTreeSet};

/// What one record changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// The matter after it.
    pub matter: Matter,
    /// Entries made or ended.
    pub entries: Vec<EntryChange>,
}

/// One entry of a register made or ended by an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// Register.
    pub register: String,
    /// Key within it.
    pub key: String,
    /// First moment of validity; for an ended entry the moment it ends.
    pub from: DateTime,
    /// First moment no longer valid.
    pub until: Option<DateTime>,
    /// Ends the standing entry in place of making one.
    pub ends: bool,
    /// What it holds.
    pub fields: BTreeMap<String, Value>,
}

/// Why a record could not be folded.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    /// The rulebook at hand has no such procedure in the version the matter began under.
    #[error("the rulebook has no procedure `{0}` for this record; load the rulebook that it names")]
    Procedure(String),
    /// The procedure has no such action.
    #[error("the procedure has no action `{0}`; load the rulebook that the record names")]
    Action(String),
    /// The first record of a matter does not open it, or a later one does.
    #[error("step {step} of matter {matter}: an opening act must be the first step and only that")]
    Order {
        /// Matter.
        matter: String,
        /// Step.
        step: u32,
    },
    /// A due date could not be derived.
    #[error(transparent)]
    Deadline(#[from] DeadlineError),
    /// A start field or an entry's day is no date.
    #[error("`{0}` is not a date; write it as 2023-03-01 or 2023-03-01T09:30:00")]
    NotADate(String),
    /// A guard could not be evaluated.
    #[error(transparent)]
    Guard(#[from] GuardError),
}

/// Folds the records of one matter, in the order of their steps.
///
/// # Errors
/// See [`FoldError`]; an empty list gives none.
pub fn fold(rulebook: &Rulebook, records: &[Recorded]) -> Result<Option<Matter>, FoldError> {
    let mut matter = None;
    for record in records {
        matter = Some(advance(rulebook, matter.as_ref(), record)?.matter);
    }
    Ok(matter)
}

/// The matter after a record.
///
/// # Errors
/// See [`FoldError`].
pub fn advance(
    rulebook: &Rulebook,
    before: Option<&Matter>,
    record: &Recorded,
) -> Result<Advance, FoldError> {
    if let Some(m) = before.filter(|_| record.action == change::ACTION) {
        return Ok(Advance { matter: change::apply(rulebook, m, record)?, entries: Vec::new() });
    }
    let procedure = match before {
        None => rulebook.procedure_on(&record.procedure, record.happened_at.date()),
        Some(m) => rulebook.procedure_version(&m.procedure, m.version),
    }
    .ok_or_else(|| FoldError::Procedure(record.procedure.clone()))?;
    let action = procedure.action(&record.action).ok_or_else(|| FoldError::Action(record.action.clone()))?;
    let mut matter = match (before, &action.opening) {
        (None, Opening::Opens) => begin(procedure, record),
        (Some(m), Opening::From(_)) => m.clone(),
        _ => return Err(FoldError::Order { matter: record.matter.clone(), step: record.step }),
    };
    let stage_before = before.map(|m| m.stage.clone());
    matter.facts.extend(record.own_facts().map(|(k, v)| (k.clone(), v.clone())));
    note_done(&mut matter, action, record);
    let steps_back = action.withdraws.as_ref().and_then(|w| record.facts.get(&w.field));
    matter.withdrawn.extend(steps_back.into_iter().flat_map(Value::texts).map(str::to_owned));
    if let Some(to) = &action.to {
        matter.stage.clone_from(to);
        matter.ended = procedure.stage(to).is_some_and(|s| s.end);
    }
    // An expiry happens at the clock's last moment, which may lie before an act recorded meanwhile.
    matter.last_at = matter.last_at.max(record.happened_at);
    matter.steps = record.step;
    for clock in &procedure.clocks {
        move_clock(rulebook, procedure, clock, &mut matter, stage_before.as_deref(), record)?;
    }
    let entries = action.enters.iter().map(|e| entry(e, &matter, record)).collect::<Result<_, _>>()?;
    Ok(Advance { matter, entries })
}

fn begin(procedure: &Procedure, record: &Recorded) -> Matter {
    Matter {
        town: record.town.clone(),
        id: record.matter.clone(),
        procedure: procedure.name.clone(),
        version: procedure.from,
        stage: String::new(),
        ended: false,
        opened_at: record.happened_at,
        last_at: record.happened_at,
        steps: 0,
        facts: BTreeMap::new(),
        done: BTreeMap::new(),
        clocks: BTreeMap::new(),
        withdrawn: BTreeSet::new(),
    }
}

fn note_done(matter: &mut Matter, action: &Action, record: &Recorded) {
    let second = action.second_officer.as_ref().and_then(|(field, ..)| record.facts.get(field));
    let done = matter.done.entry(action.name.clone()).or_default();
    done.times = done.times.saturating_add(1);
    for key in std::iter::once(record.actor.as_str()).chain(second.and_then(Value::as_text)) {
        if !done.by.iter().any(|b| b == key) {
            done.by.push(key.to_owned());
        }
    }
}

/// Moves one clock by one act: expiry, stop, start, restart, extension, pause, resumption, in this order.
fn move_clock(
    rulebook: &Rulebook,
    procedure: &Procedure,
    clock: &Clock,
    matter: &mut Matter,
    stage_before: Option<&str>,
    record: &Recorded,
) -> Result<(), FoldError> {
    let (action, at) = (record.action.as_str(), record.happened_at);
    let expires =
        procedure.action(action).is_some_and(|a| a.expiry_of.as_deref() == Some(clock.name.as_str()));
    let mut changed = false;
    if let Some(state) = matter.clocks.get_mut(&clock.name) {
        if expires {
            state.expired = Some(at);
            return Ok(());
        }
        // A duty's clock that ran out still tells when the duty was done at last; a right that lapsed stays lapsed.
        let lapsed = state.expired.is_some() && clock.at_expiry != Expiry::Late;
        if state.stopped.is_none() && !lapsed && clock.stops.contains(action) {
            state.stopped = Some(at);
            return Ok(());
        }
        if state.running() {
            changed = nudge(clock, state, stage_before, &matter.stage, record);
        }
    }
    let restartable = matter.clocks.get(&clock.name).is_none_or(|s| !s.running());
    if clock.starts.contains(action) && restartable && starts_now(clock, matter, record)? {
        let start = match clock.start_field.as_ref().and_then(|f| matter.facts.get(f)) {
            Some(value) => moment(&value.to_string())?,
            None => at,
        };
        let state = ClockState {
            start,
            cause: action.to_owned(),
            pauses: Vec::new(),
            extensions: Vec::new(),
            restarts: Vec::new(),
            due: None,
            stopped: None,
            expired: None,
        };
        matter.clocks.insert(clock.name.clone(), state);
        changed = true;
    }
    if changed && let Some(state) = matter.clocks.get_mut(&clock.name) {
        state.due = clock::due(rulebook, procedure, clock, state, &matter.facts)?;
    }
    Ok(())
}

fn starts_now(clock: &Clock, matter: &Matter, record: &Recorded) -> Result<bool, GuardError> {
    let Some(when) = &clock.when else { return Ok(true) };
    when.holds(&Scope { matter: Some(matter), facts: &record.facts, happened: record.happened_at })
}

/// Restart, extension, pause and resumption of a running clock; tells whether the due date may have moved.
fn nudge(clock: &Clock, state: &mut ClockState, from: Option<&str>, to: &str, record: &Recorded) -> bool {
    let (action, at) = (record.action.as_str(), record.happened_at);
    let mut changed = false;
    if clock.restarts.contains_key(action) {
        state.restarts.push((at, action.to_owned()));
        changed = true;
    }
    if clock.extends.iter().any(|e| e.on == action) {
        state.extensions.push((at, action.to_owned(), record.capacity.clone()));
        changed = true;
    }
    let stands = |stage: &str| clock.pauses.iter().any(|p| p.stages.contains(stage));
    let (stood, stands_now) = (from.is_some_and(stands), stands(to));
    if !stood && stands_now {
        state.pauses.push((at, None, to.to_owned()));
        changed = true;
    } else if stood && !stands_now {
        if let Some(open) = state.pauses.iter_mut().find(|p| p.1.is_none()) {
            open.1 = Some(at);
        }
        changed = true;
    }
    changed
}

fn entry(enters: &Enters, matter: &Matter, record: &Recorded) -> Result<EntryChange, FoldError> {
    let text = |field: &String| matter.facts.get(field).map(Value::to_string);
    let day = |field: &Option<String>| match field.as_ref().and_then(text) {
        Some(t) if !t.is_empty() => moment(&t).map(Some),
        _ => Ok(None),
    };
    let copies = enters.copies.iter().filter_map(|f| Some((f.clone(), matter.facts.get(f)?.clone())));
    Ok(EntryChange {
        register: enters.register.clone(),
        key: enters.key.as_ref().and_then(text).unwrap_or_else(|| matter.id.clone()),
        from: day(&enters.from)?.unwrap_or(record.happened_at),
        until: day(&enters.until)?,
        ends: enters.ends,
        fields: copies.collect(),
    })
}

/// A date text as its first moment, a time text as itself.
pub(crate) fn moment(text: &str) -> Result<DateTime, FoldError> {
    let bad = |_| FoldError::NotADate(text.to_owned());
    if text.contains('T') {
        text.parse::<DateTime>().map_err(bad)
    } else {
        text.parse::<Date>().map(|d| d.at(0, 0, 0, 0)).map_err(bad)
    }
}
