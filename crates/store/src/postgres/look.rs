//! What a batch needs looked up, in seven statements. The towns' rows are locked first, in order of their keys, so
//! that several processes may write to the same towns without harm and without deadlock.

use super::session::Session;
use crate::api::error::{Doing, StoreError};
use crate::api::read::Committed;
use crate::rows::read_frontier;
use crate::writer::{Found, Standing, Wanted};
use ::postgres::Row;
use ::postgres::types::FromSql;
use std::collections::BTreeSet;

const HEADS: &str =
    "select town, size, frontier from town where town = any($1::text[]) order by town for update";
const TOKENS: &str = "select w.town, w.token, r.seq, r.step, m.number
    from unnest($1::text[], $2::text[]) as w (town, token)
    join record r on r.town = w.town and r.token = w.token
    join matter m on m.town = r.town and m.id = r.matter";
const MATTERS: &str = "select w.town, w.id, m.steps, m.number, m.stage
    from unnest($1::text[], $2::text[]) as w (town, id) join matter m on m.town = w.town and m.id = w.id";
const REGISTERS: &str = "select w.town, w.register, h.seq
    from unnest($1::text[], $2::text[]) as w (town, register)
    join register_head h on h.town = w.town and h.register = w.register";
const BOOKS: &str = "select w.town, w.procedure, w.year, b.last
    from unnest($1::text[], $2::text[], $3::bigint[]) as w (town, procedure, year)
    join book b on b.town = w.town and b.procedure = w.procedure and b.year = w.year";
const FILES: &str = "select w.town, w.id, f.hash from unnest($1::text[], $2::text[]) as w (town, id)
    join file f on f.town = w.town and f.id = w.id where f.seq is null";

pub(super) fn look(session: &mut Session, wanted: &Wanted) -> Result<Found, StoreError> {
    let mut found = Found::default();
    let towns: Vec<&str> = wanted.towns.iter().map(String::as_str).collect();
    for row in session.query(HEADS, &[&towns], "look up towns")? {
        found.heads.insert(get(&row, 0)?, (get(&row, 1)?, read_frontier(get(&row, 2)?)?));
    }
    for row in pairs(session, TOKENS, &wanted.tokens, "look up tokens")? {
        let seq = get::<i64>(&row, 2)?.unsigned_abs();
        let committed = Committed { seq, step: small(&row, 3)?, number: get(&row, 4)?, repeated: true };
        found.tokens.insert((get(&row, 0)?, get(&row, 1)?), committed);
    }
    for row in pairs(session, MATTERS, &wanted.matters, "look up matters")? {
        let standing = Standing { steps: small(&row, 2)?, number: get(&row, 3)?, stage: get(&row, 4)? };
        found.matters.insert((get(&row, 0)?, get(&row, 1)?), standing);
    }
    for row in pairs(session, REGISTERS, &wanted.registers, "look up registers")? {
        found.registers.insert((get(&row, 0)?, get(&row, 1)?), get(&row, 2)?);
    }
    if !wanted.books.is_empty() {
        let towns: Vec<&str> = wanted.books.iter().map(|b| b.0.as_str()).collect();
        let procedures: Vec<&str> = wanted.books.iter().map(|b| b.1.as_str()).collect();
        let years: Vec<i64> = wanted.books.iter().map(|b| b.2).collect();
        for row in session.query(BOOKS, &[&towns, &procedures, &years], "look up books")? {
            found.books.insert((get(&row, 0)?, get(&row, 1)?, get(&row, 2)?), get(&row, 3)?);
        }
    }
    for row in pairs(session, FILES, &wanted.files, "look up files")? {
        found.files.insert((get(&row, 0)?, get(&row, 1)?), get(&row, 2)?);
    }
    Ok(found)
}

/// Rows of the keys wanted; none are asked for if none are wanted.
fn pairs(
    session: &mut Session,
    sql: &str,
    keys: &BTreeSet<(String, String)>,
    doing: &'static str,
) -> Result<Vec<Row>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let (towns, names): (Vec<&str>, Vec<&str>) = keys.iter().map(|k| (k.0.as_str(), k.1.as_str())).unzip();
    session.query(sql, &[&towns, &names], doing)
}

fn get<'a, T: FromSql<'a>>(row: &'a Row, index: usize) -> Result<T, StoreError> {
    row.try_get(index).doing("read a column")
}

fn small(row: &Row, index: usize) -> Result<u32, StoreError> {
    let number: i64 = get(row, index)?;
    u32::try_from(number).map_err(|e| StoreError::Unreadable { what: "number", reason: e.to_string() })
}
