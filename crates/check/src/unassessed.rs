//! What the text says but nothing in it can test: rates without their counts, claims on all cases without their number.

use std::collections::BTreeSet;

use crate::clause::{Reading, Role};
use crate::judge::Judged;
use crate::quantity::Unit;
use crate::report::Kind;

/// A figure that no relation reaches, and why it stands alone.
pub(crate) struct Alone {
    pub(crate) kind: Kind,
    pub(crate) place: (usize, usize),
}

/// The rates and claims that could not be assessed, in the order of the text.
pub(crate) fn find(reading: &Reading, judged: &[Judged]) -> Vec<Alone> {
    let reached: BTreeSet<(usize, usize)> =
        judged.iter().flat_map(|j| j.relation.places.iter().copied()).collect();
    reading
        .figures
        .iter()
        .filter(|f| f.unit() == Unit::Percent && !reached.contains(&(f.q.start, f.q.end)))
        .filter_map(|f| {
            let all = f.amount().value == 100 * crate::amount::ONE && !f.q.hedged;
            let kind = match f.role {
                Role::Rate | Role::Other if all => Kind::UniversalClaim,
                Role::Rate => Kind::Rate,
                Role::Share => Kind::Share,
                _ => return None,
            };
            Some(Alone { kind, place: (f.q.start, f.q.end) })
        })
        .collect()
}
