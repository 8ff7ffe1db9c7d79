//! Plays stories through the door, in the order of their times, while clocks run out between them.

use super::invent;
use super::story::{Story, When};
use deadline::{Binds, Date, DateTime};
use door::{ActError, Door};
use fastrand::Rng;
use jiff::ToSpan;
use kernel::definition::{Action, FieldKind, Procedure};
use kernel::{Act, Actor, Value};
use press::report::ADOPTED;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use store::Town;

/// Why the demonstration could not be made. Each is a mistake of the demonstration or of the rulebook.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PlayError {
    /// An act that should have been done was not.
    #[error("{at} {rule}: {why}")]
    Act {
        /// When.
        at: DateTime,
        /// Procedure and action.
        rule: String,
        /// What the door said.
        why: String,
    },
    /// The rulebook has no such action, or nobody holds the role.
    #[error("the demonstration tells of `{0}`, which is not there")]
    Unknown(String),
    /// The calendars do not cover the year.
    #[error(transparent)]
    Deadline(#[from] deadline::DeadlineError),
}

/// What came of playing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Played {
    /// Acts recorded.
    pub(crate) acts: u32,
    /// Acts that rules refused, as told.
    pub(crate) refused: u32,
    /// Acts that clocks did.
    pub(crate) late: u32,
}

/// Times of waiting stories: when, order of beginning, story.
type Queue = BinaryHeap<Reverse<(DateTime, usize)>>;

pub(super) struct Player<'a> {
    pub(super) door: &'a Door,
    pub(super) town: &'a Town,
    /// The yearly report's template.
    report: &'a str,
    pub(super) rng: Rng,
    /// Holders of each role.
    pub(super) holders: BTreeMap<String, Vec<String>>,
    pub(super) played: Played,
    /// Ids of matters by the names that stories call them.
    known: BTreeMap<String, String>,
    ticked: Option<Date>,
}

struct Running {
    story: Story,
    matter: String,
    last: DateTime,
}

