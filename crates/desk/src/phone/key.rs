//! What drafts on a phone are sealed by: a key of account and device that lies on the server and is given to a page
//! whose visitor is signed in. Signing out on the device throws it away, so that what was not sent is unreadable. An
//! idle session that ran out does not: whoever signs in again sends what waited.

use crate::Desk;
use crate::people::arrival::Arrival;
use crate::visit::Visit;
use axum::http::{HeaderMap, HeaderValue, header};
use people::{drawn, hash_of};
use store::Change;
use web::Problem;
use web::access::Visitor;

/// The cookie that tells devices apart; by itself it opens nothing.
const DEVICE: &str = "phone";

/// What a page gives its script.
pub(super) struct Sealing {
    /// Whose drafts: a hash of account and device.
    pub(super) who: String,
    /// 32 bytes as hexadecimal digits; none on a page that is kept on the phone.
    pub(super) key: Option<String>,
    /// For a device that has no name yet.
    pub(super) cookie: Option<HeaderValue>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn device(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = all.flat_map(|v| v.split("; "));
    let named = pairs.find_map(|p| p.strip_prefix(DEVICE)?.strip_prefix('='))?;
    (named.len() == 32 && named.bytes().all(|b| b.is_ascii_hexdigit())).then(|| named.to_owned())
}

fn who(visitor: &Visitor, device: &str) -> String {
    hash_of(&format!("phone drafts {} {} {device}", visitor.town, visitor.name))
}

fn setting(who: &str) -> String {
    format!("phone-key {who}")
}

/// Whose drafts they are, without the key, for the page that is kept on the phone.
pub(super) fn without_key(visit: &Visit, headers: &HeaderMap) -> Result<Sealing, Problem> {
    let visitor = visit.visitor.as_ref().ok_or(Problem::SignIn)?;
    let who = device(headers).map_or_else(String::new, |device| who(visitor, &device));
    Ok(Sealing { who, key: None, cookie: None })
}

/// What the visitor's drafts on this device are sealed by.
pub(super) async fn sealing(
    desk: &Desk,
    visit: &Visit,
    headers: &HeaderMap,
    arrival: Arrival,
) -> Result<Sealing, Problem> {
    let visitor = visit.visitor.clone().ok_or(Problem::SignIn)?;
    let (device, cookie) = match device(headers) {
        Some(device) => (device, None),
        None => {
            let device = hex(&drawn::<16>(&*desk.people.chance));
            let secure = if arrival.secure { "; Secure" } else { "" };
            let text = format!("{DEVICE}={device}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}");
            (device, Some(HeaderValue::from_str(&text).map_err(Problem::fault)?))
        }
    };
    let who = who(&visitor, &device);
    let name = setting(&who);
    let (town, wanted) = (visitor.town.clone(), name.clone());
    let kept = desk.reading(move |r| r.setting(&town, &wanted)).await?;
    let key = match kept.filter(|k| !k.is_empty()) {
        Some(key) => key,
        None => {
            let key = hex(&drawn::<32>(&*desk.people.chance));
            let set = Change::Set { town: visitor.town, name, value: key.clone() };
            desk.must_change(vec![set]).await?;
            key
        }
    };
    Ok(Sealing { who, key: Some(key), cookie })
}

/// Throws away what the visitor's drafts on this device are sealed by; nothing where there never were any.
pub(crate) fn forget(visitor: &Visitor, headers: &HeaderMap) -> Option<Change> {
    let who = who(visitor, &device(headers)?);
    Some(Change::Set { town: visitor.town.clone(), name: setting(&who), value: String::new() })
}
