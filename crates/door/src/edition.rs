//! Editions: the rulebooks that acts were decided under, kept whole beside the record.
//!
//! A record names its rulebook by a hash. The store keeps the texts behind each hash, so that a matter can be folded
//! as it was decided, its letters read as they went out, and a rulebook put in place afterwards be told from the one
//! that was in force. When another edition comes, every running matter follows it by an act of its own
//! ([`kernel::change`]).

use crate::act::{ActError, Door};
use deadline::DateTime;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use kernel::{Matter, Recorded, Rulebook, Sources};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Edition, MattersQuery, Reader, StoreError};

/// Rulebooks by their version, read when first needed.
pub(crate) type Editions = Arc<Mutex<BTreeMap<String, Arc<Rulebook>>>>;

/// An edition's texts are never larger than this; a rulebook of the size of the built-in one has two megabytes.
const TEXTS_MAX: u64 = 256 << 20;
/// Matters read in one go.
const AT_ONCE: u32 = 256;

/// Why an edition can't be used.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// Its bytes are not what was kept.
    #[error("the kept texts of the rulebook {0} can't be read: {1}")]
    Unreadable(String, String),
    /// They were not kept, or removed by hand.
    #[error("the texts of the rulebook {0} are not kept")]
    Missing(String),
    /// Running matters could not go on.
    #[error(
        "新的规则集没有在办事项所依据的部分,没有启用。{0}  改法:保留这些版本,或者在新版本里写 transition · the new rulebook lacks what running matters stand on and was not put in force. {1}  mend: keep these versions, or write a transition in the newer ones"
    )]
    Orphans(String, String),
    /// The store or an act failed.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<StoreError> for EditionError {
    fn from(error: StoreError) -> EditionError {
        EditionError::Act(error.into())
    }
}

/// What putting an edition in force did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Another edition was in force before.
    pub changed: bool,
    /// Running matters of which a limit moved or which went over to a newer version, each with a record.
    pub followed: u64,
}

/// The texts that make rules: stories and lists of what is covered tell of the rules and are none.
fn rules(sources: &Sources) -> impl Iterator<Item = (&String, &String)> {
    sources.iter().filter(|(p, _)| !p.starts_with("coverage/") && !p.contains("/scenarios/"))
}

/// The hash over all texts of rules by which records name the rulebook they were decided under.
pub fn version(sources: &Sources) -> String {
    let mut tree = record::tree::Frontier::new();
    for (path, text) in rules(sources) {
        tree.append(record::Hash::of_leaf(format!("{path}\n{text}").as_bytes()));
    }
    tree.root().to_string().chars().take(16).collect()
}

/// The texts of rules as bytes to keep.
///
/// # Errors
/// Never in practice: the bytes are made in memory.
pub fn packed(sources: &Sources) -> std::io::Result<Vec<u8>> {
    let texts: BTreeMap<&String, &String> = rules(sources).collect();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(serde_json::to_string(&texts)?.as_bytes())?;
    encoder.finish()
}

