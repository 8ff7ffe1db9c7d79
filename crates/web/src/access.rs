//! Who may open which page: a route can only be made together with the row that says so.

use crate::Problem;
use axum::Router;
use axum::extract::{RawPathParams, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use people::Kind;

/// For whom a route is. What a person may do there is decided by his posts in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Everybody,
    /// Everybody who is signed in, for his own account. Also for those who must change their password first.
    Own,
    /// Accounts of these kinds, in their own town; a supervisor of the county in every town.
    Kinds(&'static [Kind]),
}

/// Who reads a town's work: its officers, and the county's supervisors.
pub const READERS: Who = Who::Kinds(&[Kind::Officer, Kind::Supervisor]);
/// Who works.
pub const OFFICERS: Who = Who::Kinds(&[Kind::Officer]);

/// Who looks, as his session says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Town of his account, or the county.
    pub town: String,
    /// Name of his account.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// Who he is, as his posts name him.
    pub person: String,
    /// Hash of his session's token.
    pub session: String,
    /// When he last proved who he is.
    pub proved_at: people::Seconds,
    /// A demonstration's account: it has no password.
    pub demonstration: bool,
    /// He must set something up before he goes on.
    pub must: Option<Must>,
}

/// What must be set up first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// A new password.
    ChangePassword,
    /// A second factor.
    AddFactor,
}

/// Why a page is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Nobody is signed in.
    SignIn,
    /// Something must be set up first.
    SetUp,
    /// Another town's: the answer is the same as for a town that isn't there.
    NotHere,
    /// Not for this kind of account.
    NotYours,
}

/// Whether the visitor may open a route of a town, or of none.
///
/// # Errors
/// Why not.
pub fn admits(who: Who, visitor: Option<&Visitor>, town: Option<&str>) -> Result<(), Denied> {
    let kinds = match (who, visitor) {
        (Who::Everybody, _) | (Who::Own, Some(_)) => return Ok(()),
        (_, None) => return Err(Denied::SignIn),
        (Who::Kinds(kinds), Some(_)) => kinds,
    };
    let Some(visitor) = visitor else { return Err(Denied::SignIn) };
    if visitor.must.is_some() {
        return Err(Denied::SetUp);
    }
    let anywhere = visitor.kind == Kind::Supervisor;
    if town.is_some_and(|t| t != visitor.town && !anywhere) {
        return Err(Denied::NotHere);
    }
    if kinds.contains(&visitor.kind) { Ok(()) } else { Err(Denied::NotYours) }
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// GET or POST.
    pub method: Method,
    /// The path, with `{names}`.
    pub path: &'static str,
    /// For whom.
    pub who: Who,
}

/// Routes and their table, made together.
#[derive(Debug)]
pub struct Routes<S> {
    router: Router<S>,
    rows: Vec<Row>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Routes { router: Router::new(), rows: Vec::new() }
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// A page that is read.
    #[must_use]
    pub fn get<T: 'static>(self, path: &'static str, who: Who, handler: impl Handler<T, S>) -> Self {
        self.add(Method::GET, path, who, on(MethodFilter::GET, handler))
    }

    /// A form that is sent.
    #[must_use]
    pub fn post<T: 'static>(self, path: &'static str, who: Who, handler: impl Handler<T, S>) -> Self {
        self.add(Method::POST, path, who, on(MethodFilter::POST, handler))
    }

    /// A form that is sent and that may bring files.
    #[must_use]
    pub fn post_files<T: 'static>(self, path: &'static str, who: Who, handler: impl Handler<T, S>) -> Self {
        let route = on(MethodFilter::POST, handler).layer(crate::upload::limit());
        self.add(Method::POST, path, who, route)
    }

    fn add(mut self, method: Method, path: &'static str, who: Who, route: MethodRouter<S>) -> Self {
        let check = move |params: RawPathParams, request: Request, next: Next| async move {
            let town = params.iter().find(|(name, _)| *name == "town").map(|(_, value)| value.to_owned());
            let visitor = request.extensions().get::<Visitor>();
            match admits(who, visitor, town.as_deref()) {
                Ok(()) => next.run(request).await,
                Err(denied) => answer(denied, &request, town.unwrap_or_default()),
            }
        };
        self.router = self.router.route(path, route.route_layer(from_fn(check)));
        self.rows.push(Row { method, path, who });
        self
    }

    /// The router and its table.
    pub fn finish(self) -> (Router<S>, Vec<Row>) {
        (self.router, self.rows)
    }
}

fn answer(denied: Denied, request: &Request, town: String) -> Response {
    match denied {
        // A form that was sent is not lost by it: the browser's way back leads to it as it was filled in.
        Denied::SignIn if request.method() != Method::GET => Problem::SignIn.into_response(),
        Denied::SignIn => {
            let to = request.uri().path_and_query().map_or("/", |p| p.as_str());
            Redirect::to(&format!("/sign-in?to={}", escaped(to))).into_response()
        }
        Denied::SetUp => Redirect::to("/account").into_response(),
        Denied::NotHere => Problem::NotFound(town).into_response(),
        Denied::NotYours => Problem::NotYours.into_response(),
    }
}

/// A path as the value of a query.
fn escaped(text: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(b).to_string()
        }
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A path of our own to go on to; anything that could lead elsewhere is the first page.
pub fn own_path(text: &str) -> &str {
    let own = text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains(['\\', '\r', '\n', '\t'])
        && !text.starts_with("/sign-in");
    if own { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(town: &str, kind: Kind) -> Visitor {
        Visitor {
            town: town.into(),
            name: "n".into(),
            kind,
            person: "p".into(),
            session: String::new(),
            proved_at: 0,
            demonstration: false,
            must: None,
        }
    }

    #[test]
    fn only_the_own_town_and_only_the_own_kind() {
        let officer = visitor("a", Kind::Officer);
        assert_eq!(admits(OFFICERS, Some(&officer), Some("a")), Ok(()));
        assert_eq!(admits(OFFICERS, Some(&officer), Some("b")), Err(Denied::NotHere));
        assert_eq!(admits(OFFICERS, None, Some("a")), Err(Denied::SignIn));
        for kind in Kind::ADMINISTRATORS {
            assert_eq!(admits(READERS, Some(&visitor("a", kind)), Some("a")), Err(Denied::NotYours));
            assert_eq!(admits(READERS, Some(&visitor("@county", kind)), Some("a")), Err(Denied::NotHere));
        }
        let supervisor = visitor("@county", Kind::Supervisor);
        assert_eq!(admits(READERS, Some(&supervisor), Some("a")), Ok(()));
        assert_eq!(admits(OFFICERS, Some(&supervisor), Some("a")), Err(Denied::NotYours));
        let late = Visitor { must: Some(Must::ChangePassword), ..officer };
        assert_eq!(admits(OFFICERS, Some(&late), Some("a")), Err(Denied::SetUp));
        assert_eq!(admits(Who::Own, Some(&late), None), Ok(()));
    }

    #[test]
    fn nothing_leads_to_another_host() {
        for bad in ["//evil", "/\\evil", "https:evil", "http://evil", "", "/\t/evil", "evil", "/sign-in?to=/"]
        {
            assert_eq!(own_path(bad), "/", "{bad}");
        }
        assert_eq!(own_path("/yunxi/matters?procedure=hazard"), "/yunxi/matters?procedure=hazard");
        assert_eq!(escaped("/a?b=c&d"), "/a%3Fb%3Dc%26d");
    }
}
