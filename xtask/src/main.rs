//! The repository's own chores: `cargo xtask test` runs all tests and installs what they need.

mod browser;
mod demo;
mod packages;
mod postgres;
mod run;
mod tidy;

use run::{Step, step};
use std::process::ExitCode;
use std::time::Instant;

const HELP: &str = "cargo xtask test     all tests; installs PostgreSQL, Chromium, Node.js from Debian's packages if they are missing
cargo xtask tidy     the repository's own rules only
cargo xtask program  the release program only: demonstration, kill -9, changed rows, pages in Chromium
cargo xtask fast     formatting, lints, tidy and unit tests, without installing anything";

fn main() -> ExitCode {
    let command = std::env::args().nth(1).unwrap_or_default();
    let begun = Instant::now();
    let steps: Vec<Step> = match command.as_str() {
        "test" => all(),
        "fast" => quick(),
        "program" => of_the_program(),
        "tidy" => vec![Step::new("tidy", tidy::run)],
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    let (mut failures, mut times) = (Vec::new(), Vec::new());
    for s in steps {
        let (outcome, seconds) = step(&s);
        times.push((seconds, s.name));
        failures.extend(outcome.err().map(|why| (s.name, why)));
    }
    times.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("\nwhat took long (of {:.0} s):", begun.elapsed().as_secs_f32());
    for (seconds, name) in times.iter().take(6) {
        println!("  {seconds:6.0} s  {name}");
    }
    for (name, why) in &failures {
        println!("\nFAILED: {name}: {why}");
    }
    println!("{} passed, {} failed", times.len() - failures.len(), failures.len());
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn quick() -> Vec<Step> {
    vec![
        Step::cargo("formatting", &["fmt", "--all", "--check"]),
        Step::cargo("lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        Step::new("tidy", tidy::run),
        Step::cargo("unit tests", &["test", "--workspace", "--quiet"]),
    ]
}

fn all() -> Vec<Step> {
    let mut steps = vec![
        Step::new("packages", packages::install),
        Step::cargo("formatting", &["fmt", "--all", "--check"]),
        Step::cargo("lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        Step::new("tidy", tidy::run),
        Step::new("tests on SQLite and PostgreSQL", postgres::tests),
    ];
    steps.extend(of_the_program());
    steps
}

/// Twenty seconds of damaged documents for `check` and its readers.
const FUZZ: &[&str] =
    &["run", "--release", "--package", "check", "--features", "command", "--example", "fuzz", "--", "20"];

fn of_the_program() -> Vec<Step> {
    vec![
        Step::cargo("release build", &["build", "--release"]),
        Step::cargo("damaged documents are read without a fault", FUZZ),
        Step::new("every procedure is proved", demo::proved),
        Step::new("the demonstration and its figures", demo::figures),
        Step::new("kill -9 while the demonstration is built", demo::killed),
        Step::new("rows changed with sqlite3 are named", demo::tampered),
        Step::new("pages in Chromium", browser::tests),
    ]
}
