//! Figures: all of a year, one with its definition and the records behind it.

use crate::report::year_days;
use crate::visit::Visit;
use crate::{Desk, blocking, town};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use figures::Row;
use kernel::definition::FigureKind;
use press::live::encoded;
use serde::{Deserialize, Serialize};
use store::{TraceQuery, TraceRow};
use web::Problem;

/// Records on one page.
const PAGE: u32 = 100;

/// What a figure's address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    year: Option<i16>,
    dimension: Option<String>,
    after: Option<String>,
    /// Anything: the figures that only serve others, in place of the report's.
    helpers: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    name: String,
    title: String,
    item: Option<u32>,
    dimension: String,
    value: String,
    unit: String,
    numerator: Option<i64>,
    denominator: Option<i64>,
    href: String,
}

fn shown(desk: &Desk, visit: &Visit, base: &str, year: i16, row: &Row) -> Option<Shown> {
    let figure = desk.door.rulebook.figures.get(&row.figure)?;
    let links = press::Links { base: base.to_owned(), year };
    Some(Shown {
        name: row.figure.clone(),
        title: visit.language.of(&figure.title).to_owned(),
        item: figure.item,
        dimension: row.dimension.clone(),
        value: row.value.map_or_else(|| desk.say(visit, "not-applicable", &[]), |v| v.to_string()),
        unit: row.unit.clone(),
        numerator: row.numerator,
        denominator: row.denominator,
        href: links.figure(&row.figure, &row.dimension),
    })
}

async fn rows(desk: &Desk, key: &str, year: i16) -> Result<(store::Town, Vec<Row>), Problem> {
    let found = {
        let key = key.to_owned();
        desk.reading(move |r| town(r, &key)).await?
    };
    let town = found.ok_or_else(|| Problem::NotFound(key.to_owned()))?;
    let (door, name) = (desk.door.clone(), town.key.clone());
    let figures = blocking(move || door.figures(&name, year)).await?.map_err(Problem::fault)?;
    Ok((town, figures.rows))
}

/// All figures of a year.
pub(crate) async fn list(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    let year = asked.year.unwrap_or_else(|| desk.year());
    let (town, rows) = rows(&desk, &key, year).await?;
    let base = format!("/{}", town.key);
    // The report's figures first; the ones that only serve others on request.
    let helper = |r: &&Row| !desk.door.rulebook.figures.get(&r.figure).is_some_and(|f| f.reported);
    let helpers = asked.helpers.is_some();
    let wanted = rows.iter().filter(|r| helper(r) == helpers);
    let figures: Vec<Shown> = wanted.filter_map(|r| shown(&desk, &visit, &base, year, r)).collect();
    let title = desk.say(&visit, "figures-title", &[("year", &year.to_string())]);
    desk.frame.page(
        "figures.html",
        &desk.top(&visit, &town, title),
        minijinja::context! { figures => minijinja::value::Serde(figures), year, helpers },
    )
}

