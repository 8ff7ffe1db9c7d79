//! Reading, deciding, committing.

use crate::gate::Gate;
use deadline::DateTime;
use kernel::definition::{Action, FieldKind, Procedure};
use kernel::{
    Act, Actor, Decision, FileRef, Matter, Refusal, RefusalCode, Rulebook, Value, View, Words, decide,
};
use record::{Leaf, Salt};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{CommitError, NewAct, NewPaper, Reader, Store, StoreError};

/// Where salts come from. The program takes them from the system; a demo from its seed.
pub trait Chance: Send + Sync {
    /// A fresh salt.
    fn salt(&self) -> Salt;
}

/// A decision is made again at most so often before the door gives up.
pub(crate) const TRIES_MAX: u32 = 16;

/// An act that was done.
#[derive(Clone, Debug)]
pub struct Done {
    /// Where it stands in the record, the matter's number.
    pub committed: store::Committed,
    /// The matter after it; none when the token was used before.
    pub matter: Option<kernel::Matter>,
}

/// An act read and decided.
#[derive(Clone, Debug)]
pub enum Prepared {
    /// Its token was used before: this is the earlier answer.
    Earlier(Box<Done>),
    /// Accepted, to be committed.
    New(Box<NewAct>),
}

/// An act that was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A rule stopped it.
    #[error("refused: {0:?}")]
    Refused(Box<Refusal>),
    /// The store or the record failed; nothing was done.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The same, told by the writer.
    #[error("the act was not committed: {0}")]
    Commit(CommitError),
    /// The act could not be written as canonical bytes, or its postings could not be worked out.
    #[error("the act could not be recorded: {0}")]
    Record(String),
}

/// The door to one store under one rulebook; clones share both.
#[derive(Clone)]
pub struct Door {
    /// The store.
    pub store: Store,
    /// The rulebook in force.
    pub rulebook: Arc<Rulebook>,
    chance: Arc<dyn Chance>,
    pub(crate) deciding: Arc<Gate>,
    pub(crate) examining: Arc<Gate>,
    pub(crate) editions: crate::edition::Editions,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("store", &self.store).finish_non_exhaustive()
    }
}

/// Everything read for one decision.
pub(crate) struct Read {
    pub(crate) matter: Option<kernel::Matter>,
    pub(crate) view: View,
    pub(crate) registers: Vec<String>,
    pub(crate) size: u64,
}

impl Door {
    /// A door.
    pub fn new(store: Store, rulebook: Arc<Rulebook>, chance: Arc<dyn Chance>) -> Door {
        Door {
            store,
            rulebook,
            chance,
            deciding: Arc::new(Gate::new()),
            examining: Arc::new(Gate::new()),
            editions: crate::edition::Editions::default(),
        }
    }

    /// A secret name: 128 random bits as hexadecimal digits.
    pub(crate) fn secret(&self) -> String {
        self.chance.salt().to_string()
    }

    /// Does an act, durably, or tells why not.
    ///
    /// # Errors
    /// See [`ActError`].
    pub fn act(&self, act: &Act, now: DateTime) -> Result<Done, ActError> {
        let mut moved = 0;
        loop {
            let new = match self.prepare(act, now)? {
                Prepared::Earlier(done) => return Ok(*done),
                Prepared::New(new) => new,
            };
            let (matter, names) = (new.matter.clone(), new.files.clone());
            match self.store.commit(*new) {
                Ok(committed) => {
                    let matter = Some(matter).filter(|_| !committed.repeated);
                    return Ok(Done { committed, matter });
                }
                Err(CommitError::Stale { .. } | CommitError::RegisterMoved) if moved < TRIES_MAX => {
                    moved += 1
                }
                Err(CommitError::FileGone(id)) => return Err(ActError::Refused(gone(act, &names, &id))),
                Err(error) => return Err(ActError::Commit(error)),
            }
        }
    }

    /// Reads and decides; what is left is to commit it.
    ///
    /// # Errors
    /// See [`ActError`].
    pub fn prepare(&self, act: &Act, now: DateTime) -> Result<Prepared, ActError> {
        let _place = self.deciding.enter();
        let read = self.store.read(|reader| {
            let matter = reader.matter(&act.town, &act.matter)?.map(|m| m.matter);
            self.read(reader, act, matter)
        })?;
        match decide(&self.rulebook, &read.view, read.matter.as_ref(), act, now) {
            Ok(decision) => Ok(Prepared::New(Box::new(self.new_act(decision, read.registers, read.size)?))),
            // Mostly an act sent twice is refused the second time; one that isn't, the writer knows by its token.
            Err(refusal) => match self.store.read(|reader| reader.by_token(&act.town, &act.token))? {
                Some(committed) => Ok(Prepared::Earlier(Box::new(Done { committed, matter: read.matter }))),
                None => Err(ActError::Refused(refusal)),
            },
        }
    }

