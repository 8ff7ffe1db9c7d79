//! Tests of excerpts.

use crate::{Language, check, render};

#[test]
fn underlines_double_width_text_exactly() {
    let text = "共收到建议10条，其中：道路4条、供水3条、其他2条。";
    let report = check(text);
    let finding = report.contradictions().next().expect("9 is not 10");
    let shown = render(text, finding, Language::Chinese);
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("矛盾 ["));
    assert_eq!(lines[1], format!("  {text}"));
    assert_eq!(lines[2], "            ^^^^            ^^^      ^^^      ^^^");
    assert!(lines[3].contains("4+3+2 = 9"));
}

#[test]
fn survives_spans_of_another_text() {
    let report = check("共收到建议10条，其中：道路4条、供水3条、其他2条。");
    let finding = report.contradictions().next().expect("9 is not 10");
    assert!(render("短", finding, Language::English).starts_with("contradiction ["));
}
