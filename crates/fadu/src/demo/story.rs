//! A story: what happens to one matter, step by step, and when.

use kernel::Value;
use std::collections::{BTreeMap, VecDeque};

/// When a step happens.
#[derive(Clone, Debug)]
pub(super) enum When {
    /// So many working days after the step before, at a random working hour.
    After(u32),
    /// So many minutes after the step before.
    Minutes(i64),
    /// At this very moment.
    At(deadline::DateTime),
    /// On this day, at a random working hour.
    On(deadline::Date),
}

/// One step.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) action: String,
    /// A role whose holder acts, `citizen`, `founder`, or `=` and the holder's own name.
    pub(super) by: String,
    pub(super) when: When,
    pub(super) facts: BTreeMap<String, Value>,
    /// The rules must refuse this step; the story goes on without it.
    pub(super) refused: bool,
    /// Recorded so many working days after it happened.
    pub(super) recorded_later: u32,
}

/// A matter's story.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) procedure: String,
    pub(super) steps: VecDeque<Step>,
    /// How other stories call its matter's id, which is the name of the entry that it makes.
    pub(super) known_as: Option<String>,
}

impl Story {
    /// A story of that procedure.
    pub(super) fn of(procedure: &'static str) -> Story {
        Story { procedure: procedure.to_owned(), steps: VecDeque::new(), known_as: None }
    }

    /// Then this happens.
    pub(super) fn then(mut self, action: &'static str, by: &'static str, when: When) -> Story {
        let step = Step {
            action: action.to_owned(),
            by: by.to_owned(),
            when,
            facts: BTreeMap::new(),
            refused: false,
            recorded_later: 0,
        };
        self.steps.push_back(step);
        self
    }

    /// A fact of the last step.
    pub(super) fn with(mut self, field: &'static str, value: impl Into<Value>) -> Story {
        if let Some(step) = self.steps.back_mut() {
            step.facts.insert(field.to_owned(), value.into());
        }
        self
    }

    /// The rules must refuse the last step.
    pub(super) fn refused(mut self) -> Story {
        if let Some(step) = self.steps.back_mut() {
            step.refused = true;
        }
        self
    }

    /// The last step is recorded so many working days after it happened.
    pub(super) fn recorded_later(mut self, days: u32) -> Story {
        if let Some(step) = self.steps.back_mut() {
            step.recorded_later = days;
        }
        self
    }
}
