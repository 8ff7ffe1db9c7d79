//! Forms that may bring files, and files that go out again.

use crate::{Problem, Wording};
use axum::body::Body;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, Form, FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;
use std::time::Duration;

/// Bytes of a form without files at most.
pub const FORM_BYTES_MAX: usize = 256 * 1024;
/// Bytes of a form with its files at most: more are sent in several goes.
pub const FILES_BYTES_MAX: usize = 48 * 1024 * 1024;
/// A page is answered within this time.
const PATIENCE: Duration = Duration::from_secs(30);
/// Files may come slowly: 48 megabytes at one megabit a second take seven minutes.
const PATIENCE_WITH_FILES: Duration = Duration::from_secs(600);

/// A file as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFile {
    /// Name of its input.
    pub field: String,
    /// What its sender calls it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a form brought, urlencoded or multipart: texts in their order, and files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Names and texts.
    pub texts: Vec<(String, String)>,
    /// Files; inputs without a chosen file bring none.
    pub files: Vec<SentFile>,
}

impl Sent {
    /// The first text of a name.
    pub fn get(&self, name: &str) -> &str {
        self.texts.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
}

/// Why files were not taken, as sentences by field. Of each: its field, what its sender calls it, the stable name of why,
/// the limit that was passed.
pub fn not_taken<'a>(
    all: impl IntoIterator<Item = (&'a str, &'a str, &'a str, Option<u64>)>,
    wording: &Wording,
) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for (field, name, why, limit) in all {
        let n = limit.map_or_else(String::new, |n| n.to_string());
        let sentence = wording.say_with(&format!("file-not-{why}"), &[("name", name), ("n", &n)]);
        let told = out.entry(field.to_owned()).or_default();
        if !told.is_empty() {
            told.push(' ');
        }
        told.push_str(&sentence);
    }
    out
}

/// The form asks to keep its files for now and to be shown again.
pub const KEEP: &str = "upload!";

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Sent, Problem> {
        if !with_files(&request) {
            let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
            return match form {
                Ok(Form(texts)) => Ok(Sent { texts, files: Vec::new() }),
                Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::TooLarge),
                Err(_) => Err(Problem::Bad("form".into())),
            };
        }
        let mut parts =
            Multipart::from_request(request, state).await.map_err(|_| Problem::Bad("multipart".into()))?;
        let (mut sent, mut room) = (Sent::default(), FORM_BYTES_MAX);
        while let Some(part) = parts.next_field().await.map_err(cut)? {
            let field = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(name) => {
                    let bytes = part.bytes().await.map_err(cut)?.to_vec();
                    if !(name.is_empty() && bytes.is_empty()) {
                        sent.files.push(SentFile { field, name, bytes });
                    }
                }
                None => {
                    let text = part.text().await.map_err(cut)?;
                    room = room.checked_sub(text.len()).ok_or(Problem::TooLarge)?;
                    sent.texts.push((field, text));
                }
            }
        }
        Ok(sent)
    }
}

fn cut(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Bad("multipart".into()),
    }
}

fn with_files(request: &Request) -> bool {
    let content = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    content.is_some_and(|c| c.starts_with("multipart/form-data"))
}

/// The limit of a route whose form may bring files.
pub fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(FILES_BYTES_MAX)
}

/// Ends what takes too long; files are waited for longer.
pub async fn patiently(request: Request, next: Next) -> Response {
    let patience = if with_files(&request) { PATIENCE_WITH_FILES } else { PATIENCE };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Bytes that somebody sent, going out to somebody else.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Media type as its content tells.
    pub media: String,
    /// Name for the download.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Drawn by ourselves, so that a browser may show it; anything else is downloaded.
    pub shown: bool,
}

impl IntoResponse for Outgoing {
    /// Nothing in it runs: neither in the page nor opened by itself, and its type is not guessed at.
    fn into_response(self) -> Response {
        let way = if self.shown { "inline" } else { "attachment" };
        let name = utf8_percent_encode(&self.name, NON_ALPHANUMERIC);
        let disposition = format!("{way}; filename*=UTF-8''{name}");
        let mut response = Response::new(Body::from(self.bytes));
        let headers = response.headers_mut();
        let media = HeaderValue::from_str(&self.media);
        let unknown = HeaderValue::from_static("application/octet-stream");
        headers.insert(header::CONTENT_TYPE, media.unwrap_or(unknown));
        if let Ok(disposition) = HeaderValue::from_str(&disposition) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        let policy =
            "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}

/// A size as people read it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_048_576 => format!("{} kB", bytes.div_ceil(1024)),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::{Outgoing, Sent, size};
    use axum::body::Body;
    use axum::extract::{FromRequest, Request};
    use axum::response::IntoResponse;

    async fn read(content: &str, body: &str) -> Result<Sent, crate::Problem> {
        let request = Request::post("/").header("content-type", content).body(Body::from(body.to_owned()));
        Sent::from_request(request.unwrap(), &()).await
    }

    #[tokio::test]
    async fn both_kinds_of_forms_are_read() {
        let sent = read("application/x-www-form-urlencoded", "a=1&b=%E4%BA%91&a=2").await.unwrap();
        let text = |n: &str, v: &str| (n.to_owned(), v.to_owned());
        assert_eq!(sent.texts, [text("a", "1"), text("b", "云"), text("a", "2")]);
        let body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n云\r\n--x\r\n\
            Content-Disposition: form-data; name=\"photos\"; filename=\"现场.jpg\"\r\nContent-Type: text/html\r\n\r\nBYTES\r\n--x\r\n\
            Content-Disposition: form-data; name=\"photos\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n";
        let sent = read("multipart/form-data; boundary=x", body).await.unwrap();
        assert_eq!(sent.texts, [text("a", "云")]);
        assert_eq!(sent.files.len(), 1, "an input without a file brings none");
        assert_eq!(
            (sent.files[0].name.as_str(), sent.files[0].bytes.as_slice()),
            ("现场.jpg", &b"BYTES"[..])
        );
        for broken in ["--x\r\n", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut", ""] {
            let cut = read("multipart/form-data; boundary=x", broken).await;
            assert!(matches!(cut, Err(crate::Problem::Bad(_))), "{broken:?} {cut:?}");
        }
        assert!(read("multipart/form-data", "x").await.is_err());
    }

    #[tokio::test]
    async fn texts_beyond_the_limit_are_told() {
        let long = "云".repeat(super::FORM_BYTES_MAX);
        let body = format!("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{long}\r\n--x--\r\n");
        let much = read("multipart/form-data; boundary=x", &body).await;
        assert!(matches!(much, Err(crate::Problem::TooLarge)));
    }

    #[test]
    fn what_goes_out_is_downloaded_and_runs_nowhere() {
        let out = Outgoing {
            media: "application/pdf".into(),
            name: "证据 \"1\"\r\n.pdf".into(),
            bytes: vec![1],
            shown: false,
        };
        let response = out.into_response();
        let header = |n: &str| response.headers().get(n).unwrap().to_str().unwrap().to_owned();
        assert!(header("content-disposition").starts_with("attachment; filename*=UTF-8''%E8%AF%81"));
        assert!(header("content-security-policy").contains("sandbox"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(
            (size(1), size(1_048_576), size(1_600_000)),
            ("1 kB".into(), "1.0 MB".into(), "1.5 MB".into())
        );
    }
}
