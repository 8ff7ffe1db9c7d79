//! The shape of documents.

use super::{compose, shape};
use deadline::DateTime;
use paper::{Block, Layout, Paper};

fn at() -> DateTime {
    DateTime::constant(2023, 3, 1, 9, 0, 0, 0)
}

fn shaped(markdown: &str, number: &str) -> Paper {
    let mut paper = compose(markdown, Layout::Official, at());
    shape(&mut paper, number, at());
    paper
}

fn words(paper: &Paper) -> Vec<String> {
    let text = |b: &Block| match b {
        Block::Paragraph(runs) | Block::Heading(_, runs) => runs.iter().map(|r| r.text.as_str()).collect(),
        other => format!("{other:?}"),
    };
    paper.body.iter().map(text).collect()
}

#[test]
fn a_letter_falls_into_its_parts() {
    let text = "# 行政处罚决定书\n\n云溪罚决〔2023〕5号\n\n某公司:\n\n经查：**属实**。\n\n1. 一;\n2. 二。\n\n云溪镇人民政府(印章)\n\n2023年3月1日\n";
    let paper = shaped(text, "云溪罚决〔2023〕5号");
    assert_eq!(paper.title, "行政处罚决定书");
    assert_eq!(paper.number.as_deref(), Some("云溪罚决〔2023〕5号"));
    assert_eq!(paper.recipient.as_deref(), Some("某公司"));
    assert_eq!(words(&paper), ["经查：属实。", "1. 一;", "2. 二。"]);
    assert_eq!(paper.signed.as_deref(), Some("云溪镇人民政府"));
    assert_eq!(paper.dated.as_deref(), Some("2023年3月1日"));
}

#[test]
fn a_sheet_without_these_parts_keeps_all_its_text() {
    let text = "# 审核意见书\n\n案号：5 案由：甲\n\n审核意见：同意。\n\n2023年3月2日\n";
    let paper = shaped(text, "云溪罚案〔2023〕5号");
    assert!(paper.number.is_none() && paper.recipient.is_none() && paper.signed.is_none());
    assert_eq!(words(&paper), ["案号：5 案由：甲", "审核意见：同意。", "2023年3月2日"]);
}

#[test]
fn a_table_and_headings_of_a_report_stay() {
    let paper =
        compose("# 报告\n\n## 一、甲\n\n### (一)乙\n\n|项|数|\n|--|:-:|\n|隐患|5|\n", Layout::Form, at());
    let [Block::Heading(1, _), Block::Heading(2, _), Block::Table(table)] = paper.body.as_slice() else {
        panic!("{:?}", paper.body)
    };
    assert_eq!(
        (table.head.clone(), table.rows.clone()),
        (vec!["项".into(), "数".into()], vec![vec!["隐患".into(), "5".into()]])
    );
    assert_eq!(table.centred, [false, true]);
}
