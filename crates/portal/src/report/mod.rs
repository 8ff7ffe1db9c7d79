//! The yearly report once it is published, and all figures with their definitions and public counts.

use crate::public::{is_public, personal_parts};
use crate::visit::Visit;
use crate::{Portal, base, blocking};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use figures::{Row, Verdict};
use kernel::definition::FigureKind;
use kernel::{Matter, Value};
use press::report::{Ground, PROCEDURE, YEAR};
use press::{Links, Report};
use serde::{Deserialize, Serialize};
use store::MattersQuery;
use web::Problem;
use web::shown::day;

#[derive(Serialize)]
struct Year {
    year: i64,
    #[serde(skip)]
    matter: Option<Matter>,
    number: String,
    published: String,
    due: String,
}

/// Years with a report, published or under way.
async fn years(portal: &Portal, key: &str, visit: &Visit) -> Result<Vec<Year>, Problem> {
    let (rulebook, language, key) = (portal.door.rulebook().clone(), visit.language, key.to_owned());
    portal
        .reading(move |r| {
            let query = MattersQuery { procedure: PROCEDURE, limit: 100, ..MattersQuery::default() };
            let mut years = Vec::new();
            for stored in r.matters(&key, &query)? {
                let Some(Value::Number(year)) = stored.matter.facts.get(YEAR).cloned() else { continue };
                let Some(own) = crate::citizen::procedure_of(&rulebook, &stored.matter) else { continue };
                let public = is_public(own, &stored.matter);
                let due = stored.matter.clocks.values().filter(|c| c.running()).filter_map(|c| c.due).max();
                years.push(Year {
                    year,
                    matter: public.then(|| stored.matter.clone()),
                    published: if public {
                        day(stored.matter.last_at.date(), language)
                    } else {
                        String::new()
                    },
                    number: if public { stored.number } else { String::new() },
                    due: due.map_or_else(String::new, |d| day(d.date(), language)),
                });
            }
            years.sort_by_key(|y| std::cmp::Reverse(y.year));
            years.dedup_by(|later, first| later.year == first.year && later.published.is_empty());
            Ok(years)
        })
        .await
}

#[derive(Serialize)]
struct Said {
    name: String,
    says: String,
    state: &'static str,
    n: i64,
}

/// A figure that moved after the report was adopted.
#[derive(Serialize)]
struct Moved {
    title: String,
    part: String,
    adopted: String,
    now: String,
}

/// The years.
pub(crate) async fn list(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let years = years(&portal, &key, &visit).await?;
    let title = portal.say(&visit, "portal-report", &[]);
    let content = minijinja::context! {
        years => minijinja::value::Serde(years), year => 0, body => "", published => "",
        moved => minijinja::value::Serde(Vec::<Moved>::new()),
        said => minijinja::value::Serde(Vec::<Said>::new()),
    };
    portal.page("report.html", &visit, &town, &title, &[(title.clone(), "/report")], content)
}

/// One year's report, if it is published.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((key, year)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let year: i16 = year.parse().map_err(|_| Problem::NotFound(year.clone()))?;
    let years = years(&portal, &key, &visit).await?;
    let published = years.iter().find(|y| y.year == i64::from(year) && !y.published.is_empty());
    let published = published.ok_or_else(|| Problem::NotFound(year.to_string()))?;
    let (door, name) = (portal.door.clone(), key.clone());
    let figures = blocking(move || door.figures(&name, year)).await?.map_err(Problem::fault)?;
    let claims = figures::claims(portal.door.rulebook(), &figures.book);
    let ground =
        Ground { template: &portal.report, town: &town.name, year, rows: &figures.rows, claims: &claims };
    let report =
        Report::of(portal.door.rulebook(), ground, published.matter.as_ref()).map_err(Problem::fault)?;
    let moved: Vec<Moved> = report
        .moved(&figures.rows)
        .into_iter()
        .map(|m| Moved {
            title: portal
                .door
                .rulebook()
                .figures
                .get(&m.figure)
                .map_or_else(|| m.figure.clone(), |f| visit.language.of(&f.title).to_owned()),
            part: m.dimension,
            adopted: m.adopted,
            now: m.now,
        })
        .collect();
    let html = report.html(&Links { base: base(&key), year });
    let said: Vec<Said> = claims
        .iter()
        .map(|c| {
            let (state, n) = match c.verdict {
                Verdict::Supported(n) => ("supported", n),
                Verdict::Contradicted(n) => ("contradicted", n),
                Verdict::Silent => ("silent", 0),
            };
            Said { name: c.claim.name.clone(), says: visit.language.of(&c.claim.says).to_owned(), state, n }
        })
        .collect();
    let title = portal.say(&visit, "report-title", &[("year", &year.to_string())]);
    let crumbs = [(portal.say(&visit, "portal-report", &[]), "/report")];
    let content = minijinja::context! {
        years => minijinja::value::Serde(Vec::<Year>::new()), year,
        body => minijinja::Value::from_safe_string(html), published => published.published.as_str(),
        moved => minijinja::value::Serde(moved),
        said => minijinja::value::Serde(said),
    };
    portal.page("report.html", &visit, &town, &title, &crumbs, content)
}

/// What a figure's address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    year: Option<i16>,
    dimension: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    title: String,
    item: Option<u32>,
    value: String,
    unit: String,
    href: String,
}

