//! Who looks: language, letter size and address of the page; both choices are kept in cookies.

use axum::extract::{FromRequestParts, OriginalUri, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use web::Language;

/// A visit to a page.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// `?lang=` first, then what was chosen before, then what the browser asks for.
    pub(crate) language: Language,
    /// Larger letters and stronger contrast.
    pub(crate) elder: bool,
    uri: Uri,
}

/// A parameter of the address as it was written.
fn asked<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    uri.query()?.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('='))
}

/// A cookie's value.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|c| c.split("; ")).find_map(|p| p.strip_prefix(name)?.strip_prefix('='))
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Within a town the router has taken the path's beginning away.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |whole| &whole.0).clone();
        let accepts = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        let chosen = asked(&uri, "lang").or_else(|| cookie(&parts.headers, "lang")).or(accepts);
        let elder = asked(&uri, "elder").or_else(|| cookie(&parts.headers, "elder"));
        Ok(Visit { language: Language::from_header(chosen.unwrap_or("zh")), elder: elder == Some("1"), uri })
    }
}

impl Visit {
    /// This page with a parameter set.
    fn with(&self, name: &str, value: &str) -> String {
        let other = |p: &&str| !p.is_empty() && p.split('=').next() != Some(name);
        let kept = self.uri.query().unwrap_or("").split('&').filter(other);
        let query: Vec<String> = kept.map(str::to_owned).chain([format!("{name}={value}")]).collect();
        format!("{}?{}", self.uri.path(), query.join("&"))
    }

    /// This page in the other language.
    pub(crate) fn in_other_language(&self) -> String {
        self.with("lang", if self.language == Language::En { "zh" } else { "en" })
    }

    /// This page in the other letter size.
    pub(crate) fn in_other_size(&self) -> String {
        self.with("elder", if self.elder { "0" } else { "1" })
    }
}

/// Keeps the choices in cookies. Pages are not cached unless they say so: some show what only their reader may see.
pub(crate) async fn remember(request: Request, next: Next) -> Response {
    let language = asked(request.uri(), "lang").map(Language::from_header);
    let elder = asked(request.uri(), "elder").map(|e| e == "1");
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let language = language.map(|l| match l {
        Language::Zh => "lang=zh; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        Language::En => "lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
    });
    let elder = elder.map(|e| match e {
        true => "elder=1; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        false => "elder=0; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
    });
    for cookie in language.into_iter().chain(elder) {
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static(cookie));
    }
    response
}
