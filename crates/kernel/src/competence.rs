//! Competence: the chain of register entries that an act stands on.
//!
//! Who acts for an office must be able to show it: the post that gave him the role, his certificate and the second
//! officer's, the list item that the act applies. The door finds each of them when it decides; it keeps what it found
//! with the act, as the fact [`FACT`], so that the record commits to it. Whoever later finds an entry void
//! asks which acts stand on it.

use crate::value::Value;
use deadline::DateTime;
use std::fmt;

/// The name under which an act's facts hold its chain. No field can be called so.
pub const FACT: &str = "@stands-on";
/// The link to the post that gave the role.
pub const POST: &str = "@post";
/// The link to the actor's own certificate.
pub const CERTIFICATE: &str = "@certificate";

/// One entry that an act stands on. Its text is `link:register/key@from`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ground {
    /// [`POST`], [`CERTIFICATE`], or the field that names the entry.
    pub link: String,
    /// Register.
    pub register: String,
    /// Key within it.
    pub key: String,
    /// First moment of the version that stood.
    pub from: DateTime,
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/{}@{}", self.link, self.register, self.key, self.from)
    }
}

impl Ground {
    /// Reads the text; none if it is no ground.
    pub fn read(text: &str) -> Option<Ground> {
        let (link, rest) = text.split_once(':')?;
        let (register, rest) = rest.split_once('/')?;
        let (key, from) = rest.rsplit_once('@')?;
        let own = str::to_owned;
        Some(Ground { link: own(link), register: own(register), key: own(key), from: from.parse().ok()? })
    }
}

/// The chain as a fact; none when the act stands on no entry.
pub(crate) fn fact(grounds: &[Ground]) -> Option<Value> {
    let texts = grounds.iter().map(|g| Value::Text(g.to_string()));
    Some(Value::List(texts.collect())).filter(|_| !grounds.is_empty())
}

/// The chain that a fact holds.
pub(crate) fn grounds(fact: Option<&Value>) -> Vec<Ground> {
    fact.map(Value::texts).unwrap_or_default().into_iter().filter_map(Ground::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ground_reads_as_it_was_written_whatever_its_key_holds() {
        for key in ["k", "云溪证〔2023〕1号", "a/b@c:d", "x@2023-01-01T00:00:00"] {
            let from = "2023-01-05T09:30:00".parse().unwrap_or(DateTime::MIN);
            let ground =
                Ground { link: POST.to_owned(), register: "posts".to_owned(), key: key.to_owned(), from };
            assert_eq!(Ground::read(&ground.to_string()), Some(ground));
        }
        assert_eq!(Ground::read("posts/k@2023-01-05T09:30:00"), None);
    }
}
