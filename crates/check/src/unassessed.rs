//! What the text says but nothing in it can test: rates without their counts, claims on all cases without their number.

use crate::clause::{Figure, Reading, Role};
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
    let mut open: Vec<Alone> = reading.figures.iter().filter_map(claim).collect();
    let mut starts = vec![0_u64; if open.is_empty() { 0 } else { reading.page.len() / 64 + 1 }];
    for alone in &open {
        if let Some(bits) = starts.get_mut(alone.place.0 / 64) {
            *bits |= 1 << (alone.place.0 % 64);
        }
    }
    let mut reached = vec![false; open.len()];
    for place in judged.iter().flat_map(|j| &j.relation.places) {
        let may = starts.get(place.0 / 64).is_some_and(|bits| bits >> (place.0 % 64) & 1 == 1);
        if may
            && let Ok(k) = open.binary_search_by_key(place, |alone| alone.place)
            && let Some(reached) = reached.get_mut(k)
        {
            *reached = true;
        }
    }
    let mut reached = reached.into_iter();
    open.retain(|_| reached.next() == Some(false));
    open
}

/// A percentage that would want a whole and a part.
fn claim(f: &Figure) -> Option<Alone> {
    if f.unit() != Unit::Percent {
        return None;
    }
    let all = f.amount().value == 100 * crate::amount::ONE && !f.q.hedged;
    let kind = match f.role {
        Role::Rate | Role::Other if all => Kind::UniversalClaim,
        Role::Rate => Kind::Rate,
        Role::Share => Kind::Share,
        _ => return None,
    };
    Some(Alone { kind, place: (f.q.start, f.q.end) })
}
