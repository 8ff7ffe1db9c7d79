//! Living matters of the procedures that no figure of the source counts: the scenarios of 2023, played by the town's
//! own officers.

use super::entries::Teller;
use super::retell::moments;
use super::story::{Step, Story, When};
use deadline::{Date, DateTime};
use kernel::definition::{FieldKind, Scenario, Told};
use kernel::{Actor, EntryChange, RefusalCode, Rulebook, Value};
use proof::scenario::{person, play};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Stories of all scenarios that the demonstration's year can hold. Procedures in `told` have stories of their own.
pub(super) fn stories(
    book: &Rulebook,
    holders: &BTreeMap<String, Vec<String>>,
    told: &BTreeSet<String>,
) -> Vec<(Date, Story)> {
    let cast = Cast { book, holders, told };
    let mut teller = Teller::new(&cast);
    let presupposes = |s: &&Scenario| s.lines.iter().any(|l| matches!(l.told, Told::Entry { .. }));
    let playable = book.scenarios.iter().filter(|s| !told.contains(&s.procedure));
    let (relying, alone): (Vec<&Scenario>, Vec<&Scenario>) = playable.partition(presupposes);
    let mut stories = Vec::new();
    for played in alone.into_iter().filter_map(|s| cast.story(s)) {
        teller.told(&played);
        stories.push((played.begins, played.story));
    }
    stories.extend(relying.into_iter().filter_map(|s| teller.tell(s)).flatten());
    stories
}

/// The town's officers, who play what the rulebook's scenarios tell.
pub(super) struct Cast<'a> {
    /// The rulebook.
    pub(super) book: &'a Rulebook,
    /// Holders of each role.
    pub(super) holders: &'a BTreeMap<String, Vec<String>>,
    /// Procedures with stories of their own.
    pub(super) told: &'a BTreeSet<String>,
}

/// A scenario as a story, and what came of it.
pub(super) struct Played {
    /// Its first day.
    pub(super) begins: Date,
    /// Its first and its last act.
    pub(super) first: DateTime,
    /// See [`Played::first`].
    pub(super) last: DateTime,
    /// The story.
    pub(super) story: Story,
    /// Entries made and ended, each with the moment of the act.
    pub(super) changed: Vec<(DateTime, EntryChange)>,
}

impl Cast<'_> {
    /// The town's officers by the names that the scenario calls them; none if it tells of another year, of the
    /// founder or of one person in several posts.
    pub(super) fn officers(&self, scenario: &Scenario) -> Option<BTreeMap<String, String>> {
        let year = |d: Date| d >= Date::constant(2023, 1, 2) && d < Date::constant(2024, 2, 28);
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for line in &scenario.lines {
            let Told::Act { at, by, .. } = &line.told else { continue };
            let (role, name) = person(by);
            if !year(at.date()) || name == "founder" {
                return None;
            }
            if role != "anyone" {
                let nth: usize = name.strip_prefix(role).map_or(Some(1), |n| match n.trim() {
                    "" => Some(1),
                    n => n.parse().ok(),
                })?;
                let holder = self.holders.get(role)?.get(nth.checked_sub(1)?)?;
                // Who has a name of his own may hold several posts; the town's officers hold one each.
                name.starts_with(role).then_some(())?;
                names.insert(name.to_owned(), holder.clone());
            }
        }
        Some(names)
    }

    /// A scenario as a story; none if the town's officers can't play it, if it doesn't go as told or if it tells of
    /// entries that do not stand.
    pub(super) fn story(&self, scenario: &Scenario) -> Option<Played> {
        let (book, holders) = (self.book, self.holders);
        let names = self.officers(scenario)?;
        let standing: BTreeSet<(&str, &str)> = scenario
            .lines
            .iter()
            .filter_map(|line| match &line.told {
                Told::Entry { register, key, .. } => Some((register.as_str(), key.as_str())),
                _ => None,
            })
            .collect();
        let first = play(book, scenario).ok()?;
        let begins = moments(scenario).min()?.date();
        let procedure = book.procedure_on(&scenario.procedure, begins)?;
        let stands = |field: &str, value: &Value| match procedure.field(field).map(|f| &f.kind) {
            Some(FieldKind::Entry { register, .. }) if register != "officers" => {
                value.texts().into_iter().all(|k| standing.contains(&(register.as_str(), k)))
            }
            _ => true,
        };
        let officers = holders.get("enforcement-officer")?;
        let mut steps = Vec::new();
        let mut changed = Vec::new();
        for played in first {
            let at = played.act.happened_at;
            changed.extend(played.changed.into_iter().map(|c| (at, c)));
            // What no list of the story holds may stand on a list of the town.
            if played.refused.as_ref().is_some_and(|r| r.code == RefusalCode::Entry) {
                continue;
            }
            let act = played.act;
            if played.refused.is_none() && !act.facts.iter().all(|(f, v)| stands(f, v)) {
                return None;
            }
            let by = match &act.actor {
                Actor::Officer(name) => names.get(name)?.clone(),
                Actor::Citizen => "citizen".to_owned(),
                Actor::Founder | Actor::Clock => return None,
            };
            let mut facts: BTreeMap<String, Value> = BTreeMap::new();
            for (field, value) in act.facts {
                let officer = matches!(
                    procedure.field(&field).map(|f| &f.kind),
                    Some(FieldKind::Entry { register, .. }) if register == "officers"
                );
                let value = match value.as_text().and_then(|t| names.get(t)) {
                    Some(holder) => Value::from(holder.as_str()),
                    // A second officer of whom the scenario tells nothing more is any other one.
                    None if officer => Value::from(officers.iter().find(|o| **o != by)?.as_str()),
                    None => value,
                };
                facts.insert(field, value);
            }
            steps.push(Step {
                action: act.action,
                by: if by == "citizen" { by } else { format!("={by}") },
                when: When::At(act.happened_at),
                facts,
                refused: played.refused.is_some(),
                recorded_later: 0,
            });
        }
        let story = Story { procedure: scenario.procedure.clone(), steps: in_time(steps), known_as: None };
        let (first, last) = (moments(scenario).min()?, moments(scenario).max()?);
        Some(Played { begins, first, last, story, changed })
    }
}

/// A scenario may tell of a refusal before an act that was earlier: what would have been too late. In the town it would
/// hold up the act.
fn in_time(steps: Vec<Step>) -> VecDeque<Step> {
    let mut kept = VecDeque::new();
    let mut next = DateTime::MAX;
    for step in steps.into_iter().rev() {
        let When::At(at) = step.when else { continue };
        if !step.refused {
            next = at;
        }
        if at <= next {
            kept.push_front(step);
        }
    }
    kept
}
