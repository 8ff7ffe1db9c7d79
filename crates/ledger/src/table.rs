//! A ledger's table: the header below its titles, the rows below the header.

use crate::mapping::bare;
use reading::Limits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The header is looked for in so many rows.
const HEADER_WITHIN: usize = 20;

/// What a row says in its first cell when it sums up the rows above it.
const SUMS: &[&str] = &["合计", "总计", "小计", "累计"];

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// What it shows.
    #[serde(rename = "t", default)]
    pub text: String,
    /// The exact number behind it, in a workbook; days since 1899-12-30 for a date.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

impl Cell {
    /// What it says without loss: the number behind it and not as it is rounded for show, but a date as it is shown.
    pub fn exact(&self) -> &str {
        match &self.number {
            Some(number) if !self.text.contains('年') => number,
            _ => self.text.trim(),
        }
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The number that a spreadsheet shows beside it; of a CSV file the line on which it begins.
    pub number: u32,
    /// A cell for each column of the header.
    pub cells: Vec<Cell>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The sheet it stands on; empty for CSV.
    pub sheet: String,
    /// The row of the header.
    pub header_row: u32,
    /// Titles of the columns, each once: a second 日期 is 日期(2). A column without a title is named by its letter: 列C.
    pub header: Vec<String>,
    /// Rows below the header that hold something.
    pub rows: Vec<Row>,
    /// Rows left out because they sum up others.
    pub sums: Vec<u32>,
}

/// Why no table was read, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The file itself.
    #[error(transparent)]
    File(#[from] reading::Error),
    /// Neither XLSX nor CSV.
    #[error(
        "只能读取 xlsx 和 csv;请在 Excel 或者 WPS 里另存为 xlsx · only xlsx and csv are read; save it as xlsx"
    )]
    Format,
    /// There is no header.
    #[error(
        "前{HEADER_WITHIN}行里没有找到表头(至少两列有文字的一行);请把表头放在前{HEADER_WITHIN}行 · no header (a row with text in two columns) in the first {HEADER_WITHIN} rows; move it there"
    )]
    NoHeader,
    /// A quotation mark that is never closed, or the like.
    #[error(
        "CSV 第{line}行读不了;请在 Excel 或者 WPS 里另存为 xlsx · line {line} of the CSV can't be read; save it as xlsx"
    )]
    Csv {
        /// The line.
        line: u64,
    },
}

/// Reads the first sheet with a header. `known` are titles that the header is likely to have: of several rows that could
/// be the header the one with most of them is it.
///
/// # Errors
/// See [`TableError`].
pub fn read(bytes: &[u8], name: &str, known: &[&str], limits: &Limits) -> Result<Table, TableError> {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(reading::Error::OldOffice.into());
    }
    let sheets = if bytes.starts_with(b"PK\x03\x04") {
        if ending == "docx" {
            return Err(TableError::Format);
        }
        let sheets = reading::sheets(bytes, limits)?;
        sheets.into_iter().map(|s| (s.name, s.rows.into_iter().map(of_sheet).collect())).collect()
    } else if bytes.starts_with(b"%PDF-")
        || bytes.get(..1024.min(bytes.len())).is_some_and(|h| h.contains(&0) && !marked(h))
    {
        return Err(TableError::Format);
    } else {
        vec![(String::new(), csv_rows(&reading::text(bytes, limits)?)?)]
    };
    let known: Vec<String> = known.iter().map(|k| bare(k)).collect();
    let best = sheets.into_iter().filter_map(|(sheet, rows)| {
        let (at, score) = header(&rows, &known)?;
        Some((score, sheet, rows, at))
    });
    // The first of the best: max_by_key takes the last of equals.
    let best = best.reduce(|a, b| if b.0 > a.0 { b } else { a });
    let (_, sheet, rows, at) = best.ok_or(TableError::NoHeader)?;
    Ok(table(sheet, rows, at))
}

fn marked(head: &[u8]) -> bool {
    head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff])
}

fn of_sheet((number, cells): (u32, Vec<reading::Cell>)) -> Row {
    let cells = cells.into_iter().map(|c| Cell { text: c.text, number: c.number });
    Row { number, cells: cells.collect() }
}

