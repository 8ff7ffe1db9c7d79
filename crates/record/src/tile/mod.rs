//! Tiles: the tree as immutable pieces of at most 256 hashes, named by paths (C2SP tlog-tiles).

mod bundle;
mod nodes;
mod path;
#[cfg(test)]
mod tests;

pub use bundle::{BundleError, decode_bundle, encode_bundle};
pub use nodes::{TileNodes, TileSource, build, decode};
pub use path::{PathError, bundle_path};

/// Hashes in a full tile.
pub const WIDTH: u64 = 256;

/// Levels of the tree within a tile: 2⁸ is [`WIDTH`].
pub const HEIGHT: u8 = 8;

/// Which tile: its level (0 holds leaf hashes), its place in the level, and how many hashes it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileId {
    /// Level of tiles; one step is [`HEIGHT`] levels of the tree.
    pub level: u8,
    /// Place in the level, from 0.
    pub index: u64,
    /// Hashes, 1 to 256; below 256 the tile is partial.
    pub width: u16,
}

/// The tiles that a tree of `new` leaves has and that were absent or narrower with `old` leaves, level by level.
///
/// From `old = 0` these are all tiles. Nothing if the tree did not grow.
pub fn changed(old: u64, new: u64) -> impl Iterator<Item = TileId> {
    let levels = (0u8..8).take_while(move |&level| hashes(new, level) > 0);
    levels.flat_map(move |level| {
        let (before, after) = (hashes(old, level), hashes(new, level));
        let grown = if after > before { before / WIDTH..after.div_ceil(WIDTH) } else { 0..0 };
        grown.map(move |index| {
            let width = (after - index * WIDTH).min(WIDTH);
            TileId { level, index, width: width as u16 }
        })
    })
}

/// Hashes in all tiles of a level, for a tree of this size.
fn hashes(size: u64, level: u8) -> u64 {
    size >> (u32::from(level) * u32::from(HEIGHT))
}
