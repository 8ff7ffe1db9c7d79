//! What a person sees when something is not there or went wrong. Refusals have pages of their own.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use std::fmt::Display;

/// A page that could not be shown.
#[derive(Debug)]
pub enum Problem {
    /// There is no such thing: what was looked for.
    NotFound(String),
    /// The request can't be understood: what about it.
    Bad(String),
    /// The program failed: the cause, for the log only.
    Fault(String),
}

impl Problem {
    /// A fault of the program.
    pub fn fault(error: impl Display) -> Problem {
        Problem::Fault(format!("{error:#}"))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, key, what) = match self {
            Problem::NotFound(what) if what.is_empty() => (StatusCode::NOT_FOUND, "not-found-page", what),
            Problem::NotFound(what) => (StatusCode::NOT_FOUND, "not-found", what),
            Problem::Bad(what) => (StatusCode::BAD_REQUEST, "bad-request", what),
            Problem::Fault(cause) => {
                tracing::error!(cause, "a page failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "fault", String::new())
            }
        };
        // Both languages, since it may fail before the language is known; escaped by hand for the same reason.
        let what = what.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let say = |language| crate::Wording::new(language).say_with(key, &[("what", what.as_str())]);
        let (zh, en) = (say(crate::Language::Zh), say(crate::Language::En));
        let page = format!(
            "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{status}</title><link rel=\"stylesheet\" href=\"/assets/style.css\"><main><h1>{zh}</h1>\
             <p lang=\"en\">{en}</p><p><a href=\"/\">法度 Fadu</a></p></main></html>"
        );
        (status, Html(page)).into_response()
    }
}
