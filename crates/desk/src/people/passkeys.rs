//! Passkeys: asking a browser for one, adding, taking away, proving with one who one is.

use super::arrival::Arrival;
use super::own::{self, Told, moment, visitor};
use super::prove::once_more;
use crate::Desk;
use crate::visit::Visit;
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use passkey::{Added, Begun, Credential, Fault, HANDLE_BYTES, Site, User, begin_adding, begin_proving};
use people::{Account, CEREMONY_SECONDS, COUNTY, Ceremony, Deed, Event, Passkey, drawn, label_of};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{Change, ChangeError};
use web::Problem;

/// An account has no more passkeys than this.
const PASSKEYS_MAX: usize = 20;
/// Pages with passkeys run the one script of the desk, which asks the desk for challenges.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The origin at which passkeys work; empty if they work nowhere.
pub(crate) fn origin(desk: &Desk) -> String {
    desk.people.site.as_ref().map_or_else(String::new, |s| s.origin().to_owned())
}

/// Lets a page run the script, if passkeys work at all.
pub(crate) fn allow_script(desk: &Desk, response: &mut Response) {
    if desk.people.site.is_some() {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
}

/// The script, as a file.
pub(crate) async fn script() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, web::frame::PASSKEY_SCRIPT)
}

/// A passkey as a page shows it.
#[derive(Serialize)]
pub(crate) struct Line {
    id: String,
    label: String,
    made: String,
    /// Empty if it was never used.
    used: String,
}

/// Passkeys as a page shows them.
pub(crate) fn lines<'a>(passkeys: impl IntoIterator<Item = &'a Passkey>) -> Vec<Line> {
    let used = |p: &Passkey| if p.used_at > 0 { moment(p.used_at) } else { String::new() };
    let line = |p: &Passkey| Line {
        id: p.id.clone(),
        label: p.label.clone(),
        made: moment(p.made_at),
        used: used(p),
    };
    passkeys.into_iter().map(line).collect()
}

fn site(desk: &Desk) -> Result<Arc<Site>, Problem> {
    desk.people.site.clone().ok_or_else(|| Problem::NotFound(String::new()))
}

/// Holds a challenge and gives the options to the browser.
async fn hold(desk: &Desk, town: &str, account: &str, begun: Begun) -> Result<Response, Problem> {
    let now = (desk.people.seconds)();
    let ceremony = Ceremony {
        town: town.to_owned(),
        challenge: begun.challenge,
        account: account.to_owned(),
        state: begun.state,
        until: now + CEREMONY_SECONDS,
    };
    desk.must_change(vec![Change::Await { ceremony: Box::new(ceremony), sweep: now }]).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], begun.options).into_response())
}

/// The challenge of an answer, used up by this; none if it was not given, answered already or is too old.
async fn answered(desk: &Desk, town: &str, challenge: &str) -> Result<Option<Ceremony>, Problem> {
    let (t, c) = (town.to_owned(), challenge.to_owned());
    let Some(held) = desk.reading(move |r| r.ceremony(&t, &c)).await? else { return Ok(None) };
    let answer = Change::Answer { town: held.town.clone(), challenge: held.challenge.clone() };
    match desk.change(vec![answer]).await? {
        Ok(()) => Ok(Some(held).filter(|h| (desk.people.seconds)() <= h.until)),
        Err(ChangeError::Stale) => Ok(None),
        Err(error) => Err(Problem::fault(error)),
    }
}

/// What a browser is asked that shall show a passkey. Nobody is known yet: the challenge is the county's.
pub(crate) async fn ask(State(desk): State<Desk>) -> Result<Response, Problem> {
    let begun = begin_proving(&*site(&desk)?).map_err(Problem::fault)?;
    hold(&desk, COUNTY, "", begun).await
}

/// What came of a passkey that was shown.
pub(crate) enum Checked {
    /// It is the account's.
    Right(Box<Account>),
    /// It isn't anybody's, or the answer doesn't hold.
    Wrong,
    /// Its signature counter did not go up.
    Copied,
}

/// Finds out whose passkey an answer shows, and notes its use.
pub(crate) async fn check(desk: &Desk, answer: &str, arrival: Arrival) -> Result<Checked, Problem> {
    let (Some(site), Ok(shown)) = (desk.people.site.clone(), passkey::Shown::read(answer)) else {
        return Ok(Checked::Wrong);
    };
    let Some(ceremony) = answered(desk, COUNTY, &shown.challenge).await?.filter(|c| c.account.is_empty())
    else {
        return Ok(Checked::Wrong);
    };
    let id = shown.id.clone();
    let found = desk
        .reading(move |r| {
            let towns = r.towns()?.into_iter().map(|t| t.key);
            for town in towns.chain([COUNTY.to_owned()]) {
                if let Some(passkey) = r.passkey(&town, &id)? {
                    return Ok(r.account(&town, &passkey.account)?.map(|account| (passkey, account)));
                }
            }
            Ok(None)
        })
        .await?;
    let Some((kept, account)) = found else { return Ok(Checked::Wrong) };
    let Passkey { id, handle, fixed, moving, .. } = kept.clone();
    let credential = Credential { id, handle, fixed, moving };
    let outcome = if account.secrets.disabled {
        Err(Fault::Wrong("disabled".into()))
    } else {
        passkey::finish_proving(&site, &ceremony.state, &shown, &credential)
    };
    let now = (desk.people.seconds)();
    let event = |deed| {
        let address = arrival.address.to_string();
        Event::new(&kept.town, now, &kept.account, deed, &kept.account, &address).with("passkey", &kept.label)
    };
    match outcome {
        Ok(moving) => {
            let used = Change::UsePasskey { passkey: Box::new(kept), moving, used_at: now };
            match desk.change(vec![used]).await? {
                Ok(()) => Ok(Checked::Right(Box::new(account))),
                Err(ChangeError::Stale) => Ok(Checked::Wrong),
                Err(error) => Err(Problem::fault(error)),
            }
        }
        Err(Fault::Counter) => {
            desk.must_change(vec![Change::Event(event(Deed::PasskeyCopied))]).await?;
            Ok(Checked::Copied)
        }
        Err(_) => {
            desk.must_change(vec![Change::Event(event(Deed::SignInRefused))]).await?;
            Ok(Checked::Wrong)
        }
    }
}

