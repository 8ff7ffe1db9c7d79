//! PostgreSQL: one writing connection, a few reading ones.
//!
//! The client blocks its thread, and panics on a thread of an async runtime: call the store, and drop its last
//! clone, on a blocking thread. Connections are not encrypted: keep the server on the same machine or network.

mod insert;
mod look;
mod read;
mod session;
mod write;

use crate::api::Engine;
use crate::api::error::{Doing, StoreError};
use crate::api::read::Reader;
use crate::reading::Snapshot;
use session::Session;
use std::sync::Mutex;
pub(crate) use write::PostgresBatches;

/// Schema steps, oldest first. A released one is never changed; a new one goes below the last.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/postgres/0001_record.sql"),
    include_str!("../../migrations/postgres/0002_ground.sql"),
    include_str!("../../migrations/postgres/0003_edition.sql"),
    include_str!("../../migrations/postgres/0004_paper.sql"),
    include_str!("../../migrations/postgres/0005_people.sql"),
    include_str!("../../migrations/postgres/0006_search.sql"),
    include_str!("../../migrations/postgres/0007_ledger.sql"),
    include_str!("../../migrations/postgres/0009_passkey.sql"),
    include_str!("../../migrations/postgres/0010_file.sql"),
];

/// Reading connections that are kept; more are opened when needed and closed after use.
const POOL_MAX: usize = 8;

/// The reading side.
pub(crate) struct PostgresEngine {
    url: String,
    version: String,
    pool: Mutex<Vec<Session>>,
}

/// Opens the database behind the URL.
pub(crate) fn open(url: &str) -> Result<(PostgresBatches, PostgresEngine), StoreError> {
    let mut writer = Session::open(url)?;
    migrate(&mut writer)?;
    let rows = writer.query("select split_part(version(), ' ', 2)", &[], "tell its version")?;
    let version: String = match rows.first() {
        Some(row) => row.try_get(0).doing("tell its version")?,
        None => String::new(),
    };
    let engine = PostgresEngine { url: url.to_owned(), version, pool: Mutex::new(Vec::new()) };
    Ok((PostgresBatches::new(url, writer), engine))
}

/// One process at a time: the advisory lock is held until the transaction ends.
fn migrate(session: &mut Session) -> Result<(), StoreError> {
    session.run("begin; select pg_advisory_xact_lock(7031)", "begin a migration")?;
    session.run("create table if not exists fadu_schema (version bigint not null)", "note its schema")?;
    let rows = session.query("select max(version) from fadu_schema", &[], "tell its schema")?;
    let found = match rows.first() {
        Some(row) => row.try_get::<_, Option<i64>>(0).doing("tell its schema")?.unwrap_or(0),
        None => 0,
    };
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        session.run("rollback", "leave a newer schema")?;
        return Err(StoreError::Newer { found, known });
    }
    for (version, step) in (1_i64..).zip(MIGRATIONS).filter(|(version, _)| *version > found) {
        session.run(step, "migrate its schema")?;
        session.write("insert into fadu_schema (version) values ($1)", &[&version], "note its schema")?;
    }
    session.run("commit", "finish a migration")
}

impl PostgresEngine {
    /// A connection within a read transaction. A kept connection that broke meanwhile is replaced.
    fn begin(&self) -> Result<Session, StoreError> {
        const BEGIN: &str = "begin isolation level repeatable read read only";
        while let Some(mut kept) = self.pool.lock().ok().and_then(|mut p| p.pop()) {
            if kept.run(BEGIN, "begin reading").is_ok() {
                return Ok(kept);
            }
        }
        let mut session = Session::open(&self.url)?;
        session.run(BEGIN, "begin reading")?;
        Ok(session)
    }
}

impl Engine for PostgresEngine {
    fn version(&self) -> String {
        format!("PostgreSQL {}", self.version)
    }

    fn read(&self, f: &mut dyn FnMut(&mut dyn Reader) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut session = self.begin()?;
        let result = f(&mut Snapshot(&mut session));
        // A connection that can't end its transaction is not kept: dropping it ends both.
        if session.run("rollback", "end reading").is_ok()
            && let Ok(mut pool) = self.pool.lock()
            && pool.len() < POOL_MAX
        {
            pool.push(session);
        }
        result
    }
}
