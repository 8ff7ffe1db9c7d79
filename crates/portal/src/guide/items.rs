//! Guides of service items, from the list of service items and the list of materials.

use crate::public::{may_show, shown_fields};
use crate::visit::Visit;
use crate::{OpenAction, Portal};
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::definition::{Basis, FieldKind};
use kernel::{Entry, Rulebook, Value};
use serde::Serialize;
use web::shown::{Card, cards, day, value};
use web::{Language, Problem};

/// The list of service items, and the field by which people call an item.
const ITEMS: &str = "service-items";

/// The items that stand now.
pub(crate) async fn standing(portal: &Portal, town: &str) -> Result<Vec<Entry>, Problem> {
    let (town, now) = (town.to_owned(), (portal.now)());
    portal
        .reading(move |r| Ok(r.register(&town, ITEMS)?.into_iter().filter(|e| e.valid_at(now)).collect()))
        .await
}

/// What people call an item.
pub(crate) fn title(entry: &Entry) -> String {
    entry.fields.get("title").and_then(Value::as_text).unwrap_or(&entry.key).to_owned()
}

/// Promised days, in few words.
pub(super) fn hint(rulebook: &Rulebook, entry: &Entry, language: Language) -> String {
    let field = |name: &str| {
        let field = rulebook.registers.get(ITEMS)?.fields.iter().find(|f| f.name == name)?;
        Some(format!(
            "{} {}",
            language.of(&field.title),
            value(&field.kind, entry.fields.get(name)?, language)
        ))
    };
    field("promised_days").or_else(|| field("legal_days")).unwrap_or_default()
}

#[derive(Serialize)]
struct Material {
    title: String,
    lines: Vec<(String, String)>,
    cards: Vec<Card>,
}

#[derive(Serialize)]
struct Item {
    /// Its key as part of an address.
    key: String,
    title: String,
    since: String,
    /// What the short guide says first.
    short: Vec<(String, String)>,
    /// All other fields.
    rest: Vec<(String, String)>,
    ways: Vec<String>,
    materials: Vec<Material>,
    cards: Vec<Card>,
    /// Where to apply online: procedure, opening, and the field that names the item.
    apply: Option<(String, String, String)>,
}

/// The fields of the short guide: how long, how much, where and whom to call, what one gets.
const SHORT: [&str; 6] = ["promised_days", "legal_days", "fee", "contact", "channels", "result"];

fn described(
    rulebook: &Rulebook,
    entry: &Entry,
    materials: &[Entry],
    language: Language,
    on: deadline::Date,
) -> Item {
    let register = rulebook.registers.get(ITEMS);
    let fields: Vec<_> = register.into_iter().flat_map(|r| shown_fields(rulebook, r)).collect();
    let shown = |name: &str| {
        let field = fields.iter().find(|f| f.name == name)?;
        Some((language.of(&field.title).to_owned(), value(&field.kind, entry.fields.get(name)?, language)))
    };
    let text = |f: &kernel::definition::Field| {
        !matches!(f.kind, FieldKind::Flag | FieldKind::Entry { .. } | FieldKind::Article)
    };
    let rest = fields.iter().filter(|f| text(f) && !SHORT.contains(&f.name.as_str()) && f.name != "title");
    let named = entry.fields.get("materials").map(Value::texts).unwrap_or_default();
    let basis = |e: &Entry| -> Vec<Basis> {
        e.fields.get("basis_article").and_then(Value::as_text).and_then(Basis::read).into_iter().collect()
    };
    let material = |key: &&str| {
        let found = materials.iter().find(|m| m.key == **key);
        let register = rulebook.registers.get("service-materials");
        let lines = register
            .into_iter()
            .flat_map(|r| &r.fields)
            .filter(|f| text(f) && may_show(rulebook, f) && f.name != "material");
        Material {
            title: (*key).to_owned(),
            lines: lines
                .filter_map(|f| {
                    Some((
                        language.of(&f.title).to_owned(),
                        value(&f.kind, found?.fields.get(&f.name)?, language),
                    ))
                })
                .collect(),
            cards: found.map_or_else(Vec::new, |m| cards(rulebook, &basis(m), language)),
        }
    };
    let flag = |f: &&&kernel::definition::Field| {
        f.kind == FieldKind::Flag && entry.fields.get(&f.name) == Some(&Value::Flag(true))
    };
    // The procedure that everybody may open and whose opening names an item of this list.
    let apply = rulebook.procedures.keys().filter_map(|n| rulebook.procedure_on(n, on)).find_map(|p| {
        let open = OpenAction::openings(p).next()?;
        let names = |f: &&String| {
            matches!(p.field(f).map(|f| &f.kind), Some(FieldKind::Entry { register, .. }) if register == ITEMS)
        };
        let field = open.action().asks.iter().find(names)?;
        Some((p.name.clone(), open.action().name.clone(), field.clone()))
    });
    Item {
        key: press::live::encoded(&entry.key),
        title: title(entry),
        since: day(entry.from.date(), language),
        short: SHORT.iter().filter_map(|n| shown(n)).collect(),
        rest: rest.filter_map(|f| shown(&f.name)).collect(),
        ways: fields.iter().filter(flag).map(|f| language.of(&f.title).to_owned()).collect(),
        materials: named.iter().map(material).collect(),
        cards: cards(rulebook, &basis(entry), language),
        apply,
    }
}

async fn read(portal: &Portal, town: &str) -> Result<(Vec<Entry>, Vec<Entry>), Problem> {
    let items = standing(portal, town).await?;
    let (town, now) = (town.to_owned(), (portal.now)());
    let materials = portal
        .reading(move |r| {
            Ok(r.register(&town, "service-materials")?.into_iter().filter(|e| e.valid_at(now)).collect())
        })
        .await?;
    Ok((items, materials))
}

/// One item's guide.
pub(crate) async fn item(
    State(portal): State<Portal>,
    Path((key, item)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (items, materials) = read(&portal, &key).await?;
    let entry = items.iter().find(|e| e.key == item).ok_or(Problem::NotFound(item))?;
    let on = (portal.now)().date();
    let shown = described(portal.door.rulebook(), entry, &materials, visit.language, on);
    let title = shown.title.clone();
    let crumbs = [(portal.say(&visit, "tile-guides", &[]), "/guides")];
    portal.page(
        "item.html",
        &visit,
        &town,
        &title,
        &crumbs,
        minijinja::context! { i => minijinja::value::Serde(shown) },
    )
}

/// All items' short guides on sheets of A4.
pub(crate) async fn booklet(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (items, materials) = read(&portal, &key).await?;
    let on = (portal.now)().date();
    let shown: Vec<Item> =
        items.iter().map(|e| described(portal.door.rulebook(), e, &materials, visit.language, on)).collect();
    let title = portal.say(&visit, "booklet", &[]);
    let crumbs = [(portal.say(&visit, "tile-guides", &[]), "/guides")];
    portal.page(
        "booklet.html",
        &visit,
        &town,
        &title,
        &crumbs,
        minijinja::context! { items => minijinja::value::Serde(shown) },
    )
}
