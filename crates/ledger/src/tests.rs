//! Ledgers as people and programs write them.

use crate::*;
use jiff::civil::{date, datetime};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

fn steps() -> Vec<Step> {
    let class = Kind::Choice(vec![
        ("咨询".into(), vec!["Consultation".into()]),
        ("一般诉求".into(), vec!["General".into()]),
    ]);
    let dispatch = vec![
        Field::new("ticket", "平台工单号", Kind::Text, true),
        Field::new("caller", "来电人", Kind::Text, true),
        Field::new("content", "诉求内容", Kind::Text, true),
        Field::new("class", "诉求类别", class, true),
        Field::new("emergency", "紧急", Kind::Flag, true),
        Field::new("fine", "金额", Kind::Money, false),
    ];
    let answer = vec![Field::new("reply", "答复内容", Kind::Text, true)];
    vec![Step::new("dispatch", "平台派单", dispatch), Step::new("answer", "答复来电人", answer)]
}

const HEAD: &str = "工单编号,来电人姓名,诉求内容,诉求类别,是否紧急,派单时间,答复时间,答复内容,金额(元)";

fn csv(rows: &[&str]) -> Vec<u8> {
    format!("云溪镇12345热线工单台账,,,\n填报单位:党政办,,,\n{HEAD}\n{}\n", rows.join("\n")).into_bytes()
}

fn table(bytes: &[u8], name: &str) -> Table {
    read(bytes, name, &["平台工单号", "来电人", "诉求内容", "诉求类别"], &Limits::default()).unwrap()
}

fn mapped(table: &Table) -> Mapping {
    propose(table, &steps())
}

fn ok(table: &Table) -> Vec<ReadRow> {
    let mapping = mapped(table);
    assert_eq!(mapping.faults(&table.header, &steps()), []);
    rows(table, &mapping, &steps()).into_iter().map(Result::unwrap).collect()
}

#[test]
fn the_header_is_found_below_its_titles_and_mapped_by_near_titles() {
    let table = table(
        &csv(&["A-1,张三,路灯不亮,一般诉求,否,2023年3月1日 9:30,2023/3/6,已修好,", ",,,", "合计,1,,"]),
        "a.csv",
    );
    assert_eq!((table.header_row, table.rows.len(), table.sums.as_slice()), (3, 1, &[6][..]));
    let mapping = mapped(&table);
    assert_eq!(mapping.key.as_deref(), Some("工单编号"));
    let column = |t: &str| Some(Source::Column(t.to_owned()));
    let dispatch = &mapping.steps[0];
    assert_eq!(dispatch.at.as_deref(), Some("派单时间"));
    assert_eq!(dispatch.fields.get("caller").cloned(), column("来电人姓名"));
    assert_eq!(dispatch.fields.get("emergency").cloned(), column("是否紧急"));
    assert_eq!(mapping.steps[1].at.as_deref(), Some("答复时间"));
    let kept: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
    assert_eq!(kept, mapping);
    let row = ok(&table).remove(0);
    assert_eq!((row.number, row.key.as_str()), (4, "A-1"));
    assert_eq!(row.steps[0].at, datetime(2023, 3, 1, 9, 30, 0, 0));
    assert_eq!(row.steps[1].at, datetime(2023, 3, 6, 0, 0, 0, 0));
    assert_eq!(row.steps[0].facts["emergency"], Value::Flag(false));
    assert!(!row.steps[0].facts.contains_key("fine"));
}

