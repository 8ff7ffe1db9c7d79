//! PostgreSQL: one writing connection, readers beside it. Its calls block: they belong on blocking threads.

mod read;
mod write;

use crate::api::Engine;
use crate::api::error::{Doing, StoreError};
use crate::api::read::Reader;
use postgres::{Client, IsolationLevel, NoTls};
use std::sync::Mutex;

pub(crate) use write::PostgresBatches;

/// Schema steps, oldest first. A released one is never changed; a new one goes below the last.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/postgres/0001_record.sql")];

/// The reading side.
pub(crate) struct PostgresEngine {
    url: String,
    version: String,
    pool: Mutex<Vec<Client>>,
}

/// Connects and migrates.
pub(crate) fn open(url: &str) -> Result<(PostgresBatches, PostgresEngine), StoreError> {
    let mut writer = connect(url)?;
    migrate(&mut writer)?;
    let row = writer.query_one("show server_version", &[]).doing("tell its version")?;
    let number: String = row.try_get(0).doing("tell its version")?;
    let version = format!("PostgreSQL {}", number.split(' ').next().unwrap_or(""));
    let engine = PostgresEngine { url: url.to_owned(), version, pool: Mutex::new(Vec::new()) };
    Ok((PostgresBatches::new(writer, url), engine))
}

/// A connection on which every commit is durable.
fn connect(url: &str) -> Result<Client, StoreError> {
    let mut client = Client::connect(url, NoTls).doing("be reached")?;
    client.batch_execute("set synchronous_commit = on").doing("set a connection")?;
    Ok(client)
}

fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let mut transaction = client.transaction().doing("begin a migration")?;
    // Two programs that start at once migrate one after the other.
    let versions = "create table if not exists fadu_schema (version bigint not null); lock table fadu_schema";
    transaction.batch_execute(versions).doing("tell its schema")?;
    let row = transaction.query_opt("select max(version) from fadu_schema", &[]).doing("tell its schema")?;
    let found: Option<i64> = row.map(|r| r.try_get(0)).transpose().doing("tell its schema")?.flatten();
    let (found, known) = (found.unwrap_or(0), i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX));
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (n, step) in (1_i64..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or(0)) {
        transaction.batch_execute(step).doing("migrate its schema")?;
        transaction
            .execute("insert into fadu_schema (version) values ($1)", &[&n])
            .doing("note its schema")?;
    }
    transaction.commit().doing("finish a migration")
}

impl Engine for PostgresEngine {
    fn version(&self) -> String {
        self.version.clone()
    }

    fn read(&self, f: &mut dyn FnMut(&mut dyn Reader) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let free = self.pool.lock().ok().and_then(|mut p| p.pop()).filter(|c| !c.is_closed());
        let mut client = match free {
            Some(client) => client,
            None => connect(&self.url)?,
        };
        let result = {
            let build =
                client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
            let mut snapshot = read::Snapshot(build.start().doing("begin reading")?);
            let result = f(&mut snapshot);
            snapshot.0.commit().doing("end reading")?;
            result
        };
        if let Ok(mut pool) = self.pool.lock() {
            pool.push(client);
        }
        result
    }
}
