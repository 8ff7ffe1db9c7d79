//! Changing what is kept about people.

use super::{Change, ChangeError, Writes, passkeys};
use crate::api::error::StoreError;
use crate::reading::Param::{Int, Text};
use ::people::{Account, Attempts, Event, Session};

/// Does the changes in their order, within the caller's transaction.
pub(crate) fn apply(w: &mut impl Writes, changes: &[Change]) -> Result<(), ChangeError> {
    changes.iter().try_for_each(|change| one(w, change))
}

fn one(w: &mut impl Writes, change: &Change) -> Result<(), ChangeError> {
    match change {
        Change::Account(account) => return put(w, account),
        Change::Count { town, subject, before, after, sweep } => {
            return count(w, town, subject, *before, *after, *sweep);
        }
        Change::Begin(session) => begin(w, session)?,
        Change::Seen { town, hash, seen_at, proved_at } => {
            let sql = "update session set seen_at = $1, proved_at = $2 where town = $3 and hash = $4";
            w.write(sql, &[Int(*seen_at), Int(*proved_at), Text(town), Text(hash)])?;
        }
        Change::End { town, account, hash } => {
            let sql = "delete from session where town = $1 and account = $2 and hash = $3";
            w.write(sql, &[Text(town), Text(account), Text(hash)])?;
        }
        Change::EndAll { town, account, but } => {
            let sql = "delete from session where town = $1 and account = $2 and hash <> $3";
            w.write(sql, &[Text(town), Text(account), Text(but)])?;
        }
        Change::Forget { town, subject } => {
            let sql = "delete from attempt where town = $1 and subject = $2";
            w.write(sql, &[Text(town), Text(subject)])?;
        }
        Change::Set { town, name, value } => {
            let sql = "insert into setting (town, name, value) values ($1, $2, $3)
                       on conflict (town, name) do update set value = excluded.value";
            w.write(sql, &[Text(town), Text(name), Text(value)])?;
        }
        Change::AddPasskey(passkey) => return passkeys::add(w, passkey),
        Change::UsePasskey { passkey, moving, used_at } => {
            return passkeys::note(w, passkey, moving, *used_at);
        }
        Change::RemovePasskey { town, account, id } => return passkeys::remove(w, town, account, id),
        Change::Await { ceremony, sweep } => passkeys::hold(w, ceremony, *sweep)?,
        Change::Answer { town, challenge } => return passkeys::answer(w, town, challenge),
        Change::Event(event) => append(w, event)?,
        Change::Ledger(change) => crate::ledgers::apply(w, change)?,
    }
    Ok(())
}

fn put(w: &mut impl Writes, account: &Account) -> Result<(), ChangeError> {
    let state = serde_json::to_string(&account.secrets)
        .map_err(|e| StoreError::Unreadable { what: "account", reason: e.to_string() })?;
    let (town, name) = (Text(&account.town), Text(&account.name));
    if account.version > 0 {
        let sql = "update account set version = version + 1, state = $1
                   where town = $2 and name = $3 and version = $4";
        let written = w.write(sql, &[Text(&state), town, name, Int(account.version)])?;
        return if written == 1 { Ok(()) } else { Err(ChangeError::Stale) };
    }
    let sql = "insert into account (town, name, kind, person, version, state) values ($1, $2, $3, $4, 1, $5)
               on conflict do nothing";
    let of = [town, name, Text(account.kind.name()), Text(&account.person), Text(&state)];
    if w.write(sql, &of)? == 1 {
        return Ok(());
    }
    let mut same_name = false;
    let sql = "select name from account where town = $1 and name = $2";
    w.each(sql, &[Text(&account.town), Text(&account.name)], &mut |_| {
        same_name = true;
        Ok(())
    })?;
    Err(if same_name { ChangeError::NameTaken } else { ChangeError::PersonTaken })
}

fn begin(w: &mut impl Writes, s: &Session) -> Result<(), StoreError> {
    let sql = "insert into session (town, hash, account, begun_at, seen_at, proved_at, address, device)
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let of = [Text(&s.town), Text(&s.hash), Text(&s.account), Int(s.begun_at), Int(s.seen_at)];
    let more = [Int(s.proved_at), Text(&s.address), Text(&s.device)];
    w.write(sql, &of.into_iter().chain(more).collect::<Vec<_>>())?;
    Ok(())
}

/// Counts only what is as it was read, so that attempts made at once are all counted.
fn count(
    w: &mut impl Writes,
    town: &str,
    subject: &str,
    before: Attempts,
    after: Attempts,
    sweep: i64,
) -> Result<(), ChangeError> {
    let sql = "insert into attempt (town, subject, failures, last_at) values ($1, $2, $3, $4)
               on conflict (town, subject) do update set failures = excluded.failures, last_at = excluded.last_at
               where attempt.failures = $5 and attempt.last_at = $6";
    let failures = |a: Attempts| Int(i64::from(a.failures));
    let of = [Text(town), Text(subject), failures(after), Int(after.last_at)];
    let more = [failures(before), Int(before.last_at)];
    let written = w.write(sql, &of.into_iter().chain(more).collect::<Vec<_>>())?;
    w.write("delete from attempt where town = $1 and last_at < $2", &[Text(town), Int(sweep)])?;
    if written == 1 { Ok(()) } else { Err(ChangeError::Stale) }
}

/// The head's row is locked by its update, so that events of several processes take their places one after another.
fn append(w: &mut impl Writes, event: &Event) -> Result<(), StoreError> {
    let town = &event.town;
    let sql = "insert into event_head (town, size, hash) values ($1, 0, '') on conflict (town) do nothing";
    w.write(sql, &[Text(town)])?;
    w.write("update event_head set size = size + 1 where town = $1", &[Text(town)])?;
    let mut head = (0, String::new());
    w.each("select size, hash from event_head where town = $1", &[Text(town)], &mut |line| {
        head = (line.int(0)?, line.text(1)?);
        Ok(())
    })?;
    let hash = event.hash(head.0, &head.1);
    let details = serde_json::to_string(&event.details)
        .map_err(|e| StoreError::Unreadable { what: "event", reason: e.to_string() })?;
    let sql = "insert into event (town, seq, happened_at, actor, deed, subject, address, details, hash)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let deed = event.deed.name();
    let of = [Text(town), Int(head.0), Int(event.at), Text(&event.actor), Text(&deed)];
    let more = [Text(&event.subject), Text(&event.address), Text(&details), Text(&hash)];
    w.write(sql, &of.into_iter().chain(more).collect::<Vec<_>>())?;
    w.write("update event_head set hash = $1 where town = $2", &[Text(&hash), Text(town)])?;
    Ok(())
}