#[test]
fn the_same_from_utf8_with_and_without_mark_from_gb18030_and_from_a_workbook() {
    let plain = csv(&["A-1,张三,路灯不亮,咨询,是,2023-03-01 09:30,,,1234.5"]);
    let text = String::from_utf8(plain.clone()).unwrap();
    let marked = format!("\u{feff}{text}").into_bytes();
    let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
    let tabs = text.replace(',', "\t").into_bytes();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 8, "云溪镇12345热线工单台账", &Format::new()).unwrap();
    for (c, title) in (0_u16..).zip(HEAD.split(',')) {
        sheet.write_string(2, c, title).unwrap();
    }
    for (c, text) in (0_u16..).zip(["A-1", "张三", "路灯不亮", "咨询", "是"]) {
        sheet.write_string(3, c, text).unwrap();
    }
    let shown = Format::new().set_num_format("yyyy/m/d");
    sheet
        .write_datetime_with_format(
            3,
            5,
            ExcelDateTime::parse_from_str("2023-03-01 09:30:00").unwrap(),
            &shown,
        )
        .unwrap();
    // Rounded for show: the exact amount counts.
    sheet.write_number_with_format(3, 8, 1234.5, &Format::new().set_num_format("0")).unwrap();
    let xlsx = book.save_to_buffer().unwrap();
    let want = ok(&table(&plain, "a.csv")).remove(0);
    assert_eq!(want.steps[0].facts["fine"], Value::Number(123_450));
    for (bytes, name) in [(marked, "a.csv"), (gb, "a.csv"), (tabs, "a.txt"), (xlsx, "a.xlsx")] {
        let got = ok(&table(&bytes, name)).remove(0);
        assert_eq!((got.identity, &got.steps), (want.identity, &want.steps), "{name}");
    }
}

#[test]
fn what_can_t_be_read_is_told_by_row_and_column() {
    let table = table(
        &csv(&[
            "A-1,张三,路灯不亮,投诉,也许,2023-02-30,,,1.005",
            ",李四,噪声,咨询,否,2023-03-01,,,",
            "A-3,李四,噪声,咨询,否,2023-03-02,2023-03-01,好,",
            "A-4,#N/A,噪声,咨询,否,2023-03-02,,,",
            "A-5,王五,噪声,咨询,否,2023-03-02,,,",
            "A-5,王五,噪声,咨询,否,2023-03-02,,,",
        ]),
        "a.csv",
    );
    let mapping = mapped(&table);
    let told = rows(&table, &mapping, &steps()).into_iter().filter_map(Result::err).flatten();
    let told: Vec<_> = told.map(|p| format!("{} {} {}", p.row, p.column, p.fault.name())).collect();
    let want = [
        "4 派单时间 date",
        "4 诉求类别 choice",
        "4 是否紧急 flag",
        "4 金额(元) money",
        "5 工单编号 missing",
        "6 答复时间 backwards",
        "7 来电人姓名 sheet-error",
        "9 工单编号 key-twice",
    ];
    assert_eq!(told, want);
}

#[test]
fn rows_are_numbered_as_an_editor_does_whatever_ends_the_lines() {
    let text = "台账\n工单编号,来电人\nA-1,\"张三\n李四\"\nA-2,王五\n";
    for end in ["\n", "\r\n"] {
        let table = table(text.replace('\n', end).as_bytes(), "a.csv");
        let numbers: Vec<u32> = table.rows.iter().map(|r| r.number).collect();
        assert_eq!((table.header_row, numbers.as_slice()), (2, &[3, 5][..]), "{end:?}");
    }
}

#[test]
fn what_is_no_ledger_is_refused_with_a_reason() {
    let refused = |b: &[u8], n: &str| read(b, n, &[], &Limits::default()).unwrap_err().to_string();
    assert!(refused(b"", "a.csv").contains("表头"));
    assert!(refused(b"%PDF-1.4", "a.pdf").contains("xlsx"));
    assert!(refused(b"PK\x03\x04 broken", "a.xlsx").contains("损坏"));
    assert!(refused(&[0xd0, 0xcf, 0x11, 0xe0], "a.xls").contains("xlsx"));
    assert!(refused(b"\x00\x01\x02\x00", "a.csv").contains("xlsx"));
    let small = Limits { bytes: 3, ..Limits::default() };
    assert!(matches!(read(b"a,b\n", "a.csv", &[], &small), Err(TableError::File(_))));
}

