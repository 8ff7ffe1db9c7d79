//! The pages that try a ledger and import it.

use super::columns::columns_page;
use super::{Held, Imported, Mode, SHOWN_MAX, held, import, mapping_faults, to_mend, told, workbook};
use crate::people::arrival::Arrival;
use crate::posts;
use crate::visit::Visit;
use crate::{Desk, blocking};
use axum::Extension;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{context, value::Serde};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::{Change, LedgerChange};
use web::Problem;

/// Rows imported before the page answers.
const ROWS_AT_ONCE: usize = 300;

/// What an address of the trial says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Went {
    /// Rows of which something was recorded just now.
    added: Option<usize>,
    /// Rows gone through.
    through: Option<usize>,
}

async fn tried(desk: &Desk, held: &Held) -> Result<Imported, Problem> {
    let (door, plan, now) = (desk.door.clone(), held.import.clone(), desk.clock.now());
    let all = 0..plan.table.rows.len();
    let work = move || import(&door, &plan, now, Mode::Dry, all, &mut |_| {});
    blocking(work).await?.map_err(Problem::fault)
}

/// The trial: what would be recorded, and what is wrong with which row. After the import the same page is its result.
pub(crate) async fn check(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    Query(went): Query<Went>,
    visit: Visit,
) -> Result<Response, Problem> {
    let held = held(&desk, &key, &id, &visit).await?;
    check_page(&desk, &visit, &held, &went, None).await
}

async fn check_page(
    desk: &Desk,
    visit: &Visit,
    held: &Held,
    went: &Went,
    prove_error: Option<String>,
) -> Result<Response, Problem> {
    let language = visit.language;
    let wording = desk.frame.wording(language);
    let import = &held.import;
    let (procedure, opening) = (&import.procedure, &import.opening);
    let faults =
        mapping_faults(&desk.door.rulebook, procedure, opening, &import.table, &import.mapping, wording);
    if !faults.is_empty() {
        return columns_page(desk, visit, held, &faults);
    }
    let found = tried(desk, held).await?;
    let all = told(&desk.door, import, &found, wording);
    let definition = desk.door.rulebook.procedure(procedure);
    let title = |action: &String| {
        let found = definition.and_then(|p| p.act_title(action));
        found.map_or_else(|| action.clone(), |t| language.of(t).to_owned())
    };
    let left_out: Vec<String> = found.left_out.iter().map(title).collect();
    let (prove, factor) = proving(desk, visit, held).await?;
    let refused = prove_error.is_some();
    let content = context! {
        id => held.upload.id.as_str(), file => held.upload.name.as_str(), rows => found.rows, new => found.new, acts => found.acts,
        earlier => found.earlier, by_hand => found.by_hand, not_his => found.not_his, failed => found.failed, faults => all.len(),
        told => Serde(all.iter().take(SHOWN_MAX).collect::<Vec<_>>()), left_out => left_out.join(language.comma()),
        added => went.added, through => went.through.filter(|t| *t < found.rows), prove, factor, prove_error,
        procedure => definition.map(|p| language.of(&p.title).to_owned()),
    };
    let title = desk.say(visit, "ledger-check", &[]);
    let mut response = desk.frame.page("import-check.html", &desk.top(visit, &held.town, title), content)?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Whether the visitor must prove again who he is before he records, and with his second factor.
async fn proving(desk: &Desk, visit: &Visit, held: &Held) -> Result<(bool, bool), Problem> {
    let visitor = visit.visitor.clone().ok_or(Problem::SignIn)?;
    let (door, import) = (desk.door.clone(), held.import.clone());
    let (now, seconds) = (desk.clock.now(), (desk.people.seconds)());
    let work = move || {
        let roles = door.store.read(|r| posts::roles(r, &import.town, &import.person, now))?;
        let procedure = door.rulebook.procedure(&import.procedure);
        let mapped = import.mapping.steps.iter().filter_map(|s| procedure?.action(&s.action));
        let by: BTreeSet<&str> = mapped.flat_map(|a| a.by.iter().map(String::as_str)).collect();
        door.store.read(|r| {
            let policy = crate::people::policy(r, &import.town)?;
            let deciding = roles.iter().map(String::as_str).filter(|r| by.contains(r));
            let due = !visitor.demonstration && policy.step_up.due(visitor.proved_at, deciding, seconds);
            let account = r.account(&visitor.town, &visitor.name)?;
            Ok((due, account.is_some_and(|a| a.secrets.factor.is_some())))
        })
    };
    blocking(work).await?.map_err(|e: store::StoreError| Problem::fault(e))
}

/// Imports the next rows.
pub(crate) async fn run_rows(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let held = held(&desk, &key, &id, &visit).await?;
    let get = |name: &str| sent.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let wording = desk.frame.wording(visit.language);
    let plan = held.import.clone();
    let faults = mapping_faults(
        &desk.door.rulebook,
        &plan.procedure,
        &plan.opening,
        &plan.table,
        &plan.mapping,
        wording,
    );
    if !faults.is_empty() {
        return columns_page(&desk, &visit, &held, &faults);
    }
    let (prove, _) = proving(&desk, &visit, &held).await?;
    if prove
        && let Some(wrong) =
            crate::act::prove_again(&desk, &visit, arrival, get("password!"), get("code!")).await?
    {
        return check_page(&desk, &visit, &held, &Went::default(), Some(wrong)).await;
    }
    let from: usize = get("from").parse().unwrap_or(0);
    let before: usize = get("added").parse().unwrap_or(0);
    let to = from.saturating_add(ROWS_AT_ONCE);
    let (door, now) = (desk.door.clone(), desk.clock.now());
    let work = move || import(&door, &plan, now, Mode::Record, from..to, &mut |_| {});
    let done = blocking(work).await?.map_err(Problem::fault)?;
    let added = before.saturating_add(done.new);
    Ok(Redirect::to(&format!("/{key}/import/{id}/check?added={added}&through={to}")).into_response())
}

/// Forgets a ledger.
pub(crate) async fn forget(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    held(&desk, &key, &id, &visit).await?;
    let forget = LedgerChange::Forget { town: key.clone(), id };
    desk.change(vec![Change::Ledger(forget)]).await?.map_err(Problem::fault)?;
    Ok(Redirect::to(&format!("/{key}/import")).into_response())
}

/// The rows that failed, to mend and import again.
pub(crate) async fn mend(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let held = held(&desk, &key, &id, &visit).await?;
    let found = tried(&desk, &held).await?;
    let wording = desk.frame.wording(visit.language);
    let told = told(&desk.door, &held.import, &found, wording);
    workbook(&desk, to_mend(&held.import, &told, wording), "mend").await
}
