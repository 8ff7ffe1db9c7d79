//! Rules that change under running matters: what a new edition of the rulebook moves in each, recorded as an act.
//!
//! A matter keeps the version of its procedure that it began under. Two things can still move: the calendar, when a
//! notice of holidays comes or is corrected, and the version itself, where the newer one says that running matters go
//! over to it. Time does both through the door like any other act, so that the record tells when a date moved and why.

use crate::act::{Act, Actor, Recorded};
use crate::advance::FoldError;
use crate::clock;
use crate::definition::{Opening, Procedure, Rulebook};
use crate::matter::Matter;
use crate::value::{Value, Words};
use deadline::{Date, DateTime};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The name of the act. No action of a rulebook can be called so.
pub const ACTION: &str = "@rules-changed";
/// The fact that lists the limits that moved, each as `clock: old → new`.
pub const MOVED: &str = "@moved";
/// The fact that names the version of the procedure to which the matter went over.
pub const VERSION: &str = "@version";
/// The fact that names the stage in which the matter stands under that version.
pub const STAGE: &str = "@stage";

static TITLE: LazyLock<Words> = LazyLock::new(|| Words::new("规则变动", "Rules changed"));

/// The act's title.
pub fn title() -> &'static Words {
    &TITLE
}

/// The act by which a running matter follows the rules as they stand now; none where nothing of it moves.
///
/// # Errors
/// A limit that can't be worked out under the rules as they stand, or a version that is no longer there.
pub fn change(rulebook: &Rulebook, matter: &Matter, now: DateTime) -> Result<Option<Act>, FoldError> {
    if matter.ended {
        return Ok(None);
    }
    let (version, stage) = destination(rulebook, matter, now)?;
    let after = moved(rulebook, matter, version, stage)?;
    let shown = |due: Option<DateTime>| due.map_or_else(|| "—".to_owned(), |d| d.to_string());
    let mut lines = Vec::new();
    for (name, before) in matter.clocks.iter().filter(|(_, c)| c.running()) {
        let due = after.clocks.get(name).filter(|c| c.running()).and_then(|c| c.due);
        if due != before.due {
            lines.push(Value::Text(format!("{name}: {} → {}", shown(before.due), shown(due))));
        }
    }
    let mut facts = BTreeMap::new();
    if !lines.is_empty() {
        facts.insert(MOVED.to_owned(), Value::List(lines));
    }
    if version != matter.version {
        facts.insert(VERSION.to_owned(), Value::Text(version.to_string()));
        facts.insert(STAGE.to_owned(), Value::Text(stage.to_owned()));
    }
    if facts.is_empty() {
        return Ok(None);
    }
    Ok(Some(Act {
        town: matter.town.clone(),
        matter: matter.id.clone(),
        procedure: matter.procedure.clone(),
        action: ACTION.to_owned(),
        actor: Actor::Clock,
        facts,
        happened_at: now,
        expected_steps: Some(matter.steps),
        token: format!("{}:{ACTION}:{}:{}", matter.id, rulebook.version, matter.steps),
    }))
}

/// Whether such an act says exactly what the rules move.
pub(crate) fn lawful(rulebook: &Rulebook, matter: &Matter, act: &Act, now: DateTime) -> bool {
    act.actor == Actor::Clock
        && change(rulebook, matter, now)
            .is_ok_and(|found| found.is_some_and(|found| found.facts == act.facts))
}

/// The matter after such an act.
pub(crate) fn apply(rulebook: &Rulebook, before: &Matter, record: &Recorded) -> Result<Matter, FoldError> {
    let text = |name: &str| record.facts.get(name).and_then(Value::as_text);
    let version: Date = match text(VERSION) {
        Some(day) => day.parse().map_err(|_| FoldError::NotADate(day.to_owned()))?,
        None => before.version,
    };
    let stage = text(STAGE).unwrap_or(&before.stage);
    let mut matter = moved(rulebook, before, version, stage)?;
    let done = matter.done.entry(ACTION.to_owned()).or_default();
    done.times = done.times.saturating_add(1);
    matter.last_at = matter.last_at.max(record.happened_at);
    matter.steps = record.step;
    Ok(matter)
}

/// The version and stage in which the matter goes on: those it has, or those of newer versions that take it over.
fn destination<'a>(
    rulebook: &'a Rulebook,
    matter: &'a Matter,
    now: DateTime,
) -> Result<(Date, &'a str), FoldError> {
    let missing = || FoldError::Procedure(matter.procedure.clone());
    rulebook.procedure_version(&matter.procedure, matter.version).ok_or_else(missing)?;
    let (mut version, mut stage) = (matter.version, matter.stage.as_str());
    let newer = rulebook.procedures.get(&matter.procedure).into_iter().flatten();
    for next in newer.filter(|p| p.from > matter.version && p.from <= now.date()) {
        let Some(transition) = next.transition.as_ref().filter(|t| t.moves) else { continue };
        version = next.from;
        stage = transition.stages.get(stage).map_or(stage, String::as_str);
    }
    Ok((version, stage))
}

/// The matter with its version, stage and all running limits as the rules as they stand give them.
fn moved(rulebook: &Rulebook, before: &Matter, version: Date, stage: &str) -> Result<Matter, FoldError> {
    let procedure: &Procedure = (rulebook.procedure_version(&before.procedure, version))
        .ok_or_else(|| FoldError::Procedure(before.procedure.clone()))?;
    let mut matter = Matter { version, stage: stage.to_owned(), ..before.clone() };
    for (name, state) in matter.clocks.iter_mut().filter(|(_, c)| c.running()) {
        state.due = match procedure.clock(name) {
            Some(clock) => clock::due(rulebook, procedure, clock, state, &before.facts)?,
            // The newer version knows no such limit: it stands still for good.
            None => None,
        };
    }
    Ok(matter)
}

/// Stages of the older version in which a matter could be left without a place in the newer one.
pub(crate) fn homeless<'a>(older: &'a Procedure, newer: &Procedure) -> Vec<&'a str> {
    let Some(transition) = newer.transition.as_ref().filter(|t| t.moves) else { return Vec::new() };
    let offered = |stage: &str| {
        newer.stage(stage).is_some_and(|s| !s.end)
            && newer.actions.iter().any(|a| matches!(&a.opening, Opening::From(f) if f.contains(stage)))
    };
    let to = |stage: &str| transition.stages.get(stage).map_or_else(|| stage.to_owned(), Clone::clone);
    let stages = older.stages.iter().filter(|s| !s.end).map(|s| s.name.as_str());
    stages.filter(|s| !offered(&to(s))).collect()
}
