//! Own tasks: matters whose next act is open to one of the visitor's posts; and the answer to one.

use super::report::{answer, page};
use super::{Arrived, around, town};
use crate::Desk;
use crate::act::{Sent, place};
use crate::posts;
use crate::visit::Visit;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kernel::Matter;
use kernel::definition::Procedure;
use serde::Serialize;
use store::{MattersQuery, StoredMatter};
use web::shown::{moment, value};
use web::{Language, Problem};

/// Tasks on one page; those with the nearest time limit.
const SHOWN_MAX: usize = 50;
/// Matters of one stage that are looked at.
const LOOKED_MAX: u32 = 50;

/// A task.
#[derive(Serialize)]
struct Task {
    id: String,
    number: String,
    procedure: String,
    stage: String,
    due: String,
    late: bool,
}

/// The tasks.
pub(crate) async fn list(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = town(&desk, &key).await?;
    let person = visit.visitor.as_ref().map(|v| v.person.clone()).ok_or(Problem::SignIn)?;
    let (rulebook, now, of) = (desk.door.rulebook.clone(), desk.clock.now(), key.clone());
    let found = desk
        .reading(move |r| {
            let roles = posts::roles(r, &of, &person, now)?;
            let mut found: Vec<StoredMatter> = Vec::new();
            for count in r.stage_counts(&of)? {
                let Some(procedure) = rulebook.procedure(&count.procedure) else { continue };
                let waits = procedure.stage(&count.stage).is_some_and(|s| !s.end) && count.n > 0;
                if !waits || posts::work(procedure, &count.stage, &roles).is_empty() {
                    continue;
                }
                let query = MattersQuery {
                    procedure: &count.procedure,
                    stage: Some(&count.stage),
                    after: None,
                    limit: LOOKED_MAX,
                };
                found.extend(r.matters(&of, &query)?);
            }
            Ok(found)
        })
        .await?;
    let mut found: Vec<_> = found.into_iter().map(|m| (m.matter.next_due().map(|(_, due)| due), m)).collect();
    // What has a time limit comes first, the nearest before the others.
    found.sort_by(|(a, x), (b, y)| {
        (a.is_none(), a, &x.matter.opened_at).cmp(&(b.is_none(), b, &y.matter.opened_at))
    });
    let more = found.len().saturating_sub(SHOWN_MAX);
    let task = |(due, stored): (Option<deadline::DateTime>, StoredMatter)| {
        let m = &stored.matter;
        let procedure = desk.door.rulebook.procedure_version(&m.procedure, m.version)?;
        Some(Task {
            id: m.id.clone(),
            number: stored.number.clone(),
            procedure: visit.language.of(&procedure.title).to_owned(),
            stage: procedure
                .stage(&m.stage)
                .map_or_else(String::new, |s| visit.language.of(&s.title).to_owned()),
            due: due.map_or_else(String::new, |d| moment(d, visit.language)),
            late: due.is_some_and(|d| d < now),
        })
    };
    let tasks: Vec<Task> = found.into_iter().take(SHOWN_MAX).filter_map(task).collect();
    let title = desk.say(&visit, "phone-tasks", &[]);
    let around = around(&desk, &visit, &town, &headers, arrival).await?;
    around.page(
        "phone-tasks.html",
        &title,
        minijinja::context! { tasks => minijinja::value::Serde(tasks), more },
    )
}

fn facts(procedure: &Procedure, matter: &Matter, language: Language) -> Vec<(String, String)> {
    let fact = |f: &kernel::definition::Field| {
        let v = matter.facts.get(&f.name)?;
        Some((language.of(&f.title).to_owned(), value(&f.kind, v, language)))
    };
    procedure.fields.iter().filter_map(fact).collect()
}

/// One task: what is known, its pictures, what can be done.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = town(&desk, &key).await?;
    let person = visit.visitor.as_ref().map(|v| v.person.clone()).ok_or(Problem::SignIn)?;
    let (now, wanted) = (desk.clock.now(), id.clone());
    let found = desk
        .reading(move |r| {
            Ok((r.matter(&key, &wanted)?, posts::roles(r, &key, &person, now)?, r.files(&key, &wanted)?))
        })
        .await?;
    let (Some(stored), roles, files) = found else { return Err(Problem::NotFound(id)) };
    let (m, language) = (&stored.matter, visit.language);
    let procedure = (desk.door.rulebook.procedure_version(&m.procedure, m.version))
        .ok_or_else(|| Problem::fault(format!("no procedure {} of {}", m.procedure, m.version)))?;
    let actions: Vec<(String, String)> = posts::work(procedure, &m.stage, &roles)
        .into_iter()
        .map(|a| (a.name.clone(), language.of(&a.title).to_owned()))
        .collect();
    let pictures: Vec<(String, String)> = files
        .iter()
        .filter(|f| f.erased.is_none() && f.file.is_image())
        .map(|f| (format!("/{}/matters/{}/files/{}", town.key, m.id, f.file.id), f.file.name.clone()))
        .collect();
    let content = minijinja::context! {
        id => m.id.clone(), number => stored.number.clone(), ended => m.ended, actions, pictures,
        procedure => language.of(&procedure.title),
        stage => procedure.stage(&m.stage).map_or("", |s| language.of(&s.title)),
        facts => facts(procedure, m, language),
        due => m.next_due().map_or_else(String::new, |(_, due)| moment(due, language)),
    };
    let title = format!("{} {}", language.of(&procedure.title), stored.number);
    let around = around(&desk, &visit, &town, &headers, arrival).await?;
    around.page("phone-task.html", &title, content)
}

/// The form that answers a task.
pub(crate) async fn task_form(
    State(desk): State<Desk>,
    Path((key, id, action)): Path<(String, String, String)>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let path = format!("/{key}/phone/tasks/{id}/{action}");
    let place = place(&desk, key, Some(id), String::new(), action, &visit).await?;
    let around = around(&desk, &visit, &place.town, &headers, arrival).await?;
    page(&around, &place, &Sent::default(), &path, StatusCode::OK).await
}

/// Answers it.
pub(crate) async fn task_submit(
    State(desk): State<Desk>,
    Path((key, id, action)): Path<(String, String, String)>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
    sent: web::upload::Sent,
) -> Result<Response, Problem> {
    let path = format!("/{key}/phone/tasks/{id}/{action}");
    let place = place(&desk, key, Some(id), String::new(), action, &visit).await?;
    answer(&desk, &visit, arrival, &headers, &place, sent, &path).await
}
