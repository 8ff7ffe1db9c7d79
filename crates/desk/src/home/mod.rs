//! The first page of a town: what there is, what is due, what happened last.

mod day;

use crate::matters::{Line, line};
use crate::visit::Visit;
use crate::{Desk, town};
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeMap;
use web::Problem;

#[derive(Serialize)]
struct Group {
    name: String,
    title: String,
    total: i64,
    stages: Vec<(String, String, i64)>,
    begins: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Content {
    day: Option<day::Day>,
    groups: Vec<Group>,
    recent: Vec<Line>,
}

/// The town's page.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let now = desk.clock.now();
    let (name, counts, recent, read) = {
        let (key, person) = (key.clone(), visit.visitor.as_ref().map(|v| v.person.clone()));
        desk.reading(move |r| {
            let read = match person {
                Some(person) => day::read(r, &key, &person, now)?,
                None => None,
            };
            Ok((town(r, &key)?, r.stage_counts(&key)?, r.recent(&key, 12)?, read))
        })
        .await?
    };
    let day = read.map(|read| day::day(&desk, &visit, read, &counts, now));
    let town = name.ok_or(Problem::NotFound(key))?;
    let mut of: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
    for c in counts {
        of.entry(c.procedure).or_default().push((c.stage, c.n));
    }
    let groups =
        desk.door.rulebook.procedures.keys().filter_map(|name| group(&desk, &visit, name, of.remove(name)));
    let content = Content {
        day,
        groups: groups.collect(),
        recent: recent.iter().map(|r| line(&desk, &visit, r)).collect(),
    };
    let title = desk.say(&visit, "home-title", &[("town", &town.name)]);
    desk.frame.page("home.html", &desk.top(&visit, &town, title), content)
}

fn group(desk: &Desk, visit: &Visit, name: &str, counts: Option<Vec<(String, i64)>>) -> Option<Group> {
    let procedure = desk.door.rulebook.procedure(name)?;
    let counts = counts.unwrap_or_default();
    let order = |stage: &str| procedure.stages.iter().position(|s| s.name == stage);
    let mut stages: Vec<(String, String, i64)> = (counts.into_iter())
        .map(|(s, n)| {
            let title = procedure.stage(&s).map_or(s.clone(), |st| visit.language.of(&st.title).to_owned());
            (s, title, n)
        })
        .collect();
    stages.sort_by_key(|(s, ..)| order(s));
    let opens = procedure.actions.iter().filter(|a| a.opening == kernel::definition::Opening::Opens);
    Some(Group {
        name: name.to_owned(),
        title: visit.language.of(&procedure.title).to_owned(),
        total: stages.iter().map(|s| s.2).sum(),
        stages,
        begins: opens
            .filter(|a| !a.by.contains("founder") || a.by.len() > 1)
            .map(|a| (a.name.clone(), visit.language.of(&a.title).to_owned()))
            .collect(),
    })
}
