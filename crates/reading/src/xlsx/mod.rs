//! Excel: every sheet as rows of cells, numbers as they are shown (percent, decimals, thousands, dates).

pub(crate) mod grid;

mod display;

use crate::document::{Builder, Document, Format, Place};
use crate::package::{Package, reference};
use crate::{Error, Limits, cells};
use display::Styles;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Columns beyond this are not part of a report.
const COLUMNS: usize = 512;

/// Reads Excel.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let mut builder = Builder::new(Format::Xlsx, limits);
    each(bytes, limits, &mut |sheet, xml| {
        sheet.rows(xml, |row, open| {
            let mut cells = Vec::new();
            for open in open {
                sheet.put(&mut cells, row, open);
            }
            cells::row(&mut builder, &cells)
        })?;
        builder.append("\n")
    })?;
    Ok(builder.finish())
}

/// Calls `with` for each sheet that is shown, with its text.
fn each(
    bytes: &[u8],
    limits: &Limits,
    with: &mut dyn FnMut(&Sheet<'_>, &str) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut package = Package::open(bytes, limits)?;
    let workbook = package.part("xl/workbook.xml")?.ok_or(Error::Broken { what: "xl/workbook.xml" })?;
    let relations = package.part("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
    let strings = package.part("xl/sharedStrings.xml")?.map_or(Ok(Vec::new()), |xml| shared(&xml))?;
    let styles = package.part("xl/styles.xml")?.map_or(Ok(Styles::default()), |xml| Styles::read(&xml))?;
    let since_1904 = since_1904(&workbook)?;
    for (n, (name, id)) in sheets(&workbook)?.into_iter().enumerate() {
        let target = target(&relations, &id)?.unwrap_or_else(|| format!("worksheets/sheet{}.xml", n + 1));
        let path = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        };
        if let Some(xml) = package.part(&path)? {
            with(&Sheet { name: &name, strings: &strings, styles: &styles, since_1904 }, &xml)?;
        }
    }
    Ok(())
}

/// Whether days are counted from 1904, as older programs on a Macintosh did.
fn since_1904(workbook: &str) -> Result<bool, Error> {
    let mut reader = Reader::from_str(workbook);
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == b"workbookPr" => {
                return Ok(attribute(&e, b"date1904").is_some_and(|v| v == "1" || v == "true"));
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

fn broken() -> Error {
    Error::Broken { what: "XML" }
}

pub(crate) fn attribute(e: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let found = e.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let value = String::from_utf8_lossy(&found.value).into_owned();
    Some(quick_xml::escape::unescape(&value).map(std::borrow::Cow::into_owned).unwrap_or(value))
}

/// Names of the sheets and the ids of their parts, hidden ones left out.
fn sheets(workbook: &str) -> Result<Vec<(String, String)>, Error> {
    let mut found = Vec::new();
    let mut reader = Reader::from_str(workbook);
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == b"sheet" => {
                let hidden = attribute(&e, b"state").is_some_and(|s| s != "visible");
                if !hidden && found.len() < 1000 {
                    found.push((
                        attribute(&e, b"name").unwrap_or_default(),
                        attribute(&e, b"id").unwrap_or_default(),
                    ));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn target(relations: &str, id: &str) -> Result<Option<String>, Error> {
    let mut reader = Reader::from_str(relations);
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(e) | Event::Empty(e)
                if e.local_name().as_ref() == b"Relationship"
                    && attribute(&e, b"Id").as_deref() == Some(id) =>
            {
                return Ok(attribute(&e, b"Target"));
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// The shared strings; phonetic hints are left out.
fn shared(xml: &str) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let (mut text, mut inside, mut phonetic) = (String::new(), false, false);
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(e) => match e.local_name().as_ref() {
                b"si" => text.clear(),
                b"t" => inside = !phonetic,
                b"rPh" => phonetic = true,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                b"si" => found.push(std::mem::take(&mut text)),
                b"t" => inside = false,
                b"rPh" => phonetic = false,
                _ => {}
            },
            Event::Empty(e) if e.local_name().as_ref() == b"si" => found.push(String::new()),
            Event::Text(t) if inside => text.push_str(&t.decode().map_err(|_| broken())?),
            Event::CData(t) if inside => text.push_str(&t.decode().map_err(|_| broken())?),
            Event::GeneralRef(r) if inside => {
                text.push_str(&reference(&r.decode().map_err(|_| broken())?).unwrap_or_default());
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

struct Sheet<'a> {
    name: &'a str,
    strings: &'a [String],
    styles: &'a Styles,
    since_1904: bool,
}

/// The cell that is open.
#[derive(Default)]
struct Open {
    column: u32,
    kind: String,
    style: usize,
    value: String,
}

impl Sheet<'_> {
    /// Calls `emit` with the number of each row and its cells in their order.
    fn rows(&self, xml: &str, mut emit: impl FnMut(u32, &[Open]) -> Result<(), Error>) -> Result<(), Error> {
        let mut reader = Reader::from_str(xml);
        let (mut row, mut open, mut inside) = (0_u32, Open::default(), false);
        let mut cells: Vec<Open> = Vec::new();
        loop {
            match reader.read_event().map_err(|_| broken())? {
                Event::Start(e) => match e.local_name().as_ref() {
                    b"row" => {
                        row =
                            attribute(&e, b"r").and_then(|r| r.parse().ok()).unwrap_or(row.saturating_add(1));
                        cells.clear();
                    }
                    b"c" => open = cell(&e, cells.last().map_or(0, |c| c.column)),
                    b"v" | b"t" => inside = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    b"v" | b"t" => inside = false,
                    b"c" => cells.push(std::mem::take(&mut open)),
                    b"row" => emit(row, &std::mem::take(&mut cells))?,
                    _ => {}
                },
                Event::Text(t) if inside => open.value.push_str(&t.decode().map_err(|_| broken())?),
                Event::GeneralRef(r) if inside => {
                    open.value.push_str(&reference(&r.decode().map_err(|_| broken())?).unwrap_or_default());
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// What a cell shows.
    fn text(&self, open: &Open) -> String {
        match open.kind.as_str() {
            "s" => {
                let at = open.value.trim().parse::<usize>().ok();
                at.and_then(|n| self.strings.get(n)).cloned().unwrap_or_default()
            }
            "str" | "inlineStr" | "e" => open.value.clone(),
            "b" => if open.value.trim() == "1" { "是" } else { "否" }.to_owned(),
            _ => self.styles.shown(&open.value, open.style),
        }
    }

    fn put(&self, cells: &mut Vec<(String, Place)>, row: u32, open: &Open) {
        let index = usize::try_from(open.column).unwrap_or(usize::MAX).saturating_sub(1);
        if index >= COLUMNS || index < cells.len() {
            return;
        }
        let place = |column: u32| Place::Sheet { sheet: self.name.to_owned(), row, column };
        while cells.len() < index {
            cells.push((String::new(), place(u32::try_from(cells.len() + 1).unwrap_or(u32::MAX))));
        }
        let text = match open.kind.as_str() {
            "b" | "e" => String::new(),
            _ => self.text(open),
        };
        cells.push((text, place(open.column)));
    }
}

/// A cell that begins; one without a reference follows the one before it.
fn cell(e: &BytesStart<'_>, before: u32) -> Open {
    Open {
        column: attribute(e, b"r").and_then(|r| column(&r)).unwrap_or(before.saturating_add(1)),
        kind: attribute(e, b"t").unwrap_or_default(),
        style: attribute(e, b"s").and_then(|s| s.parse().ok()).unwrap_or(0),
        value: String::new(),
    }
}

/// The column of a reference: AB12 is 28.
fn column(reference: &str) -> Option<u32> {
    let letters = reference.chars().take_while(char::is_ascii_alphabetic);
    let n =
        letters.take(4).fold(0_u32, |n, c| n * 26 + (u32::from(c.to_ascii_uppercase()) - u32::from('A') + 1));
    (n > 0).then_some(n)
}
