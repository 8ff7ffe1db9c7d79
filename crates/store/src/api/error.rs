//! What can go wrong with a store.

use std::sync::Arc;

/// The store could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said so.
    #[error("the SQLite database could not {doing}")]
    Sqlite {
        /// What was tried.
        doing: &'static str,
        /// The engine's error.
        #[source]
        source: rusqlite::Error,
    },
    /// PostgreSQL said so.
    #[error("the PostgreSQL database could not {doing}")]
    Postgres {
        /// What was tried.
        doing: &'static str,
        /// The engine's error.
        #[source]
        source: postgres::Error,
    },
    /// A file could not be made or locked.
    #[error("the data directory `{path}` could not be opened; check that it exists and may be written")]
    Folder {
        /// The path.
        path: String,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// Another process has the file.
    #[error("`{0}` is in use by another running program; stop that one first")]
    InUse(String),
    /// The engine is too old.
    #[error("SQLite {0} is too old: 3.51.3 or later is needed, earlier ones can corrupt a WAL database")]
    TooOld(String),
    /// The data were written by a newer program.
    #[error("the data have schema {found}, this program knows {known}; use the newer program")]
    Newer {
        /// Schema of the data.
        found: i64,
        /// Newest schema that the program knows.
        known: i64,
    },
    /// A stored text is not what was written.
    #[error("a stored {what} can't be read: {reason}; run `fadu record verify`")]
    Unreadable {
        /// Kind of value.
        what: &'static str,
        /// What the reader said.
        reason: String,
    },
    /// The key is taken.
    #[error("the town `{0}` is there already with another name or origin")]
    TownTaken(String),
    /// There is no such town.
    #[error("there is no town `{0}`; found it first")]
    NoTown(String),
    /// More files wait for their acts than are taken.
    #[error("too many files of the town `{0}` wait for their acts; try again in a while")]
    TooManyFilesWait(String),
    /// No act keeps such a file, or it was erased before.
    #[error("no act keeps the file `{0}`, or it was erased before")]
    NoFile(String),
    /// The system gave no thread.
    #[error("the writer could not be started")]
    Thread(#[source] std::io::Error),
    /// The writer ended.
    #[error("the store's writer has ended; restart the program")]
    WriterGone,
}

impl StoreError {
    /// Trying the same again may do: another process was in the way (40001 serialization failure, 40P01 deadlock),
    /// or the connection broke. An act whose commit went through unnoticed is found by its token.
    pub(crate) fn passing(&self) -> bool {
        use ::postgres::error::SqlState;
        let StoreError::Postgres { source, .. } = self else { return false };
        let in_the_way = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        source.is_closed() || source.code().is_some_and(|code| in_the_way.contains(code))
    }
}

/// Why an act was not committed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// The matter moved on since it was read, or is there already.
    #[error("the matter moved on: it has {steps} steps now")]
    Stale {
        /// Its number of steps now.
        steps: u32,
    },
    /// A register that the decision read was changed since.
    #[error("a register changed meanwhile; decide again")]
    RegisterMoved,
    /// A file that the act names was not sent beforehand, fell away, or another act has it.
    #[error("the file `{0}` is not there to be kept")]
    FileGone(String),
    /// There is no such town.
    #[error("there is no such town")]
    NoTown,
    /// The store could not do its work.
    #[error(transparent)]
    Fault(Arc<StoreError>),
}

/// Turns an engine's error into ours.
pub(crate) trait Doing<T> {
    /// With what was tried.
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for Result<T, rusqlite::Error> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Sqlite { doing, source })
    }
}

impl<T> Doing<T> for Result<T, postgres::Error> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Postgres { doing, source })
    }
}
