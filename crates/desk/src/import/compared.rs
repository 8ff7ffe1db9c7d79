//! The page of a reconciliation.

use super::{
    Held, Imported, ReconcileError, Reconciled, SHOWN_MAX, Wrong, as_list, days_of, held, reconcile, told,
    workbook,
};
use crate::visit::Visit;
use crate::{Desk, blocking};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use deadline::Date;
use minijinja::{context, value::Serde};
use serde::Deserialize;
use web::Problem;

/// The period of a comparison.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Days {
    from: Option<String>,
    to: Option<String>,
}

/// The comparison and what is wrong with its question.
async fn compare_with(
    desk: &Desk,
    held: &Held,
    days: &Days,
) -> Result<(Option<Reconciled>, Option<&'static str>, String, String), Problem> {
    let (door, plan) = (desk.door.clone(), held.import.clone());
    let asked = |d: &Option<String>| d.as_deref().map(str::parse::<Date>).transpose();
    let (from, to) = match (asked(&days.from), asked(&days.to)) {
        (Ok(from), Ok(to)) => (from, to),
        _ => {
            let given = |d: &Option<String>| d.clone().unwrap_or_default();
            return Ok((None, Some("form-date"), given(&days.from), given(&days.to)));
        }
    };
    let work = move || {
        let own = days_of(&door, &plan);
        let period = match (from.or(own.map(|p| p.from)), to.or(own.map(|p| p.to))) {
            (Some(from), Some(to)) => ledger::Period { from, to },
            _ => return Ok((None, Some("reconcile-no-days"), String::new(), String::new())),
        };
        let (from, to) = (period.from.to_string(), period.to.to_string());
        if period.from > period.to {
            return Ok((None, Some("reconcile-backwards"), from, to));
        }
        match reconcile(&door, &plan, period) {
            Ok(found) => Ok((Some(found), None, from, to)),
            Err(ReconcileError::NoKey) => Ok((None, Some("reconcile-no-key"), from, to)),
            Err(error) => Err(Problem::fault(error)),
        }
    };
    blocking(work).await?
}

/// The ledger held against ours.
pub(crate) async fn compared(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    Query(days): Query<Days>,
    visit: Visit,
) -> Result<Response, Problem> {
    let held = held(&desk, &key, &id, &visit).await?;
    let wording = desk.frame.wording(visit.language);
    let (found, error, from, to) = compare_with(&desk, &held, &days).await?;
    let refused = error.is_some();
    let shown = found.as_ref().map(|found| {
        let mut lines = super::reconcile::lines(&desk.door, &held.import, found, wording);
        lines.retain(|l| l.group != "both");
        let problems = Imported {
            wrong: found.problems.iter().cloned().map(Wrong::Cell).collect(),
            ..Imported::default()
        };
        let told = told(&desk.door, &held.import, &problems, wording);
        let figures: Vec<_> = found
            .figures
            .iter()
            .map(|(name, title, value)| context! { name, title => visit.language.of(title), value })
            .collect();
        context! {
            both => found.compared.both.len(), theirs => found.compared.only_theirs.len(),
            ours => found.compared.only_ours.len(), differs => found.compared.differs.len(),
            twice => found.compared.twice.len(), outside => found.compared.outside, without_key => found.without_key,
            of_ours => found.ours, of_theirs => found.compared.both.len() + found.compared.differs.len() + found.compared.only_theirs.len(),
            figures, more => lines.len().saturating_sub(SHOWN_MAX),
            lines => Serde(lines.into_iter().take(SHOWN_MAX).collect::<Vec<_>>()),
            unread => told.len(), told => Serde(told.into_iter().take(SHOWN_MAX).collect::<Vec<_>>()),
        }
    });
    let content = context! {
        id => held.upload.id.as_str(), file => held.upload.name.as_str(), from, to, found => shown,
        error => error.map(|e| wording.say(e)),
    };
    let title = desk.say(&visit, "reconcile-title", &[]);
    let mut response = desk.frame.page("reconcile.html", &desk.top(&visit, &held.town, title), content)?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The same as a workbook.
pub(crate) async fn compared_file(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    Query(days): Query<Days>,
    visit: Visit,
) -> Result<Response, Problem> {
    let held = held(&desk, &key, &id, &visit).await?;
    let wording = desk.frame.wording(visit.language);
    match compare_with(&desk, &held, &days).await? {
        (Some(found), ..) => {
            workbook(&desk, as_list(&desk.door, &held.import, &found, wording), "reconcile").await
        }
        (None, error, ..) => Err(Problem::Bad(wording.say(error.unwrap_or("bad-request")))),
    }
}
