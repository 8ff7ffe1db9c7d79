//! Whole texts: the demo report of this repository, and the annotated texts where they are at hand.

#![allow(clippy::expect_used, reason = "a test that cannot read its table has to stop")]

use std::path::{Path, PathBuf};

use check::{Kind, Level, check};

fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

#[test]
fn the_demo_report_contradicts_itself_exactly_twice() {
    let text = std::fs::read_to_string(path("../../demo/report-as-told.txt"))
        .expect("the demo report is part of the repository");
    let report = check(&text);
    let told: Vec<_> =
        report.contradictions().map(|f| (f.kind, f.level, f.stated.as_str(), f.computed.as_str())).collect();
    assert_eq!(
        told,
        vec![
            (Kind::SameQuantity, Some(Level::Suspect), "191", "198"),
            (Kind::Sum, Some(Level::Error), "140", "139"),
        ]
    );
    let held: Vec<_> = report.held().map(|f| (f.kind, f.stated.as_str())).collect();
    for relation in [(Kind::Rate, "88.6%"), (Kind::Remainder, "16"), (Kind::Rate, "64.39%")] {
        assert!(held.contains(&relation), "{relation:?} is not among {held:?}");
    }
}

/// The annotated texts lie outside the repository and are read as data only.
fn annotated() -> Option<PathBuf> {
    let texts = path("../../../shared/check/texts");
    if texts.is_dir() {
        return Some(texts);
    }
    println!("left out: there are no annotated texts at {}", texts.display());
    None
}

#[test]
fn the_source_report_has_its_two_contradictions_and_no_other() {
    let Some(texts) = annotated() else { return };
    let text = std::fs::read_to_string(texts.join("00.txt")).expect("the source report is readable");
    let report = check(&text);
    let told: Vec<_> =
        report.contradictions().map(|f| (f.kind, f.level, f.stated.as_str(), f.computed.as_str())).collect();
    assert_eq!(
        told,
        vec![
            (Kind::SameQuantity, Some(Level::Suspect), "191", "198"),
            (Kind::Sum, Some(Level::Error), "140", "139"),
        ]
    );
}

#[test]
fn the_source_report_reads_the_same_without_line_breaks() {
    let Some(texts) = annotated() else { return };
    let text = std::fs::read_to_string(texts.join("00.txt")).expect("the source report is readable");
    let report = check(&text.replace('\n', ""));
    assert!(report.at_level(Level::Error).all(|f| f.stated == "140" && f.computed == "139"));
    assert_eq!(report.at_level(Level::Error).count(), 1);
}

#[test]
fn texts_without_a_certain_slip_give_no_error() {
    let Some(texts) = annotated() else { return };
    for name in ["06", "11", "21", "31", "50", "57", "64"] {
        let text = std::fs::read_to_string(texts.join(format!("{name}.txt")))
            .expect("an annotated text is readable");
        let errors: Vec<_> =
            check(&text).at_level(Level::Error).map(|f| f.says(check::Language::English)).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}
