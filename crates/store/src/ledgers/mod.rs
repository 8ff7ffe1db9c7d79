//! Ledgers on their way in, how their columns are read, and headers of lists: the same SQL text runs in either engine.
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

/// A header under which a list is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHeader {
    /// Town.
    pub town: String,
    /// Which list, as `matters/hotline`.
    pub list: String,
    /// By what it is called.
    pub name: String,
    /// The header, as the caller writes it.
    pub header: String,
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
    /// Keeps a header under its name.
    Header(ListHeader),
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
    /// Headers kept for a list, by name.
    fn list_headers(&mut self, town: &str, list: &str) -> Result<Vec<ListHeader>, StoreError>;
}
