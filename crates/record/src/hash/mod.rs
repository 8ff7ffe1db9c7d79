//! SHA-256 hashes as the tree uses them, and their two textual forms.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

#[cfg(test)]
mod tests;

/// A SHA-256 hash. Displays as 64 lowercase hexadecimal digits; orders as its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// A text that is no hexadecimal form of so many bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    /// Another number of digits.
    #[error("expected {expected} hexadecimal digits, found {found} bytes of text; give the whole value")]
    Length {
        /// Digits wanted.
        expected: usize,
        /// Bytes of text found.
        found: usize,
    },
    /// A character that is no digit.
    #[error("byte {at} of the text is no hexadecimal digit; use only 0-9 and a-f")]
    Digit {
        /// Offset in bytes.
        at: usize,
    },
}

impl Hash {
    /// Root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1).
    pub const EMPTY: Hash = Hash([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
        0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// SHA-256 of some pieces, one after the other.
    pub fn of(pieces: &[&[u8]]) -> Hash {
        let mut hasher = Sha256::new();
        for piece in pieces {
            hasher.update(piece);
        }
        Hash(hasher.finalize().into())
    }

    /// RFC 6962 leaf hash: SHA-256 of `0x00` and the bytes.
    pub fn of_leaf(bytes: &[u8]) -> Hash {
        Hash::of(&[&[0], bytes])
    }

    /// RFC 6962 node hash: SHA-256 of `0x01`, the left and the right hash.
    pub fn of_node(left: &Hash, right: &Hash) -> Hash {
        let mut bytes = [1; 65];
        bytes[1..33].copy_from_slice(&left.0);
        bytes[33..].copy_from_slice(&right.0);
        Hash(Sha256::digest(bytes).into())
    }

    /// Standard base64 with padding (RFC 4648 §4), as checkpoints and receipts write it.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads what [`Hash::to_base64`] writes; nothing for any other text.
    pub fn from_base64(text: &str) -> Option<Hash> {
        STANDARD.decode(text).ok()?.try_into().ok().map(Hash)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl FromStr for Hash {
    type Err = HexError;

    fn from_str(text: &str) -> Result<Hash, HexError> {
        read_hex(text).map(Hash)
    }
}

/// Appends lowercase hexadecimal digits to bytes that are being written.
pub(crate) fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    for byte in bytes {
        out.extend([digit(byte >> 4), digit(byte & 15)]);
    }
}

pub(crate) fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

pub(crate) fn read_hex<const N: usize>(text: &str) -> Result<[u8; N], HexError> {
    if text.len() != 2 * N {
        return Err(HexError::Length { expected: 2 * N, found: text.len() });
    }
    let mut bytes = [0; N];
    for (at, character) in text.bytes().enumerate() {
        let value = match character {
            b'0'..=b'9' => character - b'0',
            b'a'..=b'f' => character - b'a' + 10,
            b'A'..=b'F' => character - b'A' + 10,
            _ => return Err(HexError::Digit { at }),
        };
        if let Some(byte) = bytes.get_mut(at / 2) {
            *byte = *byte << 4 | value;
        }
    }
    Ok(bytes)
}

fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}
