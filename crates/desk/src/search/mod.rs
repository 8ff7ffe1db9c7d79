//! The search of the desk: matters by their numbers, names and words, and the pages that are called so.

use crate::visit::Visit;
use crate::{Desk, blocking, town};
use ::search::{Hit, Query as Asking};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use store::{Reader, StoreError, StoredMatter};
use web::Problem;

/// Matters that are shown.
const SHOWN: usize = 40;
/// Candidates of the index that are looked at.
const LOOKED: u32 = 200;
/// Pages that are named.
const PAGES: usize = 12;
/// Records that a question may wait for until the search knows them.
const CATCH_UP: u64 = 2_000;
/// Characters around a hit.
const AROUND: usize = 16;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    q: Option<String>,
}

/// A matter with the texts in which it was found.
struct Found {
    stored: StoredMatter,
    /// Name of the field, empty for a number or the procedure; the piece.
    hit: Option<(String, Hit)>,
}

#[derive(Serialize)]
struct Shown {
    id: String,
    number: String,
    procedure: String,
    stage: String,
    ended: bool,
    opened: String,
    field: String,
    before: String,
    piece: String,
    after: String,
}

/// The answers.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked: String = asked.q.unwrap_or_default().chars().take(60).collect();
    let asking = Asking::of(&asked);
    let found_town = {
        let key = key.clone();
        desk.reading(move |r| town(r, &key)).await?
    };
    let town = found_town.ok_or_else(|| Problem::NotFound(key.clone()))?;
    let (found, more, behind) = match asking.clone() {
        None => (Vec::new(), false, 0),
        Some(asking) => {
            let (door, key) = (desk.door.clone(), key.clone());
            blocking(move || {
                let indexed = door.index(&key, CATCH_UP)?;
                let (found, more) = door.store.read(|r| find(&door.rulebook, r, &key, &asking))?;
                Ok::<_, StoreError>((found, more, indexed.of - indexed.known))
            })
            .await?
            .map_err(Problem::fault)?
        }
    };
    let matters: Vec<Shown> = found.into_iter().map(|f| shown(&desk, &visit, f)).collect();
    let pages = asking.as_ref().map_or_else(Vec::new, |a| pages(&desk, &visit, &key, a));
    let content = minijinja::context! {
        q => asked, asked => asking.is_some(), matters => minijinja::value::Serde(matters), more, behind, pages,
    };
    let title = desk.say(&visit, "search-title", &[]);
    desk.frame.page("search.html", &desk.top(&visit, &town, title), content)
}

/// What the index finds and the texts confirm, the newest first; whether there may be more.
fn find(
    rulebook: &kernel::Rulebook,
    reader: &mut dyn Reader,
    town: &str,
    asking: &Asking,
) -> Result<(Vec<Found>, bool), StoreError> {
    let candidates = reader.find(town, asking, LOOKED)?;
    let full = candidates.len() == LOOKED as usize;
    let mut found = Vec::new();
    for id in candidates {
        if found.len() == SHOWN {
            return Ok((found, true));
        }
        let Some(stored) = reader.matter(town, &id)? else { continue };
        let texts = door::texts(rulebook, reader, &stored)?;
        if asking.found_in(texts.iter().map(|(_, text)| text.as_str())) {
            let hit = texts.iter().find_map(|(field, text)| Some((field.clone(), asking.hit(text, AROUND)?)));
            found.push(Found { stored, hit });
        }
    }
    Ok((found, full))
}

fn shown(desk: &Desk, visit: &Visit, found: Found) -> Shown {
    let (matter, language) = (&found.stored.matter, visit.language);
    let procedure = desk.door.rulebook.procedure_version(&matter.procedure, matter.version);
    let (field, hit) = found.hit.unzip();
    // The number stands in its own column.
    let hit = hit.filter(|h| format!("{}{}{}", h.before, h.piece, h.after) != found.stored.number);
    let title =
        |name: &String| procedure.and_then(|p| p.field(name)).map(|f| language.of(&f.title).to_owned());
    let (before, piece, after) = hit.map_or_else(Default::default, |h| (h.before, h.piece, h.after));
    Shown {
        id: matter.id.clone(),
        number: found.stored.number.clone(),
        procedure: procedure.map_or(matter.procedure.clone(), |p| language.of(&p.title).to_owned()),
        stage: procedure
            .and_then(|p| p.stage(&matter.stage))
            .map_or_else(String::new, |s| language.of(&s.title).to_owned()),
        ended: matter.ended,
        opened: matter.opened_at.date().to_string(),
        field: field.as_ref().and_then(title).unwrap_or_default(),
        before,
        piece,
        after,
    }
}

/// Pages whose title holds what is asked, as title, kind and address.
fn pages(desk: &Desk, visit: &Visit, town: &str, asking: &Asking) -> Vec<(String, String, String)> {
    let (rulebook, language) = (&desk.door.rulebook, visit.language);
    let called = |title: &kernel::Words| asking.found_in([title.zh.as_str(), title.en.as_str()]);
    let say = |key: &str| desk.say(visit, key, &[]);
    let procedures =
        rulebook.procedures.values().filter_map(|v| v.last()).filter(|p| called(&p.title)).map(|p| {
            (
                language.of(&p.title).to_owned(),
                say("procedure"),
                format!("/{town}/matters?procedure={}", p.name),
            )
        });
    let year = desk.year();
    let figures = rulebook.figures.values().filter(|f| called(&f.title)).map(|f| {
        (
            language.of(&f.title).to_owned(),
            say("nav-figures"),
            format!("/{town}/figures/{}?year={year}", f.name),
        )
    });
    procedures.chain(figures).take(PAGES).collect()
}
