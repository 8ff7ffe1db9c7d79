//! Ledgers on their way in, and how their columns are read: the same SQL text runs in either engine.
//! None of it is a record: it can be forgotten without a trace.

mod asking;
mod changing;

use crate::api::error::StoreError;
use ::people::Seconds;

pub(crate) use changing::apply;

/// A ledger that was handed in and is not imported yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Town.
    pub town: String,
    /// Its id.
    pub id: String,
    /// Who handed it in; nobody else sees it.
    pub person: String,
    /// Procedure of its items.
    pub procedure: String,
    /// Name of its file.
    pub name: String,
    /// When it was handed in.
    pub made_at: Seconds,
    /// The table, as the caller writes it.
    pub contents: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerChange {
    /// Keeps how ledgers with this header are read.
    Mapping {
        /// Town.
        town: String,
        /// Procedure of their items.
        procedure: String,
        /// Fingerprint of the header.
        header: String,
        /// The mapping, as the caller writes it.
        mapping: String,
    },
    /// Keeps a ledger, and sweeps away those handed in before a moment.
    Upload {
        /// The ledger.
        upload: Upload,
        /// Older ones go.
        sweep: Seconds,
    },
    /// Forgets a ledger.
    Forget {
        /// Town.
        town: String,
        /// Its id.
        id: String,
    },
}

/// The verbs of reading about ledgers.
#[allow(missing_docs, reason = "the names and the types say all; a line each would repeat them")]
pub trait LedgerReader {
    fn ledger_mapping(
        &mut self,
        town: &str,
        procedure: &str,
        header: &str,
    ) -> Result<Option<String>, StoreError>;
    fn upload(&mut self, town: &str, id: &str) -> Result<Option<Upload>, StoreError>;
}
