//! Lists as files: matters of a procedure, entries of a register, figures with their parts.

use crate::{Desk, blocking, town};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use deadline::Date;
use door::Door;
use kernel::Value;
use kernel::definition::{Field, FieldKind};
use press::list::{Cell, Column, List, View, csv, paper, xlsx};
use serde::Deserialize;
use store::{MattersQuery, Town};
use web::{Language, Problem, Wording};

/// Matters read in one go.
const AT_ONCE: u32 = 500;

/// Which list.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// Matters of a procedure that began in these years, both included.
    Matters(String, Option<(i16, i16)>),
    /// Entries of a register.
    Entries(String),
    /// Figures of a year with their parts.
    Figures(i16),
}

/// Why a list can't be made.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// There is no such procedure or register.
    #[error(
        "没有叫 `{0}` 的程序或者清单;名称见 `fadu rulebook list` · there is no procedure or register `{0}`; see `fadu rulebook list`"
    )]
    Unknown(String),
    /// The store's.
    #[error("{0}")]
    Store(#[from] store::StoreError),
    /// The figures'.
    #[error("{0}")]
    Figures(String),
}

/// Makes a list with all its columns.
///
/// # Errors
/// See [`ListError`].
pub fn list(door: &Door, town: &Town, wanted: &Wanted, wording: &Wording) -> Result<List, ListError> {
    match wanted {
        Wanted::Matters(procedure, years) => matters(door, town, procedure, *years, wording),
        Wanted::Entries(register) => entries(door, town, register, wording),
        Wanted::Figures(year) => figures(door, town, *year, wording),
    }
}

fn column(name: &str, title: String, personal: bool) -> Column {
    Column { name: name.to_owned(), title, personal }
}

fn of_field(field: &Field, language: Language) -> Column {
    column(&field.name, language.of(&field.title).to_owned(), field.personal)
}

fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn cell(field: &Field, value: Option<&Value>, language: Language) -> Cell {
    match (&field.kind, value) {
        (_, None) => Cell::Empty,
        (FieldKind::Money, Some(Value::Number(fen))) => Cell::Number(*fen, 2),
        (FieldKind::Number { .. }, Some(Value::Number(n))) => Cell::Number(*n, 0),
        (kind, Some(value)) => text(web::shown::value(kind, value, language)),
    }
}

fn matters(
    door: &Door,
    town: &Town,
    name: &str,
    years: Option<(i16, i16)>,
    wording: &Wording,
) -> Result<List, ListError> {
    let language = wording.language;
    let procedure = door.rulebook.procedure(name).ok_or_else(|| ListError::Unknown(name.to_owned()))?;
    let mut columns = vec![
        column("number", wording.say("number"), false),
        column("stage", wording.say("stage"), false),
        column("opened", wording.say("opened"), false),
        column("due", wording.say("due"), false),
    ];
    columns.extend(procedure.fields.iter().map(|f| of_field(f, language)));
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let query = MattersQuery { procedure: name, stage: None, after, limit: AT_ONCE };
        let some = door.store.read(|r| r.matters(&town.key, &query))?;
        after = some.last().map(|m| (m.matter.opened_at, m.matter.id.clone()));
        let full = some.len() == AT_ONCE as usize;
        let within = |m: &&store::StoredMatter| {
            years.is_none_or(|(from, to)| (from..=to).contains(&m.matter.opened_at.date().year()))
        };
        for m in some.iter().filter(within) {
            let stage = procedure.stage(&m.matter.stage);
            let due = m.matter.next_due().map_or_else(String::new, |(_, due)| due.date().to_string());
            let mut row = vec![
                text(m.number.as_str()),
                text(stage.map_or(m.matter.stage.as_str(), |s| language.of(&s.title))),
                text(m.matter.opened_at.date().to_string()),
                text(due),
            ];
            row.extend(procedure.fields.iter().map(|f| cell(f, m.matter.facts.get(&f.name), language)));
            rows.push(row);
        }
        if !full {
            break;
        }
    }
    // Newest first as on the page; a register is read from its beginning.
    rows.reverse();
    let title = format!("{}{}", town.name, language.of(&procedure.title));
    Ok(List { title, columns, rows })
}

