//! The yearly report with live figures, and what the record says to it.

pub(crate) mod adoption;
mod editor;

use crate::visit::Visit;
use crate::{Desk, blocking, town};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use door::{Door, Figures};
use editor::{Drafting, drafting, examined};
use figures::{ClaimState, IdentityState, Row, Verdict};
use kernel::{Matter, Rulebook, Value};
use press::report::{Ground, PROCEDURE, ReportError, YEAR};
use press::workbook::{Behind, Labels};
use press::{Links, Report, Told, ToldVerdict};
use serde::Serialize;
use store::{StoredMatter, TraceQuery};
use web::{Language, Problem, Wording};

#[derive(Serialize)]
struct ShownIdentity {
    title: String,
    left: i64,
    right: i64,
    holds: bool,
}

#[derive(Serialize)]
struct ShownClaim {
    name: String,
    says: String,
    state: &'static str,
    n: i64,
    href: String,
}

#[derive(Serialize)]
struct ShownTold {
    item: u32,
    title: String,
    dimension: String,
    told: String,
    precision: String,
    record: String,
    unit: String,
    verdict: &'static str,
    href: String,
    note: String,
}

#[derive(Serialize)]
struct Content {
    body: minijinja::Value,
    year: i16,
    drafting: Drafting,
    examined: minijinja::Value,
    identities: Vec<ShownIdentity>,
    claims: Vec<ShownClaim>,
    told: Vec<ShownTold>,
}

/// A town's figures of a year, or that there is no such town or year.
async fn figures_of(desk: &Desk, key: &str, year: &str) -> Result<(store::Town, i16, Figures), Problem> {
    let year: i16 = year.parse().map_err(|_| Problem::NotFound(year.to_owned()))?;
    let found = {
        let key = key.to_owned();
        desk.reading(move |r| town(r, &key)).await?
    };
    let town = found.ok_or_else(|| Problem::NotFound(key.to_owned()))?;
    let (door, name) = (desk.door.clone(), town.key.clone());
    let figures = blocking(move || door.figures(&name, year)).await?.map_err(Problem::fault)?;
    Ok((town, year, figures))
}

/// The matter in which the report of a year is made, if it was begun.
async fn matter_of(desk: &Desk, town: &str, year: i16) -> Result<Option<StoredMatter>, Problem> {
    let (door, town) = (desk.door.clone(), town.to_owned());
    blocking(move || door.matter_of_year(&town, PROCEDURE, YEAR, year)).await?.map_err(Problem::fault)
}

/// Makes the report from its ground, as one of [`Report`]'s ways does.
fn make(
    desk: &Desk,
    town: &str,
    year: i16,
    figures: &Figures,
    way: impl FnOnce(&Rulebook, Ground<'_>) -> Result<Report, ReportError>,
) -> Result<Report, Problem> {
    let claims = figures::claims(&desk.door.rulebook, &figures.book);
    let ground = Ground { template: &desk.report, town, year, rows: &figures.rows, claims: &claims };
    way(&desk.door.rulebook, ground).map_err(Problem::fault)
}

/// The report as it stands: adopted, or live.
async fn standing(desk: &Desk, town: &store::Town, year: i16, figures: &Figures) -> Result<Report, Problem> {
    let matter = matter_of(desk, &town.key, year).await?.map(|m| m.matter);
    make(desk, &town.name, year, figures, |book, ground| Report::of(book, ground, matter.as_ref()))
}

/// The page.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path((key, year)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let (town, year, figures) = figures_of(&desk, &key, &year).await?;
    let links = Links { base: format!("/{}", town.key), year };
    let matter = matter_of(&desk, &town.key, year).await?;
    let made_in = matter.as_ref().map(|m| &m.matter);
    let report = make(&desk, &town.name, year, &figures, |book, ground| Report::of(book, ground, made_in))?;
    let drafting = drafting(&desk, &visit, matter.as_ref(), &report, &figures.rows, &links);
    let body = report.html(&links);
    let book = &figures.book;
    let rulebook = &desk.door.rulebook;
    let told = if desk.demo_year == Some(year) { &desk.told[..] } else { &[] };
    let content = Content {
        body: minijinja::Value::from_safe_string(body),
        year,
        drafting,
        examined: examined(&desk, report.text(), visit.language).await?,
        identities: figures::identities(rulebook, book).iter().map(|i| identity(i, visit.language)).collect(),
        claims: figures::claims(rulebook, book).iter().map(|c| claim(c, &links, visit.language)).collect(),
        told: told.iter().map(|t| shown_told(&desk, &visit, t, told, &figures.rows, &links)).collect(),
    };
    let title = desk.say(&visit, "report-title", &[("year", &year.to_string())]);
    desk.frame.page("report.html", &desk.top(&visit, &town, title), content)
}

