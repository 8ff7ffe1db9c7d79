//! Packed office files: parts read from the archive, never more of them than the limits allow, whatever the archive says.

use crate::{Error, Format, Limits};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// An archive and how many bytes may still be unpacked from it.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: usize,
    most: usize,
}

/// Entries an office file has at most; more are made to cost time.
const ENTRIES: usize = 10_000;

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::Broken { what: "zip directory" })?;
        if archive.len() > ENTRIES {
            return Err(Error::Broken { what: "zip entries" });
        }
        Ok(Self { archive, left: limits.unpacked, most: limits.unpacked })
    }

    /// One part as text, none if there is no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, Error> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(zip::result::ZipError::UnsupportedArchive(_)) => return Err(Error::Locked),
            Err(_) => return Err(Error::Broken { what: "zip entry" }),
        };
        let mut bytes = Vec::new();
        let limit = u64::try_from(self.left).unwrap_or(u64::MAX).saturating_add(1);
        file.take(limit).read_to_end(&mut bytes).map_err(|_| Error::Broken { what: "packed data" })?;
        if bytes.len() > self.left {
            return Err(Error::TooLargeUnpacked { most: self.most });
        }
        self.left -= bytes.len();
        let text = match encoding_rs::Encoding::for_bom(&bytes) {
            Some((encoding, _)) => encoding.decode(&bytes).0.into_owned(),
            None => String::from_utf8(bytes).map_err(|_| Error::Broken { what: "encoding of a part" })?,
        };
        Ok(Some(text))
    }

    fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }
}

/// Whether an archive is a Word or an Excel file.
pub(crate) fn format_of(bytes: &[u8], ending: &str) -> Result<Format, Error> {
    let package = Package::open(bytes, &Limits::default())?;
    if package.has("word/document.xml") {
        Ok(Format::Docx)
    } else if package.has("xl/workbook.xml") {
        Ok(Format::Xlsx)
    } else if ["docx", "xlsx"].contains(&ending) {
        Err(Error::Broken { what: "main part" })
    } else {
        Err(Error::Unknown)
    }
}

/// The character or characters that an XML reference stands for; only the five of XML itself and numbers, so that no
/// entity can grow.
pub(crate) fn reference(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(String::from);
    }
    Some(match name {
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "amp" => "&".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        _ => return None,
    })
}
