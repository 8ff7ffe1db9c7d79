//! The reading verbs, once for both engines: the same SQL text runs in either.

mod lines;
mod verbs;

use crate::api::error::StoreError;

/// A parameter of a query.
#[derive(Clone, Copy)]
pub(crate) enum Param<'a> {
    Text(&'a str),
    Maybe(Option<&'a str>),
    Int(i64),
    Bytes(&'a [u8]),
    MaybeBytes(Option<&'a [u8]>),
}

/// One row of an answer.
pub(crate) trait Line {
    fn text(&self, index: usize) -> Result<String, StoreError>;
    fn maybe(&self, index: usize) -> Result<Option<String>, StoreError>;
    fn int(&self, index: usize) -> Result<i64, StoreError>;
    fn bytes(&self, index: usize) -> Result<Vec<u8>, StoreError>;
    fn maybe_bytes(&self, index: usize) -> Result<Option<Vec<u8>>, StoreError>;
}

/// An engine's open read transaction.
pub(crate) trait Query {
    /// The search's SQL, and how it is asked.
    const FIND: (&'static str, fn(&str, &search::Query) -> String);

    /// Calls `row` for each row of the answer.
    fn each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        row: &mut dyn FnMut(&dyn Line) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;
}

/// One consistent snapshot.
pub(crate) struct Snapshot<'a, Q>(pub(crate) &'a mut Q);

impl<Q: Query> Snapshot<'_, Q> {
    /// All rows.
    pub(crate) fn list<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        make: impl Fn(&dyn Line) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut out = Vec::new();
        self.0.each(sql, params, &mut |line| {
            out.push(make(line)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// The first row, if there is one.
    pub(crate) fn first<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        make: impl Fn(&dyn Line) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.list(sql, params, make)?.into_iter().next())
    }
}
