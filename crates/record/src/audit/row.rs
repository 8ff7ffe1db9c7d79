//! What one row says about itself: its columns and facts against its leaf.

use super::{FactFault, StoredFact, StoredRow};
use crate::commitment::commit;
use crate::hash::Hash;
use crate::leaf::Leaf;
use std::collections::BTreeMap;

/// The faults of a row, kept until it is known whether the tree has the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    pub(super) seq: u64,
    /// Matter and step as the trusted form of the row says.
    pub(super) matter: String,
    pub(super) step: u32,
    /// Members in which columns and leaf bytes differ.
    pub(super) columns: Vec<String>,
    pub(super) facts: Vec<(String, FactFault)>,
    /// The bytes are no leaf.
    pub(super) unreadable: bool,
    /// The bytes are wrong and the columns give the tree's leaf.
    pub(super) columns_proved: bool,
}

/// The row as examined.
pub(super) struct Examined {
    pub(super) doubt: Doubt,
    pub(super) erased: u64,
}

impl Doubt {
    pub(super) fn has_fault(&self) -> bool {
        !self.columns.is_empty() || !self.facts.is_empty() || self.unreadable
    }
}

/// Examines a row. `listed` is the tree's hash at its place, given if the row's own bytes do not have a place.
pub(super) fn examine(row: &StoredRow, listed: Option<Hash>) -> Examined {
    let (leaf, unreadable) = if row.columns.to_bytes().is_ok_and(|bytes| bytes == row.leaf_bytes) {
        (None, false)
    } else {
        let leaf = Leaf::from_bytes(&row.leaf_bytes).ok();
        let unreadable = leaf.is_none();
        (leaf, unreadable)
    };
    let columns = leaf.as_ref().map(|leaf| differences(leaf, &row.columns)).unwrap_or_default();
    let columns_proved = listed.is_some() && row.columns.hash().ok() == listed;
    let trusted = leaf.as_ref().filter(|_| listed.is_none()).unwrap_or(&row.columns);
    // Columns need not hold commitments; what the bytes hold is then the best there is.
    let committed =
        if columns_proved { &row.columns.facts } else { &leaf.as_ref().unwrap_or(&row.columns).facts };
    let (facts, erased) =
        if unreadable && !columns_proved { (Vec::new(), 0) } else { facts(committed, &row.facts) };
    let (matter, step) = (trusted.matter.clone(), trusted.step);
    Examined {
        doubt: Doubt { seq: row.seq, matter, step, columns, facts, unreadable, columns_proved },
        erased,
    }
}

fn differences(leaf: &Leaf, columns: &Leaf) -> Vec<String> {
    let texts = leaf.texts().into_iter().zip(columns.texts());
    let mut fields: Vec<String> = texts.filter(|(a, b)| a.1 != b.1).map(|(a, _)| a.0.to_owned()).collect();
    if leaf.step != columns.step {
        fields.push("step".to_owned());
    }
    let facts = columns.facts.iter().filter(|(name, hash)| leaf.facts.get(*name) != Some(hash));
    fields.extend(facts.map(|(name, _)| format!("facts.{name}")));
    fields
}

/// The faults of the stored facts against the commitments, and how many facts are erased.
fn facts(
    committed: &BTreeMap<String, Hash>,
    stored: &BTreeMap<String, StoredFact>,
) -> (Vec<(String, FactFault)>, u64) {
    let mut faults = Vec::new();
    let mut erased = 0;
    for (name, hash) in committed {
        let fault = match stored.get(name) {
            None => Some(FactFault::Missing),
            Some(StoredFact { salt: None, value: None }) => {
                erased += 1;
                None
            }
            Some(StoredFact { salt: Some(salt), value: Some(value) }) => {
                let fits = commit(name, salt, value).is_ok_and(|computed| computed == *hash);
                if fits { None } else { Some(FactFault::Differs) }
            }
            Some(_) => Some(FactFault::HalfErased),
        };
        faults.extend(fault.map(|fault| (name.clone(), fault)));
    }
    let unproved = stored.keys().filter(|name| !committed.contains_key(*name));
    faults.extend(unproved.map(|name| (name.clone(), FactFault::Unproved)));
    (faults, erased)
}
