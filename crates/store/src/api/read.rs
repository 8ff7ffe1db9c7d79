//! What can be read, the same from both engines.

use super::error::StoreError;
use crate::ledgers::LedgerReader;
use crate::people::PeopleReader;
use deadline::{Date, DateTime};
use figures::{Cell, Posting};
use kernel::{Entry, FileRef, Ground, Matter, Recorded};
use record::tree::Frontier;
use record::{Hash, Salt};
use std::collections::BTreeMap;

/// A tenant: the unit of order, of locking, of keys, of erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    /// Key, as `yunxi`.
    pub key: String,
    /// Name, as `云溪镇`.
    pub name: String,
    /// Origin line of its checkpoints.
    pub origin: String,
}

/// Size and right edge of a town's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of records.
    pub size: u64,
    /// Right edge.
    pub frontier: Frontier,
}

/// The answer to an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its place in the town's record, from 0.
    pub seq: u64,
    /// Its step in the matter, from 1.
    pub step: u32,
    /// The matter's book number.
    pub number: String,
    /// The token was used before: nothing was done again, this is the earlier answer.
    pub repeated: bool,
}

/// A rulebook that a town's acts were decided under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Town.
    pub town: String,
    /// Its place among the town's editions, from 0.
    pub n: u64,
    /// The name that records give it.
    pub version: String,
    /// When it was put in force.
    pub adopted_at: DateTime,
    /// Its texts, as the caller packed them.
    pub texts: Vec<u8>,
}

/// A matter with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMatter {
    /// The matter.
    pub matter: Matter,
    /// Book number.
    pub number: String,
}

/// The columns by which lists find a matter; they repeat what its state says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Procedure.
    pub procedure: String,
    /// Stage.
    pub stage: String,
    /// Nothing is left to do.
    pub ended: bool,
    /// When it began.
    pub opened_at: DateTime,
    /// Number of its acts.
    pub steps: u32,
}

impl Listed {
    /// The columns that a matter must have.
    pub fn of(matter: &Matter) -> Listed {
        Listed {
            id: matter.id.clone(),
            procedure: matter.procedure.clone(),
            stage: matter.stage.clone(),
            ended: matter.ended,
            opened_at: matter.opened_at,
            steps: matter.steps,
        }
    }
}

/// A record as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its place, from 0.
    pub seq: u64,
    /// The fact.
    pub recorded: Recorded,
    /// The salts of its facts.
    pub salts: BTreeMap<String, Salt>,
    /// Its canonical bytes.
    pub leaf: Vec<u8>,
}

/// A running clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueClock {
    /// Matter.
    pub matter: String,
    /// Clock.
    pub clock: String,
    /// Last moment in time.
    pub due: DateTime,
}

/// How many matters stand where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCount {
    /// Procedure.
    pub procedure: String,
    /// Stage.
    pub stage: String,
    /// Number.
    pub n: i64,
}

/// A number that the writer counts on from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// The last number of a procedure's book in a year, or of a document's: `penalty`, `penalty/penalty-decision`.
    Book(String, i16),
    /// The last record that changed a register.
    Register(String),
}

/// Which matters, newest first.
#[derive(Clone, Debug, Default)]
pub struct MattersQuery<'a> {
    /// Only of this procedure.
    pub procedure: &'a str,
    /// Only in this stage.
    pub stage: Option<&'a str>,
    /// Only before this place in the list: when it began, id.
    pub after: Option<(DateTime, String)>,
    /// At most so many.
    pub limit: u32,
}

/// Which postings, oldest first.
#[derive(Clone, Debug)]
pub struct TraceQuery<'a> {
    /// Of this figure.
    pub figure: &'a str,
    /// From this day
    pub from: Date,
    /// to this day, both included.
    pub to: Date,
    /// Only of this dimension.
    pub dimension: Option<&'a str>,
    /// Only after this place in the list: day, record, ordinal.
    pub after: Option<(Date, u64, u32)>,
    /// At most so many.
    pub limit: u32,
}

/// A posting with the record that caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRow {
    /// Record.
    pub seq: u64,
    /// Ordinal within the record.
    pub ordinal: u32,
    /// The posting.
    pub posting: Posting,
    /// Matter.
    pub matter: String,
    /// Its number.
    pub number: String,
    /// Procedure.
    pub procedure: String,
    /// Action.
    pub action: String,
}

/// Which acts stand on the entries of a key, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct GroundQuery<'a> {
    /// Register.
    pub register: &'a str,
    /// Key.
    pub key: &'a str,
    /// Only after this place in the list: record, link.
    pub after: Option<(u64, &'a str)>,
    /// At most so many.
    pub limit: u32,
}

/// An act that stands on an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroundRow {
    /// Record.
    pub seq: u64,
    /// What it stands on, and as what.
    pub ground: Ground,
    /// When the act happened.
    pub happened_at: DateTime,
    /// Who acted.
    pub actor: String,
    /// Matter.
    pub matter: String,
    /// Its number.
    pub number: String,
    /// Procedure.
    pub procedure: String,
    /// Action.
    pub action: String,
}

/// A document's own number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaperNumber {
    /// The record of the act that made it.
    pub seq: u64,
    /// Document within the procedure.
    pub document: String,
    /// The number.
    pub number: String,
}

/// A file beside the record, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// As its act names it; once erased its name is empty here.
    pub file: FileRef,
    /// When it came.
    pub staged_at: DateTime,
    /// The record that keeps it; none while it waits for its act.
    pub seq: Option<u64>,
    /// Its bytes were erased.
    pub erased: Option<Erased>,
}

/// When and why a file's bytes were erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// When.
    pub at: DateTime,
    /// Why, as it was given.
    pub why: String,
}

