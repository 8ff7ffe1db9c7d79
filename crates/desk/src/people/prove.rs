//! Proving who one is: attempts counted first, then password and second factor, at the same cost for every name.

use super::arrival::Arrival;
use super::passkeys::{self, Checked};
use super::policy;
use super::sign_in::wait;
use crate::Desk;
use crate::visit::Visit;
use people::{Account, Attempts, Deed, Event, Policy, Seconds, Subject, locked_until};
use store::{Change, ChangeError};
use web::Problem;
use web::access::Visitor;

/// Attempts made at the same moment are counted one after another; so many of them.
const TRIES_MAX: u32 = 8;

/// What was shown.
pub(crate) struct Shown {
    pub(crate) town: String,
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) code: String,
    /// What a browser answered that was asked for a passkey; empty if none was.
    pub(crate) passkey: String,
    /// Somebody comes in, so that a policy's two factors are asked for; else he is in and proves it once more.
    pub(crate) entering: bool,
}

/// What came of it.
pub(crate) enum Proved {
    /// He is who he says. The account is to be kept as it stands here: its second factor may be used up.
    Right(Box<Account>),
    /// Something of it is wrong; nobody is told what.
    Wrong,
    /// Too many attempts: nothing was looked at; until when.
    Wait(Seconds),
}

type Counts = Vec<(Subject, Attempts)>;

/// Counts one attempt of all three subjects before it is looked at, so that guesses made at once are all counted.
async fn counted(
    desk: &Desk,
    town: &str,
    name: &str,
    arrival: Arrival,
    now: Seconds,
) -> Result<Result<(Policy, Counts), Seconds>, Problem> {
    let address = arrival.address.to_string();
    for _ in 0..TRIES_MAX {
        let (t, n, a) = (town.to_owned(), name.to_owned(), address.clone());
        let (policy, counts) = desk
            .reading(move |r| {
                let read = |s: &Subject| Ok((*s, r.attempts(&t, &s.key(&n, &a))?));
                let counts: Counts =
                    Subject::ALL.iter().map(read).collect::<Result<_, store::StoreError>>()?;
                Ok((policy(r, &t)?, counts))
            })
            .await?;
        if let Some(until) = locked_until(&policy.lockout, &counts, now) {
            return Ok(Err(until));
        }
        let count = |(subject, before): &(Subject, Attempts)| Change::Count {
            town: town.to_owned(),
            subject: subject.key(name, &address),
            before: *before,
            after: before.counted(&policy.lockout, now),
            sweep: now - policy.lockout.forget_seconds,
        };
        match desk.change(counts.iter().map(count).collect()).await? {
            Ok(()) => return Ok(Ok((policy, counts))),
            Err(ChangeError::Stale) => {}
            Err(error) => return Err(Problem::fault(error)),
        }
    }
    Ok(Err(now + 1))
}

/// Proves who somebody is.
pub(crate) async fn prove(desk: &Desk, shown: Shown, arrival: Arrival) -> Result<Proved, Problem> {
    let now = (desk.people.seconds)();
    let Shown { town, name, password, code, passkey, entering } = shown;
    let (policy, counts) = match counted(desk, &town, &name, arrival, now).await? {
        Ok(counted) => counted,
        Err(until) => return Ok(Proved::Wait(until)),
    };
    let (t, n) = (town.clone(), name.clone());
    let (account, passkeys) = desk.reading(move |r| Ok((r.account(&t, &n)?, r.passkeys(&t, &n)?))).await?;
    let by_passkey = match passkey.as_str() {
        "" => None,
        answer => match passkeys::check(desk, answer, arrival).await? {
            Checked::Right(owner) => Some(owner.town == town && owner.name == name),
            Checked::Wrong | Checked::Copied => Some(false),
        },
    };
    let kept = account.as_ref().and_then(|a| a.secrets.password.clone());
    let rules = policy.password;
    let (right, renewed) = desk
        .people
        .hashing(move |hasher, chance| {
            let right = hasher.right(kept.as_ref(), &password);
            let old = kept.filter(|k| right && hasher.outdated(k));
            // Kept at today's cost from now on; its age stays what it was.
            let renewed = old.and_then(|k| hasher.keep(&password, None, &rules, k.set_at, chance).ok());
            (right, renewed)
        })
        .await?;
    let account = account.filter(|a| right && !a.secrets.disabled);
    let account = account.and_then(|mut a| {
        if let Some(renewed) = renewed {
            a.secrets.password = Some(renewed);
        }
        let bare = || !entering || passkeys.is_empty() || !policy.second_factor.contains(&a.kind);
        let second = match (by_passkey, a.secrets.factor.as_mut()) {
            (Some(right), _) => right,
            (None, Some(factor)) => factor.used(&code, now).is_some(),
            (None, None) => bare(),
        };
        second.then_some(a)
    });
    let address = arrival.address.to_string();
    let Some(account) = account else {
        let event = Event::new(&town, now, &name, Deed::SignInRefused, &name, &address);
        desk.must_change(vec![Change::Event(event)]).await?;
        return Ok(Proved::Wrong);
    };
    let forget = |s: Subject| Change::Forget { town: town.clone(), subject: s.key(&name, &address) };
    let mut settled = vec![forget(Subject::Pair), forget(Subject::Name)];
    // The address goes back to what it was: a right password doesn't wash away the failures of others from there.
    for (subject, before) in counts.iter().filter(|(s, _)| *s == Subject::Address) {
        settled.push(match before.failures {
            0 => forget(*subject),
            _ => Change::Count {
                town: town.clone(),
                subject: subject.key(&name, &address),
                before: before.counted(&policy.lockout, now),
                after: *before,
                sweep: 0,
            },
        });
    }
    // Another attempt from there may have been counted meanwhile; then its count stands.
    match desk.change(settled).await? {
        Ok(()) => {}
        Err(ChangeError::Stale) => {
            desk.must_change(vec![forget(Subject::Pair), forget(Subject::Name)]).await?
        }
        Err(error) => return Err(Problem::fault(error)),
    }
    Ok(Proved::Right(Box::new(account)))
}

/// Proves once more, by password and code, who a visitor is that is in already: his account, or what is wrong in words.
pub(crate) async fn once_more(
    desk: &Desk,
    visit: &Visit,
    visitor: &Visitor,
    password: &str,
    code: &str,
    arrival: Arrival,
) -> Result<Result<Account, String>, Problem> {
    let shown = Shown {
        town: visitor.town.clone(),
        name: visitor.name.clone(),
        password: password.to_owned(),
        code: code.to_owned(),
        passkey: String::new(),
        entering: false,
    };
    Ok(match prove(desk, shown, arrival).await? {
        Proved::Right(account) => Ok(*account),
        Proved::Wrong => Err(desk.say(visit, "prove-wrong", &[])),
        Proved::Wait(until) => Err(wait(desk, visit, until)),
    })
}
