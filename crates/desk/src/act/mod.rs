//! One form that does an act: made from the action's definition, refusals shown with rule, article and cure.

use crate::people::arrival::Arrival;
use crate::people::prove::once_more;
use crate::posts;
use crate::report::adoption::{Adoption, adoption};
use crate::visit::Visit;
use crate::{Desk, blocking, town};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use door::ActError;
use kernel::definition::{Action, FieldKind, Procedure};
use kernel::{Act, Actor, Matter, Refusal, Value};
use std::collections::{BTreeMap, BTreeSet};
use store::{Change, ChangeError, Entry};
use uuid::Uuid;
use web::form::{EntryOptions, Given, Question, facts, questions};
use web::shown::{cards, refusal};
use web::upload::KEEP;
use web::{Language, Problem};

/// What the form is about.
pub(crate) struct Place {
    pub(crate) town: store::Town,
    pub(crate) matter: Option<(Matter, String)>,
    procedure: String,
    version: deadline::Date,
    action: String,
    /// The visitor, and in which roles he acts.
    pub(crate) person: String,
    roles: BTreeSet<String>,
    /// He must prove again who he is.
    pub(crate) prove: bool,
    /// With his second factor, too.
    factor: bool,
    entries: EntryOptions,
    /// The report that the action adopts.
    adoption: Option<Adoption>,
}

/// What was sent, and what came of it.
#[derive(Default)]
pub(crate) struct Sent {
    values: Given,
    pub(crate) errors: BTreeMap<String, String>,
    pub(crate) refusal: Option<Refusal>,
}

/// What came of a form that was sent.
pub(crate) enum Outcome {
    /// Done: the matter and its place in the record.
    Done(String, store::Committed),
    /// Not done: the form is shown again, with this status.
    Again(Box<Sent>, StatusCode),
}

pub(crate) fn definition<'a>(desk: &'a Desk, place: &Place) -> Result<(&'a Procedure, &'a Action), Problem> {
    let rulebook = &desk.door.rulebook;
    let procedure = rulebook.procedure_version(&place.procedure, place.version);
    let found = procedure.and_then(|p| Some((p, p.action(&place.action)?)));
    found.ok_or_else(|| Problem::NotFound(format!("{}/{}", place.procedure, place.action)))
}

/// Everything that the form offers to choose from.
pub(crate) async fn place(
    desk: &Desk,
    key: String,
    id: Option<String>,
    procedure: String,
    action: String,
    visit: &Visit,
) -> Result<Place, Problem> {
    let now = desk.clock.now();
    let seconds = (desk.people.seconds)();
    let visitor = visit.visitor.clone().ok_or(Problem::SignIn)?;
    let rulebook = desk.door.rulebook.clone();
    let missing = key.clone();
    let read = desk
        .reading(move |r| {
            let Some(town) = town(r, &key)? else { return Ok(None) };
            let stored = match &id {
                Some(id) => match r.matter(&key, id)? {
                    Some(stored) => Some((stored.matter, stored.number)),
                    None => return Ok(None),
                },
                None => None,
            };
            let (procedure, version) = match &stored {
                Some((m, _)) => (m.procedure.clone(), Some(m.version)),
                None => (procedure.clone(), rulebook.procedure_on(&procedure, now.date()).map(|p| p.from)),
            };
            let Some(version) = version else { return Ok(None) };
            let roles = posts::roles(r, &key, &visitor.person, now)?;
            let by = rulebook
                .procedure_version(&procedure, version)
                .and_then(|p| p.action(&action))
                .map(|a| &a.by);
            let deciding = roles.iter().map(String::as_str).filter(|r| by.is_some_and(|by| by.contains(*r)));
            let policy = crate::people::policy(r, &key)?;
            let prove = !visitor.demonstration && policy.step_up.due(visitor.proved_at, deciding, seconds);
            let factor = r.account(&visitor.town, &visitor.name)?.is_some_and(|a| a.secrets.factor.is_some());
            let mut entries = EntryOptions::new();
            let fields = rulebook
                .procedure_version(&procedure, version)
                .map(|p| p.fields.as_slice())
                .unwrap_or_default();
            for field in fields {
                let FieldKind::Entry { register, .. } = &field.kind else { continue };
                let standing = r.register(&key, register)?.into_iter().filter(|e| e.valid_at(now));
                entries.insert(register.clone(), standing.map(|e| (e.key.clone(), label(&e))).collect());
            }
            Ok(Some(Place {
                town,
                matter: stored,
                procedure,
                version,
                action,
                person: visitor.person,
                roles,
                prove,
                factor,
                entries,
                adoption: None,
            }))
        })
        .await?;
    let mut place = read.ok_or(Problem::NotFound(missing))?;
    if let Ok((procedure, action)) = definition(desk, &place) {
        let matter = place.matter.as_ref().map(|(m, _)| m);
        place.adoption = adoption(desk, &place.town, procedure, action, matter, visit.language).await?;
    }
    Ok(place)
}

