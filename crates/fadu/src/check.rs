//! `fadu check`: a report that contradicts itself is told so; the laws that are gone come from the rulebook.

use crate::open::{answer, chinese, complain};
use crate::rulebook;
use ::check::command;
use ::check::{Language, Law, Report, render};
use kernel::Rulebook;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which reports.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    check: command::Args,
    /// 规则集目录;不给就用内置的 · Rulebook folder; built in if not given
    #[arg(long, value_name = "DIR")]
    rulebook: Option<PathBuf>,
}

/// Runs it: 0 without contradiction, 1 with, 2 unreadable.
pub(crate) fn run(args: &Args) -> ExitCode {
    let book = rulebook::sources(args.rulebook.as_deref()).and_then(|s| rulebook::load(&s, chinese()));
    let book = match book {
        Ok(book) => book,
        Err(error) => {
            complain(&error.to_string());
            return ExitCode::from(2);
        }
    };
    let told = command::run(&args.check, language(), &repealed(&book));
    if !told.complaints.is_empty() {
        complain(told.complaints.trim_end());
    }
    answer(told.text.trim_end());
    ExitCode::from(told.code)
}

/// The laws of a rulebook of which no version is in force any more, as the checker wants them.
pub(crate) fn repealed(book: &Rulebook) -> Vec<Law> {
    let mut ends: BTreeMap<String, Option<jiff::civil::Date>> = BTreeMap::new();
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
    let gone = |(title, end): (String, Option<jiff::civil::Date>)| {
        let end = end?;
        let whole = end.month() == 1 && end.day() == 1;
        let year = u32::try_from(end.year()).ok()?;
        let by = format!("{}-{:02}-{:02}", end.year(), end.month(), end.day());
        Some(Law { title, gone_by: if whole { year } else { year + 1 }, by, instead: String::new() })
    };
    ends.into_iter().filter_map(gone).collect()
}

/// The findings as a terminal shows them.
pub(crate) fn told(text: &str, report: &Report, all: bool) -> String {
    report.shown(all).map(|f| render(text, f, language())).collect::<Vec<_>>().join("\n")
}

fn language() -> Language {
    if chinese() { Language::Chinese } else { Language::English }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_with_a_later_edition_is_not_gone() {
        let sources = rulebook::sources(None).expect("the built-in rulebook is read");
        let book = rulebook::load(&sources, true).expect("the built-in rulebook holds");
        let gone = repealed(&book);
        assert!(!gone.iter().any(|l| l.title == "行政复议法" || l.title == "民事诉讼法"));
    }
}
