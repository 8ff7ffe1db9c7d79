//! Runs the shared queries of `reading` and the shared changes of `people`.

use super::session::Session;
use crate::api::error::{Doing, StoreError};
use crate::people::Writes;
use crate::reading::{Line, Param, Query};
use crate::search::postgres;
use ::postgres::Row;
use ::postgres::types::{FromSql, ToSql};

impl Query for Session {
    const FIND: (&'static str, fn(&str, &search::Query) -> String) = (postgres::FIND, postgres::question);

    fn each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        row: &mut dyn FnMut(&dyn Line) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.query(sql, &given(params), "query")?.iter().try_for_each(|r| row(r))
    }
}

impl Writes for Session {
    fn write(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        Session::write(self, sql, &given(params), "change")
    }
}

fn given<'a>(params: &'a [Param<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    let given = params.iter().map(|p| match p {
        Param::Text(text) => text as &(dyn ToSql + Sync),
        Param::Maybe(text) => text,
        Param::Int(number) => number,
        Param::Bytes(bytes) => bytes,
        Param::MaybeBytes(bytes) => bytes,
    });
    given.collect()
}

fn get<'a, T: FromSql<'a>>(row: &'a Row, index: usize) -> Result<T, StoreError> {
    row.try_get(index).doing("read a column")
}

impl Line for Row {
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
