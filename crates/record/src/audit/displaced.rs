//! Which of the rows between two rows in place still keep their order, and which were displaced.

/// A row that does not stand in its place: its number and its place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shifted {
    pub(super) seq: u64,
    pub(super) pos: u64,
    /// Number of rows read before.
    pub(super) order: u64,
    /// Whether its number follows that of the row before.
    pub(super) numbered_on: bool,
}

/// For each row whether it keeps the order: the longest rising chain of places within `from..until`.
pub(super) fn keeps_order(rows: &[Shifted], from: u64, until: u64) -> Vec<bool> {
    // tails[k]: the row that ends a chain of k + 1 rows at the lowest place.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; rows.len()];
    let place = |row: usize| rows.get(row).map(|row| row.pos);
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| (from..until).contains(&row.pos)) {
        let length = tails.partition_point(|&tail| place(tail) < Some(row.pos));
        if let (Some(slot), Some(last)) = (before.get_mut(at), length.checked_sub(1)) {
            *slot = tails.get(last).copied();
        }
        match tails.get_mut(length) {
            None => tails.push(at),
            // Of two copies the first stays.
            Some(tail) if place(*tail) != Some(row.pos) => *tail = at,
            Some(_) => {}
        }
    }
    let mut keeps = vec![false; rows.len()];
    let mut next = tails.last().copied();
    while let Some(at) = next {
        if let Some(kept) = keeps.get_mut(at) {
            *kept = true;
        }
        next = before.get(at).copied().flatten();
    }
    keeps
}
