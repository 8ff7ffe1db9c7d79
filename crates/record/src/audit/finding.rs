//! What an audit finds.

use crate::checkpoint::CheckpointError;
use std::fmt;

/// One change, named as exactly as the evidence allows.
///
/// `seq` is the row's own number as it stands. `matter` and `step` are the row's; empty and 0 where the row was only
/// carried along within a block that starts elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A stored fact does not fit the commitment in the leaf.
    FactChanged {
        /// Row.
        seq: u64,
        /// Matter.
        matter: String,
        /// Step.
        step: u32,
        /// Name of the fact.
        field: String,
        /// In which way.
        fault: FactFault,
    },
    /// A column of the row differs from the committed leaf.
    ColumnChanged {
        /// Row.
        seq: u64,
        /// Matter, as committed.
        matter: String,
        /// Step, as committed.
        step: u32,
        /// Name of the leaf's member; `facts.<name>` for a commitment.
        field: String,
    },
    /// The leaf bytes no longer hash to the tree's leaf.
    LeafChanged {
        /// Row.
        seq: u64,
        /// Matter, as the columns say.
        matter: String,
        /// Step, as the columns say.
        step: u32,
        /// Members in which the bytes differ from the columns; empty if both were changed alike or the bytes are no leaf.
        fields: Vec<String>,
    },
    /// Rows of the tree are gone.
    Removed {
        /// Place of the first.
        seq: u64,
        /// How many in a row.
        count: u64,
    },
    /// A row that the tree does not know.
    Inserted {
        /// Row.
        seq: u64,
        /// Matter.
        matter: String,
        /// Step.
        step: u32,
    },
    /// Rows of the tree that stand at another place.
    Moved {
        /// First row.
        seq: u64,
        /// Matter.
        matter: String,
        /// Step.
        step: u32,
        /// Where the first belongs.
        belongs_at: u64,
        /// How many in a row.
        count: u64,
    },
    /// Rows that stand twice.
    Duplicated {
        /// First copy.
        seq: u64,
        /// Matter.
        matter: String,
        /// Step.
        step: u32,
        /// Place of the original of the first.
        of: u64,
        /// How many in a row.
        count: u64,
    },
    /// A matter lacks a step, or its steps stand in another order.
    StepGap {
        /// Row that shows it: a later step.
        seq: u64,
        /// Matter.
        matter: String,
        /// The first step that is lacking.
        step: u32,
    },
    /// A matter has a step twice, in different rows.
    StepRepeated {
        /// The later row.
        seq: u64,
        /// Matter.
        matter: String,
        /// Step.
        step: u32,
    },
    /// The stored hash list was changed: the rows lead to a signed root and it does not, or it has a hole.
    TreeChanged {
        /// First hash.
        index: u64,
        /// How many in a row.
        count: u64,
    },
    /// The stored right edge does not fit the record.
    FrontierChanged {
        /// Its size.
        size: u64,
        /// The change lies from this size on, if rows or list may be at fault.
        after: Option<u64>,
    },
    /// The record does not lead to a signed root.
    CheckpointMismatch {
        /// Size of the checkpoint.
        size: u64,
        /// The last good size before it: rows and list were changed alike in between. Nothing: a later checkpoint
        /// confirms the record, so this one states another.
        after: Option<u64>,
    },
    /// A stored checkpoint is not a good one of this record.
    CheckpointSignature {
        /// Size under which it is filed.
        size: u64,
        /// Why.
        why: CheckpointError,
    },
    /// A signed checkpoint or the right edge knows more than there is: the record was cut or rolled back.
    HeadBehind {
        /// Size that was reached once.
        size: u64,
        /// Rows that there are.
        rows: u64,
    },
}

/// In which way a stored fact does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactFault {
    /// Value or salt differ from what was committed.
    Differs,
    /// The leaf commits to it, the row does not hold it.
    Missing,
    /// The row holds it, the leaf does not commit to it.
    Unproved,
    /// Only one of salt and value is gone: no erasure by law leaves that.
    HalfErased,
}

impl Finding {
    /// Place in the record by which findings are ordered: a row's number, an index or a size.
    pub fn place(&self) -> u64 {
        use Finding::*;
        match self {
            FactChanged { seq, .. } | ColumnChanged { seq, .. } | LeafChanged { seq, .. } => *seq,
            Removed { seq, .. } | Inserted { seq, .. } | Moved { seq, .. } | Duplicated { seq, .. } => *seq,
            StepGap { seq, .. } | StepRepeated { seq, .. } | TreeChanged { index: seq, .. } => *seq,
            FrontierChanged { size, .. } | CheckpointMismatch { size, .. } => *size,
            CheckpointSignature { size, .. } | HeadBehind { size, .. } => *size,
        }
    }
}

impl fmt::Display for FactFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FactFault::Differs => "differs from what was committed",
            FactFault::Missing => "is missing",
            FactFault::Unproved => "was never committed",
            FactFault::HalfErased => "lacks its salt or its value",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Finding::*;
        match self {
            FactChanged { seq, matter, step, field, fault } => {
                write!(f, "row {seq} (matter {matter}, step {step}): fact {field} {fault}")
            }
            ColumnChanged { seq, matter, step, field } => {
                write!(
                    f,
                    "row {seq} (matter {matter}, step {step}): column {field} differs from the committed leaf"
                )
            }
            LeafChanged { seq, matter, step, fields } => {
                write!(
                    f,
                    "row {seq} (matter {matter}, step {step}): its leaf was changed ({})",
                    fields.join(", ")
                )
            }
            Removed { seq, count } => write!(f, "row {seq}: removed, {count} in all from there"),
            Inserted { seq, matter, step } => write!(f, "row {seq} (matter {matter}, step {step}): inserted"),
            Moved { seq, matter, step, belongs_at, count } => {
                write!(
                    f,
                    "row {seq} (matter {matter}, step {step}): belongs at {belongs_at}, {count} in all from there"
                )
            }
            Duplicated { seq, matter, step, of, count } => {
                write!(
                    f,
                    "row {seq} (matter {matter}, step {step}): copy of row {of}, {count} in all from there"
                )
            }
            StepGap { seq, matter, step } => {
                write!(f, "matter {matter}: step {step} is lacking before row {seq}")
            }
            StepRepeated { seq, matter, step } => {
                write!(f, "row {seq}: matter {matter} has step {step} already")
            }
            TreeChanged { index, count } => {
                write!(f, "hash {index} of the list was changed, {count} in all from there")
            }
            FrontierChanged { size, .. } => {
                write!(f, "the right edge of {size} leaves does not fit the record")
            }
            CheckpointMismatch { size, after: Some(after) } => {
                write!(
                    f,
                    "rows {after} to {size}: rows and list were changed alike, the checkpoint does not fit"
                )
            }
            CheckpointMismatch { size, after: None } => {
                write!(f, "the checkpoint of {size} leaves states another root")
            }
            CheckpointSignature { size, why } => {
                write!(f, "the checkpoint of {size} leaves is not good: {why}")
            }
            HeadBehind { size, rows } => {
                write!(f, "the record was cut: it had {size} leaves, {rows} rows are there")
            }
        }
    }
}