fn identity(state: &IdentityState<'_>, language: Language) -> ShownIdentity {
    let title = language.of(&state.identity.title).to_owned();
    ShownIdentity { title, left: state.left, right: state.right, holds: state.holds() }
}

fn claim(c: &ClaimState<'_>, links: &Links, language: Language) -> ShownClaim {
    let (state, n, figure) = match c.verdict {
        Verdict::Supported(n) => ("supported", n, &c.claim.among),
        Verdict::Contradicted(n) => ("contradicted", n, &c.claim.none),
        Verdict::Silent => ("silent", 0, &c.claim.among),
    };
    let says = language.of(&c.claim.says).to_owned();
    ShownClaim { name: c.claim.name.clone(), says, state, n, href: links.figure(figure, "") }
}

fn shown_told(desk: &Desk, visit: &Visit, t: &Told, all: &[Told], rows: &[Row], links: &Links) -> ShownTold {
    let (verdict, record) = t.verdict(rows);
    let figure = desk.door.rulebook.figures.get(&t.figure);
    let whole = |v: &str| v.parse::<i64>().ok();
    let parts: Vec<i64> = all
        .iter()
        .filter(|o| o.figure == t.figure && !o.dimension.is_empty())
        .filter_map(|o| whole(&o.value))
        .collect();
    let sum: i64 = parts.iter().sum();
    // A total whose told parts add up to something else contradicts itself before any record is looked at.
    let note = match whole(&t.value) {
        Some(total) if t.dimension.is_empty() && !parts.is_empty() && sum != total => {
            let args = [("sum", sum.to_string()), ("total", total.to_string())];
            desk.say(visit, "told-parts-contradicted", &args.each_ref().map(|(k, v)| (*k, v.as_str())))
        }
        _ => String::new(),
    };
    ShownTold {
        item: t.item,
        title: figure.map_or(t.figure.clone(), |f| visit.language.of(&f.title).to_owned()),
        dimension: t.dimension.clone(),
        told: t.value.clone(),
        precision: t.precision.clone(),
        record: record.map_or_else(|| desk.say(visit, "not-applicable", &[]), |v| v.to_string()),
        unit: figure.map_or_else(String::new, |f| f.unit.clone()),
        verdict: match verdict {
            ToldVerdict::Agrees => "agrees",
            ToldVerdict::Contradicted => "contradicted",
            ToldVerdict::Unknown => "unknown",
        },
        href: links.figure(&t.figure, &t.dimension),
        note,
    }
}

/// The report as Markdown.
pub(crate) async fn as_markdown(
    State(desk): State<Desk>,
    Path((key, year)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (town, year, figures) = figures_of(&desk, &key, &year).await?;
    let text = standing(&desk, &town, year, &figures).await?.markdown();
    Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response())
}

/// The report as PDF.
pub(crate) async fn as_pdf(
    State(desk): State<Desk>,
    Path((key, year)): Path<(String, String)>,
) -> Result<Response, Problem> {
    as_file(&desk, &key, &year, "pdf").await
}

/// The report as DOCX.
pub(crate) async fn as_docx(
    State(desk): State<Desk>,
    Path((key, year)): Path<(String, String)>,
) -> Result<Response, Problem> {
    as_file(&desk, &key, &year, "docx").await
}

async fn as_file(desk: &Desk, key: &str, year: &str, kind: &str) -> Result<Response, Problem> {
    let (town, year, figures) = figures_of(desk, key, year).await?;
    let paper = standing(desk, &town, year, &figures).await?.paper(made_on(year));
    crate::papers::written(desk, paper, kind, &format!("report-{year}")).await
}

/// The report of a year is dated by the day after it: the same figures give the same file whenever it is made.
pub fn made_on(year: i16) -> deadline::DateTime {
    let day = deadline::Date::new(year.saturating_add(1), 1, 1);
    day.map_or(deadline::DateTime::MIN, |d| d.to_datetime(deadline::Time::midnight()))
}

