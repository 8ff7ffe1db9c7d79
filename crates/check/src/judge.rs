//! Judging: relations told once, one slip told once, and which held relations back which figure.

use std::collections::{BTreeMap, BTreeSet};

use crate::relation::Relation;
use crate::report::{Kind, Level};
use smol_str::SmolStr;

/// A relation with what speaks for its figures.
pub(crate) struct Judged {
    pub(crate) relation: Relation,
    /// None where the relation holds.
    pub(crate) evidence: Option<Box<Evidence>>,
}

/// What speaks for the figures of a broken relation.
#[derive(Default)]
pub(crate) struct Evidence {
    /// Held relations that share the stated figure, as reckonings, at most three.
    pub(crate) for_stated: Vec<SmolStr>,
    /// Held relations that share another of its figures.
    pub(crate) for_others: Vec<SmolStr>,
    /// How many other broken relations go back to the same figure, and that figure.
    pub(crate) follows: usize,
    pub(crate) culprit: Option<Place>,
}

/// Where a figure stands: first character, first character after.
pub(crate) type Place = (usize, usize);

/// Orders relations by the text, drops repetitions, and folds the relations that one slip breaks into one.
pub(crate) fn judge(relations: Vec<Relation>) -> Vec<Judged> {
    let relations = once_each(in_order(relations));
    let mut broken: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (k, r) in relations.iter().enumerate().filter(|(_, r)| !r.holds) {
        for place in &r.places {
            broken.entry(*place).or_default().push(k);
        }
    }
    let held = beside(&relations, &broken);
    let folded = fold(&relations, &held, &broken);
    let mut told: BTreeMap<usize, usize> = BTreeMap::new();
    for (head, _) in folded.values() {
        *told.entry(*head).or_default() += 1;
    }
    let mut evidence: BTreeMap<usize, Box<Evidence>> = BTreeMap::new();
    for (k, r) in relations.iter().enumerate().filter(|(_, r)| !r.holds) {
        let (stated, others) = r.places.split_at(r.places.len().min(1));
        let found = Evidence {
            for_stated: backing(&relations, &held, stated),
            for_others: backing(&relations, &held, others),
            follows: told.get(&k).map_or(0, |n| n.saturating_sub(1)),
            culprit: folded.get(&k).map(|(_, place)| *place),
        };
        evidence.insert(k, Box::new(found));
    }
    let heads = |k: &usize| folded.get(k).is_none_or(|(head, _)| head == k);
    let judged = relations.into_iter().enumerate().filter(|(k, r)| r.holds || heads(k));
    judged
        .map(|(k, relation)| {
            let evidence = if relation.holds { None } else { evidence.remove(&k) };
            Judged { relation, evidence }
        })
        .collect()
}

/// By the first place, then by kind, what holds before what does not.
fn in_order(relations: Vec<Relation>) -> Vec<Relation> {
    let mut order: Vec<((Place, Kind, bool), usize)> = relations
        .iter()
        .enumerate()
        .map(|(k, r)| ((r.places.iter().copied().min().unwrap_or_default(), r.kind, !r.holds), k))
        .collect();
    // Each kind comes in the order of the text, which a stable sort makes use of.
    order.sort();
    let mut slots: Vec<Option<Relation>> = relations.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, k)| slots.get_mut(k)?.take()).collect()
}

/// Drops relations of one kind between the same figures but the first; rates and shares are one kind. Such relations begin at
/// the same place, so they stand together.
fn once_each(relations: Vec<Relation>) -> Vec<Relation> {
    let mut kept: Vec<Relation> = Vec::with_capacity(relations.len());
    let (mut group, mut first) = (0, None);
    let mut many = BTreeSet::new();
    for relation in relations {
        let start = relation.places.iter().copied().min();
        if start != first {
            (group, first) = (kept.len(), start);
            many.clear();
        }
        let here = kept.get(group..).unwrap_or(&[]);
        // A total may have thousands of shares in a table: then a set is asked, not the group.
        let known = if here.len() < FEW {
            here.iter().any(|k| same_figures(k, &relation))
        } else {
            if many.is_empty() {
                many.extend(here.iter().map(figures));
            }
            !many.insert(figures(&relation))
        };
        if !known {
            kept.push(relation);
        }
    }
    kept
}

/// How many relations from one place are compared one by one.
const FEW: usize = 8;

fn same_figures(a: &Relation, b: &Relation) -> bool {
    merged(a.kind) == merged(b.kind)
        && a.places.len() == b.places.len()
        && (a.places == b.places || figures(a) == figures(b))
}

fn figures(r: &Relation) -> (Kind, Vec<Place>) {
    let mut places = r.places.clone();
    places.sort_unstable();
    (merged(r.kind), places)
}

fn merged(kind: Kind) -> Kind {
    if kind == Kind::Rate { Kind::Share } else { kind }
}

/// The relations that hold, by each of their figures that a broken relation has too.
fn beside(relations: &[Relation], broken: &BTreeMap<Place, Vec<usize>>) -> BTreeMap<Place, Vec<usize>> {
    let mut held: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    let places: Vec<Place> = broken.keys().copied().collect();
    for (k, r) in relations.iter().enumerate().filter(|(_, r)| r.holds && !places.is_empty()) {
        for place in r.places.iter().filter(|p| places.binary_search(p).is_ok()) {
            held.entry(*place).or_default().push(k);
        }
    }
    held
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

fn backing(relations: &[Relation], held: &BTreeMap<Place, Vec<usize>>, places: &[Place]) -> Vec<SmolStr> {
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
