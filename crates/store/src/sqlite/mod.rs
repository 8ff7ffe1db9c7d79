//! SQLite: one file, one writer, readers beside it.

mod bare;
mod insert;
mod look;
mod read;
mod write;

use crate::api::Engine;
use crate::api::error::{Doing, StoreError};
use crate::api::read::Reader;
use crate::reading::Snapshot;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub use bare::Bare;
pub(crate) use write::SqliteBatches;

/// Schema steps, oldest first. A released one is never changed; a new one goes below the last.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/sqlite/0001_record.sql")];

/// 3.51.3 as SQLite numbers it: the first without the WAL-reset fault that can corrupt a database.
const OLDEST: i32 = 3_051_003;

/// Reading connections that are kept; more are opened when needed and closed after use.
const POOL_MAX: usize = 8;

/// The reading side.
pub(crate) struct SqliteEngine {
    path: PathBuf,
    pool: Mutex<Vec<Connection>>,
}

/// Opens the directory's database.
pub(crate) fn open(folder: &Path) -> Result<(SqliteBatches, SqliteEngine), StoreError> {
    if rusqlite::version_number() < OLDEST {
        return Err(StoreError::TooOld(rusqlite::version().to_owned()));
    }
    let at = |source| StoreError::Folder { path: folder.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(at)?;
    let lock = File::create(folder.join("fadu.lock")).map_err(at)?;
    lock.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => StoreError::InUse(folder.display().to_string()),
        TryLockError::Error(source) => at(source),
    })?;
    let path = folder.join("fadu.db");
    let mut writer = Connection::open(&path).doing("open its file")?;
    prepare(&writer)?;
    migrate(&mut writer)?;
    let engine = SqliteEngine { path, pool: Mutex::new(Vec::new()) };
    Ok((SqliteBatches::new(writer, lock), engine))
}

/// WAL, every commit durable, waiting for a lock no longer than five seconds.
fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(64);
    let set = "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;
               pragma cache_size = -65536; pragma temp_store = memory;";
    connection.execute_batch(set).doing("set its journal")
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found: i64 =
        connection.pragma_query_value(None, "user_version", |r| r.get(0)).doing("tell its schema")?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let transaction = connection.transaction().doing("begin a migration")?;
    for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step).doing("migrate its schema")?;
    }
    transaction.pragma_update(None, "user_version", known).doing("note its schema")?;
    transaction.commit().doing("finish a migration")
}

impl SqliteEngine {
    fn connection(&self) -> Result<Connection, StoreError> {
        if let Some(free) = self.pool.lock().ok().and_then(|mut p| p.pop()) {
            return Ok(free);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).doing("open its file for reading")?;
        prepare(&connection)?;
        connection.pragma_update(None, "query_only", true).doing("set a reader")?;
        Ok(connection)
    }
}

impl Engine for SqliteEngine {
    fn version(&self) -> String {
        format!("SQLite {}", rusqlite::version())
    }

    fn read(&self, f: &mut dyn FnMut(&mut dyn Reader) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut connection = self.connection()?;
        let mut transaction = connection.transaction().doing("begin reading")?;
        let result = f(&mut Snapshot(&mut transaction));
        transaction.finish().doing("end reading")?;
        if let Ok(mut pool) = self.pool.lock()
            && pool.len() < POOL_MAX
        {
            pool.push(connection);
        }
        result
    }
}
