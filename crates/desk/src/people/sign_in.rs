//! Signing in and out; setting a password with a one-time code.

use super::arrival::Arrival;
use super::passkeys::{self, Checked};
use super::prove::{Proved, Shown, prove};
use super::{first_page, kept, policy};
use crate::Desk;
use crate::visit::Visit;
use axum::Extension;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Value;
use people::{Account, COUNTY, Deed, Event, Kind, Session, hash_of, token, weaknesses};
use serde::Deserialize;
use store::{Change, ChangeError};
use web::access::own_path;
use web::{Language, Problem};

/// Where to go after signing in, and what was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    town: String,
    name: String,
    password: String,
    code: String,
    passkey: String,
    to: String,
}

/// The places that accounts belong to: key and name.
async fn places(desk: &Desk, visit: &Visit) -> Result<Vec<(String, String)>, Problem> {
    let towns = desk.reading(|r| r.towns()).await?;
    let county = (COUNTY.to_owned(), desk.say(visit, "county", &[]));
    Ok(towns.into_iter().map(|t| (t.key, t.name)).chain([county]).collect())
}

/// Accounts of a demonstration with the titles of their posts; those who decide or administer first.
async fn demonstration(desk: &Desk, language: Language) -> Result<Vec<(Account, Vec<String>)>, Problem> {
    if !desk.people.demonstration {
        return Ok(Vec::new());
    }
    let (rulebook, now) = (desk.door.rulebook.clone(), desk.clock.now());
    let mut all = desk
        .reading(move |r| {
            let title = |role: &str| {
                rulebook.roles.get(role).map_or_else(|| role.to_owned(), |r| language.of(&r.title).to_owned())
            };
            let untitled = |account| (account, Vec::new());
            let mut all: Vec<_> = r.accounts(COUNTY)?.into_iter().map(untitled).collect();
            for town in r.towns()? {
                let posts = r.register(&town.key, "posts")?;
                let standing: Vec<_> = posts.iter().filter(|p| p.valid_at(now)).collect();
                for account in r.accounts(&town.key)? {
                    let holds = |p: &&&store::Entry| {
                        p.fields.get("holder").and_then(Value::as_text) == Some(account.person.as_str())
                    };
                    let own = standing.iter().filter(holds);
                    let roles = own.filter_map(|p| p.fields.get("role")).flat_map(Value::texts);
                    let titles = roles.map(title).collect();
                    all.push((account, titles));
                }
            }
            Ok(all)
        })
        .await?;
    all.retain(|(a, _)| a.secrets.demonstration && !a.secrets.disabled);
    all.sort_by_cached_key(|(a, titles)| (a.kind == Kind::Officer, titles.is_empty(), titles.clone()));
    Ok(all)
}

async fn page(
    desk: &Desk,
    visit: &Visit,
    sent: &Sent,
    said: &str,
    status: StatusCode,
) -> Result<Response, Problem> {
    let shown = |(a, titles): &(Account, Vec<String>)| {
        minijinja::context! {
            town => a.town.clone(), name => a.name.clone(), person => a.person.clone(), kind => a.kind.name(),
            titles => titles.join(visit.language.comma()),
        }
    };
    let accounts: Vec<_> = demonstration(desk, visit.language).await?.iter().map(shown).collect();
    let content = minijinja::context! {
        places => places(desk, visit).await?, town => sent.town.clone(), name => sent.name.clone(),
        to => sent.to.clone(), said, accounts, passkey_origin => passkeys::origin(desk),
    };
    let mut top = desk.outside(visit);
    top.title = desk.say(visit, "sign-in", &[]);
    let mut response = desk.frame.page("sign-in.html", &top, content)?;
    *response.status_mut() = status;
    passkeys::allow_script(desk, &mut response);
    Ok(response)
}

/// The page.
pub(crate) async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    Query(sent): Query<Sent>,
) -> Result<Response, Problem> {
    page(&desk, &visit, &Sent { password: String::new(), ..sent }, "", StatusCode::OK).await
}

