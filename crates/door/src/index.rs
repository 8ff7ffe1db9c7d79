//! The search follows the record.

use crate::act::Door;
use kernel::definition::{FieldKind, Procedure};
use kernel::{FileRef, Rulebook};
use search::Words;
use std::collections::BTreeSet;
use store::{Passage, Passages, Reader, StoreError, StoredRecord};

/// Records that are taken in at once.
const AT_ONCE: u32 = 500;

/// How far the search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// Records that it knows.
    pub known: u64,
    /// Records that there are.
    pub of: u64,
}

impl Door {
    /// Lets the search of a town know of at most so many more records.
    ///
    /// # Errors
    /// The store failed.
    pub fn index(&self, town: &str, most: u64) -> Result<Indexed, StoreError> {
        let mut taken = 0;
        loop {
            let (passages, of) = self.store.read(|r| self.passages(r, town))?;
            let (from, known) = (passages.from, passages.to);
            if known == from {
                return Ok(Indexed { known, of });
            }
            self.store.put_passages(passages)?;
            taken += known - from;
            if taken >= most {
                return Ok(Indexed { known, of });
            }
        }
    }

    /// The matters that moved in the records after the last that the search knows, and the number of records.
    fn passages(&self, reader: &mut dyn Reader, town: &str) -> Result<(Passages, u64), StoreError> {
        let from = reader.searched(town)?;
        let of = reader.head(town)?.map_or(0, |h| h.size);
        let moved = if from < of { reader.scan(town, from, AT_ONCE)? } else { Vec::new() };
        let to = moved.last().map_or(from, |r| r.seq + 1);
        let mut passages = Vec::new();
        for id in moved.iter().map(|r| r.recorded.matter.as_str()).collect::<BTreeSet<_>>() {
            let Some(stored) = reader.matter(town, id)? else { continue };
            let mut words = Words::default();
            for text in texts(&self.rulebook, reader, &stored)? {
                words.add(&text.1);
            }
            let words = words.iter().map(str::to_owned).collect();
            passages.push(Passage { matter: id.to_owned(), opened_at: stored.matter.opened_at, words });
        }
        Ok((Passages { town: town.to_owned(), from, to, passages }, of))
    }
}

/// Everything by which a matter is found: its number and those of its documents, its procedure, and all texts that its
/// acts gave. Each with the name of the field that it stands in, empty for the others.
///
/// # Errors
/// The store failed.
pub fn texts(
    rulebook: &Rulebook,
    reader: &mut dyn Reader,
    stored: &store::StoredMatter,
) -> Result<Vec<(String, String)>, StoreError> {
    let matter = &stored.matter;
    let none = String::new;
    let mut all = vec![(none(), stored.number.clone())];
    all.extend(reader.papers(&matter.town, &matter.id)?.into_iter().map(|p| (none(), p.number)));
    let procedure = rulebook.procedure_version(&matter.procedure, matter.version);
    if let Some(procedure) = procedure {
        all.push((none(), procedure.title.zh.clone()));
        all.push((none(), procedure.title.en.clone()));
    }
    for record in reader.records(&matter.town, &matter.id)? {
        all.extend(told(procedure, &record));
    }
    let mut seen = BTreeSet::new();
    all.retain(|text| seen.insert(text.clone()));
    Ok(all)
}

/// The texts of an act. Of a file its name alone: nobody looks for a hash.
fn told(procedure: Option<&Procedure>, record: &StoredRecord) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, value) in record.recorded.own_facts() {
        let field = procedure.and_then(|p| p.field(name));
        let files = field.is_some_and(|f| matches!(f.kind, FieldKind::Files(_)));
        for text in value.texts() {
            let text = if files { FileRef::read(text).map(|f| f.name) } else { Some(text.to_owned()) };
            all.extend(text.map(|t| (name.clone(), t)));
        }
    }
    all
}
