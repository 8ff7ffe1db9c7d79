//! What a ledger may tell of a procedure: its steps as the ledger crate knows them, and facts out of its values.

use kernel::definition::{Action, FieldKind, Opening, Procedure};
use kernel::{Rulebook, Value};
use ledger::{Field, Kind, Step};
use std::collections::{BTreeMap, BTreeSet};

/// The steps of an item: the action that begins it, then all others that people do.
pub(crate) fn steps(procedure: &Procedure, opening: &str) -> Vec<Step> {
    let later = procedure.actions.iter().filter(|a| a.opening != Opening::Opens && by_people(a));
    procedure.action(opening).into_iter().chain(later).map(|a| step(procedure, a)).collect()
}

/// The actions that begin an item of the procedure.
pub(crate) fn openings(procedure: &Procedure) -> impl Iterator<Item = &Action> {
    procedure.actions.iter().filter(|a| a.opening == Opening::Opens && by_people(a))
}

fn by_people(action: &Action) -> bool {
    action.expiry_of.is_none() && action.by.iter().any(|r| r != "clock" && r != "founder")
}

fn step(procedure: &Procedure, action: &Action) -> Step {
    let asked = action.asks.iter().map(|n| (n, true)).chain(action.may_ask.iter().map(|n| (n, false)));
    let field = |(name, required): (&String, bool)| {
        let field = procedure.field(name)?;
        Some(Field {
            name: name.clone(),
            titles: vec![field.title.zh.clone(), field.title.en.clone()],
            kind: kind(&field.kind)?,
            required,
        })
    };
    Step {
        action: action.name.clone(),
        titles: vec![action.title.zh.clone(), action.title.en.clone()],
        fields: asked.filter_map(field).collect(),
    }
}

/// None for files: a table's cells hold none.
fn kind(kind: &FieldKind) -> Option<Kind> {
    Some(match kind {
        FieldKind::Files(_) => return None,
        FieldKind::Number { .. } => Kind::Number,
        FieldKind::Money => Kind::Money,
        FieldKind::Date => Kind::Date,
        FieldKind::Time => Kind::Time,
        FieldKind::Flag => Kind::Flag,
        FieldKind::Choice { options } => {
            Kind::Choice(options.iter().map(|o| (o.zh.clone(), vec![o.en.clone()])).collect())
        }
        FieldKind::Entry { many: true, .. } => Kind::Texts,
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Person
        | FieldKind::Article
        | FieldKind::Entry { many: false, .. } => Kind::Text,
    })
}

/// A ledger's values as facts.
pub(crate) fn facts(values: &BTreeMap<String, ledger::Value>) -> BTreeMap<String, Value> {
    values.iter().map(|(name, value)| (name.clone(), fact(value))).collect()
}

fn fact(value: &ledger::Value) -> Value {
    match value {
        ledger::Value::Flag(flag) => Value::Flag(*flag),
        ledger::Value::Number(number) => Value::Number(*number),
        ledger::Value::Text(text) => Value::Text(text.clone()),
        ledger::Value::Texts(texts) => Value::List(texts.iter().map(|t| Value::from(t.as_str())).collect()),
    }
}

/// A fact as a ledger's value.
pub(crate) fn of_fact(value: &Value) -> ledger::Value {
    match value {
        Value::Flag(flag) => ledger::Value::Flag(*flag),
        Value::Number(number) => ledger::Value::Number(*number),
        Value::Text(text) => ledger::Value::Text(text.clone()),
        Value::List(list) => ledger::Value::Texts(list.iter().map(Value::to_string).collect()),
    }
}

/// Titles by which the header of a ledger of this procedure is known.
pub(crate) fn known_titles(procedure: &Procedure) -> Vec<&str> {
    procedure.fields.iter().flat_map(|f| [f.title.zh.as_str(), f.title.en.as_str()]).collect()
}

/// `hotline` or `hotline/dispatch`: the procedure and the action that begins its items, by these roles if it can be.
pub(crate) fn named<'a>(
    rulebook: &'a Rulebook,
    name: &str,
    roles: &BTreeSet<String>,
) -> Option<(&'a Procedure, &'a Action)> {
    let (procedure, action) = name.split_once('/').map_or((name, None), |(p, a)| (p, Some(a)));
    let procedure = rulebook.procedure(procedure)?;
    let found = match action {
        Some(action) => openings(procedure).find(|a| a.name == action),
        None => {
            let own = openings(procedure).find(|a| a.by.iter().any(|r| roles.contains(r)));
            own.or_else(|| openings(procedure).next())
        }
    };
    Some((procedure, found?))
}
