//! Documents to text: TXT, Markdown, HTML, DOCX, XLSX and PDF with a text layer, in UTF-8, UTF-16 or GB 18030.
//!
//! [`read`] takes bytes and a file name and gives the text with the place in the original of every character. Tables become rows
//! whose cells are parted by ` | `. Nothing is kept, nothing is written, no program is started; what is too large, packed too
//! tightly or broken is refused with a reason ([`Error`]), in memory bounded by [`Limits`].
//!
//! ```
//! let document = reading::read("合计\t30件".as_bytes(), "report.txt", &reading::Limits::default())?;
//! assert_eq!(document.text(), "合计\t30件");
//! assert_eq!(document.place(3), reading::Place::Character(3));
//! # Ok::<(), reading::Error>(())
//! ```

mod cells;
mod document;
mod docx;
mod encoding;
mod error;
mod html;
mod markdown;
mod package;
mod pdf;
mod xlsx;

pub use document::{Document, Format, Place};
pub use error::Error;
pub use xlsx::grid::{Cell, Sheet, sheets};

/// What a file may cost at most. Bytes and characters are counted, not guessed from what the file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it is.
    pub bytes: usize,
    /// Bytes of all its parts unpacked.
    pub unpacked: usize,
    /// Characters of text taken from it.
    pub characters: usize,
    /// Pages of a PDF.
    pub pages: usize,
}

impl Default for Limits {
    /// 64 MiB, 256 MiB unpacked, 16 million characters, 2000 pages.
    fn default() -> Self {
        Self { bytes: 64 << 20, unpacked: 256 << 20, characters: 16_000_000, pages: 2000 }
    }
}

/// Reads a document. The format is told by its first bytes where they are telling, else by the ending of `name`.
///
/// # Errors
/// [`Error`] if the file is too large, of a format that is not read, locked by a password, without a text layer, or broken.
pub fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Document, Error> {
    if bytes.len() > limits.bytes {
        return Err(Error::TooLarge { bytes: bytes.len(), most: limits.bytes });
    }
    let format = format_of(bytes, name)?;
    match format {
        Format::Text => Document::plain(encoding::decode(bytes)?, limits),
        Format::Markdown => markdown::read(&encoding::decode(bytes)?, limits),
        Format::Html => html::read(&encoding::decode_html(bytes)?, limits),
        Format::Docx => docx::read(bytes, limits),
        Format::Xlsx => xlsx::read(bytes, limits),
        Format::Pdf => pdf::read(bytes, limits),
    }
}

/// The characters of a text file: by its byte order mark, else UTF-8, else GB 18030.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Encoding`].
pub fn text(bytes: &[u8], limits: &Limits) -> Result<String, Error> {
    if bytes.len() > limits.bytes {
        return Err(Error::TooLarge { bytes: bytes.len(), most: limits.bytes });
    }
    encoding::decode(bytes)
}

fn format_of(bytes: &[u8], name: &str) -> Result<Format, Error> {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Error::OldOffice);
    }
    if head.windows(5).any(|w| w == b"%PDF-") && (ending == "pdf" || head.starts_with(b"%PDF-")) {
        return Ok(Format::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") {
        return package::format_of(bytes, &ending);
    }
    Ok(match ending.as_str() {
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        "pdf" | "docx" | "xlsx" => return Err(Error::Broken { what: "header" }),
        "doc" | "xls" | "ppt" | "wps" | "et" => return Err(Error::OldOffice),
        _ if encoding::is_binary(head) => return Err(Error::Unknown),
        _ => Format::Text,
    })
}
