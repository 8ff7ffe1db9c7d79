//! The leaf: what the tree commits to for each act, without personal data.
//!
//! A leaf is one canonical JSON object with the member `"v":1`. Reading accepts exactly the bytes that writing
//! produces, so that a leaf has one form and one hash.

use crate::canonical::write_string;
use crate::hash::{Hash, push_hex};
use std::collections::BTreeMap;

mod read;
#[cfg(test)]
mod tests;

/// Longest leaf, in bytes: an entry bundle states each length in 16 bits (C2SP tlog-tiles).
pub const LEAF_LIMIT: usize = u16::MAX as usize;

/// Version of the leaf format.
const VERSION: u32 = 1;

/// One act of a town as its record keeps it. Times are texts as the caller writes them; order comes from the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// The town's key.
    pub town: String,
    /// The matter's id.
    pub matter: String,
    /// Step within the matter, from 1 without gap.
    pub step: u32,
    /// Procedure.
    pub procedure: String,
    /// Action.
    pub action: String,
    /// Who acted: the key of a post entry, never a person's name.
    pub actor: String,
    /// In which capacity.
    pub capacity: String,
    /// When it happened.
    pub happened_at: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// Version of the rulebook that judged it.
    pub rulebook: String,
    /// The caller's token; the same token is done once.
    pub token: String,
    /// For each fact its salted commitment, see [`crate::commit`].
    pub facts: BTreeMap<String, Hash>,
}

/// A leaf that cannot be written or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Beyond [`LEAF_LIMIT`].
    #[error(
        "cannot write the leaf of step {step} of matter {matter}: {length} bytes, but an entry holds at most \
         {LEAF_LIMIT}; carry fewer facts or shorter names"
    )]
    TooLong {
        /// Matter.
        matter: String,
        /// Step.
        step: u32,
        /// Bytes needed.
        length: usize,
    },
    /// Not JSON at all.
    #[error("cannot read the leaf: it is no JSON object ({reason}); its bytes were damaged or are no leaf")]
    NotJson {
        /// What the JSON reader says.
        reason: String,
    },
    /// A version that this program does not know.
    #[error("cannot read the leaf: version {found}, this program reads version 1; use a newer program")]
    Version {
        /// The `v` member as found.
        found: String,
    },
    /// A member is missing or of the wrong kind.
    #[error("cannot read the leaf: member {member} is missing or is no {expected}; its bytes were damaged")]
    Member {
        /// Name of the member.
        member: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The same content, or more, in other bytes.
    #[error(
        "cannot read the leaf: its bytes are not the canonical form of its content; they were written elsewhere"
    )]
    NotCanonical,
}

impl Leaf {
    /// The canonical bytes.
    ///
    /// # Errors
    /// [`LeafError::TooLong`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, LeafError> {
        let mut out = Vec::with_capacity(512 + 96 * self.facts.len());
        out.push(b'{');
        for (name, text) in [("action", &self.action), ("actor", &self.actor), ("capacity", &self.capacity)] {
            write_member(&mut out, name, text);
        }
        self.write_facts(&mut out);
        for (name, text) in [
            ("happened_at", &self.happened_at),
            ("matter", &self.matter),
            ("procedure", &self.procedure),
            ("recorded_at", &self.recorded_at),
            ("rulebook", &self.rulebook),
        ] {
            write_member(&mut out, name, text);
        }
        out.extend_from_slice(format!("\"step\":{},", self.step).as_bytes());
        write_member(&mut out, "token", &self.token);
        write_member(&mut out, "town", &self.town);
        out.extend_from_slice(format!("\"v\":{VERSION}}}").as_bytes());
        if out.len() > LEAF_LIMIT {
            return Err(LeafError::TooLong {
                matter: self.matter.clone(),
                step: self.step,
                length: out.len(),
            });
        }
        Ok(out)
    }

    /// Reads what [`Leaf::to_bytes`] wrote, and nothing else.
    ///
    /// # Errors
    /// Other bytes than the canonical ones, an unknown version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Leaf, LeafError> {
        let leaf = read::leaf(bytes)?;
        if leaf.to_bytes()? == bytes { Ok(leaf) } else { Err(LeafError::NotCanonical) }
    }

    /// RFC 6962 leaf hash of the canonical bytes.
    ///
    /// # Errors
    /// [`LeafError::TooLong`].
    pub fn hash(&self) -> Result<Hash, LeafError> {
        self.to_bytes().map(|bytes| Hash::of_leaf(&bytes))
    }

    /// The text members with their names, in canonical order; step and facts are apart.
    pub(crate) fn texts(&self) -> [(&'static str, &str); 10] {
        [
            ("action", &self.action),
            ("actor", &self.actor),
            ("capacity", &self.capacity),
            ("happened_at", &self.happened_at),
            ("matter", &self.matter),
            ("procedure", &self.procedure),
            ("recorded_at", &self.recorded_at),
            ("rulebook", &self.rulebook),
            ("token", &self.token),
            ("town", &self.town),
        ]
    }

    fn write_facts(&self, out: &mut Vec<u8>) {
        let mut sorted: Vec<(&String, &Hash)> = self.facts.iter().collect();
        // The map sorts by code points; beyond the basic plane UTF-16 sorts otherwise.
        if sorted.iter().any(|(name, _)| name.bytes().any(|byte| byte >= 0xf0)) {
            sorted.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
        }
        out.extend_from_slice(b"\"facts\":{");
        for (index, (name, hash)) in sorted.into_iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            write_string(out, name);
            out.extend_from_slice(b":\"");
            push_hex(out, &hash.0);
            out.push(b'"');
        }
        out.extend_from_slice(b"},");
    }
}

fn write_member(out: &mut Vec<u8>, name: &str, text: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    write_string(out, text);
    out.push(b',');
}
