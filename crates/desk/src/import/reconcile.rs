//! Reconciliation: another system's export held against our matters, item by item.

use super::run::{Import, ImportError};
use super::steps::{of_fact, steps};
use deadline::Date;
use door::Door;
use kernel::Value;
use kernel::definition::{FigureKind, Procedure};
use ledger::{Compared, Ours, Period, Problem, Source, Theirs, compare, items};
use press::list::{Cell, Column, List};
use std::collections::BTreeMap;
use store::{MattersQuery, TraceQuery};
use web::Wording;

/// Matters and postings read in one go.
const AT_ONCE: u32 = 500;
/// Ours are looked for so many days around the period, so that another day is told as a difference.
const AROUND_DAYS: i64 = 31;

/// What came of it.
#[derive(Clone, Debug)]
pub struct Reconciled {
    /// The groups.
    pub compared: Compared,
    /// The period.
    pub period: Period,
    /// Rows of theirs that could not be compared.
    pub problems: Vec<Problem>,
    /// Figures that count the items of the period: name, title, value.
    pub figures: Vec<(String, kernel::Words, i64)>,
    /// How many matters are ours in the period.
    pub ours: usize,
    /// How many of our matters have no key: they are in none of the groups.
    pub without_key: usize,
}

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// As for an import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The mapping has no key that is a field of ours.
    #[error(
        "没有指明哪一列是双方共有的编号;请把编号列选作识别列,并对上一个字段 · no column is the key that both sides have: choose it as the key and map it to a field"
    )]
    NoKey,
}

/// Holds a ledger against our matters of a period.
///
/// # Errors
/// See [`ReconcileError`].
pub fn reconcile(door: &Door, import: &Import, period: Period) -> Result<Reconciled, ReconcileError> {
    let unknown = || ImportError::Unknown(import.procedure.clone());
    let procedure = door.rulebook.procedure(&import.procedure).ok_or_else(unknown)?;
    let key = key_field(import).ok_or(ReconcileError::NoKey)?;
    let (mut theirs, mut problems): (Vec<Theirs>, Vec<Problem>) = (Vec::new(), Vec::new());
    for item in items(&import.table, &import.mapping, &steps(procedure, &import.opening)) {
        match item {
            Ok(item) => theirs.push(item),
            Err(problem) => problems.push(problem),
        }
    }
    let (ours, without_key) = ours(door, import, procedure, key, period)?;
    let compared = compare(ours, theirs, period);
    let figures = figures(door, import, period)?;
    let count = compared.of_ours(period) + without_key;
    Ok(Reconciled { ours: count, compared, period, problems, figures, without_key })
}

/// The field that the key column fills.
fn key_field(import: &Import) -> Option<&str> {
    let key = Source::Column(import.mapping.key.clone()?);
    let mut all = import.mapping.steps.iter().flat_map(|s| &s.fields);
    all.find(|(_, source)| **source == key).map(|(name, _)| name.as_str())
}

fn ours(
    door: &Door,
    import: &Import,
    procedure: &Procedure,
    key: &str,
    period: Period,
) -> Result<(Vec<Ours>, usize), ImportError> {
    let span = jiff::Span::new().days(AROUND_DAYS);
    let from = period.from.saturating_sub(span);
    let until = period.to.saturating_add(span).to_datetime(jiff::civil::Time::midnight());
    let mut after = Some((until, String::new()));
    let (mut out, mut without) = (Vec::new(), 0);
    loop {
        let query = MattersQuery { procedure: &procedure.name, stage: None, after, limit: AT_ONCE };
        let some = door.store.read(|r| r.matters(&import.town, &query))?;
        let full = some.len() == AT_ONCE as usize;
        after = some.last().map(|m| (m.matter.opened_at, m.matter.id.clone()));
        for m in some {
            let day = m.matter.opened_at.date();
            let named = m.matter.facts.get(key).and_then(Value::as_text).map(str::trim).unwrap_or_default();
            if named.is_empty() {
                without += usize::from(period.holds(day));
                continue;
            }
            let named = named.split_whitespace().collect::<Vec<_>>().join(" ");
            let facts = m.matter.facts.iter().map(|(n, v)| (n.clone(), of_fact(v))).collect();
            out.push(Ours { key: named, id: m.matter.id, number: m.number, day, facts });
        }
        if !full || after.as_ref().is_none_or(|(at, _)| at.date() < from) {
            return Ok((out, without));
        }
    }
}

/// The figures that count each item when it begins, over the days of the period.
fn figures(
    door: &Door,
    import: &Import,
    period: Period,
) -> Result<Vec<(String, kernel::Words, i64)>, ImportError> {
    let mut out = Vec::new();
    for figure in door.rulebook.figures.values() {
        let FigureKind::Flow(counts) = &figure.kind else { continue };
        let [count] = counts.as_slice() else { continue };
        let begins = count.procedure == import.procedure && count.action == import.opening;
        if !begins || count.when.is_some() || count.add.is_some() || count.takes {
            continue;
        }
        let (mut sum, mut after) = (0, None);
        loop {
            let query = TraceQuery {
                figure: &figure.name,
                from: period.from,
                to: period.to,
                dimension: None,
                after,
                limit: AT_ONCE,
            };
            let rows = door.store.read(|r| r.trace(&import.town, &query))?;
            sum += rows.iter().map(|r| r.posting.amount).sum::<i64>();
            after = rows.last().map(|r| (r.posting.day, r.seq, r.ordinal));
            if rows.len() < AT_ONCE as usize {
                break;
            }
        }
        out.push((figure.name.clone(), figure.title.clone(), sum));
    }
    Ok(out)
}

