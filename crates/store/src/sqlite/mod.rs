//! SQLite: one file, one writer, readers beside it.

mod bare;
mod insert;
mod look;
mod pool;
mod read;
mod write;

use crate::api::Engine;
use crate::api::error::{Doing, StoreError};
use crate::api::read::Reader;
use crate::reading::Snapshot;
use pool::Pool;
use rusqlite::Connection;
use std::fs::{File, TryLockError};
use std::path::Path;

pub use bare::Bare;
pub(crate) use write::SqliteBatches;

/// Schema steps, oldest first. A released one is never changed; a new one goes below the last.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/sqlite/0001_record.sql"),
    include_str!("../../migrations/sqlite/0002_ground.sql"),
    include_str!("../../migrations/sqlite/0003_edition.sql"),
    include_str!("../../migrations/sqlite/0004_paper.sql"),
    include_str!("../../migrations/sqlite/0005_people.sql"),
    include_str!("../../migrations/sqlite/0006_search.sql"),
    include_str!("../../migrations/sqlite/0007_ledger.sql"),
    include_str!("../../migrations/sqlite/0009_passkey.sql"),
    include_str!("../../migrations/sqlite/0010_file.sql"),
];

/// 3.51.3 as SQLite numbers it: the first without the WAL-reset fault that can corrupt a database.
const OLDEST: i32 = 3_051_003;

/// The reading side.
pub(crate) struct SqliteEngine {
    pool: Pool,
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
    let engine = SqliteEngine { pool: Pool::new(path) };
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

impl Engine for SqliteEngine {
    fn version(&self) -> String {
        format!("SQLite {}", rusqlite::version())
    }

    fn read(&self, f: &mut dyn FnMut(&mut dyn Reader) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.pool.with(|connection| {
            let mut transaction = connection.transaction().doing("begin reading")?;
            let result = f(&mut Snapshot(&mut transaction));
            transaction.finish().doing("end reading")?;
            result
        })
    }
}
