//! What an act posts, by the figures' own definitions.

use deadline::Date;
use kernel::definition::{Count, FigureKind};
use kernel::guard::{GuardError, Scope};
use kernel::{Matter, Recorded, Rulebook, Value};

/// +n to a figure on a day with its dimension; the store adds the record that caused it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// Figure.
    pub figure: String,
    /// Day on which the act happened.
    pub day: Date,
    /// Value of the figure's dimension field; empty for a figure without one.
    pub dimension: String,
    /// Amount in the figure's unit.
    pub amount: i64,
}

/// The postings of a record, given the matter after it.
///
/// # Errors
/// A `when` that can't be evaluated over the matter's facts.
pub fn post(rulebook: &Rulebook, after: &Matter, record: &Recorded) -> Result<Vec<Posting>, GuardError> {
    let mut postings = Vec::new();
    let Some(names) = rulebook.counted.get(&format!("{}/{}", record.procedure, record.action)) else {
        return Ok(postings);
    };
    for figure in names.iter().filter_map(|n| rulebook.figures.get(n)) {
        let (FigureKind::Flow(counts) | FigureKind::Stock(counts)) = &figure.kind else { continue };
        for count in counts.iter().filter(|c| c.procedure == record.procedure && c.action == record.action) {
            if let Some((dimension, amount)) = counted(count, after, record)? {
                postings.push(Posting {
                    figure: figure.name.clone(),
                    day: record.happened_at.date(),
                    dimension,
                    amount,
                });
            }
        }
    }
    Ok(postings)
}

/// Dimension and amount of one counting rule; none if it does not count this act or counts zero.
fn counted(count: &Count, after: &Matter, record: &Recorded) -> Result<Option<(String, i64)>, GuardError> {
    if let Some(when) = &count.when {
        let scope = Scope { matter: Some(after), facts: &record.facts, happened: record.happened_at };
        if !when.holds(&scope)? {
            return Ok(None);
        }
    }
    let fact = |field: &String| record.facts.get(field).or_else(|| after.facts.get(field));
    let amount = match &count.add {
        Some(field) => fact(field).and_then(Value::as_number).unwrap_or(0),
        None => 1,
    };
    let dimension = count.by.as_ref().and_then(fact).map(Value::to_string).unwrap_or_default();
    let signed = if count.takes { amount.saturating_neg() } else { amount };
    Ok((signed != 0).then_some((dimension, signed)))
}
