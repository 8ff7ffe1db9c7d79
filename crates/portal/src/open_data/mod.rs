//! What machines read: figures and public lists as CSV and JSON with a DCAT catalogue, a feed, a site map.

mod feed;
mod table;

pub(crate) use feed::{atom, sitemap};

use crate::public::{open_register, personal_parts, shown_fields};
use crate::visit::Visit;
use crate::{Portal, base};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::Rulebook;
use serde_json::json;
use table::Table;
use web::{Language, Problem};

/// A list that can be taken away.
pub(crate) struct DataSet {
    /// Name of its files without ending.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) title: String,
}

/// The years of figures that are offered: the present one and two before.
fn years(now: deadline::DateTime) -> impl Iterator<Item = i16> {
    let year = now.date().year();
    (0..3).map(move |back| year.saturating_sub(back))
}

/// Everything that is offered.
pub(crate) fn sets(portal: &Portal, rulebook: &Rulebook, visit: &Visit) -> Vec<DataSet> {
    let figures = years((portal.now)()).map(|year| DataSet {
        name: format!("figures-{year}"),
        title: portal.say(visit, "figures-title", &[("year", &year.to_string())]),
    });
    let open = rulebook.registers.values().filter(|r| open_register(rulebook, r));
    let registers = open.map(|r| DataSet {
        name: format!("register-{}", r.name),
        title: visit.language.of(&r.title).to_owned(),
    });
    figures.chain(registers).collect()
}

/// Where an export begins besides the home page: what no page links to.
pub(crate) fn start(town: &str) -> Vec<String> {
    let base = base(town);
    ["/feed.atom", "/sitemap.xml", "/data/catalog.jsonld"].map(|p| format!("{base}{p}")).to_vec()
}

/// The page of all lists.
pub(crate) async fn page(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let sets = sets(&portal, portal.door.rulebook(), &visit);
    let rows: Vec<(String, String)> =
        sets.into_iter().map(|s| (s.title, format!("{}/data/{}", base(&key), s.name))).collect();
    let title = portal.say(&visit, "portal-data", &[]);
    portal.page("data.html", &visit, &town, &title, &[(title.clone(), "/data")], minijinja::context! { rows })
}

/// One file: `figures-2023.csv`, `register-service-items.json`, `catalog.jsonld`.
pub(crate) async fn file(
    State(portal): State<Portal>,
    Path((key, file)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    if file == "catalog.jsonld" {
        let body = catalogue(&portal, &town, &visit).to_string();
        return Ok(([(header::CONTENT_TYPE, "application/ld+json; charset=utf-8")], body).into_response());
    }
    let missing = || Problem::NotFound(file.clone());
    let (name, ending) = file.rsplit_once('.').ok_or_else(missing)?;
    let table = table(&portal, &key, name, visit.language).await?.ok_or_else(missing)?;
    match ending {
        "csv" => Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], table.csv()).into_response()),
        "json" => {
            Ok(([(header::CONTENT_TYPE, "application/json; charset=utf-8")], table.json()).into_response())
        }
        _ => Err(missing()),
    }
}

async fn table(portal: &Portal, key: &str, name: &str, language: Language) -> Result<Option<Table>, Problem> {
    let rulebook = portal.door.rulebook().clone();
    if let Some(year) = name.strip_prefix("figures-").and_then(|y| y.parse::<i16>().ok()) {
        let rows = crate::report::rows(portal, key, year).await?;
        let hidden = personal_parts(&rulebook);
        let shown = rows.iter().filter(|r| r.dimension.is_empty() || !hidden.contains(r.figure.as_str()));
        let reported =
            shown.filter_map(|r| Some((r, rulebook.figures.get(&r.figure).filter(|f| f.reported)?)));
        let mut table =
            Table::new(["figure", "title", "dimension", "value", "unit", "numerator", "denominator"]);
        for (row, figure) in reported {
            table.row(vec![
                json!(row.figure),
                json!(language.of(&figure.title)),
                json!(row.dimension),
                row.value
                    .map_or(json!(null), |v| serde_json::from_str(&v.to_string()).unwrap_or(json!(null))),
                json!(row.unit),
                json!(row.numerator),
                json!(row.denominator),
            ]);
        }
        return Ok(Some(table));
    }
    let Some(name) = name.strip_prefix("register-") else { return Ok(None) };
    let Some(register) = rulebook.registers.get(name).filter(|r| open_register(&rulebook, r)) else {
        return Ok(None);
    };
    let fields = shown_fields(&rulebook, register).map(|f| f.name.clone());
    let mut table = Table::new(
        ["key".to_owned()].into_iter().chain(fields).chain(["from".to_owned(), "until".to_owned()]),
    );
    let entries = {
        let (rulebook, name, key, now) = (rulebook.clone(), name.to_owned(), key.to_owned(), (portal.now)());
        portal
            .reading(move |r| match rulebook.registers.get(&name) {
                Some(register) => {
                    crate::published::read_register(r, &rulebook, register, &key, now, Language::En)
                }
                None => Ok(Vec::new()),
            })
            .await?
    };
    for entry in entries {
        let values = entry.values.into_iter().map(|v| json!(v));
        let row = [json!(entry.key)].into_iter().chain(values).chain([json!(entry.from), json!(entry.until)]);
        table.row(row.collect());
    }
    Ok(Some(table))
}

/// The catalogue in the words of DCAT.
fn catalogue(portal: &Portal, town: &store::Town, visit: &Visit) -> serde_json::Value {
    let base = base(&town.key);
    let address = |path: &str| portal.address(&town.key, &format!("{base}{path}"));
    let publisher = format!("{}#publisher", address(""));
    let sets: Vec<serde_json::Value> = sets(portal, portal.door.rulebook(), visit)
        .into_iter()
        .map(|set| {
            let file = |ending: &str, kind: &str| {
                json!({
                    "@type": "dcat:Distribution",
                    "dcat:downloadURL": {"@id": address(&format!("/data/{}.{ending}", set.name))},
                    "dcat:mediaType": kind,
                })
            };
            json!({
                "@id": format!("{}#{}", address("/data"), set.name),
                "@type": "dcat:Dataset",
                "dct:title": set.title,
                "dct:publisher": {"@id": publisher},
                "dcat:distribution": [file("csv", "text/csv"), file("json", "application/json")],
            })
        })
        .collect();
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": address("/data/catalog.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": portal.say(visit, "catalogue-title", &[("town", &town.name)]),
        "dct:language": visit.language.tag(),
        "dct:publisher": {"@id": publisher, "@type": "foaf:Agent", "foaf:name": town.name},
        "foaf:homepage": {"@id": address("")},
        "dcat:dataset": sets,
    })
}
