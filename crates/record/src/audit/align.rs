//! Setting the rows beside the tree: which are in place, displaced, doubled, unknown, and which are gone.

use super::displaced::{Shifted, keeps_order};
use super::rows::{Rows, Run};

/// What became of a row that is not in its place, or of a place that has no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The row of this number belongs elsewhere.
    Moved { seq: u64, order: u64, belongs_at: u64 },
    /// The row is a copy.
    Duplicated { seq: u64, order: u64, of: u64 },
    /// The row stands where a row of the tree is missing.
    Rewritten { seq: u64, order: u64 },
    /// The row stands beside the rows of the tree.
    Inserted { seq: u64, order: u64 },
    /// Nothing stands for these places.
    Removed { from: u64, count: u64 },
}

/// A row that the tree does not know, between two places that have their rows.
struct Unknown {
    seq: u64,
    order: u64,
    from: u64,
    until: u64,
}

struct Alignment {
    size: u64,
    /// One bit a place: has its row.
    taken: Vec<u64>,
    fates: Vec<Fate>,
    /// Rows of the current segment that are not in their place.
    shifted: Vec<Shifted>,
    /// Unknown rows of the current segment: number, order, how many shifted rows came before.
    waiting: Vec<(u64, u64, usize)>,
    /// Rows out of order, of which the place may have another row.
    loose: Vec<Shifted>,
    unknown: Vec<Unknown>,
    /// Place after the last row in place.
    from: u64,
}

/// Aligns the rows with a tree of `size` leaves.
///
/// Rows in place divide all others into segments. Within a segment the longest chain of rising places keeps its
/// order (rows that were only numbered anew), other known rows were displaced, and unknown rows stand for the places
/// that are still free between their neighbours.
pub(super) fn align(rows: &Rows, size: u64) -> Vec<Fate> {
    if let [Run { seq: 0, pos: Some(0), len, .. }] = rows.runs.as_slice()
        && *len == size
    {
        return Vec::new();
    }
    let mut all = Alignment {
        size,
        taken: vec![0; usize::try_from(size.div_ceil(64)).unwrap_or(0)],
        fates: Vec::new(),
        shifted: Vec::new(),
        waiting: Vec::new(),
        loose: Vec::new(),
        unknown: Vec::new(),
        from: 0,
    };
    let mut before: Option<u64> = None;
    for run in &rows.runs {
        let expected = before.map_or(Some(0), |seq| seq.checked_add(1));
        match run.pos {
            Some(_) if run.in_place() => all.in_place(run),
            Some(pos) => all.shifted.extend((0..run.len).map(|at| Shifted {
                seq: run.seq + at,
                pos: pos + at,
                order: run.order + at,
                numbered_on: at > 0 || expected == Some(run.seq),
            })),
            None => all.waiting.push((run.seq, run.order, all.shifted.len())),
        }
        before = Some(run.seq + (run.len - 1));
    }
    all.close(size);
    all.settle_loose();
    all.pair_unknown();
    all.name_removed();
    all.fates
}

impl Alignment {
    /// Marks a place as having its row; whether it had none before.
    fn take(&mut self, place: u64) -> bool {
        let word = usize::try_from(place / 64).ok().and_then(|word| self.taken.get_mut(word));
        let bit = 1 << (place % 64);
        word.is_some_and(|word| {
            let free = *word & bit == 0;
            *word |= bit;
            free
        })
    }

    fn is_free(&self, place: u64) -> bool {
        let word = usize::try_from(place / 64).ok().and_then(|word| self.taken.get(word));
        place < self.size && word.is_some_and(|word| word >> (place % 64) & 1 == 0)
    }

    fn in_place(&mut self, run: &Run) {
        self.close(run.seq);
        self.from = run.seq + run.len;
        for at in 0..run.len {
            if !self.take(run.seq + at) {
                let (seq, order) = (run.seq + at, run.order + at);
                self.fates.push(Fate::Duplicated { seq, order, of: seq });
            }
        }
    }

