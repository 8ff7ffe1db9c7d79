//! The right edge of a tree: all that is needed to grow it and to know its root.

use crate::hash::Hash;

/// Size and right edge of a tree: the roots of the perfect subtrees of which it consists, from the left.
///
/// Memory is 32 bytes for each one-bit of the size. Appending costs one node hash on average.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    edge: Vec<Hash>,
}

/// Bytes that are no frontier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// Too few bytes for a size, or a size that no record reaches.
    #[error(
        "cannot read the frontier: its first 8 bytes are no size below 2^63; rebuild it from the leaf hashes"
    )]
    Size,
    /// The size wants another number of hashes.
    #[error(
        "cannot read the frontier of {size} leaves: expected {expected} bytes, found {found}; \
         rebuild it from the leaf hashes"
    )]
    Length {
        /// Size that is stated.
        size: u64,
        /// Bytes that it wants.
        expected: usize,
        /// Bytes there are.
        found: usize,
    },
}

impl Frontier {
    /// The tree without leaves.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the perfect subtrees, largest (leftmost) first.
    pub fn edge(&self) -> &[Hash] {
        &self.edge
    }

    /// Adds one leaf, given by its leaf hash.
    pub fn append(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.edge.pop() {
                hash = Hash::of_node(&left, &hash);
            }
        }
        self.edge.push(hash);
        self.size += 1;
    }

    /// Adds leaves in order.
    pub fn append_many(&mut self, leaves: impl IntoIterator<Item = Hash>) {
        leaves.into_iter().for_each(|leaf| self.append(leaf));
    }

    /// The root (RFC 6962 Merkle Tree Hash); [`Hash::EMPTY`] without leaves.
    pub fn root(&self) -> Hash {
        let folded = self.edge.iter().rev().copied().reduce(|right, left| Hash::of_node(&left, &right));
        folded.unwrap_or(Hash::EMPTY)
    }

    /// Size (8 bytes, big-endian), then the edge: `8 + 32 · edge` bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8 + 32 * self.edge.len());
        out.extend_from_slice(&self.size.to_be_bytes());
        self.edge.iter().for_each(|hash| out.extend_from_slice(&hash.0));
        out
    }

    /// Reads what [`Frontier::to_bytes`] writes.
    ///
    /// # Errors
    /// No size, or another number of hashes than the size wants.
    pub fn from_bytes(bytes: &[u8]) -> Result<Frontier, FrontierError> {
        let (size, rest) = bytes.split_first_chunk::<8>().ok_or(FrontierError::Size)?;
        let size = u64::from_be_bytes(*size);
        if i64::try_from(size).is_err() {
            return Err(FrontierError::Size);
        }
        let (edge, tail) = rest.as_chunks::<32>();
        let wanted = size.count_ones() as usize;
        if edge.len() != wanted || !tail.is_empty() {
            return Err(FrontierError::Length { size, expected: 8 + 32 * wanted, found: bytes.len() });
        }
        Ok(Frontier { size, edge: edge.iter().copied().map(Hash).collect() })
    }
}

/// The root over leaf hashes.
pub fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::new();
    tree.append_many(leaves.iter().copied());
    tree.root()
}
