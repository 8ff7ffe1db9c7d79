//! The second factor: time-based codes (RFC 6238) with recovery codes for a lost device.

use crate::code::same;
use crate::{Chance, Code, Seconds, drawn};
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};

/// So many recovery codes are given.
pub const RECOVERY_CODES: usize = 10;
/// Bytes of a key: as many as SHA-1 gives, RFC 4226 section 4 R6.
const KEY_BYTES: usize = 20;
/// Seconds of a code, RFC 6238 section 4.1.
const STEP_SECONDS: u64 = 30;

/// A second factor. Its key can't be a hash: codes are made from it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Key, base32.
    key: String,
    /// The last step whose code was used: a code is good once.
    last_step: u64,
    /// Hashes of the recovery codes that are left.
    recovery: Vec<String>,
}

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Factor").field("recovery", &self.recovery.len()).finish_non_exhaustive()
    }
}

/// How a second factor was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// By the code of a device.
    Device,
    /// By a recovery code, which is gone now.
    Recovery,
}

/// A new key, base32.
pub fn new_secret(chance: &dyn Chance) -> String {
    Secret::from(drawn::<KEY_BYTES>(chance).to_vec()).to_base32()
}

fn totp(key: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(key).ok()?;
    Builder::new().with_secret(secret).with_skew(1).with_step_duration(STEP_SECONDS).build().ok()
}

fn step_of(key: &str, typed: &str, now: Seconds) -> Option<u64> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    totp(key)?.check(&digits, u64::try_from(now).ok()?)
}

/// The address that a device reads from a square code, after the form `otpauth://totp/…` that authenticators share.
pub fn enrolment(key: &str, issuer: &str, account: &str) -> String {
    let (issuer, account) = (percent(issuer), percent(account));
    format!("otpauth://totp/{issuer}:{account}?secret={key}&issuer={issuer}&digits=6&period=30")
}

fn percent(text: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

impl Factor {
    /// A factor whose first code was typed rightly, and its recovery codes, to be shown once.
    pub fn begin(key: &str, typed: &str, now: Seconds, chance: &dyn Chance) -> Option<(Factor, Vec<Code>)> {
        let last_step = step_of(key, typed, now)?;
        let mut factor = Factor { key: key.to_owned(), last_step, recovery: Vec::new() };
        let codes = factor.renew(chance);
        Some((factor, codes))
    }

    /// New recovery codes; the old ones are gone.
    pub fn renew(&mut self, chance: &dyn Chance) -> Vec<Code> {
        let codes: Vec<Code> = (0..RECOVERY_CODES).map(|_| Code::new(chance)).collect();
        self.recovery = codes.iter().map(Code::hash).collect();
        codes
    }

    /// Uses up what was typed: a device's code, each good once, or a recovery code. None if it is neither.
    pub fn used(&mut self, typed: &str, now: Seconds) -> Option<Used> {
        if let Some(step) = step_of(&self.key, typed, now).filter(|s| *s > self.last_step) {
            self.last_step = step;
            return Some(Used::Device);
        }
        let at = self.recovery.iter().position(|hash| same(hash, typed))?;
        self.recovery.remove(at);
        Some(Used::Recovery)
    }

    /// Recovery codes that are left.
    pub fn left(&self) -> usize {
        self.recovery.len()
    }
}
