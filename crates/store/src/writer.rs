//! The one writer: takes all waiting acts, looks up what they need, decides in memory, writes once, commits once.

use crate::api::NewPaper;
use crate::api::error::{CommitError, StoreError};
use crate::api::read::{Committed, Edition, Town};
use crate::people::{Change, ChangeError};
use crate::rows::{Batch, Placed, Prepared};
use crate::search::Passages;
use crate::staging::FileChange;
use record::tree::Frontier;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// At most so many acts in one transaction.
const BATCH_MAX: usize = 256;
/// At most so many acts waiting; a caller beyond it waits to hand its act over.
const WAITING_MAX: usize = 4096;
/// A batch is tried so often while other processes are in its way.
const ATTEMPTS: u32 = 5;

type Done = Box<dyn FnOnce(Result<Committed, CommitError>) + Send>;
type Changed = SyncSender<Result<(), ChangeError>>;
type Answer = SyncSender<Result<(), StoreError>>;

/// Work for the writer.
pub(crate) enum Job {
    Act(Arc<Prepared>, Done),
    Found(Town, Answer),
    Checkpoint(String, u64, String, Answer),
    Edition(Edition, Answer),
    Change(Vec<Change>, Changed),
    ForgetWords(String, Answer),
    Passages(Passages, SyncSender<Result<bool, StoreError>>),
    File(FileChange, Answer),
}

/// Keys that a batch needs looked up.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) towns: BTreeSet<String>,
    pub(crate) tokens: BTreeSet<(String, String)>,
    pub(crate) matters: BTreeSet<(String, String)>,
    pub(crate) registers: BTreeSet<(String, String)>,
    pub(crate) books: BTreeSet<(String, String, i64)>,
    pub(crate) files: BTreeSet<(String, String)>,
}

/// A matter as the batch found it or left it.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) steps: u32,
    pub(crate) number: String,
    pub(crate) stage: String,
}

/// What was found; the batch lays its own acts over it.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) heads: BTreeMap<String, (i64, Frontier)>,
    pub(crate) tokens: BTreeMap<(String, String), Committed>,
    pub(crate) matters: BTreeMap<(String, String), Standing>,
    pub(crate) registers: BTreeMap<(String, String), i64>,
    pub(crate) books: BTreeMap<(String, String, i64), i64>,
    /// Files that wait for an act, with their hashes.
    pub(crate) files: BTreeMap<(String, String), String>,
}

/// The writing side of an engine. `look` begins the transaction, `write` ends it durably; on an error nothing of
/// the batch is there, unless a connection broke while it was committed. The writer tries a batch again whose fault
/// may pass by itself (`StoreError::passing`); acts that are there already are then found by their tokens.
pub(crate) trait Batches: Send + 'static {
    fn look(&mut self, wanted: &Wanted) -> Result<Found, StoreError>;
    fn write(&mut self, batch: &Batch) -> Result<(), StoreError>;
    fn abandon(&mut self);
    fn found(&mut self, town: &Town) -> Result<(), StoreError>;
    fn checkpoint(&mut self, town: &str, size: u64, note: &str) -> Result<(), StoreError>;
    fn edition(&mut self, edition: &Edition) -> Result<(), StoreError>;
    fn change(&mut self, changes: &[Change]) -> Result<(), ChangeError>;
    fn forget_words(&mut self, town: &str) -> Result<(), StoreError>;
    /// Answers whether they followed on what the search knew.
    fn passages(&mut self, passages: &Passages) -> Result<bool, StoreError>;
    fn file(&mut self, change: &FileChange) -> Result<(), StoreError>;
}

/// The writer's door and its thread.
pub(crate) struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(engine: impl Batches) -> Result<Writer, StoreError> {
        let (jobs, waiting) = sync_channel(WAITING_MAX);
        let run = move || run(engine, &waiting);
        let thread = std::thread::Builder::new().name("store-writer".into()).spawn(run);
        Ok(Writer { jobs: Some(jobs), thread: Some(thread.map_err(StoreError::Thread)?) })
    }

    pub(crate) fn send(&self, job: Job) -> Result<(), StoreError> {
        self.try_send(job).map_err(|_| StoreError::WriterGone)
    }

    /// Gives the job back when the writer has ended.
    pub(crate) fn try_send(&self, job: Job) -> Result<(), Box<Job>> {
        match &self.jobs {
            Some(jobs) => jobs.send(job).map_err(|e| Box::new(e.0)),
            None => Err(Box::new(job)),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        // The last clone may be dropped by an act's `done`, on the thread itself: it ends by then without being joined.
        let own = std::thread::current().id();
        if let Some(thread) = self.thread.take().filter(|t| t.thread().id() != own) {
            drop(thread.join());
        }
    }
}