/// Which bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilePart {
    /// The small copy of a picture.
    Small,
    /// The large copy of a picture.
    Large,
    /// As it came.
    Whole,
}

impl FilePart {
    /// `small`, `large`, `whole`, as addresses name it.
    pub fn named(name: &str) -> Option<FilePart> {
        match name {
            "small" => Some(FilePart::Small),
            "large" => Some(FilePart::Large),
            "whole" => Some(FilePart::Whole),
            _ => None,
        }
    }
}

/// The verbs of reading. Each fails only when the engine does, or a stored text was changed by hand.
#[allow(missing_docs, reason = "the names and the types above say all; a line each would repeat them")]
pub trait Reader: PeopleReader + LedgerReader {
    fn towns(&mut self) -> Result<Vec<Town>, StoreError>;
    fn head(&mut self, town: &str) -> Result<Option<Head>, StoreError>;
    fn matter(&mut self, town: &str, id: &str) -> Result<Option<StoredMatter>, StoreError>;
    fn matter_by_number(&mut self, town: &str, number: &str) -> Result<Option<StoredMatter>, StoreError>;
    fn matters(&mut self, town: &str, query: &MattersQuery<'_>) -> Result<Vec<StoredMatter>, StoreError>;
    fn scan_matters(&mut self, town: &str, after: &str, limit: u32) -> Result<Vec<StoredMatter>, StoreError>;
    /// The list columns of the same matters as [`Reader::scan_matters`].
    fn scan_listed(&mut self, town: &str, after: &str, limit: u32) -> Result<Vec<Listed>, StoreError>;
    fn stage_counts(&mut self, town: &str) -> Result<Vec<StageCount>, StoreError>;
    /// Numbers that the writer counts on from: the last of each book and the last record of each register.
    fn counters(&mut self, town: &str) -> Result<BTreeMap<Counter, u64>, StoreError>;
    fn records(&mut self, town: &str, matter: &str) -> Result<Vec<StoredRecord>, StoreError>;
    fn scan(&mut self, town: &str, from: u64, limit: u32) -> Result<Vec<StoredRecord>, StoreError>;
    fn recent(&mut self, town: &str, limit: u32) -> Result<Vec<StoredRecord>, StoreError>;
    fn by_token(&mut self, town: &str, token: &str) -> Result<Option<Committed>, StoreError>;
    fn leaf_hashes(&mut self, town: &str, from: u64, limit: u32) -> Result<Vec<Hash>, StoreError>;
    fn checkpoints(&mut self, town: &str) -> Result<Vec<(u64, String)>, StoreError>;
    /// The edition that is in force.
    fn last_edition(&mut self, town: &str) -> Result<Option<Edition>, StoreError>;
    /// The newest edition of that version.
    fn edition(&mut self, town: &str, version: &str) -> Result<Option<Edition>, StoreError>;
    /// All versions of the entries of that key, oldest first.
    fn entries(&mut self, town: &str, register: &str, key: &str) -> Result<Vec<Entry>, StoreError>;
    /// All entries whose `holder` field is this text.
    fn entries_of(&mut self, town: &str, register: &str, holder: &str) -> Result<Vec<Entry>, StoreError>;
    fn register(&mut self, town: &str, register: &str) -> Result<Vec<Entry>, StoreError>;
    fn due(&mut self, town: &str, until: DateTime, limit: u32) -> Result<Vec<DueClock>, StoreError>;
    /// Month sums up to a month: the cost does not grow with the number of matters.
    fn cells(&mut self, town: &str, until_month: i32) -> Result<Vec<Cell>, StoreError>;
    fn trace(&mut self, town: &str, query: &TraceQuery<'_>) -> Result<Vec<TraceRow>, StoreError>;
    fn postings(&mut self, town: &str, seq: u64) -> Result<Vec<Posting>, StoreError>;
    /// Numbers of the documents of a matter, in the order of its acts.
    fn papers(&mut self, town: &str, matter: &str) -> Result<Vec<PaperNumber>, StoreError>;
    /// Numbers of all documents from a record on; those of one record are never parted but by `limit`.
    fn scan_papers(
        &mut self,
        town: &str,
        after: (u64, &str),
        limit: u32,
    ) -> Result<Vec<PaperNumber>, StoreError>;
    /// How many records the search knows.
    fn searched(&mut self, town: &str) -> Result<u64, StoreError>;
    /// Matters in whose words the index finds what is asked, the newest first; whether it stands there, the texts tell.
    fn find(&mut self, town: &str, query: &search::Query, limit: u32) -> Result<Vec<String>, StoreError>;
    /// A file, whether an act keeps it or it waits for one.
    fn file(&mut self, town: &str, id: &str) -> Result<Option<FileRow>, StoreError>;
    /// The files that the acts of a matter keep, in the order of the acts.
    fn files(&mut self, town: &str, matter: &str) -> Result<Vec<FileRow>, StoreError>;
    /// Bytes of a file; none where there is no such part, or it was erased.
    fn file_bytes(&mut self, town: &str, id: &str, part: FilePart) -> Result<Option<Vec<u8>>, StoreError>;
    /// All files, waiting ones included, from a place in the order of their ids.
    fn scan_files(&mut self, town: &str, after: &str, limit: u32) -> Result<Vec<FileRow>, StoreError>;
    fn standing_on(&mut self, town: &str, query: &GroundQuery<'_>) -> Result<Vec<GroundRow>, StoreError>;
    /// All grounds with their records, from a place in the order of register, key, record, link.
    fn scan_grounds(
        &mut self,
        town: &str,
        after: Option<&(Ground, u64)>,
        limit: u32,
    ) -> Result<Vec<(Ground, u64)>, StoreError>;
}
