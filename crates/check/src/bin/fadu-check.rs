//! `fadu-check`: the checker alone, for those who use nothing else of Fadu.

use std::io::Write as _;
use std::process::ExitCode;

use check::Language;
use check::command::{Args, run};
use clap::Parser;

/// 查一份报告有没有自相矛盾 · Find what a report contradicts in itself
#[derive(Debug, Parser)]
#[command(name = "fadu-check", version)]
struct Cli {
    #[command(flatten)]
    args: Args,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|l| !l.is_empty()));
    let english = locale.is_some_and(|l| l.starts_with("en"));
    let answer = run(&cli.args, if english { Language::English } else { Language::Chinese }, &[]);
    let _ = writeln!(std::io::stdout(), "{}", answer.text.trim_end());
    let _ = write!(std::io::stderr(), "{}", answer.complaints);
    ExitCode::from(answer.code)
}
