//! The writing side of SQLite.

use super::{insert, look};
use crate::api::error::{Doing, StoreError};
use crate::api::read::{Edition, Town};
use crate::people::{self, Change, ChangeError};
use crate::rows::Batch;
use crate::search::{self, Passages};
use crate::staging::{self, FileChange};
use crate::writer::{Batches, Found, Wanted};
use record::tree::Frontier;
use rusqlite::{Connection, TransactionBehavior, params};
use std::fs::File;

/// The one writing connection. The lock is held until it is closed, and let go by the system if the program dies.
pub(crate) struct SqliteBatches {
    connection: Connection,
    _lock: File,
}

impl SqliteBatches {
    pub(super) fn new(connection: Connection, lock: File) -> Self {
        SqliteBatches { connection, _lock: lock }
    }
}

impl Batches for SqliteBatches {
    fn look(&mut self, wanted: &Wanted) -> Result<Found, StoreError> {
        self.connection.execute_batch("begin immediate").doing("begin writing")?;
        look::look(&self.connection, wanted)
    }

    fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        insert::rows(&self.connection, batch)?;
        self.connection.execute_batch("commit").doing("commit")
    }

    fn abandon(&mut self) {
        // Without an open transaction there is nothing to abandon, and SQLite says so.
        drop(self.connection.execute_batch("rollback"));
    }

    fn found(&mut self, town: &Town) -> Result<(), StoreError> {
        let c = &self.connection;
        let empty = Frontier::default().to_bytes();
        c.execute(
            "insert into town (town, name, origin, size, frontier) values (?1, ?2, ?3, 0, ?4) on conflict (town) do nothing",
            params![town.key, town.name, town.origin, empty],
        )
        .doing("found a town")?;
        let sql = "select name, origin from town where town = ?1";
        let (name, origin): (String, String) =
            c.query_row(sql, params![town.key], |r| Ok((r.get(0)?, r.get(1)?))).doing("look up a town")?;
        if name == town.name && origin == town.origin {
            Ok(())
        } else {
            Err(StoreError::TownTaken(town.key.clone()))
        }
    }

    fn edition(&mut self, edition: &Edition) -> Result<(), StoreError> {
        let sql = "insert into edition (town, n, version, adopted_at, texts)
                   select town, ?2, ?3, ?4, ?5 from town where town = ?1";
        let n = i64::try_from(edition.n).unwrap_or(i64::MAX);
        let at = edition.adopted_at.to_string();
        let values = params![edition.town, n, edition.version, at, edition.texts];
        match self.connection.execute(sql, values).doing("keep a rulebook")? {
            0 => Err(StoreError::NoTown(edition.town.clone())),
            _ => Ok(()),
        }
    }

    fn checkpoint(&mut self, town: &str, size: u64, note: &str) -> Result<(), StoreError> {
        let sql = "insert into checkpoint (town, size, note) select town, ?2, ?3 from town where town = ?1
                   on conflict (town, size) do update set note = excluded.note";
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        match self.connection.execute(sql, params![town, size, note]).doing("keep a checkpoint")? {
            0 => Err(StoreError::NoTown(town.to_owned())),
            _ => Ok(()),
        }
    }

    fn forget_words(&mut self, town: &str) -> Result<(), StoreError> {
        search::sqlite::forget(&mut self.connection, town)
    }

    fn passages(&mut self, passages: &Passages) -> Result<bool, StoreError> {
        search::sqlite::put(&mut self.connection, passages)
    }

    fn file(&mut self, change: &FileChange) -> Result<(), StoreError> {
        // What is erased or falls away is overwritten, not only forgotten.
        self.connection.pragma_update(None, "secure_delete", true).doing("set erasing")?;
        let behaviour = TransactionBehavior::Immediate;
        let mut t = self.connection.transaction_with_behavior(behaviour).doing("begin writing")?;
        staging::apply(&mut t, change)?;
        t.commit().doing("commit")?;
        if matches!(change, FileChange::Erase { .. }) {
            // The log still holds the pages as they were. A reader at work leaves that to the next checkpoint.
            let empty = "pragma wal_checkpoint(truncate)";
            self.connection.query_row(empty, [], |_| Ok(())).doing("empty its log")?;
        }
        Ok(())
    }

    fn change(&mut self, changes: &[Change]) -> Result<(), ChangeError> {
        let behaviour = TransactionBehavior::Immediate;
        let mut t = self.connection.transaction_with_behavior(behaviour).doing("begin writing")?;
        people::apply(&mut t, changes)?;
        Ok(t.commit().doing("commit")?)
    }
}
