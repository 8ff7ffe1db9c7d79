//! Forms made from an action's definition, and facts read from what was sent.

use crate::wording::{Language, Wording};
use kernel::definition::{Accepts, Action, Field, FieldKind, Procedure};
use kernel::{FileRef, MediaGroup, Value};
use serde::Serialize;
use std::collections::BTreeMap;

/// One question of a form, as the template shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// Field name and input name.
    pub name: String,
    /// Title.
    pub title: String,
    /// What it is asked for.
    pub purpose: String,
    /// `text`, `long-text`, `number`, `money`, `date`, `time`, `flag`, `choice`, `entry`, `entries`, `files`.
    pub input: &'static str,
    /// Unit of a number.
    pub unit: String,
    /// Must be given.
    pub required: bool,
    /// Tells of a natural person.
    pub personal: bool,
    /// Value and text of each option.
    pub options: Vec<(String, String)>,
    /// What was sent before, so that nothing is lost: the last value.
    pub given: String,
    /// All values that were sent before.
    pub chosen: Vec<String>,
    /// What is wrong with it.
    pub error: String,
    /// Of a field of files: which ones.
    pub files: Option<FilesAsked>,
}

/// Which files are asked for, as the template shows it.
#[derive(Clone, Debug, Serialize)]
pub struct FilesAsked {
    /// For the input's `accept`.
    pub accept: String,
    /// Only pictures: the camera may be used.
    pub pictures: bool,
    /// So many.
    pub at_most: u8,
    /// Megabytes of one.
    pub megabytes: u64,
    /// Words of what is taken, as `JPG、PNG、PDF`.
    pub kinds: String,
}

impl FilesAsked {
    fn of(accepts: &Accepts) -> FilesAsked {
        let of = |group: &MediaGroup| match group {
            MediaGroup::Image => ("image/*", "JPG PNG WebP"),
            MediaGroup::Pdf => ("application/pdf,.pdf", "PDF"),
            MediaGroup::Office => (".doc,.docx,.wps,.xls,.xlsx,.et,.ofd", "DOC DOCX XLS XLSX OFD"),
        };
        let (accept, kinds): (Vec<&str>, Vec<&str>) = accepts.groups.iter().map(of).unzip();
        FilesAsked {
            accept: accept.join(","),
            pictures: accepts.groups.iter().eq([&MediaGroup::Image]),
            at_most: accepts.at_most,
            megabytes: accepts.bytes_max / (1024 * 1024),
            kinds: kinds.join(" "),
        }
    }
}

/// Options of a register's entries: key and text.
pub type EntryOptions = BTreeMap<String, Vec<(String, String)>>;

/// What was sent, by name.
pub type Given = BTreeMap<String, Vec<String>>;

/// The questions of an action, in the order of its definition.
pub fn questions(
    procedure: &Procedure,
    action: &Action,
    entries: &EntryOptions,
    given: &Given,
    errors: &BTreeMap<String, String>,
    language: Language,
) -> Vec<Question> {
    let make = |(name, required): (&String, bool)| {
        let field = procedure.field(name)?;
        Some(Question {
            name: name.clone(),
            title: language.of(&field.title).to_owned(),
            purpose: language.of(&field.purpose).to_owned(),
            input: input(&field.kind),
            unit: match &field.kind {
                FieldKind::Number { unit } => unit.clone(),
                FieldKind::Money => "元".to_owned(),
                _ => String::new(),
            },
            required,
            personal: field.personal,
            options: options(
                &field.kind,
                entries,
                given.get(name).map(Vec::as_slice).unwrap_or_default(),
                language,
            ),
            files: match &field.kind {
                FieldKind::Files(accepts) => Some(FilesAsked::of(accepts)),
                _ => None,
            },
            given: given.get(name).and_then(|v| v.last().cloned()).unwrap_or_default(),
            chosen: given.get(name).cloned().unwrap_or_default(),
            error: errors.get(name).cloned().unwrap_or_default(),
        })
    };
    let asked = action.asks.iter().map(|n| (n, true)).chain(action.may_ask.iter().map(|n| (n, false)));
    asked.filter_map(make).collect()
}

