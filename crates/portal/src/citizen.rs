//! The only way from these screens to an act: an action that the rulebook opens to everybody, done as a citizen.
//!
//! [`PublicDoor`] keeps the door to itself and gives nothing away but reading. It acts on an [`OpenAction`] only, and
//! an [`OpenAction`] is only made of an action whose `by` names `anyone`. So no screen here can name a staff action.

use deadline::DateTime;
use door::edition::EditionError;
use door::{ActError, Done, Door, Figures, Incoming, NotTaken};
use kernel::definition::{Action, Opening, Procedure};
use kernel::{Act, Actor, Matter, Recorded, Rulebook, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Reader, StoreError};

/// The role of everybody, as `by` writes it.
const ANYONE: &str = "anyone";

/// An action that everybody may do.
#[derive(Clone, Copy, Debug)]
pub struct OpenAction<'a> {
    procedure: &'a Procedure,
    action: &'a Action,
}

impl<'a> OpenAction<'a> {
    /// The action of that name, if everybody may do it.
    pub fn find(procedure: &'a Procedure, name: &str) -> Option<OpenAction<'a>> {
        OpenAction::of(procedure, procedure.action(name)?)
    }

    /// All of a procedure's open actions, in the order of its text.
    pub fn all(procedure: &'a Procedure) -> impl Iterator<Item = OpenAction<'a>> {
        procedure.actions.iter().filter_map(move |action| OpenAction::of(procedure, action))
    }

    /// The open actions that begin a matter.
    pub fn openings(procedure: &'a Procedure) -> impl Iterator<Item = OpenAction<'a>> {
        OpenAction::all(procedure).filter(|open| open.action.opening == Opening::Opens)
    }

    fn of(procedure: &'a Procedure, action: &'a Action) -> Option<OpenAction<'a>> {
        let open = action.by.contains(ANYONE) && action.expiry_of.is_none();
        open.then_some(OpenAction { procedure, action })
    }

    /// Its procedure.
    pub fn procedure(self) -> &'a Procedure {
        self.procedure
    }

    /// Its definition.
    pub fn action(self) -> &'a Action {
        self.action
    }

    /// Whether it is offered in a stage.
    pub fn offered_in(self, stage: &str) -> bool {
        matches!(&self.action.opening, Opening::From(stages) if stages.contains(stage))
    }
}

/// What a citizen sends.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Town.
    pub town: String,
    /// The matter's id; for an opening act the id that it shall have.
    pub matter: String,
    /// What was said.
    pub facts: BTreeMap<String, Value>,
    /// Number of steps that the citizen saw; none for an opening act, and where many act at once.
    pub expected_steps: Option<u32>,
    /// The same token is done once.
    pub token: String,
}

/// The door as everybody has it.
#[derive(Clone, Debug)]
pub struct PublicDoor(Door);

impl PublicDoor {
    /// Of the door that staff use, too.
    pub fn new(door: Door) -> PublicDoor {
        PublicDoor(door)
    }

    /// The rulebook in force.
    pub fn rulebook(&self) -> &Arc<Rulebook> {
        &self.0.rulebook
    }

    /// Reads one snapshot; blocks its thread.
    ///
    /// # Errors
    /// The store failed.
    pub fn read<T>(&self, f: impl FnOnce(&mut dyn Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.store.read(f)
    }

    /// The figures of a year; blocks its thread.
    ///
    /// # Errors
    /// The store failed.
    pub fn figures(&self, town: &str, year: i16) -> Result<Figures, StoreError> {
        self.0.figures(town, year)
    }

    /// The rulebook that a record names; blocks its thread.
    ///
    /// # Errors
    /// Its kept texts can't be read any more.
    pub fn rulebook_of(&self, record: &Recorded) -> Result<Arc<Rulebook>, EditionError> {
        self.0.rulebook_of(&record.town, &record.rulebook)
    }

    /// The matter that records make, each under the rulebook that it was decided under; blocks its thread.
    ///
    /// # Errors
    /// Kept texts can't be read any more, or a record does not follow from them.
    pub fn fold(&self, town: &str, records: &[Recorded]) -> Result<Option<Matter>, EditionError> {
        self.0.fold(town, records)
    }

    /// Takes the files of an open action's form; blocks its thread. See [`Door::take_files`].
    ///
    /// # Errors
    /// The store failed, or too many files wait.
    pub fn take_files(
        &self,
        town: &str,
        open: OpenAction<'_>,
        answers: &mut Vec<(String, String)>,
        incoming: Vec<Incoming>,
        now: DateTime,
    ) -> Result<Vec<NotTaken>, StoreError> {
        self.0.take_files(town, (open.procedure, open.action), answers, incoming, now)
    }

    /// Does an open action now; blocks its thread until it is durable or refused.
    ///
    /// # Errors
    /// See [`ActError`].
    pub fn send(&self, open: OpenAction<'_>, sending: Sending, now: DateTime) -> Result<Done, ActError> {
        let act = Act {
            town: sending.town,
            matter: sending.matter,
            procedure: open.procedure.name.clone(),
            action: open.action.name.clone(),
            actor: Actor::Citizen,
            facts: sending.facts,
            happened_at: now,
            expected_steps: sending.expected_steps,
            token: sending.token,
        };
        self.0.act(&act, now)
    }
}

/// The procedure under which a matter runs.
pub(crate) fn procedure_of<'a>(rulebook: &'a Rulebook, matter: &Matter) -> Option<&'a Procedure> {
    rulebook.procedure_version(&matter.procedure, matter.version)
}

#[cfg(test)]
mod tests {
    use super::{ANYONE, OpenAction};
    use std::path::Path;

    #[test]
    fn an_open_action_is_one_that_anyone_may_do_and_no_other() {
        let rulebook = crate::tests::rulebook();
        let (mut open, mut closed) = (0, 0);
        for procedure in rulebook.procedures.values().flatten() {
            for action in &procedure.actions {
                let found = OpenAction::find(procedure, &action.name).is_some();
                assert_eq!(found, action.by.contains(ANYONE), "{}/{}", procedure.name, action.name);
                if found { open += 1 } else { closed += 1 }
            }
            assert!(OpenAction::all(procedure).all(|o| o.action().by.contains(ANYONE)));
        }
        assert!(open > 50 && closed > 500, "{open} open, {closed} closed");
    }

    /// The types hold as long as nobody else here makes an act or keeps the door.
    #[test]
    fn no_other_file_of_the_crate_makes_an_act() {
        let needles = ["Actor", " Act {", "kernel::Act", "{Act,", "store.commit", "store.submit", "prepare("];
        let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut seen = 0;
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            } else if path.extension().is_some_and(|e| e == "rs")
                && !path.ends_with("src/citizen.rs")
                && !path.ends_with("src/tests.rs")
            {
                seen += 1;
                let text = std::fs::read_to_string(&path).unwrap();
                for needle in needles {
                    assert!(!text.contains(needle), "{} holds `{needle}`", path.display());
                }
            }
        }
        assert!(seen > 5);
    }
}
