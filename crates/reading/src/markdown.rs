//! Markdown: what a reader sees, each stretch with its place in the source.

use crate::document::{Builder, Document, Format, Place};
use crate::{Error, Limits};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Reads Markdown.
pub(crate) fn read(source: &str, limits: &Limits) -> Result<Document, Error> {
    let mut builder = Builder::new(Format::Markdown, limits);
    let mut at = Counter { source, byte: 0, characters: 0 };
    let mut cells = 0;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Text(text) | Event::Code(text) => {
                let raw = source.get(range.clone()).unwrap_or_default();
                // Code keeps its backticks in the range; the text begins where it is found.
                let start = range.start + raw.find(text.as_ref()).unwrap_or(0);
                let from = at.character(start);
                builder.push(&text, || Place::Character(from))?;
            }
            Event::SoftBreak | Event::HardBreak => builder.append("\n")?,
            Event::Start(Tag::Item) => {
                builder.end_line()?;
                let marker = source.get(range.clone()).unwrap_or_default();
                let marker: String = marker.chars().take_while(|c| c.is_ascii_digit()).collect();
                if !marker.is_empty() {
                    let from = at.character(range.start);
                    builder.push(&format!("{marker}."), || Place::Character(from))?;
                }
            }
            Event::Start(Tag::TableCell) => {
                if cells > 0 {
                    builder.append(" | ")?;
                }
                cells += 1;
            }
            Event::Start(
                Tag::TableRow | Tag::TableHead | Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_),
            ) => {
                cells = 0;
                if !matches!(event, Event::Start(Tag::Paragraph)) || !builder.ends_with('.') {
                    builder.end_line()?;
                }
            }
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::CodeBlock,
            ) => builder.end_line()?,
            _ => {}
        }
    }
    Ok(builder.finish())
}

/// Counts the characters before ascending bytes, each only once.
pub(crate) struct Counter<'a> {
    pub(crate) source: &'a str,
    pub(crate) byte: usize,
    pub(crate) characters: usize,
}

impl Counter<'_> {
    /// The number of characters before a byte; a byte further back is counted from the start.
    pub(crate) fn character(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.characters) = (0, 0);
        }
        self.characters += self.source.get(self.byte..byte).map_or(0, |s| s.chars().count());
        self.byte = byte;
        self.characters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_goes_tables_and_places_stay() {
        let source = "# 通报\n\n共受理**30**件。\n\n| 类 | 件 |\n|---|---|\n| 甲 | 12 |\n\n1. 一\n2. 二\n";
        let document = read(source, &Limits::default()).expect("Markdown is read");
        assert_eq!(document.text(), "通报\n共受理30件。\n类 | 件\n甲 | 12\n1.一\n2.二\n");
        let at = document.text().chars().position(|c| c == '3').expect("the 30");
        let Place::Character(original) = document.place(at) else { panic!("a character") };
        assert_eq!(source.chars().nth(original), Some('3'));
    }
}
