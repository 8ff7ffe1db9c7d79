//! The own account: sessions, password, second factor.

use super::arrival::Arrival;
use super::passkeys;
use super::prove::once_more;
use super::sign_in::{told, works};
use super::{kept, policy};
use crate::Desk;
use crate::visit::Visit;
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use people::{Account, Deed, Event, Factor, enrolment, new_secret, weaknesses};
use qrcode::{Color, QrCode};
use serde::{Deserialize, Serialize};
use store::{Change, ChangeError};
use web::Problem;
use web::access::{Must, Visitor};

/// What was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    current: String,
    password: String,
    again: String,
    code: String,
    key: String,
    session: String,
}

#[derive(Serialize)]
struct Line {
    hash: String,
    begun: String,
    seen: String,
    address: String,
    device: String,
    this: bool,
}

/// What the page tells beside the account: which form it is about, what went wrong there, what was made.
#[derive(Default)]
pub(super) struct Told {
    pub(super) form: &'static str,
    pub(super) wrong: Vec<String>,
    pub(super) key: String,
    pub(super) codes: Vec<String>,
    pub(super) done: String,
}

pub(super) fn visitor(visit: &Visit) -> Result<Visitor, Problem> {
    visit.visitor.clone().ok_or(Problem::SignIn)
}

async fn account(desk: &Desk, v: &Visitor) -> Result<Account, Problem> {
    let (town, name) = (v.town.clone(), v.name.clone());
    let read = desk.reading(move |r| r.account(&town, &name)).await?;
    read.ok_or(Problem::SignIn)
}

pub(super) async fn page(desk: &Desk, visit: &Visit, told: Told) -> Result<Response, Problem> {
    let v = visitor(visit)?;
    let account = account(desk, &v).await?;
    let (town, name) = (v.town.clone(), v.name.clone());
    let (sessions, passkeys, towns) =
        desk.reading(move |r| Ok((r.sessions(&town, &name)?, r.passkeys(&town, &name)?, r.towns()?))).await?;
    let line = |s: &people::Session| Line {
        hash: s.hash.clone(),
        begun: crate::people::own::moment(s.begun_at),
        seen: moment(s.seen_at),
        address: s.address.clone(),
        device: s.device.clone(),
        this: s.hash == v.session,
    };
    let place = super::place(desk, visit, &towns, &v.town).ok_or(Problem::SignIn)?;
    let square = match told.key.as_str() {
        "" => None,
        key => Some(square(&enrolment(key, &place.name, &v.name))?),
    };
    let content = minijinja::context! {
        person => v.person.clone(), name => v.name.clone(), kind => v.kind.name(), place => place.name.clone(),
        must => match v.must { Some(Must::ChangePassword) => "password", Some(Must::AddFactor) => "factor", None => "" },
        demonstration => v.demonstration, works => works(v.kind),
        factor => account.secrets.factor.is_some(), left => account.secrets.factor.as_ref().map_or(0, Factor::left),
        sessions => minijinja::value::Serde(sessions.iter().map(line).collect::<Vec<_>>()),
        passkeys => minijinja::value::Serde(passkeys::lines(&passkeys)), passkey_origin => passkeys::origin(desk),
        form => told.form, wrong => told.wrong.clone(), key => grouped(&told.key), bare_key => told.key.clone(),
        square => minijinja::value::Serde(square), codes => told.codes.clone(), done => told.done.clone(),
    };
    let top = desk.top(visit, &place, desk.say(visit, "account-title", &[]));
    let mut response = desk.frame.page("account.html", &top, content)?;
    if !told.wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    passkeys::allow_script(desk, &mut response);
    Ok(response)
}

/// A moment of true time, in China's civil time.
pub(crate) fn moment(seconds: people::Seconds) -> String {
    let at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    jiff::tz::offset(8).to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A key in groups of four, to be typed.
fn grouped(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|g| g.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[derive(Serialize)]
struct Square {
    size: usize,
    path: String,
}

/// A square code as the path of a drawing, four modules of quiet zone around it.
fn square(text: &str) -> Result<Square, Problem> {
    let code = QrCode::new(text.as_bytes()).map_err(Problem::fault)?;
    let (width, colors) = (code.width(), code.to_colors());
    let dark = colors.iter().enumerate().filter(|(_, c)| **c == Color::Dark);
    let path = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + 4, at / width + 4)).collect();
    Ok(Square { size: width + 8, path })
}

/// The page.
pub(crate) async fn show(State(desk): State<Desk>, visit: Visit) -> Result<Response, Problem> {
    page(&desk, &visit, Told::default()).await
}

/// Ends one of the own sessions, or all the others.
pub(crate) async fn end_session(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let v = visitor(&visit)?;
    let now = (desk.people.seconds)();
    let (town, account) = (v.town.clone(), v.name.clone());
    let end = match sent.session.as_str() {
        "others" => Change::EndAll { town, account, but: v.session.clone() },
        hash => Change::End { town, account, hash: hash.to_owned() },
    };
    let address = arrival.address.to_string();
    let event = Event::new(&v.town, now, &v.name, Deed::SessionEnded, &v.name, &address);
    desk.must_change(vec![end, Change::Event(event)]).await?;
    Ok(Redirect::to("/account").into_response())
}