fn unpacked(bytes: &[u8]) -> std::io::Result<Sources> {
    let mut text = String::new();
    DeflateDecoder::new(bytes).take(TEXTS_MAX).read_to_string(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

impl Door {
    /// Puts the door's rulebook in force for a town: keeps its texts, and lets every running matter follow it.
    ///
    /// Repeating it changes nothing; a kill in between is made good by the next call.
    ///
    /// # Errors
    /// [`EditionError::Orphans`] where a running matter could not go on; nothing was done then.
    pub fn adopt(&self, town: &str, texts: &[u8], now: DateTime) -> Result<Adopted, EditionError> {
        let last = self.store.read(|r| r.last_edition(town))?;
        if last.as_ref().is_some_and(|e| e.version == self.rulebook.version) {
            return Ok(Adopted { changed: false, followed: self.follow(town, now)? });
        }
        if last.is_some() {
            self.no_orphans(town)?;
        }
        let n = last.as_ref().map_or(0, |e| e.n.saturating_add(1));
        let version = self.rulebook.version.clone();
        // Kept before anything is decided under it: no record ever names texts that are not there.
        self.store.put_edition(&Edition {
            town: town.to_owned(),
            n,
            version,
            adopted_at: now,
            texts: texts.to_vec(),
        })?;
        Ok(Adopted { changed: last.is_some(), followed: self.follow(town, now)? })
    }

    /// Lets every running matter follow the rules as they stand at a moment; tells how many had to.
    ///
    /// # Errors
    /// The store failed, or a limit can't be worked out.
    pub fn follow(&self, town: &str, now: DateTime) -> Result<u64, EditionError> {
        let mut followed: u64 = 0;
        self.running(town, |matter| {
            let act = kernel::change::change(&self.rulebook, &matter, now)
                .map_err(|e| ActError::Record(format!("{}: {e}", matter.id)))?;
            if let Some(act) = act {
                self.act(&act, now)?;
                followed = followed.saturating_add(1);
            }
            Ok(())
        })?;
        Ok(followed)
    }

    /// Every running matter has its version and stage in the door's rulebook.
    fn no_orphans(&self, town: &str) -> Result<(), EditionError> {
        let mut lost: BTreeMap<String, u64> = BTreeMap::new();
        let book = &self.rulebook;
        let counts = self.store.read(|r| r.stage_counts(town))?;
        for count in counts.iter().filter(|c| c.n > 0 && !book.procedures.contains_key(&c.procedure)) {
            lost.insert(count.procedure.clone(), u64::try_from(count.n).unwrap_or(0));
        }
        self.running(town, |matter| {
            let version = book.procedure_version(&matter.procedure, matter.version);
            let clocks = |p: &kernel::definition::Procedure| {
                matter.clocks.iter().filter(|(_, c)| c.running()).all(|(n, _)| p.clock(n).is_some())
            };
            if !version.is_some_and(|p| p.stage(&matter.stage).is_some() && clocks(p)) {
                let n = lost.entry(format!("{} ({}) {}", matter.procedure, matter.version, matter.stage));
                *n.or_default() += 1;
            }
            Ok(())
        })?;
        if lost.is_empty() {
            return Ok(());
        }
        let list: Vec<String> = lost.iter().map(|(what, n)| format!("{what}: {n}")).collect();
        Err(EditionError::Orphans(list.join("；"), list.join("; ")))
    }

    /// Hands every running matter of the procedures that the rulebook knows to `f`; finished ones are not read.
    fn running(
        &self,
        town: &str,
        mut f: impl FnMut(Matter) -> Result<(), ActError>,
    ) -> Result<(), EditionError> {
        let counts = self.store.read(|r| r.stage_counts(town))?;
        for count in counts.into_iter().filter(|c| c.n > 0) {
            let versions =
                self.rulebook.procedures.get(&count.procedure).map(Vec::as_slice).unwrap_or_default();
            let known =
                |end: bool| versions.iter().any(|p| p.stage(&count.stage).is_some_and(|s| s.end == end));
            // A stage in which matters only ever ended holds nothing that runs.
            if known(true) && !known(false) {
                continue;
            }
            let mut after = None;
            loop {
                let query = MattersQuery {
                    procedure: &count.procedure,
                    stage: Some(&count.stage),
                    after: after.take(),
                    limit: AT_ONCE,
                };
                let some = self.store.read(|r| r.matters(town, &query))?;
                let Some(last) = some.last() else { break };
                after = Some((last.matter.opened_at, last.matter.id.clone()));
                for stored in some.into_iter().filter(|s| !s.matter.ended) {
                    f(stored.matter)?;
                }
            }
        }
        Ok(())
    }

    /// The rulebook that a record names.
    ///
    /// # Errors
    /// Texts that were not kept, or can't be read any more.
    pub fn rulebook_of(&self, town: &str, version: &str) -> Result<Arc<Rulebook>, EditionError> {
        if let Some(book) = self.known(version) {
            return Ok(book);
        }
        let kept = self.store.read(|r| r.edition(town, version))?;
        self.learn(version, kept)
    }

    /// The same within a read that has begun.
    pub(crate) fn rulebook_in(
        &self,
        reader: &mut dyn Reader,
        town: &str,
        version: &str,
    ) -> Result<Arc<Rulebook>, EditionError> {
        if let Some(book) = self.known(version) {
            return Ok(book);
        }
        let kept = reader.edition(town, version)?;
        self.learn(version, kept)
    }

    /// Whether the texts of a rulebook are kept as they were.
    pub(crate) fn kept(
        &self,
        reader: &mut dyn Reader,
        town: &str,
        version: &str,
    ) -> Result<(), EditionError> {
        let missing = || EditionError::Missing(version.to_owned());
        texts(&reader.edition(town, version)?.ok_or_else(missing)?).map(drop)
    }

    fn known(&self, version: &str) -> Option<Arc<Rulebook>> {
        if version == self.rulebook.version {
            return Some(self.rulebook.clone());
        }
        self.editions.lock().unwrap_or_else(PoisonError::into_inner).get(version).cloned()
    }

    fn learn(&self, version: &str, kept: Option<Edition>) -> Result<Arc<Rulebook>, EditionError> {
        let edition = kept.ok_or_else(|| EditionError::Missing(version.to_owned()))?;
        let book = Arc::new(read(&edition)?);
        let mut editions = self.editions.lock().unwrap_or_else(PoisonError::into_inner);
        editions.insert(version.to_owned(), book.clone());
        Ok(book)
    }

    /// Folds the records of one matter, each under the rulebook that it was decided under.
    ///
    /// # Errors
    /// Kept texts that can't be read, or a record that does not follow from them.
    pub fn fold(&self, town: &str, records: &[Recorded]) -> Result<Option<Matter>, EditionError> {
        let mut matter: Option<Matter> = None;
        for record in records {
            let book = self.rulebook_of(town, &record.rulebook)?;
            let step = kernel::advance(&book, matter.as_ref(), record)
                .map_err(|e| ActError::Record(format!("{}: {e}", record.matter)))?;
            matter = Some(step.matter);
        }
        Ok(matter)
    }
}

/// The texts of a kept edition, which must still be those that its hash names.
fn texts(edition: &Edition) -> Result<Sources, EditionError> {
    let bad = |why: String| EditionError::Unreadable(edition.version.clone(), why);
    let sources = unpacked(&edition.texts).map_err(|e| bad(e.to_string()))?;
    let found = version(&sources);
    if found == edition.version { Ok(sources) } else { Err(bad(format!("their hash is {found}"))) }
}

/// Reads a kept edition.
fn read(edition: &Edition) -> Result<Rulebook, EditionError> {
    let bad = |why: String| EditionError::Unreadable(edition.version.clone(), why);
    let sources = texts(edition)?;
    kernel::read::rulebook(&sources, &edition.version)
        .map_err(|problems| bad(problems.first().map_or_else(String::new, |p| p.says.en.clone())))
}
