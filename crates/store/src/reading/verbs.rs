//! The verbs and their SQL.
//!
//! Parameters are `$1`, `$2` … PostgreSQL takes them by number, SQLite by first appearance: they must first appear
//! in order, which a test checks.

use super::lines::{
    edition, entry, file, ground, ground_row, hash, listed, paper_number, posting, small, stored_matter,
    stored_record, trace_row,
};
use super::{Param, Query, Snapshot};
use crate::api::error::StoreError;
use crate::api::read::*;
use crate::rows::{read_frontier, read_time};
use deadline::DateTime;
use figures::{Cell, Posting};
use kernel::{Entry, Ground};
use record::Hash;
use std::collections::BTreeMap;

const RECORD: &str =
    "select seq, town, matter, step, procedure, action, actor, capacity, happened_at, recorded_at,
    rulebook, token, facts, leaf from record";
const MATTER: &str = "select state, number from matter";
const EDITION: &str = "select town, n, version, adopted_at, texts from edition";
const FILE: &str =
    "select id, hash, media, size, name, staged_at, coalesce(seq, -1), erased_at, erased_why from file";
const ENTRY: &str = "select register, key, from_at, until_at, fields from entry";
const TRACE: &str = "select p.seq, p.ordinal, p.figure, p.day, p.dimension, p.amount, r.matter, m.number,
    r.procedure, r.action from posting p join record r on r.town = p.town and r.seq = p.seq
    join matter m on m.town = r.town and m.id = r.matter
    where p.town = $1 and p.figure = $2 and p.day >= $3 and p.day <= $4
    and (cast($5 as text) is null or p.dimension = $5) and (p.day, p.seq, p.ordinal) > ($6, $7, $8)
    order by p.day, p.seq, p.ordinal limit $9";

const STANDING_ON: &str =
    "select g.seq, g.link, g.register, g.key, g.from_at, r.happened_at, r.actor, r.matter,
    m.number, r.procedure, r.action from ground g join record r on r.town = g.town and r.seq = g.seq
    join matter m on m.town = r.town and m.id = r.matter
    where g.town = $1 and g.register = $2 and g.key = $3 and (g.seq, g.link) > ($4, $5)
    order by g.seq, g.link limit $6";

/// Sorts behind every stored time.
const AFTER_ALL_TIMES: &str = "9999-99";

fn place(number: u64) -> Param<'static> {
    Param::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn limit(number: u32) -> Param<'static> {
    Param::Int(i64::from(number))
}

