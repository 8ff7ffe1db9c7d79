//! Lists: headers mapped, formulas impossible, files read again.

use super::{Cell, Column, List, View, csv, paper, xlsx};
use deadline::DateTime;
use proptest::prelude::*;

fn at() -> DateTime {
    DateTime::constant(2024, 1, 1, 0, 0, 0, 0)
}

fn list(texts: &[&str]) -> List {
    let column =
        |name: &str, title: &str, personal| Column { name: name.into(), title: title.into(), personal };
    List {
        title: "处罚案件".into(),
        columns: vec![
            column("number", "案号", false),
            column("party", "当事人", true),
            column("fine", "罚款数额", false),
        ],
        rows: texts
            .iter()
            .map(|t| vec![Cell::Text("一号".into()), Cell::Text((*t).into()), Cell::Number(-12_345, 2)])
            .collect(),
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut file = archive.by_name(name).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut file, &mut text).unwrap();
    text
}

#[test]
fn a_superiors_header_is_mapped_once_and_kept() {
    let list = list(&["某公司"]);
    let maps = ["处罚金额（元）=fine".to_owned()];
    let view = View::under(&list, "序号\t案 号\t当事人（全称）\t处罚金额（元）\n", &maps).unwrap();
    let from: Vec<Option<&str>> = view.columns.iter().map(|c| c.from.as_deref()).collect();
    assert_eq!(from, [None, Some("number"), Some("party"), Some("fine")]);
    let seen = list.seen(&view).unwrap();
    assert_eq!(seen.rows[0].iter().map(Cell::shown).collect::<Vec<_>>(), ["", "一号", "某公司", "-123.45"]);
    let kept: View = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
    assert_eq!(kept, view);
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let list = list(&[]);
    let told = |r: Result<View, super::ViewError>| r.unwrap_err().to_string();
    assert!(told(View::under(&list, "案号", &["案号=fines".into()])).contains("fine(罚款数额)"));
    assert!(told(View::under(&list, "案号", &["案由=fine".into()])).contains("案由"));
    assert!(told(View::under(&list, " \n", &[])).contains("header"));
    assert!(told(View::of(&list, &["nothing".into()])).contains("nothing"));
}

#[test]
fn persons_are_named_only_on_demand() {
    let list = list(&["某人"]);
    let plain = list.seen(&View::of(&list, &[]).unwrap()).unwrap();
    assert!(!csv(&plain).contains("某人"));
    let asked = list.seen(&View::of(&list, &["当事人".into()]).unwrap()).unwrap();
    assert!(csv(&asked).contains("某人"));
}

#[test]
fn no_text_becomes_a_formula() {
    for bad in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "＋1",
        "－1",
        "＠A",
        " =1",
        "\u{3000}=1",
        "\n=1",
    ] {
        let made = csv(&list(&[bad]));
        let cell = made.split("\r\n\"一号\",\"").nth(1).unwrap();
        assert!(cell.starts_with('\''), "{bad:?} in {cell:?}");
        let sheet = part(&xlsx(&list(&[bad]), at()).unwrap(), "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>"), "{bad:?} in {sheet}");
    }
    // A number is a number.
    assert!(csv(&list(&["甲"])).contains("\"-123.45\""));
    let sheet = part(&xlsx(&list(&["甲"]), at()).unwrap(), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<v>-123.45</v>") && sheet.contains("state=\"frozen\""), "{sheet}");
}

#[test]
fn the_same_list_gives_the_same_bytes() {
    let made = xlsx(&list(&["甲"]), at()).unwrap();
    assert!(part(&made, "docProps/core.xml").contains("2024-01-01"));
    assert!(made == xlsx(&list(&["甲"]), at()).unwrap());
    assert!(
        paper::docx(&paper(&list(&["甲"]), at())).unwrap()
            == paper::docx(&paper(&list(&["甲"]), at())).unwrap()
    );
}

/// Reads CSV as a spreadsheet would.
fn cells(csv: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut inside) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = csv.trim_start_matches('\u{FEFF}').chars().peekable();
    while let Some(c) = chars.next() {
        match (c, inside) {
            ('"', true) if chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            ('"', _) => inside = !inside,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            ('\r', false) => {}
            (c, _) => cell.push(c),
        }
    }
    rows
}

proptest! {
    #[test]
    fn any_text_comes_back_from_csv_and_never_as_a_formula(text in any::<String>()) {
        let rows = cells(&csv(&list(&[&text])));
        prop_assert_eq!(rows.len(), 2);
        prop_assert_eq!(rows[1].len(), 3);
        let cell = &rows[1][1];
        let clean: String = text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
        let guarded = ["'", &clean].concat();
        prop_assert!(*cell == clean || *cell == guarded);
        prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
        let sheet = part(&xlsx(&list(&[&text.chars().take(1000).collect::<String>()]), at()).unwrap(), "xl/worksheets/sheet1.xml");
        prop_assert!(!sheet.contains("<f>"));
    }
}