/// The visitor with the titles of his roles.
fn shown_person(rulebook: &kernel::Rulebook, place: &Place, language: Language) -> String {
    let title =
        |r: &String| rulebook.roles.get(r).map_or_else(|| r.clone(), |r| language.of(&r.title).to_owned());
    let titles: Vec<String> = place.roles.iter().map(title).collect();
    format!("{} {}", place.person, titles.join(language.comma()))
}

fn label(entry: &Entry) -> String {
    let fields: Vec<String> = entry.fields.values().filter_map(Value::as_text).map(str::to_owned).collect();
    format!("{} {}", entry.key, fields.join(" "))
}

/// The form as the visitor sees it.
fn page(
    desk: &Desk,
    visit: &Visit,
    place: &Place,
    sent: &Sent,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (_, action) = definition(desk, place)?;
    let title = desk.say(visit, "do-title", &[("action", visit.language.of(&action.title))]);
    let content = content(desk, visit, place, sent, |asked| asked)?;
    let mut response = desk.frame.page("act.html", &desk.top(visit, &place.town, title), content)?;
    *response.status_mut() = status;
    Ok(response)
}

/// What a form's template shows, its questions arranged.
pub(crate) fn content(
    desk: &Desk,
    visit: &Visit,
    place: &Place,
    sent: &Sent,
    arrange: impl FnOnce(Vec<Question>) -> Vec<Question>,
) -> Result<minijinja::Value, Problem> {
    let (procedure, action) = definition(desk, place)?;
    let language = visit.language;
    let wording = desk.frame.wording(language);
    let mut asked = questions(procedure, action, &place.entries, &sent.values, &sent.errors, language);
    if let Some(adoption) = &place.adoption {
        asked.retain(|q| q.name != adoption.field);
    }
    let asked = arrange(asked);
    let files = asked.iter().any(|q| q.files.is_some());
    let now = desk.clock.now();
    let value = |name: &str| sent.values.get(name).and_then(|v| v.last().cloned());
    let errors = sent.errors.len();
    Ok(minijinja::context! {
        action => language.of(&action.title), procedure => language.of(&procedure.title),
        cards => minijinja::value::Serde(cards(&desk.door.rulebook, &action.basis, language)),
        questions => minijinja::value::Serde(asked), people => vec![(place.person.clone(), shown_person(&desk.door.rulebook, place, language))],
        prove => place.prove, factor => place.factor, prove_error => sent.errors.get("password!").cloned(),
        citizen => action.by.contains("anyone"),
        // Who has no part in it himself enters it for the party.
        actor => value("actor!").unwrap_or_else(|| {
            let own = place.roles.iter().any(|r| action.by.contains(r));
            if own || !action.by.contains("anyone") { place.person.clone() } else { String::new() }
        }),
        happened => value("happened!").unwrap_or_else(|| now.strftime("%Y-%m-%dT%H:%M").to_string()),
        happened_error => sent.errors.get("happened!").cloned(),
        token => value("token!").unwrap_or_else(|| Uuid::now_v7().to_string()),
        matter_token => value("matter!").unwrap_or_else(|| Uuid::now_v7().to_string()),
        steps => place.matter.as_ref().map(|(m, _)| m.steps), number => place.matter.as_ref().map(|(_, n)| n.clone()),
        id => place.matter.as_ref().map(|(m, _)| m.id.clone()),
        adoption => place.adoption.as_ref().map(|a| minijinja::context! {
            field => a.field, text => a.text.as_str(), examined => a.examined.clone(), unknown => &a.unknown, year => a.year,
            error => sent.errors.get(a.field),
        }),
        errors, files, refusal => minijinja::value::Serde(sent.refusal.as_ref().map(|r| refusal(&desk.door.rulebook, r, wording))),
    })
}