fn run(mut engine: impl Batches, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let mut acts = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next.take() {
            match job {
                Job::Act(act, done) => acts.push((act, done)),
                Job::Found(town, answer) => drop(answer.send(engine.found(&town))),
                Job::Checkpoint(town, size, note, answer) => {
                    drop(answer.send(engine.checkpoint(&town, size, &note)))
                }
                Job::Edition(edition, answer) => drop(answer.send(engine.edition(&edition))),
                Job::ForgetWords(town, answer) => drop(answer.send(engine.forget_words(&town))),
                Job::Passages(passages, answer) => drop(answer.send(engine.passages(&passages))),
                Job::Change(changes, answer) => drop(answer.send(change(&mut engine, &changes))),
                Job::File(change, answer) => drop(answer.send(file(&mut engine, &change))),
            }
            if acts.len() < BATCH_MAX {
                next = waiting.try_recv().ok();
            }
        }
        commit(&mut engine, acts);
    }
}

/// Again while the fault may pass by itself: nothing of a change that failed is there.
fn change(engine: &mut impl Batches, changes: &[Change]) -> Result<(), ChangeError> {
    for _ in 1..ATTEMPTS {
        match engine.change(changes) {
            Err(ChangeError::Store(error)) if error.passing() => {}
            done => return done,
        }
    }
    engine.change(changes)
}

/// Again while the fault may pass by itself, as [`change`].
fn file(engine: &mut impl Batches, change: &FileChange) -> Result<(), StoreError> {
    for _ in 1..ATTEMPTS {
        match engine.file(change) {
            Err(error) if error.passing() => {}
            done => return done,
        }
    }
    engine.file(change)
}

/// Commits the acts together; if the engine fails, one by one, so that one bad act can't fail the others.
fn commit(engine: &mut impl Batches, acts: Vec<(Arc<Prepared>, Done)>) {
    if acts.is_empty() {
        return;
    }
    let (prepared, done): (Vec<_>, Vec<_>) = acts.into_iter().unzip();
    let answers = match attempt(engine, &prepared) {
        Ok(answers) => answers,
        Err(error) if prepared.len() == 1 => vec![Err(CommitError::Fault(Arc::new(error)))],
        Err(_) => prepared
            .chunks(1)
            .flat_map(|one| {
                attempt(engine, one).unwrap_or_else(|e| vec![Err(CommitError::Fault(Arc::new(e)))])
            })
            .collect(),
    };
    done.into_iter().zip(answers).for_each(|(done, answer)| done(answer));
}

/// The whole batch again while the fault may pass by itself.
fn attempt(
    engine: &mut impl Batches,
    acts: &[Arc<Prepared>],
) -> Result<Vec<Result<Committed, CommitError>>, StoreError> {
    for _ in 1..ATTEMPTS {
        match attempt_once(engine, acts) {
            Err(error) if error.passing() => {}
            done => return done,
        }
    }
    attempt_once(engine, acts)
}

fn attempt_once(
    engine: &mut impl Batches,
    acts: &[Arc<Prepared>],
) -> Result<Vec<Result<Committed, CommitError>>, StoreError> {
    let mut wanted = Wanted::default();
    acts.iter().for_each(|a| want(&mut wanted, a));
    let tried = engine.look(&wanted).and_then(|mut found| {
        let mut batch = Batch::default();
        let answers = acts.iter().map(|a| place(a, &mut found, &mut batch)).collect::<Vec<_>>();
        for town in batch.placed.iter().map(|p| p.prepared.act.record.town.clone()).collect::<BTreeSet<_>>() {
            if let Some(head) = found.heads.remove(&town) {
                batch.heads.insert(town, head);
            }
        }
        if batch.placed.is_empty() {
            engine.abandon();
            return Ok(answers);
        }
        engine.write(&batch).map(|()| answers)
    });
    if tried.is_err() {
        engine.abandon();
    }
    tried
}

