//! A public register: the entries that stand, without what tells of persons.

use crate::Portal;
use crate::public::{open_register, personal_key, shown_fields, told};
use crate::visit::Visit;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Rulebook;
use kernel::definition::Register;
use serde::Serialize;
use store::{Reader, StoreError};
use web::shown::{cards, day};
use web::{Language, Problem};

/// An entry as everybody sees it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShownEntry {
    /// Its key; empty where it tells of a person or is only the matter's id.
    pub(crate) key: String,
    pub(crate) from: String,
    pub(crate) until: String,
    /// Texts in the order of the register's shown fields; empty where nothing stands.
    pub(crate) values: Vec<String>,
}

/// The entries of a public register that stand at a moment.
pub(crate) fn read(
    reader: &mut dyn Reader,
    rulebook: &Rulebook,
    register: &Register,
    town: &str,
    at: deadline::DateTime,
    language: Language,
) -> Result<Vec<ShownEntry>, StoreError> {
    // A key that no field gives is the matter's own id: nobody needs it.
    let keyed = rulebook.procedures.values().flatten().flat_map(|p| &p.actions).flat_map(|a| &a.enters);
    let keyed = keyed.filter(|e| e.register == register.name).all(|e| e.key.is_some());
    let show_key = keyed && !personal_key(rulebook, &register.name);
    let fields: Vec<_> = shown_fields(rulebook, register).collect();
    let standing = reader.register(town, &register.name)?.into_iter().filter(|e| e.valid_at(at));
    let entry = |e: kernel::Entry| ShownEntry {
        key: if show_key { e.key.clone() } else { String::new() },
        from: day(e.from.date(), language),
        until: e.until.map_or_else(String::new, |u| day(u.date(), language)),
        values: fields
            .iter()
            .map(|f| e.fields.get(&f.name).map_or_else(String::new, |v| told(rulebook, f, v, language)))
            .collect(),
    };
    Ok(standing.map(entry).collect())
}

/// The page of a register.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((key, name)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let register = rulebook.registers.get(&name).filter(|r| open_register(&rulebook, r));
    let register = register.ok_or_else(|| Problem::NotFound(name.clone()))?;
    let titles: Vec<String> =
        shown_fields(&rulebook, register).map(|f| language.of(&f.title).to_owned()).collect();
    let entries = {
        let (rulebook, name) = (rulebook.clone(), name.clone());
        portal
            .reading(move |r| match rulebook.registers.get(&name) {
                Some(register) => read(r, &rulebook, register, &key, now, language),
                None => Ok(Vec::new()),
            })
            .await?
    };
    let content = minijinja::context! {
        titles, keyed => entries.iter().any(|e| !e.key.is_empty()), entries => minijinja::value::Serde(entries),
        cards => minijinja::value::Serde(cards(&rulebook, &register.basis, language)), name,
    };
    let title = language.of(&register.title).to_owned();
    let crumbs = [(portal.say(&visit, "tile-disclosure", &[]), "/disclosure")];
    portal.page("register.html", &visit, &town, &title, &crumbs, content)
}