/// A town's figures of a year.
pub(crate) async fn rows(portal: &Portal, key: &str, year: i16) -> Result<Vec<Row>, Problem> {
    let (door, name) = (portal.door.clone(), key.to_owned());
    Ok(blocking(move || door.figures(&name, year)).await?.map_err(Problem::fault)?.rows)
}

/// All figures of a year, or one figure: `/figures/2023`, `/figures/hazard.found?year=2023`.
pub(crate) async fn figures(
    State(portal): State<Portal>,
    Path((key, what)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    match what.parse::<i16>() {
        Ok(year) => all(&portal, &key, year, &visit).await,
        Err(_) => one(&portal, &key, &what, asked, &visit).await,
    }
}

async fn all(portal: &Portal, key: &str, year: i16, visit: &Visit) -> Result<Response, Problem> {
    let town = portal.town(key).await?;
    let rows = rows(portal, key, year).await?;
    let links = Links { base: base(key), year };
    let none = portal.say(visit, "not-applicable", &[]);
    let shown: Vec<Shown> = rows
        .iter()
        .filter(|r| r.dimension.is_empty())
        .filter_map(|r| {
            let figure = portal.door.rulebook().figures.get(&r.figure).filter(|f| f.reported)?;
            Some(Shown {
                title: visit.language.of(&figure.title).to_owned(),
                item: figure.item,
                value: r.value.map_or_else(|| none.clone(), |v| v.to_string()),
                unit: r.unit.clone(),
                href: links.figure(&r.figure, ""),
            })
        })
        .collect();
    let title = portal.say(visit, "figures-title", &[("year", &year.to_string())]);
    let crumbs = [(portal.say(visit, "portal-report", &[]), "/report")];
    let content = minijinja::context! { figures => minijinja::value::Serde(shown), year };
    portal.page("figures.html", visit, &town, &title, &crumbs, content)
}

#[derive(Serialize)]
struct Count {
    name: String,
    value: String,
    href: String,
}

async fn one(
    portal: &Portal,
    key: &str,
    name: &str,
    asked: Asked,
    visit: &Visit,
) -> Result<Response, Problem> {
    let town = portal.town(key).await?;
    let rulebook = portal.door.rulebook().clone();
    let figure = rulebook.figures.get(name).ok_or_else(|| Problem::NotFound(name.to_owned()))?;
    let year = asked.year.unwrap_or_else(|| (portal.now)().date().year());
    let hidden = personal_parts(&rulebook).contains(name);
    let dimension = asked.dimension.filter(|_| !hidden).unwrap_or_default();
    let rows = rows(portal, key, year).await?;
    let of = |d: &str| rows.iter().find(|r| r.figure == name && r.dimension == d);
    let none = portal.say(visit, "not-applicable", &[]);
    let value =
        of(&dimension).map_or_else(|| "0".to_owned(), |r| r.value.map_or(none.clone(), |v| v.to_string()));
    let links = Links { base: base(key), year };
    let parts: Vec<Count> = rows
        .iter()
        .filter(|r| r.figure == name && !r.dimension.is_empty() && !hidden)
        .map(|r| Count {
            name: r.dimension.clone(),
            value: r.value.map_or_else(|| none.clone(), |v| v.to_string()),
            href: links.figure(name, &r.dimension),
        })
        .collect();
    // A ratio opens to the two figures that it is made of, a least to its two.
    let made: Vec<&String> = match &figure.kind {
        FigureKind::Ratio { numerator, denominator, .. } => vec![numerator, denominator],
        FigureKind::Least { of, among } => vec![of, among],
        _ => Vec::new(),
    };
    let made: Vec<Count> = made
        .into_iter()
        .filter_map(|n| {
            let title = visit.language.of(&rulebook.figures.get(n)?.title).to_owned();
            let row = rows.iter().find(|r| r.figure == *n && r.dimension.is_empty());
            let value = row.and_then(|r| r.value).map_or_else(|| "0".to_owned(), |v| v.to_string());
            Some(Count { name: title, value, href: links.figure(n, "") })
        })
        .collect();
    let months = match &figure.kind {
        FigureKind::Flow(_) => months(portal, key, name, year, &dimension).await?,
        _ => Vec::new(),
    };
    let content = minijinja::context! {
        name, value, unit => figure.unit.clone(), dimension, year, months,
        means => visit.language.of(&figure.means), hidden,
        parts => minijinja::value::Serde(parts), made => minijinja::value::Serde(made),
    };
    let title = visit.language.of(&figure.title).to_owned();
    let crumbs = [(portal.say(visit, "figures-title", &[("year", &year.to_string())]), "/report")];
    portal.page("figure.html", visit, &town, &title, &crumbs, content)
}

/// The sums of a year's months.
async fn months(
    portal: &Portal,
    key: &str,
    name: &str,
    year: i16,
    dimension: &str,
) -> Result<Vec<(i32, i64)>, Problem> {
    let first = i32::from(year) * 12;
    let town = key.to_owned();
    let cells = portal.reading(move |r| r.cells(&town, first + 11)).await?;
    let mut months: Vec<(i32, i64)> = (1..=12).map(|m| (m, 0)).collect();
    for cell in cells.iter().filter(|c| c.figure == name && c.month >= first) {
        if dimension.is_empty() || cell.dimension == dimension {
            let at = usize::try_from(cell.month - first).unwrap_or(usize::MAX);
            if let Some(month) = months.get_mut(at) {
                month.1 = month.1.saturating_add(cell.amount);
            }
        }
    }
    Ok(months)
}
