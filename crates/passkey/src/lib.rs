//! Passkeys (Web Authentication Level 3): what a browser is asked, and whether what it answers is right.
//!
//! All bytes go in and out as base64url text without padding, as WebAuthn's JSON forms have them. The verification
//! itself is `webauthn_rp`'s. It draws the challenges and reads the machine's clock for its own limit of five minutes;
//! callers hold each challenge, once, within a limit of their own.

mod adding;
mod proving;
mod site;

pub use adding::{Added, User, begin_adding, finish_adding};
pub use proving::{Shown, begin_proving, finish_proving};
pub use site::{OriginFault, Site};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Bytes of the handle by which an authenticator knows an account; drawn by chance, it says nothing of a person.
pub const HANDLE_BYTES: usize = 64;

/// What a browser is asked, and what is kept meanwhile.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The challenge; the answer names it.
    pub challenge: String,
    /// What is kept until the answer comes.
    pub state: String,
    /// The options for `navigator.credentials`, as JSON with base64url for bytes.
    pub options: String,
}

/// A passkey as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its id.
    pub id: String,
    /// Handle of its account.
    pub handle: String,
    /// What never changes: its public key.
    pub fixed: String,
    /// What changes with its use: the signature counter, whether it is backed up.
    pub moving: String,
}

/// Why something isn't right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The answer or what was kept can't be read.
    #[error("{what} can't be read: {why}")]
    Unreadable {
        /// Which part.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// The answer doesn't hold: its signature, origin, challenge, time or user verification.
    #[error("the answer doesn't hold: {0}")]
    Wrong(String),
    /// The signature counter did not go up: there may be a copy of the passkey.
    #[error("the passkey's signature counter did not go up; there may be a copy of it")]
    Counter,
}

/// A handle of chance, as text.
pub fn handle(drawn: [u8; HANDLE_BYTES]) -> String {
    text(&drawn)
}

fn unreadable(what: &'static str, why: impl ToString) -> Fault {
    Fault::Unreadable { what, why: why.to_string() }
}

fn text(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(what: &'static str, text: &str) -> Result<Vec<u8>, Fault> {
    BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|e| unreadable(what, e))
}

/// The bytes of a text, as many as there must be.
fn exactly<const N: usize>(what: &'static str, text: &str) -> Result<[u8; N], Fault> {
    bytes(what, text)?.try_into().map_err(|_| unreadable(what, format!("not {N} bytes")))
}

/// A challenge's name: as it stands in the options.
fn challenge_in(options: &str) -> Result<String, Fault> {
    let json: serde_json::Value = serde_json::from_str(options).map_err(|e| unreadable("options", e))?;
    let challenge = json.get("challenge").or_else(|| json.get("publicKey").and_then(|k| k.get("challenge")));
    let challenge = challenge.and_then(serde_json::Value::as_str);
    Ok(challenge.ok_or_else(|| unreadable("options", "no challenge"))?.to_owned())
}

/// The challenge that an answer's client data name.
fn challenge_of(client_data: &[u8]) -> Result<String, Fault> {
    let json: serde_json::Value =
        serde_json::from_slice(client_data).map_err(|e| unreadable("client data", e))?;
    let challenge = json.get("challenge").and_then(serde_json::Value::as_str);
    Ok(challenge.ok_or_else(|| unreadable("client data", "no challenge"))?.to_owned())
}

#[cfg(test)]
mod tests;
