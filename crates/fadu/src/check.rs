//! `fadu check`: a report that contradicts itself is told so; the laws that are gone come from the rulebook.

use crate::open::{answer, chinese, complain};
use crate::rulebook;
use ::check::command;
use ::check::{Language, Report, render};
use std::path::PathBuf;
use std::process::ExitCode;

/// Which reports.
#[derive(Debug, clap::Args)]
#[group(skip)]
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
    let told = command::run(&args.check, language(), &press::repealed(&book));
    if !told.complaints.is_empty() {
        complain(told.complaints.trim_end());
    }
    answer(told.text.trim_end());
    ExitCode::from(told.code)
}

/// The findings as a terminal shows them.
pub(crate) fn told(text: &str, report: &Report, all: bool) -> String {
    report.shown(all).map(|f| render(text, f, language())).collect::<Vec<_>>().join("\n")
}

fn language() -> Language {
    if chinese() { Language::Chinese } else { Language::English }
}
