//! Paths of tiles: `tile/<level>/<index>[.p/<width>]`, indices in groups of three digits.

use super::{TileId, WIDTH};
use std::fmt;
use std::str::FromStr;

/// A text that names no tile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no tile; expected a path such as tile/0/x001/234.p/17")]
pub struct PathError(
    /// The text.
    pub String,
);

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/{}", self.level, tail(self.index, self.width))
    }
}

/// Path of an entry bundle, which holds the leaves of the level-0 tile of the same index and width.
pub fn bundle_path(index: u64, width: u16) -> String {
    format!("tile/entries/{}", tail(index, width))
}

fn tail(index: u64, width: u16) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if u64::from(width) < WIDTH {
        path.push_str(&format!(".p/{width}"));
    }
    path
}

impl FromStr for TileId {
    type Err = PathError;

    fn from_str(text: &str) -> Result<TileId, PathError> {
        // Only the one form that is written: what reads and writes back differently is refused.
        read(text).filter(|tile| tile.to_string() == text).ok_or_else(|| PathError(text.to_owned()))
    }
}

fn read(text: &str) -> Option<TileId> {
    let (level, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, width.parse().ok().filter(|width| (1..256).contains(width))?),
        None => (rest, 256),
    };
    let mut groups =
        index.split('/').map(|group| group.strip_prefix('x').unwrap_or(group).parse::<u64>().ok());
    let index = groups.try_fold(0u64, |sum, group| sum.checked_mul(1000)?.checked_add(group?))?;
    let level = level.parse().ok().filter(|&level| level < 64)?;
    Some(TileId { level, index, width })
}
