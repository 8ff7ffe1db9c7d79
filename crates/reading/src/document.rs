//! A document as text, with the place in the original of every character.

use crate::{Error, Limits};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Word from 2007 on.
    Docx,
    /// Excel from 2007 on.
    Xlsx,
    /// PDF.
    Pdf,
}

/// A place in the original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A character of the decoded file, from 0: TXT, Markdown, HTML.
    Character(usize),
    /// A paragraph outside tables, from 1: DOCX.
    Paragraph(u32),
    /// A cell of a table, all from 1: DOCX.
    Cell {
        /// Which table.
        table: u32,
        /// Which row.
        row: u32,
        /// Which column.
        column: u32,
    },
    /// A cell of a sheet: XLSX.
    Sheet {
        /// The name of the sheet.
        sheet: String,
        /// Row from 1.
        row: u32,
        /// Column from 1.
        column: u32,
    },
    /// A page, from 1: PDF.
    Page(u32),
}

impl Place {
    /// The place as a reader finds it in the original, in Chinese or English; none where the offset itself is the place.
    pub fn name(&self, english: bool) -> Option<String> {
        Some(match (self, english) {
            (Self::Character(_), _) => return None,
            (Self::Paragraph(n), false) => format!("第{n}段"),
            (Self::Paragraph(n), true) => format!("paragraph {n}"),
            (Self::Cell { table, row, column }, false) => format!("表{table}第{row}行第{column}列"),
            (Self::Cell { table, row, column }, true) => format!("table {table}, row {row}, column {column}"),
            (Self::Sheet { sheet, row, column }, _) => format!("{sheet}!{}{row}", letters(*column)),
            (Self::Page(n), false) => format!("第{n}页"),
            (Self::Page(n), true) => format!("page {n}"),
        })
    }
}

/// A column in letters: 28 is AB.
fn letters(mut column: u32) -> String {
    let mut name = Vec::new();
    while column > 0 {
        column -= 1;
        name.push(b'A' + u8::try_from(column % 26).unwrap_or_default());
        column /= 26;
    }
    name.iter().rev().map(|b| char::from(*b)).collect()
}

/// The text of a document.
#[derive(Clone, Debug)]
pub struct Document {
    format: Format,
    text: String,
    /// First character of each piece and where it comes from, ascending.
    pieces: Vec<(usize, Place)>,
}

impl Document {
    /// The format that was read.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The text; its characters are those that [`Document::place`] counts.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a character comes from.
    pub fn place(&self, character: usize) -> Place {
        let next = self.pieces.partition_point(|(start, _)| *start <= character);
        match next.checked_sub(1).and_then(|k| self.pieces.get(k)) {
            Some((start, Place::Character(at))) => Place::Character(at + character - start),
            Some((_, place)) => place.clone(),
            None => Place::Character(character),
        }
    }

    /// Plain text, whose every character stands where it stood.
    pub(crate) fn plain(text: String, limits: &Limits) -> Result<Self, Error> {
        let mut builder = Builder::new(Format::Text, limits);
        builder.push(&text, || Place::Character(0))?;
        Ok(builder.finish())
    }
}

/// Gathers text piece by piece and refuses more than the limit.
pub(crate) struct Builder {
    document: Document,
    characters: usize,
    most: usize,
}

impl Builder {
    pub(crate) fn new(format: Format, limits: &Limits) -> Self {
        let document = Document { format, text: String::new(), pieces: Vec::new() };
        Self { document, characters: 0, most: limits.characters }
    }

    /// Adds text that comes from one place.
    pub(crate) fn push(&mut self, text: &str, place: impl FnOnce() -> Place) -> Result<(), Error> {
        if text.is_empty() {
            return Ok(());
        }
        self.document.pieces.push((self.characters, place()));
        self.append(text)
    }

    /// Adds text that stands between places: a line break, a bar.
    pub(crate) fn append(&mut self, text: &str) -> Result<(), Error> {
        self.characters += text.chars().count();
        if self.characters > self.most {
            return Err(Error::TooMuchText { most: self.most });
        }
        self.document.text.push_str(text);
        Ok(())
    }

    /// Ends a line unless the text is empty or ends one already.
    pub(crate) fn end_line(&mut self) -> Result<(), Error> {
        if self.document.text.is_empty() || self.document.text.ends_with('\n') {
            return Ok(());
        }
        self.append("\n")
    }

    /// Whether the text so far ends with this character.
    pub(crate) fn ends_with(&self, c: char) -> bool {
        self.document.text.ends_with(c)
    }

    pub(crate) fn finish(self) -> Document {
        self.document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_sheet() {
        assert_eq!([1, 26, 27, 28, 702, 703].map(letters), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
