//! The index in SQLite: FTS5 without the texts. Its words are ours; its tokenizer only parts them at blanks.

use super::Passages;
use crate::api::error::{Doing, StoreError};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use search::{Query, Term, Way};

/// Writes passages; nothing if the index moved on since they were made.
pub(crate) fn put(c: &mut Connection, p: &Passages) -> Result<bool, StoreError> {
    let t = c.transaction_with_behavior(TransactionBehavior::Immediate).doing("begin writing")?;
    let sql = "select size from searched where town = ?1";
    let stands: Option<i64> =
        t.query_row(sql, params![p.town], |r| r.get(0)).optional().doing("look how far the search is")?;
    if stands.unwrap_or(0) != i64::try_from(p.from).unwrap_or(i64::MAX) {
        return Ok(false);
    }
    for passage in &p.passages {
        let sql = "insert into passage (town, matter) values (?1, ?2) on conflict do nothing";
        let new = t.prepare_cached(sql).doing("index a matter")?.execute(params![p.town, passage.matter]);
        let new = new.doing("index a matter")? > 0;
        let sql = "select doc from passage where town = ?1 and matter = ?2";
        let mut doc = t.prepare_cached(sql).doing("index a matter")?;
        let doc: i64 =
            doc.query_row(params![p.town, passage.matter], |r| r.get(0)).doing("index a matter")?;
        if !new {
            let mut gone = t.prepare_cached("delete from word where rowid = ?1").doing("index a matter")?;
            gone.execute(params![doc]).doing("index a matter")?;
        }
        let words: Vec<String> = passage.words.iter().map(|w| token(&p.town, w)).collect();
        let sql = "insert into word (words, rowid) values (?1, ?2)";
        let mut word = t.prepare_cached(sql).doing("index a matter")?;
        word.execute(params![words.join(" "), doc]).doing("index a matter")?;
    }
    let sql = "insert into searched (town, size) values (?1, ?2) on conflict (town) do update set size = excluded.size";
    let to = i64::try_from(p.to).unwrap_or(i64::MAX);
    t.execute(sql, params![p.town, to]).doing("note how far the search is")?;
    t.commit().doing("commit")?;
    Ok(true)
}

/// Forgets all words of a town: the index begins anew.
pub(crate) fn forget(c: &mut Connection, town: &str) -> Result<(), StoreError> {
    let t = c.transaction_with_behavior(TransactionBehavior::Immediate).doing("begin writing")?;
    for sql in [
        "delete from word where rowid in (select doc from passage where town = ?1)",
        "delete from passage where town = ?1",
        "delete from searched where town = ?1",
    ] {
        t.execute(sql, params![town]).doing("forget words")?;
    }
    t.commit().doing("commit")
}

/// Matters by words, the newest first.
pub(crate) const FIND: &str =
    "select p.matter from word cross join passage p on p.town = $1 and p.doc = word.rowid
    where word match $2 order by word.rowid desc limit $3";

/// A question in FTS5's language.
pub(crate) fn question(town: &str, query: &Query) -> String {
    let word = |w: &String| format!("\"{}\"", token(town, w));
    let way = |w: &Way| {
        let begins = w.begins.iter().map(|b| format!("\"{}\" *", token(town, b)));
        let all: Vec<String> = w.words.iter().map(word).chain(begins).collect();
        format!("({})", all.join(" AND "))
    };
    let term = |t: &Term| format!("({})", t.ways().iter().map(way).collect::<Vec<_>>().join(" OR "));
    query.terms().iter().map(term).collect::<Vec<_>>().join(" AND ")
}

/// A word of a town as one token of the tokenizer, which knows the letters of Unicode 6.1 and private characters.
/// The town comes first, so that a town's words lie together.
fn token(town: &str, word: &str) -> String {
    let mut token: String = town.bytes().map(|b| format!("{b:02x}")).collect();
    token.push('g');
    for c in word.chars() {
        match c {
            '0'..='9' | 'a'..='z' | '\u{3400}'..='\u{4db5}' | '\u{4e00}'..='\u{9fcc}' => token.push(c),
            c => {
                let code = u32::from(c);
                token.extend(char::from_u32(0xe000 + (code >> 10)));
                token.extend(char::from_u32(0xe400 + (code & 0x3ff)));
            }
        }
    }
    token
}
