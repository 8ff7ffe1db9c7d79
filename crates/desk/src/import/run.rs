//! Importing a ledger: each row is an item whose steps go through the door, all of them or none.

use super::steps::{facts, steps};
use crate::posts;
use deadline::DateTime;
use door::{ActError, Chain, Door};
use kernel::definition::{Action, Procedure};
use kernel::{Act, Actor, Refusal};
use ledger::{Mapping, Problem, ReadRow, Source, Step, Table, identity};
use std::collections::{BTreeMap, BTreeSet};
use store::{MattersQuery, StoreError};
use uuid::Uuid;

/// Matters read in one go.
const AT_ONCE: u32 = 500;
/// An item that is there already is looked for so many days around the row's own.
const AROUND_DAYS: i64 = 31;

/// What is imported, and by whom.
#[derive(Clone, Debug)]
pub struct Import {
    /// Town.
    pub town: String,
    /// Procedure.
    pub procedure: String,
    /// The action that begins an item.
    pub opening: String,
    /// The officer who imports; steps that none of his roles may do are passed over.
    pub person: String,
    /// The ledger.
    pub table: Table,
    /// Which column fills what.
    pub mapping: Mapping,
}

/// What is wrong with a row.
#[derive(Clone, Debug)]
pub enum Wrong {
    /// A cell can't be read.
    Cell(Problem),
    /// A rule stopped a step.
    Refused {
        /// Row in the file.
        row: u32,
        /// The action.
        action: String,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// The act could not be written down.
    Unrecorded {
        /// Row in the file.
        row: u32,
        /// Why.
        why: String,
    },
}

impl Wrong {
    /// Row in the file.
    pub fn row(&self) -> u32 {
        match self {
            Wrong::Cell(problem) => problem.row,
            Wrong::Refused { row, .. } | Wrong::Unrecorded { row, .. } => *row,
        }
    }
}

/// What became, or would become, of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Rows looked at.
    pub rows: usize,
    /// Rows of which something is new.
    pub new: usize,
    /// Acts that are new.
    pub acts: usize,
    /// Rows of which everything was imported before.
    pub earlier: usize,
    /// Rows whose item somebody entered by hand under the same key.
    pub by_hand: usize,
    /// Rows that tell of nothing that the importing officer's posts may do.
    pub not_his: usize,
    /// Rows that can't be imported.
    pub failed: usize,
    /// What is wrong with them.
    pub wrong: Vec<Wrong>,
    /// Steps that the importing officer has no role for.
    pub left_out: Vec<String>,
}

impl Imported {
    /// Adds what became of other rows of the same ledger.
    pub fn add(&mut self, other: Imported) {
        self.rows += other.rows;
        self.new += other.new;
        self.acts += other.acts;
        self.earlier += other.earlier;
        self.by_hand += other.by_hand;
        self.not_his += other.not_his;
        self.failed += other.failed;
        self.wrong.extend(other.wrong);
        self.left_out = other.left_out;
    }
}

/// Whether something is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The rules are asked, nothing is recorded.
    Dry,
    /// What the rules allow is recorded.
    Record,
}

/// Why a ledger is not imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such procedure, or it has no such action that begins an item.
    #[error(
        "没有叫 `{0}` 的程序;名称见 `fadu rulebook list` · there is no procedure `{0}`; see `fadu rulebook list`"
    )]
    Unknown(String),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The writer's; the rows before it are recorded, and importing again goes on there.
    #[error("没有写进记录:{0};再导入一次会从这里接着办 · not recorded: {0}; importing again goes on here")]
    Commit(String),
}

/// Imports the rows of a ledger from one place on, at most so many.
///
/// # Errors
/// See [`ImportError`]. A row that can't be read or that a rule stops is no error: it is told in [`Imported::wrong`].
pub fn import(
    door: &Door,
    import: &Import,
    now: DateTime,
    mode: Mode,
    rows: std::ops::Range<usize>,
    progress: &mut dyn FnMut(usize),
) -> Result<Imported, ImportError> {
    let unknown = || ImportError::Unknown(format!("{}/{}", import.procedure, import.opening));
    let procedure = door.rulebook.procedure(&import.procedure).ok_or_else(unknown)?;
    let steps = steps(procedure, &import.opening);
    procedure.action(&import.opening).ok_or_else(unknown)?;
    let roles = door.store.read(|r| posts::roles_ever(r, &import.town, &import.person))?;
    let importing = Importing { door, import, procedure, roles, now, mode };
    importing.run(&steps, rows, progress)
}

struct Importing<'a> {
    door: &'a Door,
    import: &'a Import,
    procedure: &'a Procedure,
    roles: BTreeSet<String>,
    now: DateTime,
    mode: Mode,
}

/// A matter that somebody entered by hand, and what was done with it.
struct ByHand {
    id: String,
    done: BTreeSet<String>,
}

