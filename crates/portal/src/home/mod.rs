//! The public home of a town: six ways in, what is new, what was received and done.

use crate::public::{can_publish, headline, is_public, is_withdrawn};
use crate::visit::Visit;
use crate::{OpenAction, Portal, base};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Rulebook;
use serde::Serialize;
use store::{MattersQuery, Reader, StoreError};
use web::shown::day;
use web::{Language, Problem};

/// Newest publications on the home page.
const NEWEST: usize = 3;

/// One publication in a list.
#[derive(Serialize)]
pub(crate) struct Notice {
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) number: String,
    pub(crate) day: String,
    pub(crate) href: String,
    #[serde(skip)]
    pub(crate) at: deadline::DateTime,
    #[serde(skip)]
    pub(crate) matter: String,
}

/// The newest publications of some procedures.
pub(crate) fn newest(
    reader: &mut dyn Reader,
    rulebook: &Rulebook,
    town: &str,
    language: Language,
    wanted: impl Fn(&kernel::definition::Procedure) -> bool,
    limit: usize,
) -> Result<Vec<Notice>, StoreError> {
    let mut notices = Vec::new();
    for procedure in rulebook.procedures.values().filter_map(|v| v.last()) {
        if !can_publish(procedure) || !wanted(procedure) {
            continue;
        }
        let query = MattersQuery { procedure: &procedure.name, limit: 10, ..MattersQuery::default() };
        for stored in reader.matters(town, &query)? {
            let Some(own) = crate::citizen::procedure_of(rulebook, &stored.matter) else { continue };
            if !is_public(own, &stored.matter) || is_withdrawn(own, &stored.matter) {
                continue;
            }
            notices.push(Notice {
                title: headline(rulebook, own, &stored.matter),
                kind: language.of(&own.title).to_owned(),
                number: stored.number,
                day: day(stored.matter.last_at.date(), language),
                href: format!("{}/published/matter/{}", base(town), stored.matter.id),
                at: stored.matter.last_at,
                matter: stored.matter.id.clone(),
            });
        }
    }
    // The last act of a matter may be later than its publication: only the records tell when that was.
    notices.sort_by_key(|n| std::cmp::Reverse(n.at));
    notices.truncate(limit.saturating_mul(3));
    for notice in &mut notices {
        date(reader, town, notice, language)?;
    }
    notices.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.number.cmp(&b.number)));
    notices.truncate(limit);
    Ok(notices)
}

/// Puts the day of the last publication, correction or withdrawal on a notice.
pub(crate) fn date(
    reader: &mut dyn Reader,
    town: &str,
    notice: &mut Notice,
    language: Language,
) -> Result<(), StoreError> {
    let records = reader.records(town, &notice.matter)?;
    if let Some(last) = records.iter().rev().find(|r| crate::public::is_notice(&r.recorded.action)) {
        notice.at = last.recorded.happened_at;
        notice.day = day(notice.at.date(), language);
    }
    Ok(())
}

/// To the only town, or a choice is not ours to make: the first.
pub(crate) async fn first(State(portal): State<Portal>) -> Result<Response, Problem> {
    let towns = portal.reading(|r| r.towns()).await?;
    match towns.first() {
        Some(town) => Ok(Redirect::to(&base(&town.key)).into_response()),
        None => Err(Problem::NotFound(String::new())),
    }
}

/// The home page.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let (notices, contact, received, done) = portal
        .reading(move |r| {
            let notices = newest(r, &rulebook, &key, language, |_| true, NEWEST)?;
            let contact = crate::offices::contact(r, &rulebook, &key, now, language)?;
            let (mut received, mut done) = (0, 0);
            for count in r.stage_counts(&key)? {
                let Some(procedure) = rulebook.procedure(&count.procedure) else { continue };
                if OpenAction::openings(procedure).next().is_some() || procedure.name == "hotline" {
                    received += count.n;
                    done += if procedure.stage(&count.stage).is_some_and(|s| s.end) { count.n } else { 0 };
                }
            }
            Ok((notices, contact, received, done))
        })
        .await?;
    let content = minijinja::context! {
        notices => minijinja::value::Serde(notices), contact => minijinja::value::Serde(contact), received, done,
        year => now.date().year(),
    };
    let title = portal.say(&visit, "portal-home", &[("town", &town.name)]);
    portal.page("home.html", &visit, &town, &title, &[], content)
}