/// The statistics table as a workbook.
pub(crate) async fn as_xlsx(
    State(desk): State<Desk>,
    Path((key, year)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let (town, year, _) = figures_of(&desk, &key, &year).await?;
    let (door, wording) = (desk.door.clone(), visit.language);
    let made = blocking(move || workbook(&door, &town, year, &Wording::new(wording))).await?;
    let bytes = made.map_err(Problem::Fault)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let name = "attachment; filename=\"statistics.xlsx\"";
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// The report as it stands, adopted or live, for the command line.
///
/// # Errors
/// A sentence about what failed.
pub fn markdown(door: &Door, template: &str, town: &store::Town, year: i16) -> Result<Report, String> {
    let figures = door.figures(&town.key, year).map_err(|e| e.to_string())?;
    let claims = figures::claims(&door.rulebook, &figures.book);
    let matter = door.matter_of_year(&town.key, PROCEDURE, YEAR, year).map_err(|e| e.to_string())?;
    let ground = Ground { template, town: &town.name, year, rows: &figures.rows, claims: &claims };
    let matter = matter.as_ref().map(|m| &m.matter);
    Report::of(&door.rulebook, ground, matter).map_err(|e| e.to_string())
}

/// The text that would be adopted in a matter now; none if the matter reports no year.
///
/// # Errors
/// A sentence about what failed.
pub fn to_adopt(
    door: &Door,
    template: &str,
    town: &store::Town,
    matter: &Matter,
) -> Result<Option<String>, String> {
    let Some(Value::Number(year)) = matter.facts.get(YEAR) else { return Ok(None) };
    let year = i16::try_from(*year).map_err(|e| e.to_string())?;
    let figures = door.figures(&town.key, year).map_err(|e| e.to_string())?;
    let claims = figures::claims(&door.rulebook, &figures.book);
    let ground = Ground { template, town: &town.name, year, rows: &figures.rows, claims: &claims };
    let report = Report::live(&door.rulebook, ground, Some(matter)).map_err(|e| e.to_string())?;
    Ok(Some(report.to_adopt()))
}

/// The statistics workbook.
///
/// # Errors
/// A sentence about what failed.
pub fn workbook(door: &Door, town: &store::Town, year: i16, wording: &Wording) -> Result<Vec<u8>, String> {
    let figures = door.figures(&town.key, year).map_err(|e| e.to_string())?;
    let reported = |r: &&Row| door.rulebook.figures.get(&r.figure).is_some_and(|f| f.reported);
    let rows: Vec<Row> = figures.rows.iter().filter(reported).cloned().collect();
    let (first, last) = year_days(year);
    let mut behind = Vec::new();
    for figure in door.rulebook.figures.values() {
        behind.extend(trace(door, &town.key, &figure.name, first, last)?);
    }
    let say = |key: &str| wording.say(key);
    let labels = Labels {
        title: format!("{} {} {}", town.name, year, say("report-as-xlsx")),
        sheets: [say("nav-figures"), say("nav-record")],
        table: [
            "item",
            "figure",
            "dimension",
            "value",
            "unit",
            "numerator",
            "denominator",
            "figure-means",
            "records-behind",
        ]
        .map(say),
        records: ["figure", "day", "number", "dimension", "amount", "nav-record"].map(say),
        not_applicable: say("not-applicable"),
        pick: match wording.language {
            Language::Zh => |w| &w.zh,
            Language::En => |w| &w.en,
        },
    };
    press::workbook::statistics(&door.rulebook, &rows, &behind, &labels).map_err(|e| e.to_string())
}

/// First and last day of a year.
pub(crate) fn year_days(year: i16) -> (deadline::Date, deadline::Date) {
    let day = |month, day| deadline::Date::new(year, month, day).unwrap_or(deadline::Date::MAX);
    (day(1, 1), day(12, 31))
}

fn trace(
    door: &Door,
    town: &str,
    figure: &str,
    from: deadline::Date,
    to: deadline::Date,
) -> Result<Vec<Behind>, String> {
    let mut behind: Vec<Behind> = Vec::new();
    let mut after = None;
    loop {
        let query = TraceQuery { figure, from, to, dimension: None, after, limit: 1000 };
        let rows = door.store.read(|r| r.trace(town, &query)).map_err(|e| e.to_string())?;
        after = rows.last().map(|r| (r.posting.day, r.seq, r.ordinal));
        let full = rows.len() == 1000;
        behind.extend(rows.into_iter().map(|r| Behind {
            figure: r.posting.figure,
            day: r.posting.day.to_string(),
            number: r.number,
            dimension: r.posting.dimension,
            amount: r.posting.amount,
            seq: r.seq,
        }));
        if !full {
            return Ok(behind);
        }
    }
}
