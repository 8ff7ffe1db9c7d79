//! A procedure in a citizen's words: what to bring, how long it takes, what comes of it.

use crate::OpenAction;
use deadline::{Binds, Term};
use kernel::Rulebook;
use kernel::definition::{Clock, ClockSpan, Expiry, Opening, Procedure};
use serde::Serialize;
use std::collections::BTreeSet;
use web::shown::{Card, cards};
use web::{Language, Wording};

/// A clock as people read it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShownClock {
    pub(crate) title: String,
    pub(crate) term: String,
    /// The town or another lower layer set it: a promise, not a statute's limit.
    pub(crate) local: bool,
    pub(crate) effect: String,
    pub(crate) cards: Vec<Card>,
}

/// What a guide says.
#[derive(Debug, Serialize)]
pub(super) struct Described {
    asks: Vec<Asked>,
    office_clocks: Vec<ShownClock>,
    own_clocks: Vec<ShownClock>,
    results: Vec<String>,
    rights: Vec<String>,
    stages: Vec<String>,
    cards: Vec<Card>,
    publicity: &'static str,
}

#[derive(Debug, Serialize)]
struct Asked {
    title: String,
    purpose: String,
    required: bool,
    personal: bool,
    /// One of the pages of the form asks it; the rest may be added before sending.
    usual: bool,
}

/// A term in words.
pub(crate) fn term(term: Term, language: Language) -> String {
    match language {
        Language::Zh => term.zh(),
        Language::En => term.en(),
    }
}

fn span(procedure: &Procedure, clock: &Clock, language: Language, wording: &Wording) -> String {
    let field = |name: &String| procedure.field(name).map_or("", |f| language.of(&f.title));
    match &clock.span {
        ClockSpan::Term(t) => term(*t, language),
        ClockSpan::Counted { field: name, .. } => wording.say_with("term-counted", &[("field", field(name))]),
        ClockSpan::Before { month, day, .. } => {
            wording.say_with("term-before", &[("month", &month.to_string()), ("day", &day.to_string())])
        }
        ClockSpan::Until { field: name } => wording.say_with("term-until", &[("field", field(name))]),
    }
}

/// The clocks that bind one side.
pub(crate) fn clocks(
    rulebook: &Rulebook,
    procedure: &Procedure,
    binds: Binds,
    language: Language,
    wording: &Wording,
) -> Vec<ShownClock> {
    let shown = |c: &Clock| {
        let effect = match &c.at_expiry {
            Expiry::Late => String::new(),
            Expiry::Act(name) => {
                let title = procedure.action(name).map_or("", |a| language.of(&a.title));
                wording.say_with("effect-act", &[("act", title)])
            }
        };
        ShownClock {
            title: language.of(&c.title).to_owned(),
            term: span(procedure, c, language, wording),
            local: c.parameter.is_some() || matches!(c.span, ClockSpan::Counted { .. }),
            effect,
            cards: cards(rulebook, &c.basis, language),
        }
    };
    procedure.clocks.iter().filter(|c| c.binds == binds).map(shown).collect()
}

/// The longest limit of the office in a statute's working or plain days, for lists.
pub(super) fn longest(procedure: &Procedure, language: Language) -> String {
    let terms = procedure.clocks.iter().filter(|c| c.binds == Binds::Office).filter_map(|c| match c.span {
        ClockSpan::Term(t) => Some(t),
        _ => None,
    });
    let days = |t: &Term| match t.unit {
        deadline::Unit::WorkingDays => t.n.saturating_mul(7) / 5,
        deadline::Unit::Days => t.n,
        deadline::Unit::Months => t.n.saturating_mul(30),
        deadline::Unit::Years => t.n.saturating_mul(365),
        deadline::Unit::Hours | deadline::Unit::Minutes => 0,
    };
    terms.max_by_key(days).map_or_else(String::new, |t| term(t, language))
}

/// The roles that deal with a matter: of the staff acts offered where its opening leads.
pub(super) fn handlers(procedure: &Procedure) -> BTreeSet<String> {
    let starts: BTreeSet<&String> =
        OpenAction::openings(procedure).filter_map(|o| o.action().to.as_ref()).collect();
    let offered = procedure.actions.iter().filter(|a| match &a.opening {
        Opening::From(stages) => stages.iter().any(|s| starts.contains(s)),
        Opening::Opens => false,
    });
    offered
        .flat_map(|a| a.by.iter())
        .filter(|r| !matches!(r.as_str(), "anyone" | "clock" | "founder"))
        .cloned()
        .collect()
}

impl Described {
    pub(super) fn of(
        rulebook: &Rulebook,
        procedure: &Procedure,
        opening: OpenAction<'_>,
        language: Language,
        wording: &Wording,
    ) -> Described {
        let action = opening.action();
        let asked = |name: &String, required: bool| {
            let field = procedure.field(name)?;
            Some(Asked {
                title: language.of(&field.title).to_owned(),
                purpose: language.of(&field.purpose).to_owned(),
                required,
                personal: field.personal,
                usual: required || crate::file::who(field),
            })
        };
        let asks = action.asks.iter().filter_map(|n| asked(n, true));
        let may = action.may_ask.iter().filter_map(|n| asked(n, false));
        let told = procedure.actions.iter().filter(|a| !a.tells.is_empty()).flat_map(|a| &a.documents);
        let results: BTreeSet<String> = told
            .filter_map(|d| procedure.documents.get(d))
            .map(|d| language.of(&d.title).to_owned())
            .collect();
        let own = OpenAction::all(procedure).filter(|o| o.action().opening != Opening::Opens);
        Described {
            asks: asks.chain(may).collect(),
            office_clocks: clocks(rulebook, procedure, Binds::Office, language, wording),
            own_clocks: clocks(rulebook, procedure, Binds::Citizen, language, wording),
            results: results.into_iter().collect(),
            rights: own.map(|o| language.of(&o.action().title).to_owned()).collect(),
            stages: procedure.stages.iter().map(|s| language.of(&s.title).to_owned()).collect(),
            cards: cards(rulebook, &action.basis, language),
            publicity: match procedure.publicity.as_ref().map(|p| p.class) {
                Some(kernel::definition::PublicityClass::Active) => "publicity-active",
                Some(kernel::definition::PublicityClass::OnRequest) => "publicity-on-request",
                _ => "publicity-closed",
            },
        }
    }
}
