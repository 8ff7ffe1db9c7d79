//! What callers see: the store, an act to commit, a ticket for its answer.

pub(crate) mod error;
pub(crate) mod read;

use crate::people::{Change, ChangeError};
use crate::search::Passages;
use crate::staging::{FileChange, NewFile};
use crate::writer::{Job, Writer};
use crate::{postgres, rows, sqlite};
use deadline::DateTime;
use error::{CommitError, StoreError};
use read::{Committed, Edition, Reader, Town};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A directory; the file is `fadu.db` in it.
    Sqlite(PathBuf),
    /// A connection URL, `postgres://user@host/database`; several programs may use one database. The client blocks
    /// and panics on a thread of an async runtime: open, read and drop the last clone on blocking threads.
    /// [`Store::submit_with`] may be called anywhere. The connection is not encrypted.
    Postgres(String),
}

/// An accepted act with everything that follows from it.
#[derive(Clone, Debug)]
pub struct NewAct {
    /// The fact.
    pub record: kernel::Recorded,
    /// The salt of each of its facts.
    pub salts: BTreeMap<String, record::Salt>,
    /// Its canonical bytes.
    pub leaf: Vec<u8>,
    /// Their RFC 6962 leaf hash.
    pub leaf_hash: record::Hash,
    /// The matter after it.
    pub matter: kernel::Matter,
    /// Form of the book number, used by the first step of a matter.
    pub number_form: String,
    /// Documents that it makes and that have a number of their own.
    pub papers: Vec<NewPaper>,
    /// Files that it keeps; each was staged before.
    pub files: Vec<kernel::FileRef>,
    /// Entries made or ended.
    pub entries: Vec<kernel::EntryChange>,
    /// Postings.
    pub postings: Vec<figures::Posting>,
    /// Registers that the decision read.
    pub registers_read: Vec<String>,
    /// Size of the town's record when they were read.
    pub read_at: u64,
}

/// A document with a number of its own, still to be numbered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPaper {
    /// Document within the procedure.
    pub document: String,
    /// Form of the number, with `{year}` of the act and `{n}` counted within procedure, document and year.
    pub number_form: String,
}

/// The answer to a submitted act, to be waited for.
#[derive(Debug)]
pub struct Ticket(Receiver<Result<Committed, CommitError>>);

impl Ticket {
    /// Blocks until the act is durable or refused.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn wait(self) -> Result<Committed, CommitError> {
        self.0.recv().unwrap_or_else(|_| Err(CommitError::Fault(Arc::new(StoreError::WriterGone))))
    }
}

/// A store; clones share it.
#[derive(Clone)]
pub struct Store {
    writer: Arc<Writer>,
    engine: Arc<dyn Engine>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("engine", &self.engine.version()).finish()
    }
}

/// What each engine brings.
pub(crate) trait Engine: Send + Sync {
    fn version(&self) -> String;
    fn read(&self, f: &mut dyn FnMut(&mut dyn Reader) -> Result<(), StoreError>) -> Result<(), StoreError>;
}

impl Store {
    /// Opens a store, creating it or migrating its schema.
    ///
    /// # Errors
    /// A newer schema, a file held by another process, an engine that is too old or out of reach.
    pub fn open(place: &Place) -> Result<Store, StoreError> {
        let (writer, engine): (Writer, Arc<dyn Engine>) = match place {
            Place::Sqlite(folder) => {
                let (batches, engine) = sqlite::open(folder)?;
                (Writer::start(batches)?, Arc::new(engine))
            }
            Place::Postgres(url) => {
                let (batches, engine) = postgres::open(url)?;
                (Writer::start(batches)?, Arc::new(engine))
            }
        };
        Ok(Store { writer: Arc::new(writer), engine })
    }

    /// Adds a town; nothing happens if it is there with the same name and origin.
    ///
    /// # Errors
    /// The key is taken by another name or origin.
    pub fn found(&self, town: &Town) -> Result<(), StoreError> {
        let (answer, wait) = sync_channel(1);
        self.writer.send(Job::Found(town.clone(), answer))?;
        wait.recv().map_err(|_| StoreError::WriterGone)?
    }

    /// Keeps a rulebook that acts are decided under.
    ///
    /// # Errors
    /// The store is out of reach, the town is not there, or its place is taken.
    pub fn put_edition(&self, edition: &Edition) -> Result<(), StoreError> {
        let (answer, wait) = sync_channel(1);
        self.writer.send(Job::Edition(edition.clone(), answer))?;
        wait.recv().map_err(|_| StoreError::WriterGone)?
    }

