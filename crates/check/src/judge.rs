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
    /// How many other broken relations go back to the same figure, and that figure.
    pub(crate) follows: usize,
    pub(crate) culprit: Option<Place>,
}

/// Where a figure stands: first character, first character after.
pub(crate) type Place = (usize, usize);

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
    let mut broken: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (k, r) in relations.iter().enumerate().filter(|(_, r)| !r.holds) {
        for place in &r.places {
            broken.entry(*place).or_default().push(k);
        }
    }
    let mut held: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (k, r) in relations.iter().enumerate().filter(|(_, r)| r.holds && !broken.is_empty()) {
        for place in r.places.iter().filter(|p| broken.contains_key(p)) {
            held.entry(*place).or_default().push(k);
        }
    }
    let folded = fold(&relations, &held, &broken);
    let mut told: BTreeMap<usize, usize> = BTreeMap::new();
    for (head, _) in folded.values() {
        *told.entry(*head).or_default() += 1;
    }
    let evidence: Vec<(Vec<String>, Vec<String>)> = relations
        .iter()
        .map(|r| {
            let (stated, others) = r.places.split_at(r.places.len().min(1));
            (backing(&relations, &held, stated, r), backing(&relations, &held, others, r))
        })
        .collect();
    let heads = |k: &usize| folded.get(k).is_none_or(|(head, _)| head == k);
    let judged = relations.into_iter().zip(evidence).enumerate().filter(|(k, _)| heads(k));
    judged
        .map(|(k, (relation, (for_stated, for_others)))| Judged {
            relation,
            for_stated,
            for_others,
            follows: told.get(&k).map_or(0, |n| n.saturating_sub(1)),
            culprit: folded.get(&k).map(|(_, place)| *place),
        })
        .collect()
}

/// For each broken relation that goes back to a figure that nothing backs, the first relation broken by it.
fn fold(
    relations: &[Relation],
    held: &BTreeMap<Place, Vec<usize>>,
    broken: &BTreeMap<Place, Vec<usize>>,
) -> BTreeMap<usize, (usize, Place)> {
    let mut head = BTreeMap::new();
    for (place, all) in broken {
        let certain: Vec<usize> = all
            .iter()
            .copied()
            .filter(|k| relations.get(*k).is_some_and(|r| r.level == Level::Error && !head.contains_key(k)))
            .collect();
        if certain.len() < 2 || held.contains_key(place) {
            continue;
        }
        let same = |k: &usize| relations.get(*k).map(|r| (rank(r.kind), *k));
        if let Some(first) = certain.iter().copied().min_by_key(same) {
            head.extend(certain.iter().map(|k| (*k, (first, *place))));
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

fn backing(
    relations: &[Relation],
    held: &BTreeMap<Place, Vec<usize>>,
    places: &[Place],
    of: &Relation,
) -> Vec<String> {
    if of.holds {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    for k in places.iter().filter_map(|p| held.get(p)).flat_map(|all| all.iter().take(8)) {
        if let Some(r) = relations
            .get(*k)
            .filter(|r| !r.formula.is_empty() && r.kind != Kind::SameQuantity && r.kind != Kind::ShareSum)
        {
            found.insert(r.formula.clone());
        }
    }
    found.into_iter().take(3).collect()
}
