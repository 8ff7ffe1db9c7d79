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
use crate::{OpenAction, Portal, base};
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::definition::Procedure;
use kernel::{Matter, Value};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{FileRow, MattersQuery, Reader, StoreError, StoredRecord, Town};
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
    /// Files that its acts keep.
    pub(crate) files: Vec<FileRow>,
    pub(crate) offices: Offices,
    pub(crate) rulebook: Arc<kernel::Rulebook>,
    /// Matters that wait for the holder because they are about this one: id and procedure, as the rating of a service.
    pub(crate) others: Vec<(String, String)>,
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
    let rulebook = portal.door.rulebook().clone();
    let book = rulebook.clone();
    let read = portal
        .reading(move |r| {
            let Some(stored) = r.matter(&key, &id)? else { return Ok(None) };
            let others = about(r, &book, &key, &stored.number)?;
            let files = r.files(&key, &id)?;
            Ok(Some((stored, r.records(&key, &id)?, files, Offices::read(r, &key, now)?, others)))
        })
        .await
        .map_err(IntoResponse::into_response)?;
    let (stored, records, files, offices, others) =
        read.ok_or_else(|| Problem::NotFound(String::new()).into_response())?;
    Ok(Held { town, matter: stored.matter, number: stored.number, records, files, offices, rulebook, others })
}

/// The field by which a matter names the matter that it is about.
const ABOUT: &str = "matter_no";
/// Waiting matters of one stage that are looked at.
const WAITING: u32 = 200;

/// Matters in whose stage everybody may act and which name a number as the one that they are about.
fn about(
    reader: &mut dyn Reader,
    rulebook: &kernel::Rulebook,
    town: &str,
    number: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut found = Vec::new();
    let about = rulebook.procedures.values().filter_map(|v| v.last()).filter(|p| p.field(ABOUT).is_some());
    for procedure in about {
        let waits =
            |s: &&kernel::definition::Stage| OpenAction::all(procedure).any(|o| o.offered_in(&s.name));
        for stage in procedure.stages.iter().filter(waits) {
            let query = MattersQuery {
                procedure: &procedure.name,
                stage: Some(&stage.name),
                limit: WAITING,
                ..MattersQuery::default()
            };
            let waiting = reader.matters(town, &query)?.into_iter();
            let named =
                waiting.filter(|m| m.matter.facts.get(ABOUT).and_then(Value::as_text) == Some(number));
            found.extend(named.map(|m| (m.matter.id, procedure.name.clone())));
        }
    }
    Ok(found)
}

/// Opens a matter that is about one's own: the holder of the one holds the other.
pub(crate) async fn other(
    State(portal): State<Portal>,
    Path((key, id, wanted)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    if !held.others.iter().any(|(other, _)| *other == wanted) {
        return Err(Problem::NotFound(String::new()).into_response());
    }
    let to = format!("{}/mine/{wanted}", base(&key));
    Ok((opened(&portal, &key, &wanted), Redirect::to(&to)).into_response())
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

/// A part of a file that the holder sent himself.
pub(crate) async fn opened_file(
    State(portal): State<Portal>,
    Path((key, id, file, part)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    let own = course::own_files(&held).map_err(IntoResponse::into_response)?;
    let found = own.into_iter().find(|row| row.file.id == file).map(|row| row.file.clone());
    let found = found.ok_or_else(|| Problem::NotFound(String::new()).into_response())?;
    let part = crate::files::part(&portal, &key, found, &part).await;
    Ok(part.map_err(IntoResponse::into_response)?.into_response())
}

/// A file that the holder sent himself, as his page lists it.
#[derive(Serialize)]
struct OwnFile {
    path: String,
    name: String,
    size: String,
    picture: bool,
    /// When it was erased; empty while it is there.
    erased: String,
    why: String,
}

fn own_file(held: &Held, row: &FileRow, language: web::Language) -> OwnFile {
    OwnFile {
        path: held.path(&format!("/file/{}", row.file.id)),
        name: row.file.name.clone(),
        size: web::upload::size(row.file.size),
        picture: row.file.is_image(),
        erased: row.erased.as_ref().map_or_else(String::new, |e| day(e.at.date(), language)),
        why: row.erased.as_ref().map_or_else(String::new, |e| e.why.clone()),
    }
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
    let others: Vec<(String, String)> = (held.others.iter())
        .filter_map(|(id, p)| Some((id.clone(), language.of(&held.rulebook.procedure(p)?.title).to_owned())))
        .collect();
    let content = minijinja::context! {
        number => held.number.clone(), ended => matter.ended, done,
        procedure => language.of(&procedure.title),
        stage => procedure.stage(&matter.stage).map_or("", |s| language.of(&s.title)),
        opened => day(matter.opened_at.date(), language),
        path => held.path(""), said => course::said(held, language)?,
        files => minijinja::value::Serde(
            course::own_files(held)?.into_iter().map(|row| own_file(held, row, language)).collect::<Vec<_>>(),
        ),
        next => minijinja::value::Serde(course::next(portal, visit, held)?),
        course => minijinja::value::Serde(course::course(portal, visit, held)?),
        rights => minijinja::value::Serde(rights), others,
    };
    let title = format!("{} {}", language.of(&procedure.title), held.number);
    let crumbs = [(portal.say(visit, "tile-mine", &[]), "/mine")];
    portal.page("mine.html", visit, &held.town, &title, &crumbs, content)
}
