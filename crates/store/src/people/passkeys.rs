//! Passkeys and the challenges that wait for an answer.

use super::{ChangeError, Writes};
use crate::api::error::StoreError;
use crate::reading::Line;
use crate::reading::Param::{Int, Text};
use ::people::{Ceremony, Passkey, Seconds};

pub(super) const ONE: &str =
    "select town, id, account, label, made_at, used_at, handle, fixed, moving from passkey
     where town = $1 and id = $2";
pub(super) const OF_ACCOUNT: &str =
    "select town, id, account, label, made_at, used_at, handle, fixed, moving from passkey
     where town = $1 and account = $2 order by made_at, id";
pub(super) const OF_TOWN: &str =
    "select town, id, account, label, made_at, used_at, handle, fixed, moving from passkey
     where town = $1 order by account, made_at, id";
pub(super) const CEREMONY: &str =
    "select town, challenge, account, state, until_at from ceremony where town = $1 and challenge = $2";

pub(super) fn passkey(line: &dyn Line) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        town: line.text(0)?,
        id: line.text(1)?,
        account: line.text(2)?,
        label: line.text(3)?,
        made_at: line.int(4)?,
        used_at: line.int(5)?,
        handle: line.text(6)?,
        fixed: line.text(7)?,
        moving: line.text(8)?,
    })
}

pub(super) fn ceremony(line: &dyn Line) -> Result<Ceremony, StoreError> {
    Ok(Ceremony {
        town: line.text(0)?,
        challenge: line.text(1)?,
        account: line.text(2)?,
        state: line.text(3)?,
        until: line.int(4)?,
    })
}

/// Whether exactly what was meant was written.
fn done(written: u64) -> Result<(), ChangeError> {
    if written == 1 { Ok(()) } else { Err(ChangeError::Stale) }
}

pub(super) fn add(w: &mut impl Writes, p: &Passkey) -> Result<(), ChangeError> {
    let sql = "insert into passkey (town, id, account, label, made_at, used_at, handle, fixed, moving)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing";
    let of = [Text(&p.town), Text(&p.id), Text(&p.account), Text(&p.label), Int(p.made_at), Int(p.used_at)];
    let more = [Text(&p.handle), Text(&p.fixed), Text(&p.moving)];
    done(w.write(sql, &of.into_iter().chain(more).collect::<Vec<_>>())?)
}

/// Of two uses at the same moment only one finds the counter that it read.
pub(super) fn note(
    w: &mut impl Writes,
    p: &Passkey,
    moving: &str,
    used_at: Seconds,
) -> Result<(), ChangeError> {
    let sql = "update passkey set moving = $1, used_at = $2 where town = $3 and id = $4 and moving = $5";
    let of = [Text(moving), Int(used_at), Text(&p.town), Text(&p.id), Text(&p.moving)];
    done(w.write(sql, &of)?)
}

pub(super) fn remove(w: &mut impl Writes, town: &str, account: &str, id: &str) -> Result<(), ChangeError> {
    let sql = "delete from passkey where town = $1 and account = $2 and id = $3";
    done(w.write(sql, &[Text(town), Text(account), Text(id)])?)
}

pub(super) fn hold(w: &mut impl Writes, c: &Ceremony, sweep: Seconds) -> Result<(), StoreError> {
    w.write("delete from ceremony where town = $1 and until_at < $2", &[Text(&c.town), Int(sweep)])?;
    let sql = "insert into ceremony (town, challenge, account, state, until_at) values ($1, $2, $3, $4, $5)";
    let of = [Text(&c.town), Text(&c.challenge), Text(&c.account), Text(&c.state), Int(c.until)];
    w.write(sql, &of)?;
    Ok(())
}

/// A challenge is answered once: the second answer finds nothing to delete.
pub(super) fn answer(w: &mut impl Writes, town: &str, challenge: &str) -> Result<(), ChangeError> {
    let sql = "delete from ceremony where town = $1 and challenge = $2";
    done(w.write(sql, &[Text(town), Text(challenge)])?)
}
