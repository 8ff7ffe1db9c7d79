//! The audit: reads the rows of a town once, in order, and names what was changed outside the program.
//!
//! Three things are compared, in this order of trust: signed checkpoints, the stored list of leaf hashes, the rows.
//! A checkpoint with a good signature is right. The list is right as far as a checkpoint confirms it; where the rows
//! lead to a checkpoint's root and the list does not, the list was changed. Beyond the last checkpoint the list is
//! believed before the rows. Whoever rewrites a row and the list alike leaves a checkpoint that fails: the finding
//! then names the smallest interval between two checkpoints that holds the change.
//!
//! Memory: 32 bytes for each row, one small entry for each matter, and what the findings need; rows that stand at
//! another place than their own need up to 40 bytes more.

mod align;
mod auditor;
mod displaced;
mod finding;
mod locate;
mod row;
mod rows;
mod seal;
mod steps;
#[cfg(test)]
mod tests;

pub use auditor::Auditor;
pub use finding::{FactFault, Finding};

use crate::checkpoint::VerifierKey;
use crate::commitment::Salt;
use crate::hash::Hash;
use crate::leaf::Leaf;
use crate::tree::Frontier;
use std::collections::BTreeMap;

/// A row as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    /// Its place in the town's record, from 0: the index of its leaf.
    pub seq: u64,
    /// The stored leaf bytes.
    pub leaf_bytes: Vec<u8>,
    /// The leaf rebuilt from the row's own columns. A store that keeps no commitment outside the leaf bytes may leave
    /// `facts` empty here: a commitment is compared only where there is one.
    pub columns: Leaf,
    /// The stored facts by name.
    pub facts: BTreeMap<String, StoredFact>,
}

/// A fact as the store holds it. Neither salt nor value: erased by law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFact {
    /// Salt of its commitment.
    pub salt: Option<Salt>,
    /// Value.
    pub value: Option<serde_json::Value>,
}

/// A signed checkpoint as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// The size under which it is filed.
    pub size: u64,
    /// The signed note.
    pub note: String,
}

/// The stored list of leaf hashes, as kept in tiles of level 0.
pub trait HashList {
    /// Number of hashes.
    fn len(&self) -> u64;

    /// The hash of a leaf, from 0; nothing if the list has a hole there.
    fn hash(&self, index: u64) -> Option<Hash>;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl HashList for [Hash] {
    fn len(&self) -> u64 {
        self.len() as u64
    }

    fn hash(&self, index: u64) -> Option<Hash> {
        self.get(usize::try_from(index).ok()?).copied()
    }
}

impl HashList for Vec<Hash> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn hash(&self, index: u64) -> Option<Hash> {
        self.as_slice().hash(index)
    }
}

/// What the rows are compared with.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The stored list of leaf hashes.
    pub list: &'a dyn HashList,
    /// The stored checkpoints, in any order.
    pub checkpoints: &'a [StoredCheckpoint],
    /// The record's keys, past and present; their name is the origin of its checkpoints.
    pub keys: &'a [VerifierKey],
    /// The stored right edge, if any. With it the list may lag behind: rows up to the edge's size are then pending.
    /// Without it the list counts as complete, and a row beyond list and checkpoints as inserted.
    pub frontier: Option<&'a Frontier>,
}

/// The outcome of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// Rows read.
    pub rows: u64,
    /// Root over the rows as they stand.
    pub root: Hash,
    /// Checkpoints whose signature holds and whose root the record leads to.
    pub checkpoints_ok: u64,
    /// Their sizes, rising.
    pub good: Vec<u64>,
    /// So many leaves from the first are confirmed by a signed checkpoint.
    pub sealed: u64,
    /// Facts without salt and value. Whether each was erased by law is to be compared with the acts of erasure.
    pub erased: u64,
    /// Rows that only the right edge confirms because the list lags behind.
    pub pending: u64,
    /// What was found, by place in the record; empty for a record that nobody touched.
    pub findings: Vec<Finding>,
}

impl AuditReport {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// The good checkpoints between which a row was recorded: the size of the last one before it and of the first
    /// one that holds it; 0 and nothing where there is none. It tells which signed statements a finding contradicts.
    pub fn window(&self, place: u64) -> (u64, Option<u64>) {
        let after = self.good.partition_point(|&size| size <= place);
        let before = after.checked_sub(1).and_then(|last| self.good.get(last)).copied();
        (before.unwrap_or(0), self.good.get(after).copied())
    }
}

/// An audit that was fed wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// Rows must come in order.
    #[error("cannot audit: row {seq} came after row {after}; read the rows in order of seq")]
    Order {
        /// The row.
        seq: u64,
        /// The row before it.
        after: u64,
    },
}

/// Audits rows that come in order of `seq`. For rows whose reading may fail, use [`Auditor`].
///
/// # Errors
/// The rows are out of order.
pub fn audit(
    rows: impl IntoIterator<Item = StoredRow>,
    evidence: Evidence<'_>,
) -> Result<AuditReport, AuditError> {
    let mut auditor = Auditor::new(evidence);
    for row in rows {
        auditor.push(&row)?;
    }
    Ok(auditor.finish())
}
