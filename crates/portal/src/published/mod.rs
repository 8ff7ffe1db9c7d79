//! What is published: by procedure, one by one, and the public registers.

mod register;

pub(crate) use register::{read as read_register, show as register};

use crate::citizen::procedure_of;
use crate::home::{Notice, date, newest};
use crate::public::{PublicFact, can_publish, headline, is_public, is_withdrawn, publication, told};
use crate::visit::Visit;
use crate::{Portal, base};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::Rulebook;
use serde::{Deserialize, Serialize};
use store::{MattersQuery, Reader, StoreError};
use web::shown::{cards, day};
use web::{Language, Problem};

/// Publications on one page.
const PAGE: usize = 50;
/// Matters looked at for one page: many are not published yet.
const LOOKED_AT: u32 = 400;
/// Publications on the page of all procedures.
const NEWEST: usize = 20;

/// A place in the list: when the matter began, its id.
type After = Option<(deadline::DateTime, String)>;

/// A page of a procedure's publications, newest first, and where the next page begins.
pub(crate) fn page_of(
    reader: &mut dyn Reader,
    rulebook: &Rulebook,
    town: &str,
    procedure: &str,
    after: After,
    language: Language,
) -> Result<(Vec<Notice>, After), StoreError> {
    let query = MattersQuery { procedure, after, limit: LOOKED_AT, ..MattersQuery::default() };
    let matters = reader.matters(town, &query)?;
    let looked_at = u32::try_from(matters.len()).unwrap_or(u32::MAX);
    let mut notices = Vec::new();
    let mut last = None;
    for stored in matters {
        let Some(own) = procedure_of(rulebook, &stored.matter) else { continue };
        last = Some((stored.matter.opened_at, stored.matter.id.clone()));
        if !is_public(own, &stored.matter) {
            continue;
        }
        let withdrawn = is_withdrawn(own, &stored.matter);
        notices.push(Notice {
            title: if withdrawn { String::new() } else { headline(rulebook, own, &stored.matter) },
            kind: own.stage(&stored.matter.stage).map_or("", |s| language.of(&s.title)).to_owned(),
            number: stored.number,
            day: day(stored.matter.last_at.date(), language),
            href: format!("{}/published/matter/{}", base(town), stored.matter.id),
            at: stored.matter.last_at,
            matter: stored.matter.id.clone(),
        });
        if let Some(notice) = notices.last_mut() {
            date(reader, town, notice, language)?;
        }
        if notices.len() == PAGE {
            return Ok((notices, last));
        }
    }
    Ok((notices, last.filter(|_| looked_at == LOOKED_AT)))
}

/// The newest of all procedures, and the way to each.
pub(crate) async fn all(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language) = (portal.door.rulebook().clone(), visit.language);
    let kinds: Vec<(String, String)> = rulebook
        .procedures
        .values()
        .filter_map(|v| v.last())
        .filter(|p| can_publish(p))
        .map(|p| (language.of(&p.title).to_owned(), format!("{}/published/{}", base(&key), p.name)))
        .collect();
    let notices = portal.reading(move |r| newest(r, &rulebook, &key, language, |_| true, NEWEST)).await?;
    let title = portal.say(&visit, "all-published", &[]);
    let crumbs = [(title.clone(), "/published")];
    let content = minijinja::context! { kinds, notices => minijinja::value::Serde(notices), more => "" };
    portal.page("published.html", &visit, &town, &title, &crumbs, content)
}

/// What a list's address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
}

/// The publications of one procedure.
pub(crate) async fn list(
    State(portal): State<Portal>,
    Path((key, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language) = (portal.door.rulebook().clone(), visit.language);
    let procedure = rulebook
        .procedure(&name)
        .filter(|p| can_publish(p))
        .ok_or_else(|| Problem::NotFound(name.clone()))?;
    let after = asked.after.as_deref().and_then(|a| {
        let (at, id) = a.split_once('~')?;
        Some((at.parse().ok()?, id.to_owned()))
    });
    let (notices, next) = {
        let (rulebook, key, name) = (rulebook.clone(), key.clone(), name.clone());
        portal.reading(move |r| page_of(r, &rulebook, &key, &name, after, language)).await?
    };
    let more =
        next.map_or_else(String::new, |(at, id)| format!("{}/published/{name}?after={at}~{id}", base(&key)));
    let title = language.of(&procedure.title).to_owned();
    let crumbs = [(portal.say(&visit, "all-published", &[]), "/published")];
    let kinds: Vec<(String, String)> = Vec::new();
    let content = minijinja::context! { kinds, notices => minijinja::value::Serde(notices), more };
    portal.page("published.html", &visit, &town, &title, &crumbs, content)
}

/// Facts as pages show them.
fn shown(rulebook: &Rulebook, facts: &[PublicFact<'_>], language: Language) -> Vec<(String, String)> {
    facts
        .iter()
        .map(|f| (language.of(&f.field.title).to_owned(), told(rulebook, f.field, f.value, language)))
        .collect()
}

#[derive(Serialize)]
struct Logged {
    at: String,
    title: String,
    facts: Vec<(String, String)>,
}

/// One publication.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((key, id)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language) = (portal.door.rulebook().clone(), visit.language);
    let missing = || Problem::NotFound(String::new());
    let read = {
        let (key, id) = (key.clone(), id.clone());
        portal
            .reading(move |r| match r.matter(&key, &id)? {
                Some(stored) => Ok(Some((stored, r.records(&key, &id)?))),
                None => Ok(None),
            })
            .await?
    };
    let (stored, records) = read.ok_or_else(missing)?;
    let procedure = procedure_of(&rulebook, &stored.matter).ok_or_else(missing)?;
    let found = publication(&rulebook, procedure, &records).ok_or_else(missing)?;
    let log: Vec<Logged> = found
        .acts
        .iter()
        .map(|a| Logged {
            at: day(a.at.date(), language),
            title: language.of(&a.action.title).to_owned(),
            facts: shown(&rulebook, &a.facts, language),
        })
        .collect();
    let basis =
        procedure.publicity.as_ref().map(|p| cards(&rulebook, &p.basis, language)).unwrap_or_default();
    let heading = match found.withdrawn {
        true => String::new(),
        false => headline(&rulebook, procedure, &stored.matter),
    };
    let content = minijinja::context! {
        number => stored.number.clone(), withdrawn => found.withdrawn, heading,
        facts => shown(&rulebook, &found.facts, language), log => minijinja::value::Serde(log),
        cards => minijinja::value::Serde(basis), kind => language.of(&procedure.title),
        kind_href => format!("{}/published/{}", base(&key), procedure.name),
    };
    let title = format!("{} {}", language.of(&procedure.title), stored.number);
    let crumbs = [(portal.say(&visit, "all-published", &[]), "/published")];
    portal.page("publication.html", &visit, &town, &title, &crumbs, content)
}