fn entries(door: &Door, town: &Town, name: &str, wording: &Wording) -> Result<List, ListError> {
    let language = wording.language;
    let register = door.rulebook.registers.get(name).ok_or_else(|| ListError::Unknown(name.to_owned()))?;
    let mut columns = vec![
        column("key", wording.say("entry-key"), register.fields.iter().any(|f| f.kind == FieldKind::Person)),
        column("from", wording.say("entry-from"), false),
        column("until", wording.say("entry-until"), false),
    ];
    columns.extend(register.fields.iter().map(|f| of_field(f, language)));
    let entries = door.store.read(|r| r.register(&town.key, name))?;
    let row = |e: &kernel::Entry| {
        let until = e.until.map_or_else(String::new, |u| u.date().to_string());
        let mut row = vec![text(e.key.as_str()), text(e.from.date().to_string()), text(until)];
        row.extend(register.fields.iter().map(|f| cell(f, e.fields.get(&f.name), language)));
        row
    };
    let title = format!("{}{}", town.name, language.of(&register.title));
    Ok(List { title, columns, rows: entries.iter().map(row).collect() })
}

fn figures(door: &Door, town: &Town, year: i16, wording: &Wording) -> Result<List, ListError> {
    let language = wording.language;
    let figures = door.figures(&town.key, year).map_err(|e| ListError::Figures(e.to_string()))?;
    let names = ["item", "figure", "dimension", "value", "unit", "numerator", "denominator"];
    let columns = names.iter().map(|n| column(n, wording.say(n), false)).collect();
    let whole = |n: Option<i64>| n.map_or(Cell::Empty, |n| Cell::Number(n, 0));
    let row = |r: &figures::Row| {
        let figure = door.rulebook.figures.get(&r.figure);
        vec![
            whole(figure.and_then(|f| f.item).map(i64::from)),
            text(figure.map_or(r.figure.as_str(), |f| language.of(&f.title))),
            text(r.dimension.as_str()),
            match r.value {
                Some(v) => Cell::Number(v.scaled, v.decimals),
                None => text(wording.say("not-applicable")),
            },
            text(r.unit.as_str()),
            whole(r.numerator),
            whole(r.denominator),
        ]
    };
    let title = format!("{}{year}", town.name);
    Ok(List { title, columns, rows: figures.rows.iter().map(row).collect() })
}

/// What a list's address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    procedure: Option<String>,
    register: Option<String>,
    year: Option<i16>,
    columns: Option<String>,
}

/// `…/lists/matters.xlsx?procedure=penalty&columns=number,stage`.
pub(crate) async fn file(
    State(desk): State<Desk>,
    Path((key, file)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visit: crate::visit::Visit,
) -> Result<Response, Problem> {
    let missing = || Problem::NotFound(file.clone());
    let (name, kind) = file.rsplit_once('.').ok_or_else(missing)?;
    let wanted = match (name, asked.procedure, asked.register) {
        ("matters", Some(procedure), _) => Wanted::Matters(procedure, asked.year.map(|y| (y, y))),
        ("entries", _, Some(register)) => Wanted::Entries(register),
        ("figures", ..) => Wanted::Figures(asked.year.unwrap_or_else(|| desk.year())),
        _ => return Err(missing()),
    };
    let found = {
        let key = key.clone();
        desk.reading(move |r| town(r, &key)).await?
    };
    let town = found.ok_or_else(missing)?;
    let (door, language) = (desk.door.clone(), visit.language);
    let made = blocking(move || list(&door, &town, &wanted, &Wording::new(language))).await?;
    let whole = made.map_err(|e| match e {
        ListError::Unknown(what) => Problem::NotFound(what),
        other => Problem::fault(other),
    })?;
    let names = asked.columns.unwrap_or_default();
    let names: Vec<String> = names.split(',').filter(|n| !n.is_empty()).map(str::to_owned).collect();
    let view = View::of(&whole, &names).map_err(|_| missing())?;
    let seen = whole.seen(&view).map_err(|_| missing())?;
    let today = desk.clock.now();
    let attached = format!("attachment; filename=\"{name}.{kind}\"");
    let sent = |content: &'static str, bytes: Vec<u8>| {
        ([(header::CONTENT_TYPE, content.to_owned()), (header::CONTENT_DISPOSITION, attached)], bytes)
            .into_response()
    };
    match kind {
        "xlsx" => {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            let bytes =
                blocking(move || xlsx(&seen, midnight(today.date()))).await?.map_err(Problem::fault)?;
            Ok(sent(kind, bytes))
        }
        "csv" => Ok(sent("text/csv; charset=utf-8", csv(&seen).into_bytes())),
        _ => crate::papers::written(&desk, paper(&seen, midnight(today.date())), kind, name).await,
    }
}

/// The day of a list: files made on one day from the same records are the same.
pub(crate) fn midnight(day: Date) -> deadline::DateTime {
    day.to_datetime(deadline::Time::midnight())
}