/// One line of the result: an item, or one field in which it differs.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct ResultLine {
    /// `both`, `theirs`, `ours`, `differs`, `twice`.
    pub(super) group: &'static str,
    /// The key.
    pub(super) key: String,
    /// Our matter's id; empty if there is none.
    pub(super) id: String,
    /// Our matter's number.
    pub(super) number: String,
    /// Their row; 0 if there is none.
    pub(super) row: u32,
    /// What differs.
    pub(super) field: String,
    /// What we say.
    pub(super) ours: String,
    /// What they say.
    pub(super) theirs: String,
}

/// The result as lines: differences first, then what only one side has, then what both have.
pub(super) fn lines(door: &Door, import: &Import, found: &Reconciled, wording: &Wording) -> Vec<ResultLine> {
    let procedure = door.rulebook.procedure(&import.procedure);
    let title = |name: &str| {
        let field = procedure.and_then(|p| p.field(name));
        field.map_or_else(|| name.to_owned(), |f| wording.language.of(&f.title).to_owned())
    };
    let shown = |name: &str, value: Option<&ledger::Value>| {
        let kind = procedure.and_then(|p| p.field(name)).map(|f| &f.kind);
        let facts = value.map(|v| super::steps::facts(&BTreeMap::from([(name.to_owned(), v.clone())])));
        let fact = facts.and_then(|f| f.into_values().next());
        match (kind, fact) {
            (Some(kind), Some(fact)) => web::shown::value(kind, &fact, wording.language),
            _ => String::new(),
        }
    };
    let blank = |group| ResultLine {
        group,
        key: String::new(),
        id: String::new(),
        number: String::new(),
        row: 0,
        field: String::new(),
        ours: String::new(),
        theirs: String::new(),
    };
    let of_ours = |group, o: &Ours| ResultLine {
        key: o.key.clone(),
        id: o.id.clone(),
        number: o.number.clone(),
        ..blank(group)
    };
    let mut out = Vec::new();
    for d in &found.compared.differs {
        let base = ResultLine { row: d.theirs.row, ..of_ours("differs", &d.ours) };
        if d.day {
            let theirs = d.theirs.day.map(|d| d.to_string()).unwrap_or_default();
            let ours = d.ours.day.to_string();
            out.push(ResultLine { field: wording.say("opened"), ours, theirs, ..base.clone() });
        }
        for name in &d.fields {
            let ours = shown(name, d.ours.facts.get(name));
            let theirs = shown(name, d.theirs.facts.get(name).and_then(Option::as_ref));
            out.push(ResultLine { field: title(name), ours, theirs, ..base.clone() });
        }
    }
    let theirs = |t: &Theirs| ResultLine { key: t.key.clone(), row: t.row, ..blank("theirs") };
    out.extend(found.compared.only_theirs.iter().map(theirs));
    out.extend(found.compared.only_ours.iter().map(|o| of_ours("ours", o)));
    out.extend(found.compared.twice.iter().map(|o| of_ours("twice", o)));
    let both = |(o, t): &(Ours, Theirs)| ResultLine { row: t.row, ..of_ours("both", o) };
    out.extend(found.compared.both.iter().map(both));
    out
}

/// The sums of the groups in a sentence.
pub fn sums(found: &Reconciled, wording: &Wording) -> String {
    let c = &found.compared;
    let n = |n: usize| n.to_string();
    let (both, theirs, ours, differs) =
        (n(c.both.len()), n(c.only_theirs.len()), n(c.only_ours.len()), n(c.differs.len()));
    wording.say_with(
        "reconcile-sums",
        &[("both", &both), ("theirs", &theirs), ("ours", &ours), ("differs", &differs)],
    )
}

/// The result as a list for a workbook.
pub fn as_list(door: &Door, import: &Import, found: &Reconciled, wording: &Wording) -> List {
    let column = |key: &str| Column { name: key.to_owned(), title: wording.say(key), personal: false };
    let names = [
        "reconcile-group",
        "ledger-key",
        "number",
        "ledger-row",
        "reconcile-field",
        "reconcile-of-ours",
        "reconcile-of-theirs",
    ];
    let text = |t: String| if t.is_empty() { Cell::Empty } else { Cell::Text(t) };
    let row = |l: ResultLine| {
        let row = if l.row > 0 { Cell::Number(i64::from(l.row), 0) } else { Cell::Empty };
        let group = text(wording.say(&format!("reconcile-{}", l.group)));
        vec![group, text(l.key), text(l.number), row, text(l.field), text(l.ours), text(l.theirs)]
    };
    let rows = lines(door, import, found, wording).into_iter().map(row).collect();
    let days = format!("{} – {}", found.period.from, found.period.to);
    let title = format!("{} {days} {}", wording.say("reconcile-title"), sums(found, wording));
    List { title, columns: names.iter().map(|n| column(n)).collect(), rows }
}

/// The days of the items in a ledger: the period that is meant if none is said.
pub fn days_of(door: &Door, import: &Import) -> Option<Period> {
    let procedure = door.rulebook.procedure(&import.procedure)?;
    let found = items(&import.table, &import.mapping, &steps(procedure, &import.opening));
    let days: Vec<Date> = found.into_iter().flatten().filter_map(|i| i.day).collect();
    Some(Period { from: *days.iter().min()?, to: *days.iter().max()? })
}
