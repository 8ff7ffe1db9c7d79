//! Scenarios told again: on other days, in a few minutes, with another name for an entry.

use super::entries::{EntryKey, Fields};
use deadline::DateTime;
use jiff::Span;
use kernel::Value;
use kernel::definition::procedure::Enters;
use kernel::definition::{FieldKind, Line, Procedure, Scenario, Told};
use std::collections::BTreeSet;

/// When the acts that a scenario tells of happen.
pub(super) fn moments(scenario: &Scenario) -> impl DoubleEndedIterator<Item = DateTime> {
    scenario.lines.iter().filter_map(|line| match line.told {
        Told::Act { at, .. } => Some(at),
        _ => None,
    })
}

/// The same so many days later, with the dates that it tells; negative is earlier.
pub(super) fn later(procedure: &Procedure, scenario: &Scenario, days: i32) -> Option<Scenario> {
    if days == 0 {
        return Some(scenario.clone());
    }
    let span = Span::new().days(days);
    let mut lines = Vec::new();
    for line in &scenario.lines {
        let told = match &line.told {
            Told::Act { at, action, by, facts, refused } => Told::Act {
                at: at.checked_add(span).ok()?,
                action: action.clone(),
                by: by.clone(),
                facts: facts.iter().map(|(f, v)| (f.clone(), moved(procedure, f, v, span))).collect(),
                refused: refused.clone(),
            },
            Told::Passes(until) => Told::Passes(until.checked_add(span).ok()?),
            // Holidays fall otherwise there.
            Told::Due { .. } => continue,
            other => other.clone(),
        };
        lines.push(Line { span: line.span, told });
    }
    Some(Scenario { lines, ..scenario.clone() })
}

/// A fact so much later, if it is a date or a moment; a year's first and last day stay what they are.
fn moved(procedure: &Procedure, field: &str, value: &Value, span: Span) -> Value {
    let text = value.as_text().unwrap_or_default();
    if text.ends_with("-01-01") || text.ends_with("-12-31") {
        return value.clone();
    }
    let moved = match procedure.field(field).map(|f| &f.kind) {
        Some(FieldKind::Date) => {
            let day = text.parse::<deadline::Date>().ok().and_then(|d| d.checked_add(span).ok());
            day.map(|d| d.to_string())
        }
        Some(FieldKind::Time) => {
            let at = text.parse::<DateTime>().ok().and_then(|t| t.checked_add(span).ok());
            at.map(|t| t.to_string())
        }
        _ => None,
    };
    moved.map_or_else(|| value.clone(), Value::Text)
}

/// The same from that moment on, an act every other minute.
pub(super) fn at_once(scenario: &Scenario, begins: DateTime) -> Option<Scenario> {
    let mut lines = Vec::new();
    let mut next = begins;
    for line in &scenario.lines {
        let mut told = line.told.clone();
        match &mut told {
            Told::Act { at, .. } => {
                *at = next;
                next = next.checked_add(Span::new().minutes(2)).ok()?;
            }
            Told::Entry { .. } => {}
            Told::Passes(_) | Told::Expect { .. } | Told::Due { .. } => continue,
        }
        lines.push(Line { span: line.span, told });
    }
    Some(Scenario { lines, ..scenario.clone() })
}

/// What is done in a scenario up to the act that makes an entry of that register, and how that act makes it.
pub(super) fn making<'a>(
    procedure: &'a Procedure,
    scenario: &Scenario,
    register: &str,
) -> Option<(Scenario, &'a Enters)> {
    let makes = |e: &&Enters| e.register == register && !e.ends;
    procedure.actions.iter().flat_map(|a| &a.enters).find(makes)?;
    let mut lines = Vec::new();
    for line in &scenario.lines {
        match &line.told {
            Told::Entry { .. } | Told::Passes(_) => lines.push(line.clone()),
            Told::Act { refused: None, action, .. } => {
                lines.push(line.clone());
                let mut enters = procedure.action(action)?.enters.iter();
                if let Some(enters) = enters.find(makes) {
                    return Some((Scenario { lines, ..scenario.clone() }, enters));
                }
            }
            _ => {}
        }
    }
    None
}

/// Puts the entry's key and contents in the place of the scenario's own.
pub(super) fn about(
    procedure: &Procedure,
    scenario: &mut Scenario,
    (register, key): (&str, &str),
    fields: &Fields,
) {
    let entering = procedure.actions.iter().flat_map(|a| &a.enters).filter(|e| e.register == register);
    let keys: BTreeSet<&String> = entering.clone().filter_map(|e| e.key.as_ref()).collect();
    let copied: BTreeSet<&String> = entering.flat_map(|e| &e.copies).collect();
    for line in &mut scenario.lines {
        let Told::Act { action, facts, .. } = &mut line.told else { continue };
        let Some(action) = procedure.action(action) else { continue };
        let asked = |name: &String| action.asks.contains(name) || action.may_ask.contains(name);
        // What the entry shall not hold is left out where it may be.
        facts.retain(|f, _| fields.contains_key(f) || !copied.contains(f) || action.asks.contains(f));
        let told = fields.iter().filter(|(f, _)| asked(f));
        facts.extend(told.map(|(f, v)| (f.clone(), v.clone())));
        for name in keys.iter().filter(|k| asked(k)) {
            facts.insert((*name).clone(), Value::from(key));
        }
    }
}

/// Gives a thing another name wherever the scenario tells of it.
pub(super) fn rename(scenario: &mut Scenario, old: &str, new: &str) {
    if old == new {
        return;
    }
    for line in &mut scenario.lines {
        match &mut line.told {
            Told::Act { facts, .. } => facts.values_mut().for_each(|v| rename_value(v, old, new)),
            Told::Entry { key, fields, .. } => {
                if key == old {
                    new.clone_into(key);
                }
                fields.values_mut().for_each(|v| rename_value(v, old, new));
            }
            _ => {}
        }
    }
}

fn rename_value(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Text(text) if text == old => new.clone_into(text),
        Value::List(list) => list.iter_mut().for_each(|v| rename_value(v, old, new)),
        _ => {}
    }
}

/// Whether an act that the scenario tells of names the entry.
pub(super) fn mentions(scenario: &Scenario, key: &str) -> bool {
    scenario.lines.iter().any(|line| match &line.told {
        Told::Act { facts, .. } => facts.values().any(|v| v.texts().contains(&key)),
        _ => false,
    })
}

/// A name like the one told that nothing in the register has: the year of a document's number is the
/// demonstration's, a number counts on, other names get one.
pub(super) fn fresh(used: &BTreeSet<EntryKey>, register: &str, told: &str, year: i16) -> String {
    let told = of_year(told, year);
    let free = |name: &String| !used.contains(&(register.to_owned(), name.clone()));
    let end = told.strip_suffix('号').unwrap_or(&told);
    let head = end.trim_end_matches(|c: char| c.is_ascii_digit());
    let (digits, tail) = (&end[head.len()..], &told[end.len()..]);
    let name = |n: u64| match digits.parse::<u64>() {
        _ if n == 0 => told.clone(),
        Ok(first) => format!("{head}{:0width$}{tail}", first.saturating_add(n), width = digits.len()),
        Err(_) => format!("{told}（{}）", n + 1),
    };
    (0..).map(name).find(free).unwrap_or(told.clone())
}

/// `云溪政规〔2021〕2号` of that year.
fn of_year(name: &str, year: i16) -> String {
    match (name.split_once('〔'), name.split_once('〕')) {
        (Some((head, _)), Some((_, tail))) => format!("{head}〔{year}〕{tail}"),
        _ => name.to_owned(),
    }
}
