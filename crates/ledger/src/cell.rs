//! Values out of cells, as people and spreadsheets write them.

use crate::mapping::bare;
use crate::table::Cell;
use jiff::civil::{Date, DateTime, Time};

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text as it stands.
    Text,
    /// Several texts, parted by 、 ， , ; or line breaks.
    Texts,
    /// A whole number.
    Number,
    /// Yuan with at most two decimals; the value is fen.
    Money,
    /// A day; the value is a text as 2023-03-01.
    Date,
    /// A moment; the value is a text as 2023-03-01T09:30:00.
    Time,
    /// 是 or 否.
    Flag,
    /// One of these: the value, and its titles in other languages.
    Choice(Vec<(String, Vec<String>)>),
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number; money in fen.
    Number(i64),
    /// Text, a day, a moment, a choice.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
}

/// When something happened: a moment, or a day without the time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Only the day is known.
    Day(Date),
    /// The moment.
    At(DateTime),
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It must be filled.
    Missing,
    /// Not a whole number.
    Number,
    /// Not an amount of yuan with at most two decimals.
    Money,
    /// Not a day.
    Date,
    /// Not a moment.
    Time,
    /// Neither yes nor no.
    Flag,
    /// None of these.
    Choice(Vec<String>),
    /// A number of more than 15 digits: the spreadsheet has lost the last ones.
    LostDigits,
    /// The spreadsheet shows an error, as #N/A.
    SheetError,
    /// The same key stands in this row already.
    KeyTwice(u32),
    /// It happened before the step before it.
    Backwards,
}

impl Fault {
    /// Stable name, as `lost-digits`.
    pub fn name(&self) -> &'static str {
        match self {
            Fault::Missing => "missing",
            Fault::Number => "number",
            Fault::Money => "money",
            Fault::Date => "date",
            Fault::Time => "time",
            Fault::Flag => "flag",
            Fault::Choice(_) => "choice",
            Fault::LostDigits => "lost-digits",
            Fault::SheetError => "sheet-error",
            Fault::KeyTwice(_) => "key-twice",
            Fault::Backwards => "backwards",
        }
    }

    /// What its sentence names: the options, the other row.
    pub fn detail(&self) -> String {
        match self {
            Fault::Choice(options) => options.join("、"),
            Fault::KeyTwice(row) => row.to_string(),
            _ => String::new(),
        }
    }
}

/// Reads a cell; none if it is empty.
///
/// # Errors
/// What is wrong with it.
pub fn value(cell: &Cell, kind: &Kind) -> Result<Option<Value>, Fault> {
    let text = cell.text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if cell.number.is_none() && is_error(text) {
        return Err(Fault::SheetError);
    }
    let value = match kind {
        Kind::Text => Value::Text(exact_text(cell)?),
        Kind::Texts => {
            let parts =
                text.split(['、', '，', ',', ';', '；', '\n']).map(str::trim).filter(|p| !p.is_empty());
            Value::Texts(parts.map(str::to_owned).collect())
        }
        Kind::Number => Value::Number(number(cell).ok_or(Fault::Number)?),
        Kind::Money => Value::Number(fen(cell).ok_or(Fault::Money)?),
        Kind::Date => match moment(cell).ok_or(Fault::Date)? {
            Moment::Day(day) => Value::Text(day.to_string()),
            Moment::At(at) => Value::Text(at.date().to_string()),
        },
        Kind::Time => match moment(cell).ok_or(Fault::Time)? {
            Moment::Day(_) => return Err(Fault::Time),
            Moment::At(at) => Value::Text(at.to_string()),
        },
        Kind::Flag => Value::Flag(flag(text).ok_or(Fault::Flag)?),
        Kind::Choice(options) => {
            let asked = bare(text);
            let fits = |(value, titles): &&(String, Vec<String>)| {
                value == text || bare(value) == asked || titles.iter().any(|t| bare(t) == asked)
            };
            let found = options.iter().find(fits).map(|(value, _)| value.clone());
            Value::Text(found.ok_or_else(|| Fault::Choice(options.iter().map(|(v, _)| v.clone()).collect()))?)
        }
    };
    Ok(Some(value))
}

/// The errors of a spreadsheet.
fn is_error(text: &str) -> bool {
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"].contains(&text)
}

/// Text; a number in the place of a text with all its digits, if the spreadsheet still has them.
fn exact_text(cell: &Cell) -> Result<String, Fault> {
    match &cell.number {
        Some(n) if n.chars().filter(char::is_ascii_digit).count() > 15 => Err(Fault::LostDigits),
        _ => Ok(cell.text.trim().to_owned()),
    }
}

/// Full-width digits, points and signs as plain ones; separators of thousands and blanks left out.
fn plain(text: &str) -> String {
    let one = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        '．' => '.',
        '－' => '-',
        '：' => ':',
        '／' => '/',
        c => c,
    };
    text.chars().map(one).filter(|c| !matches!(c, ',' | '，' | '\u{3000}' | ' ' | '\u{a0}')).collect()
}

