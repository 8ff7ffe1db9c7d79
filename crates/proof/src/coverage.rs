//! Which parts of the source's system and which rules of the law the rulebook covers, computed from the rulebook.

use kernel::definition::Enforced;
use kernel::{Rulebook, Words};
use std::collections::{BTreeMap, BTreeSet};

/// One row of the source's system.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id, as `S12`.
    pub id: String,
    /// Its title, empty where no part of the rulebook names it.
    pub title: Words,
    /// What serves it.
    pub parts: Vec<Part>,
}

/// A procedure, register or figure.
#[derive(Clone, Debug)]
pub struct Part {
    /// `procedure`, `register`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Words,
    /// Ids of the rules that it enforces.
    pub rules: BTreeSet<String>,
    /// Scenarios that are played on it.
    pub scenarios: usize,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Rows by id.
    pub rows: Vec<Row>,
    /// For each rule: the nodes that enforce it.
    pub enforced: BTreeMap<String, Vec<Enforced>>,
    /// Rules that a scenario shows.
    pub shown: BTreeSet<String>,
    /// Rules that are left out, and why.
    pub not_modelled: BTreeMap<String, Words>,
}

/// Computes the coverage.
pub fn coverage(book: &Rulebook) -> Coverage {
    let mut enforced: BTreeMap<String, Vec<Enforced>> = BTreeMap::new();
    for e in book.enforced.iter().filter(|e| !e.node.starts_with("scenario")) {
        enforced.entry(e.rule.clone()).or_default().push(e.clone());
    }
    let shown = book.scenarios.iter().flat_map(|s| s.rules.iter().cloned()).collect();
    let rules = |kind: &str, name: &str| -> BTreeSet<String> {
        let own = |e: &&Enforced| e.of == name && e.node.split('/').next() == Some(kind);
        book.enforced.iter().filter(own).map(|e| e.rule.clone()).collect()
    };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (id, title) in &book.rows {
        rows.insert(id.clone(), Row { id: id.clone(), title: title.clone(), parts: Vec::new() });
    }
    let mut put = |id: &String, part: &Part| {
        let fresh = || Row { id: id.clone(), title: Words::default(), parts: Vec::new() };
        rows.entry(id.clone()).or_insert_with(fresh).parts.push(part.clone());
    };
    for procedure in book.procedures.values().filter_map(|v| v.last()) {
        let part = Part {
            kind: "procedure",
            name: procedure.name.clone(),
            title: procedure.title.clone(),
            rules: (procedure.woven.iter())
                .flat_map(|w| rules("general", &w.general))
                .chain(rules("procedure", &procedure.name))
                .collect(),
            scenarios: book.scenarios.iter().filter(|s| s.procedure == procedure.name).count(),
        };
        procedure.serves.iter().for_each(|id| put(id, &part));
    }
    for register in book.registers.values() {
        let part = Part {
            kind: "register",
            name: register.name.clone(),
            title: register.title.clone(),
            rules: rules("register", &register.name),
            scenarios: 0,
        };
        register.serves.iter().for_each(|id| put(id, &part));
    }
    Coverage { rows: rows.into_values().collect(), enforced, shown, not_modelled: book.not_modelled.clone() }
}
