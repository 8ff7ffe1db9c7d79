//! Excel: every sheet as rows of cells, numbers as they are shown (percent, decimals, thousands, dates).

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
    let mut package = Package::open(bytes, limits)?;
    let workbook = package.part("xl/workbook.xml")?.ok_or(Error::Broken { what: "xl/workbook.xml" })?;
    let relations = package.part("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
    let strings = package.part("xl/sharedStrings.xml")?.map_or(Ok(Vec::new()), |xml| shared(&xml))?;
    let styles = package.part("xl/styles.xml")?.map_or(Ok(Styles::default()), |xml| Styles::read(&xml))?;
    let mut builder = Builder::new(Format::Xlsx, limits);
    for (n, (name, id)) in sheets(&workbook)?.into_iter().enumerate() {
        let target = target(&relations, &id)?.unwrap_or_else(|| format!("worksheets/sheet{}.xml", n + 1));
        let path = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        };
        if let Some(xml) = package.part(&path)? {
            Sheet { name: &name, strings: &strings, styles: &styles }.rows(&xml, &mut builder)?;
            builder.append("\n")?;
        }
    }
    Ok(builder.finish())
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
    fn rows(&self, xml: &str, builder: &mut Builder) -> Result<(), Error> {
        let mut reader = Reader::from_str(xml);
        let (mut row, mut cells, mut open, mut inside) = (0_u32, Vec::new(), Open::default(), false);
        loop {
            match reader.read_event().map_err(|_| broken())? {
                Event::Start(e) => match e.local_name().as_ref() {
                    b"row" => {
                        row =
                            attribute(&e, b"r").and_then(|r| r.parse().ok()).unwrap_or(row.saturating_add(1));
                        cells.clear();
                    }
                    b"c" => open = self.cell(&e, cells.len()),
                    b"v" | b"t" => inside = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    b"v" | b"t" => inside = false,
                    b"c" => self.put(&mut cells, row, &open),
                    b"row" => cells::row(builder, &std::mem::take(&mut cells))?,
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

    fn cell(&self, e: &BytesStart<'_>, before: usize) -> Open {
        let named = attribute(e, b"r").and_then(|r| column(&r));
        Open {
            column: named.unwrap_or(u32::try_from(before + 1).unwrap_or(u32::MAX)),
            kind: attribute(e, b"t").unwrap_or_default(),
            style: attribute(e, b"s").and_then(|s| s.parse().ok()).unwrap_or(0),
            value: String::new(),
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
            "s" => open
                .value
                .trim()
                .parse()
                .ok()
                .and_then(|n: usize| self.strings.get(n))
                .cloned()
                .unwrap_or_default(),
            "str" | "inlineStr" => open.value.clone(),
            "b" | "e" => String::new(),
            _ => self.styles.shown(&open.value, open.style),
        };
        cells.push((text, place(open.column)));
    }
}

/// The column of a reference: AB12 is 28.
fn column(reference: &str) -> Option<u32> {
    let letters = reference.chars().take_while(char::is_ascii_alphabetic);
    let n =
        letters.take(4).fold(0_u32, |n, c| n * 26 + (u32::from(c.to_ascii_uppercase()) - u32::from('A') + 1));
    (n > 0).then_some(n)
}
