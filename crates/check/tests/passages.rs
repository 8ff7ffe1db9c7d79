//! The annotated passages and traps: no false contradiction in any of them, and every certain error of the tuned half is told.

#![allow(clippy::expect_used, reason = "a test that cannot read its table has to stop")]

#[path = "../examples/score/passage.rs"]
mod passage;

use check::{Level, check};
use passage::{Passage, parse};

fn passages(file: &str) -> Vec<Passage> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/unseen").join(file);
    let text = std::fs::read_to_string(path).expect("the passages are part of the crate");
    parse(&text).expect("the passages are well formed")
}

fn covered(finding: &check::Finding, figures: &[String]) -> bool {
    let there = |figure: &String| {
        finding.spans.iter().any(|s| {
            s.text == *figure
                || (figure.chars().count() >= 5 && s.text.contains(figure.as_str()))
                || (figure.chars().count() >= 5 && figure.contains(s.text.as_str()))
        })
    };
    figures.iter().filter(|f| there(f)).count() >= figures.len().min(2)
}

#[test]
fn no_passage_gives_a_false_contradiction() {
    let mut wrong = Vec::new();
    for file in ["tuned.txt", "held.txt", "traps.txt", "fresh.txt", "late.txt"] {
        for passage in passages(file) {
            for finding in check(&passage.text).at_level(Level::Error) {
                let stated =
                    passage.wanted.iter().any(|w| w.verdict != "holds" && covered(finding, &w.figures));
                if !stated {
                    wrong.push(format!(
                        "{file} {}: {}",
                        passage.name,
                        finding.says(check::Language::Chinese)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_certain_error_of_the_tuned_half_is_told() {
    let mut missed = Vec::new();
    for passage in passages("tuned.txt") {
        let report = check(&passage.text);
        for wanted in passage.wanted.iter().filter(|w| w.verdict == "error") {
            if !report.contradictions().any(|f| covered(f, &wanted.figures)) {
                missed.push(format!("{}: {}", passage.name, wanted.figures.join(" ")));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
