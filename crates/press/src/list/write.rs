//! A list as a file.

use super::{Cell, List};
use deadline::DateTime;
use paper::{Block, Day, Layout, Paper, Table};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Widest column of a workbook, in characters.
const WIDTH_MAX: u16 = 60;

/// The list as a workbook: title, header frozen, text typed as text, widths after what stands in the columns.
///
/// # Errors
/// The writer's: more rows than a sheet has, a text longer than a cell holds.
pub fn xlsx(list: &List, made_on: DateTime) -> Result<Vec<u8>, XlsxError> {
    let mut sheet = Worksheet::new();
    let head = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00E8_EEF4));
    let cell = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    let last = u16::try_from(list.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    if last > 0 {
        sheet.merge_range(0, 0, 0, last, &list.title, &title)?;
    } else {
        sheet.write_string_with_format(0, 0, &list.title, &title)?;
    }
    for (at, column) in (0_u16..).zip(&list.columns) {
        sheet.write_string_with_format(1, at, &column.title, &head)?;
        let cells = list.rows.iter().filter_map(|r| r.get(usize::from(at))).map(|c| wide(&c.shown()));
        let width = cells.chain([wide(&column.title)]).max().unwrap_or(0).clamp(6, WIDTH_MAX);
        sheet.set_column_width(at, width + 2)?;
    }
    for (row, cells) in (2_u32..).zip(&list.rows) {
        for (at, value) in (0_u16..).zip(cells) {
            match value {
                Cell::Empty => sheet.write_blank(row, at, &cell)?,
                Cell::Text(text) => sheet.write_string_with_format(row, at, fitting(text), &cell)?,
                Cell::Number(..) => {
                    // Decimals go as the number they show; a spreadsheet has no exact decimals.
                    let number = value.shown().parse::<f64>().unwrap_or_default();
                    sheet.write_number_with_format(row, at, number, &cell)?
                }
            };
        }
    }
    sheet.set_freeze_panes(2, 0)?;
    if !list.rows.is_empty() {
        let end = u32::try_from(list.rows.len()).unwrap_or(u32::MAX).saturating_add(1);
        sheet.autofilter(1, 0, end, last)?;
    }
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(made_on)?);
    workbook.push_worksheet(sheet);
    workbook.save_to_buffer()
}

/// What fits into a cell: a longer text ends in `…`; the record keeps it whole.
fn fitting(text: &str) -> std::borrow::Cow<'_, str> {
    /// Excel's own limit is 32 767 UTF-16 units.
    const UNITS_MAX: usize = 32_000;
    if text.len() <= UNITS_MAX {
        return text.into();
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > UNITS_MAX
    });
    end.map_or_else(|| text.into(), |(at, _)| format!("{}…", &text[..at]).into())
}

/// The day stands in the file instead of the clock's, so that the same list gives the same bytes.
fn properties(made_on: DateTime) -> Result<DocProperties, XlsxError> {
    let year = u16::try_from(made_on.year()).unwrap_or(1900);
    let small = |n: i8| u8::try_from(n).unwrap_or(1);
    let day = ExcelDateTime::from_ymd(year, small(made_on.month()), small(made_on.day()))?;
    Ok(DocProperties::new().set_author("Fadu").set_creation_datetime(&day))
}

/// Width on a screen: a Chinese character takes two.
fn wide(text: &str) -> u16 {
    let widest =
        text.lines().map(|l| l.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>()).max();
    u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX)
}

/// Signs by which a spreadsheet that opens CSV takes a cell for a formula, their full-width forms included.
const FORMULA: &[char] =
    &['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '﹣', '﹢', '﹦', '﹫', '＠', '−'];

/// The list as CSV with a byte order mark, as Excel and WPS expect it; every cell is quoted. Text that a spreadsheet
/// could take for a formula begins with an apostrophe.
pub fn csv(list: &List) -> String {
    let mut out = String::from("\u{FEFF}");
    let line = |out: &mut String, cells: Vec<String>| {
        *out += &cells.join(",");
        *out += "\r\n";
    };
    line(&mut out, list.columns.iter().map(|c| quoted(&safe(&c.title))).collect());
    for row in &list.rows {
        let cell = |c: &Cell| match c {
            Cell::Text(text) => quoted(&safe(text)),
            other => quoted(&other.shown()),
        };
        line(&mut out, row.iter().map(cell).collect());
    }
    out
}

fn safe(text: &str) -> String {
    let clean: String = text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
    // White space before the sign does not stop a spreadsheet.
    let first = text.trim_start_matches(|c: char| c.is_whitespace() && !FORMULA.contains(&c));
    let risky = text.starts_with(FORMULA) || first.starts_with(FORMULA);
    if risky { format!("'{clean}") } else { clean }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The list as a paper: title, table with its header on every page.
pub fn paper(list: &List, made_on: DateTime) -> Paper {
    let share = |at: usize, title: &str| {
        let cells = list.rows.iter().take(200).filter_map(|r| r.get(at)).map(|c| wide(&c.shown()));
        cells.chain([wide(title)]).max().unwrap_or(1).clamp(4, 40)
    };
    let number = |at: usize| list.rows.iter().all(|r| !matches!(r.get(at), Some(Cell::Text(_))));
    let table = Table {
        shares: list.columns.iter().enumerate().map(|(n, c)| share(n, &c.title)).collect(),
        head: list.columns.iter().map(|c| c.title.clone()).collect(),
        rows: list.rows.iter().map(|r| r.iter().map(Cell::shown).collect()).collect(),
        centred: (0..list.columns.len()).map(number).collect(),
    };
    Paper {
        layout: Layout::Report { english: false },
        organ: None,
        number: None,
        title: list.title.clone(),
        recipient: None,
        body: vec![Block::Table(table)],
        signed: None,
        dated: None,
        day: Day { year: made_on.year(), month: made_on.month(), day: made_on.day() },
        check: None,
    }
}
