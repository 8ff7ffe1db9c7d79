//! Making proofs from stored hashes.

use crate::hash::Hash;

/// Where the hashes of a tree come from: a list of leaf hashes, or tiles.
pub trait Nodes {
    /// The hash of a leaf, counted from 0; nothing if it is not held.
    fn leaf_hash(&self, index: u64) -> Option<Hash>;

    /// The root of the perfect subtree over the leaves `index · 2^level .. (index + 1) · 2^level`.
    ///
    /// Computed from the leaves unless the holder knows better.
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let Some(below) = level.checked_sub(1) else { return self.leaf_hash(index) };
        let left = index.checked_mul(2)?;
        Some(Hash::of_node(&self.node(below, left)?, &self.node(below, left + 1)?))
    }
}

impl Nodes for [Hash] {
    fn leaf_hash(&self, index: u64) -> Option<Hash> {
        self.get(usize::try_from(index).ok()?).copied()
    }
}

impl Nodes for Vec<Hash> {
    fn leaf_hash(&self, index: u64) -> Option<Hash> {
        self.as_slice().leaf_hash(index)
    }
}

/// A proof that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// The leaf is not in the tree.
    #[error("cannot prove leaf {index} in a tree of {size} leaves; ask for an index below the size")]
    Index {
        /// Leaf asked for.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// The old tree is larger than the new one.
    #[error("cannot prove that {new} leaves continue {old} leaves; the old size must not exceed the new one")]
    Sizes {
        /// Old size.
        old: u64,
        /// New size.
        new: u64,
    },
    /// A hash is missing.
    #[error(
        "cannot make the proof: the hash of node {index} of level {level} is not held; \
         rebuild the tiles from the leaf bytes"
    )]
    Missing {
        /// Level, 0 for leaves.
        level: u8,
        /// Index in the level.
        index: u64,
    },
}

/// The root of the first `size` leaves.
///
/// # Errors
/// A hash is missing.
pub fn root_at<N: Nodes + ?Sized>(nodes: &N, size: u64) -> Result<Hash, TreeError> {
    if size == 0 { Ok(Hash::EMPTY) } else { range(nodes, 0, size) }
}

/// The audit path of a leaf, from its sibling up (RFC 6962 §2.1.1).
///
/// # Errors
/// The leaf is outside the tree; a hash is missing.
pub fn inclusion_proof<N: Nodes + ?Sized>(nodes: &N, index: u64, size: u64) -> Result<Vec<Hash>, TreeError> {
    if index >= size {
        return Err(TreeError::Index { index, size });
    }
    let (mut from, mut until) = (0, size);
    let mut path = Vec::new();
    while until - from > 1 {
        let middle = from + split(until - from);
        if index < middle {
            path.push(range(nodes, middle, until)?);
            until = middle;
        } else {
            path.push(range(nodes, from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the first `old` of `new` leaves are the old tree (RFC 6962 §2.1.2); empty if either is all or none.
///
/// # Errors
/// The old size exceeds the new one; a hash is missing.
pub fn consistency_proof<N: Nodes + ?Sized>(nodes: &N, old: u64, new: u64) -> Result<Vec<Hash>, TreeError> {
    if old > new {
        return Err(TreeError::Sizes { old, new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut from, mut until) = (0, new);
    let mut path = Vec::new();
    while until != old {
        let middle = from + split(until - from);
        if old <= middle {
            path.push(range(nodes, middle, until)?);
            until = middle;
        } else {
            path.push(range(nodes, from, middle)?);
            from = middle;
        }
    }
    if from > 0 {
        path.push(range(nodes, from, until)?);
    }
    path.reverse();
    Ok(path)
}

/// The largest power of two below a length of at least 2: where RFC 6962 splits.
fn split(length: u64) -> u64 {
    1 << (63 - (length - 1).leading_zeros())
}

/// Root over the leaves `from..until`, a subtree of the tree and so aligned; not empty.
fn range<N: Nodes + ?Sized>(nodes: &N, from: u64, until: u64) -> Result<Hash, TreeError> {
    let length = until - from;
    if length.is_power_of_two() {
        let level = length.trailing_zeros();
        let (level, index) = (level as u8, from >> level);
        return nodes.node(level, index).ok_or(TreeError::Missing { level, index });
    }
    let middle = from + split(length);
    Ok(Hash::of_node(&range(nodes, from, middle)?, &range(nodes, middle, until)?))
}
