//! Reporting: openings that take photos and that the visitor may do, each as a form for one hand.

use super::{Around, Arrived, around, town};
use crate::Desk;
use crate::act::{Outcome, Place, Sent, content, definition, perform, place};
use crate::posts;
use crate::visit::Visit;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::definition::{Action, FieldKind, Opening, Procedure};
use kernel::{MediaGroup, Rulebook, Value};
use serde::Serialize;
use std::collections::BTreeSet;
use web::form::Question;
use web::upload;
use web::{Language, Problem};

/// Who lives where: the villages of the grids.
const GRIDS: &str = "grids";
/// A draft waits no longer than this; what is said to be older happened now.
const WAITED_SECONDS_MAX: i64 = 14 * 24 * 3600;

/// Something that can be reported.
#[derive(Clone, Debug, Serialize)]
struct Kind {
    procedure: String,
    action: String,
    title: String,
}

/// Whether an action takes photos.
fn takes_photos(procedure: &Procedure, action: &Action) -> bool {
    let photos = |n: &String| match procedure.field(n).map(|f| &f.kind) {
        Some(FieldKind::Files(accepts)) => accepts.groups.contains(&MediaGroup::Image),
        _ => false,
    };
    action.asks.iter().chain(&action.may_ask).any(photos)
}

/// What somebody of these roles can report that day, what is his own work first.
fn reportable(
    rulebook: &Rulebook,
    roles: &BTreeSet<String>,
    on: deadline::Date,
    language: Language,
) -> Vec<Kind> {
    let mut found = Vec::new();
    for name in rulebook.procedures.keys() {
        let Some(procedure) = rulebook.procedure_on(name, on) else { continue };
        for action in procedure.actions.iter().filter(|a| a.opening == Opening::Opens) {
            let own = action.by.iter().any(|role| roles.contains(role));
            let plain = action.certificate.is_none() && action.second_officer.is_none();
            if (own || action.by.contains("anyone")) && plain && takes_photos(procedure, action) {
                let title = language.of(&procedure.title).to_owned();
                found.push((!own, Kind { procedure: name.clone(), action: action.name.clone(), title }));
            }
        }
    }
    found.sort_by_key(|(others, _)| *others);
    found.into_iter().map(|(_, kind)| kind).collect()
}

async fn kinds_of(desk: &Desk, visit: &Visit, key: &str) -> Result<Vec<Kind>, Problem> {
    let person = visit.visitor.as_ref().map(|v| v.person.clone()).ok_or(Problem::SignIn)?;
    let (key, now) = (key.to_owned(), desk.clock.now());
    let roles = desk.reading(move |r| posts::roles(r, &key, &person, now)).await?;
    Ok(reportable(&desk.door.rulebook, &roles, now.date(), visit.language))
}

/// What can be reported.
pub(crate) async fn kinds(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = town(&desk, &key).await?;
    let kinds = kinds_of(&desk, &visit, &key).await?;
    if let [one] = kinds.as_slice() {
        let to = format!("/{key}/phone/report/{}/{}", one.procedure, one.action);
        return Ok(Redirect::to(&to).into_response());
    }
    let title = desk.say(&visit, "phone-report", &[]);
    let around = around(&desk, &visit, &town, &headers, arrival).await?;
    around.page("phone-kinds.html", &title, minijinja::context! { kinds => minijinja::value::Serde(kinds) })
}

/// The order of a form for one hand: the photo, the place, the words, what is chosen, the rest.
fn rank(q: &Question) -> u8 {
    match q.input {
        "files" => 0,
        _ if located(q) => 1,
        "long-text" => 2,
        "choice" | "entry" => 3,
        _ => 4,
    }
}

/// Whether a question asks where it is.
fn located(q: &Question) -> bool {
    q.input == "text" && matches!(q.name.as_str(), "place" | "village")
}

/// The villages of the town.
async fn villages(desk: &Desk, key: &str) -> Result<Vec<String>, Problem> {
    let (key, now) = (key.to_owned(), desk.clock.now());
    let grids = desk.reading(move |r| r.register(&key, GRIDS)).await?;
    let standing = grids.iter().filter(|e| e.valid_at(now));
    let names = standing.filter_map(|e| e.fields.get("village").and_then(Value::as_text));
    let names: BTreeSet<String> = names.map(str::to_owned).collect();
    Ok(names.into_iter().collect())
}

/// What the template of a form shows.
pub(super) async fn shown(
    desk: &Desk,
    visit: &Visit,
    place: &Place,
    sent: &Sent,
    path: &str,
    named: bool,
) -> Result<minijinja::Value, Problem> {
    let villages = villages(desk, &place.town.key).await?;
    let arrange = |mut asked: Vec<Question>| {
        // What is kept on the phone names nobody: entries tell of persons.
        asked.retain(|q| named || !matches!(q.input, "entry" | "entries"));
        asked.sort_by_key(rank);
        asked
    };
    let inner = content(desk, visit, place, sent, arrange)?;
    Ok(minijinja::context! { villages, path, opens => place.matter.is_none(), ..inner })
}