    /// Keeps a signed checkpoint.
    ///
    /// # Errors
    /// The store is out of reach.
    pub fn put_checkpoint(&self, town: &str, size: u64, note: &str) -> Result<(), StoreError> {
        let (answer, wait) = sync_channel(1);
        self.writer.send(Job::Checkpoint(town.to_owned(), size, note.to_owned(), answer))?;
        wait.recv().map_err(|_| StoreError::WriterGone)?
    }

    /// Does all of the changes to accounts, sessions, attempts and settings, with their events, or none of them.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub fn change(&self, changes: Vec<Change>) -> Result<(), ChangeError> {
        let (answer, wait) = sync_channel(1);
        self.writer.send(Job::Change(changes, answer))?;
        wait.recv().map_err(|_| StoreError::WriterGone)?
    }

    /// Forgets all words of a town: the search knows none of its records until it is told of them again.
    ///
    /// # Errors
    /// The store is out of reach.
    pub fn forget_words(&self, town: &str) -> Result<(), StoreError> {
        let (answer, wait) = sync_channel(1);
        self.writer.send(Job::ForgetWords(town.to_owned(), answer))?;
        wait.recv().map_err(|_| StoreError::WriterGone)?
    }

    /// Lets the search know of more records. Answers false, and does nothing, if somebody did so meanwhile.
    ///
    /// # Errors
    /// The store is out of reach.
    pub fn put_passages(&self, passages: Passages) -> Result<bool, StoreError> {
        let (answer, wait) = sync_channel(1);
        self.writer.send(Job::Passages(passages, answer))?;
        wait.recv().map_err(|_| StoreError::WriterGone)?
    }

    /// Keeps a file for an act that will name it. What no act has taken after a day falls away with a later one.
    ///
    /// # Errors
    /// There is no such town, too many files wait, or the store is out of reach.
    pub fn stage(&self, new: NewFile) -> Result<(), StoreError> {
        self.file(FileChange::Stage(Box::new(new)))
    }

    /// Erases the bytes, the copies and the kept name of a file; its hash stays, in the record and beside it.
    ///
    /// # Errors
    /// No act keeps such a file, it was erased before, or the store is out of reach.
    pub fn erase_file(&self, town: &str, id: &str, at: DateTime, why: &str) -> Result<(), StoreError> {
        let (town, id, why) = (town.to_owned(), id.to_owned(), why.to_owned());
        self.file(FileChange::Erase { town, id, at: at.to_string(), why })
    }

    fn file(&self, change: FileChange) -> Result<(), StoreError> {
        let (answer, wait) = sync_channel(1);
        self.writer.send(Job::File(change, answer))?;
        wait.recv().map_err(|_| StoreError::WriterGone)?
    }

    /// Hands an act to the writer and calls `done` when it is durable or refused. `done` runs on the writer's thread:
    /// it must be quick and must not panic. Blocks only while some thousands of acts wait already.
    pub fn submit_with(
        &self,
        act: NewAct,
        done: impl FnOnce(Result<Committed, CommitError>) + Send + 'static,
    ) {
        let prepared = match rows::Prepared::of(act) {
            Ok(prepared) => Arc::new(prepared),
            Err(error) => return done(Err(CommitError::Fault(Arc::new(error)))),
        };
        if let Err(job) = self.writer.try_send(Job::Act(prepared, Box::new(done)))
            && let Job::Act(_, done) = *job
        {
            done(Err(CommitError::Fault(Arc::new(StoreError::WriterGone))));
        }
    }

    /// Hands an act to the writer.
    pub fn submit(&self, act: NewAct) -> Ticket {
        let (answer, wait) = sync_channel(1);
        self.submit_with(act, move |result| drop(answer.send(result)));
        Ticket(wait)
    }

    /// Commits an act; returns when it is durable.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn commit(&self, act: NewAct) -> Result<Committed, CommitError> {
        self.submit(act).wait()
    }

    /// Reads one consistent snapshot, never waiting for the writer. Blocks its thread; see [`Place::Postgres`].
    ///
    /// # Errors
    /// What `f` answers, or that no snapshot was to be had.
    pub fn read<T>(&self, f: impl FnOnce(&mut dyn Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut f = Some(f);
        let mut out = None;
        self.engine.read(&mut |reader| {
            if let Some(f) = f.take() {
                out = Some(f(reader)?);
            }
            Ok(())
        })?;
        out.ok_or(StoreError::WriterGone)
    }

    /// Engine and version, as `SQLite 3.51.3`.
    pub fn version(&self) -> String {
        self.engine.version()
    }
}
