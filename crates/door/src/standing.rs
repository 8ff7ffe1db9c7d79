//! What stands on an entry: the acts that would fall with it.

use crate::act::Door;
use store::{Entry, GroundQuery, GroundRow, StoreError};

/// All versions of a key's entries, and one page of the acts that stand on them.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The versions, oldest first.
    pub versions: Vec<Entry>,
    /// The acts, oldest first.
    pub acts: Vec<StandingAct>,
}

/// An act, and whether the register still covers the moment when it happened.
#[derive(Clone, Debug)]
pub struct StandingAct {
    /// The act and its ground.
    pub row: GroundRow,
    /// An entry of the key stands at that moment: it was not ended for a time before.
    pub covered: bool,
}

impl Door {
    /// The acts that stand on the entries of a key.
    ///
    /// # Errors
    /// The store failed.
    pub fn standing_on(&self, town: &str, query: &GroundQuery<'_>) -> Result<Standing, StoreError> {
        let (versions, rows) = self.store.read(|reader| {
            Ok((reader.entries(town, query.register, query.key)?, reader.standing_on(town, query)?))
        })?;
        let covered = |row: &GroundRow| versions.iter().any(|e| e.valid_at(row.happened_at));
        let acts = rows.into_iter().map(|row| StandingAct { covered: covered(&row), row }).collect();
        Ok(Standing { versions, acts })
    }
}
