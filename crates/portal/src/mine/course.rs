//! The course of a matter as its holder sees it: steps with dates and offices, the next one, what he said himself.

use super::Held;
use crate::visit::Visit;
use crate::{OpenAction, Portal};
use deadline::{Binds, Derivation, Due};
use kernel::clock::{ClockView, views};
use kernel::definition::{Action, Expiry, Procedure};
use serde::Serialize;
use store::{FileRow, StoredRecord};
use web::shown::{Card, cards, day, moment};
use web::{Language, Problem};

/// One step.
#[derive(Serialize)]
pub(super) struct Step {
    title: String,
    at: String,
    who: String,
    stage: String,
    late: bool,
    documents: Vec<(String, String)>,
}

/// What comes next.
#[derive(Serialize)]
pub(super) struct Next {
    title: String,
    who: String,
    due: String,
    late: bool,
    paused: bool,
    sentence: String,
    cards: Vec<Card>,
}

/// When a clock runs out, in words: a term in hours at a moment, any other at the end of a day.
pub(super) fn due(view: &ClockView<'_>, language: Language) -> String {
    view.state.due.map_or_else(String::new, |d| match &view.derivation {
        Some(Derivation { due: Due::Instant(at), .. }) => moment(*at, language),
        _ => day(d.date(), language),
    })
}

/// The fields that name the holder: those that the opening act asked for and that later acts tell.
fn tells_holder(procedure: &Procedure, records: &[StoredRecord], action: &Action) -> bool {
    let opening = records.first().and_then(|r| procedure.action(&r.recorded.action));
    let asked = |f: &String| opening.is_some_and(|o| o.asks.contains(f) || o.may_ask.contains(f));
    action.tells.iter().any(asked)
}

/// The documents that were made for the holder: record and document name.
pub(super) fn documents<'a>(held: &'a Held, procedure: &'a Procedure) -> Vec<(&'a StoredRecord, &'a str)> {
    let made = |r: &'a StoredRecord| {
        let action =
            procedure.action(&r.recorded.action).filter(|a| tells_holder(procedure, &held.records, a));
        action.into_iter().flat_map(|a| &a.documents).map(move |d| (r, d.as_str()))
    };
    held.records.iter().flat_map(made).collect()
}

/// What was done, newest first: acts that moved the matter, that told the holder something, or that were his own.
pub(super) fn course(portal: &Portal, visit: &Visit, held: &Held) -> Result<Vec<Step>, Problem> {
    let procedure = held.procedure()?;
    let language = visit.language;
    let papers = documents(held, procedure);
    let step = |r: &StoredRecord| {
        let action = procedure.action(&r.recorded.action)?;
        let own = r.recorded.capacity == "anyone";
        let told = tells_holder(procedure, &held.records, action);
        let late = action
            .expiry_of
            .as_ref()
            .and_then(|c| procedure.clock(c))
            .is_some_and(|c| c.at_expiry == Expiry::Late);
        if action.to.is_none() && !own && !told && !late {
            return None;
        }
        let who = match r.recorded.actor.as_str() {
            "citizen" => portal.say(visit, "by-you", &[]),
            "clock" => portal.say(visit, "by-clock", &[]),
            _ => held.offices.of_record(&held.rulebook, &r.recorded, language),
        };
        let paper = |(record, name): &&(&StoredRecord, &str)| {
            (record.seq == r.seq).then(|| {
                let title = procedure.documents.get(*name).map_or(*name, |d| language.of(&d.title));
                (held.path(&format!("/document/{}/{name}", r.recorded.step)), title.to_owned())
            })
        };
        Some(Step {
            title: language.of(&action.title).to_owned(),
            at: moment(r.recorded.happened_at, language),
            who,
            stage: action
                .to
                .as_ref()
                .and_then(|s| procedure.stage(s))
                .map_or("", |s| language.of(&s.title))
                .to_owned(),
            late,
            documents: papers.iter().filter_map(|p| paper(&p)).collect(),
        })
    };
    let mut steps: Vec<Step> = held.records.iter().filter_map(step).collect();
    steps.reverse();
    Ok(steps)
}

/// What the office must do next, and until when; none when no clock of its own runs.
pub(super) fn next(portal: &Portal, visit: &Visit, held: &Held) -> Result<Option<Next>, Problem> {
    if held.matter.ended {
        return Ok(None);
    }
    let procedure = held.procedure()?;
    let language = visit.language;
    let all = views(&held.rulebook, &held.matter, crate::pick(language)).map_err(Problem::fault)?;
    let open = |v: &&ClockView<'_>| v.clock.binds == Binds::Office && v.state.stopped.is_none();
    // A duty that ran late is still to be done: it comes before those that run.
    let first = all
        .iter()
        .filter(open)
        .min_by_key(|v| (v.state.expired.is_none(), v.state.due.is_none(), v.state.due));
    let doing = |stops: &dyn Fn(&Action) -> bool| {
        let acts =
            procedure.actions.iter().filter(|a| stops(a) && OpenAction::find(procedure, &a.name).is_none());
        let roles: std::collections::BTreeSet<&String> =
            acts.flat_map(|a| &a.by).filter(|r| r.as_str() != "clock").collect();
        held.offices.of_roles(&held.rulebook, roles, language)
    };
    Ok(match first {
        Some(view) => Some(Next {
            title: language.of(&view.clock.title).to_owned(),
            who: doing(&|a| view.clock.stops.contains(&a.name) && offered(a, &held.matter.stage)),
            due: due(view, language),
            late: view.state.expired.is_some() && view.clock.at_expiry == Expiry::Late,
            paused: view.state.due.is_none() && view.state.expired.is_none(),
            sentence: view.derivation.as_ref().map_or_else(String::new, |d| d.sentence(language.into())),
            cards: cards(&held.rulebook, &view.clock.basis, language),
        }),
        None => {
            let who = doing(&|a| offered(a, &held.matter.stage) && a.to.is_some());
            (!who.is_empty()).then(|| Next {
                title: portal.say(visit, "next-office", &[]),
                who,
                due: String::new(),
                late: false,
                paused: false,
                sentence: String::new(),
                cards: Vec::new(),
            })
        }
    })
}

fn offered(action: &Action, stage: &str) -> bool {
    matches!(&action.opening, kernel::definition::Opening::From(stages) if stages.contains(stage))
}

/// The records of what the holder said: his own acts, and an opening act that a clerk did for him.
fn own<'a>(held: &'a Held, procedure: &'a Procedure) -> impl Iterator<Item = &'a StoredRecord> {
    held.records.iter().filter(|r| {
        let open = OpenAction::find(procedure, &r.recorded.action).is_some();
        r.recorded.capacity == "anyone" || (r.recorded.step == 1 && open)
    })
}

/// The files that came with what the holder said.
pub(super) fn own_files(held: &Held) -> Result<Vec<&FileRow>, Problem> {
    let procedure = held.procedure()?;
    let kept = |row: &&FileRow| own(held, procedure).any(|r| Some(r.seq) == row.seq);
    Ok(held.files.iter().filter(kept).collect())
}

/// What the holder said: facts of his own acts, and of an opening act that a clerk did for him.
pub(super) fn said(held: &Held, language: Language) -> Result<Vec<(String, String)>, Problem> {
    let procedure = held.procedure()?;
    let fact = |(name, v): (&String, &kernel::Value)| {
        let field = procedure.field(name)?;
        Some((language.of(&field.title).to_owned(), crate::public::told(&held.rulebook, field, v, language)))
    };
    Ok(own(held, procedure).flat_map(|r| r.recorded.own_facts().filter_map(fact)).collect())
}
