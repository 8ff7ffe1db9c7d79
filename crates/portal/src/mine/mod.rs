//! One's own matter: opened by number and receipt code, followed, acted on.

mod act;
mod course;
mod paper;
mod proof;
mod qr;
mod receipt;
mod rights;

pub(crate) use act::{form, submit};
pub(crate) use paper::{document, letter};
pub(crate) use proof::download as proof_of;
pub(crate) use receipt::show as receipt;

use crate::citizen::procedure_of;
use crate::code::number_as_booked;
use crate::offices::Offices;
use crate::visit::{Visit, cookie};
use crate::{Portal, base};
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Matter;
use kernel::definition::Procedure;
use serde::Deserialize;
use std::sync::Arc;
use store::{StoredRecord, Town};
use web::Problem;
use web::shown::day;

/// Who asks for a number that is not there waits as long as for one that is: his code is held against this id.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// The cookie by which the holder's browser shows the code; it ends with the browser's session.
pub(crate) fn opened(portal: &Portal, town: &str, matter: &str) -> [(HeaderName, String); 1] {
    let code = portal.codes.code(town, matter);
    let secure = if portal.url.starts_with("https:") { "; Secure" } else { "" };
    let path = base(town);
    [(header::SET_COOKIE, format!("mine={matter}.{code}; Path={path}/mine; SameSite=Lax; HttpOnly{secure}"))]
}

/// Everything about a matter that its holder may open.
pub(crate) struct Held {
    pub(crate) town: Town,
    pub(crate) matter: Matter,
    pub(crate) number: String,
    pub(crate) records: Vec<StoredRecord>,
    pub(crate) offices: Offices,
    pub(crate) rulebook: Arc<kernel::Rulebook>,
}

impl Held {
    pub(crate) fn procedure(&self) -> Result<&Procedure, Problem> {
        let found = procedure_of(&self.rulebook, &self.matter);
        found.ok_or_else(|| Problem::fault(format!("no procedure {}", self.matter.procedure)))
    }

    /// The address of one of its pages.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("{}/mine/{}{rest}", base(&self.town.key), self.matter.id)
    }
}

/// The matter whose code the browser shows; else the answer that asks for it.
pub(crate) async fn held(
    portal: &Portal,
    headers: &HeaderMap,
    key: &str,
    id: &str,
) -> Result<Held, Response> {
    let shown = cookie(headers, "mine").and_then(|c| c.split_once('.'));
    let opens = shown.is_some_and(|(matter, code)| matter == id && portal.codes.opens(key, id, code));
    if !opens {
        return Err(Redirect::to(&format!("{}/mine", base(key))).into_response());
    }
    let town = portal.town(key).await.map_err(IntoResponse::into_response)?;
    let (key, id, now) = (key.to_owned(), id.to_owned(), (portal.now)());
    let read = portal
        .reading(move |r| {
            let Some(stored) = r.matter(&key, &id)? else { return Ok(None) };
            Ok(Some((stored, r.records(&key, &id)?, Offices::read(r, &key, now)?)))
        })
        .await
        .map_err(IntoResponse::into_response)?;
    let (stored, records, offices) = read.ok_or_else(|| Problem::NotFound(String::new()).into_response())?;
    let rulebook = portal.door.rulebook().clone();
    Ok(Held { town, matter: stored.matter, number: stored.number, records, offices, rulebook })
}

/// What the link of a printed code carries.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Shown {
    n: Option<String>,
    c: Option<String>,
}

/// Asks for number and code; a printed code's link carries both.
pub(crate) async fn ask(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    Query(shown): Query<Shown>,
    visit: Visit,
) -> Result<Response, Problem> {
    match (shown.n, shown.c) {
        (Some(number), Some(code)) => open(&portal, &visit, &key, &number, &code).await,
        _ => ask_page(&portal, &visit, &key, "", false).await,
    }
}

/// Takes number and code.
pub(crate) async fn enter(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
    Form(sent): Form<crate::file::Sent>,
) -> Result<Response, Problem> {
    let last = |name| crate::file::last(&sent, name).to_owned();
    open(&portal, &visit, &key, &last("number"), &last("code")).await
}

async fn open(
    portal: &Portal,
    visit: &Visit,
    key: &str,
    number: &str,
    code: &str,
) -> Result<Response, Problem> {
    let town = portal.town(key).await?;
    let found = {
        let (key, number) = (town.key.clone(), number_as_booked(number));
        portal.reading(move |r| r.matter_by_number(&key, &number)).await?
    };
    let id = found.as_ref().map_or(NOBODY, |m| m.matter.id.as_str());
    let opens = portal.codes.opens(&town.key, id, code);
    match found.filter(|_| opens) {
        Some(stored) => {
            let to = format!("{}/mine/{}", base(&town.key), stored.matter.id);
            Ok((opened(portal, &town.key, &stored.matter.id), Redirect::to(&to)).into_response())
        }
        None => ask_page(portal, visit, key, number, true).await,
    }
}

async fn ask_page(
    portal: &Portal,
    visit: &Visit,
    key: &str,
    number: &str,
    wrong: bool,
) -> Result<Response, Problem> {
    let town = portal.town(key).await?;
    let title = portal.say(visit, "tile-mine", &[]);
    let crumbs = [(title.clone(), "/mine")];
    let mut response =
        portal.page("ask.html", visit, &town, &title, &crumbs, minijinja::context! { number, wrong })?;
    if wrong {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Puts the code away: for computers that others use.
pub(crate) async fn leave(
    State(portal): State<Portal>,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let base = base(&town.key);
    let gone = format!("mine=; Path={base}/mine; Max-Age=0; SameSite=Lax; HttpOnly");
    Ok(([(header::SET_COOKIE, gone)], Redirect::to(&format!("{base}/mine"))).into_response())
}

/// What the address of a matter's page says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// The matter's page.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((key, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    page(&portal, &visit, &held, asked.done).map_err(IntoResponse::into_response)
}

fn page(portal: &Portal, visit: &Visit, held: &Held, done: Option<String>) -> Result<Response, Problem> {
    let procedure = held.procedure()?;
    let (language, matter) = (visit.language, &held.matter);
    let done = done.and_then(|name| procedure.action(&name)).map(|a| language.of(&a.title).to_owned());
    let rights = rights::card(portal, visit, held)?;
    let content = minijinja::context! {
        number => held.number.clone(), ended => matter.ended, done,
        procedure => language.of(&procedure.title),
        stage => procedure.stage(&matter.stage).map_or("", |s| language.of(&s.title)),
        opened => day(matter.opened_at.date(), language),
        path => held.path(""), said => course::said(held, language)?,
        next => minijinja::value::Serde(course::next(portal, visit, held)?),
        course => minijinja::value::Serde(course::course(portal, visit, held)?),
        rights => minijinja::value::Serde(rights),
    };
    let title = format!("{} {}", language.of(&procedure.title), held.number);
    let crumbs = [(portal.say(visit, "tile-mine", &[]), "/mine")];
    portal.page("mine.html", visit, &held.town, &title, &crumbs, content)
}
