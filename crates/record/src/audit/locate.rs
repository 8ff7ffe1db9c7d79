//! Finding where the stored list has a hash; the list is indexed only once a row is not in its place.

use super::HashList;
use crate::hash::Hash;

/// Looks up hashes in the list.
pub(super) struct Locator<'a> {
    list: &'a dyn HashList,
    /// First eight bytes of each hash with its index, sorted.
    index: Option<Vec<(u64, u64)>>,
}

impl<'a> Locator<'a> {
    pub(super) fn new(list: &'a dyn HashList) -> Locator<'a> {
        Locator { list, index: None }
    }

    /// Where the list has the hash of row `seq`: there, at the place that follows the row before, or anywhere.
    pub(super) fn find(&mut self, hash: &Hash, seq: u64, next: Option<u64>) -> Option<u64> {
        let list = self.list;
        let there = |index: &u64| list.hash(*index).as_ref() == Some(hash);
        if let Some(near) = Some(seq).filter(there).or_else(|| next.filter(there)) {
            return Some(near);
        }
        let index = self.index.get_or_insert_with(|| sorted(list));
        let prefix = prefix(hash);
        let from = index.partition_point(|entry| entry.0 < prefix);
        let mut all =
            index.iter().skip(from).take_while(|entry| entry.0 == prefix).map(|entry| entry.1).filter(there);
        let first = all.next()?;
        let onward = next.and_then(|next| std::iter::once(first).chain(all).find(|&at| at >= next));
        Some(onward.unwrap_or(first))
    }
}

fn sorted(list: &dyn HashList) -> Vec<(u64, u64)> {
    let mut index: Vec<(u64, u64)> =
        (0..list.len()).filter_map(|at| list.hash(at).map(|hash| (prefix(&hash), at))).collect();
    index.sort_unstable();
    index
}

fn prefix(hash: &Hash) -> u64 {
    hash.0.iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}
