//! What bytes are, told by the bytes.

use crate::FileError;
use std::io::{Cursor, Read};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// PDF.
    Pdf,
    /// Word of 97 and later, WPS.
    Doc,
    /// Excel of 97 and later.
    Xls,
    /// Word of 2007 and later.
    Docx,
    /// Excel of 2007 and later.
    Xlsx,
    /// OFD (GB/T 33190), the national layout file.
    Ofd,
}

/// Compound files (Word and Excel of 97).
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Parts of an office file at most.
const PARTS_MAX: usize = 20_000;

impl Content {
    /// What the bytes are.
    ///
    /// # Errors
    /// Nothing that is known, or an office file with a program inside.
    pub fn of(bytes: &[u8]) -> Result<Content, FileError> {
        match image::guess_format(bytes) {
            Ok(image::ImageFormat::Jpeg) => return Ok(Content::Jpeg),
            Ok(image::ImageFormat::Png) => return Ok(Content::Png),
            Ok(image::ImageFormat::WebP) => return Ok(Content::Webp),
            _ => {}
        }
        if bytes.starts_with(b"%PDF-") {
            return Ok(Content::Pdf);
        }
        if bytes.starts_with(COMPOUND) {
            return compound(bytes);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return package(bytes);
        }
        Err(FileError::Unknown)
    }

    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Content::Jpeg => "image/jpeg",
            Content::Png => "image/png",
            Content::Webp => "image/webp",
            Content::Pdf => "application/pdf",
            Content::Doc => "application/msword",
            Content::Xls => "application/vnd.ms-excel",
            Content::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Content::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Content::Ofd => "application/ofd",
        }
    }

    /// The endings that its name may have, the usual one first.
    pub fn ending(self) -> &'static [&'static str] {
        match self {
            Content::Jpeg => &["jpg", "jpeg"],
            Content::Png => &["png"],
            Content::Webp => &["webp"],
            Content::Pdf => &["pdf"],
            Content::Doc => &["doc", "wps"],
            Content::Xls => &["xls", "et"],
            Content::Docx => &["docx"],
            Content::Xlsx => &["xlsx"],
            Content::Ofd => &["ofd"],
        }
    }

    /// Whether it is drawn.
    pub fn is_picture(self) -> bool {
        matches!(self, Content::Jpeg | Content::Png | Content::Webp)
    }
}

/// Whether the name of a stream stands in a compound file's directory, where names are UTF-16.
fn names(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|w| w == wide)
}

fn compound(bytes: &[u8]) -> Result<Content, FileError> {
    if names(bytes, "_VBA_PROJECT") {
        return Err(FileError::Macros);
    }
    if names(bytes, "WordDocument") {
        return Ok(Content::Doc);
    }
    if names(bytes, "Workbook") {
        return Ok(Content::Xls);
    }
    Err(FileError::Unknown)
}

fn package(bytes: &[u8]) -> Result<Content, FileError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileError::Unknown)?;
    if archive.len() > PARTS_MAX {
        return Err(FileError::Unknown);
    }
    if archive.file_names().flatten().any(|n| n.to_ascii_lowercase().ends_with("vbaproject.bin")) {
        return Err(FileError::Macros);
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    let found = match () {
        () if has("OFD.xml") => Content::Ofd,
        () if has("[Content_Types].xml") && has("word/document.xml") => Content::Docx,
        () if has("[Content_Types].xml") && has("xl/workbook.xml") => Content::Xlsx,
        () => return Err(FileError::Unknown),
    };
    // The central directory is at the end: a file cut short has none, one with a part that can't be begun is no file.
    let mut first = archive.by_index(0).map_err(|_| FileError::Unknown)?;
    first.read(&mut [0; 1]).map_err(|_| FileError::Unknown)?;
    Ok(found)
}
