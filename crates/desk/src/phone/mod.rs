//! Pages for a phone in the field: report, own tasks, answer to a task. Each is a plain form; with a script, what is
//! sent without network waits on the phone, sealed, and is sent once when there is network again.

mod key;
mod report;
mod tasks;

pub(crate) use key::forget;
pub(crate) use report::{form, kinds, submit};
pub(crate) use tasks::{list, show, task_form, task_submit};

use crate::Desk;
use crate::visit::Visit;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use minijinja::Value;
use serde::Deserialize;
use web::Problem;

/// These pages, and only they, run a script: the one file of their own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a page needs around it.
struct Around<'a> {
    desk: &'a Desk,
    visit: &'a Visit,
    town: &'a store::Town,
    /// What drafts are sealed by.
    sealing: key::Sealing,
}

impl Around<'_> {
    /// A page.
    fn page(&self, template: &str, title: &str, content: Value) -> Result<Response, Problem> {
        let around = minijinja::context! {
            base => format!("/{}/phone", self.town.key),
            who => self.sealing.who.clone(), key => self.sealing.key.clone().unwrap_or_default(),
            ..content
        };
        let mut top = self.desk.top(self.visit, self.town, title);
        if self.sealing.key.is_none() {
            // What is kept on the phone names nobody.
            top.visitor = None;
        }
        let mut response = self.desk.frame.page(template, &top, around)?;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        if let Some(cookie) = self.sealing.cookie.clone() {
            headers.append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

/// The town of a page, with what its visitor seals drafts by.
async fn around<'a>(
    desk: &'a Desk,
    visit: &'a Visit,
    town: &'a store::Town,
    headers: &HeaderMap,
    arrival: crate::people::arrival::Arrival,
) -> Result<Around<'a>, Problem> {
    let sealing = key::sealing(desk, visit, headers, arrival).await?;
    Ok(Around { desk, visit, town, sealing })
}

async fn town(desk: &Desk, key: &str) -> Result<store::Town, Problem> {
    let wanted = key.to_owned();
    let found = desk.reading(move |r| crate::town(r, &wanted)).await?;
    found.ok_or_else(|| Problem::NotFound(key.to_owned()))
}

type Arrived = Extension<crate::people::arrival::Arrival>;

/// The four buttons.
pub(crate) async fn home(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = town(&desk, &key).await?;
    let title = desk.say(&visit, "phone-title", &[]);
    let around = around(&desk, &visit, &town, &headers, arrival).await?;
    around.page("phone-home.html", &title, minijinja::context! {})
}

/// Numbers to call.
pub(crate) async fn call(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = town(&desk, &key).await?;
    let title = desk.say(&visit, "phone-call", &[]);
    let around = around(&desk, &visit, &town, &headers, arrival).await?;
    let numbers = ["12345", "110", "119", "120", "122", "12350"]
        .map(|n| (n, desk.say(&visit, &format!("phone-number-{n}"), &[])));
    around.page("phone-call.html", &title, minijinja::context! { numbers => numbers.to_vec() })
}

/// What waits on this phone; the script fills it in.
pub(crate) async fn waiting(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = town(&desk, &key).await?;
    let title = desk.say(&visit, "phone-waiting-title", &[]);
    let around = around(&desk, &visit, &town, &headers, arrival).await?;
    around.page("phone-waiting.html", &title, minijinja::context! {})
}

/// What was done, by its number.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Done {
    number: Option<String>,
    seq: Option<u64>,
}

/// That it was done.
pub(crate) async fn done(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    Query(done): Query<Done>,
    Extension(arrival): Arrived,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = town(&desk, &key).await?;
    let title = desk.say(&visit, "phone-done", &[]);
    let around = around(&desk, &visit, &town, &headers, arrival).await?;
    let content = minijinja::context! { id, number => done.number.unwrap_or_default(), seq => done.seq };
    around.page("phone-done.html", &title, content)
}

/// The page that opens without network: the forms for reporting, without anybody's name.
pub(crate) async fn shell(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = town(&desk, &key).await?;
    let forms = report::without_network(&desk, &visit, &town).await?;
    let title = desk.say(&visit, "phone-title", &[]);
    let sealing = key::without_key(&visit, &headers)?;
    let around = Around { desk: &desk, visit: &visit, town: &town, sealing };
    around.page("phone-shell.html", &title, minijinja::context! { forms })
}

fn script(text: &'static str) -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, text).into_response()
}

/// The script of these pages.
pub(crate) async fn page_script() -> Response {
    script(include_str!("../../assets/phone.js"))
}

/// The worker that opens the shell without network.
pub(crate) async fn worker(Path(key): Path<String>) -> Result<Response, Problem> {
    let mut response = script(include_str!("../../assets/phone-worker.js"));
    // The first of these pages lies beside the worker's folder, not in it.
    let scope = HeaderValue::from_str(&format!("/{key}/phone")).map_err(Problem::fault)?;
    response.headers_mut().insert("service-worker-allowed", scope);
    Ok(response)
}
