//! `fadu rulebook diff`: two rulebooks side by side, and what the change does to the matters that are running.

use crate::open::{AnyError, DataArgs, answer, chinese};
use kernel::definition::{Law, Parameter, Procedure};
use kernel::{Matter, Rulebook, Words, fold};
use similar::{ChangeTag, TextDiff};
use std::collections::{BTreeMap, BTreeSet};

fn pick(words: &Words) -> &str {
    if chinese() { &words.zh } else { &words.en }
}

fn say(zh: &str, en: &str) -> String {
    if chinese() { zh.to_owned() } else { en.to_owned() }
}

/// Prints what changed, and with data the running matters whose limits or stages move.
pub(crate) fn diff(old: &Rulebook, new: &Rulebook, data: Option<&DataArgs>) -> Result<(), AnyError> {
    let mut changes = 0;
    changes += listed(&say("法", "Laws"), &old.laws, &new.laws, law);
    changes += listed(&say("参数", "Parameters"), &old.parameters, &new.parameters, parameter);
    let procedures = |b: &Rulebook| -> BTreeMap<String, String> {
        let pages = b.procedures.values().flatten().map(|p| (version(p), press::procedure(b, p, pick)));
        pages.collect()
    };
    changes += listed(&say("程序", "Procedures"), &procedures(old), &procedures(new), Clone::clone);
    if changes == 0 {
        answer(&say("法、参数、程序没有不同", "no law, parameter or procedure differs"));
    }
    let Some(data) = data else { return Ok(()) };
    matters(old, new, data)
}

fn version(p: &Procedure) -> String {
    format!("{} ({})", p.name, p.from)
}

fn law(law: &Law) -> String {
    let mut text = format!("{}\n", pick(&law.title));
    for v in &law.versions {
        let until = v.until.map_or_else(String::new, |u| u.to_string());
        text += &format!("{} {} – {until}\n", v.adopted, v.from);
    }
    for (number, article) in &law.articles {
        text += &format!("{number} {}\n", pick(&article.gist));
    }
    text
}

fn parameter(p: &Parameter) -> String {
    let above = p.above.as_deref().map_or_else(String::new, parameter);
    format!("{above}{} = {} ({}, {}; {})\n", pick(&p.title), p.shown(), p.layer, p.direction, p.source)
}

/// Prints what was added, removed and changed line by line; gives how many things differ.
fn listed<T>(
    title: &str,
    old: &BTreeMap<String, T>,
    new: &BTreeMap<String, T>,
    text: fn(&T) -> String,
) -> usize {
    let mut told = Vec::new();
    for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        match (old.get(name), new.get(name)) {
            (Some(_), None) => told.push(format!("- {name}")),
            (None, Some(_)) => told.push(format!("+ {name}")),
            (Some(a), Some(b)) => {
                let (a, b) = (text(a), text(b));
                if a != b {
                    told.push(format!("~ {name}"));
                    told.extend(lines(&a, &b));
                }
            }
            (None, None) => {}
        }
    }
    let differ = told.iter().filter(|t| !t.starts_with(' ')).count();
    if differ > 0 {
        answer(&format!("## {title} ({differ})"));
        told.iter().for_each(|t| answer(t));
    }
    differ
}

fn lines(old: &str, new: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(old, new);
    let mark = |tag| if tag == ChangeTag::Delete { '-' } else { '+' };
    let changed = diff.iter_all_changes().filter(|c| c.tag() != ChangeTag::Equal);
    changed.map(|c| format!("    {} {}", mark(c.tag()), c.value().trim_end())).collect()
}

/// Matters read in one go.
const AT_ONCE: u32 = 500;

/// Folds the records of every running matter under both rulebooks and tells what moves.
fn matters(old: &Rulebook, new: &Rulebook, data: &DataArgs) -> Result<(), AnyError> {
    let (door, town) = data.open()?;
    let (mut after, mut running, mut touched) = (String::new(), 0_usize, 0_usize);
    loop {
        let some = door.store.read(|r| r.scan_matters(&town.key, &after, AT_ONCE))?;
        let Some(last) = some.last() else { break };
        after.clone_from(&last.matter.id);
        for stored in some.into_iter().filter(|s| !s.matter.ended) {
            running += 1;
            let records = door.store.read(|r| r.records(&town.key, &stored.matter.id))?;
            let records: Vec<_> = records.into_iter().map(|r| r.recorded).collect();
            let moved = match (fold(old, &records), fold(new, &records)) {
                (Ok(Some(a)), Ok(Some(b))) => differences(&a, &b),
                (Ok(_), Err(error)) => {
                    vec![say("不能在新规则集下继续:", "can't go on under the new one: ") + &error.to_string()]
                }
                _ => Vec::new(),
            };
            if !moved.is_empty() {
                touched += 1;
                answer(&format!("{} {}: {}", stored.number, stored.matter.procedure, moved.join("; ")));
            }
        }
    }
    answer(&if chinese() {
        format!("{running} 个未结事项,其中 {touched} 个受影响")
    } else {
        format!("{running} running matters, {touched} of them touched")
    });
    Ok(())
}

fn differences(old: &Matter, new: &Matter) -> Vec<String> {
    let mut moved = Vec::new();
    if old.stage != new.stage {
        moved.push(format!("{} → {}", old.stage, new.stage));
    }
    for name in old.clocks.keys().chain(new.clocks.keys()).collect::<BTreeSet<_>>() {
        let due = |m: &Matter| {
            let clock = m.clocks.get(name).filter(|c| c.running());
            clock.map(|c| c.due.map_or_else(|| say("停着", "paused"), |d| d.date().to_string()))
        };
        let (a, b) = (due(old), due(new));
        if a != b {
            let told = |d: Option<String>| d.unwrap_or_else(|| "—".to_owned());
            moved.push(format!("{name}: {} → {}", told(a), told(b)));
        }
    }
    moved
}
