//! Judging: relations told once, one slip told once, and which held relations back which figure.

use std::collections::{BTreeMap, BTreeSet};

use crate::relation::Relation;
use crate::report::{Kind, Level};

/// A relation with what speaks for its figures.
pub(crate) struct Judged {
    pub(crate) relation: Relation,
    /// Held relations that share the stated figure, as reckonings, at most three.
    pub(crate) for_stated: Vec<String>,
    /// Held relations that share another of its figures.
    pub(crate) for_others: Vec<String>,
    /// Other broken relations that go back to the same figure.
    pub(crate) follows: usize,
}

type Place = (usize, usize);

/// Orders relations by the text, drops repetitions, and folds the relations that one slip breaks into one.
pub(crate) fn judge(mut relations: Vec<Relation>) -> Vec<Judged> {
    relations.sort_by_key(|r| (r.places.iter().copied().min(), r.kind, !r.holds));
    let mut seen = BTreeSet::new();
    relations.retain(|r| {
        let mut places = r.places.clone();
        places.sort_unstable();
        let kind = if r.kind == Kind::Rate { Kind::Share } else { r.kind };
        seen.insert((kind, places))
    });
    let mut held: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    let mut broken: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (k, r) in relations.iter().enumerate() {
        let map = if r.holds { &mut held } else { &mut broken };
        for place in &r.places {
            map.entry(*place).or_default().push(k);
        }
    }
    let folded = fold(&relations, &held, &broken);
    let judged = relations.iter().enumerate().filter(|(k, _)| folded.get(k).is_none_or(|head| head == k)).map(|(k, r)| Judged {
        relation: r.clone(),
        for_stated: backing(&relations, &held, r.places.get(..1).unwrap_or(&[]), r),
        for_others: backing(&relations, &held, r.places.get(1..).unwrap_or(&[]), r),
        follows: folded.values().filter(|head| **head == k).count().saturating_sub(1),
    });
    judged.collect()
}

/// For each broken relation that goes back to a figure that nothing backs, the first relation broken by it.
fn fold(relations: &[Relation], held: &BTreeMap<Place, Vec<usize>>, broken: &BTreeMap<Place, Vec<usize>>) -> BTreeMap<usize, usize> {
    let mut head = BTreeMap::new();
    for (place, all) in broken {
        let certain: Vec<usize> = all.iter().copied().filter(|k| relations.get(*k).is_some_and(|r| r.level == Level::Error && !head.contains_key(k))).collect();
        if certain.len() < 2 || held.contains_key(place) {
            continue;
        }
        let same = |k: &usize| relations.get(*k).map(|r| (rank(r.kind), *k));
        if let Some(first) = certain.iter().copied().min_by_key(same) {
            head.extend(certain.iter().map(|k| (*k, first)));
        }
    }
    head
}

fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Sum | Kind::TableSum => 0,
        Kind::Remainder => 1,
        Kind::Share | Kind::Rate => 2,
        _ => 3,
    }
}

fn backing(relations: &[Relation], held: &BTreeMap<Place, Vec<usize>>, places: &[Place], of: &Relation) -> Vec<String> {
    if of.holds {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    for k in places.iter().filter_map(|p| held.get(p)).flatten() {
        if let Some(r) = relations.get(*k).filter(|r| !r.formula.is_empty() && r.kind != Kind::SameQuantity && r.kind != Kind::ShareSum) {
            found.insert(r.formula.clone());
        }
    }
    found.into_iter().take(3).collect()
}
