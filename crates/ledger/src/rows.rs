//! The rows of a table as items with steps, or what is wrong with them.

use crate::cell::{Fault, Kind, Moment, Value, moment, value};
use crate::compare::Theirs;
use crate::identity::identity;
use crate::mapping::{Mapping, Source, Step, StepMap};
use crate::table::{Cell, Row, Table};
use jiff::civil::{DateTime, Time};
use std::collections::BTreeMap;

/// One step that a row tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadStep {
    /// Its action.
    pub action: String,
    /// When it happened. Where only the day is known: its beginning, or the moment of the step before it on the same day.
    pub at: DateTime,
    /// What it says.
    pub facts: BTreeMap<String, Value>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// Its number in the file.
    pub number: u32,
    /// Text of the key column; empty without one.
    pub key: String,
    /// The item's identity: of the key, or of the whole row.
    pub identity: [u8; 16],
    /// Its steps in their order; the first one begins the item.
    pub steps: Vec<ReadStep>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Row in the file.
    pub row: u32,
    /// Title of the column; empty if none is at fault alone.
    pub column: String,
    /// What stands there.
    pub given: String,
    /// Why it can't be read.
    pub fault: Fault,
}

/// Reads every row under a mapping that has no faults.
pub fn rows(table: &Table, mapping: &Mapping, steps: &[Step]) -> Vec<Result<ReadRow, Vec<Problem>>> {
    let mut first: BTreeMap<[u8; 16], u32> = BTreeMap::new();
    let read = |row: &Row| {
        let reading = Reading { table, row, steps };
        let read = reading.row(mapping)?;
        match first.get(&read.identity) {
            Some(earlier) => {
                let column = mapping.key.clone().unwrap_or_default();
                Err(vec![Problem {
                    row: row.number,
                    column,
                    given: read.key,
                    fault: Fault::KeyTwice(*earlier),
                }])
            }
            None => {
                first.insert(read.identity, row.number);
                Ok(read)
            }
        }
    };
    table.rows.iter().map(read).collect()
}

/// Reads every row as an item to compare with ours by its key. Only a row without a key, with the key of an earlier row or
/// with a day that can't be read is a problem.
pub fn items(table: &Table, mapping: &Mapping, steps: &[Step]) -> Vec<Result<Theirs, Problem>> {
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    let read = |row: &Row| {
        let reading = Reading { table, row, steps };
        let item = reading.item(mapping)?;
        if let Some(earlier) = first.get(&item.key) {
            let column = mapping.key.clone().unwrap_or_default();
            return Err(reading.problem(&column, Fault::KeyTwice(*earlier)));
        }
        first.insert(item.key.clone(), row.number);
        Ok(item)
    };
    table.rows.iter().map(read).collect()
}

struct Reading<'a> {
    table: &'a Table,
    row: &'a Row,
    steps: &'a [Step],
}

