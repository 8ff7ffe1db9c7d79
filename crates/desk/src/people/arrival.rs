//! Where a request comes from, over which connection, and whose session it carries.

use super::policy;
use crate::Desk;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use people::{Deed, Event, Kind, hash_of};
use std::net::{IpAddr, SocketAddr};
use store::Change;
use web::Problem;
use web::access::{Must, Visitor};

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// The browser's address.
    pub(crate) address: IpAddr,
    /// It came over TLS, as the proxy says.
    pub(crate) secure: bool,
}

impl Arrival {
    /// What the forwarding headers say counts only when the configured proxy sent them.
    pub(crate) fn of(peer: IpAddr, proxy: Option<IpAddr>, headers: &HeaderMap) -> Arrival {
        if proxy != Some(peer) {
            return Arrival { address: peer, secure: false };
        }
        let text = |name: &str| headers.get_all(name).iter().next_back().and_then(|v| v.to_str().ok());
        // The proxy adds the address that it saw at the end; what stands before it came from outside.
        let last = text("x-forwarded-for").and_then(|t| t.rsplit(',').next()).map(str::trim);
        let address = last.and_then(|t| t.parse().ok()).unwrap_or(peer);
        Arrival { address, secure: text("x-forwarded-proto") == Some("https") }
    }

    /// A password may pass: over TLS, or within the machine.
    fn safe(self) -> bool {
        self.secure || self.address.is_loopback()
    }

    /// Name of the session's cookie. The prefix makes browsers refuse it from elsewhere, and needs TLS.
    fn cookie(self) -> &'static str {
        if self.secure { "__Host-fadu" } else { "fadu" }
    }

    /// The header that gives a browser its session; an empty token takes it away.
    pub(crate) fn set_cookie(self, town: &str, token: &str) -> Result<HeaderValue, Problem> {
        let value = if token.is_empty() { String::new() } else { format!("{town}.{token}") };
        let secure = if self.secure { "; Secure" } else { "" };
        let end = if token.is_empty() { "; Max-Age=0" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{end}", self.cookie());
        HeaderValue::from_str(&text).map_err(Problem::fault)
    }
}

/// Town and hash of the session that a request carries.
fn carried(arrival: Arrival, headers: &HeaderMap) -> Option<(String, String)> {
    let all = headers.get_all(header::COOKIE);
    let mut pairs = all.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split("; "));
    let value = pairs.find_map(|p| p.strip_prefix(arrival.cookie())?.strip_prefix('='))?;
    let (town, token) = value.rsplit_once('.')?;
    Some((town.to_owned(), hash_of(token)))
}

/// Finds out where a request comes from and who sent it, before anything else looks at it.
pub(crate) async fn identify(State(desk): State<Desk>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_canonical());
    let arrival = peer.map(|peer| Arrival::of(peer, desk.people.proxy, request.headers()));
    let Some(arrival) = arrival.filter(|a| a.safe()) else {
        let text = "请用 https 打开 · open this over https\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    };
    request.extensions_mut().insert(arrival);
    if let Some((town, hash)) = carried(arrival, request.headers()) {
        match visitor(&desk, town, hash).await {
            Ok(Some(visitor)) => {
                let at = request.uri().path_and_query().map_or("", |p| p.as_str()).to_owned();
                if let Err(problem) = look(&desk, &visitor, arrival, &at).await {
                    return problem.into_response();
                }
                request.extensions_mut().insert(visitor);
            }
            Ok(None) => {}
            Err(problem) => return problem.into_response(),
        }
    }
    next.run(request).await
}

