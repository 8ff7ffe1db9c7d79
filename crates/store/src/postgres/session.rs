//! One connection to PostgreSQL with the statements that it has prepared.

use crate::api::error::{Doing, StoreError};
use ::postgres::types::ToSql;
use ::postgres::{Client, NoTls, Row, Statement};
use std::collections::BTreeMap;

/// Every commit durable before it is answered; a lock is waited for no longer than five seconds.
const SETTINGS: &str = "set synchronous_commit = on; set lock_timeout = '5s'";

/// A connection; each SQL text is prepared once.
pub(super) struct Session {
    client: Client,
    prepared: BTreeMap<String, Statement>,
}

impl Session {
    pub(super) fn open(url: &str) -> Result<Session, StoreError> {
        let mut client = Client::connect(url, NoTls).doing("be reached")?;
        client.batch_execute(SETTINGS).doing("set a session")?;
        Ok(Session { client, prepared: BTreeMap::new() })
    }

    /// Statements without parameters or answer.
    pub(super) fn run(&mut self, sql: &str, doing: &'static str) -> Result<(), StoreError> {
        self.client.batch_execute(sql).doing(doing)
    }

    pub(super) fn query(
        &mut self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
        doing: &'static str,
    ) -> Result<Vec<Row>, StoreError> {
        let statement = self.statement(sql, doing)?;
        self.client.query(&statement, params).doing(doing)
    }

    /// Answers the number of rows written.
    pub(super) fn write(
        &mut self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
        doing: &'static str,
    ) -> Result<u64, StoreError> {
        let statement = self.statement(sql, doing)?;
        self.client.execute(&statement, params).doing(doing)
    }

    fn statement(&mut self, sql: &str, doing: &'static str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).doing(doing)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}