/// Signs in.
pub(crate) async fn submit(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    headers: HeaderMap,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let known = places(&desk, &visit).await?.iter().any(|(key, _)| *key == sent.town);
    if !known || people::name_fault(sent.name.trim()).is_some() {
        let said = desk.say(&visit, "sign-in-wrong", &[]);
        return page(&desk, &visit, &sent, &said, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let shown = Shown {
        town: sent.town.clone(),
        name: sent.name.trim().to_owned(),
        password: sent.password.clone(),
        code: sent.code.clone(),
        passkey: sent.passkey.clone(),
        entering: true,
    };
    let by = if sent.passkey.is_empty() { "password" } else { "password passkey" };
    match prove(&desk, shown, arrival).await? {
        Proved::Right(account) => begin(&desk, &visit, *account, by, arrival, &headers, &sent.to).await,
        Proved::Wrong => {
            let said = desk.say(&visit, "sign-in-wrong", &[]);
            page(&desk, &visit, &sent, &said, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Proved::Wait(until) => {
            let said = wait(&desk, &visit, until);
            page(&desk, &visit, &sent, &said, StatusCode::TOO_MANY_REQUESTS).await
        }
    }
}

/// Signs in by a passkey alone: its authenticator has verified its user, so that it is two factors.
pub(crate) async fn by_passkey(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    headers: HeaderMap,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let said = match passkeys::check(&desk, &sent.passkey, arrival).await? {
        Checked::Right(account) => {
            return begin(&desk, &visit, *account, "passkey", arrival, &headers, &sent.to).await;
        }
        Checked::Wrong => desk.say(&visit, "passkey-wrong", &[]),
        Checked::Copied => desk.say(&visit, "passkey-copied", &[]),
    };
    let again = Sent { to: sent.to, ..Sent::default() };
    page(&desk, &visit, &again, &said, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// How long to wait, in words.
pub(crate) fn wait(desk: &Desk, visit: &Visit, until: people::Seconds) -> String {
    let minutes = (until - (desk.people.seconds)() + 59) / 60;
    desk.say(visit, "sign-in-wait", &[("minutes", &minutes.max(1).to_string())])
}

/// Begins a session and leads on. The account is kept as proving left it.
async fn begin(
    desk: &Desk,
    visit: &Visit,
    account: Account,
    by: &str,
    arrival: Arrival,
    headers: &HeaderMap,
    to: &str,
) -> Result<Response, Problem> {
    let now = (desk.people.seconds)();
    let token = token(&*desk.people.chance);
    let device = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let address = arrival.address.to_string();
    let session = Session::new(&account.town, &account.name, hash_of(&token), now, &address, device);
    let event = Event::new(&account.town, now, &account.name, Deed::SignedIn, &account.name, &address);
    let event = event.with("by", by);
    let cookie = arrival.set_cookie(&account.town, &token)?;
    let (town, kind) = (account.town.clone(), account.kind);
    let mut changes = vec![kept(account), Change::Begin(session), Change::Event(event)];
    // Whoever signs in anew ends the session that the browser had.
    if let Some(old) = &visit.visitor {
        let (town, account, hash) = (old.town.clone(), old.name.clone(), old.session.clone());
        changes.push(Change::End { town, account, hash });
    }
    match desk.change(changes).await? {
        Ok(()) => {}
        // The same code was used twice at the same moment.
        Err(ChangeError::Stale) => {
            let said = desk.say(visit, "sign-in-wrong", &[]);
            return page(
                desk,
                visit,
                &Sent { town, ..Sent::default() },
                &said,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await;
        }
        Err(error) => return Err(Problem::fault(error)),
    }
    let to = match own_path(to) {
        "/" => first_page(&town, kind),
        own => own.to_owned(),
    };
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// Signs in as somebody of the demonstration.
pub(crate) async fn demonstrate(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    headers: HeaderMap,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    if !desk.people.demonstration || !arrival.address.is_loopback() {
        return Err(Problem::NotFound(String::new()));
    }
    let account = desk.reading(move |r| Ok((r.account(&sent.town, &sent.name)?, sent.to))).await?;
    match account {
        (Some(account), to) if account.secrets.demonstration && !account.secrets.disabled => {
            begin(&desk, &visit, account, "demonstration", arrival, &headers, &to).await
        }
        _ => Err(Problem::NotFound(String::new())),
    }
}

/// Signs out: the session is gone, not only the cookie.
pub(crate) async fn out(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    if let Some(v) = &visit.visitor {
        let now = (desk.people.seconds)();
        let (town, account, hash) = (v.town.clone(), v.name.clone(), v.session.clone());
        let address = arrival.address.to_string();
        let event = Event::new(&v.town, now, &v.name, Deed::SignedOut, &v.name, &address);
        let mut changes = vec![Change::End { town, account, hash }, Change::Event(event)];
        // What waits on this phone can't be read any more.
        changes.extend(crate::phone::forget(v, &headers));
        desk.must_change(changes).await?;
    }
    let clear =
        (header::HeaderName::from_static("clear-site-data"), "\"cache\"".parse().map_err(Problem::fault)?);
    Ok(([(header::SET_COOKIE, arrival.set_cookie("", "")?), clear], Redirect::to("/sign-in")).into_response())
}

/// A code and the password that it shall set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct First {
    town: String,
    name: String,
    code: String,
    password: String,
    again: String,
}

async fn code_page(
    desk: &Desk,
    visit: &Visit,
    sent: &First,
    said: &[String],
    status: StatusCode,
) -> Result<Response, Problem> {
    let content = minijinja::context! {
        places => places(desk, visit).await?, town => sent.town.clone(), name => sent.name.clone(),
        code => sent.code.clone(), said => said.to_vec(),
    };
    let mut top = desk.outside(visit);
    top.title = desk.say(visit, "code-title", &[]);
    let mut response = desk.frame.page("code.html", &top, content)?;
    *response.status_mut() = status;
    Ok(response)
}

/// The page on which a password is set with a code.
pub(crate) async fn show_code(
    State(desk): State<Desk>,
    visit: Visit,
    Query(sent): Query<First>,
) -> Result<Response, Problem> {
    let given = First { password: String::new(), again: String::new(), ..sent };
    code_page(&desk, &visit, &given, &[], StatusCode::OK).await
}

/// What is wrong with a new password, in words.
pub(crate) fn told(
    desk: &Desk,
    visit: &Visit,
    policy: &people::Policy,
    found: &[people::Weakness],
) -> Vec<String> {
    let (min, max) = (policy.password.length_min.to_string(), policy.password.length_max.to_string());
    let (classes, earlier) =
        (policy.password.classes_min.to_string(), policy.password.earlier_refused.max(1).to_string());
    let args = [
        ("min", min.as_str()),
        ("max", max.as_str()),
        ("classes", classes.as_str()),
        ("earlier", earlier.as_str()),
    ];
    found.iter().map(|w| desk.say(visit, w.key(), &args)).collect()
}

/// Sets a password with a code.
pub(crate) async fn submit_code(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<First>,
) -> Result<Response, Problem> {
    let bad = StatusCode::UNPROCESSABLE_ENTITY;
    let place = places(&desk, &visit).await?.into_iter().find(|(key, _)| *key == sent.town);
    let name = sent.name.trim().to_owned();
    let (Some((town, town_name)), None) = (place, people::name_fault(&name)) else {
        let said = [desk.say(&visit, "code-wrong", &[])];
        return code_page(&desk, &visit, &sent, &said, bad).await;
    };
    let (t, n) = (town.clone(), name.clone());
    let (account, policy) = desk.reading(move |r| Ok((r.account(&t, &n)?, policy(r, &t)?))).await?;
    let context = [name.as_str(), town.as_str(), town_name.as_str()];
    let mut said = told(&desk, &visit, &policy, &weaknesses(&policy.password, &sent.password, &context));
    if sent.password != sent.again {
        said.push(desk.say(&visit, "password-again", &[]));
    }
    if !said.is_empty() {
        return code_page(&desk, &visit, &sent, &said, bad).await;
    }
    let now = (desk.people.seconds)();
    // A code has 80 bits: it can't be guessed, so wrong ones are told but not counted.
    let Some(mut account) = account.filter(|a| a.code_fits(&sent.code, now)) else {
        let said = [desk.say(&visit, "code-wrong", &[])];
        return code_page(&desk, &visit, &sent, &said, bad).await;
    };
    let (password, rules) = (sent.password.clone(), policy.password);
    let new = desk.people.hashing(move |h, chance| h.keep(&password, None, &rules, now, chance)).await?;
    account.secrets.password = Some(new.map_err(Problem::fault)?);
    account.secrets.code = None;
    let address = arrival.address.to_string();
    let event = Event::new(&town, now, &name, Deed::PasswordSet, &name, &address);
    let ended = Change::EndAll { town: town.clone(), account: name.clone(), but: String::new() };
    match desk.change(vec![kept(account), ended, Change::Event(event)]).await? {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(ChangeError::Stale) => {
            let said = [desk.say(&visit, "code-wrong", &[])];
            code_page(&desk, &visit, &sent, &said, bad).await
        }
        Err(error) => Err(Problem::fault(error)),
    }
}

/// The first page leads to where the visitor works, or to signing in.
pub(crate) async fn first(visit: Visit) -> Redirect {
    match &visit.visitor {
        Some(v) => Redirect::to(&first_page(&v.town, v.kind)),
        None => Redirect::to("/sign-in"),
    }
}

/// Whether an account of this kind works in a town's pages.
pub(crate) fn works(kind: Kind) -> bool {
    matches!(kind, Kind::Officer | Kind::Supervisor)
}
