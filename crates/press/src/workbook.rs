//! The statistics table as XLSX: every cell leads to the records behind it.

use figures::Row;
use kernel::{Rulebook, Words};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet, XlsxError};

/// One record behind a figure, for the second sheet.
#[derive(Clone, Debug)]
pub struct Behind {
    /// Figure.
    pub figure: String,
    /// Day.
    pub day: String,
    /// The matter's number.
    pub number: String,
    /// Dimension.
    pub dimension: String,
    /// Amount.
    pub amount: i64,
    /// Place in the record.
    pub seq: u64,
}

/// Words of the workbook.
#[derive(Clone, Debug)]
pub struct Labels {
    /// Title over the table.
    pub title: String,
    /// Names of the two sheets.
    pub sheets: [String; 2],
    /// Headings of the table: item, figure, part, value, unit, numerator, denominator, what is counted, records.
    pub table: [String; 9],
    /// Headings of the records: figure, day, number, part, amount, place in the record.
    pub records: [String; 6],
    /// Not applicable.
    pub not_applicable: String,
    /// Picks a language.
    pub pick: fn(&Words) -> &str,
}

/// Makes the workbook: the table and, on a second sheet, the records behind each of its cells.
///
/// # Errors
/// The writer's: a sheet that is too long, a text that is.
pub fn statistics(
    rulebook: &Rulebook,
    rows: &[Row],
    behind: &[Behind],
    labels: &Labels,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let first = records_sheet(rulebook, behind, labels)?;
    let table = table_sheet(rulebook, rows, &first, labels)?;
    workbook.push_worksheet(table);
    workbook.push_worksheet(first.sheet);
    workbook.save_to_buffer()
}

/// The sheet of records and the row where each figure's begin.
struct Records {
    sheet: Worksheet,
    begins: std::collections::BTreeMap<String, (u32, usize)>,
}

fn head() -> Format {
    Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_background_color(Color::RGB(0xE8EEF4))
}

fn records_sheet(rulebook: &Rulebook, behind: &[Behind], labels: &Labels) -> Result<Records, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(&labels.sheets[1])?;
    for (column, title) in (0_u16..).zip(&labels.records) {
        sheet.write_string_with_format(0, column, title, &head())?;
    }
    let mut begins = std::collections::BTreeMap::new();
    for (row, b) in (1_u32..).zip(behind) {
        let title = rulebook.figures.get(&b.figure).map_or("", |f| (labels.pick)(&f.title));
        begins.entry(b.figure.clone()).or_insert((row, 0)).1 += 1;
        sheet.write_string(row, 0, title)?;
        sheet.write_string(row, 1, &b.day)?;
        sheet.write_string(row, 2, &b.number)?;
        sheet.write_string(row, 3, &b.dimension)?;
        sheet.write(row, 4, b.amount)?;
        sheet.write(row, 5, b.seq)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (column, width) in [(0, 26), (1, 12), (2, 26), (3, 16), (4, 10), (5, 12)] {
        sheet.set_column_width(column, width)?;
    }
    Ok(Records { sheet, begins })
}

fn table_sheet(
    rulebook: &Rulebook,
    rows: &[Row],
    records: &Records,
    labels: &Labels,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(&labels.sheets[0])?;
    let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    sheet.merge_range(0, 0, 0, 8, &labels.title, &title)?;
    for (column, text) in (0_u16..).zip(&labels.table) {
        sheet.write_string_with_format(1, column, text, &head())?;
    }
    let cell = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let link = Format::new().set_border(FormatBorder::Thin).set_font_color(Color::RGB(0x0B57A4));
    for (row, r) in (2_u32..).zip(rows) {
        let Some(figure) = rulebook.figures.get(&r.figure) else { continue };
        if let Some(item) = figure.item {
            sheet.write_with_format(row, 0, item, &cell)?;
        } else {
            sheet.write_blank(row, 0, &cell)?;
        }
        sheet.write_string_with_format(row, 1, (labels.pick)(&figure.title), &cell)?;
        sheet.write_string_with_format(row, 2, &r.dimension, &cell)?;
        match r.value {
            // Decimals go as the number they show; a spreadsheet has no exact decimals.
            Some(v) => {
                sheet.write_with_format(row, 3, v.to_string().parse::<f64>().unwrap_or_default(), &cell)?
            }
            None => sheet.write_string_with_format(row, 3, &labels.not_applicable, &cell)?,
        };
        sheet.write_string_with_format(row, 4, &r.unit, &cell)?;
        for (column, number) in [(5, r.numerator), (6, r.denominator)] {
            match number {
                Some(n) => sheet.write_with_format(row, column, n, &cell)?,
                None => sheet.write_blank(row, column, &cell)?,
            };
        }
        sheet.write_string_with_format(row, 7, (labels.pick)(&figure.means), &cell)?;
        match records.begins.get(source(figure)) {
            Some((at, n)) => {
                let url =
                    Url::new(format!("internal:'{}'!A{}", labels.sheets[1], at + 1)).set_text(n.to_string());
                sheet.write_url_with_format(row, 8, url, &link)?
            }
            None => sheet.write_with_format(row, 8, 0, &cell)?,
        };
    }
    sheet.set_freeze_panes(2, 0)?;
    for (column, width) in [(0, 6), (1, 34), (2, 14), (3, 12), (4, 8), (5, 10), (6, 10), (7, 60), (8, 10)] {
        sheet.set_column_width(column, width)?;
    }
    Ok(sheet)
}

/// The figure whose records stand behind a figure: its own, or those of what stands above its line.
fn source(figure: &kernel::definition::Figure) -> &str {
    match &figure.kind {
        kernel::definition::FigureKind::Ratio { numerator, .. } => numerator,
        kernel::definition::FigureKind::Least { of, .. } => of,
        _ => &figure.name,
    }
}
