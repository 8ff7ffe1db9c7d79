//! Who looks: language, session and address of the page.

use crate::Desk;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use web::access::Visitor;
use web::{Language, Problem};

/// A visit to a page.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// `?lang=` first, then what was chosen before, then what the browser asks for.
    pub(crate) language: Language,
    /// Who is signed in.
    pub(crate) visitor: Option<Visitor>,
    uri: Uri,
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let asked = parts.uri.query().and_then(|q| q.split('&').find_map(|p| p.strip_prefix("lang=")));
        let text = |name| parts.headers.get(name).and_then(|v| v.to_str().ok());
        let kept = text(header::COOKIE).and_then(|c| c.split("; ").find_map(|p| p.strip_prefix("lang=")));
        let chosen = asked.or(kept).or_else(|| text(header::ACCEPT_LANGUAGE)).unwrap_or("zh");
        let visitor = parts.extensions.get::<Visitor>().cloned();
        Ok(Visit { language: Language::from_header(chosen), visitor, uri: parts.uri.clone() })
    }
}

impl Visit {
    /// This page in the other language.
    pub(crate) fn in_other_language(&self) -> String {
        let other = if self.language == Language::En { "zh" } else { "en" };
        let kept =
            self.uri.query().unwrap_or("").split('&').filter(|p| !p.is_empty() && !p.starts_with("lang="));
        let query: Vec<String> = kept.map(str::to_owned).chain([format!("lang={other}")]).collect();
        format!("{}?{}", self.uri.path(), query.join("&"))
    }
}

/// Shows a problem in the frame and the language of the visit.
pub(crate) async fn framed(State(desk): State<Desk>, visit: Visit, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        None => response,
        Some(problem) => {
            let top = desk.outside(&visit);
            desk.frame.problem(problem, visit.language, top).unwrap_or(response)
        }
    }
}

/// Keeps a chosen language in a cookie; pages show personal data, so no cache keeps them.
pub(crate) async fn remember(request: Request, next: Next) -> Response {
    let chosen = request
        .uri()
        .query()
        .and_then(|q| q.split('&').find_map(|p| p.strip_prefix("lang=")))
        .map(Language::from_header);
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(language) = chosen {
        let cookie = match language {
            Language::Zh => "lang=zh; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
            Language::En => "lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        };
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static(cookie));
    }
    response
}
