//! Invented persons, villages and words for facts. No name here can be a real person's: the given names are the
//! heavenly stems and earthly branches, by which the old calendar counts days.

use deadline::DateTime;
use fastrand::Rng;
use kernel::Value;
use kernel::definition::{Field, FieldKind};

/// The villages of the invented town.
pub(super) const VILLAGES: [&str; 9] =
    ["云上村", "云下村", "溪头村", "溪尾村", "石桥村", "柳湾村", "枣园村", "北塬村", "南塬村"];

const SURNAMES: [&str; 6] = ["云", "溪", "石", "柳", "枣", "塬"];
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
const BRANCHES: [&str; 12] = ["子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"];

/// A name that nobody bears, as 溪丙寅.
pub(super) fn person(rng: &mut Rng) -> String {
    let pick =
        |rng: &mut Rng, list: &[&str]| list.get(rng.usize(..list.len())).copied().unwrap_or("").to_owned();
    pick(rng, &SURNAMES) + &pick(rng, &STEMS) + &pick(rng, &BRANCHES)
}

/// A fact of a field's kind, for facts that a story does not tell itself.
pub(super) fn fact(rng: &mut Rng, field: &Field, at: DateTime, entries: &[String]) -> Option<Value> {
    let one = |rng: &mut Rng, list: &[String]| list.get(rng.usize(..list.len().max(1))).cloned();
    Some(match &field.kind {
        FieldKind::Person => Value::Text(person(rng)),
        FieldKind::Text if field.name.contains("village") => {
            Value::Text(VILLAGES.get(rng.usize(..VILLAGES.len())).copied().unwrap_or("").to_owned())
        }
        FieldKind::Text if field.name.contains("contact") || field.name.contains("phone") => {
            // 000 is no number that can be dialled.
            Value::Text(format!("000-{:04}", rng.u32(..10_000)))
        }
        FieldKind::Text => Value::Text(format!("{}({})", field.title.zh, rng.u32(1..1000))),
        FieldKind::Article => Value::Text("LOL 76".to_owned()),
        FieldKind::LongText => Value::Text(format!("{}:演示内容,第{}号。", field.title.zh, rng.u32(1..1000))),
        FieldKind::Number { .. } => Value::Number(rng.i64(1..5)),
        FieldKind::Money => Value::Number(rng.i64(1..20) * 1000),
        FieldKind::Date => Value::Text(at.date().to_string()),
        FieldKind::Time => Value::Text(at.to_string()),
        FieldKind::Flag => Value::Flag(false),
        // The invented past has no bytes to keep.
        FieldKind::Files(_) => return None,
        FieldKind::Choice { options } => {
            Value::Text(options.get(rng.usize(..options.len().max(1)))?.zh.clone())
        }
        FieldKind::Entry { many: false, .. } => Value::Text(one(rng, entries)?),
        FieldKind::Entry { many: true, .. } => Value::List(vec![Value::Text(one(rng, entries)?)]),
    })
}