#[test]
fn days_and_moments_as_people_write_them() {
    let cell = |t: &str| Cell { text: t.into(), number: None };
    for text in [
        "2023年3月1日",
        "2023.3.1",
        "2023-03-01",
        "2023/3/1",
        "２０２３年３月１日",
        "20230301",
        " 2023年03月01号 ",
    ] {
        assert_eq!(moment(&cell(text)), Some(Moment::Day(date(2023, 3, 1))), "{text}");
    }
    for text in [
        "2023-03-01T09:05:00",
        "2023年3月1日 9时5分",
        "2023/3/1 9:05",
        "2023.3.1 09:05:00",
        "2023-03-01 09:05:00.000",
    ] {
        assert_eq!(moment(&cell(text)), Some(Moment::At(datetime(2023, 3, 1, 9, 5, 0, 0))), "{text}");
    }
    for text in [
        "23.3.1",
        "2023年3月",
        "2023-13-01",
        "2023-02-29",
        "三月一日",
        "2023-03-01 25:00",
        "1.3.2023",
        "2023-03-01至03-02",
    ] {
        assert_eq!(moment(&cell(text)), None, "{text}");
    }
    let serial = |n: &str| moment(&Cell { text: String::new(), number: Some(n.into()) });
    assert_eq!(serial("44986"), Some(Moment::Day(date(2023, 3, 1))));
    assert_eq!(serial("44986.3958333333"), Some(Moment::At(datetime(2023, 3, 1, 9, 30, 0, 0))));
    // A year typed as a number is no day.
    assert_eq!(serial("2023.5"), Some(Moment::At(datetime(1905, 7, 15, 12, 0, 0, 0))));
}

#[test]
fn money_and_numbers_are_exact() {
    let read = |t: &str, kind: &Kind| value(&Cell { text: t.into(), number: None }, kind);
    for (text, fen) in [
        ("200", 20_000),
        ("1,200.50元", 120_050),
        ("￥0.05", 5),
        ("1.2万元", 1_200_000),
        ("１２", 1_200),
        ("3.10", 310),
    ] {
        assert_eq!(read(text, &Kind::Money), Ok(Some(Value::Number(fen))), "{text}");
    }
    for text in ["1.005", "-1", "五百", "1.2.3", "元"] {
        assert_eq!(read(text, &Kind::Money), Err(Fault::Money), "{text}");
    }
    assert_eq!(read("12人", &Kind::Number), Ok(Some(Value::Number(12))));
    assert_eq!(read("1.5", &Kind::Number), Err(Fault::Number));
    let long = Cell { text: "20230301001234567".into(), number: Some("20230301001234567".into()) };
    assert_eq!(value(&long, &Kind::Text), Err(Fault::LostDigits));
}

#[test]
fn a_guarded_cell_is_read_without_its_apostrophe() {
    let table = table(&csv(&["A-1,\"'=1+1\",'好,咨询,否,2023-03-01,,,"]), "a.csv");
    assert_eq!((table.rows[0].cells[1].text.as_str(), table.rows[0].cells[2].text.as_str()), ("=1+1", "'好"));
}

