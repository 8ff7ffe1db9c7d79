//! Sheets as cells for programs: what each shows, and the exact number behind it.

use super::{COLUMNS, display::general, each};
use crate::{Error, Limits};

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it shows; a date with the time of day if there is one, yes and no as 是 and 否, an error as `#N/A`.
    pub text: String,
    /// The number behind it, with up to ten decimals and not as it is rounded for show; days since 1899-12-30 for a date.
    pub number: Option<String>,
}

/// A sheet that is not hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows that hold something: the number that Excel shows beside it, the cells from column A on.
    pub rows: Vec<(u32, Vec<Cell>)>,
}

/// Reads the sheets of an XLSX file. Formulas are not worked out: a cell shows what was kept of its result.
///
/// # Errors
/// [`Error`] as for [`crate::read`].
pub fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Error> {
    if bytes.len() > limits.bytes {
        return Err(Error::TooLarge { bytes: bytes.len(), most: limits.bytes });
    }
    let mut found = Vec::new();
    let mut characters = 0_usize;
    each(bytes, limits, &mut |sheet, xml| {
        let mut rows = Vec::new();
        sheet.rows(xml, |row, open| {
            let mut cells: Vec<Cell> = Vec::new();
            for open in open {
                let at = usize::try_from(open.column).unwrap_or(usize::MAX).saturating_sub(1);
                if at >= COLUMNS || at < cells.len() {
                    continue;
                }
                cells.resize(at, Cell::default());
                let (mut text, mut number) = (sheet.text(open), None);
                if matches!(open.kind.as_str(), "" | "n")
                    && let Ok(exact) = open.value.trim().parse::<f64>()
                {
                    let dated = sheet.styles.dated(open.style);
                    // A workbook of 1904 counts 1462 days less.
                    let exact = if dated && sheet.since_1904 { exact + 1462.0 } else { exact };
                    if dated {
                        text = sheet.styles.shown(&exact.to_string(), open.style) + &time_of_day(exact);
                    }
                    number = Some(general(exact));
                }
                characters = characters.saturating_add(text.chars().count());
                cells.push(Cell { text, number });
            }
            if characters > limits.characters {
                return Err(Error::TooMuchText { most: limits.characters });
            }
            if cells.iter().any(|c| !c.text.trim().is_empty()) {
                rows.push((row, cells));
            }
            Ok(())
        })?;
        found.push(Sheet { name: sheet.name.to_owned(), rows });
        Ok(())
    })?;
    Ok(found)
}

/// ` 09:30:00` of a serial number; nothing for a whole day.
fn time_of_day(serial: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a fraction of a day has less than 86400 seconds")]
    let seconds = (serial.fract() * 86_400.0).round() as i64;
    if !(1..86_400).contains(&seconds) {
        return String::new();
    }
    format!(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