fn want(wanted: &mut Wanted, prepared: &Prepared) {
    let act = &prepared.act;
    let town = &act.record.town;
    wanted.towns.insert(town.clone());
    wanted.tokens.insert((town.clone(), act.record.token.clone()));
    wanted.matters.insert((town.clone(), act.record.matter.clone()));
    wanted.registers.extend(act.registers_read.iter().map(|r| (town.clone(), r.clone())));
    if act.record.step == 1 {
        wanted.books.insert((town.clone(), act.record.procedure.clone(), prepared.year));
    }
    wanted.files.extend(act.files.iter().map(|f| (town.clone(), f.id.clone())));
    wanted.books.extend(act.papers.iter().map(|p| paper_book(prepared, p)));
}

/// The book in which a document is counted.
fn paper_book(prepared: &Prepared, paper: &NewPaper) -> (String, String, i64) {
    let record = &prepared.act.record;
    let book = format!("{}/{}", record.procedure, paper.document);
    (record.town.clone(), book, prepared.paper_year)
}

/// The next number of a book.
fn count(book: (String, String, i64), form: &str, found: &mut Found, batch: &mut Batch) -> String {
    let last = found.books.entry(book.clone()).or_insert(0);
    *last += 1;
    let number = form.replace("{year}", &book.2.to_string()).replace("{n}", &last.to_string());
    batch.books.insert(book, *last);
    number
}

/// Checks one act against what stands, the batch's own acts included, and places it. A refused act leaves nothing.
fn place(prepared: &Arc<Prepared>, found: &mut Found, batch: &mut Batch) -> Result<Committed, CommitError> {
    let act = &prepared.act;
    let town = act.record.town.clone();
    let token = (town.clone(), act.record.token.clone());
    if let Some(earlier) = found.tokens.get(&token) {
        return Ok(Committed { repeated: true, ..earlier.clone() });
    }
    if !found.heads.contains_key(&town) {
        return Err(CommitError::NoTown);
    }
    let key = (town.clone(), act.record.matter.clone());
    let standing = found.matters.get(&key).cloned();
    let steps = standing.as_ref().map_or(0, |s| s.steps);
    if steps + 1 != act.record.step {
        return Err(CommitError::Stale { steps });
    }
    let read_at = i64::try_from(act.read_at).unwrap_or(i64::MAX);
    let moved =
        |r: &String| found.registers.get(&(town.clone(), r.clone())).is_some_and(|seq| *seq >= read_at);
    if act.registers_read.iter().any(moved) {
        return Err(CommitError::RegisterMoved);
    }
    let file = |id: &str| (town.clone(), id.to_owned());
    if let Some(gone) = act.files.iter().find(|f| found.files.get(&file(&f.id)) != Some(&f.hash)) {
        return Err(CommitError::FileGone(gone.id.clone()));
    }
    let number = match &standing {
        Some(s) => s.number.clone(),
        None => {
            let book = (town.clone(), act.record.procedure.clone(), prepared.year);
            count(book, &act.number_form, found, batch)
        }
    };
    let papers = (act.papers.iter())
        .map(|p| (p.document.clone(), count(paper_book(prepared, p), &p.number_form, found, batch)))
        .collect();
    let Some((size, frontier)) = found.heads.get_mut(&town) else { return Err(CommitError::NoTown) };
    let seq = *size;
    *size += 1;
    frontier.append(act.leaf_hash);
    let committed = Committed {
        seq: u64::try_from(seq).unwrap_or(0),
        step: act.record.step,
        number: number.clone(),
        repeated: false,
    };
    found.tokens.insert(token, committed.clone());
    for f in &act.files {
        found.files.remove(&file(&f.id));
    }
    let after = Standing { steps: act.record.step, number: number.clone(), stage: act.matter.stage.clone() };
    found.matters.insert(key, after);
    for e in &act.entries {
        found.registers.insert((town.clone(), e.register.clone()), seq);
    }
    batch.place(Placed { seq, number, papers, prepared: prepared.clone() }, standing.map(|s| s.stage));
    Ok(committed)
}
