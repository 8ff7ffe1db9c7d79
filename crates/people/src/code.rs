//! Codes that a person types once, and tokens that a browser keeps.

use crate::{Chance, Seconds, drawn};
use record::Hash;
use serde::{Deserialize, Serialize};

/// A code of the security administrator can be used for a day.
pub const CODE_SECONDS: Seconds = 24 * 3600;

/// Digits and letters without I, L, O, U, which are mistaken for others.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The hash under which a code or a token is stored, in hexadecimal. Both have 80 bits of chance or more, so that a
/// slow hash would add nothing.
pub fn hash_of(secret: &str) -> String {
    Hash::of(&[b"fadu/people\0", secret.as_bytes()]).to_string()
}

/// A session's token: 256 bits in hexadecimal.
pub fn token(chance: &dyn Chance) -> String {
    drawn::<32>(chance).iter().map(|b| format!("{b:02x}")).collect()
}

/// A code of 80 bits, shown once, as `7K3M-9QZX-…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Code {
    /// A new code.
    pub fn new(chance: &dyn Chance) -> Code {
        let letters = drawn::<16>(chance).map(|b| LETTERS.get(usize::from(b % 32)).copied().unwrap_or(b'0'));
        let groups: Vec<String> =
            letters.chunks(4).map(|g| g.iter().map(|b| char::from(*b)).collect()).collect();
        Code(groups.join("-"))
    }

    /// What is kept of it.
    pub fn hash(&self) -> String {
        hash_of(&plain(&self.0))
    }
}

/// A code as typed: without separators, capital, with the letters that are mistaken for digits read as those.
fn plain(text: &str) -> String {
    let letter = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    text.chars().filter(char::is_ascii_alphanumeric).map(letter).collect()
}

/// Whether a typed code has this hash.
pub(crate) fn same(hash: &str, typed: &str) -> bool {
    hash_of(&plain(typed)) == hash
}

/// A code given to somebody: its hash, and until when it can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTime {
    hash: String,
    /// The last second at which it can be used.
    pub until: Seconds,
}

impl OneTime {
    /// What is kept of a code given now.
    pub fn of(code: &Code, now: Seconds) -> OneTime {
        OneTime { hash: code.hash(), until: now + CODE_SECONDS }
    }

    /// Whether the text is this code, and in time.
    pub fn fits(&self, text: &str, now: Seconds) -> bool {
        now <= self.until && same(&self.hash, text)
    }
}
