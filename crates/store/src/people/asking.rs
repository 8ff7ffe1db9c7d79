//! Reading about people.

use super::{PeopleReader, passkeys};
use crate::api::error::StoreError;
use crate::reading::{Line, Param, Query, Snapshot};
use ::people::{Account, Attempts, Ceremony, Deed, Event, Kind, Linked, Passkey, Session};

fn unreadable(what: &'static str, reason: impl ToString) -> StoreError {
    StoreError::Unreadable { what, reason: reason.to_string() }
}

fn account(line: &dyn Line) -> Result<Account, StoreError> {
    account_from(line, 0)
}

/// An account whose columns begin at a place.
fn account_from(line: &dyn Line, at: usize) -> Result<Account, StoreError> {
    let kind = line.text(at + 2)?;
    Ok(Account {
        town: line.text(at)?,
        name: line.text(at + 1)?,
        kind: Kind::read(&kind).ok_or_else(|| unreadable("kind of account", &kind))?,
        person: line.text(at + 3)?,
        version: line.int(at + 4)?,
        secrets: serde_json::from_str(&line.text(at + 5)?).map_err(|e| unreadable("account", e))?,
    })
}

fn session(line: &dyn Line) -> Result<Session, StoreError> {
    Ok(Session {
        town: line.text(0)?,
        hash: line.text(1)?,
        account: line.text(2)?,
        begun_at: line.int(3)?,
        seen_at: line.int(4)?,
        proved_at: line.int(5)?,
        address: line.text(6)?,
        device: line.text(7)?,
    })
}

fn linked(line: &dyn Line) -> Result<Linked, StoreError> {
    let deed = line.text(4)?;
    let event = Event {
        town: line.text(0)?,
        at: line.int(2)?,
        actor: line.text(3)?,
        deed: Deed::read(&deed).ok_or_else(|| unreadable("deed", &deed))?,
        subject: line.text(5)?,
        address: line.text(6)?,
        details: serde_json::from_str(&line.text(7)?).map_err(|e| unreadable("event", e))?,
    };
    Ok(Linked { seq: line.int(1)?, event, hash: line.text(8)? })
}

impl<Q: Query> PeopleReader for Snapshot<'_, Q> {
    fn account(&mut self, town: &str, name: &str) -> Result<Option<Account>, StoreError> {
        let sql =
            "select town, name, kind, person, version, state from account where town = $1 and name = $2";
        self.first(sql, &[Param::Text(town), Param::Text(name)], account)
    }

    fn accounts(&mut self, town: &str) -> Result<Vec<Account>, StoreError> {
        let sql = "select town, name, kind, person, version, state from account where town = $1
                   order by kind, name";
        self.list(sql, &[Param::Text(town)], account)
    }

    fn session(&mut self, town: &str, hash: &str) -> Result<Option<(Session, Account)>, StoreError> {
        let sql = "select s.town, s.hash, s.account, s.begun_at, s.seen_at, s.proved_at, s.address, s.device,
                   a.town, a.name, a.kind, a.person, a.version, a.state
                   from session s join account a on a.town = s.town and a.name = s.account
                   where s.town = $1 and s.hash = $2";
        let both = |line: &dyn Line| Ok((session(line)?, account_from(line, 8)?));
        self.first(sql, &[Param::Text(town), Param::Text(hash)], both)
    }

    fn sessions(&mut self, town: &str, account: &str) -> Result<Vec<Session>, StoreError> {
        let sql = "select town, hash, account, begun_at, seen_at, proved_at, address, device from session
                   where town = $1 and account = $2 order by begun_at desc, hash";
        self.list(sql, &[Param::Text(town), Param::Text(account)], session)
    }

    fn attempts(&mut self, town: &str, subject: &str) -> Result<Attempts, StoreError> {
        let sql = "select failures, last_at from attempt where town = $1 and subject = $2";
        let found = self.first(sql, &[Param::Text(town), Param::Text(subject)], |r| {
            Ok(Attempts { failures: u32::try_from(r.int(0)?).unwrap_or(u32::MAX), last_at: r.int(1)? })
        })?;
        Ok(found.unwrap_or_default())
    }

    fn passkey(&mut self, town: &str, id: &str) -> Result<Option<Passkey>, StoreError> {
        self.first(passkeys::ONE, &[Param::Text(town), Param::Text(id)], passkeys::passkey)
    }

    fn passkeys(&mut self, town: &str, account: &str) -> Result<Vec<Passkey>, StoreError> {
        self.list(passkeys::OF_ACCOUNT, &[Param::Text(town), Param::Text(account)], passkeys::passkey)
    }

    fn passkeys_of_town(&mut self, town: &str) -> Result<Vec<Passkey>, StoreError> {
        self.list(passkeys::OF_TOWN, &[Param::Text(town)], passkeys::passkey)
    }

    fn ceremony(&mut self, town: &str, challenge: &str) -> Result<Option<Ceremony>, StoreError> {
        self.first(passkeys::CEREMONY, &[Param::Text(town), Param::Text(challenge)], passkeys::ceremony)
    }

    fn setting(&mut self, town: &str, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "select value from setting where town = $1 and name = $2";
        self.first(sql, &[Param::Text(town), Param::Text(name)], |r| r.text(0))
    }

    fn events(&mut self, town: &str, before: i64, most: u32) -> Result<Vec<Linked>, StoreError> {
        let sql = "select town, seq, happened_at, actor, deed, subject, address, details, hash from event
                   where town = $1 and seq < $2 order by seq desc limit $3";
        let before = if before > 0 { before } else { i64::MAX };
        self.list(sql, &[Param::Text(town), Param::Int(before), Param::Int(i64::from(most))], linked)
    }

    fn event_head(&mut self, town: &str) -> Result<(i64, String), StoreError> {
        let sql = "select size, hash from event_head where town = $1";
        let head = self.first(sql, &[Param::Text(town)], |r| Ok((r.int(0)?, r.text(1)?)))?;
        Ok(head.unwrap_or_default())
    }
}