impl<Q: Query> Reader for Snapshot<'_, Q> {
    fn towns(&mut self) -> Result<Vec<Town>, StoreError> {
        self.list("select town, name, origin from town order by town", &[], |r| {
            Ok(Town { key: r.text(0)?, name: r.text(1)?, origin: r.text(2)? })
        })
    }

    fn head(&mut self, town: &str) -> Result<Option<Head>, StoreError> {
        self.first("select size, frontier from town where town = $1", &[Param::Text(town)], |r| {
            Ok(Head { size: small(r, 0)?, frontier: read_frontier(&r.bytes(1)?)? })
        })
    }

    fn matter(&mut self, town: &str, id: &str) -> Result<Option<StoredMatter>, StoreError> {
        let sql = format!("{MATTER} where town = $1 and id = $2");
        self.first(&sql, &[Param::Text(town), Param::Text(id)], stored_matter)
    }

    fn matter_by_number(&mut self, town: &str, number: &str) -> Result<Option<StoredMatter>, StoreError> {
        let sql = format!("{MATTER} where town = $1 and number = $2");
        self.first(&sql, &[Param::Text(town), Param::Text(number)], stored_matter)
    }

    fn matters(&mut self, town: &str, query: &MattersQuery<'_>) -> Result<Vec<StoredMatter>, StoreError> {
        let (at, id) = match &query.after {
            Some((at, id)) => (at.to_string(), id.as_str()),
            None => (AFTER_ALL_TIMES.to_owned(), ""),
        };
        let mut params =
            vec![Param::Text(town), Param::Text(query.procedure), Param::Text(&at), Param::Text(id)];
        params.push(limit(query.limit));
        let order = "order by opened_at desc, id desc";
        let of = format!("{MATTER} where town = $1 and procedure = $2");
        let sql = match query.stage {
            None => format!("{of} and (opened_at, id) < ($3, $4) {order} limit $5"),
            Some(stage) => {
                params.insert(2, Param::Text(stage));
                format!("{of} and stage = $3 and (opened_at, id) < ($4, $5) {order} limit $6")
            }
        };
        self.list(&sql, &params, stored_matter)
    }

    fn scan_matters(&mut self, town: &str, after: &str, most: u32) -> Result<Vec<StoredMatter>, StoreError> {
        let sql = format!("{MATTER} where town = $1 and id > $2 order by id limit $3");
        self.list(&sql, &[Param::Text(town), Param::Text(after), limit(most)], stored_matter)
    }

    fn scan_listed(&mut self, town: &str, after: &str, most: u32) -> Result<Vec<Listed>, StoreError> {
        let sql =
            "select id, procedure, stage, case when ended then 1 else 0 end, opened_at, steps from matter
                   where town = $1 and id > $2 order by id limit $3";
        self.list(sql, &[Param::Text(town), Param::Text(after), limit(most)], listed)
    }

    fn stage_counts(&mut self, town: &str) -> Result<Vec<StageCount>, StoreError> {
        let sql = "select procedure, stage, n from stage_count where town = $1 and n <> 0 order by procedure, stage";
        self.list(sql, &[Param::Text(town)], |r| {
            Ok(StageCount { procedure: r.text(0)?, stage: r.text(1)?, n: r.int(2)? })
        })
    }

    fn counters(&mut self, town: &str) -> Result<BTreeMap<Counter, u64>, StoreError> {
        let books = "select procedure, year, last from book where town = $1";
        let books = self.list(books, &[Param::Text(town)], |r| {
            Ok((Counter::Book(r.text(0)?, small(r, 1)?), small(r, 2)?))
        })?;
        let heads = "select register, seq from register_head where town = $1";
        let heads =
            self.list(heads, &[Param::Text(town)], |r| Ok((Counter::Register(r.text(0)?), small(r, 1)?)))?;
        Ok(books.into_iter().chain(heads).collect())
    }

    fn records(&mut self, town: &str, matter: &str) -> Result<Vec<StoredRecord>, StoreError> {
        let sql = format!("{RECORD} where town = $1 and matter = $2 order by step");
        self.list(&sql, &[Param::Text(town), Param::Text(matter)], stored_record)
    }

    fn scan(&mut self, town: &str, from: u64, most: u32) -> Result<Vec<StoredRecord>, StoreError> {
        let sql = format!("{RECORD} where town = $1 and seq >= $2 order by seq limit $3");
        self.list(&sql, &[Param::Text(town), place(from), limit(most)], stored_record)
    }

    fn recent(&mut self, town: &str, most: u32) -> Result<Vec<StoredRecord>, StoreError> {
        let sql = format!("{RECORD} where town = $1 order by seq desc limit $2");
        self.list(&sql, &[Param::Text(town), limit(most)], stored_record)
    }

    fn by_token(&mut self, town: &str, token: &str) -> Result<Option<Committed>, StoreError> {
        let sql = "select r.seq, r.step, m.number from record r
                   join matter m on m.town = r.town and m.id = r.matter where r.town = $1 and r.token = $2";
        self.first(sql, &[Param::Text(town), Param::Text(token)], |r| {
            Ok(Committed { seq: small(r, 0)?, step: small(r, 1)?, number: r.text(2)?, repeated: true })
        })
    }

    fn leaf_hashes(&mut self, town: &str, from: u64, most: u32) -> Result<Vec<Hash>, StoreError> {
        let sql = "select hash from leaf where town = $1 and seq >= $2 order by seq limit $3";
        self.list(sql, &[Param::Text(town), place(from), limit(most)], hash)
    }

    fn checkpoints(&mut self, town: &str) -> Result<Vec<(u64, String)>, StoreError> {
        let sql = "select size, note from checkpoint where town = $1 order by size";
        self.list(sql, &[Param::Text(town)], |r| Ok((small(r, 0)?, r.text(1)?)))
    }

    fn last_edition(&mut self, town: &str) -> Result<Option<Edition>, StoreError> {
        let sql = format!("{EDITION} where town = $1 order by n desc limit 1");
        self.first(&sql, &[Param::Text(town)], edition)
    }

    fn edition(&mut self, town: &str, version: &str) -> Result<Option<Edition>, StoreError> {
        let sql = format!("{EDITION} where town = $1 and version = $2 order by n desc limit 1");
        self.first(&sql, &[Param::Text(town), Param::Text(version)], edition)
    }

    fn entries(&mut self, town: &str, register: &str, key: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRY} where town = $1 and register = $2 and key = $3 order by seq, ordinal");
        self.list(&sql, &[Param::Text(town), Param::Text(register), Param::Text(key)], entry)
    }

    fn entries_of(&mut self, town: &str, register: &str, holder: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRY} where town = $1 and register = $2 and holder = $3 order by seq, ordinal");
        self.list(&sql, &[Param::Text(town), Param::Text(register), Param::Text(holder)], entry)
    }

    fn register(&mut self, town: &str, register: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRY} where town = $1 and register = $2 order by key, seq, ordinal");
        self.list(&sql, &[Param::Text(town), Param::Text(register)], entry)
    }

    fn due(&mut self, town: &str, until: DateTime, most: u32) -> Result<Vec<DueClock>, StoreError> {
        let sql = "select matter, clock, due from clock where town = $1 and due <= $2
                   order by due, matter, clock limit $3";
        self.list(sql, &[Param::Text(town), Param::Text(&until.to_string()), limit(most)], |r| {
            Ok(DueClock { matter: r.text(0)?, clock: r.text(1)?, due: read_time(&r.text(2)?)? })
        })
    }

    fn cells(&mut self, town: &str, until_month: i32) -> Result<Vec<Cell>, StoreError> {
        let sql = "select figure, month, dimension, amount from cell where town = $1 and month <= $2
                   order by figure, month, dimension";
        self.list(sql, &[Param::Text(town), Param::Int(i64::from(until_month))], |r| {
            Ok(Cell { figure: r.text(0)?, month: small(r, 1)?, dimension: r.text(2)?, amount: r.int(3)? })
        })
    }

    fn trace(&mut self, town: &str, query: &TraceQuery<'_>) -> Result<Vec<TraceRow>, StoreError> {
        let (from, to) = (query.from.to_string(), query.to.to_string());
        let after = query.after.map(|(day, seq, ordinal)| (day.to_string(), place(seq), limit(ordinal)));
        let (day, seq, ordinal) = after.unwrap_or((String::new(), Param::Int(-1), Param::Int(-1)));
        let params = [
            Param::Text(town),
            Param::Text(query.figure),
            Param::Text(&from),
            Param::Text(&to),
            Param::Maybe(query.dimension),
            Param::Text(&day),
            seq,
            ordinal,
            limit(query.limit),
        ];
        self.list(TRACE, &params, trace_row)
    }

    fn postings(&mut self, town: &str, seq: u64) -> Result<Vec<Posting>, StoreError> {
        let sql = "select figure, day, dimension, amount from posting where town = $1 and seq = $2 order by ordinal";
        self.list(sql, &[Param::Text(town), place(seq)], |r| posting(r, 0))
    }

    fn papers(&mut self, town: &str, matter: &str) -> Result<Vec<PaperNumber>, StoreError> {
        let sql = "select p.seq, p.document, p.number from paper p join record r on r.town = p.town and r.seq = p.seq
                   where p.town = $1 and r.matter = $2 order by p.seq, p.document";
        self.list(sql, &[Param::Text(town), Param::Text(matter)], paper_number)
    }

    fn scan_papers(
        &mut self,
        town: &str,
        after: (u64, &str),
        most: u32,
    ) -> Result<Vec<PaperNumber>, StoreError> {
        let sql = "select seq, document, number from paper where town = $1 and (seq, document) > ($2, $3)
                   order by seq, document limit $4";
        self.list(sql, &[Param::Text(town), place(after.0), Param::Text(after.1), limit(most)], paper_number)
    }

    fn searched(&mut self, town: &str) -> Result<u64, StoreError> {
        let sql = "select size from searched where town = $1";
        Ok(self.first(sql, &[Param::Text(town)], |r| small(r, 0))?.unwrap_or(0))
    }

    fn find(&mut self, town: &str, query: &search::Query, most: u32) -> Result<Vec<String>, StoreError> {
        let (sql, question) = Q::FIND;
        let asked = question(town, query);
        self.list(sql, &[Param::Text(town), Param::Text(&asked), limit(most)], |r| r.text(0))
    }

    fn file(&mut self, town: &str, id: &str) -> Result<Option<FileRow>, StoreError> {
        let sql = format!("{FILE} where town = $1 and id = $2");
        self.first(&sql, &[Param::Text(town), Param::Text(id)], file)
    }

    fn files(&mut self, town: &str, matter: &str) -> Result<Vec<FileRow>, StoreError> {
        let sql =
            "select f.id, f.hash, f.media, f.size, f.name, f.staged_at, f.seq, f.erased_at, f.erased_why
                   from record r join file f on f.town = r.town and f.seq = r.seq
                   where r.town = $1 and r.matter = $2 order by f.seq, f.id";
        self.list(sql, &[Param::Text(town), Param::Text(matter)], file)
    }

    fn file_bytes(&mut self, town: &str, id: &str, part: FilePart) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = match part {
            FilePart::Small => "select small from file where town = $1 and id = $2",
            FilePart::Large => "select large from file where town = $1 and id = $2",
            FilePart::Whole => "select bytes from file where town = $1 and id = $2",
        };
        Ok(self.first(sql, &[Param::Text(town), Param::Text(id)], |r| r.maybe_bytes(0))?.flatten())
    }

    fn scan_files(&mut self, town: &str, after: &str, most: u32) -> Result<Vec<FileRow>, StoreError> {
        let sql = format!("{FILE} where town = $1 and id > $2 order by id limit $3");
        self.list(&sql, &[Param::Text(town), Param::Text(after), limit(most)], file)
    }

    fn standing_on(&mut self, town: &str, query: &GroundQuery<'_>) -> Result<Vec<GroundRow>, StoreError> {
        let (seq, link) = query.after.map_or((Param::Int(-1), ""), |(seq, link)| (place(seq), link));
        let params = [
            Param::Text(town),
            Param::Text(query.register),
            Param::Text(query.key),
            seq,
            Param::Text(link),
            limit(query.limit),
        ];
        self.list(STANDING_ON, &params, ground_row)
    }

    fn scan_grounds(
        &mut self,
        town: &str,
        after: Option<&(Ground, u64)>,
        most: u32,
    ) -> Result<Vec<(Ground, u64)>, StoreError> {
        let sql = "select link, register, key, from_at, seq from ground
                   where town = $1 and (register, key, seq, link) > ($2, $3, $4, $5)
                   order by register, key, seq, link limit $6";
        let (register, key, seq, link) = match after {
            Some((g, seq)) => (g.register.as_str(), g.key.as_str(), place(*seq), g.link.as_str()),
            None => ("", "", Param::Int(-1), ""),
        };
        let params =
            [Param::Text(town), Param::Text(register), Param::Text(key), seq, Param::Text(link), limit(most)];
        self.list(sql, &params, |r| Ok((ground(r, 0)?, small(r, 4)?)))
    }
}
