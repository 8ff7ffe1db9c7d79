//! The page that takes a ledger's file.

use super::{FILE_BYTES_MAX, ImportError, opening, steps, table};
use crate::posts;
use crate::visit::Visit;
use crate::{Desk, blocking, town};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Rulebook;
use ledger::Limits;
use minijinja::context;
use std::collections::BTreeSet;
use store::{Change, LedgerChange, Upload};
use uuid::Uuid;
use web::upload::Sent;
use web::{Language, Problem};

/// Rows of a ledger that is handed in on the page; larger ones are imported by the command.
const ROWS_MAX: usize = 5000;
/// A ledger that nobody imported is forgotten after a day.
const KEPT_SECONDS: i64 = 86_400;

/// The page that takes a file.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    hand_in_page(&desk, &key, &visit, None, "").await
}

async fn hand_in_page(
    desk: &Desk,
    key: &str,
    visit: &Visit,
    error: Option<String>,
    chosen: &str,
) -> Result<Response, Problem> {
    let person = visit.visitor.as_ref().ok_or(Problem::SignIn)?.person.clone();
    let now = desk.clock.now();
    let door = desk.door.clone();
    let at = key.to_owned();
    let (found, roles) = blocking(move || {
        let found = door.store.read(|r| town(r, &at))?;
        let roles = door.store.read(|r| posts::roles(r, &at, &person, now))?;
        Ok::<_, store::StoreError>((found, roles))
    })
    .await?
    .map_err(Problem::fault)?;
    let town = found.ok_or_else(|| Problem::NotFound(key.to_owned()))?;
    let mut choices = own_openings(&desk.door.rulebook, &roles, visit.language);
    choices.sort_by_key(|(_, _, begins)| !*begins);
    let choices: Vec<(String, String)> = choices.into_iter().map(|(name, title, _)| (name, title)).collect();
    let refused = error.is_some();
    let content = context! { choices, error, chosen, megabytes => FILE_BYTES_MAX >> 20, rows => ROWS_MAX };
    let title = desk.say(visit, "ledger-title", &[]);
    let mut response = desk.frame.page("import.html", &desk.top(visit, &town, title), content)?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Procedures of which somebody with these roles may do something: name, title, whether he may begin an item.
fn own_openings(
    rulebook: &Rulebook,
    roles: &BTreeSet<String>,
    language: Language,
) -> Vec<(String, String, bool)> {
    let mut out = Vec::new();
    let own = |a: &kernel::definition::Action| a.by.iter().any(|r| roles.contains(r));
    for procedure in rulebook.procedures.keys().filter_map(|name| rulebook.procedure(name)) {
        if !procedure.actions.iter().any(own) {
            continue;
        }
        for action in steps::openings(procedure) {
            let title = format!("{} · {}", language.of(&procedure.title), language.of(&action.title));
            out.push((format!("{}/{}", procedure.name, action.name), title, own(action)));
        }
    }
    out
}

/// Takes a file.
pub(crate) async fn hand_in(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Problem> {
    let chosen = sent.get("procedure").to_owned();
    let (name, file) = sent.files.into_iter().next().map_or_else(Default::default, |f| (f.name, f.bytes));
    let mut error = if file.is_empty() {
        Some(desk.say(&visit, "ledger-nothing", &[]))
    } else if file.len() > FILE_BYTES_MAX {
        let most = (FILE_BYTES_MAX >> 20).to_string();
        Some(desk.say(&visit, "ledger-too-large", &[("megabytes", &most)]))
    } else {
        None
    };
    let person = visit.visitor.as_ref().ok_or(Problem::SignIn)?.person.clone();
    let found = {
        let (door, key, person, chosen) = (desk.door.clone(), key.clone(), person.clone(), chosen.clone());
        blocking(move || opening(&door, &key, &person, &chosen)).await?
    };
    let (procedure, action) = match found {
        Ok(found) => found,
        Err(ImportError::Unknown(_)) => {
            let error = error.unwrap_or_else(|| desk.say(&visit, "ledger-which", &[]));
            return hand_in_page(&desk, &key, &visit, Some(error), &chosen).await;
        }
        Err(error) => return Err(Problem::fault(error)),
    };
    let mut made = None;
    if error.is_none() {
        let limits = Limits { bytes: FILE_BYTES_MAX, unpacked: 96 << 20, characters: 4_000_000, pages: 0 };
        let (rulebook, of, called) = (desk.door.rulebook.clone(), procedure.clone(), name.clone());
        match blocking(move || table(&rulebook, &of, &file, &called, &limits)).await? {
            Ok(table) if table.rows.len() > ROWS_MAX => {
                let (n, most) = (table.rows.len().to_string(), ROWS_MAX.to_string());
                error = Some(desk.say(&visit, "ledger-too-long", &[("n", &n), ("most", &most)]));
            }
            Ok(table) if table.rows.is_empty() => error = Some(desk.say(&visit, "ledger-no-rows", &[])),
            Ok(table) => made = Some(table),
            Err(told) => error = Some(own_language(&told.to_string(), visit.language)),
        }
    }
    let Some(table) = made else { return hand_in_page(&desk, &key, &visit, error, &chosen).await };
    let now = (desk.people.seconds)();
    let upload = Upload {
        town: key.clone(),
        id: Uuid::now_v7().to_string(),
        person,
        procedure: format!("{procedure}/{action}"),
        name: name.chars().filter(|c| !c.is_control()).take(120).collect(),
        made_at: now,
        contents: serde_json::to_string(&table).map_err(Problem::fault)?,
    };
    let to = format!("/{key}/import/{}", upload.id);
    let change = Change::Ledger(LedgerChange::Upload { upload, sweep: now - KEPT_SECONDS });
    desk.change(vec![change]).await?.map_err(Problem::fault)?;
    Ok(Redirect::to(&to).into_response())
}

/// The part of a sentence in two languages that is in this one.
fn own_language(both: &str, language: Language) -> String {
    let (zh, en) = both.split_once(" · ").unwrap_or((both, both));
    if language == Language::En { en } else { zh }.to_owned()
}
