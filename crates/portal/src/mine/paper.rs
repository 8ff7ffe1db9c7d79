//! Papers of one's own matter: documents that were made for the holder, and letters prepared for him to send.

use super::{Held, course, held};
use crate::visit::Visit;
use crate::{OpenAction, Portal, blocking};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use door::edition::EditionError;
use kernel::definition::FieldKind;
use web::Problem;
use web::shown::day;

/// A document as it was made: from the matter after the act that made it.
pub(crate) async fn document(
    State(portal): State<Portal>,
    Path((key, id, step, name)): Path<(String, String, u32, String)>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    let (title, html) =
        made(&portal, &visit, &held, step, &name).await.map_err(IntoResponse::into_response)?;
    let content = minijinja::context! {
        letter => minijinja::Value::from_safe_string(html), path => held.path(""), number => held.number.clone(),
    };
    let crumbs = [(portal.say(&visit, "tile-mine", &[]), "/mine")];
    portal
        .page("document.html", &visit, &held.town, &title, &crumbs, content)
        .map_err(IntoResponse::into_response)
}

/// A document's title and HTML, by the rulebook of its day.
async fn made(
    portal: &Portal,
    visit: &Visit,
    held: &Held,
    step: u32,
    name: &str,
) -> Result<(String, String), Problem> {
    let missing = || Problem::NotFound(String::new());
    let procedure = held.procedure()?;
    let papers = course::documents(held, procedure);
    papers.iter().find(|(r, d)| r.recorded.step == step && *d == name).ok_or_else(missing)?;
    let own = procedure.documents.get(name).ok_or_else(missing)?;
    let upto: Vec<_> =
        held.records.iter().filter(|r| r.recorded.step <= step).map(|r| r.recorded.clone()).collect();
    let last = upto.last().cloned().ok_or_else(missing)?;
    let (door, town) = (portal.door.clone(), held.town.key.clone());
    let (book, matter) =
        blocking(move || Ok::<_, EditionError>((door.rulebook_of(&last)?, door.fold(&town, &upto)?)))
            .await?
            .map_err(Problem::fault)?;
    let matter = matter.ok_or_else(missing)?;
    let then = book.procedure_version(&matter.procedure, matter.version);
    let document = then.and_then(|p| p.documents.get(name)).unwrap_or(own);
    let text =
        press::letter(&book, document, procedure, &matter, &held.number, &held.town.name, matter.last_at);
    let html = press::letter::to_html(&text.map_err(Problem::fault)?);
    Ok((visit.language.of(&document.title).to_owned(), html))
}

/// A letter by which the holder does something on paper: his matter, the articles, what must be said, in blanks.
pub(crate) async fn letter(
    State(portal): State<Portal>,
    Path((key, id, name)): Path<(String, String, String)>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    let made = || -> Result<Response, Problem> {
        let procedure = held.procedure()?;
        let open = OpenAction::find(procedure, &name).ok_or_else(|| Problem::NotFound(name.clone()))?;
        let action = open.action();
        let blanks: Vec<(String, bool)> = action
            .asks
            .iter()
            .chain(&action.may_ask)
            .filter_map(|n| procedure.field(n))
            .filter(|f| f.kind != FieldKind::Flag)
            .map(|f| (f.title.zh.clone(), f.kind == FieldKind::LongText))
            .collect();
        // Only what its sender said himself stands filled in.
        let who = procedure.fields.iter().find(|f| f.kind == FieldKind::Person);
        let opening =
            held.records.first().filter(|r| OpenAction::find(procedure, &r.recorded.action).is_some());
        let name = who.and_then(|f| opening?.recorded.facts.get(&f.name)).map(ToString::to_string);
        let basis: Vec<String> = action.basis.iter().map(|b| held.rulebook.cite(b).zh).collect();
        let content = minijinja::context! {
            act => action.title.zh.clone(), number => held.number.clone(), procedure => procedure.title.zh.clone(),
            town => held.town.name.clone(), blanks, basis => basis.join("、"), name, path => held.path(""),
            today => day((portal.now)().date(), web::Language::Zh),
        };
        let title = portal.say(&visit, "letter-title", &[("act", visit.language.of(&action.title))]);
        let crumbs = [(portal.say(&visit, "tile-mine", &[]), "/mine")];
        portal.page("letter.html", &visit, &held.town, &title, &crumbs, content)
    };
    made().map_err(IntoResponse::into_response)
}