fn input(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::Person | FieldKind::Article => "text",
        FieldKind::LongText => "long-text",
        FieldKind::Number { .. } => "number",
        FieldKind::Money => "money",
        FieldKind::Date => "date",
        FieldKind::Time => "time",
        FieldKind::Flag => "flag",
        FieldKind::Choice { .. } => "choice",
        FieldKind::Entry { many: false, .. } => "entry",
        FieldKind::Entry { many: true, .. } => "entries",
        FieldKind::Files(_) => "files",
    }
}

fn options(
    kind: &FieldKind,
    entries: &EntryOptions,
    given: &[String],
    language: Language,
) -> Vec<(String, String)> {
    match kind {
        FieldKind::Choice { options } => {
            options.iter().map(|o| (o.zh.clone(), language.of(o).to_owned())).collect()
        }
        FieldKind::Entry { register, .. } => entries.get(register).cloned().unwrap_or_default(),
        // What was sent already: the name under which the store has it, and what people call it.
        FieldKind::Files(_) => {
            let files = given.iter().filter_map(|text| FileRef::read(text));
            files.map(|f| (f.id, format!("{} ({})", f.name, crate::upload::size(f.size)))).collect()
        }
        _ => Vec::new(),
    }
}

/// The facts of what was sent; what can't be read is told by field. Empty answers are left out, the kernel tells
/// what is missing.
pub fn facts(
    procedure: &Procedure,
    action: &Action,
    sent: &[(String, String)],
    wording: &Wording,
) -> (BTreeMap<String, Value>, BTreeMap<String, String>) {
    let mut facts = BTreeMap::new();
    let mut errors = BTreeMap::new();
    for name in action.asks.iter().chain(&action.may_ask) {
        let Some(field) = procedure.field(name) else { continue };
        let texts: Vec<&str> =
            sent.iter().filter(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty()).collect();
        match read(field, &texts) {
            Ok(Some(value)) => drop(facts.insert(name.clone(), value)),
            Ok(None) => {}
            Err(key) => drop(errors.insert(name.clone(), wording.say(key))),
        }
    }
    (facts, errors)
}

/// A field's value out of its texts: none when nothing was given, the wording's key when it can't be read.
fn read(field: &Field, texts: &[&str]) -> Result<Option<Value>, &'static str> {
    let Some(text) = texts.first() else {
        // A box that is not ticked is not sent.
        return Ok(matches!(field.kind, FieldKind::Flag).then_some(Value::Flag(false)));
    };
    let value = match &field.kind {
        FieldKind::Number { .. } => Value::Number(digits(text).parse().map_err(|_| "form-number")?),
        FieldKind::Money => Value::Number(fen(&digits(text)).ok_or("form-money")?),
        FieldKind::Flag => Value::Flag(true),
        FieldKind::Date => {
            let day: deadline::Date = text.parse().map_err(|_| "form-date")?;
            Value::Text(day.to_string())
        }
        FieldKind::Time => {
            let long = if text.len() == 16 { format!("{text}:00") } else { (*text).to_owned() };
            let at: deadline::DateTime = long.parse().map_err(|_| "form-time")?;
            Value::Text(at.to_string())
        }
        FieldKind::Entry { many: true, .. } | FieldKind::Files(_) => {
            Value::List(texts.iter().map(|t| Value::from(*t)).collect())
        }
        _ => Value::from(*text),
    };
    Ok(Some(value))
}

/// Full-width digits, separators and blanks as people type them.
fn digits(text: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        '．' => '.',
        c => c,
    };
    text.chars().map(plain).filter(|c| !matches!(c, ',' | '\u{FF0C}' | ' ')).collect()
}

/// Yuan with at most two decimals as fen.
fn fen(text: &str) -> Option<i64> {
    let (yuan, cents) = text.split_once('.').unwrap_or((text, ""));
    if cents.len() > 2 || !cents.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok().filter(|y| *y >= 0)?.checked_mul(100)?.checked_add(cents)
}

#[cfg(test)]
mod tests {
    use super::{digits, fen};

    #[test]
    fn money_is_read_to_the_fen() {
        assert_eq!(fen("200"), Some(20_000));
        assert_eq!(fen("1.5"), Some(150));
        assert_eq!(fen("0.05"), Some(5));
        assert_eq!(fen("1.005"), None);
        assert_eq!(fen("-1"), None);
        assert_eq!(fen(&digits("1,200.50")), Some(120_050));
        assert_eq!(fen(&digits("１２")), Some(1_200));
    }
}
