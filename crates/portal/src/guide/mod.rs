//! Guides: made of the lists of service items and materials and of the procedures' definitions.

mod describe;
pub(crate) mod items;

pub(crate) use describe::clocks;
pub(crate) use items::{booklet, item};

use crate::offices::{Contact, Offices, contact};
use crate::visit::Visit;
use crate::{OpenAction, Portal};
use axum::extract::{Path, State};
use axum::response::Response;
use describe::Described;
use kernel::Rulebook;
use serde::Serialize;
use std::collections::BTreeMap;
use store::MattersQuery;
use web::{Language, Problem};

/// Ended matters from which the usual time is taken.
const SAMPLE: u32 = 50;

/// A row of a list of guides.
#[derive(Serialize)]
pub(crate) struct Listed {
    pub(crate) title: String,
    pub(crate) hint: String,
    pub(crate) href: String,
}

/// Openings that serve one row of the system.
pub(crate) struct Group<'a> {
    /// The row's title.
    pub(crate) title: String,
    /// The openings; each knows its procedure.
    pub(crate) openings: Vec<OpenAction<'a>>,
}

/// What anybody may begin on a day, under the row of the system that its procedure serves.
pub(crate) fn openings(rulebook: &Rulebook, day: deadline::Date, language: Language) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for name in rulebook.procedures.keys() {
        let Some(procedure) = rulebook.procedure_on(name, day) else { continue };
        for open in OpenAction::openings(procedure) {
            let row = procedure.serves.first().cloned().unwrap_or_default();
            let title = rulebook.rows.get(&row).map_or(String::new(), |w| language.of(w).to_owned());
            groups.entry(row).or_insert_with(|| Group { title, openings: Vec::new() }).openings.push(open);
        }
    }
    groups.into_values().collect()
}

/// All guides.
pub(crate) async fn list(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let items = items::standing(&portal, &key).await?;
    let base = crate::base(&town.key);
    let listed: Vec<Listed> = items
        .iter()
        .map(|e| Listed {
            title: items::title(e),
            hint: items::hint(&rulebook, e, language),
            href: format!("{base}/guides/item/{}", press::live::encoded(&e.key)),
        })
        .collect();
    let groups: Vec<(String, Vec<Listed>)> = openings(&rulebook, now.date(), language)
        .into_iter()
        .map(|group| {
            let row = |open: OpenAction<'_>| Listed {
                title: language.of(&open.procedure().title).to_owned(),
                hint: describe::longest(open.procedure(), language),
                href: format!("{base}/guides/{}", open.procedure().name),
            };
            (group.title, group.openings.into_iter().map(row).collect())
        })
        .collect();
    let content = minijinja::context! {
        items => minijinja::value::Serde(listed), groups => minijinja::value::Serde(groups),
    };
    let title = portal.say(&visit, "tile-guides", &[]);
    portal.page("guides.html", &visit, &town, &title, &[(title.clone(), "/guides")], content)
}

#[derive(Serialize)]
struct Around {
    contact: Contact,
    handled_by: String,
    median: Option<i64>,
    sample: usize,
}

/// The middle of the days that ended matters took, from the newest of them.
fn median(mut days: Vec<i64>) -> Option<i64> {
    days.sort_unstable();
    days.get(days.len() / 2).copied()
}

/// One procedure's guide.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((key, name)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let missing = || Problem::NotFound(name.clone());
    let procedure = rulebook.procedure_on(&name, now.date()).ok_or_else(missing)?;
    let opening = OpenAction::openings(procedure).next().ok_or_else(missing)?;
    let roles = describe::handlers(procedure);
    let around = {
        let (rulebook, name) = (rulebook.clone(), name.clone());
        portal
            .reading(move |r| {
                let offices = Offices::read(r, &key, now)?;
                let query = MattersQuery { procedure: &name, limit: SAMPLE, ..MattersQuery::default() };
                let matters = r.matters(&key, &query)?;
                let ended = matters.iter().filter(|m| m.matter.ended);
                let took = |m: &store::StoredMatter| {
                    let span = m.matter.opened_at.date().until(m.matter.last_at.date()).ok()?;
                    Some(i64::from(span.get_days()))
                };
                let days: Vec<i64> = ended.filter_map(took).collect();
                Ok(Around {
                    contact: contact(r, &rulebook, &key, now, language)?,
                    handled_by: offices.of_roles(&rulebook, roles.iter(), language),
                    sample: days.len(),
                    median: median(days),
                })
            })
            .await?
    };
    let described = Described::of(&rulebook, procedure, opening, language, portal.frame.wording(language));
    let content = minijinja::context! {
        g => minijinja::value::Serde(described), around => minijinja::value::Serde(around), name,
        opening => opening.action().name.clone(),
    };
    let title = language.of(&procedure.title).to_owned();
    let crumbs = [(portal.say(&visit, "tile-guides", &[]), "/guides")];
    portal.page("guide.html", &visit, &town, &title, &crumbs, content)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_a_value_that_occurred() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9, 1, 5]), Some(5));
        assert_eq!(median(vec![4, 2]), Some(4));
    }
}