/// What was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    current: String,
    code: String,
    label: String,
    passkey: String,
}

/// What a browser is told that shall not go on.
#[derive(Serialize)]
struct Refused {
    wrong: String,
}

/// What a browser is asked that shall make a passkey, after its owner proved who he is.
pub(crate) async fn ask_new(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let (v, site) = (visitor(&visit)?, site(&desk)?);
    let refuse = |wrong: String| {
        let text = serde_json::to_string(&Refused { wrong }).map_err(Problem::fault)?;
        let json = [(header::CONTENT_TYPE, "application/json")];
        Ok((StatusCode::UNPROCESSABLE_ENTITY, json, text).into_response())
    };
    let (town, name) = (v.town.clone(), v.name.clone());
    let passkeys = desk.reading(move |r| r.passkeys(&town, &name)).await?;
    if passkeys.len() >= PASSKEYS_MAX {
        return refuse(desk.say(&visit, "passkey-many", &[("n", &PASSKEYS_MAX.to_string())]));
    }
    let account = match once_more(&desk, &visit, &v, &sent.current, &sent.code, arrival).await? {
        Ok(account) => account,
        Err(wrong) => return refuse(wrong),
    };
    let handle = match passkeys.first() {
        Some(first) => first.handle.clone(),
        None => passkey::handle(drawn::<HANDLE_BYTES>(&*desk.people.chance)),
    };
    let others: Vec<String> = passkeys.iter().map(|p| p.id.clone()).collect();
    let user = User { handle: &handle, name: &account.name, others: &others };
    let begun = begin_adding(&site, user).map_err(Problem::fault)?;
    // A used code of the second factor stays used.
    match desk.change(vec![super::kept(account)]).await? {
        Ok(()) => hold(&desk, &v.town, &v.name, begun).await,
        Err(ChangeError::Stale) => refuse(desk.say(&visit, "prove-wrong", &[])),
        Err(error) => Err(Problem::fault(error)),
    }
}

/// Keeps the passkey that a browser made.
pub(crate) async fn add(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let (v, site) = (visitor(&visit)?, site(&desk)?);
    let now = (desk.people.seconds)();
    let made = match Added::read(&sent.passkey) {
        Ok(added) => {
            let held = answered(&desk, &v.town, &added.challenge).await?.filter(|c| c.account == v.name);
            held.and_then(|c| passkey::finish_adding(&site, &c.state, &added).ok())
        }
        Err(_) => None,
    };
    let wrong = async |key: &str| {
        let wrong = vec![desk.say(&visit, key, &[])];
        own::page(&desk, &visit, Told { form: "passkey", wrong, ..Told::default() }).await
    };
    let Some(Credential { id, handle, fixed, moving }) = made else {
        return wrong("passkey-not-made").await;
    };
    let label = match label_of(&sent.label) {
        empty if empty.is_empty() => desk.say(&visit, "passkey", &[]),
        label => label,
    };
    let event = Event::new(&v.town, now, &v.name, Deed::PasskeyAdded, &v.name, &arrival.address.to_string())
        .with("passkey", &label);
    let (town, account) = (v.town.clone(), v.name.clone());
    let passkey = Passkey { town, account, id, label, made_at: now, used_at: 0, handle, fixed, moving };
    match desk.change(vec![Change::AddPasskey(Box::new(passkey)), Change::Event(event)]).await? {
        Ok(()) => Ok(Redirect::to("/account#passkeys").into_response()),
        Err(ChangeError::Stale) => wrong("passkey-not-made").await,
        Err(error) => Err(Problem::fault(error)),
    }
}

/// Takes one of the own passkeys away.
pub(crate) async fn remove(
    State(desk): State<Desk>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let v = visitor(&visit)?;
    let account = match once_more(&desk, &visit, &v, &sent.current, &sent.code, arrival).await? {
        Ok(account) => account,
        Err(wrong) => {
            let told = Told { form: "passkey", wrong: vec![wrong], ..Told::default() };
            return own::page(&desk, &visit, told).await;
        }
    };
    let (town, id) = (v.town.clone(), sent.passkey.clone());
    let kept = desk.reading(move |r| r.passkey(&town, &id)).await?.filter(|p| p.account == v.name);
    let kept = kept.ok_or_else(|| Problem::NotFound(String::new()))?;
    let now = (desk.people.seconds)();
    let event =
        Event::new(&v.town, now, &v.name, Deed::PasskeyRemoved, &v.name, &arrival.address.to_string())
            .with("passkey", &kept.label);
    let gone = Change::RemovePasskey { town: kept.town, account: kept.account, id: kept.id };
    // Whoever holds the passkey may be signed in elsewhere.
    let others = Change::EndAll { town: v.town.clone(), account: v.name.clone(), but: v.session.clone() };
    match desk.change(vec![super::kept(account), gone, others, Change::Event(event)]).await? {
        Ok(()) => Ok(Redirect::to("/account#passkeys").into_response()),
        Err(ChangeError::Stale) => Err(Problem::Bad("passkey".into())),
        Err(error) => Err(Problem::fault(error)),
    }
}
