//! The rights card: what the holder may do now and until when, what silence means on either side.

use super::Held;
use super::course::{documents, due};
use crate::pick;
use crate::visit::Visit;
use crate::{OpenAction, Portal};
use deadline::Binds;
use kernel::clock::{ClockView, views};
use kernel::definition::{Action, Document, Expiry, Opening};
use kernel::guard::Scope;
use serde::Serialize;
use std::collections::BTreeMap;
use web::shown::{Card, cards, day};
use web::{Language, Problem};

/// One thing that the holder may do.
#[derive(Serialize)]
pub(super) struct Right {
    title: String,
    /// Where to do it; empty when a condition does not hold.
    href: String,
    letter: String,
    /// Why not now.
    hindered: String,
    until: String,
    sentence: String,
    silence: String,
    cards: Vec<Card>,
}

/// What happens if the office lets its time pass.
#[derive(Serialize)]
pub(super) struct Silence {
    title: String,
    until: String,
    says: String,
}

/// The way of redress that a document of the holder's opens.
#[derive(Serialize)]
pub(super) struct Redress {
    document: String,
    received: String,
    text: String,
    cards: Vec<Card>,
}

/// The card.
#[derive(Serialize)]
pub(super) struct RightsCard {
    redress: Vec<Redress>,
    now: Vec<Right>,
    /// Rights that come with a later stage: title and the stages.
    later: Vec<(String, String)>,
    pub(super) office: Vec<Silence>,
}

/// The first condition that does not hold, of those that no answer of the holder can change.
fn hindrance<'a>(held: &Held, action: &'a Action, now: deadline::DateTime) -> Option<&'a kernel::Guard> {
    let none = BTreeMap::new();
    let scope = Scope { matter: Some(&held.matter), facts: &none, happened: now };
    let asked = |name: &String| action.asks.contains(name) || action.may_ask.contains(name);
    let fixed = action.guards.iter().filter(|g| !g.names().facts.iter().any(asked));
    fixed.into_iter().find(|g| matches!(g.holds(&scope), Ok(false)))
}

/// The clocks that limit an act: those it stops, and those whose running it depends on.
fn limits<'v, 'a>(views: &'v [ClockView<'a>], action: &Action) -> Vec<&'v ClockView<'a>> {
    let named = |v: &&ClockView<'_>| {
        let clock = v.clock.name.replace('-', "_");
        v.clock.stops.contains(&action.name)
            || action.guards.iter().any(|g| g.names().clocks.contains(&clock))
    };
    views.iter().filter(|v| v.clock.binds == Binds::Citizen && v.state.running()).filter(named).collect()
}

/// What may be done against the documents that were made for the holder: the latest of each kind.
fn redress(held: &Held, language: Language) -> Result<Vec<Redress>, Problem> {
    let procedure = held.procedure()?;
    let mut found: Vec<Redress> = Vec::new();
    for (record, name) in documents(held, procedure).into_iter().rev() {
        let Some(document) = procedure.documents.get(name) else { continue };
        let title = language.of(&document.title).to_owned();
        let Some(remedy) = document.remedy.as_ref().and_then(|r| held.rulebook.remedies.get(r)) else {
            continue;
        };
        let day_made = record.recorded.happened_at;
        let Some(text) = remedy.text(day_made.date()) else { continue };
        if found.iter().any(|r| r.document == title) {
            continue;
        }
        // The way of redress is written like a letter: it reads the matter's facts and limits.
        let sheet = Document { template: text.to_owned(), remedy: None, ..document.clone() };
        let (number, town) = (held.number.as_str(), held.town.name.as_str());
        let text = press::letter(&held.rulebook, &sheet, procedure, &held.matter, number, town, day_made);
        found.push(Redress {
            document: title,
            received: day(day_made.date(), language),
            text: text.map_err(Problem::fault)?,
            cards: cards(&held.rulebook, &remedy.basis, language),
        });
    }
    Ok(found)
}

/// The card of a matter.
pub(super) fn card(portal: &Portal, visit: &Visit, held: &Held) -> Result<RightsCard, Problem> {
    let procedure = held.procedure()?;
    let (language, now) = (visit.language, (portal.now)());
    let all = views(&held.rulebook, &held.matter, pick(language)).map_err(Problem::fault)?;
    let effect = |view: &ClockView<'_>, key: &str, late: &str| match &view.clock.at_expiry {
        Expiry::Late => portal.say(visit, late, &[]),
        Expiry::Act(name) => {
            let act = procedure.action(name).map_or("", |a| language.of(&a.title));
            portal.say(visit, key, &[("act", act)])
        }
    };
    let right = |open: OpenAction<'_>| {
        let action = open.action();
        let hindered = hindrance(held, action, now);
        let limits = limits(&all, action);
        let first = limits.iter().min_by_key(|v| v.state.due);
        Right {
            title: language.of(&action.title).to_owned(),
            href: if hindered.is_none() { held.path(&format!("/do/{}", action.name)) } else { String::new() },
            letter: held.path(&format!("/letter/{}", action.name)),
            hindered: hindered.map_or_else(String::new, |g| language.of(&g.says).to_owned()),
            until: first.map_or_else(String::new, |v| due(v, language)),
            sentence: first
                .and_then(|v| v.derivation.as_ref())
                .map_or_else(String::new, |d| d.sentence(language.into())),
            silence: first.map_or_else(String::new, |v| effect(v, "silence-yours", "effect-late")),
            cards: cards(&held.rulebook, &action.basis, language),
        }
    };
    let offered = |open: &OpenAction<'_>| open.offered_in(&held.matter.stage);
    let here: Vec<Right> = OpenAction::all(procedure).filter(offered).map(right).collect();
    let stages = |open: OpenAction<'_>| match &open.action().opening {
        Opening::From(stages) => {
            let titles = stages.iter().filter_map(|s| procedure.stage(s)).map(|s| language.of(&s.title));
            titles.collect::<Vec<_>>().join(language.comma())
        }
        Opening::Opens => String::new(),
    };
    let later = OpenAction::all(procedure).filter(|o| o.action().opening != Opening::Opens && !offered(o));
    let later = later.map(|o| (language.of(&o.action().title).to_owned(), stages(o)));
    let running =
        all.iter().filter(|v| v.clock.binds == Binds::Office && v.state.running() && v.state.due.is_some());
    let silence = |v: &ClockView<'_>| Silence {
        title: language.of(&v.clock.title).to_owned(),
        until: due(v, language),
        says: effect(v, "silence-office", "silence-office-late"),
    };
    Ok(RightsCard {
        redress: redress(held, language)?,
        now: here,
        later: if held.matter.ended { Vec::new() } else { later.collect() },
        office: running.map(silence).collect(),
    })
}
