//! Receipts: a proof in one text that a leaf is in the record (C2SP tlog-proof), to be checked without the record.

use crate::checkpoint::{Checkpoint, CheckpointError, VerifierKey, decimal};
use crate::hash::Hash;
use crate::tree::{Nodes, ProofError, TreeError, inclusion_proof, verify_inclusion};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::str::FromStr;

#[cfg(test)]
mod tests;

/// First line of every receipt.
pub const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A tree of 2⁶⁴ leaves has paths of 64 hashes.
const PATH_LIMIT: usize = 64;

/// A receipt: where the leaf is, the path to the root, and the signed checkpoint that states the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Further data that is not proved by anything; absent as a rule.
    pub extra: Option<Vec<u8>>,
    /// The leaf's place, from 0.
    pub index: u64,
    /// The hashes from the leaf's sibling up.
    pub path: Vec<Hash>,
    /// The signed checkpoint, verbatim.
    pub checkpoint: String,
}

/// A receipt that cannot be read or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// A line is wrong.
    #[error("cannot read the receipt: line {line} is no {expected}; the text was damaged or is no receipt")]
    Line {
        /// Line, from 1.
        line: usize,
        /// What it should be.
        expected: &'static str,
    },
    /// The checkpoint fails.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The path does not lead to the checkpoint's root.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The path cannot be made.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

impl Receipt {
    /// The receipt of a leaf under a signed checkpoint, whose signature is taken on trust here.
    ///
    /// # Errors
    /// The checkpoint is malformed or smaller than the index; a hash is missing.
    pub fn make<N: Nodes + ?Sized>(nodes: &N, index: u64, checkpoint: &str) -> Result<Receipt, ReceiptError> {
        let note: crate::checkpoint::SignedNote = checkpoint.parse().map_err(CheckpointError::from)?;
        let size = Checkpoint::from_text(note.text())?.size;
        let path = inclusion_proof(nodes, index, size)?;
        Ok(Receipt { extra: None, index, path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks signature and path, and answers with the checkpoint that proves the leaf.
    ///
    /// # Errors
    /// The checkpoint is not this key's; the leaf is not at the index of the tree.
    pub fn verify(&self, leaf: &Hash, key: &VerifierKey) -> Result<Checkpoint, ReceiptError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        verify_inclusion(leaf, self.index, checkpoint.size, &self.path, &checkpoint.root)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for Receipt {
    type Err = ReceiptError;

    fn from_str(text: &str) -> Result<Receipt, ReceiptError> {
        let wrong = |line, expected| ReceiptError::Line { line, expected };
        let (head, checkpoint) =
            text.split_once("\n\n").ok_or(wrong(1, "receipt with a checkpoint after a blank line"))?;
        let mut lines = head.split('\n').zip(1..).peekable();
        if lines.next().is_none_or(|(line, _)| line != HEADER) {
            return Err(wrong(1, HEADER));
        }
        let extra = lines.next_if(|(line, _)| line.starts_with("extra "));
        let extra = extra.map(|(line, at)| {
            let decoded = line.strip_prefix("extra ").and_then(|data| STANDARD.decode(data).ok());
            decoded.ok_or(wrong(at, "base64 extra data"))
        });
        let extra = extra.transpose()?;
        let index = lines.next().and_then(|(line, _)| line.strip_prefix("index ").and_then(decimal));
        let index = index.ok_or(wrong(if extra.is_some() { 3 } else { 2 }, "index"))?;
        let hashes = lines.map(|(line, at)| Hash::from_base64(line).ok_or(wrong(at, "base64 hash")));
        let path = hashes.take(PATH_LIMIT + 1).collect::<Result<Vec<Hash>, ReceiptError>>()?;
        if path.len() > PATH_LIMIT {
            return Err(ProofError::Length { found: path.len() }.into());
        }
        Ok(Receipt { extra, index, path, checkpoint: checkpoint.to_owned() })
    }
}