/// The forms that are kept on the phone.
pub(super) async fn without_network(
    desk: &Desk,
    visit: &Visit,
    town: &store::Town,
) -> Result<Vec<minijinja::Value>, Problem> {
    let mut forms = Vec::new();
    for kind in kinds_of(desk, visit, &town.key).await? {
        let path = format!("/{}/phone/report/{}/{}", town.key, kind.procedure, kind.action);
        let place = place(desk, town.key.clone(), None, kind.procedure, kind.action, visit).await?;
        let (procedure, action) = definition(desk, &place)?;
        let entry =
            |n: &String| procedure.field(n).is_some_and(|f| matches!(f.kind, FieldKind::Entry { .. }));
        if !place.prove && !action.asks.iter().any(entry) {
            forms.push(shown(desk, visit, &place, &Sent::default(), &path, false).await?);
        }
    }
    Ok(forms)
}

/// The form.
pub(crate) async fn form(
    State(desk): State<Desk>,
    Path((key, procedure, action)): Path<(String, String, String)>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let path = format!("/{key}/phone/report/{procedure}/{action}");
    let place = place(&desk, key, None, procedure, action, &visit).await?;
    let around = around(&desk, &visit, &place.town, &headers, arrival).await?;
    page(&around, &place, &Sent::default(), &path, StatusCode::OK).await
}

/// A form's page.
pub(super) async fn page(
    around: &Around<'_>,
    place: &Place,
    sent: &Sent,
    path: &str,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (_, action) = definition(around.desk, place)?;
    let title = around.visit.language.of(&action.title).to_owned();
    let content = shown(around.desk, around.visit, place, sent, path, true).await?;
    let mut response = around.page("phone-form.html", &title, content)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Reports it.
pub(crate) async fn submit(
    State(desk): State<Desk>,
    Path((key, procedure, action)): Path<(String, String, String)>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
    sent: upload::Sent,
) -> Result<Response, Problem> {
    let path = format!("/{key}/phone/report/{procedure}/{action}");
    let place = place(&desk, key, None, procedure, action, &visit).await?;
    answer(&desk, &visit, arrival, &headers, &place, sent, &path).await
}

/// Does what a form asks for; the script is answered in JSON.
pub(super) async fn answer(
    desk: &Desk,
    visit: &Visit,
    arrival: crate::people::arrival::Arrival,
    headers: &HeaderMap,
    place: &Place,
    mut sent: upload::Sent,
    path: &str,
) -> Result<Response, Problem> {
    let scripted = headers.get(header::ACCEPT).is_some_and(|v| v == "application/json");
    happened(&mut sent, desk.clock.now());
    // These pages are for the visitor's own work; what is kept on the phone doesn't name him.
    sent.texts.retain(|(name, _)| name != "actor!");
    sent.texts.push(("actor!".to_owned(), place.person.clone()));
    match perform(desk, visit, arrival, place, sent).await? {
        Outcome::Done(id, committed) => {
            let (key, number) = (&place.town.key, press::live::encoded(&committed.number));
            let to = format!("/{key}/phone/done/{id}?number={number}&seq={}", committed.seq);
            if scripted {
                let told = serde_json::json!({ "done": true, "number": committed.number, "to": to });
                return Ok(json(StatusCode::OK, &told));
            }
            Ok(Redirect::to(&to).into_response())
        }
        Outcome::Again(back, status) if scripted => {
            let refused = back.refusal.as_ref();
            let refused = refused
                .map(|r| web::shown::refusal(&desk.door.rulebook, r, desk.frame.wording(visit.language)));
            let says = refused.into_iter().map(|r| format!("{} {} {}", r.says, r.missing.join(" "), r.cure));
            let says: Vec<String> = says.chain(back.errors.values().cloned()).collect();
            let told = serde_json::json!({ "done": false, "says": says.join(" ") });
            Ok(json(status, &told))
        }
        Outcome::Again(back, status) => {
            let around = around(desk, visit, &place.town, headers, arrival).await?;
            page(&around, place, &back, path, status).await
        }
    }
}

fn json(status: StatusCode, told: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], told.to_string()).into_response()
}

/// A draft says how long ago it was written: the phone's own clock may be wrong.
fn happened(sent: &mut upload::Sent, now: deadline::DateTime) {
    let age = sent.get("age!").parse::<i64>().ok().filter(|age| (1..WAITED_SECONDS_MAX).contains(age));
    let at = age.and_then(|age| now.checked_sub(jiff::Span::new().seconds(age)).ok());
    if let Some(at) = at {
        sent.texts.retain(|(name, _)| name != "happened!");
        sent.texts.push(("happened!".to_owned(), at.strftime("%Y-%m-%dT%H:%M:%S").to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::happened;
    use web::upload::Sent;

    #[test]
    fn a_draft_happened_when_it_was_written() {
        let now = "2024-03-01T12:00:00".parse().unwrap();
        let told = |age: &str| {
            let text = |n: &str, v: &str| (n.to_owned(), v.to_owned());
            let texts = vec![text("happened!", "2024-03-01T12:00"), text("age!", age)];
            let mut sent = Sent { texts, files: Vec::new() };
            happened(&mut sent, now);
            sent.get("happened!").to_owned()
        };
        assert_eq!(told("3600"), "2024-03-01T11:00:00");
        for none in ["", "0", "-5", "x", "99999999999"] {
            assert_eq!(told(none), "2024-03-01T12:00", "{none}");
        }
    }
}
