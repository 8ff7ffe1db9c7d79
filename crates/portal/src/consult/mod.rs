//! Drafts on which everybody may comment, and what became of each comment.
//!
//! A consultation is a public matter whose procedure lets everybody do `comment`. The treatment of the nth comment is
//! the nth act `treat-comment`; a comment is shown once it was treated, so that nothing unread is published.

use crate::citizen::{OpenAction, Sending, procedure_of};
use crate::file::{Sent, asked, last};
use crate::public::{headline, is_public, may_show, publication, told};
use crate::visit::Visit;
use crate::{Portal, base, blocking};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use door::ActError;
use kernel::Refusal;
use kernel::clock::views;
use kernel::definition::{FieldKind, Procedure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{MattersQuery, StoredMatter, StoredRecord};
use web::form::{EntryOptions, facts};
use web::shown::{day, refusal};
use web::{Language, Problem};

/// Consultations of one procedure that are listed.
const LISTED: u32 = 100;
const COMMENT: &str = "comment";
const TREAT: &str = "treat-comment";

#[derive(Serialize)]
struct Listed {
    title: String,
    kind: String,
    number: String,
    open: bool,
    until: String,
    href: String,
}

/// The last day of the running time for comment.
fn until(portal: &Portal, stored: &StoredMatter, language: Language) -> Result<String, Problem> {
    let pick = crate::pick(language);
    let all = views(portal.door.rulebook(), &stored.matter, pick).map_err(Problem::fault)?;
    let running = all.iter().filter(|v| v.clock.binds == deadline::Binds::Citizen && v.state.running());
    let first = running.filter_map(|v| v.state.due).min();
    Ok(first.map_or_else(String::new, |d| day(d.date(), language)))
}

/// All consultations, open ones first.
pub(crate) async fn list(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language) = (portal.door.rulebook().clone(), visit.language);
    let names: Vec<String> = rulebook
        .procedures
        .values()
        .filter_map(|v| v.last())
        .filter(|p| OpenAction::find(p, COMMENT).is_some())
        .map(|p| p.name.clone())
        .collect();
    let found = {
        let key = key.clone();
        portal
            .reading(move |r| {
                let mut found = Vec::new();
                for name in &names {
                    let query = MattersQuery { procedure: name, limit: LISTED, ..MattersQuery::default() };
                    found.extend(r.matters(&key, &query)?);
                }
                Ok(found)
            })
            .await?
    };
    let mut listed = Vec::new();
    for stored in &found {
        let Some(procedure) = procedure_of(&rulebook, &stored.matter) else { continue };
        let Some(comment) =
            OpenAction::find(procedure, COMMENT).filter(|_| is_public(procedure, &stored.matter))
        else {
            continue;
        };
        let open = comment.offered_in(&stored.matter.stage);
        listed.push(Listed {
            title: headline(&rulebook, procedure, &stored.matter),
            kind: language.of(&procedure.title).to_owned(),
            number: stored.number.clone(),
            open,
            until: if open { until(&portal, stored, language)? } else { String::new() },
            href: format!("{}/consultations/{}", base(&key), stored.matter.id),
        });
    }
    listed.sort_by_key(|l| !l.open);
    let title = portal.say(&visit, "portal-consultations", &[]);
    let content = minijinja::context! { listed => minijinja::value::Serde(listed) };
    portal.page("consultations.html", &visit, &town, &title, &[(title.clone(), "/consultations")], content)
}

/// One comment and what became of it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Comment {
    n: usize,
    /// Its text; empty until it was treated.
    said: Vec<(String, String)>,
    treatment: Vec<(String, String)>,
}

fn comments(
    rulebook: &kernel::Rulebook,
    procedure: &Procedure,
    records: &[StoredRecord],
    language: Language,
) -> Vec<Comment> {
    let of = |name: &'static str| records.iter().filter(move |r| r.recorded.action == name);
    let shown = |r: &StoredRecord, numbers: bool| -> Vec<(String, String)> {
        let fact = |(name, v): (&String, &kernel::Value)| {
            let field = procedure.field(name).filter(|f| may_show(rulebook, f))?;
            let number = matches!(field.kind, FieldKind::Number { .. });
            (numbers || !number)
                .then(|| (language.of(&field.title).to_owned(), told(rulebook, field, v, language)))
        };
        r.recorded.own_facts().filter_map(fact).collect()
    };
    let mut treated = of(TREAT);
    of(COMMENT)
        .zip(1..)
        .map(|(record, n)| {
            let treatment = treated.next().map(|t| shown(t, false)).unwrap_or_default();
            let said = if treatment.is_empty() { Vec::new() } else { shown(record, true) };
            Comment { n, said, treatment }
        })
        .collect()
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<u64>,
}

/// What was sent, and what came of it.
#[derive(Default)]
struct Back {
    values: BTreeMap<String, Vec<String>>,
    errors: BTreeMap<String, String>,
    refusal: Option<Box<Refusal>>,
    token: String,
    done: Option<u64>,
}

/// One consultation.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((key, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    page(&portal, &visit, &key, &id, Back { done: asked.done, ..Back::default() }).await
}

