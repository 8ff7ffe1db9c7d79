//! Passkeys as they are kept, and the challenges that wait for an answer.

use crate::Seconds;

/// A challenge can be answered for five minutes.
pub const CEREMONY_SECONDS: Seconds = 300;
/// A passkey's name is kept no longer than so many characters.
pub const LABEL_CHARS: usize = 40;

/// A passkey of an account. It holds a public key only: whoever reads it can't sign in with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Town of the account.
    pub town: String,
    /// Name of the account.
    pub account: String,
    /// Its id, base64url.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub made_at: Seconds,
    /// When it was last used; 0 before that.
    pub used_at: Seconds,
    /// The handle by which authenticators know the account, base64url.
    pub handle: String,
    /// Its public key, base64url.
    pub fixed: String,
    /// Its signature counter and state of backup, base64url.
    pub moving: String,
}

/// A challenge that waits for its one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// Town of the account; the county while nobody is known.
    pub town: String,
    /// The challenge, base64url.
    pub challenge: String,
    /// The account that adds a passkey; empty when somebody shows one.
    pub account: String,
    /// What the verification needs, base64url.
    pub state: String,
    /// The last second at which it can be answered.
    pub until: Seconds,
}

/// The name that somebody gave a passkey, as it is kept.
pub fn label_of(typed: &str) -> String {
    typed.trim().chars().filter(|c| !c.is_control()).take(LABEL_CHARS).collect()
}
