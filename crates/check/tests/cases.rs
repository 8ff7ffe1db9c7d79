//! Reads `cases.txt` and checks each case: what must be found broken, what must hold, and that nothing else is broken.

#![allow(clippy::expect_used, reason = "a test that cannot read its table has to stop")]

use check::{Report, check};

struct Case {
    line: usize,
    text: String,
    broken: Vec<String>,
    holds: Vec<String>,
    silent: bool,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (n, line) in include_str!("cases.txt").lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(wanted) = line.strip_prefix("    ") {
            let case = cases.last_mut().expect("an expectation stands under a text");
            match wanted.strip_prefix("holds ") {
                Some(kind) => case.holds.push(kind.to_owned()),
                None if wanted == "silent" => case.silent = true,
                None => case.broken.push(wanted.to_owned()),
            }
        } else {
            cases.push(Case {
                line: n + 1,
                text: line.replace(" / ", "\n"),
                broken: vec![],
                holds: vec![],
                silent: false,
            });
        }
    }
    cases
}

fn name(value: impl serde::Serialize) -> String {
    serde_json::to_string(&value).expect("kinds and levels serialize").trim_matches('"').to_owned()
}

fn broken(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report
        .contradictions()
        .map(|f| format!("{} {} {} {}", name(f.kind), name(f.level), f.stated, f.computed))
        .collect();
    lines.sort();
    lines
}

#[test]
fn every_case_is_told_as_the_table_says() {
    let cases = cases();
    assert!(cases.len() > 60, "only {} cases were read", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let report = check(&case.text);
        let mut wanted = case.broken.clone();
        wanted.sort();
        assert!(
            case.silent == wanted.is_empty(),
            "line {}: a case is either silent or tells what is broken",
            case.line
        );
        let got = broken(&report);
        if got != wanted {
            wrong.push(format!("line {}: wanted {wanted:?}, got {got:?}", case.line));
        }
        for kind in &case.holds {
            if !report.held().any(|f| name(f.kind) == *kind) {
                wrong.push(format!("line {}: no {kind} holds", case.line));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spans_are_the_figures_as_they_stand() {
    for case in cases() {
        let chars: Vec<char> = case.text.chars().collect();
        for finding in &check(&case.text).findings {
            assert!(!finding.spans.is_empty());
            for span in &finding.spans {
                let there: String = chars[span.start..span.end].iter().collect();
                assert_eq!(there, span.text, "line {}", case.line);
            }
        }
    }
}