/// Who has this session, if it goes on.
async fn visitor(desk: &Desk, town: String, hash: String) -> Result<Option<Visitor>, Problem> {
    let now = (desk.people.seconds)();
    let read = desk
        .reading(move |r| {
            let (Some((session, account)), policy) = (r.session(&town, &hash)?, policy(r, &town)?) else {
                return Ok(None);
            };
            let two = policy.second_factor.contains(&account.kind) && account.secrets.factor.is_none();
            let bare = two && r.passkeys(&town, &account.name)?.is_empty();
            Ok(Some((session, account, policy, bare)))
        })
        .await?;
    let Some((session, account, policy, bare)) = read else { return Ok(None) };
    if account.secrets.disabled || !session.alive(&policy.session, now) {
        return Ok(None);
    }
    if account.secrets.demonstration && !desk.people.demonstration {
        return Ok(None);
    }
    if session.worth_noting(now) {
        let (town, hash) = (session.town.clone(), session.hash.clone());
        let seen = Change::Seen { town, hash, seen_at: now, proved_at: session.proved_at };
        desk.must_change(vec![seen]).await?;
    }
    let secrets = &account.secrets;
    let stale = secrets.password.as_ref().is_some_and(|p| p.stale(&policy.password, now));
    let must = match (secrets.demonstration, stale, bare) {
        (true, ..) | (_, false, false) => None,
        (_, true, _) => Some(Must::ChangePassword),
        (_, _, true) => Some(Must::AddFactor),
    };
    Ok(Some(Visitor {
        town: account.town,
        name: account.name,
        kind: account.kind,
        person: account.person,
        session: session.hash,
        proved_at: session.proved_at,
        demonstration: account.secrets.demonstration,
        must,
    }))
}

/// Each look of a county's supervisor is recorded with the town that he looks at, before he sees anything.
async fn look(desk: &Desk, visitor: &Visitor, arrival: Arrival, at: &str) -> Result<(), Problem> {
    if visitor.kind != Kind::Supervisor {
        return Ok(());
    }
    let path = at.split('?').next().unwrap_or_default();
    let town = path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
    let found = desk.reading(move |r| crate::town(r, &town)).await?;
    let Some(town) = found else { return Ok(()) };
    let subject: String = at.chars().take(400).collect();
    let now = (desk.people.seconds)();
    let address = arrival.address.to_string();
    let event = Event::new(&town.key, now, &visitor.name, Deed::Looked, &subject, &address);
    desk.must_change(vec![Change::Event(event.with("of", &visitor.town))]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (k.parse().unwrap_or(header::VIA), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_the_configured_proxy_is_believed() {
        let (proxy, other) = (IpAddr::from([10, 0, 0, 5]), IpAddr::from([10, 0, 0, 6]));
        let forged = headers(&[("x-forwarded-for", "127.0.0.1"), ("x-forwarded-proto", "https")]);
        let seen = Arrival::of(other, Some(proxy), &forged);
        assert_eq!((seen.address, seen.secure, seen.safe()), (other, false, false));
        let chain = headers(&[("x-forwarded-for", "127.0.0.1, 10.1.2.3"), ("x-forwarded-proto", "https")]);
        let seen = Arrival::of(proxy, Some(proxy), &chain);
        assert_eq!((seen.address, seen.secure), (IpAddr::from([10, 1, 2, 3]), true));
        let plain = headers(&[("x-forwarded-for", "10.1.2.3"), ("x-forwarded-proto", "http")]);
        assert!(!Arrival::of(proxy, Some(proxy), &plain).safe());
        assert!(Arrival::of(IpAddr::from([127, 0, 0, 1]), None, &plain).safe());
    }

    #[test]
    fn the_cookie_is_bound_to_its_host_over_tls() {
        let (address, token) = (IpAddr::from([10, 1, 2, 3]), "t");
        let over_tls = Arrival { address, secure: true };
        let text = over_tls.set_cookie("a", token).ok();
        let text = text.as_ref().and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        assert_eq!(text, "__Host-fadu=a.t; Path=/; HttpOnly; SameSite=Lax; Secure");
        let sent = headers(&[("cookie", "lang=zh; __Host-fadu=a.t")]);
        assert_eq!(carried(over_tls, &sent), Some(("a".into(), hash_of("t"))));
        assert_eq!(carried(Arrival { address, secure: false }, &sent), None);
    }
}