impl<'a> Player<'a> {
    pub(super) fn new(door: &'a Door, town: &'a Town, report: &'a str, seed: u64) -> Player<'a> {
        let rng = Rng::with_seed(seed);
        Player {
            door,
            town,
            report,
            rng,
            holders: BTreeMap::new(),
            played: Played::default(),
            known: BTreeMap::new(),
            ticked: None,
        }
    }

    /// Plays all stories, each from its first day; `on` is told after every act.
    pub(super) fn play(
        &mut self,
        stories: Vec<(Date, Story)>,
        mut on: impl FnMut(DateTime),
    ) -> Result<(), PlayError> {
        let mut queue = Queue::new();
        let mut running = Vec::new();
        for (day, story) in stories {
            let begin = day.at(0, 0, 0, 0);
            let matter = self.id(begin);
            if let Some(name) = &story.known_as {
                self.known.insert(name.clone(), matter.clone());
            }
            let at = self.time(&story, begin)?;
            queue.push(Reverse((at, running.len())));
            running.push(Running { story, matter, last: begin });
        }
        while let Some(Reverse((at, index))) = queue.pop() {
            self.tick(at)?;
            let Some(run) = running.get_mut(index) else { continue };
            self.step(run, at)?;
            on(at);
            if !run.story.steps.is_empty() {
                let next = self.time(&run.story, run.last)?;
                queue.push(Reverse((next, index)));
            }
        }
        Ok(())
    }

    /// Lets clocks run out up to a moment, once a day.
    pub(super) fn tick(&mut self, now: DateTime) -> Result<(), PlayError> {
        if self.ticked == Some(now.date()) {
            return Ok(());
        }
        self.ticked = Some(now.date());
        let acted = self.door.tick(&self.town.key, now).map_err(|e| PlayError::Act {
            at: now,
            rule: "clock".to_owned(),
            why: describe(&e),
        })?;
        self.played.late += acted;
        self.played.acts += acted;
        Ok(())
    }

    /// An id as uuid v7 makes it, of the seed and the demonstration's time.
    fn id(&mut self, at: DateTime) -> String {
        let since = at
            .since(Date::constant(1970, 1, 1).at(0, 0, 0, 0))
            .ok()
            .and_then(|s| s.total(jiff::Unit::Second).ok());
        let seconds = since.map_or(0, |s| s as u64);
        let mut random = [0; 10];
        self.rng.fill(&mut random);
        uuid::Builder::from_unix_timestamp_millis(seconds * 1000, &random).into_uuid().to_string()
    }

    fn time(&mut self, story: &Story, last: DateTime) -> Result<DateTime, PlayError> {
        let Some(step) = story.steps.front() else { return Ok(last) };
        let calendar = &self.door.rulebook.calendar;
        Ok(match step.when {
            When::At(at) => at.max(last),
            When::Minutes(n) => last.checked_add(n.minutes()).unwrap_or(last),
            When::On(day) => self.hour(day).max(last.checked_add(1.minute()).unwrap_or(last)),
            When::After(0) => {
                let day = calendar.next_working(last.date(), Binds::Office)?;
                if day == last.date() && last.hour() > 0 {
                    last.checked_add(self.rng.i64(5..50).minutes()).unwrap_or(last)
                } else {
                    self.hour(day)
                }
            }
            When::After(n) => {
                let mut day = last.date();
                for _ in 0..n {
                    let next = day.tomorrow().unwrap_or(day);
                    day = calendar.next_working(next, Binds::Office)?;
                }
                self.hour(day)
            }
        })
    }

    /// A moment of a working day.
    fn hour(&mut self, day: Date) -> DateTime {
        let minutes = if self.rng.bool() { self.rng.i16(0..200) } else { self.rng.i16(360..570) };
        day.at(8, 30, 0, 0).checked_add(i64::from(minutes).minutes()).unwrap_or(day.at(9, 0, 0, 0))
    }

    fn step(&mut self, run: &mut Running, at: DateTime) -> Result<(), PlayError> {
        let Some(step) = run.story.steps.pop_front() else { return Ok(()) };
        let rule = format!("{}/{}", run.story.procedure, step.action);
        let rulebook = self.door.rulebook.clone();
        let unknown = || PlayError::Unknown(rule.clone());
        let procedure = rulebook.procedure_on(&run.story.procedure, at.date()).ok_or_else(unknown)?;
        let action = procedure.action(&step.action).ok_or_else(unknown)?;
        let actor = self.actor(&step.by)?;
        let mut facts = step.facts;
        for (name, value) in &mut facts {
            let entry = matches!(procedure.field(name).map(|f| &f.kind), Some(FieldKind::Entry { .. }));
            if let Some(id) = value.as_text().filter(|_| entry).and_then(|t| self.known.get(t)) {
                *value = Value::from(id.as_str());
            }
        }
        if action.asks.iter().any(|f| f == ADOPTED) {
            let fault = |why| PlayError::Act { at, rule: rule.clone(), why };
            let stored = self.door.store.read(|r| r.matter(&self.town.key, &run.matter));
            let stored = stored.map_err(|e| fault(e.to_string()))?.ok_or_else(unknown)?;
            let text = desk::to_adopt(self.door, self.report, self.town, &stored.matter).map_err(fault)?;
            facts.extend(text.map(|t| (ADOPTED.to_owned(), Value::from(t.as_str()))));
        }
        self.fill(procedure, action, &actor, &mut facts, at);
        let mut now = at;
        for _ in 0..step.recorded_later {
            let next = now.date().tomorrow().unwrap_or(now.date());
            now = rulebook.calendar.next_working(next, Binds::Office)?.at(9, 0, 0, 0);
        }
        let act = Act {
            town: self.town.key.clone(),
            matter: run.matter.clone(),
            procedure: procedure.name.clone(),
            action: action.name.clone(),
            actor,
            facts,
            happened_at: at,
            expected_steps: None,
            token: self.id(at),
        };
        match (self.door.act(&act, now), step.refused) {
            (Ok(_), false) => {
                self.played.acts += 1;
                run.last = at;
                Ok(())
            }
            (Err(ActError::Refused(_)), true) => {
                self.played.refused += 1;
                run.last = at;
                Ok(())
            }
            (Ok(_), true) => Err(PlayError::Act { at, rule, why: "it should have been refused".to_owned() }),
            (Err(error), _) => Err(PlayError::Act { at, rule, why: describe(&error) }),
        }
    }

    fn actor(&mut self, by: &str) -> Result<Actor, PlayError> {
        match by {
            "citizen" => Ok(Actor::Citizen),
            "founder" => Ok(Actor::Founder),
            name if name.starts_with('=') => Ok(Actor::Officer(name.trim_start_matches('=').to_owned())),
            role => {
                // `role#1` is the second holder: stories with separations say who.
                let (role, index) = match role.split_once('#') {
                    Some((role, n)) => (role, n.parse().ok()),
                    None => (role, None),
                };
                let holders = self.holders.get(role).filter(|h| !h.is_empty());
                let holders = holders.ok_or_else(|| PlayError::Unknown(role.to_owned()))?;
                let index = index.unwrap_or_else(|| self.rng.usize(..holders.len()));
                let holder = holders.get(index % holders.len()).cloned().unwrap_or_default();
                Ok(Actor::Officer(holder))
            }
        }
    }

    /// Invents what the story does not tell; a second officer is another than the actor.
    fn fill(
        &mut self,
        procedure: &Procedure,
        action: &Action,
        actor: &Actor,
        facts: &mut BTreeMap<String, Value>,
        at: DateTime,
    ) {
        for name in &action.asks {
            if facts.contains_key(name) {
                continue;
            }
            let Some(field) = procedure.field(name) else { continue };
            let officers: Vec<String> = match &field.kind {
                FieldKind::Entry { .. } => {
                    self.holders.get("enforcement-officer").cloned().unwrap_or_default()
                }
                _ => Vec::new(),
            };
            let others: Vec<String> = officers.into_iter().filter(|o| o != actor.key()).collect();
            if let Some(value) = invent::fact(&mut self.rng, field, at, &others) {
                facts.insert(name.clone(), value);
            }
        }
    }
}

fn describe(error: &ActError) -> String {
    match error {
        ActError::Refused(r) => {
            let missing: Vec<&str> = r.missing.iter().map(|w| w.en.as_str()).collect();
            format!("refused: {} {} {}", r.code.name(), r.says.en, missing.join(", "))
        }
        other => other.to_string(),
    }
}
