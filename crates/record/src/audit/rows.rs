//! The rows that were read: their hashes, and in runs where each stands and where the tree has it.

use crate::hash::Hash;

/// Rows one after the other whose numbers and places in the tree both count up by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Number of rows read before the first.
    pub(super) order: u64,
    /// Number of the first.
    pub(super) seq: u64,
    /// Place of the first in the tree; nothing if the tree does not know it. Such runs have one row.
    pub(super) pos: Option<u64>,
    /// How many.
    pub(super) len: u64,
}

impl Run {
    /// Whether its rows stand where they belong.
    pub(super) fn in_place(&self) -> bool {
        self.pos == Some(self.seq)
    }
}

/// All rows so far. A clean record is one run.
#[derive(Debug, Default)]
pub(super) struct Rows {
    hashes: Vec<Hash>,
    pub(super) runs: Vec<Run>,
}

impl Rows {
    pub(super) fn len(&self) -> u64 {
        self.hashes.len() as u64
    }

    pub(super) fn hash(&self, order: u64) -> Option<Hash> {
        self.hashes.get(usize::try_from(order).ok()?).copied()
    }

    /// Number of the last row.
    pub(super) fn last_seq(&self) -> Option<u64> {
        self.runs.last().map(|run| run.seq + (run.len - 1))
    }

    /// Place in the tree that the next row has if it follows the last one.
    pub(super) fn next_pos(&self) -> Option<u64> {
        self.runs.last().map_or(Some(0), |run| run.pos.map(|pos| pos + run.len))
    }

    pub(super) fn push(&mut self, seq: u64, pos: Option<u64>, hash: Hash) {
        let order = self.len();
        self.hashes.push(hash);
        let follows = pos.is_some()
            && pos == self.next_pos()
            && self.last_seq().and_then(|s| s.checked_add(1)) == Some(seq);
        match self.runs.last_mut() {
            Some(run) if follows => run.len += 1,
            _ => self.runs.push(Run { order, seq, pos, len: 1 }),
        }
    }

    /// The hash of the row with a number; of several the one that stands in its place, else the first.
    pub(super) fn by_seq(&self, seq: u64) -> Option<Hash> {
        let from = self.runs.partition_point(|run| run.seq + (run.len - 1) < seq);
        let mut with = self.runs.iter().skip(from).take_while(|run| run.seq <= seq);
        let first = with.next()?;
        let run = if first.in_place() { first } else { with.find(|run| run.in_place()).unwrap_or(first) };
        self.hash(run.order + (seq - run.seq))
    }
}