/// The form of an action on a matter.
pub(crate) async fn form(
    State(desk): State<Desk>,
    Path((key, id, action)): Path<(String, String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let place = place(&desk, key, Some(id), String::new(), action, &visit).await?;
    page(&desk, &visit, &place, &Sent::default(), StatusCode::OK)
}

/// The form that begins a matter.
pub(crate) async fn begin(
    State(desk): State<Desk>,
    Path((key, procedure, action)): Path<(String, String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let place = place(&desk, key, None, procedure, action, &visit).await?;
    page(&desk, &visit, &place, &Sent::default(), StatusCode::OK)
}

/// Does the act on a matter.
pub(crate) async fn submit(
    State(desk): State<Desk>,
    Path((key, id, action)): Path<(String, String, String)>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    sent: web::upload::Sent,
) -> Result<Response, Problem> {
    let place = place(&desk, key, Some(id), String::new(), action, &visit).await?;
    act(desk, visit, arrival, place, sent).await
}

/// Begins a matter.
pub(crate) async fn submit_begin(
    State(desk): State<Desk>,
    Path((key, procedure, action)): Path<(String, String, String)>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    sent: web::upload::Sent,
) -> Result<Response, Problem> {
    let place = place(&desk, key, None, procedure, action, &visit).await?;
    act(desk, visit, arrival, place, sent).await
}

async fn act(
    desk: Desk,
    visit: Visit,
    arrival: Arrival,
    place: Place,
    sent: web::upload::Sent,
) -> Result<Response, Problem> {
    match perform(&desk, &visit, arrival, &place, sent).await? {
        Outcome::Done(id, committed) => {
            let to = format!("/{}/matters/{id}?done={}", place.town.key, committed.seq);
            Ok(Redirect::to(&to).into_response())
        }
        Outcome::Again(back, status) => page(&desk, &visit, &place, &back, status),
    }
}

/// Does what a form asks for, if it can be done.
pub(crate) async fn perform(
    desk: &Desk,
    visit: &Visit,
    arrival: Arrival,
    place: &Place,
    sent: web::upload::Sent,
) -> Result<Outcome, Problem> {
    let now = desk.clock.now();
    let wording = desk.frame.wording(visit.language);
    let (procedure, action) = definition(desk, place)?;
    let keep_only = !sent.get(KEEP).is_empty();
    let (sent, not_taken) =
        crate::files::take(desk, &place.town.key, procedure, action, sent, visit.language).await?;
    let (mut facts, mut errors) = facts(procedure, action, &sent, wording);
    if keep_only {
        errors = BTreeMap::new();
    }
    errors.extend(not_taken);
    let mut values = Given::new();
    for (name, value) in &sent {
        if name != "password!" && name != "code!" && name != KEEP {
            values.entry(name.clone()).or_default().push(value.clone());
        }
    }
    let get = |name: &str| sent.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    if let Some(adoption) = &place.adoption {
        // What was read must be what is adopted: neither typed over nor moved by an act since.
        let wrong = if !adoption.unknown.is_empty() {
            Some("adoption-unknown")
        } else if get(adoption.field).replace('\r', "") != adoption.text {
            Some("adoption-moved")
        } else {
            None
        };
        match wrong {
            Some(why) => drop(errors.insert(adoption.field.to_owned(), wording.say(why))),
            None => {
                errors.remove(adoption.field);
                facts.insert(adoption.field.to_owned(), Value::Text(adoption.text.clone()));
            }
        }
    }
    let mut back = Sent { values, errors, refusal: None };
    if keep_only {
        let status = if back.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return Ok(Outcome::Again(Box::new(back), status));
    }
    let happened = moment(get("happened!"), now);
    if happened.is_none() {
        back.errors.insert("happened!".into(), wording.say("form-happened"));
    }
    let (Some(happened_at), true) = (happened, back.errors.is_empty()) else {
        return Ok(Outcome::Again(Box::new(back), StatusCode::UNPROCESSABLE_ENTITY));
    };
    let id = place.matter.as_ref().map_or_else(|| get("matter!").to_owned(), |(m, _)| m.id.clone());
    if Uuid::parse_str(get("token!")).is_err() || Uuid::parse_str(&id).is_err() {
        return Err(Problem::Bad("token".into()));
    }
    // Nobody acts as another. What he may do is the rulebook's to say, by his posts.
    if !matches!(get("actor!"), "" | "citizen") && get("actor!") != place.person {
        return Err(Problem::NotYours);
    }
    if place.prove
        && let Some(wrong) = prove_again(desk, visit, arrival, get("password!"), get("code!")).await?
    {
        back.errors.insert("password!".into(), wrong);
        return Ok(Outcome::Again(Box::new(back), StatusCode::UNPROCESSABLE_ENTITY));
    }
    let asked = Act {
        town: place.town.key.clone(),
        matter: id.clone(),
        procedure: place.procedure.clone(),
        action: place.action.clone(),
        actor: if get("actor!").is_empty() {
            Actor::Citizen
        } else {
            Actor::Officer(get("actor!").to_owned())
        },
        facts,
        happened_at,
        expected_steps: get("steps!").parse().ok(),
        token: get("token!").to_owned(),
    };
    let door = desk.door.clone();
    match blocking(move || door.act(&asked, now)).await? {
        Ok(done) => Ok(Outcome::Done(id, done.committed)),
        Err(ActError::Refused(refusal)) => {
            back.refusal = Some(*refusal);
            Ok(Outcome::Again(Box::new(back), StatusCode::CONFLICT))
        }
        Err(error) => Err(Problem::fault(error)),
    }
}

/// Proves again who the visitor is; what is wrong with it, if anything.
pub(crate) async fn prove_again(
    desk: &Desk,
    visit: &Visit,
    arrival: Arrival,
    password: &str,
    code: &str,
) -> Result<Option<String>, Problem> {
    let v = visit.visitor.clone().ok_or(Problem::SignIn)?;
    let account = match once_more(desk, visit, &v, password, code, arrival).await? {
        Ok(account) => account,
        Err(wrong) => return Ok(Some(wrong)),
    };
    let now = (desk.people.seconds)();
    let seen = Change::Seen { town: v.town, hash: v.session, seen_at: now, proved_at: now };
    match desk.change(vec![crate::people::kept(account), seen]).await? {
        Ok(()) => Ok(None),
        Err(ChangeError::Stale) => Ok(Some(desk.say(visit, "prove-wrong", &[]))),
        Err(error) => Err(Problem::fault(error)),
    }
}

/// A moment as a form sends it. The present minute means now, so that an act is never before the last one by seconds.
fn moment(text: &str, now: deadline::DateTime) -> Option<deadline::DateTime> {
    let at: deadline::DateTime =
        if text.len() == 16 { format!("{text}:00") } else { text.to_owned() }.parse().ok()?;
    let same_minute = at.date() == now.date() && at.hour() == now.hour() && at.minute() == now.minute();
    Some(if same_minute { now } else { at })
}