#[test]
fn two_lists_item_by_item() {
    let value = |t: &str| Value::Text(t.into());
    let ours = |key: &str, month, what: &str| Ours {
        key: key.into(),
        id: key.into(),
        number: key.into(),
        day: date(2023, month, 1),
        facts: [("what".to_owned(), value(what))].into(),
    };
    let theirs = |key: &str, month, what: &str| Theirs {
        key: key.into(),
        row: 1,
        day: Some(date(2023, month, 1)),
        facts: [("what".to_owned(), Some(value(what)))].into(),
    };
    let period = Period { from: date(2023, 3, 1), to: date(2023, 3, 31) };
    let out = compare(
        vec![
            ours("a", 3, "路灯 不亮"),
            ours("b", 3, "噪声"),
            ours("c", 3, "x"),
            ours("d", 4, "x"),
            ours("e", 5, "x"),
            ours("a", 3, "y"),
        ],
        vec![
            theirs("a", 3, "路灯不亮"),
            theirs("b", 3, "污水"),
            theirs("d", 3, "x"),
            theirs("f", 3, "x"),
            theirs("g", 6, "x"),
        ],
        period,
    );
    assert_eq!(out.both.len(), 1);
    let differs: Vec<_> = out.differs.iter().map(|d| (d.ours.key.as_str(), d.day, d.fields.len())).collect();
    assert_eq!(differs, [("b", false, 1), ("d", true, 0)]);
    assert_eq!(out.only_theirs.iter().map(|t| t.key.as_str()).collect::<Vec<_>>(), ["f"]);
    assert_eq!(out.only_ours.iter().map(|t| t.key.as_str()).collect::<Vec<_>>(), ["c"]);
    assert_eq!((out.twice.len(), out.outside, out.of_ours(period)), (1, 1, 4));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), xlsx in any::<bool>()) {
        let _ = read(&bytes, if xlsx { "a.xlsx" } else { "a.csv" }, &[], &Limits::default());
    }

    #[test]
    fn any_text_in_a_cell_is_a_value_or_a_fault(text in any::<String>(), number in proptest::option::of(any::<f64>())) {
        let cell = Cell { text, number: number.map(|n| n.to_string()) };
        for kind in [Kind::Text, Kind::Texts, Kind::Number, Kind::Money, Kind::Date, Kind::Time, Kind::Flag] {
            let _ = value(&cell, &kind);
        }
    }

    #[test]
    fn each_day_comes_back_from_each_way_of_writing_it(days in 0_i64..40_000) {
        let day = date(1950, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let serial = (day - date(1899, 12, 30)).get_days();
        let cell = Cell { text: String::new(), number: Some(serial.to_string()) };
        prop_assert_eq!(moment(&cell), Some(Moment::Day(day)));
        let written = format!("{}年{}月{}日", day.year(), day.month(), day.day());
        prop_assert_eq!(moment(&Cell { text: written, number: None }), Some(Moment::Day(day)));
    }

    #[test]
    fn rows_keep_their_identity_in_any_order(keys in proptest::collection::btree_set("[A-Z]{3}[0-9]{4}", 1..20), turn in 0_usize..20) {
        let mut lines: Vec<String> = keys.iter().map(|k| format!("{k},张三,路灯,咨询,否,2023-03-01,,,")).collect();
        let one = ok(&table(&csv(&lines.iter().map(String::as_str).collect::<Vec<_>>()), "a.csv"));
        let by = turn % lines.len();
        lines.rotate_left(by);
        let other = ok(&table(&csv(&lines.iter().map(String::as_str).collect::<Vec<_>>()), "a.csv"));
        for row in &one {
            prop_assert!(other.iter().any(|o| o.identity == row.identity && o.key == row.key));
        }
    }

    #[test]
    fn each_item_is_in_exactly_one_group(
        ours in proptest::collection::vec((0_u8..30, 1_i8..13, 0_u8..3), 0..40),
        theirs in proptest::collection::btree_map(0_u8..30, (1_i8..13, 0_u8..3), 0..30),
    ) {
        let period = Period { from: date(2023, 3, 1), to: date(2023, 9, 30) };
        let said = |n: u8| Value::Number(i64::from(n));
        let a: Vec<Ours> = ours.iter().map(|(k, m, v)| Ours { key: k.to_string(), id: String::new(), number: String::new(),
            day: date(2023, *m, 1), facts: [("v".to_owned(), said(*v))].into() }).collect();
        let b: Vec<Theirs> = theirs.iter().map(|(k, (m, v))| Theirs { key: k.to_string(), row: 0,
            day: Some(date(2023, *m, 1)), facts: [("v".to_owned(), Some(said(*v)))].into() }).collect();
        let inside = a.iter().filter(|o| period.holds(o.day)).count();
        let out = compare(a, b, period);
        prop_assert_eq!(out.of_ours(period), inside);
        let all = out.both.len() + out.differs.len() + out.only_theirs.len() + out.outside;
        prop_assert_eq!(all, theirs.len());
    }
}
