//! Word: paragraphs and tables of the main part, footnotes after it. Deleted text, fields' codes and fallbacks are passed over.

use crate::document::{Builder, Document, Format, Place};
use crate::package::{Package, reference};
use crate::{Error, Limits, cells};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements may nest so deep; deeper is made to break readers.
const DEPTH: usize = 512;

/// Reads Word.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.part("word/document.xml")?.ok_or(Error::Broken { what: "word/document.xml" })?;
    let mut body = Body::new(limits);
    body.part(&main)?;
    drop(main);
    if let Some(notes) = package.part("word/footnotes.xml")? {
        body.part(&notes)?;
    }
    Ok(body.builder.finish())
}

/// What is open while the part is read.
struct Body {
    builder: Builder,
    paragraph: String,
    paragraphs: u32,
    tables: u32,
    /// Open tables; only the outermost is told as a table.
    nested: usize,
    row: u32,
    cells: Vec<(String, Place)>,
    cell: Option<String>,
    in_text: bool,
    /// Elements open inside one whose content is passed over.
    passed: usize,
    depth: usize,
}

impl Body {
    fn new(limits: &Limits) -> Self {
        Self {
            builder: Builder::new(Format::Docx, limits),
            paragraph: String::new(),
            paragraphs: 0,
            tables: 0,
            nested: 0,
            row: 0,
            cells: Vec::new(),
            cell: None,
            in_text: false,
            passed: 0,
            depth: 0,
        }
    }

    fn part(&mut self, xml: &str) -> Result<(), Error> {
        let broken = || Error::Broken { what: "XML" };
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event().map_err(|_| broken())? {
                Event::Start(e) => {
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(Error::Broken { what: "nesting" });
                    }
                    self.open(e.local_name().as_ref());
                }
                Event::End(e) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.close(e.local_name().as_ref())?;
                }
                Event::Empty(e) => self.empty(e.local_name().as_ref())?,
                Event::Text(t) if self.in_text && self.passed == 0 => {
                    self.paragraph.push_str(&t.decode().map_err(|_| broken())?);
                }
                Event::CData(t) if self.in_text && self.passed == 0 => {
                    self.paragraph.push_str(&t.decode().map_err(|_| broken())?);
                }
                Event::GeneralRef(r) if self.in_text && self.passed == 0 => {
                    let name = r.decode().map_err(|_| broken())?;
                    self.paragraph.push_str(&reference(&name).unwrap_or_default());
                }
                Event::Eof => return self.end_paragraph(),
                _ => {}
            }
        }
    }

    fn open(&mut self, name: &[u8]) {
        if self.passed > 0 || matches!(name, b"Fallback" | b"del" | b"moveFrom" | b"instrText") {
            self.passed += 1;
            return;
        }
        match name {
            b"t" => self.in_text = true,
            b"tbl" => {
                self.nested += 1;
                if self.nested == 1 {
                    self.tables += 1;
                    self.row = 0;
                }
            }
            b"tr" if self.nested == 1 => {
                self.row += 1;
                self.cells.clear();
            }
            b"tc" if self.nested == 1 => self.cell = Some(String::new()),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) -> Result<(), Error> {
        if self.passed > 0 {
            self.passed -= 1;
            return Ok(());
        }
        match name {
            b"t" => self.in_text = false,
            b"p" => self.end_paragraph()?,
            b"tc" if self.nested == 1 => {
                let column = u32::try_from(self.cells.len() + 1).unwrap_or(u32::MAX);
                let place = Place::Cell { table: self.tables, row: self.row, column };
                self.cells.push((self.cell.take().unwrap_or_default(), place));
            }
            b"tr" if self.nested == 1 => {
                let row = std::mem::take(&mut self.cells);
                cells::row(&mut self.builder, &row)?;
            }
            b"tbl" => self.nested = self.nested.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    fn empty(&mut self, name: &[u8]) -> Result<(), Error> {
        match name {
            _ if self.passed > 0 => {}
            b"tab" => self.paragraph.push(' '),
            b"noBreakHyphen" => self.paragraph.push('-'),
            b"br" | b"cr" => self.paragraph.push('\n'),
            b"p" => self.end_paragraph()?,
            b"tc" if self.nested == 1 => {
                let column = u32::try_from(self.cells.len() + 1).unwrap_or(u32::MAX);
                let place = Place::Cell { table: self.tables, row: self.row, column };
                self.cells.push((String::new(), place));
            }
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), Error> {
        let text = std::mem::take(&mut self.paragraph);
        if let Some(cell) = &mut self.cell {
            if !cell.is_empty() && !text.is_empty() {
                cell.push(' ');
            }
            cell.push_str(&text);
            return Ok(());
        }
        self.paragraphs += 1;
        let number = self.paragraphs;
        self.builder.push(&text, || Place::Paragraph(number))?;
        self.builder.end_line()
    }
}
