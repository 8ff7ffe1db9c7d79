//! The index in PostgreSQL: a column of lexemes that are our words, with an inverted index on it.

use super::Passages;
use crate::api::error::StoreError;
use crate::people::Writes;
use crate::reading::Param::{Int, Text};
use search::{Query, Term, Way};

/// Writes passages within the caller's transaction; nothing if the index moved on since they were made. The row of
/// the place is locked first, so that of several programs one goes on.
pub(crate) fn put(w: &mut impl Writes, p: &Passages) -> Result<bool, StoreError> {
    let place = |n: u64| Int(i64::try_from(n).unwrap_or(i64::MAX));
    let town = || Text(&p.town);
    w.write("insert into searched (town, size) values ($1, 0) on conflict (town) do nothing", &[town()])?;
    let sql = "update searched set size = $1 where town = $2 and size = $3";
    if w.write(sql, &[place(p.to), town(), place(p.from)])? == 0 {
        return Ok(false);
    }
    let sql = "insert into passage (town, matter, opened_at, words)
               values ($1, $2, $3, array_to_tsvector(string_to_array($4, ' ')))
               on conflict (town, matter) do update set words = excluded.words";
    for passage in &p.passages {
        let (opened, words) = (passage.opened_at.to_string(), passage.words.join(" "));
        w.write(sql, &[town(), Text(&passage.matter), Text(&opened), Text(&words)])?;
    }
    Ok(true)
}

/// Forgets all words of a town: the index begins anew.
pub(crate) fn forget(w: &mut impl Writes, town: &str) -> Result<(), StoreError> {
    w.write("delete from passage where town = $1", &[Text(town)])?;
    w.write("delete from searched where town = $1", &[Text(town)]).map(drop)
}

/// Matters by words, the newest first.
pub(crate) const FIND: &str =
    "select matter from passage where town = $1 and words @@ cast($2 as text)::tsquery
    order by opened_at desc, matter desc limit $3";

/// A question in the engine's language.
pub(crate) fn question(_town: &str, query: &Query) -> String {
    let word = |w: &String| format!("'{w}'");
    let way = |w: &Way| {
        let begins = w.begins.iter().map(|b| format!("'{b}':*"));
        w.words.iter().map(word).chain(begins).collect::<Vec<_>>().join(" & ")
    };
    let term = |t: &Term| {
        let ways: Vec<String> = t.ways().iter().map(|w| format!("({})", way(w))).collect();
        format!("({})", ways.join(" | "))
    };
    query.terms().iter().map(term).collect::<Vec<_>>().join(" & ")
}
