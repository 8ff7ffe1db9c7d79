//! The receipt: number, code, what comes next and until when; for the screen and for paper.

use super::{Held, course, held, qr, rights};
use crate::Portal;
use crate::code::grouped;
use crate::visit::Visit;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use press::live::encoded;
use web::Problem;
use web::shown::moment;

/// The receipt of one's own matter.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((key, id)): Path<(String, String)>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    let contact = {
        let (rulebook, key, now, language) = (held.rulebook.clone(), key, (portal.now)(), visit.language);
        portal.reading(move |r| crate::offices::contact(r, &rulebook, &key, now, language)).await
    };
    let contact = contact.map_err(IntoResponse::into_response)?;
    page(&portal, &visit, &held, &contact.phone).map_err(IntoResponse::into_response)
}

fn page(portal: &Portal, visit: &Visit, held: &Held, phone: &str) -> Result<Response, Problem> {
    let procedure = held.procedure()?;
    let language = visit.language;
    let code = portal.codes.code(&held.town.key, &held.matter.id);
    let link =
        format!("{}{}/mine?n={}&c={code}", portal.url, crate::base(&held.town.key), encoded(&held.number));
    let label = portal.say(visit, "qr-label", &[]);
    let drawn =
        qr::svg(&link, &label).ok_or_else(|| Problem::fault("the address is too long for a QR code"))?;
    let content = minijinja::context! {
        number => held.number.clone(), code => grouped(&code), phone,
        qr => minijinja::Value::from_safe_string(drawn),
        procedure => language.of(&procedure.title), received => moment(held.matter.opened_at, language),
        next => minijinja::value::Serde(course::next(portal, visit, held)?),
        limits => minijinja::value::Serde(rights::card(portal, visit, held)?.office),
        said => course::said(held, language)?, path => held.path(""),
    };
    let title = portal.say(visit, "receipt-title", &[("number", &held.number)]);
    let crumbs = [(portal.say(visit, "tile-mine", &[]), "/mine")];
    portal.page("receipt.html", visit, &held.town, &title, &crumbs, content)
}
