//! The five fixed parts of the disclosure columns: guide, institutions, statutory disclosure, yearly reports, requests.

use crate::home::newest;
use crate::public::{can_publish, open_register};
use crate::visit::Visit;
use crate::{OpenAction, Portal, base};
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::definition::Procedure;
use web::Problem;

/// Publications shown in a part.
const NEWEST: usize = 10;
/// The row of the system that the disclosure duties stand in.
const ROW: &str = "S12";
/// The row of rules of the office: normative documents, major decisions.
const RULES: &str = "S07";

/// The page of all five parts.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let base = base(&key);
    let mut kinds: Vec<(String, String)> = Vec::new();
    for procedure in rulebook.procedures.values().filter_map(|v| v.last()).filter(|p| can_publish(p)) {
        kinds
            .push((language.of(&procedure.title).to_owned(), format!("{base}/published/{}", procedure.name)));
    }
    let registers: Vec<(String, String)> = rulebook
        .registers
        .values()
        .filter(|r| open_register(&rulebook, r))
        .map(|r| (language.of(&r.title).to_owned(), format!("{base}/register/{}", r.name)))
        .collect();
    // What one may ask of the office under the same row: a request for information.
    let requests: Vec<(String, String, String)> = rulebook
        .procedures
        .keys()
        .filter_map(|n| rulebook.procedure_on(n, now.date()))
        .filter(|p| p.serves.iter().any(|s| s == ROW))
        .flat_map(|p| OpenAction::openings(p).map(move |o| (p, o)))
        .map(|(p, o)| {
            (
                language.of(&p.title).to_owned(),
                format!("{base}/file/{}/{}", p.name, o.action().name),
                format!("{base}/guides/{}", p.name),
            )
        })
        .collect();
    let serves = |row: &'static str| move |p: &Procedure| p.serves.iter().any(|s| s == row);
    let report = |p: &Procedure| p.name.ends_with("-report");
    let (active, rules, reports, contact) = portal
        .reading(move |r| {
            let own = serves(ROW);
            let active = newest(r, &rulebook, &key, language, |p| own(p) && !report(p), NEWEST)?;
            let rules = newest(r, &rulebook, &key, language, serves(RULES), NEWEST)?;
            let reports = newest(r, &rulebook, &key, language, report, NEWEST)?;
            Ok((active, rules, reports, crate::offices::contact(r, &rulebook, &key, now, language)?))
        })
        .await?;
    let content = minijinja::context! {
        kinds, registers, requests, contact => minijinja::value::Serde(contact),
        active => minijinja::value::Serde(active), rules => minijinja::value::Serde(rules),
        reports => minijinja::value::Serde(reports),
    };
    let title = portal.say(&visit, "tile-disclosure", &[]);
    portal.page("disclosure.html", &visit, &town, &title, &[(title.clone(), "/disclosure")], content)
}
