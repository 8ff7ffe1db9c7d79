//! What a batch needs looked up.

use crate::api::error::{Doing, StoreError};
use crate::api::read::Committed;
use crate::rows::read_frontier;
use crate::writer::{Found, Standing, Wanted};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn look(c: &Connection, wanted: &Wanted) -> Result<Found, StoreError> {
    let mut found = Found::default();
    for town in &wanted.towns {
        let mut q =
            c.prepare_cached("select size, frontier from town where town = ?1").doing("look up a town")?;
        let row: Option<(i64, Vec<u8>)> =
            q.query_row(params![town], |r| Ok((r.get(0)?, r.get(1)?))).optional().doing("look up a town")?;
        if let Some((size, bytes)) = row {
            found.heads.insert(town.clone(), (size, read_frontier(&bytes)?));
        }
    }
    let sql =
        "select r.seq, r.step, m.number from record r join matter m on m.town = r.town and m.id = r.matter
               where r.town = ?1 and r.token = ?2";
    let mut q = c.prepare_cached(sql).doing("look up a token")?;
    for (town, token) in &wanted.tokens {
        let row = q.query_row(params![town, token], |r| {
            Ok(Committed {
                seq: r.get::<_, i64>(0)?.unsigned_abs(),
                step: r.get(1)?,
                number: r.get(2)?,
                repeated: true,
            })
        });
        if let Some(committed) = row.optional().doing("look up a token")? {
            found.tokens.insert((town.clone(), token.clone()), committed);
        }
    }
    let sql = "select steps, number, stage from matter where town = ?1 and id = ?2";
    let mut q = c.prepare_cached(sql).doing("look up a matter")?;
    for (town, id) in &wanted.matters {
        let row = q.query_row(params![town, id], |r| {
            Ok(Standing { steps: r.get(0)?, number: r.get(1)?, stage: r.get(2)? })
        });
        if let Some(standing) = row.optional().doing("look up a matter")? {
            found.matters.insert((town.clone(), id.clone()), standing);
        }
    }
    let sql = "select seq from register_head where town = ?1 and register = ?2";
    let mut q = c.prepare_cached(sql).doing("look up a register")?;
    for key in &wanted.registers {
        if let Some(seq) =
            q.query_row(params![key.0, key.1], |r| r.get(0)).optional().doing("look up a register")?
        {
            found.registers.insert(key.clone(), seq);
        }
    }
    let sql = "select last from book where town = ?1 and procedure = ?2 and year = ?3";
    let mut q = c.prepare_cached(sql).doing("look up a book")?;
    for key in &wanted.books {
        let row =
            q.query_row(params![key.0, key.1, key.2], |r| r.get(0)).optional().doing("look up a book")?;
        if let Some(last) = row {
            found.books.insert(key.clone(), last);
        }
    }
    let sql = "select hash from file where town = ?1 and id = ?2 and seq is null";
    let mut q = c.prepare_cached(sql).doing("look up a file")?;
    for key in &wanted.files {
        if let Some(hash) =
            q.query_row(params![key.0, key.1], |r| r.get(0)).optional().doing("look up a file")?
        {
            found.files.insert(key.clone(), hash);
        }
    }
    Ok(found)
}
