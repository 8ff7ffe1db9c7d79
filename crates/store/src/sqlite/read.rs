//! The reading side of SQLite.

use crate::api::error::{Doing, StoreError};
use crate::api::read::*;
use crate::rows::{read_facts, read_json, read_time};
use deadline::DateTime;
use figures::{Cell, Posting};
use kernel::{Entry, Recorded};
use record::Hash;
use record::tree::Frontier;
use rusqlite::{Params, Row, Transaction, params};

/// One read transaction.
pub(super) struct Snapshot<'a>(pub(super) &'a Transaction<'a>);

const RECORD: &str =
    "select seq, town, matter, step, procedure, action, actor, capacity, happened_at, recorded_at,
    rulebook, token, facts, leaf from record";
const ENTRY: &str = "select register, key, from_at, until_at, fields from entry";

impl Snapshot<'_> {
    fn list<T>(
        &mut self,
        sql: &str,
        params: impl Params,
        make: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.0.prepare_cached(sql).doing("prepare a query")?;
        let mut rows = statement.query(params).doing("query")?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().doing("query")? {
            out.push(make(row)?);
        }
        Ok(out)
    }
}

fn get<T: rusqlite::types::FromSql>(row: &Row<'_>, index: usize) -> Result<T, StoreError> {
    row.get(index).doing("read a column")
}

fn size(row: &Row<'_>, index: usize) -> Result<u64, StoreError> {
    Ok(get::<i64>(row, index)?.unsigned_abs())
}

fn stored_record(row: &Row<'_>) -> Result<StoredRecord, StoreError> {
    let (facts, salts) = read_facts(&get::<String>(row, 12)?)?;
    let recorded = Recorded {
        town: get(row, 1)?,
        matter: get(row, 2)?,
        step: get(row, 3)?,
        procedure: get(row, 4)?,
        action: get(row, 5)?,
        actor: get(row, 6)?,
        capacity: get(row, 7)?,
        happened_at: read_time(&get::<String>(row, 8)?)?,
        recorded_at: read_time(&get::<String>(row, 9)?)?,
        rulebook: get(row, 10)?,
        token: get(row, 11)?,
        facts,
    };
    Ok(StoredRecord { seq: size(row, 0)?, recorded, salts, leaf: get(row, 13)? })
}

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let until: Option<String> = get(row, 3)?;
    Ok(Entry {
        register: get(row, 0)?,
        key: get(row, 1)?,
        from: read_time(&get::<String>(row, 2)?)?,
        until: until.as_deref().map(read_time).transpose()?,
        fields: read_json("entry", &get::<String>(row, 4)?)?,
    })
}

fn stored_matter(row: &Row<'_>) -> Result<StoredMatter, StoreError> {
    Ok(StoredMatter { matter: read_json("matter", &get::<String>(row, 0)?)?, number: get(row, 1)? })
}

