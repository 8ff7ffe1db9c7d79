//! The three administrators' pages. None of them shows anything of the town's work.

use super::arrival::Arrival;
use super::own::moment;
use super::{kept, passkeys, place, policy};
use crate::Desk;
use crate::visit::Visit;
use axum::Extension;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use people::{Account, COUNTY, Code, Deed, Event, Kind, OneTime, Policy, broken, name_fault};
use serde::{Deserialize, Serialize};
use store::{Change, ChangeError};
use web::Problem;
use web::access::Visitor;

/// What was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    name: String,
    person: String,
    kind: String,
    policy: String,
    passkey: String,
}

/// So many events stand on a page.
const EVENTS: u32 = 50;
/// So many are read at once when the chain is verified.
const CHUNK: u32 = 1000;

#[derive(Serialize)]
struct Line {
    name: String,
    person: String,
    kind: &'static str,
    disabled: bool,
    password: bool,
    code: bool,
    factor: bool,
    passkeys: Vec<passkeys::Line>,
    demonstration: bool,
    own: bool,
}

/// What a page tells beside the list.
#[derive(Default)]
struct Told {
    wrong: String,
    code: Option<(String, String)>,
    sent: Sent,
}

async fn page(desk: &Desk, visit: &Visit, town: &str, which: Kind, told: Told) -> Result<Response, Problem> {
    let v = visit.visitor.clone().ok_or(Problem::SignIn)?;
    let key = town.to_owned();
    let (accounts, passkeys, towns, policy) = desk
        .reading(move |r| Ok((r.accounts(&key)?, r.passkeys_of_town(&key)?, r.towns()?, policy(r, &key)?)))
        .await?;
    let place = place(desk, visit, &towns, town).ok_or_else(|| Problem::NotFound(town.to_owned()))?;
    let line = |a: &Account| Line {
        name: a.name.clone(),
        person: a.person.clone(),
        kind: a.kind.name(),
        disabled: a.secrets.disabled,
        password: a.secrets.password.is_some(),
        code: a.secrets.code.is_some(),
        factor: a.secrets.factor.is_some(),
        passkeys: passkeys::lines(passkeys.iter().filter(|p| p.account == a.name)),
        demonstration: a.secrets.demonstration,
        own: a.name == v.name,
    };
    let kinds: Vec<&str> = Kind::ALL.into_iter().filter(|k| k.fits(town)).map(Kind::name).collect();
    let content = minijinja::context! {
        accounts => minijinja::value::Serde(accounts.iter().map(line).collect::<Vec<_>>()), kinds,
        wrong => told.wrong.clone(), code => told.code.clone(), engine => desk.door.store.version(),
        given_name => told.sent.name.clone(), given_person => told.sent.person.clone(), given_kind => told.sent.kind.clone(),
        policy => policy.name.clone(), policies => Policy::NAMES, source => policy.source.clone(),
    };
    let mut top = desk.top(visit, &place, "");
    top.title = desk.say(visit, &format!("console-{}", which.name()), &[]);
    let mut response = desk.frame.page(&format!("console-{}.html", which.name()), &top, content)?;
    if !told.wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

struct Doer {
    visitor: Visitor,
    now: people::Seconds,
    address: String,
}

fn doer(desk: &Desk, visit: &Visit, arrival: Arrival) -> Result<Doer, Problem> {
    let visitor = visit.visitor.clone().ok_or(Problem::SignIn)?;
    Ok(Doer { visitor, now: (desk.people.seconds)(), address: arrival.address.to_string() })
}

impl Doer {
    fn event(&self, town: &str, deed: Deed, subject: &str) -> Event {
        Event::new(town, self.now, &self.visitor.name, deed, subject, &self.address)
    }
}

/// The system administrator's page.
pub(crate) async fn system(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    page(&desk, &visit, &town, Kind::System, Told::default()).await
}

/// Adds an account. Nobody can sign in with it before the security administrator gives a code.
pub(crate) async fn add(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let doer = doer(&desk, &visit, arrival)?;
    let (name, person) = (sent.name.trim(), sent.person.trim());
    let kind = Kind::read(&sent.kind).filter(|k| k.fits(&town));
    let fault = match kind {
        None => Some("account-kind-wrong"),
        Some(_) if name_fault(name).is_some() => Some("account-name-wrong"),
        Some(_) if name_fault(person).is_some() => Some("account-person-wrong"),
        Some(_) => None,
    };
    let refused = match (fault, kind) {
        (None, Some(kind)) => {
            let event =
                doer.event(&town, Deed::AccountAdded, name).with("kind", kind.name()).with("person", person);
            let account = Account::new(&town, name, kind, person);
            match desk.change(vec![kept(account), Change::Event(event)]).await? {
                Ok(()) => return Ok(Redirect::to(&format!("/{town}/admin/system")).into_response()),
                Err(ChangeError::NameTaken) => "account-name-taken",
                Err(ChangeError::PersonTaken) => "account-person-taken",
                Err(error) => return Err(Problem::fault(error)),
            }
        }
        (fault, _) => fault.unwrap_or("account-kind-wrong"),
    };
    let wrong = desk.say(&visit, refused, &[]);
    page(&desk, &visit, &town, Kind::System, Told { wrong, sent, ..Told::default() }).await
}

/// An account that isn't the doer's own.
async fn anothers(desk: &Desk, doer: &Doer, town: &str, name: &str) -> Result<Account, Problem> {
    let (t, n) = (town.to_owned(), name.to_owned());
    let account = desk.reading(move |r| r.account(&t, &n)).await?;
    let account = account.ok_or_else(|| Problem::NotFound(name.to_owned()))?;
    if account.name == doer.visitor.name && account.town == doer.visitor.town {
        return Err(Problem::NotYours);
    }
    Ok(account)
}

/// Changes one account, if it is there and not the doer's own; answers its sessions ended.
async fn on(
    desk: &Desk,
    doer: &Doer,
    town: &str,
    name: &str,
    deed: Deed,
    change: impl FnOnce(&mut Account),
) -> Result<(), Problem> {
    let mut account = anothers(desk, doer, town, name).await?;
    change(&mut account);
    let event = doer.event(town, deed, name);
    changed(desk, account, event, Vec::new()).await
}

/// Keeps a changed account with what else is changed, ends its sessions.
async fn changed(desk: &Desk, account: Account, event: Event, more: Vec<Change>) -> Result<(), Problem> {
    let (town, name) = (account.town.clone(), account.name.clone());
    let ended = Change::EndAll { town, account: name.clone(), but: String::new() };
    let changes = [kept(account), ended, Change::Event(event)].into_iter().chain(more);
    match desk.change(changes.collect()).await? {
        Err(ChangeError::Stale) => Err(Problem::Bad(name)),
        done => done.map_err(Problem::fault),
    }
}

/// Nobody signs in with the account any more; its sessions end at once.
pub(crate) async fn disable(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Problem> {
    let doer = doer(&desk, &visit, arrival)?;
    on(&desk, &doer, &town, &sent.name, Deed::AccountDisabled, |a| a.secrets.disabled = true).await?;
    Ok(Redirect::to(&format!("/{town}/admin/system")))
}

/// The account can be used again.
pub(crate) async fn enable(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Problem> {
    let doer = doer(&desk, &visit, arrival)?;
    on(&desk, &doer, &town, &sent.name, Deed::AccountEnabled, |a| a.secrets.disabled = false).await?;
    Ok(Redirect::to(&format!("/{town}/admin/system")))
}

/// Ends the sessions of an account.
pub(crate) async fn end_sessions(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Problem> {
    let doer = doer(&desk, &visit, arrival)?;
    on(&desk, &doer, &town, &sent.name, Deed::SessionEnded, |_| {}).await?;
    Ok(Redirect::to(&format!("/{town}/admin/system")))
}

/// The security administrator's page.
pub(crate) async fn security(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    page(&desk, &visit, &town, Kind::Security, Told::default()).await
}

/// Gives a code, shown once; the password that was is forgotten.
pub(crate) async fn give_code(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let doer = doer(&desk, &visit, arrival)?;
    let code = Code::new(&*desk.people.chance);
    let given = OneTime::of(&code, doer.now);
    on(&desk, &doer, &town, &sent.name, Deed::CodeGiven, |a| a.give(given)).await?;
    let code = Some((sent.name.clone(), code.to_string()));
    page(&desk, &visit, &town, Kind::Security, Told { code, ..Told::default() }).await
}

/// Takes a second factor away whose device was lost.
pub(crate) async fn drop_factor(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Problem> {
    let doer = doer(&desk, &visit, arrival)?;
    on(&desk, &doer, &town, &sent.name, Deed::FactorRemoved, |a| a.secrets.factor = None).await?;
    Ok(Redirect::to(&format!("/{town}/admin/security")))
}

/// Takes a passkey away that was lost.
pub(crate) async fn drop_passkey(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Problem> {
    let doer = doer(&desk, &visit, arrival)?;
    let account = anothers(&desk, &doer, &town, &sent.name).await?;
    let (t, id) = (town.clone(), sent.passkey.clone());
    let passkey = desk.reading(move |r| r.passkey(&t, &id)).await?;
    let passkey = passkey.filter(|p| p.account == account.name);
    let passkey = passkey.ok_or_else(|| Problem::NotFound(sent.name.clone()))?;
    let event = doer.event(&town, Deed::PasskeyRemoved, &sent.name).with("passkey", &passkey.label);
    let gone = Change::RemovePasskey { town: town.clone(), account: passkey.account, id: passkey.id };
    changed(&desk, account, event, vec![gone]).await?;
    Ok(Redirect::to(&format!("/{town}/admin/security")))
}

/// Chooses the policy.
pub(crate) async fn choose_policy(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Extension(arrival): Extension<Arrival>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Problem> {
    let doer = doer(&desk, &visit, arrival)?;
    if !Policy::NAMES.contains(&sent.policy.as_str()) {
        return Err(Problem::Bad("policy".into()));
    }
    let event = doer.event(&town, Deed::PolicyChanged, &sent.policy);
    let set = Change::Set { town: town.clone(), name: "policy".into(), value: sent.policy };
    desk.must_change(vec![set, Change::Event(event)]).await?;
    Ok(Redirect::to(&format!("/{town}/admin/security")))
}

/// From which place events are shown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct From {
    before: i64,
}

#[derive(Serialize)]
struct Shown {
    seq: i64,
    at: String,
    actor: String,
    deed: String,
    subject: String,
    address: String,
    details: String,
}

async fn audit_page(
    desk: &Desk,
    visit: &Visit,
    town: String,
    before: i64,
    verdict: Option<(bool, String)>,
) -> Result<Response, Problem> {
    let key = town.clone();
    let (events, head, towns) =
        desk.reading(move |r| Ok((r.events(&key, before, EVENTS)?, r.event_head(&key)?, r.towns()?))).await?;
    let place = place(desk, visit, &towns, &town).ok_or(Problem::NotFound(town))?;
    let line = |e: &people::Linked| Shown {
        seq: e.seq,
        at: moment(e.event.at),
        actor: e.event.actor.clone(),
        deed: desk.say(visit, &format!("deed-{}", e.event.deed.name()), &[]),
        subject: e.event.subject.clone(),
        address: e.event.address.clone(),
        details: e.event.details.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" "),
    };
    let more = events.last().map(|e| e.seq).filter(|seq| *seq > 1);
    let content = minijinja::context! {
        events => minijinja::value::Serde(events.iter().map(line).collect::<Vec<_>>()), more,
        size => head.0, head => head.1, verdict => verdict.clone(), county => place.key == COUNTY,
    };
    let mut top = desk.top(visit, &place, "");
    top.title = desk.say(visit, "console-audit", &[]);
    desk.frame.page("console-audit.html", &top, content)
}

/// The audit administrator's page.
pub(crate) async fn audit(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    Query(from): Query<From>,
    visit: Visit,
) -> Result<Response, Problem> {
    audit_page(&desk, &visit, town, from.before, None).await
}

/// Verifies the chain of events from its first one.
pub(crate) async fn verify(
    State(desk): State<Desk>,
    Path(town): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let key = town.clone();
    let (chain, head) = desk
        .reading(move |r| {
            let head = r.event_head(&key)?;
            let (mut chain, mut before) = (Vec::new(), 0);
            loop {
                let page = r.events(&key, before, CHUNK)?;
                let Some(last) = page.last() else { break };
                before = last.seq;
                chain.extend(page);
                if before <= 1 {
                    break;
                }
            }
            chain.reverse();
            Ok((chain, head))
        })
        .await?;
    let verdict = match broken(&chain, (head.0, &head.1)) {
        None => (true, desk.say(&visit, "chain-whole", &[("n", &head.0.to_string())])),
        Some(at) => (false, desk.say(&visit, "chain-broken", &[("n", &at.to_string())])),
    };
    audit_page(&desk, &visit, town, 0, Some(verdict)).await
}
