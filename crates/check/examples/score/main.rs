//! Scores the checker on annotated passages: `cargo run -p check --example score -- [--verbose] [FILE …]`.
//!
//! Without a file it scores the five files of `tests/unseen`. Each expected relation is found if one finding covers at least two of
//! its figures; whatever else is told is counted against the checker. A mutant is one edit that a finding has to cover that did
//! not stand before it.

mod passage;

use std::path::PathBuf;
use std::process::ExitCode;

use check::{Finding, Level, check};
use passage::{Passage, Wanted};

/// What was counted over one file.
#[derive(Default)]
struct Score {
    alarms: Vec<String>,
    murmurs: Vec<String>,
    missed: Vec<String>,
    found: [(usize, usize); 5],
}

const NAMES: [&str; 5] = ["errors", "suspects", "rounding", "relations", "mutants"];

fn main() -> ExitCode {
    let (flags, mut files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let verbose = flags.iter().any(|f| f == "--verbose");
    if files.is_empty() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/unseen");
        files = ["tuned.txt", "held.txt", "traps.txt", "fresh.txt", "late.txt"]
            .iter()
            .map(|f| folder.join(f).display().to_string())
            .collect();
    }
    for file in &files {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("could not read {file}: {error}");
                return ExitCode::from(2);
            }
        };
        let passages = match passage::parse(&text) {
            Ok(passages) => passages,
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        };
        let mut score = Score::default();
        for passage in &passages {
            passage_score(passage, &mut score);
        }
        if verbose {
            for (head, lines) in [
                ("missed", &score.missed),
                ("FALSE CONTRADICTION", &score.alarms),
                ("murmur", &score.murmurs),
            ] {
                lines.iter().for_each(|line| println!("{head}: {line}"));
            }
        }
        let shares: Vec<String> = NAMES
            .iter()
            .zip(score.found)
            .map(|(name, (found, total))| format!("{name} {found}/{total}"))
            .collect();
        println!(
            "{file}: {} passages · false contradictions {}, murmurs {} · {}",
            passages.len(),
            score.alarms.len(),
            score.murmurs.len(),
            shares.join(", ")
        );
    }
    ExitCode::SUCCESS
}

fn passage_score(passage: &Passage, score: &mut Score) {
    let report = check(&passage.text);
    for wanted in &passage.wanted {
        let column = match wanted.verdict.as_str() {
            "error" => 0,
            "suspect" => 1,
            "rounding" => 2,
            _ => 3,
        };
        let holds = wanted.verdict == "holds";
        let hit = report.findings.iter().any(|f| f.holds == Some(holds) && touches(f, wanted));
        count(score, column, hit, || {
            format!("{}: {} {} {}", passage.name, wanted.verdict, wanted.kind, wanted.figures.join(" "))
        });
    }
    for finding in report.contradictions() {
        if !passage.wanted.iter().any(|w| w.verdict != "holds" && touches(finding, w)) {
            let line = format!("{}: {}", passage.name, finding.says(check::Language::Chinese));
            if finding.level == Some(Level::Error) {
                score.alarms.push(line);
            } else {
                score.murmurs.push(line);
            }
        }
    }
    for (old, new) in &passage.mutants {
        let Some(byte) = passage.text.find(old.as_str()) else {
            eprintln!("{}: {old} is not in the text", passage.name);
            continue;
        };
        let edited = passage.text.replacen(old.as_str(), new, 1);
        let start = passage.text.get(..byte).map_or(0, |t| t.chars().count());
        let end = start + old.chars().count();
        let covering = |report: &check::Report| {
            report.contradictions().filter(|f| f.spans.iter().any(|s| s.start < end && start < s.end)).count()
        };
        let hit = covering(&check(&edited)) > covering(&report);
        count(score, 4, hit, || format!("{}: mutant {old} >> {new}", passage.name));
    }
}

fn count(score: &mut Score, column: usize, hit: bool, line: impl FnOnce() -> String) {
    if let Some((found, total)) = score.found.get_mut(column) {
        *total += 1;
        *found += usize::from(hit);
    }
    if !hit {
        score.missed.push(line());
    }
}

/// Whether the finding covers at least two of the figures, or all where there are fewer.
fn touches(finding: &Finding, wanted: &Wanted) -> bool {
    let covered = |figure: &String| {
        finding.spans.iter().any(|s| {
            s.text == *figure
                || (figure.chars().count() >= 5
                    && (s.text.contains(figure.as_str()) || figure.contains(s.text.as_str())))
        })
    };
    wanted.figures.iter().filter(|f| covered(f)).count() >= wanted.figures.len().min(2)
}
