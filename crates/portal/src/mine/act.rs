//! Doing something with one's own matter: the form made from the action's definition, sent once.

use super::{Held, held};
use crate::citizen::{OpenAction, Sending};
use crate::file::{asked, last};
use crate::visit::Visit;
use crate::{Portal, blocking};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use door::ActError;
use kernel::Refusal;
use std::collections::BTreeMap;
use web::Problem;
use web::form::{EntryOptions, facts};
use web::shown::{cards, refusal};
use web::upload::KEEP;

/// What was sent, and what came of it.
#[derive(Default)]
struct Back {
    values: BTreeMap<String, Vec<String>>,
    errors: BTreeMap<String, String>,
    refusal: Option<Box<Refusal>>,
    token: String,
    steps: String,
}

fn open<'a>(held: &'a Held, name: &str) -> Result<OpenAction<'a>, Problem> {
    let missing = || Problem::NotFound(String::new());
    let procedure = held.procedure()?;
    let found = OpenAction::find(procedure, name)
        .filter(|o| o.action().opening != kernel::definition::Opening::Opens);
    found.ok_or_else(missing)
}

fn page(
    portal: &Portal,
    visit: &Visit,
    held: &Held,
    open: OpenAction<'_>,
    back: &Back,
) -> Result<Response, Problem> {
    let language = visit.language;
    let action = open.action();
    let all: Vec<String> = action.asks.iter().chain(&action.may_ask).cloned().collect();
    // An answer that is held against today is today's.
    let mut given = crate::file::known(open, (portal.now)().date());
    given.extend(back.values.clone());
    let questions = asked(open, &all, &EntryOptions::new(), &given, &back.errors, language);
    let wrong = back.errors.len();
    let files = questions.iter().any(|q| q.files.is_some());
    let wording = portal.frame.wording(language);
    let content = minijinja::context! {
        act => language.of(&action.title), number => held.number.clone(), path => held.path(""), wrong, files,
        questions => minijinja::value::Serde(questions),
        cards => minijinja::value::Serde(cards(&held.rulebook, &action.basis, language)),
        token => if back.token.is_empty() { portal.secret() } else { back.token.clone() },
        steps => if back.steps.is_empty() { held.matter.steps.to_string() } else { back.steps.clone() },
        letter => held.path(&format!("/letter/{}", action.name)),
        refusal => minijinja::value::Serde(back.refusal.as_ref().map(|r| refusal(&held.rulebook, r, wording))),
    };
    let title = language.of(&action.title).to_owned();
    let crumbs = [(portal.say(visit, "tile-mine", &[]), "/mine")];
    let mut response = portal.page("do.html", visit, &held.town, &title, &crumbs, content)?;
    if wrong > 0 {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    } else if back.refusal.is_some() {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// The form.
pub(crate) async fn form(
    State(portal): State<Portal>,
    Path((key, id, name)): Path<(String, String, String)>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    let open = open(&held, &name).map_err(IntoResponse::into_response)?;
    page(&portal, &visit, &held, open, &Back::default()).map_err(IntoResponse::into_response)
}

/// Does it.
pub(crate) async fn submit(
    State(portal): State<Portal>,
    Path((key, id, name)): Path<(String, String, String)>,
    visit: Visit,
    headers: HeaderMap,
    sent: web::upload::Sent,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    let action = open(&held, &name).map_err(IntoResponse::into_response)?;
    let keep_only = !sent.get(KEEP).is_empty();
    let taken = crate::files::take(&portal, &key, action, sent, visit.language).await;
    let (sent, not_taken) = taken.map_err(IntoResponse::into_response)?;
    let wording = portal.frame.wording(visit.language);
    let (facts, errors) = facts(action.procedure(), action.action(), &sent, wording);
    let mut back = Back {
        errors,
        token: last(&sent, "token!").chars().take(64).collect(),
        steps: last(&sent, "steps!").to_owned(),
        ..Back::default()
    };
    for (name, value) in &sent {
        back.values.entry(name.clone()).or_default().push(value.clone());
    }
    for name in action.action().asks.iter().filter(|n| !facts.contains_key(*n)) {
        back.errors.entry(name.clone()).or_insert_with(|| wording.say("form-required"));
    }
    if back.token.is_empty() {
        return Err(Problem::Bad("token".into()).into_response());
    }
    if keep_only {
        back.errors.clear();
    }
    back.errors.extend(not_taken);
    if !back.errors.is_empty() || keep_only {
        return page(&portal, &visit, &held, action, &back).map_err(IntoResponse::into_response);
    }
    let sending = Sending {
        town: key,
        matter: id,
        facts,
        expected_steps: back.steps.parse().ok(),
        token: back.token.clone(),
    };
    let (door, rulebook, now) = (portal.door.clone(), held.rulebook.clone(), (portal.now)());
    let (procedure, version, wanted) = (held.matter.procedure.clone(), held.matter.version, name.clone());
    let done = blocking(move || {
        let procedure = rulebook.procedure_version(&procedure, version);
        procedure.and_then(|p| OpenAction::find(p, &wanted)).map(|open| door.send(open, sending, now))
    })
    .await
    .map_err(IntoResponse::into_response)?
    .ok_or_else(|| Problem::NotFound(name.clone()).into_response())?;
    match done {
        Ok(_) => Ok(Redirect::to(&held.path(&format!("?done={name}"))).into_response()),
        Err(ActError::Refused(refused)) => {
            back.refusal = Some(refused);
            // A matter that moved on is shown as it is now: sending again is then meant.
            back.steps = held.matter.steps.to_string();
            page(&portal, &visit, &held, action, &back).map_err(IntoResponse::into_response)
        }
        Err(error) => Err(Problem::fault(error).into_response()),
    }
}
