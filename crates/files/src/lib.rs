//! A file that somebody sent: what it is by its content, its hash, a clean name, and of a picture a copy to show.
//!
//! Nothing is believed of the sender: neither the name's ending nor the media type that came with it. A picture's
//! copy is drawn anew from its pixels, so that nothing but pixels is in it: no place, no time, no camera, no second
//! picture, no text.

mod content;
mod name;
mod picture;

pub use content::Content;
pub use name::clean;
pub use picture::{Copies, EDGE_MAX, SMALL_EDGE_MAX};

use sha2::{Digest, Sha256};

/// A file is never larger, whatever a field allows.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;

/// A file looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// SHA-256 of the bytes as 64 hexadecimal digits.
    pub hash: String,
    /// What it is.
    pub content: Content,
    /// Its name, cleaned, with the ending of what it is.
    pub name: String,
    /// Of a picture: its copies, drawn anew.
    pub copies: Option<Copies>,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// More than [`BYTES_MAX`].
    #[error("the file is too large")]
    TooLarge,
    /// None of the kinds that are known.
    #[error("it is none of JPEG, PNG, WebP, PDF, Word, Excel, OFD")]
    Unknown,
    /// An office file with a program inside.
    #[error("the office file holds a program (macros)")]
    Macros,
    /// A picture that can't be drawn.
    #[error("the picture is broken")]
    Broken,
    /// A picture with more pixels than can be drawn here.
    #[error("the picture has too many pixels")]
    TooManyPixels,
}

impl FileError {
    /// Stable name, as `too-large`.
    pub fn name(self) -> &'static str {
        match self {
            FileError::Empty => "empty",
            FileError::TooLarge => "too-large",
            FileError::Unknown => "unknown",
            FileError::Macros => "macros",
            FileError::Broken => "broken",
            FileError::TooManyPixels => "too-many-pixels",
        }
    }
}

/// Looks through a file. Drawing a large picture takes some hundred megabytes and a second: let few in at once.
///
/// # Errors
/// Why it is not taken.
pub fn examine(name: &str, bytes: &[u8]) -> Result<Examined, FileError> {
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(FileError::TooLarge);
    }
    let content = Content::of(bytes)?;
    let copies = if content.is_picture() { Some(picture::copies(bytes, content)?) } else { None };
    Ok(Examined { hash: hash(bytes), content, name: name::ended(&clean(name), content.ending()), copies })
}

/// SHA-256 as 64 hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
