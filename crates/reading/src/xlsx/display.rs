//! Numbers as a sheet shows them: by the number format of the cell.

use super::{attribute, broken};
use crate::Error;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// How a cell shows its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    /// As it is.
    #[default]
    General,
    /// With so many decimals.
    Decimals(usize),
    /// As a percentage with so many decimals.
    Percent(usize),
    /// As a date.
    Date,
}

/// The number formats of the cell styles.
#[derive(Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    pub(super) fn read(xml: &str) -> Result<Self, Error> {
        let mut custom = BTreeMap::new();
        let mut styles = Vec::new();
        let mut inside = false;
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().map_err(|_| broken())? {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    b"numFmt" => {
                        let id = attribute(&e, b"numFmtId").and_then(|n| n.parse::<u32>().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&e, b"formatCode")) {
                            custom.insert(id, code_shown(&code));
                        }
                    }
                    b"cellXfs" => inside = true,
                    b"cellStyleXfs" | b"cellStyles" | b"dxfs" => inside = false,
                    b"xf" if inside => {
                        let id = attribute(&e, b"numFmtId").and_then(|n| n.parse().ok()).unwrap_or(0);
                        styles.push(custom.get(&id).copied().unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(Self(styles)),
                _ => {}
            }
        }
    }

    /// Whether a style shows a number as a date or time.
    pub(super) fn dated(&self, style: usize) -> bool {
        self.0.get(style) == Some(&Shown::Date)
    }

    /// The text that a number shows as.
    pub(super) fn shown(&self, value: &str, style: usize) -> String {
        let value = value.trim();
        let Ok(number) = value.parse::<f64>() else { return value.to_owned() };
        match self.0.get(style).copied().unwrap_or_default() {
            Shown::General => general(number),
            Shown::Decimals(n) => format!("{number:.n$}"),
            Shown::Percent(n) => format!("{:.n$}%", number * 100.0),
            Shown::Date => date(number).unwrap_or_else(|| general(number)),
        }
    }
}

/// Up to eleven significant digits, as the General format has them, so that 0.1+0.2 is 0.3.
pub(super) fn general(number: f64) -> String {
    if number == number.trunc() && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let short = format!("{number:.10}");
    short.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The built-in formats of ECMA-376 part 1, 18.8.30, with those of Chinese locales for dates.
fn built_in(id: u32) -> Shown {
    match id {
        1 | 3 | 37 | 38 => Shown::Decimals(0),
        2 | 4 | 39 | 40 => Shown::Decimals(2),
        9 => Shown::Percent(0),
        10 => Shown::Percent(2),
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shown::Date,
        _ => Shown::General,
    }
}

fn code_shown(code: &str) -> Shown {
    let first = code.split(';').next().unwrap_or_default();
    let mut plain = String::new();
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    for c in first.chars() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if bracket => bracket = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            _ if quoted || bracket => {}
            c => plain.push(c),
        }
    }
    let decimals =
        plain.split_once('.').map_or(0, |(_, d)| d.chars().take_while(|c| matches!(c, '0' | '#')).count());
    if plain.contains('%') {
        Shown::Percent(decimals.min(9))
    } else if plain.contains(['y', 'm', 'd', 'h', 'Y', 'D']) {
        Shown::Date
    } else if plain.contains('0') {
        Shown::Decimals(decimals.min(9))
    } else {
        Shown::General
    }
}

/// The day of a serial number: 1 is 1 January 1900, and 60 a 29 February that never was.
fn date(serial: f64) -> Option<String> {
    if !(61.0..200_000.0).contains(&serial) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked above")]
    let days = serial as i64 - 60;
    // Days from 1 March 1900 on, in years that begin in March.
    let mut year = 1900;
    let mut left = days - 1;
    let length =
        |y: i64| if (y + 1) % 4 == 0 && ((y + 1) % 100 != 0 || (y + 1) % 400 == 0) { 366 } else { 365 };
    while left >= length(year) {
        left -= length(year);
        year += 1;
    }
    let m = (5 * left + 2) / 153;
    let day = left - (153 * m + 2) / 5 + 1;
    let (month, year) = if m < 10 { (m + 3, year) } else { (m - 9, year + 1) };
    Some(format!("{year}年{month}月{day}日"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_as_the_sheet_shows_them() {
        let styles = Styles(vec![
            Shown::General,
            code_shown("0.0%"),
            code_shown("#,##0.00_);[Red]\\(0\\)"),
            code_shown("yyyy\"年\"m\"月\"d\"日\""),
        ]);
        assert_eq!(styles.shown("0.30000000000000004", 0), "0.3");
        assert_eq!(styles.shown("140", 0), "140");
        assert_eq!(styles.shown("0.8857142857", 1), "88.6%");
        assert_eq!(styles.shown("1284.5", 2), "1284.50");
        assert_eq!(styles.shown("45264", 3), "2023年12月4日");
        assert_eq!(styles.shown("n/a", 0), "n/a");
    }
}
