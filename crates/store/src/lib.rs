//! The store: the only crate with SQL. One set of behaviours, in SQLite and in PostgreSQL.
//!
//! [`Store::commit`] writes an accepted act with everything that follows from it in one durable transaction;
//! acts of many callers are committed together. [`Store::read`] reads one consistent snapshot and never waits
//! for the writer. Every key begins with the town.

mod api;
mod ledgers;
mod people;
mod postgres;
mod reading;
pub mod rows;
mod search;
pub mod sqlite;
mod staging;
mod writer;

pub use crate::ledgers::{LedgerChange, LedgerReader, Upload};
pub use crate::people::{Change, ChangeError, PeopleReader};
pub use crate::search::{Passage, Passages};
pub use api::error::{CommitError, StoreError};
pub use api::read::{
    Committed, Counter, DueClock, Edition, Erased, FilePart, FileRow, GroundQuery, GroundRow, Head, Listed,
    MattersQuery, PaperNumber, Reader, StageCount, StoredMatter, StoredRecord, Town, TraceQuery, TraceRow,
};
pub use api::{NewAct, NewPaper, Place, Store, Ticket};
pub use kernel::Entry;
pub use staging::NewFile;