fn exact(cell: &Cell) -> String {
    cell.number.clone().unwrap_or_else(|| plain(&cell.text))
}

/// The digits before a unit: 12 of 12人.
fn without_unit(text: &str) -> &str {
    text.trim_end_matches(|c: char| !c.is_ascii_digit())
}

fn number(cell: &Cell) -> Option<i64> {
    let text = exact(cell);
    let digits = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    without_unit(digits).parse().ok()
}

fn fen(cell: &Cell) -> Option<i64> {
    let text = exact(cell);
    let text = text.trim_start_matches(['¥', '￥']);
    let (text, times) = match text.strip_suffix("万元").or_else(|| text.strip_suffix('万')) {
        Some(rest) => (rest, 10_000),
        None => (text.strip_suffix('元').unwrap_or(text), 1),
    };
    let (yuan, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    let most = if times == 1 { 2 } else { 6 };
    if yuan.is_empty() || !digits(yuan) || !digits(part) {
        return None;
    }
    let part = part.trim_end_matches('0');
    if part.len() > most {
        return None;
    }
    let whole = yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_mul(times)?;
    let fraction: i64 = format!("{part:0<most$}").parse().ok()?;
    whole.checked_add(fraction)
}

fn flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "是" | "有" | "√" | "✓" | "☑" | "y" | "yes" | "true" | "1" | "对" => Some(true),
        "否" | "无" | "×" | "✗" | "☐" | "n" | "no" | "false" | "0" | "不是" | "没有" => {
            Some(false)
        }
        _ => None,
    }
}

/// The moment or day of a cell: a spreadsheet's serial number, or a text as 2023年3月1日 9时30分, 2023.3.1, 2023/3/1 9:30,
/// 2023-03-01T09:30:00, 20230301. A year has four digits.
pub fn moment(cell: &Cell) -> Option<Moment> {
    if let Some(serial) = &cell.number
        && let Ok(serial) = serial.parse::<f64>()
        && serial < 1_000_000.0
    {
        return of_serial(serial);
    }
    of_text(&cell.text)
}

/// Days since 1899-12-30; before March 1900 the count is off by one, and no ledger is that old.
fn of_serial(serial: f64) -> Option<Moment> {
    if !(61.0..200_000.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked above")]
    let seconds = (serial * 86_400.0).round() as i64;
    let zero = Date::constant(1899, 12, 30);
    let day = zero.checked_add(jiff::Span::new().days(seconds / 86_400)).ok()?;
    let left = seconds % 86_400;
    if left == 0 {
        return Some(Moment::Day(day));
    }
    let midnight = day.to_datetime(Time::midnight());
    midnight.checked_add(jiff::Span::new().seconds(left)).ok().map(Moment::At)
}

fn of_text(text: &str) -> Option<Moment> {
    // Blanks part the day from the time, so they stay.
    let text: String = text.trim().chars().map(|c| if c == '\u{3000}' { ' ' } else { c }).collect();
    let text: String = text
        .chars()
        .flat_map(|c| if c == ' ' { vec![' '] } else { plain(&c.to_string()).chars().collect() })
        .collect();
    if text.len() == 8 && text.chars().all(|c| c.is_ascii_digit()) {
        return day(text.get(..4)?, text.get(4..6)?, text.get(6..)?).map(Moment::Day);
    }
    let mut numbers: Vec<&str> = Vec::new();
    let mut marks = String::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits == 0 {
            let c = rest.chars().next()?;
            marks.push(c);
            rest = rest.get(c.len_utf8()..)?;
        } else {
            numbers.push(rest.get(..digits)?);
            rest = rest.get(digits..)?;
        }
    }
    let allowed = |c: char| {
        matches!(c, '年' | '月' | '日' | '号' | '时' | '分' | '秒' | '点' | '-' | '/' | '.' | ':' | 'T' | ' ')
    };
    if !marks.chars().all(allowed) || numbers.first().is_none_or(|y| y.len() != 4) {
        return None;
    }
    let of = |n: usize| numbers.get(n).copied();
    let date = day(of(0)?, of(1)?, of(2)?)?;
    let small = |t: &str| t.parse::<i8>().ok().filter(|_| t.len() <= 2);
    match (of(3), of(4), of(5), numbers.len()) {
        (None, ..) => Some(Moment::Day(date)),
        (Some(h), m, s, 4..=6) if m.is_some() || marks.contains(['时', '点']) => {
            let time = Time::new(small(h)?, small(m.unwrap_or("0"))?, small(s.unwrap_or("0"))?, 0).ok()?;
            Some(Moment::At(date.to_datetime(time)))
        }
        // Fractions of a second, as some systems export them.
        (Some(h), Some(m), Some(s), 7) => {
            let time = Time::new(small(h)?, small(m)?, small(s)?, 0).ok()?;
            Some(Moment::At(date.to_datetime(time)))
        }
        _ => None,
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
