//! Signed notes: a text and under it the lines of those who signed it (C2SP signed-note).

use super::key::{SignerKey, VerifierKey, is_name};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::str::FromStr;

/// Most signature lines that are read; the specification asks for at least 16.
pub const SIGNATURE_LIMIT: usize = 100;

/// How a signature line begins.
const DASH: &str = "— ";

/// A text with signatures. That it was read says nothing: [`SignedNote::verify`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// Who signed, and the signature bytes; of an algorithm that may be unknown here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLine {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: [u8; 4],
    /// Signature.
    pub signature: Vec<u8>,
}

/// A note that cannot be read or trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The text does not end with a newline or holds control characters.
    #[error(
        "cannot use the note: its text must end with a newline and hold no control characters but newlines"
    )]
    Text,
    /// No blank line before signatures, or no signature.
    #[error(
        "cannot read the note: no blank line with signature lines after it; it was cut or is no signed note"
    )]
    Unsigned,
    /// A line after the last blank one is no signature.
    #[error("cannot read the note: signature line {0} is malformed; the note was damaged")]
    Line(usize),
    /// Beyond [`SIGNATURE_LIMIT`].
    #[error("cannot read the note: more than {SIGNATURE_LIMIT} signature lines")]
    TooMany,
    /// No line of a key that is trusted.
    #[error("the note is not signed by {0}; get it from the record again, or check which key is trusted")]
    Unknown(String),
    /// A line of a trusted key that is not its signature.
    #[error("the signature of {0} does not hold: the note was changed after it was signed, or was forged")]
    Forged(String),
}

impl SignedNote {
    /// A note that nobody signed yet.
    ///
    /// # Errors
    /// [`NoteError::Text`].
    pub fn new(text: String) -> Result<SignedNote, NoteError> {
        if !text.ends_with('\n') || text.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Text);
        }
        Ok(SignedNote { text, signatures: Vec::new() })
    }

    /// The text with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines in order.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Signs; an earlier signature of the same key is replaced.
    pub fn sign(&mut self, key: &SignerKey) {
        let line =
            SignatureLine { name: key.name().into(), id: key.id(), signature: key.sign(&self.text).into() };
        self.add(line);
    }

    /// Adds the line of another signer, as of a witness; an earlier one of the same key is replaced.
    pub fn add(&mut self, line: SignatureLine) {
        self.signatures.retain(|other| (other.id, &other.name) != (line.id, &line.name));
        self.signatures.push(line);
    }

    /// Which of the keys signed. Lines of unknown keys are passed over.
    ///
    /// # Errors
    /// A line that names one of the keys does not hold; none of the keys signed.
    pub fn verify<'k>(&self, keys: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>, NoteError> {
        let mut signers = Vec::new();
        for key in keys {
            let mut lines =
                self.signatures.iter().filter(|line| line.id == key.id() && line.name == key.name());
            let Some(first) = lines.next() else { continue };
            if !std::iter::once(first).chain(lines).all(|line| key.holds(&self.text, &line.signature)) {
                return Err(NoteError::Forged(key.name().to_owned()));
            }
            signers.push(key);
        }
        if signers.is_empty() {
            let names: Vec<&str> = keys.iter().map(VerifierKey::name).collect();
            return Err(NoteError::Unknown(names.join(", ")));
        }
        Ok(signers)
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for line in &self.signatures {
            let bytes = [line.id.as_slice(), &line.signature].concat();
            writeln!(f, "{DASH}{} {}", line.name, STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

impl FromStr for SignedNote {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<SignedNote, NoteError> {
        let at = note.rfind("\n\n").ok_or(NoteError::Unsigned)?;
        let (text, signatures) = (note.get(..=at), note.get(at + 2..));
        let (Some(text), Some(signatures)) = (text, signatures) else { return Err(NoteError::Unsigned) };
        let mut read = SignedNote::new(text.to_owned())?;
        let lines = signatures.strip_suffix('\n').ok_or(NoteError::Unsigned)?;
        for (index, line) in lines.split('\n').enumerate() {
            if index == SIGNATURE_LIMIT {
                return Err(NoteError::TooMany);
            }
            read.signatures.push(signature_line(line).ok_or(NoteError::Line(index + 1))?);
        }
        Ok(read)
    }
}

fn signature_line(line: &str) -> Option<SignatureLine> {
    let (name, base64) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = STANDARD.decode(base64).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    let readable = is_name(name) && !signature.is_empty();
    readable.then(|| SignatureLine { name: name.to_owned(), id: *id, signature: signature.to_vec() })
}