    /// Settles the rows since the last one in place; the next one in place is at `until`.
    fn close(&mut self, until: u64) {
        let (rows, waiting) = (std::mem::take(&mut self.shifted), std::mem::take(&mut self.waiting));
        let keeps = keeps_order(&rows, self.from, until);
        for (row, _) in rows.iter().zip(&keeps).filter(|(_, keep)| **keep) {
            self.take(row.pos);
        }
        for (row, keep) in rows.iter().zip(&keeps) {
            if !keep {
                self.loose.push(*row);
                continue;
            }
            // Of two neighbours that changed places one seems to keep the order: both were moved. And a row that
            // neither stands in its place nor is numbered on from the row before was given another number.
            let other =
                rows.binary_search_by_key(&row.pos, |other| other.seq).ok().and_then(|at| rows.get(at));
            let exchanged = other.is_some_and(|other| other.pos == row.seq && self.is_free(other.pos));
            if exchanged || !row.numbered_on {
                self.fates.push(Fate::Moved { seq: row.seq, order: row.order, belongs_at: row.pos });
            }
        }
        for (seq, order, index) in waiting {
            let kept = |(row, keep): (&Shifted, &bool)| keep.then_some(row.pos);
            let (earlier, later) = (rows.iter().zip(&keeps).take(index), rows.iter().zip(&keeps).skip(index));
            let from = earlier.rev().find_map(kept).map_or(self.from, |pos| pos + 1);
            let until = later.into_iter().find_map(kept).unwrap_or(until);
            self.unknown.push(Unknown { seq, order, from, until });
        }
    }

    /// A displaced row is a copy if its place has its row already.
    fn settle_loose(&mut self) {
        for row in std::mem::take(&mut self.loose) {
            let Shifted { seq, order, pos, .. } = row;
            let fate = if self.take(pos) {
                Fate::Moved { seq, order, belongs_at: pos }
            } else {
                Fate::Duplicated { seq, order, of: pos }
            };
            self.fates.push(fate);
        }
    }

    /// Lets unknown rows stand for free places: first by their numbers, then in order.
    fn pair_unknown(&mut self) {
        let (mut left, mut place) = (Vec::new(), 0);
        for row in std::mem::take(&mut self.unknown) {
            if (row.from..row.until).contains(&row.seq) && self.is_free(row.seq) {
                self.take(row.seq);
                self.fates.push(Fate::Rewritten { seq: row.seq, order: row.order });
            } else {
                left.push(row);
            }
        }
        for Unknown { seq, order, from, until } in left {
            place = from.max(place);
            while place < until && !self.is_free(place) {
                place += 1;
            }
            if place < until && self.take(place) {
                self.fates.push(Fate::Rewritten { seq, order });
            } else {
                self.fates.push(Fate::Inserted { seq, order });
            }
        }
    }

    fn name_removed(&mut self) {
        let mut gap: Option<(u64, u64)> = None;
        for place in 0..=self.size {
            gap = match (gap, self.is_free(place)) {
                (None, true) => Some((place, 1)),
                (Some((from, count)), true) => Some((from, count + 1)),
                (Some((from, count)), false) => {
                    self.fates.push(Fate::Removed { from, count });
                    None
                }
                (None, false) => None,
            };
        }
    }
}

impl Fate {
    /// By kind, then by number: rows that follow each other stand together.
    pub(super) fn key(&self) -> (u8, u64, u64) {
        match *self {
            Fate::Moved { seq, order, .. } => (0, seq, order),
            Fate::Duplicated { seq, order, .. } => (1, seq, order),
            Fate::Rewritten { seq, order } => (2, seq, order),
            Fate::Inserted { seq, order } => (3, seq, order),
            Fate::Removed { from, .. } => (4, from, 0),
        }
    }

    /// Number of the row that it names.
    pub(super) fn seq(&self) -> Option<u64> {
        match *self {
            Fate::Moved { seq, .. } | Fate::Duplicated { seq, .. } => Some(seq),
            Fate::Rewritten { seq, .. } | Fate::Inserted { seq, .. } => Some(seq),
            Fate::Removed { .. } => None,
        }
    }

    /// Place of the row of which it names a copy.
    pub(super) fn original(&self) -> Option<u64> {
        if let Fate::Duplicated { of, .. } = *self { Some(of) } else { None }
    }
}
