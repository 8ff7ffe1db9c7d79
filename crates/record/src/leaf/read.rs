//! Reading the members of a leaf; whether the bytes were canonical is for the caller to check.

use super::{Leaf, LeafError, VERSION};
use crate::hash::Hash;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub(super) fn leaf(bytes: &[u8]) -> Result<Leaf, LeafError> {
    let mut members: Map<String, Value> =
        serde_json::from_slice(bytes).map_err(|error| LeafError::NotJson { reason: error.to_string() })?;
    let version = members.get("v").cloned().unwrap_or_default();
    if version.as_u64() != Some(u64::from(VERSION)) {
        return Err(LeafError::Version { found: version.to_string() });
    }
    let step = members.get("step").and_then(Value::as_u64).and_then(|step| u32::try_from(step).ok());
    let facts = facts(&members)?;
    let mut text = |name: &str| match members.get_mut(name) {
        Some(Value::String(text)) => Ok(std::mem::take(text)),
        _ => Err(LeafError::Member { member: name.to_owned(), expected: "text" }),
    };
    Ok(Leaf {
        town: text("town")?,
        matter: text("matter")?,
        step: step
            .ok_or_else(|| LeafError::Member { member: "step".into(), expected: "number of 32 bits" })?,
        procedure: text("procedure")?,
        action: text("action")?,
        actor: text("actor")?,
        capacity: text("capacity")?,
        happened_at: text("happened_at")?,
        recorded_at: text("recorded_at")?,
        rulebook: text("rulebook")?,
        token: text("token")?,
        facts,
    })
}

fn facts(members: &Map<String, Value>) -> Result<BTreeMap<String, Hash>, LeafError> {
    let Some(Value::Object(facts)) = members.get("facts") else {
        return Err(LeafError::Member { member: "facts".into(), expected: "object" });
    };
    let read = |(name, value): (&String, &Value)| match value.as_str().map(str::parse) {
        Some(Ok(hash)) => Ok((name.clone(), hash)),
        _ => Err(LeafError::Member { member: format!("facts.{name}"), expected: "hash of 64 digits" }),
    };
    facts.iter().map(read).collect()
}
