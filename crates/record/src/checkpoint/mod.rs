//! Checkpoints: the signed statement of a record's size and root (C2SP tlog-checkpoint over signed-note).

use crate::hash::Hash;
use crate::tree::Frontier;

mod key;
mod note;
#[cfg(test)]
mod tests;

pub use key::{KeyError, SignerKey, VerifierKey};
pub use note::{NoteError, SIGNATURE_LIMIT, SignatureLine, SignedNote};

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which record: one line, by custom a URL without scheme, as `example.gov.cn/yunxi`.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// Further lines, opaque here; none as a rule.
    pub extensions: Vec<String>,
}

/// A text that is no checkpoint, or not the one that was wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The envelope fails.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A line is wrong.
    #[error(
        "cannot read the checkpoint: line {line} is no {expected}; the text was damaged or is no checkpoint"
    )]
    Line {
        /// Line, from 1.
        line: usize,
        /// What it should be.
        expected: &'static str,
    },
    /// The checkpoint of another record.
    #[error("the checkpoint is of record {found}, not of {expected}; take the one of this town")]
    Origin {
        /// Origin wanted.
        expected: String,
        /// Origin found.
        found: String,
    },
}

impl Checkpoint {
    /// The checkpoint of a tree.
    pub fn of(origin: &str, tree: &Frontier) -> Checkpoint {
        Checkpoint { origin: origin.to_owned(), size: tree.size(), root: tree.root(), extensions: Vec::new() }
    }

    /// The text that is signed: origin, size, root in base64, extensions; each line ends with a newline.
    ///
    /// # Errors
    /// The origin or an extension is empty or has a control character, which would break the lines.
    pub fn to_text(&self) -> Result<String, CheckpointError> {
        let broken = |line: &str| line.is_empty() || line.chars().any(|c| c < ' ');
        if broken(&self.origin) {
            return Err(CheckpointError::Line { line: 1, expected: "origin" });
        }
        if let Some(at) = self.extensions.iter().position(|line| broken(line)) {
            return Err(CheckpointError::Line { line: 4 + at, expected: "extension" });
        }
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64());
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        Ok(text)
    }

    /// Reads the text of a checkpoint. It proves nothing before a signature was verified: see [`Checkpoint::open`].
    ///
    /// # Errors
    /// A line is wrong.
    pub fn from_text(text: &str) -> Result<Checkpoint, CheckpointError> {
        let wrong = |line, expected| CheckpointError::Line { line, expected };
        let body = text.strip_suffix('\n').ok_or(wrong(1, "text that ends with a newline"))?;
        let mut lines = body.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or(wrong(1, "origin"))?;
        let size = lines.next().and_then(decimal).ok_or(wrong(2, "size"))?;
        let root = lines.next().and_then(Hash::from_base64).ok_or(wrong(3, "base64 hash"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        match extensions.iter().position(String::is_empty) {
            Some(at) => Err(wrong(4 + at, "extension")),
            None => Ok(Checkpoint { origin: origin.to_owned(), size, root, extensions }),
        }
    }

    /// Signs the checkpoint; more signatures may follow with [`SignedNote::sign`].
    ///
    /// # Errors
    /// As [`Checkpoint::to_text`].
    pub fn sign(&self, key: &SignerKey) -> Result<SignedNote, CheckpointError> {
        let mut note = SignedNote::new(self.to_text()?)?;
        note.sign(key);
        Ok(note)
    }

    /// Reads a signed checkpoint and verifies the signature of the record's own key, whose name is the origin.
    ///
    /// # Errors
    /// The note or the text is malformed, no signature of this key holds, the origin is not the key's name.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Checkpoint, CheckpointError> {
        let note: SignedNote = note.parse()?;
        let checkpoint = Checkpoint::from_text(note.text())?;
        if checkpoint.origin != key.name() {
            let (expected, found) = (key.name().to_owned(), checkpoint.origin);
            return Err(CheckpointError::Origin { expected, found });
        }
        note.verify(std::slice::from_ref(key))?;
        Ok(checkpoint)
    }
}

/// A decimal number without sign, spaces or leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}
