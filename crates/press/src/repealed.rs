//! Laws that are gone, as the checker of reports wants them.

use check::Law;
use kernel::Rulebook;
use std::collections::BTreeMap;

/// The laws of a rulebook of which no version is in force any more, as the checker wants them.
pub fn repealed(book: &Rulebook) -> Vec<Law> {
    let mut ends: BTreeMap<String, Option<deadline::Date>> = BTreeMap::new();
    for law in book.laws.values() {
        let title = law.title.zh.as_str();
        let title = title.strip_prefix("中华人民共和国").unwrap_or(title);
        // An older edition that has a key of its own carries its year: 行政复议法(2017).
        let title = title.split_once('(').map_or(title, |(name, _)| name);
        for version in &law.versions {
            ends.entry(title.to_owned())
                .and_modify(|end| *end = end.zip(version.until).map(|(a, b)| a.max(b)))
                .or_insert(version.until);
        }
    }
    let gone = |(title, end): (String, Option<deadline::Date>)| {
        let end = end?;
        let whole = end.month() == 1 && end.day() == 1;
        let year = u32::try_from(end.year()).ok()?;
        let by = format!("{}-{:02}-{:02}", end.year(), end.month(), end.day());
        Some(Law { title, gone_by: if whole { year } else { year + 1 }, by, instead: String::new() })
    };
    ends.into_iter().filter_map(gone).collect()
}