/// Proves the present password before anything of the account is changed; else the page that tells what is wrong.
async fn proved(
    desk: &Desk,
    visit: &Visit,
    v: &Visitor,
    sent: &Sent,
    arrival: Arrival,
    form: &'static str,
) -> Result<Result<Account, Response>, Problem> {
    let wrong = match once_more(desk, visit, v, &sent.current, &sent.code, arrival).await? {
        Ok(account) => return Ok(Ok(account)),
        Err(wrong) => wrong,
    };
    let key = if form == "factor-add" { sent.key.clone() } else { String::new() };
    Ok(Err(page(desk, visit, Told { form, wrong: vec![wrong], key, ..Told::default() }).await?))
}

/// Keeps an account with the event that tells of it, and ends its other sessions.
async fn keep(
    desk: &Desk,
    v: &Visitor,
    account: Account,
    deed: Deed,
    arrival: Arrival,
) -> Result<(), Problem> {
    let now = (desk.people.seconds)();
    let event = Event::new(&v.town, now, &v.name, deed, &v.name, &arrival.address.to_string());
    let (town, name, but) = (v.town.clone(), v.name.clone(), v.session.clone());
    let hash = but.clone();
    let others = Change::EndAll { town: town.clone(), account: name, but };
    let seen = Change::Seen { town, hash, seen_at: now, proved_at: now };
    match desk.change(vec![kept(account), others, seen, Change::Event(event)]).await? {
        Err(ChangeError::Stale) => Err(Problem::Bad("account".into())),
        done => done.map_err(Problem::fault),
    }
}

/// Changes the own password.
pub(crate) async fn password(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let v = visitor(&visit)?;
    let town = v.town.clone();
    let policy = desk.reading(move |r| policy(r, &town)).await?;
    let context = [v.name.as_str(), v.person.as_str(), v.town.as_str()];
    let mut wrong = told(&desk, &visit, &policy, &weaknesses(&policy.password, &sent.password, &context));
    if sent.password != sent.again {
        wrong.push(desk.say(&visit, "password-again", &[]));
    }
    if !wrong.is_empty() {
        return page(&desk, &visit, Told { form: "password", wrong, ..Told::default() }).await;
    }
    let mut account = match proved(&desk, &visit, &v, &sent, arrival, "password").await? {
        Ok(account) => account,
        Err(page) => return Ok(page),
    };
    let (before, rules, new) = (account.secrets.password.clone(), policy.password, sent.password.clone());
    let now = (desk.people.seconds)();
    let made = desk
        .people
        .hashing(move |h, chance| {
            let used = before.as_ref().is_some_and(|b| h.used_before(b, &rules, &new));
            (!used).then(|| h.keep(&new, before.as_ref(), &rules, now, chance))
        })
        .await?;
    let Some(made) = made else {
        let wrong = told(&desk, &visit, &policy, &[people::Weakness::Earlier]);
        return page(&desk, &visit, Told { form: "password", wrong, ..Told::default() }).await;
    };
    account.secrets.password = Some(made.map_err(Problem::fault)?);
    keep(&desk, &v, account, Deed::PasswordChanged, arrival).await?;
    let done = desk.say(&visit, "password-changed", &[]);
    page(&desk, &visit, Told { form: "password", done, ..Told::default() }).await
}

/// Shows the key of a second factor that may be set up.
pub(crate) async fn new_factor(State(desk): State<Desk>, visit: Visit) -> Result<Response, Problem> {
    if visitor(&visit)?.demonstration {
        return Err(Problem::NotYours);
    }
    let key = new_secret(&*desk.people.chance);
    page(&desk, &visit, Told { form: "factor-add", key, ..Told::default() }).await
}

/// Sets up a second factor whose first code is right.
pub(crate) async fn add_factor(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let v = visitor(&visit)?;
    let now = (desk.people.seconds)();
    let Some((factor, codes)) = Factor::begin(&sent.key, &sent.code, now, &*desk.people.chance) else {
        let wrong = vec![desk.say(&visit, "factor-wrong", &[])];
        return page(&desk, &visit, Told { form: "factor-add", wrong, key: sent.key, ..Told::default() })
            .await;
    };
    let mut account = match proved(&desk, &visit, &v, &sent, arrival, "factor-add").await? {
        Ok(account) => account,
        Err(page) => return Ok(page),
    };
    if account.secrets.factor.is_some() {
        return Err(Problem::Bad("factor".into()));
    }
    account.secrets.factor = Some(factor);
    keep(&desk, &v, account, Deed::FactorAdded, arrival).await?;
    let codes = codes.iter().map(ToString::to_string).collect();
    page(&desk, &visit, Told { form: "factor", codes, ..Told::default() }).await
}

/// Takes the own second factor away; its code and the password are asked for.
pub(crate) async fn remove_factor(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let v = visitor(&visit)?;
    let mut account = match proved(&desk, &visit, &v, &sent, arrival, "factor").await? {
        Ok(account) => account,
        Err(page) => return Ok(page),
    };
    account.secrets.factor = None;
    keep(&desk, &v, account, Deed::FactorRemoved, arrival).await?;
    Ok(Redirect::to("/account").into_response())
}
