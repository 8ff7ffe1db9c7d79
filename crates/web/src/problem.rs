//! What a person sees when something is not there or went wrong. Refusals have pages of their own.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::fmt::Display;

/// A page that could not be shown.
#[derive(Clone, Debug)]
pub enum Problem {
    /// There is no such thing: what was looked for.
    NotFound(String),
    /// The request can't be understood: what about it.
    Bad(String),
    /// Nobody is signed in any more.
    SignIn,
    /// More was sent than a form may bring.
    TooLarge,
    /// The page is not for this kind of account.
    NotYours,
    /// The machine lacks something that the keeper of the machine can mend: the sentence that says what and how.
    Lacking(&'static str),
    /// The program failed: the cause, for the log only.
    Fault(String),
}

impl Problem {
    /// A fault of the program.
    pub fn fault(error: impl Display) -> Problem {
        Problem::Fault(format!("{error:#}"))
    }
}

impl Problem {
    /// Status, wording and what it is about.
    pub fn told(&self) -> (StatusCode, &'static str, &str) {
        match self {
            Problem::NotFound(what) if what.is_empty() => (StatusCode::NOT_FOUND, "not-found-page", what),
            Problem::NotFound(what) => (StatusCode::NOT_FOUND, "not-found", what),
            Problem::Bad(what) => (StatusCode::BAD_REQUEST, "bad-request", what),
            Problem::SignIn => (StatusCode::UNAUTHORIZED, "session-over", ""),
            Problem::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "form-too-large", ""),
            Problem::NotYours => (StatusCode::FORBIDDEN, "not-yours", ""),
            Problem::Lacking(sentence) => (StatusCode::SERVICE_UNAVAILABLE, sentence, ""),
            Problem::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "fault", ""),
        }
    }
}

impl IntoResponse for Problem {
    /// The status, a plain text in both languages, and the problem itself for the layer that frames it.
    fn into_response(self) -> Response {
        if let Problem::Fault(cause) = &self {
            tracing::error!(cause, "a page failed");
        }
        let (status, key, what) = self.told();
        let say = |language| crate::Wording::new(language).say_with(key, &[("what", what)]);
        let text = format!("{}\n{}\n", say(crate::Language::Zh), say(crate::Language::En));
        let mut response = (status, text).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
