//! Bare SQLite, to be measured against.

use super::insert;
use crate::api::error::{Doing, StoreError};
use crate::rows::Batch;
use rusqlite::Connection;
use std::path::Path;

/// Bare SQLite for comparison: the same rows by the same statements, without checks, hashing or JSON.
#[derive(Debug)]
pub struct Bare {
    connection: Connection,
}

impl Bare {
    /// A new database with the same schema and settings.
    ///
    /// # Errors
    /// The directory can't be written.
    pub fn open(folder: &Path) -> Result<Bare, StoreError> {
        let at = |source| StoreError::Folder { path: folder.display().to_string(), source };
        std::fs::create_dir_all(folder).map_err(at)?;
        let mut connection = Connection::open(folder.join("bare.db")).doing("open its file")?;
        super::prepare(&connection)?;
        super::migrate(&mut connection)?;
        Ok(Bare { connection })
    }

    /// Inserts a batch in one durable transaction.
    ///
    /// # Errors
    /// The engine's.
    pub fn insert(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.connection.execute_batch("begin immediate").doing("begin writing")?;
        insert::rows(&self.connection, batch)?;
        self.connection.execute_batch("commit").doing("commit")
    }
}
