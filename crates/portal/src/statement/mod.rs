//! The pages that a public site owes: accessibility, privacy, mistakes of the site, complaints, how to reach the town.

use crate::visit::Visit;
use crate::{OpenAction, Portal, base};
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use web::Problem;

/// The pages: name in the address, key of the title, keys of the paragraphs.
const PAGES: &[(&str, &str, &[&str])] = &[
    ("accessibility", "statement-accessibility", &["accessibility-1", "accessibility-2", "accessibility-3"]),
    ("privacy", "statement-privacy", &["privacy-1", "privacy-2", "privacy-3", "privacy-4"]),
    ("mistake", "statement-mistake", &["mistake-1", "mistake-2"]),
    ("complaint", "statement-complaint", &["complaint-1", "complaint-2"]),
    ("contact", "tile-contact", &["contact-1"]),
];

/// Names of all pages.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(name, ..)| *name)
}

/// What one procedure asks of persons.
#[derive(Serialize)]
struct Asked {
    procedure: String,
    fields: Vec<(String, String)>,
    years: Option<u16>,
    for_good: bool,
}

/// One of the pages.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((key, name)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let (_, title, paragraphs) =
        PAGES.iter().find(|(n, ..)| *n == name).ok_or_else(|| Problem::NotFound(name.clone()))?;
    let in_force = || rulebook.procedures.keys().filter_map(|n| rulebook.procedure_on(n, now.date()));
    let asked = |p: &kernel::definition::Procedure| {
        let open = OpenAction::openings(p).next()?;
        let names = open.action().asks.iter().chain(&open.action().may_ask);
        let fields: Vec<(String, String)> = names
            .filter_map(|n| p.field(n))
            .filter(|f| f.personal)
            .map(|f| (language.of(&f.title).to_owned(), language.of(&f.purpose).to_owned()))
            .collect();
        let keeps = p.keeps.as_ref();
        Some(Asked {
            procedure: language.of(&p.title).to_owned(),
            years: keeps.and_then(|k| k.years),
            for_good: keeps.is_some_and(|k| k.years.is_none()),
            fields,
        })
    };
    let uses: Vec<Asked> = match name.as_str() {
        "privacy" => in_force().filter_map(asked).filter(|a| !a.fields.is_empty()).collect(),
        _ => Vec::new(),
    };
    // Where a complaint may be filed: openings of procedures that supervise or settle.
    let complaint = matches!(name.as_str(), "complaint" | "mistake");
    let ways: Vec<(String, String)> = in_force()
        .filter(|p| complaint && (p.name.contains("complaint") || p.name == "petition"))
        .flat_map(|p| OpenAction::openings(p).map(move |o| (p, o)))
        .map(|(p, o)| {
            (language.of(&p.title).to_owned(), format!("{}/file/{}/{}", base(&key), p.name, o.action().name))
        })
        .collect();
    let contact = {
        let (rulebook, key) = (rulebook.clone(), key.clone());
        portal.reading(move |r| crate::offices::contact(r, &rulebook, &key, now, language)).await?
    };
    let paragraphs: Vec<String> = paragraphs.iter().map(|k| portal.say(&visit, k, &[])).collect();
    let content = minijinja::context! {
        paragraphs, uses => minijinja::value::Serde(uses), ways, name => name.clone(),
        contact => minijinja::value::Serde(contact),
    };
    let title = portal.say(&visit, title, &[]);
    portal.page("statement.html", &visit, &town, &title, &[], content)
}
