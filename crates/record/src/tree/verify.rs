//! Verifying proofs against roots (RFC 9162 §2.1.3.2 and §2.1.4.2): no tree at hand.

use crate::hash::Hash;

/// A proof that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf is outside the tree.
    #[error("the proof fails: leaf {index} is not in a tree of {size} leaves")]
    Index {
        /// Leaf.
        index: u64,
        /// Size.
        size: u64,
    },
    /// The old tree is larger than the new one.
    #[error(
        "the proof fails: a tree of {new} leaves cannot continue one of {old}; the newer one was rolled back"
    )]
    Sizes {
        /// Old size.
        old: u64,
        /// New size.
        new: u64,
    },
    /// Too many or too few hashes.
    #[error(
        "the proof fails: {found} hashes do not fit these sizes; the proof is of another tree or was cut"
    )]
    Length {
        /// Hashes given.
        found: usize,
    },
    /// The proof leads to another root.
    #[error(
        "the proof fails: it leads to {computed}, the checkpoint says {stated}; what was proved is not in the record"
    )]
    Root {
        /// Root computed from the proof.
        computed: Hash,
        /// Root that was to be met.
        stated: Hash,
    },
}

/// Checks that a leaf hash is at an index of the tree with this size and root.
///
/// # Errors
/// The proof does not hold.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    met(root_from_inclusion(leaf, index, size, proof)?, root)
}

/// The root to which an inclusion proof leads.
fn root_from_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash]) -> Result<Hash, ProofError> {
    if index >= size {
        return Err(ProofError::Index { index, size });
    }
    let mut at = Position { node: index, last: size - 1 };
    let mut hash = *leaf;
    for sibling in proof {
        if at.last == 0 {
            return Err(ProofError::Length { found: proof.len() });
        }
        hash = if at.is_right() { Hash::of_node(sibling, &hash) } else { Hash::of_node(&hash, sibling) };
        at.ascend();
    }
    if at.last == 0 { Ok(hash) } else { Err(ProofError::Length { found: proof.len() }) }
}

/// Checks that the tree of `new` leaves begins with the tree of `old` leaves. An empty old tree begins every tree.
///
/// # Errors
/// The proof does not hold.
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    let length = ProofError::Length { found: proof.len() };
    if old > new {
        return Err(ProofError::Sizes { old, new });
    }
    if old == 0 || old == new {
        met(if old == 0 { Hash::EMPTY } else { *new_root }, old_root)?;
        return if proof.is_empty() { Ok(()) } else { Err(length) };
    }
    let mut at = Position { node: old - 1, last: new - 1 };
    while at.node & 1 == 1 {
        at.shift();
    }
    // A perfect old tree is itself the first node of the path.
    let (seed, path) = if old.is_power_of_two() {
        (*old_root, proof)
    } else {
        let (first, path) = proof.split_first().ok_or(ProofError::Length { found: 0 })?;
        (*first, path)
    };
    let (mut from_old, mut from_new) = (seed, seed);
    for sibling in path {
        if at.last == 0 {
            return Err(length);
        }
        if at.is_right() {
            from_old = Hash::of_node(sibling, &from_old);
            from_new = Hash::of_node(sibling, &from_new);
        } else {
            from_new = Hash::of_node(&from_new, sibling);
        }
        at.ascend();
    }
    if at.last != 0 {
        return Err(length);
    }
    met(from_old, old_root)?;
    met(from_new, new_root)
}

fn met(computed: Hash, stated: &Hash) -> Result<(), ProofError> {
    if computed == *stated { Ok(()) } else { Err(ProofError::Root { computed, stated: *stated }) }
}

/// A node and the last node of its level.
struct Position {
    node: u64,
    last: u64,
}

impl Position {
    /// Whether the next sibling stands to the left.
    fn is_right(&self) -> bool {
        self.node & 1 == 1 || self.node == self.last
    }

    /// Goes to the parent; over levels in which a last node has no sibling.
    fn ascend(&mut self) {
        if self.is_right() {
            while self.node & 1 == 0 && self.node != 0 {
                self.shift();
            }
        }
        self.shift();
    }

    fn shift(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }
}