impl Importing<'_> {
    fn run(
        &self,
        steps: &[Step],
        range: std::ops::Range<usize>,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Imported, ImportError> {
        let read = ledger::rows(&self.import.table, &self.import.mapping, steps);
        let end = range.end.min(read.len());
        let read = read.get(range.start.min(end)..end).unwrap_or_default();
        let by_hand = self.by_hand(read)?;
        let mut out = Imported { rows: read.len(), left_out: self.left_out(), ..Imported::default() };
        for (n, row) in read.iter().enumerate() {
            match row {
                Err(problems) => {
                    out.failed += 1;
                    out.wrong.extend(problems.iter().cloned().map(Wrong::Cell));
                }
                Ok(row) => self.row(row, by_hand.get(&row.key), &mut out)?,
            }
            progress(n + 1);
        }
        Ok(out)
    }

    /// In which capacity the person does an action; none if he may not.
    fn actor(&self, action: &Action) -> Option<Actor> {
        let own = action.by.iter().any(|r| self.roles.contains(r));
        let officer = own.then(|| Actor::Officer(self.import.person.clone()));
        officer.or_else(|| action.by.contains("anyone").then_some(Actor::Citizen))
    }

    fn left_out(&self) -> Vec<String> {
        let mapped = self.import.mapping.steps.iter().filter_map(|s| self.procedure.action(&s.action));
        mapped.filter(|a| self.actor(a).is_none()).map(|a| a.name.clone()).collect()
    }

    /// The field of the first step that the key column fills.
    fn key_field(&self) -> Option<&str> {
        let key = Source::Column(self.import.mapping.key.clone()?);
        let first = self.import.mapping.steps.first()?;
        first.fields.iter().find(|(_, s)| **s == key).map(|(name, _)| name.as_str())
    }

    /// The matters around the days of these rows that have the key of one of them and were not imported.
    fn by_hand(
        &self,
        rows: &[Result<ReadRow, Vec<Problem>>],
    ) -> Result<BTreeMap<String, ByHand>, ImportError> {
        let Some(field) = self.key_field() else { return Ok(BTreeMap::new()) };
        let mut asked: BTreeMap<&str, String> = BTreeMap::new();
        let mut days = Vec::new();
        for row in rows.iter().flatten() {
            asked.insert(&row.key, self.own_id(row));
            days.extend(row.steps.first().map(|s| s.at));
        }
        let span = jiff::Span::new().days(AROUND_DAYS);
        let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
            return Ok(BTreeMap::new());
        };
        let from = first.saturating_sub(span);
        let mut after = Some((last.saturating_add(span), String::new()));
        let mut found = BTreeMap::new();
        loop {
            let query =
                MattersQuery { procedure: &self.import.procedure, stage: None, after, limit: AT_ONCE };
            let some = self.door.store.read(|r| r.matters(&self.import.town, &query))?;
            after = some.last().map(|m| (m.matter.opened_at, m.matter.id.clone()));
            for m in &some {
                let key = m.matter.facts.get(field).and_then(kernel::Value::as_text).unwrap_or_default();
                if asked.get(key).is_some_and(|own| *own != m.matter.id) {
                    let done = m.matter.done.keys().cloned().collect();
                    found.insert(key.to_owned(), ByHand { id: m.matter.id.clone(), done });
                }
            }
            let full = some.len() == AT_ONCE as usize;
            if !full || after.as_ref().is_none_or(|(at, _)| *at < from) {
                return Ok(found);
            }
        }
    }

    fn identity(&self, row: &ReadRow) -> String {
        row.identity.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The id that the row's matter has if it is imported: always the same.
    fn own_id(&self, row: &ReadRow) -> String {
        let bytes = identity(&[&self.import.town, &self.import.procedure, &self.identity(row)]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
    }

    fn row(&self, row: &ReadRow, by_hand: Option<&ByHand>, out: &mut Imported) -> Result<(), ImportError> {
        let mut acts = Vec::new();
        for (n, step) in row.steps.iter().enumerate() {
            let action = self.procedure.action(&step.action);
            let Some(actor) = action.and_then(|a| self.actor(a)) else { continue };
            if by_hand.is_some_and(|m| n == 0 || m.done.contains(&step.action)) {
                continue;
            }
            acts.push(Act {
                town: self.import.town.clone(),
                matter: by_hand.map_or_else(|| self.own_id(row), |m| m.id.clone()),
                procedure: self.import.procedure.clone(),
                action: step.action.clone(),
                actor,
                facts: facts(&step.facts),
                happened_at: step.at,
                expected_steps: None,
                token: self.token(row, &step.action),
            });
        }
        if acts.is_empty() && by_hand.is_none() {
            out.not_his += 1;
            return Ok(());
        }
        let chain = match self.mode {
            Mode::Dry => self.door.would(&acts, self.now),
            Mode::Record => self.door.act_all(&acts, self.now),
        };
        match chain {
            Ok(Chain { new: 0, .. }) if by_hand.is_some() => out.by_hand += 1,
            Ok(Chain { new: 0, .. }) => out.earlier += 1,
            Ok(chain) => {
                out.new += 1;
                out.acts += chain.new;
            }
            Err(error) => {
                let action = acts.get(error.at).map(|a| a.action.clone()).unwrap_or_default();
                let wrong = match error.error {
                    ActError::Refused(refusal) => Wrong::Refused { row: row.number, action, refusal },
                    ActError::Record(why) => Wrong::Unrecorded { row: row.number, why },
                    ActError::Store(error) => return Err(error.into()),
                    ActError::Commit(error) => return Err(ImportError::Commit(error.to_string())),
                };
                out.failed += 1;
                out.wrong.push(wrong);
            }
        }
        Ok(())
    }

    /// The same row's step has the same token, whoever imports it and however often.
    fn token(&self, row: &ReadRow, action: &str) -> String {
        let parts = [&self.import.town, &self.import.procedure, &self.identity(row), action];
        Uuid::from_bytes(identity(&parts)).simple().to_string() + ":ledger"
    }
}
