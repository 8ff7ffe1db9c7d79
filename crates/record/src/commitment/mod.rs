//! Salted commitments to facts: what a leaf holds in place of personal data.
//!
//! A leaf is kept for ever, a person's data must be erasable (个人信息保护法 第四十七条). So the leaf holds only a hash
//! over name, secret salt and value; once salt and value are erased, the hash says nothing and the proof stands.

use crate::canonical::{self, CanonicalError};
use crate::hash::{Hash, HexError, read_hex, write_hex};
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

#[cfg(test)]
mod tests;

/// First bytes of what is hashed; the leading length keeps it apart from RFC 6962 leaves (`0x00`) and nodes (`0x01`).
const DOMAIN: &[u8] = b"\x10fadu/commitment1";

/// 16 secret random bytes, new for each fact. `Debug` does not show them; `Display` writes 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 16]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(secret)")
    }
}

impl fmt::Display for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl FromStr for Salt {
    type Err = HexError;

    fn from_str(text: &str) -> Result<Salt, HexError> {
        read_hex(text).map(Salt)
    }
}

/// Commits to a named value.
///
/// SHA-256 over the domain text, the salt, the name's length (8 bytes, big-endian), the name, the length of the
/// value's canonical JSON, and that JSON. Hiding while the salt is secret and random; binding to name and value,
/// because every part has a fixed or stated length.
///
/// # Errors
/// The value has no canonical form.
pub fn commit(name: &str, salt: &Salt, value: &Value) -> Result<Hash, CanonicalError> {
    let json = canonical::to_bytes(value)?;
    let name_length = (name.len() as u64).to_be_bytes();
    let json_length = (json.len() as u64).to_be_bytes();
    Ok(Hash::of(&[DOMAIN, &salt.0, &name_length, name.as_bytes(), &json_length, &json]))
}