    pub(crate) fn read(
        &self,
        reader: &mut dyn Reader,
        act: &Act,
        matter: Option<Matter>,
    ) -> Result<Read, StoreError> {
        let size = reader.head(&act.town)?.map_or(0, |h| h.size);
        let procedure = match &matter {
            Some(m) => self.rulebook.procedure_version(&m.procedure, m.version),
            None => self.rulebook.procedure_on(&act.procedure, act.happened_at.date()),
        };
        let mut view = View::default();
        let mut registers = BTreeSet::new();
        if let Actor::Officer(key) = &act.actor {
            registers.insert("posts".to_owned());
            view.entries.extend(reader.entries_of(&act.town, "posts", key)?);
        }
        if let Some((procedure, action)) = procedure.and_then(|p| Some((p, p.action(&act.action)?))) {
            for (register, key) in named_entries(procedure, action, matter.as_ref(), act) {
                view.entries.extend(reader.entries(&act.town, &register, &key)?);
                registers.insert(register);
            }
        }
        Ok(Read { matter, view, registers: registers.into_iter().collect(), size })
    }

    pub(crate) fn new_act(
        &self,
        decision: Decision,
        registers: Vec<String>,
        size: u64,
    ) -> Result<NewAct, ActError> {
        let (record, matter) = (decision.record, decision.matter);
        let postings =
            figures::post(&self.rulebook, &matter, &record).map_err(|e| ActError::Record(e.to_string()))?;
        let procedure = self.rulebook.procedure_version(&matter.procedure, matter.version);
        let action = procedure.and_then(|p| Some((p, p.action(&record.action)?)));
        let files = procedure.map_or_else(Vec::new, |p| crate::files::named(p, &record));
        let papers = action.map_or_else(Vec::new, |(p, a)| numbered(p, a));
        let salts: BTreeMap<String, Salt> =
            record.facts.keys().map(|k| (k.clone(), self.chance.salt())).collect();
        let leaf = leaf(&record, &salts)?;
        let bytes = leaf.to_bytes().map_err(|e| ActError::Record(e.to_string()))?;
        Ok(NewAct {
            number_form: procedure.map_or_else(String::new, |p| p.number.clone()),
            leaf_hash: record::Hash::of_leaf(&bytes),
            leaf: bytes,
            record,
            salts,
            matter,
            files,
            papers,
            entries: decision.entries,
            postings,
            registers_read: registers,
            read_at: size,
        })
    }
}

/// A file of the act is not there to be kept: which one.
fn gone(act: &Act, files: &[FileRef], id: &str) -> Box<Refusal> {
    let name = files.iter().find(|f| f.id == id).map_or(id, |f| f.name.as_str());
    let refusal = Refusal::new(RefusalCode::FileGone, format!("{}/{}", act.procedure, act.action));
    Box::new(refusal.missing(Words::new(name, name)))
}

/// The documents of an action that have a number of their own.
pub(crate) fn numbered(procedure: &Procedure, action: &Action) -> Vec<NewPaper> {
    let documents = action.documents.iter().filter_map(|name| procedure.documents.get(name));
    let new = |d: &kernel::definition::Document| {
        Some(NewPaper { document: d.name.clone(), number_form: d.number.clone()? })
    };
    documents.filter_map(new).collect()
}

/// Entries that deciding the act will look at: certificates of its actors, entries that its facts name.
fn named_entries(
    procedure: &Procedure,
    action: &Action,
    matter: Option<&Matter>,
    act: &Act,
) -> BTreeSet<(String, String)> {
    let mut named = BTreeSet::new();
    if let Some(certificate) = &action.certificate {
        named.insert((certificate.register.clone(), act.actor.key().to_owned()));
    }
    if let Some((field, register, _)) = &action.second_officer
        && let Some(key) = act.facts.get(field).and_then(Value::as_text)
    {
        named.insert((register.clone(), key.to_owned()));
    }
    let before = |name: &String| matter.and_then(|m| m.facts.get_key_value(name));
    let taken = action.takes.iter().filter_map(|t| before(&t.entry));
    for (name, value) in act.facts.iter().chain(taken) {
        if let Some(FieldKind::Entry { register, .. }) = procedure.field(name).map(|f| &f.kind) {
            named.extend(value.texts().into_iter().map(|key| (register.clone(), key.to_owned())));
        }
    }
    named
}

/// The leaf of a record: its columns, and salted commitments to its facts.
pub(crate) fn leaf(record: &kernel::Recorded, salts: &BTreeMap<String, Salt>) -> Result<Leaf, ActError> {
    let mut facts = BTreeMap::new();
    for (name, value) in &record.facts {
        let json = serde_json::to_value(value).map_err(|e| ActError::Record(e.to_string()))?;
        let salt = salts.get(name).ok_or_else(|| ActError::Record(format!("no salt for {name}")))?;
        let commitment = record::commit(name, salt, &json).map_err(|e| ActError::Record(e.to_string()))?;
        facts.insert(name.clone(), commitment);
    }
    Ok(columns(record, facts))
}

/// The leaf that a record's columns make with these commitments.
pub(crate) fn columns(record: &kernel::Recorded, facts: BTreeMap<String, record::Hash>) -> Leaf {
    Leaf {
        town: record.town.clone(),
        matter: record.matter.clone(),
        step: record.step,
        procedure: record.procedure.clone(),
        action: record.action.clone(),
        actor: record.actor.clone(),
        capacity: record.capacity.clone(),
        happened_at: record.happened_at.to_string(),
        recorded_at: record.recorded_at.to_string(),
        rulebook: record.rulebook.clone(),
        token: record.token.clone(),
        facts,
    }
}