impl Reader for Snapshot<'_> {
    fn towns(&mut self) -> Result<Vec<Town>, StoreError> {
        self.list("select town, name, origin from town order by town", [], |r| {
            Ok(Town { key: get(r, 0)?, name: get(r, 1)?, origin: get(r, 2)? })
        })
    }

    fn head(&mut self, town: &str) -> Result<Option<Head>, StoreError> {
        let heads = self.list("select size, frontier from town where town = ?1", [town], |r| {
            let frontier = Frontier::from_bytes(&get::<Vec<u8>>(r, 1)?);
            let frontier =
                frontier.map_err(|e| StoreError::Unreadable { what: "frontier", reason: e.to_string() })?;
            Ok(Head { size: size(r, 0)?, frontier })
        })?;
        Ok(heads.into_iter().next())
    }

    fn matter(&mut self, town: &str, id: &str) -> Result<Option<StoredMatter>, StoreError> {
        let sql = "select state, number from matter where town = ?1 and id = ?2";
        Ok(self.list(sql, [town, id], stored_matter)?.into_iter().next())
    }

    fn matter_by_number(&mut self, town: &str, number: &str) -> Result<Option<StoredMatter>, StoreError> {
        let sql = "select state, number from matter where town = ?1 and number = ?2";
        Ok(self.list(sql, [town, number], stored_matter)?.into_iter().next())
    }

    fn matters(&mut self, town: &str, query: &MattersQuery<'_>) -> Result<Vec<StoredMatter>, StoreError> {
        let (at, id) = match &query.after {
            Some((at, id)) => (at.to_string(), id.as_str()),
            None => ("9999".to_owned(), ""),
        };
        let before = "and (opened_at, id) < (?3, ?4) order by opened_at desc, id desc limit ?5";
        match query.stage {
            None => {
                let sql =
                    format!("select state, number from matter where town = ?1 and procedure = ?2 {before}");
                self.list(&sql, params![town, query.procedure, at, id, query.limit], stored_matter)
            }
            Some(stage) => {
                let sql = format!(
                    "select state, number from matter where town = ?1 and procedure = ?2 and stage = ?6 {before}"
                );
                self.list(&sql, params![town, query.procedure, at, id, query.limit, stage], stored_matter)
            }
        }
    }

    fn scan_matters(&mut self, town: &str, after: &str, limit: u32) -> Result<Vec<StoredMatter>, StoreError> {
        let sql = "select state, number from matter where town = ?1 and id > ?2 order by id limit ?3";
        self.list(sql, params![town, after, limit], stored_matter)
    }

    fn stage_counts(&mut self, town: &str) -> Result<Vec<StageCount>, StoreError> {
        let sql = "select procedure, stage, n from stage_count where town = ?1 and n <> 0 order by procedure, stage";
        self.list(sql, [town], |r| Ok(StageCount { procedure: get(r, 0)?, stage: get(r, 1)?, n: get(r, 2)? }))
    }

    fn records(&mut self, town: &str, matter: &str) -> Result<Vec<StoredRecord>, StoreError> {
        self.list(
            &format!("{RECORD} where town = ?1 and matter = ?2 order by step"),
            [town, matter],
            stored_record,
        )
    }

    fn scan(&mut self, town: &str, from: u64, limit: u32) -> Result<Vec<StoredRecord>, StoreError> {
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let sql = format!("{RECORD} where town = ?1 and seq >= ?2 order by seq limit ?3");
        self.list(&sql, params![town, from, limit], stored_record)
    }

    fn recent(&mut self, town: &str, limit: u32) -> Result<Vec<StoredRecord>, StoreError> {
        self.list(
            &format!("{RECORD} where town = ?1 order by seq desc limit ?2"),
            params![town, limit],
            stored_record,
        )
    }

    fn by_token(&mut self, town: &str, token: &str) -> Result<Option<Committed>, StoreError> {
        let sql = "select r.seq, r.step, m.number from record r join matter m on m.town = r.town and m.id = r.matter
                   where r.town = ?1 and r.token = ?2";
        let found = self.list(sql, [town, token], |r| {
            Ok(Committed { seq: size(r, 0)?, step: get(r, 1)?, number: get(r, 2)?, repeated: true })
        })?;
        Ok(found.into_iter().next())
    }

    fn leaf_hashes(&mut self, town: &str, from: u64, limit: u32) -> Result<Vec<Hash>, StoreError> {
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let sql = "select hash from leaf where town = ?1 and seq >= ?2 order by seq limit ?3";
        self.list(sql, params![town, from, limit], |r| {
            let bytes: Vec<u8> = get(r, 0)?;
            let bytes = bytes
                .try_into()
                .map_err(|_| StoreError::Unreadable { what: "hash", reason: "not 32 bytes".into() })?;
            Ok(Hash(bytes))
        })
    }

    fn checkpoints(&mut self, town: &str) -> Result<Vec<(u64, String)>, StoreError> {
        let sql = "select size, note from checkpoint where town = ?1 order by size";
        self.list(sql, [town], |r| Ok((size(r, 0)?, get(r, 1)?)))
    }

    fn entries(&mut self, town: &str, register: &str, key: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRY} where town = ?1 and register = ?2 and key = ?3 order by seq, ordinal");
        self.list(&sql, [town, register, key], entry)
    }

    fn entries_of(&mut self, town: &str, register: &str, holder: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRY} where town = ?1 and register = ?2 and holder = ?3 order by seq, ordinal");
        self.list(&sql, [town, register, holder], entry)
    }

    fn register(&mut self, town: &str, register: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRY} where town = ?1 and register = ?2 order by key, seq, ordinal");
        self.list(&sql, [town, register], entry)
    }

    fn due(&mut self, town: &str, until: DateTime, limit: u32) -> Result<Vec<DueClock>, StoreError> {
        let sql = "select matter, clock, due from clock where town = ?1 and due <= ?2 order by due, matter, clock limit ?3";
        self.list(sql, params![town, until.to_string(), limit], |r| {
            Ok(DueClock { matter: get(r, 0)?, clock: get(r, 1)?, due: read_time(&get::<String>(r, 2)?)? })
        })
    }

    fn cells(&mut self, town: &str, until_month: i32) -> Result<Vec<Cell>, StoreError> {
        let sql = "select figure, month, dimension, amount from cell where town = ?1 and month <= ?2
                   order by figure, month, dimension";
        self.list(sql, params![town, until_month], |r| {
            Ok(Cell { figure: get(r, 0)?, month: get(r, 1)?, dimension: get(r, 2)?, amount: get(r, 3)? })
        })
    }

    fn trace(&mut self, town: &str, query: &TraceQuery<'_>) -> Result<Vec<TraceRow>, StoreError> {
        let (day, seq, ordinal) = match query.after {
            Some((day, seq, ordinal)) => {
                (day.to_string(), i64::try_from(seq).unwrap_or(i64::MAX), i64::from(ordinal))
            }
            None => (String::new(), -1, -1),
        };
        let sql = "select p.seq, p.ordinal, p.figure, p.day, p.dimension, p.amount, r.matter, m.number, r.procedure, r.action
                   from posting p join record r on r.town = p.town and r.seq = p.seq
                   join matter m on m.town = r.town and m.id = r.matter
                   where p.town = ?1 and p.figure = ?2 and p.day >= ?3 and p.day <= ?4
                   and (?5 is null or p.dimension = ?5) and (p.day, p.seq, p.ordinal) > (?6, ?7, ?8)
                   order by p.day, p.seq, p.ordinal limit ?9";
        let (from, to) = (query.from.to_string(), query.to.to_string());
        let params = params![town, query.figure, from, to, query.dimension, day, seq, ordinal, query.limit];
        self.list(sql, params, |r| {
            let posting = Posting {
                figure: get(r, 2)?,
                day: read_time(&get::<String>(r, 3)?)?,
                dimension: get(r, 4)?,
                amount: get(r, 5)?,
            };
            Ok(TraceRow {
                seq: size(r, 0)?,
                ordinal: get(r, 1)?,
                posting,
                matter: get(r, 6)?,
                number: get(r, 7)?,
                procedure: get(r, 8)?,
                action: get(r, 9)?,
            })
        })
    }

    fn postings(&mut self, town: &str, seq: u64) -> Result<Vec<Posting>, StoreError> {
        let sql = "select figure, day, dimension, amount from posting where town = ?1 and seq = ?2 order by ordinal";
        self.list(sql, params![town, i64::try_from(seq).unwrap_or(i64::MAX)], |r| {
            Ok(Posting {
                figure: get(r, 0)?,
                day: read_time(&get::<String>(r, 1)?)?,
                dimension: get(r, 2)?,
                amount: get(r, 3)?,
            })
        })
    }
}
