//! The entries that scenarios presuppose, made by matters of their own procedures: whatever stands on a list in the
//! demonstration was put there by somebody.

use deadline::{Date, DateTime};
use kernel::definition::procedure::Enters;
use kernel::definition::{Line, Procedure, Scenario, Told};
use kernel::{Rulebook, Value};
use proof::scenario::play;
use std::collections::{BTreeMap, BTreeSet};

/// Lists are made up on the first working day of the year.
const FIRST: DateTime = Date::constant(2023, 1, 3).at(8, 30, 0, 0);

/// An entry by register and key.
pub(super) type EntryKey = (String, String);

/// An entry's contents.
type Fields = BTreeMap<String, Value>;

/// What an entry shall hold, and the scenario of a matter that makes it.
pub(super) struct Made {
    pub(super) fields: Fields,
    pub(super) by: Scenario,
}

impl Made {
    /// When it stands.
    pub(super) fn from(&self) -> DateTime {
        let acts = self.by.lines.iter().filter_map(|l| match l.told {
            Told::Act { at, .. } => Some(at),
            _ => None,
        });
        acts.max().unwrap_or(FIRST)
    }
}

/// For each entry that some scenario presupposes, how it is made. The first scenario says what it holds.
pub(super) fn makers(book: &Rulebook) -> BTreeMap<EntryKey, Made> {
    let mut made = BTreeMap::new();
    for line in book.scenarios.iter().flat_map(|s| &s.lines) {
        let Told::Entry { register, key, from, fields, .. } = &line.told else { continue };
        let place = (register.clone(), key.clone());
        // An entry of another day than the year's first belongs to one story alone.
        if *from == Date::constant(2023, 1, 1) && !made.contains_key(&place) {
            let at = i64::try_from(made.len()).ok().and_then(|n| after(FIRST, n.saturating_mul(3)));
            let found =
                at.and_then(|at| book.scenarios.iter().find_map(|s| maker(book, s, &place, fields, at)));
            if let Some(by) = found {
                made.insert(place, Made { fields: fields.clone(), by });
            }
        }
    }
    made
}

fn after(at: DateTime, minutes: i64) -> Option<DateTime> {
    at.checked_add(jiff::Span::new().minutes(minutes)).ok()
}

/// A lawful scenario up to the act that makes an entry of that register, told again for this entry.
fn maker(
    book: &Rulebook,
    scenario: &Scenario,
    (register, key): &EntryKey,
    fields: &Fields,
    begins: DateTime,
) -> Option<Scenario> {
    let procedure = book.procedure_on(&scenario.procedure, FIRST.date())?;
    let enters = |action: &str| -> Option<&Enters> {
        procedure.action(action)?.enters.iter().find(|e| e.register == *register && !e.ends)
    };
    let (mut lines, mut done, mut told) = (Vec::new(), false, BTreeSet::new());
    for line in &scenario.lines {
        match &line.told {
            Told::Entry { .. } | Told::Passes(_) => return None,
            Told::Act { refused: None, action, by, facts, .. } if !done => {
                let minutes = i64::try_from(lines.len()).ok()?.checked_mul(2)?;
                let mut facts = facts.clone();
                told.extend(retell(procedure, (register, key), action, fields, &mut facts));
                let told = Told::Act {
                    at: after(begins, minutes)?,
                    action: action.clone(),
                    by: by.clone(),
                    facts,
                    refused: None,
                };
                lines.push(Line { span: line.span, told });
                done = enters(action).is_some_and(|e| e.key.is_some());
            }
            _ => {}
        }
    }
    let whole = fields.keys().all(|f| told.contains(f));
    let made = Scenario { lines, ..scenario.clone() };
    (done && whole && play(book, &made).is_ok()).then_some(made)
}

/// Puts the entry's key and contents in the place of the scenario's own; gives the contents that the action asks.
fn retell<'a>(
    procedure: &Procedure,
    (register, key): (&str, &str),
    action: &str,
    fields: &'a Fields,
    facts: &mut Fields,
) -> Vec<&'a String> {
    let entering = procedure.actions.iter().flat_map(|a| &a.enters).filter(|e| e.register == *register);
    let keys: Vec<&String> = entering.clone().filter_map(|e| e.key.as_ref()).collect();
    let Some(action) = procedure.action(action) else { return Vec::new() };
    let asked = |name: &String| action.asks.contains(name) || action.may_ask.contains(name);
    for name in keys.into_iter().filter(|k| asked(k)) {
        facts.insert(name.clone(), Value::from(key));
    }
    // What the entry shall not hold is left out where it may be.
    let copied = |name: &String| entering.clone().any(|e| e.copies.contains(name));
    facts.retain(|name, _| fields.contains_key(name) || !copied(name) || action.asks.contains(name));
    let told = fields.iter().filter(|(name, _)| asked(name));
    facts.extend(told.clone().map(|(name, value)| (name.clone(), value.clone())));
    told.map(|(name, _)| name).collect()
}
