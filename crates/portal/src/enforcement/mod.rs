//! Enforcement in public: before, during, after; whether an officer's certificate is real.

use crate::home::newest;
use crate::public::open_register;
use crate::visit::Visit;
use crate::{Portal, base};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::definition::{Action, Procedure};
use kernel::{Rulebook, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use web::shown::{Card, cards, day, value};
use web::{Language, Problem};

/// The rows of the system in which enforcement stands.
const ROWS: [&str; 5] = ["S14", "S15", "S16", "S17", "S18"];
/// The field by which a certificate is looked up.
const NUMBER: &str = "certificate_no";
/// Publications shown after.
const NEWEST: usize = 50;

/// Procedures in which somebody must show a certificate, as they are in force on a day.
fn procedures(rulebook: &Rulebook, on: deadline::Date) -> Vec<&Procedure> {
    let in_force = rulebook.procedures.keys().filter_map(|n| rulebook.procedure_on(n, on));
    in_force.filter(|p| p.actions.iter().any(|a| a.certificate.is_some())).collect()
}

/// The registers in which certificates stand.
fn certificates(rulebook: &Rulebook) -> BTreeSet<&str> {
    let actions = rulebook.procedures.values().flatten().flat_map(|p| &p.actions);
    actions.filter_map(|a| a.certificate.as_ref()).map(|c| c.register.as_str()).collect()
}

#[derive(Serialize)]
struct Duty {
    procedure: String,
    action: String,
    two: bool,
    cards: Vec<Card>,
}

/// What officers must observe: acts for which a certificate, or two of them, must be shown.
fn duties(rulebook: &Rulebook, procedure: &Procedure, language: Language) -> Vec<Duty> {
    let duty = |a: &Action| {
        let own = &a.certificate.as_ref()?.basis;
        let second = a.second_officer.iter().flat_map(|(_, _, basis)| basis);
        let basis: Vec<_> = own.iter().chain(second).cloned().collect::<BTreeSet<_>>().into_iter().collect();
        Some(Duty {
            procedure: language.of(&procedure.title).to_owned(),
            action: language.of(&a.title).to_owned(),
            two: a.second_officer.is_some(),
            cards: cards(rulebook, &basis, language),
        })
    };
    procedure.actions.iter().filter_map(duty).collect()
}

/// Before enforcement: who, on what ground, how.
pub(crate) async fn before(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    page(&portal, &visit, &key, "before").await
}

/// During enforcement: what officers must show and tell.
pub(crate) async fn during(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    page(&portal, &visit, &key, "during").await
}

/// After enforcement: what was decided, and what was taken back.
pub(crate) async fn after(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    page(&portal, &visit, &key, "after").await
}

async fn page(portal: &Portal, visit: &Visit, key: &str, tab: &'static str) -> Result<Response, Problem> {
    let town = portal.town(key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let base = base(key);
    let found = procedures(&rulebook, now.date());
    let duties: Vec<Duty> = match tab {
        "during" => found.iter().flat_map(|p| duties(&rulebook, p, language)).collect(),
        _ => Vec::new(),
    };
    let flows: Vec<(String, String)> = found
        .iter()
        .map(|p| (language.of(&p.title).to_owned(), format!("{base}/enforcement/flow/{}", p.name)))
        .collect();
    let rows = |serves: &[String]| serves.iter().any(|s| ROWS.contains(&s.as_str()));
    let held = certificates(&rulebook);
    let registers: Vec<(String, String)> = rulebook
        .registers
        .values()
        .filter(|r| open_register(&rulebook, r) && (rows(&r.serves) || held.contains(r.name.as_str())))
        .map(|r| (language.of(&r.title).to_owned(), format!("{base}/register/{}", r.name)))
        .collect();
    let notices = match tab {
        "after" => {
            let (rulebook, key) = (rulebook.clone(), key.to_owned());
            portal.reading(move |r| newest(r, &rulebook, &key, language, |p| rows(&p.serves), NEWEST)).await?
        }
        _ => Vec::new(),
    };
    let kinds: Vec<(String, String)> = rulebook
        .procedures
        .values()
        .filter_map(|v| v.last())
        .filter(|p| crate::public::can_publish(p) && rows(&p.serves))
        .map(|p| (language.of(&p.title).to_owned(), format!("{base}/published/{}", p.name)))
        .collect();
    let content = minijinja::context! {
        tab, flows, registers, kinds, duties => minijinja::value::Serde(duties),
        notices => minijinja::value::Serde(notices), year => now.date().year(),
    };
    let title = portal.say(visit, "tile-enforcement", &[]);
    portal.page("enforcement.html", visit, &town, &title, &[(title.clone(), "/enforcement")], content)
}

/// A procedure drawn.
pub(crate) async fn flow(
    State(portal): State<Portal>,
    Path((key, name)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let rulebook = portal.door.rulebook().clone();
    let now = (portal.now)();
    let found = procedures(&rulebook, now.date());
    let procedure = found.into_iter().find(|p| p.name == name).ok_or(Problem::NotFound(name))?;
    let pick: fn(&kernel::Words) -> &str = match visit.language {
        Language::Zh => |w| &w.zh,
        Language::En => |w| &w.en,
    };
    let drawn = press::drawing(&rulebook, procedure, pick);
    let wording = portal.frame.wording(visit.language);
    let limits = |binds| crate::guide::clocks(&rulebook, procedure, binds, visit.language, wording);
    let content = minijinja::context! {
        drawing => minijinja::Value::from_safe_string(drawn),
        office => minijinja::value::Serde(limits(deadline::Binds::Office)),
        citizen => minijinja::value::Serde(limits(deadline::Binds::Citizen)),
    };
    let title = visit.language.of(&procedure.title).to_owned();
    let crumbs = [(portal.say(&visit, "tile-enforcement", &[]), "/enforcement")];
    portal.page("flow.html", &visit, &town, &title, &crumbs, content)
}

/// What is looked up.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    number: Option<String>,
}

#[derive(Serialize)]
struct Found {
    name: String,
    valid: bool,
    from: String,
    until: String,
    lines: Vec<(String, String)>,
}

/// A name of which only the first character is shown: enough to hold a card against.
fn masked(name: &str) -> String {
    name.chars().enumerate().map(|(at, c)| if at == 0 { c } else { '＊' }).collect()
}

/// Whether a certificate is real: by the number on the officer's card.
pub(crate) async fn officer(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let number: String =
        asked.number.unwrap_or_default().chars().filter(|c| !c.is_whitespace()).take(60).collect();
    let found = {
        let (rulebook, key, number) = (rulebook.clone(), key.clone(), number.clone());
        portal
            .reading(move |r| {
                let mut found = None;
                for name in certificates(&rulebook) {
                    let has = |e: &kernel::Entry| {
                        e.fields.get(NUMBER).and_then(Value::as_text) == Some(number.as_str())
                    };
                    let last = r.register(&key, name)?.into_iter().filter(has).max_by_key(|e| e.from);
                    found = found.or(last);
                }
                Ok(found)
            })
            .await?
    };
    let shown = found.map(|e| {
        let register = rulebook.registers.get(&e.register);
        let fields = register.into_iter().flat_map(|r| crate::public::shown_fields(&rulebook, r));
        Found {
            name: masked(&e.key),
            valid: e.valid_at(now),
            from: day(e.from.date(), language),
            until: e.until.map_or_else(String::new, |u| day(u.date(), language)),
            lines: fields
                .filter_map(|f| {
                    Some((language.of(&f.title).to_owned(), value(&f.kind, e.fields.get(&f.name)?, language)))
                })
                .collect(),
        }
    });
    let title = portal.say(&visit, "officer-lookup", &[]);
    let crumbs = [(portal.say(&visit, "tile-enforcement", &[]), "/enforcement")];
    let content = minijinja::context! { number, found => minijinja::value::Serde(shown) };
    portal.page("officer.html", &visit, &town, &title, &crumbs, content)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_name_keeps_its_first_character() {
        assert_eq!(masked("石庚辰"), "石＊＊");
        assert_eq!(masked(""), "");
    }
}
