//! The county's supervisors: the towns, without a ranking; each look at one is recorded with that town.

use crate::Desk;
use crate::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use web::Problem;

#[derive(Serialize)]
struct Line {
    key: String,
    name: String,
    matters: i64,
    records: u64,
}

/// All towns, in the order of their keys.
pub(crate) async fn towns(State(desk): State<Desk>, visit: Visit) -> Result<Response, Problem> {
    let lines = desk
        .reading(|r| {
            let mut lines = Vec::new();
            for town in r.towns()? {
                let matters = r.stage_counts(&town.key)?.iter().map(|c| c.n).sum();
                let records = r.head(&town.key)?.map_or(0, |h| h.size);
                lines.push(Line { key: town.key, name: town.name, matters, records });
            }
            Ok(lines)
        })
        .await?;
    let mut top = desk.outside(&visit);
    top.title = desk.say(&visit, "county-title", &[]);
    desk.frame.page("county.html", &top, minijinja::context! { towns => minijinja::value::Serde(lines) })
}