fn csv_rows(text: &str) -> Result<Vec<Row>, TableError> {
    // The reader counts a line's end at its last character only when it reads on: with one character it is right.
    let text = &text.replace("\r\n", "\n");
    let head: Vec<&str> = text.lines().take(HEADER_WITHIN).collect();
    let count = |c: char| head.iter().map(|l| l.matches(c).count()).max().unwrap_or(0);
    let delimiter = [('\t', b'\t'), (';', b';'), (',', b',')];
    let (_, delimiter) = delimiter.into_iter().max_by_key(|(c, _)| count(*c)).unwrap_or((',', b','));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|e| TableError::Csv { line: e.position().map_or(0, csv::Position::line) })?;
        let number = record.position().map_or(0, csv::Position::line);
        let cells: Vec<Cell> =
            record.iter().map(|t| Cell { text: unguarded(t).to_owned(), number: None }).collect();
        if cells.iter().any(|c| !c.text.trim().is_empty()) {
            rows.push(Row { number: u32::try_from(number).unwrap_or(u32::MAX), cells });
        }
    }
    Ok(rows)
}

/// The text without the apostrophe that keeps a spreadsheet from reading a formula out of it.
fn unguarded(text: &str) -> &str {
    let formula = |c: char| "=+-@＝＋－＠\t\r".contains(c);
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(formula) || rest.trim_start().starts_with(formula) => rest,
        _ => text,
    }
}

/// The place of the header among the rows, and how many known titles it has.
fn header(rows: &[Row], known: &[String]) -> Option<(usize, usize)> {
    let texts =
        |row: &Row| row.cells.iter().filter(|c| c.number.is_none() && !c.text.trim().is_empty()).count();
    let score = |row: &Row| row.cells.iter().filter(|c| known.contains(&bare(&c.text))).count();
    let first = rows.iter().take(HEADER_WITHIN);
    let best = first.enumerate().filter(|(_, r)| texts(r) >= 2).map(|(at, r)| (at, score(r)));
    best.reduce(|a, b| if b.1 > a.1 { b } else { a })
}

fn table(sheet: String, mut rows: Vec<Row>, at: usize) -> Table {
    let below = rows.split_off(at + 1);
    let head = rows.pop().map_or((0, Vec::new()), |r| (r.number, r.cells));
    let used = below.iter().map(|r| last_used(&r.cells)).max().unwrap_or(0);
    let width = last_used(&head.1).max(used);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let titled = |n: usize| {
        let title = head.1.get(n).map(|c| c.text.split_whitespace().collect::<Vec<_>>().join(" "));
        let title = title.filter(|t| !t.is_empty()).unwrap_or_else(|| format!("列{}", letters(n)));
        let times = seen.entry(title.clone()).or_default();
        *times += 1;
        if *times == 1 { title } else { format!("{title}({times})") }
    };
    let header: Vec<String> = (0..width).map(titled).collect();
    let (mut kept, mut sums) = (Vec::new(), Vec::new());
    for mut row in below {
        let first = row.cells.iter().find(|c| !c.text.trim().is_empty()).map(|c| bare(&c.text));
        if first.is_none_or(|f| SUMS.contains(&f.trim_end_matches([':', '：']))) {
            sums.push(row.number);
            continue;
        }
        row.cells.resize(width, Cell::default());
        kept.push(row);
    }
    Table { sheet, header_row: head.0, header, rows: kept, sums }
}

fn last_used(cells: &[Cell]) -> usize {
    cells.iter().rposition(|c| !c.text.trim().is_empty()).map_or(0, |n| n + 1)
}

/// The letters of a column: 0 is A, 26 is AA.
fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut out = Vec::new();
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        out.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    out.iter().rev().collect()
}

impl Table {
    /// The place of a column.
    pub fn column(&self, title: &str) -> Option<usize> {
        self.header.iter().position(|h| h == title)
    }

    /// Takes out the columns with these titles.
    pub fn drop_columns(&mut self, titles: &[String]) {
        for title in titles {
            if let Some(at) = self.column(title) {
                self.header.remove(at);
                self.rows.iter_mut().for_each(|r| drop(r.cells.remove(at)));
            }
        }
    }
}
