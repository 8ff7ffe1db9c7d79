//! Running time limits, the earliest first.

use crate::visit::Visit;
use crate::{Desk, town};
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use web::Problem;
use web::shown::moment;

#[derive(Serialize)]
struct Row {
    matter: String,
    number: String,
    procedure: String,
    clock: String,
    due: String,
    passed: bool,
}

/// The page.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let (found, due) = {
        let key = key.clone();
        desk.reading(move |r| {
            let due = r.due(&key, deadline::DateTime::MAX, 200)?;
            let with = due.into_iter().map(|d| Ok((r.matter(&key, &d.matter)?, d)));
            let with = with.collect::<Result<Vec<_>, store::StoreError>>()?;
            Ok((town(r, &key)?, with))
        })
        .await?
    };
    let town = found.ok_or(Problem::NotFound(key))?;
    let now = desk.clock.now();
    let row = |(stored, d): (Option<store::StoredMatter>, store::DueClock)| {
        let stored = stored?;
        let procedure =
            desk.door.rulebook.procedure_version(&stored.matter.procedure, stored.matter.version)?;
        Some(Row {
            matter: d.matter,
            number: stored.number,
            procedure: visit.language.of(&procedure.title).to_owned(),
            clock: procedure
                .clock(&d.clock)
                .map_or(d.clock.clone(), |c| visit.language.of(&c.title).to_owned()),
            due: moment(d.due, visit.language),
            passed: d.due < now,
        })
    };
    let rows: Vec<Row> = due.into_iter().filter_map(row).collect();
    let title = desk.say(&visit, "due-title", &[]);
    desk.frame.page(
        "due.html",
        &desk.top(&visit, &town, title),
        minijinja::context! { rows => minijinja::value::Serde(rows) },
    )
}