/// The same as JSON, in the form of `fadu figures --format json`.
pub(crate) async fn json(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (_, rows) = rows(&desk, &key, asked.year.unwrap_or_else(|| desk.year())).await?;
    let reported = |r: &&Row| desk.door.rulebook.figures.get(&r.figure).is_some_and(|f| f.reported);
    let rows: Vec<_> = rows.iter().filter(reported).map(as_json).collect();
    let body = serde_json::Value::Array(rows).to_string();
    Ok(([(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response())
}

/// A row as JSON; the value is a number with its stated decimals, or null when it is not applicable.
pub fn as_json(row: &Row) -> serde_json::Value {
    let value = row.value.and_then(|v| serde_json::from_str::<serde_json::Value>(&v.to_string()).ok());
    serde_json::json!({
        "id": row.figure, "value": value, "unit": row.unit, "dimension": row.dimension,
        "numerator": row.numerator, "denominator": row.denominator,
    })
}

#[derive(Serialize)]
struct Behind {
    figure: String,
    title: String,
    rows: Vec<BehindRow>,
    more: String,
}

#[derive(Serialize)]
struct BehindRow {
    day: String,
    number: String,
    matter: String,
    action: String,
    dimension: String,
    amount: i64,
    seq: u64,
}

/// One figure.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path((key, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    let year = asked.year.unwrap_or_else(|| desk.year());
    let rulebook = desk.door.rulebook.clone();
    let figure = rulebook.figures.get(&name).ok_or_else(|| Problem::NotFound(name.clone()))?;
    let (town, all) = rows(&desk, &key, year).await?;
    let base = format!("/{}", town.key);
    let dimension = asked.dimension.clone().unwrap_or_default();
    let own: Vec<Shown> = all
        .iter()
        .filter(|r| r.figure == name)
        .filter_map(|r| shown(&desk, &visit, &base, year, r))
        .collect();
    let value =
        own.iter().find(|s| s.dimension == dimension).map_or_else(|| "0".to_owned(), |s| s.value.clone());
    // A ratio is made of two figures, a least of two as well; each is shown with its own records.
    let made_of: Vec<&str> = match &figure.kind {
        FigureKind::Ratio { numerator, denominator, .. } => vec![numerator, denominator],
        FigureKind::Least { of, among } => vec![of, among],
        FigureKind::Limit { .. } => Vec::new(),
        _ => vec![&name],
    };
    let mut behind = Vec::new();
    for part in made_of {
        behind.push(records(&desk, &visit, &town.key, part, year, &asked).await?);
    }
    let content = minijinja::context! {
        figure => minijinja::context! {
            name => name.clone(), title => visit.language.of(&figure.title), unit => figure.unit.clone(),
            means => visit.language.of(&figure.means), item => figure.item,
            limit => matches!(figure.kind, FigureKind::Limit { .. }), least => matches!(figure.kind, FigureKind::Least { .. }),
        },
        value, dimension, year,
        total => minijinja::value::Serde(own.iter().find(|s| s.dimension.is_empty())),
        parts => minijinja::value::Serde(own.iter().filter(|s| !s.dimension.is_empty()).collect::<Vec<_>>()),
        behind => minijinja::value::Serde(behind),
    };
    let title = visit.language.of(&figure.title).to_owned();
    desk.frame.page("figure.html", &desk.top(&visit, &town, title), content)
}

async fn records(
    desk: &Desk,
    visit: &Visit,
    town: &str,
    name: &str,
    year: i16,
    asked: &Asked,
) -> Result<Behind, Problem> {
    let (from, to) = year_days(year);
    let stock = matches!(desk.door.rulebook.figures.get(name).map(|f| &f.kind), Some(FigureKind::Stock(_)));
    let from = if stock { deadline::Date::MIN } else { from };
    let dimension = asked.dimension.clone().filter(|d| !d.is_empty());
    let after = asked.after.as_deref().and_then(|a| {
        let mut parts = a.split('~');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    });
    let found: Vec<TraceRow> = {
        let (town, name, dimension) = (town.to_owned(), name.to_owned(), dimension.clone());
        desk.reading(move |r| {
            r.trace(
                &town,
                &TraceQuery { figure: &name, from, to, dimension: dimension.as_deref(), after, limit: PAGE },
            )
        })
        .await?
    };
    let full = found.len() == PAGE as usize;
    let more = match found.last() {
        Some(r) if full => {
            let part = dimension.map_or_else(String::new, |d| format!("&dimension={}", encoded(&d)));
            format!(
                "/{town}/figures/{name}?year={year}{part}&after={}~{}~{}",
                r.posting.day, r.seq, r.ordinal
            )
        }
        _ => String::new(),
    };
    let rulebook = &desk.door.rulebook;
    let row = |r: TraceRow| BehindRow {
        action: rulebook
            .procedure(&r.procedure)
            .and_then(|p| p.act_title(&r.action))
            .map_or(r.action.clone(), |t| visit.language.of(t).to_owned()),
        day: r.posting.day.to_string(),
        number: r.number,
        matter: r.matter,
        dimension: r.posting.dimension,
        amount: r.posting.amount,
        seq: r.seq,
    };
    let title =
        rulebook.figures.get(name).map_or_else(String::new, |f| visit.language.of(&f.title).to_owned());
    Ok(Behind { figure: name.to_owned(), title, rows: found.into_iter().map(row).collect(), more })
}
