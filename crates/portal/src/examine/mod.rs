//! Anyone's report, checked for contradictions: a file or a text; nothing of it is kept.

use crate::visit::Visit;
use crate::{Portal, blocking};
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use check::reading::Limits;
use check::{Language, examine, fragment};
use tokio::sync::Semaphore;
use web::Problem;

/// Bytes of a file that is read at most.
pub(crate) const FILE_MAX: usize = 16 << 20;

/// What a file may cost: less than a person checking his own file on his own machine may spend.
const LIMITS: Limits = Limits { bytes: FILE_MAX, unpacked: 64 << 20, characters: 2_000_000, pages: 500 };

/// So many are checked at once; others wait.
static WORKING: Semaphore = Semaphore::const_new(2);

/// What came of a file or text.
#[derive(Default)]
struct Outcome {
    /// Name of the file.
    name: String,
    /// Findings and marked text.
    found: Option<minijinja::Value>,
    /// Why it wasn't read.
    error: Option<String>,
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    key: &str,
    text: &str,
    outcome: Outcome,
) -> Result<Response, Problem> {
    let town = portal.town(key).await?;
    let title = portal.say(visit, "portal-check", &[]);
    let failed = outcome.error.is_some();
    let content = minijinja::context! {
        text, name => outcome.name, found => outcome.found, error => outcome.error,
        megabytes => FILE_MAX >> 20,
    };
    let mut response =
        portal.page("examine.html", visit, &town, &title, &[(title.clone(), "/check")], content)?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The form.
pub(crate) async fn form(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    page(&portal, &visit, &key, "", Outcome::default()).await
}

/// What was found. The file lives in memory until the answer is written, and nowhere else.
pub(crate) async fn submit(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
    mut sent: Multipart,
) -> Result<Response, Problem> {
    let (mut name, mut file, mut text) = (String::new(), Vec::new(), String::new());
    let cut = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Cut::TooLarge } else { Cut::Broken }
    };
    let read = async {
        while let Some(field) = sent.next_field().await.map_err(cut)? {
            match field.name() {
                Some("file") => {
                    name = field.file_name().unwrap_or_default().to_owned();
                    file = field.bytes().await.map_err(cut)?.to_vec();
                }
                Some("text") => text = field.text().await.map_err(cut)?,
                _ => {}
            }
        }
        Ok::<(), Cut>(())
    };
    match read.await {
        Ok(()) => {}
        Err(Cut::Broken) => return Err(Problem::Bad("multipart".into())),
        Err(Cut::TooLarge) => {
            let most = (FILE_MAX >> 20).to_string();
            let error = Some(portal.say(&visit, "check-too-large", &[("megabytes", &most)]));
            return page(&portal, &visit, &key, "", Outcome { error, ..Outcome::default() }).await;
        }
    }
    let bytes = if file.is_empty() { text.clone().into_bytes() } else { file };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let error = Some(portal.say(&visit, "check-nothing", &[]));
        return page(&portal, &visit, &key, &text, Outcome { error, ..Outcome::default() }).await;
    }
    let language = match visit.language {
        web::Language::Zh => Language::Chinese,
        web::Language::En => Language::English,
    };
    let _turn = WORKING.acquire().await.map_err(Problem::fault)?;
    let (rulebook, called) = (portal.door.rulebook().clone(), name.clone());
    let examined = blocking(move || {
        examine(&bytes, &called, &LIMITS, &press::repealed(&rulebook))
            .map(|e| fragment(e.document.text(), &e.report, language))
    })
    .await?;
    let outcome = match examined {
        Ok(html) => Outcome { name, found: Some(minijinja::Value::from_safe_string(html)), error: None },
        Err(error) => Outcome { name, found: None, error: Some(error.to_string()) },
    };
    page(&portal, &visit, &key, &text, outcome).await
}

/// Why what was sent could not be taken in.
enum Cut {
    TooLarge,
    Broken,
}
