//! Runs the shared queries of `reading` and the shared changes of `people`.

use crate::api::error::{Doing, StoreError};
use crate::people::Writes;
use crate::reading::{Line, Param, Query};
use crate::search::sqlite;
use rusqlite::types::{FromSql, ToSqlOutput};
use rusqlite::{Row, ToSql, Transaction, params_from_iter};

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Param::Text(text) => text.to_sql(),
            Param::Maybe(text) => text.to_sql(),
            Param::Int(number) => number.to_sql(),
            Param::Bytes(bytes) => bytes.to_sql(),
            Param::MaybeBytes(bytes) => bytes.to_sql(),
        }
    }
}

impl Query for Transaction<'_> {
    const FIND: (&'static str, fn(&str, &search::Query) -> String) = (sqlite::FIND, sqlite::question);

    fn each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        row: &mut dyn FnMut(&dyn Line) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.prepare_cached(sql).doing("prepare a query")?;
        let mut rows = statement.query(params_from_iter(params)).doing("query")?;
        while let Some(next) = rows.next().doing("query")? {
            row(next)?;
        }
        Ok(())
    }
}

impl Writes for Transaction<'_> {
    fn write(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        let rows = self.prepare_cached(sql).doing("prepare a change")?.execute(params_from_iter(params));
        rows.map(|n| n as u64).doing("change")
    }
}

fn get<T: FromSql>(row: &Row<'_>, index: usize) -> Result<T, StoreError> {
    row.get(index).doing("read a column")
}

impl Line for Row<'_> {
    fn text(&self, index: usize) -> Result<String, StoreError> {
        get(self, index)
    }

    fn maybe(&self, index: usize) -> Result<Option<String>, StoreError> {
        get(self, index)
    }

    fn int(&self, index: usize) -> Result<i64, StoreError> {
        get(self, index)
    }

    fn bytes(&self, index: usize) -> Result<Vec<u8>, StoreError> {
        get(self, index)
    }

    fn maybe_bytes(&self, index: usize) -> Result<Option<Vec<u8>>, StoreError> {
        get(self, index)
    }
}
