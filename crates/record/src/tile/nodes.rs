//! Building tiles from hashes, and serving hashes from tiles.

use super::{HEIGHT, TileId, WIDTH};
use crate::hash::Hash;
use crate::tree::{Nodes, TreeError};

/// The bytes of a tile: its hashes one after the other.
///
/// `nodes` may itself stand on tiles of the level below, so that a grown tree is written level by level in the order
/// of [`super::changed`] and each hash is computed once.
///
/// # Errors
/// A hash is missing.
pub fn build<N: Nodes + ?Sized>(id: TileId, nodes: &N) -> Result<Vec<u8>, TreeError> {
    let level = id.level.saturating_mul(HEIGHT);
    let mut bytes = Vec::with_capacity(32 * usize::from(id.width));
    for at in 0..u64::from(id.width) {
        let index = id.index.saturating_mul(WIDTH).saturating_add(at);
        let hash = nodes.node(level, index).ok_or(TreeError::Missing { level, index })?;
        bytes.extend_from_slice(&hash.0);
    }
    Ok(bytes)
}

/// The hashes of a tile's bytes; nothing if they are no 1 to 256 hashes.
pub fn decode(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    let fits = rest.is_empty() && (1..=WIDTH as usize).contains(&hashes.len());
    fits.then(|| hashes.iter().copied().map(Hash).collect())
}

/// A keeper of tiles: a directory, a database table, a map.
pub trait TileSource {
    /// The hashes of a tile in their widest form held, full or partial; nothing if it is not held.
    fn tile(&self, level: u8, index: u64) -> Option<Vec<Hash>>;
}

impl<F: Fn(u8, u64) -> Option<Vec<Hash>>> TileSource for F {
    fn tile(&self, level: u8, index: u64) -> Option<Vec<Hash>> {
        self(level, index)
    }
}

/// Serves the hashes of a tree from its tiles: each from one tile, and from no lower level than needed.
#[derive(Clone, Debug)]
pub struct TileNodes<S>(
    /// The keeper.
    pub S,
);

impl<S: TileSource> Nodes for TileNodes<S> {
    fn leaf_hash(&self, index: u64) -> Option<Hash> {
        self.node(0, index)
    }

    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let (tile_level, height) = (level / HEIGHT, level % HEIGHT);
        self.within(tile_level, height, index).or_else(|| {
            // While a tile is being written, its hashes are the roots of full tiles of the level below.
            let below = tile_level.checked_sub(1).filter(|_| height == 0)?;
            self.within(below, HEIGHT, index)
        })
    }
}

impl<S: TileSource> TileNodes<S> {
    /// The root over `2^height` hashes of one tile.
    fn within(&self, level: u8, height: u8, index: u64) -> Option<Hash> {
        let first = index.checked_mul(1 << height)?;
        let tile = self.0.tile(level, first / WIDTH)?;
        let from = usize::try_from(first % WIDTH).ok()?;
        let mut row = tile.get(from..from + (1 << height))?.to_vec();
        while row.len() > 1 {
            let (pairs, _) = row.as_chunks::<2>();
            row = pairs.iter().map(|[left, right]| Hash::of_node(left, right)).collect();
        }
        row.first().copied()
    }
}