impl Reading<'_> {
    fn cell(&self, title: &str) -> Option<&Cell> {
        self.table.column(title).and_then(|c| self.row.cells.get(c))
    }

    fn problem(&self, column: &str, fault: Fault) -> Problem {
        let given = self.cell(column).map(|c| c.text.clone()).unwrap_or_default();
        Problem { row: self.row.number, column: column.to_owned(), given, fault }
    }

    fn row(&self, mapping: &Mapping) -> Result<ReadRow, Vec<Problem>> {
        let mut problems = Vec::new();
        let key = self.key(mapping).map_err(|p| problems.push(p)).unwrap_or_default();
        let mut steps: Vec<ReadStep> = Vec::new();
        for map in self.told(mapping) {
            let before = steps.last().map(|s| s.at);
            match self.step(map, before) {
                Ok(step) => steps.push(step),
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            // The key's column fills a field, too: its fault is told once.
            let mut told: Vec<Problem> = Vec::new();
            for problem in problems {
                if !told.contains(&problem) {
                    told.push(problem);
                }
            }
            return Err(told);
        }
        Ok(ReadRow { number: self.row.number, identity: self.identity(mapping, &key), key, steps })
    }

    fn key(&self, mapping: &Mapping) -> Result<String, Problem> {
        let Some(column) = &mapping.key else { return Ok(String::new()) };
        match value(&self.cell(column).cloned().unwrap_or_default(), &Kind::Text) {
            Ok(Some(Value::Text(key))) => Ok(key.split_whitespace().collect::<Vec<_>>().join(" ")),
            Ok(_) => Err(self.problem(column, Fault::Missing)),
            Err(fault) => Err(self.problem(column, fault)),
        }
    }

    /// The row as an item to compare: what can't be read as its kind stands as it is written.
    fn item(&self, mapping: &Mapping) -> Result<Theirs, Problem> {
        let key = self.key(mapping)?;
        let mut day = None;
        let mut facts = BTreeMap::new();
        for (n, map) in mapping.steps.iter().enumerate() {
            if let Some((column, cell)) = map.at.as_deref().and_then(|at| Some((at, self.cell(at)?)))
                && n == 0
            {
                day = match moment(cell) {
                    Some(Moment::Day(d)) => Some(d),
                    Some(Moment::At(at)) => Some(at.date()),
                    None if cell.text.trim().is_empty() => None,
                    None => return Err(self.problem(column, Fault::Date)),
                };
            }
            let fields = self.steps.iter().find(|s| s.action == map.action).map_or(&[][..], |s| &s.fields);
            for field in fields {
                let Some(Source::Column(title)) = map.fields.get(&field.name) else { continue };
                let Some(cell) = self.cell(title).filter(|_| mapping.key.as_ref() != Some(title)) else {
                    continue;
                };
                let read = value(cell, &field.kind);
                let read = read.unwrap_or_else(|_| Some(Value::Text(cell.text.trim().to_owned())));
                facts.insert(field.name.clone(), read);
            }
        }
        Ok(Theirs { key, row: self.row.number, day, facts })
    }

    fn identity(&self, mapping: &Mapping, key: &str) -> [u8; 16] {
        if mapping.key.is_some() {
            return identity(&["key", key]);
        }
        let texts = self.row.cells.iter().map(Cell::exact);
        identity(&std::iter::once("row").chain(texts).collect::<Vec<_>>())
    }

    /// The steps that the row tells of: the first, and each whose column of time is filled.
    fn told<'m>(&self, mapping: &'m Mapping) -> impl Iterator<Item = &'m StepMap> {
        let filled = |m: &&StepMap| {
            let cell = m.at.as_deref().and_then(|at| self.cell(at));
            cell.is_some_and(|c| !c.text.trim().is_empty())
        };
        let all: Vec<&StepMap> =
            mapping.steps.iter().enumerate().filter(|(n, m)| *n == 0 || filled(m)).map(|(_, m)| m).collect();
        all.into_iter()
    }

    fn step(&self, map: &StepMap, before: Option<DateTime>) -> Result<ReadStep, Vec<Problem>> {
        let mut problems = Vec::new();
        let column = map.at.clone().unwrap_or_default();
        let at = match self.cell(&column) {
            Some(cell) if !cell.text.trim().is_empty() => moment(cell).ok_or(Fault::Date),
            _ => Err(Fault::Missing),
        };
        let at = at.map(|m| match (m, before) {
            (Moment::Day(day), Some(before)) if before.date() == day => before,
            (Moment::Day(day), _) => day.to_datetime(Time::midnight()),
            (Moment::At(at), _) => at,
        });
        let at =
            at.and_then(|at| if before.is_some_and(|b| at < b) { Err(Fault::Backwards) } else { Ok(at) });
        let at = at.map_err(|fault| problems.push(self.problem(&column, fault))).unwrap_or_default();
        let mut facts = BTreeMap::new();
        let fields = self.steps.iter().find(|s| s.action == map.action).map_or(&[][..], |s| &s.fields);
        for field in fields {
            let Some(source) = map.fields.get(&field.name) else { continue };
            let (cell, column) = match source {
                Source::Column(title) => (self.cell(title).cloned().unwrap_or_default(), title.as_str()),
                Source::Always(text) => (Cell { text: text.clone(), number: None }, ""),
            };
            match value(&cell, &field.kind) {
                Ok(Some(value)) => drop(facts.insert(field.name.clone(), value)),
                Ok(None) if field.required => problems.push(self.problem(column, Fault::Missing)),
                Ok(None) => {}
                Err(fault) if column.is_empty() => {
                    let title = field.titles.first().cloned().unwrap_or_default();
                    problems.push(Problem { row: self.row.number, column: title, given: cell.text, fault });
                }
                Err(fault) => problems.push(self.problem(column, fault)),
            }
        }
        if problems.is_empty() {
            Ok(ReadStep { action: map.action.clone(), at, facts })
        } else {
            Err(problems)
        }
    }
}