async fn read(portal: &Portal, key: &str, id: &str) -> Result<(StoredMatter, Vec<StoredRecord>), Problem> {
    let (town, matter) = (key.to_owned(), id.to_owned());
    let read = portal
        .reading(move |r| match r.matter(&town, &matter)? {
            Some(stored) => Ok(Some((stored, r.records(&town, &matter)?))),
            None => Ok(None),
        })
        .await?;
    read.ok_or_else(|| Problem::NotFound(String::new()))
}

async fn page(portal: &Portal, visit: &Visit, key: &str, id: &str, back: Back) -> Result<Response, Problem> {
    let town = portal.town(key).await?;
    let (rulebook, language) = (portal.door.rulebook().clone(), visit.language);
    let (stored, records) = read(portal, key, id).await?;
    let missing = || Problem::NotFound(String::new());
    let procedure = procedure_of(&rulebook, &stored.matter).ok_or_else(missing)?;
    let comment = OpenAction::find(procedure, COMMENT).ok_or_else(missing)?;
    let published = publication(&rulebook, procedure, &records).ok_or_else(missing)?;
    let open = comment.offered_in(&stored.matter.stage);
    let questions = match open {
        true => {
            let all: Vec<String> =
                comment.action().asks.iter().chain(&comment.action().may_ask).cloned().collect();
            asked(comment, &all, &EntryOptions::new(), &back.values, &back.errors, language)
        }
        false => Vec::new(),
    };
    let facts: Vec<(String, String)> = published
        .facts
        .iter()
        .map(|f| (language.of(&f.field.title).to_owned(), told(&rulebook, f.field, f.value, language)))
        .collect();
    let wording = portal.frame.wording(language);
    let wrong = back.errors.len();
    let content = minijinja::context! {
        number => stored.number.clone(), open, wrong, done => back.done, facts,
        heading => headline(&rulebook, procedure, &stored.matter),
        stage => procedure.stage(&stored.matter.stage).map_or("", |s| language.of(&s.title)),
        until => if open { until(portal, &stored, language)? } else { String::new() },
        act => language.of(&comment.action().title), here => format!("{}/consultations/{id}", base(key)),
        questions => minijinja::value::Serde(questions),
        comments => minijinja::value::Serde(comments(&rulebook, procedure, &records, language)),
        token => if back.token.is_empty() { portal.secret() } else { back.token.clone() },
        refusal => minijinja::value::Serde(back.refusal.as_ref().map(|r| refusal(&rulebook, r, wording))),
    };
    let title = format!("{} {}", language.of(&procedure.title), stored.number);
    let crumbs = [(portal.say(visit, "portal-consultations", &[]), "/consultations")];
    let mut response = portal.page("consultation.html", visit, &town, &title, &crumbs, content)?;
    if wrong > 0 {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    } else if back.refusal.is_some() {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// Takes a comment.
pub(crate) async fn comment(
    State(portal): State<Portal>,
    Path((key, id)): Path<(String, String)>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let (stored, _) = read(&portal, &key, &id).await?;
    let (rulebook, now) = (portal.door.rulebook().clone(), (portal.now)());
    let missing = || Problem::NotFound(String::new());
    let procedure = procedure_of(&rulebook, &stored.matter).ok_or_else(missing)?;
    let open = OpenAction::find(procedure, COMMENT)
        .filter(|_| is_public(procedure, &stored.matter))
        .ok_or_else(missing)?;
    let wording = portal.frame.wording(visit.language);
    let (facts, errors) = facts(procedure, open.action(), &sent, wording);
    let token: String = last(&sent, "token!").chars().take(64).collect();
    if token.is_empty() {
        return Err(Problem::Bad("token".into()));
    }
    let mut back = Back { errors, token: token.clone(), ..Back::default() };
    for (name, value) in &sent {
        back.values.entry(name.clone()).or_default().push(value.clone());
    }
    for name in open.action().asks.iter().filter(|n| !facts.contains_key(*n)) {
        back.errors.entry(name.clone()).or_insert_with(|| wording.say("form-required"));
    }
    if !back.errors.is_empty() {
        return page(&portal, &visit, &key, &id, back).await;
    }
    // Many comment at once: whose step comes when does not matter.
    let sending = Sending { town: key.clone(), matter: id.clone(), facts, expected_steps: None, token };
    let (door, matter) = (portal.door.clone(), stored.matter);
    let done = blocking(move || {
        let rulebook = door.rulebook().clone();
        let open = procedure_of(&rulebook, &matter).and_then(|p| OpenAction::find(p, COMMENT));
        open.map(|open| door.send(open, sending, now))
    })
    .await?
    .ok_or_else(missing)?;
    match done {
        Ok(done) => {
            let to = format!("{}/consultations/{id}?done={}", base(&key), done.committed.seq);
            Ok(Redirect::to(&to).into_response())
        }
        Err(ActError::Refused(refused)) => {
            back.refusal = Some(refused);
            page(&portal, &visit, &key, &id, back).await
        }
        Err(error) => Err(Problem::fault(error)),
    }
}
