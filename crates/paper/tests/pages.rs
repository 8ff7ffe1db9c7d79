//! Produced pages, measured and read again with poppler's tools.
//!
//! Without fonts or poppler the tests pass over themselves, unless `FADU_TEST_PAPER` says that both must be there.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails may panic")]

use paper::{Block, Check, Day, Fonts, Layout, Leaf, Paper, Pdf, Run, Table, bind, docx, pdf};
use proptest::prelude::*;
use std::io::Read;
use std::process::Command;
use std::sync::OnceLock;

const MM: f32 = 72.0 / 25.4;

fn fonts() -> Option<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    let found = FONTS.get_or_init(|| {
        let tools = Command::new("pdftotext").arg("-v").output().is_ok();
        let fonts = Fonts::in_folders(&Fonts::system_folders());
        let chinese = fonts.family(paper::Face::FangSong).is_some_and(|f| !f.starts_with("DejaVu"));
        let there = tools && chinese;
        assert!(
            there || std::env::var_os("FADU_TEST_PAPER").is_none(),
            "install poppler-utils and fonts-noto-cjk"
        );
        there.then_some(fonts)
    });
    found.as_ref()
}

fn blank(layout: Layout) -> Paper {
    Paper {
        layout,
        organ: None,
        number: None,
        title: String::new(),
        recipient: None,
        body: Vec::new(),
        signed: None,
        dated: None,
        day: Day { year: 2023, month: 3, day: 1 },
        check: None,
    }
}

fn decision() -> Paper {
    Paper {
        organ: Some("云溪镇人民政府".into()),
        number: Some("云溪罚决〔2023〕5号".into()),
        title: "行政处罚决定书".into(),
        recipient: Some("宁夏某某建材有限公司".into()),
        body: vec![
            Block::Paragraph(vec!["经查：".into(), Run { text: "堆放砂石占用道路".into(), strong: true }]),
            Block::Table(Table {
                shares: vec![1, 3],
                head: vec!["序号".into(), "证据".into()],
                rows: vec![vec!["1".into(), "现场照片".into()]],
                centred: vec![true, false],
            }),
            Block::Paragraph(vec!["不服本决定的，可以申请行政复议。".into()]),
        ],
        signed: Some("云溪镇人民政府".into()),
        dated: Some("2023年3月1日".into()),
        check: Some(Check { says: "云溪镇 5".into(), caption: "核对".into() }),
        ..blank(Layout::Official)
    }
}

/// What poppler says of a file.
fn poppler(pdf: &Pdf, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, &pdf.bytes).unwrap();
    let out = Command::new("pdftotext").args(arguments).arg(&file).arg("-").output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// A line as poppler found it: left, top, right, bottom, text.
#[derive(Debug)]
struct Line(f32, f32, f32, f32, String);

/// Words of the pages, those on one height put together.
fn lines(pdf: &Pdf) -> Vec<Vec<Line>> {
    let number = |text: &str, name: &str| -> f32 {
        let rest = text.split(&format!("{name}=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let mut pages: Vec<Vec<Line>> = Vec::new();
    for text in poppler(pdf, &["-bbox"]).lines() {
        if text.contains("<page ") {
            pages.push(Vec::new());
        } else if text.contains("<word ") {
            let word = text.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
            let (l, t, r, b) =
                (number(text, "xMin"), number(text, "yMin"), number(text, "xMax"), number(text, "yMax"));
            let page = pages.last_mut().unwrap();
            match page.iter_mut().find(|line| (line.1 - t).abs() < 2.0) {
                Some(line) => {
                    *line = Line(line.0.min(l), line.1, line.2.max(r), b, format!("{}{word}", line.4))
                }
                None => page.push(Line(l, t, r, b, word)),
            }
        }
    }
    pages
}

#[test]
fn a_page_has_22_lines_of_28_characters_in_the_type_area() {
    let Some(fonts) = fonts() else { return };
    let text = "国".repeat(28 * 22 * 2 + 5);
    let paper = Paper { body: vec![Block::Flush(vec![Run::plain(text)])], ..blank(Layout::Official) };
    let made = pdf(&paper, fonts).unwrap();
    assert_eq!(made.pages, 3);
    let pages = lines(&made);
    for page in &pages[..2] {
        let body: Vec<&Line> = page.iter().filter(|l| l.4.contains('国')).collect();
        assert_eq!(body.len(), 22);
        assert!(body.iter().all(|l| l.4.chars().count() == 28), "{body:?}");
        let (first, last) = (body[0], body[21]);
        assert!((first.0 - 28.0 * MM).abs() < 1.0 * MM, "left margin {}", first.0 / MM);
        assert!((first.2 - (28.0 + 156.0) * MM).abs() < 1.0 * MM, "right edge {}", first.2 / MM);
        let pitch = (last.1 - first.1) / 21.0;
        assert!((pitch - 225.0 * MM / 22.0).abs() < 0.05, "pitch {pitch}");
        // The middle of the first and the last line lie half a line within the type area.
        let middle = |l: &Line| f32::midpoint(l.1, l.3);
        assert!((middle(first) - (37.0 * MM + pitch / 2.0)).abs() < 2.0 * MM, "top {}", middle(first) / MM);
        assert!((middle(last) - (262.0 * MM - pitch / 2.0)).abs() < 2.0 * MM, "bottom {}", middle(last) / MM);
    }
}

#[test]
fn page_numbers_stand_at_the_outer_edge_seven_millimetres_below() {
    let Some(fonts) = fonts() else { return };
    let text = "国".repeat(28 * 22 + 5);
    let paper = Paper { body: vec![Block::Flush(vec![Run::plain(text)])], ..blank(Layout::Official) };
    let pages = lines(&pdf(&paper, fonts).unwrap());
    let foot = |page: usize| pages[page].iter().find(|l| l.4.contains('—')).unwrap();
    assert_eq!((foot(0).4.as_str(), foot(1).4.as_str()), ("—1—", "—2—"));
    // One character of 14 pt from the edges of the type area.
    assert!((foot(0).2 - (184.0 * MM - 14.0)).abs() < 1.5, "{}", foot(0).2);
    assert!((foot(1).0 - (28.0 * MM + 14.0)).abs() < 1.5, "{}", foot(1).0);
    let middle = f32::midpoint(foot(0).1, foot(0).3);
    assert!((middle - (262.0 + 7.0) * MM).abs() < 1.5 * MM, "{}", middle / MM);
}

#[test]
fn no_line_begins_or_ends_with_what_may_not_stand_there() {
    let Some(fonts) = fonts() else { return };
    let text = "依照《处罚法》第五十七条，（一）决定：“罚款”、没收；警告！责令改正？云溪镇。".repeat(60);
    let paper = Paper { body: vec![Block::Paragraph(vec![Run::plain(text)])], ..blank(Layout::Official) };
    for line in lines(&pdf(&paper, fonts).unwrap()).iter().flatten().filter(|l| !l.4.contains('—')) {
        let (first, last) = (line.4.chars().next().unwrap(), line.4.chars().last().unwrap());
        assert!(!"，。、；：？！）》”".contains(first), "{}", line.4);
        assert!(!"（《“".contains(last), "{}", line.4);
    }
}

#[test]
fn an_official_document_says_everything_in_order() {
    let Some(fonts) = fonts() else { return };
    let made = pdf(&decision(), fonts).unwrap();
    assert!(made.archival && made.missing.is_empty());
    let text: String = poppler(&made, &["-raw"]).split_whitespace().collect();
    let parts = [
        "云溪镇人民政府",
        "云溪罚决〔2023〕5号",
        "行政处罚决定书",
        "宁夏某某建材有限公司：",
        "经查：堆放砂石占用道路",
        "现场照片",
        "不服本决定的，可以申请行政复议。",
        "云溪镇人民政府",
        "2023年3月1日",
    ];
    let mut rest = text.as_str();
    for part in parts {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part} is not after its turn in {text}")).1;
    }
    let pages = lines(&made);
    let head = &pages[0][0];
    // The red head's em box begins 35 mm below the top of the type area.
    assert!((head.1 - 72.0 * MM).abs() < 3.0 * MM, "{}", head.1 / MM);
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let Some(fonts) = fonts() else { return };
    let again = Fonts::in_folders(&Fonts::system_folders());
    assert!(pdf(&decision(), fonts).unwrap().bytes == pdf(&decision(), &again).unwrap().bytes);
    assert!(docx(&decision()).unwrap() == docx(&decision()).unwrap());
}

#[test]
fn a_character_that_no_font_has_is_told_and_stays_in_the_text() {
    let Some(fonts) = fonts() else { return };
    // A private character: no font of the system has it.
    let name = "王\u{F4E7D}强";
    let paper = Paper { body: vec![Block::Paragraph(vec![name.into()])], ..decision() };
    let made = pdf(&paper, fonts).unwrap();
    assert_eq!(made.missing, vec!['\u{F4E7D}']);
    assert!(made.archival);
    assert!(poppler(&made, &["-raw"]).contains(name));
}

#[test]
fn bound_pages_are_stamped_through_and_the_cover_is_not() {
    let Some(fonts) = fonts() else { return };
    let cover = Paper { title: "卷宗".into(), ..blank(Layout::Form) };
    let leaves = [(cover, false), (decision(), true), (decision(), true)];
    let leaves = leaves.map(|(paper, counted)| Leaf { paper, picture: None, counted });
    let counted = leaves.iter().filter(|l| l.counted).map(|l| &l.paper);
    let pages = paper::Bound::count(counted, fonts).unwrap().pages;
    assert_eq!(pages, [(1, 1), (2, 2)]);
    let made = bind(&leaves, "卷宗", Day { year: 2023, month: 3, day: 1 }, fonts).unwrap();
    assert_eq!(made.pages, 3);
    let lines = lines(&made);
    assert!(lines[0].iter().all(|l| l.4 == "卷宗" || l.4.starts_with('第')));
    for (n, page) in lines[1..].iter().enumerate() {
        let stamp = page.iter().find(|l| l.4 == (n + 1).to_string()).unwrap();
        assert!(stamp.3 < 25.0 * MM);
        assert_eq!(stamp.0 > 100.0 * MM, n % 2 == 0);
    }
}

/// The text of the main part, every part parsed by an XML reader.
fn docx_text(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).unwrap();
        let main = file.name().unwrap() == "word/document.xml";
        let mut xml = String::new();
        file.read_to_string(&mut xml).unwrap();
        let document = roxmltree::Document::parse(&xml).unwrap();
        if main {
            for node in document.descendants().filter(|n| n.has_tag_name("t") || n.tag_name().name() == "t") {
                text += node.text().unwrap_or("");
            }
        }
    }
    text
}

#[test]
fn the_word_processor_gets_the_same_text() {
    let text = docx_text(&docx(&decision()).unwrap());
    for part in ["云溪罚决〔2023〕5号", "宁夏某某建材有限公司：", "现场照片", "2023年3月1日"]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

/// What is compared of a text: neither white space nor what only joins or directs.
fn essence(text: &str) -> String {
    let mute = |c: &char| {
        !c.is_whitespace()
            && !matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}')
            && !matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}' | '\u{180B}'..='\u{180F}')
    };
    text.chars().filter(mute).collect()
}

#[test]
fn a_mark_that_joins_what_no_font_has_is_missing_with_it() {
    let Some(fonts) = fonts() else { return };
    for text in ["𒐀\u{5b0}", "字𒐀\u{5b0}\u{301}字", "\u{5b0}𒐀"] {
        let paper = Paper { body: vec![Block::Paragraph(vec![Run::plain(text)])], ..decision() };
        let made = pdf(&paper, fonts).unwrap();
        assert!(made.archival, "{text:?}");
        assert!(made.missing.contains(&'𒐀'), "{text:?}: {:?}", made.missing);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_file_that_opens(text in any::<String>()) {
        let paper = Paper {
            recipient: Some(text.clone()),
            body: vec![
                Block::Paragraph(vec![Run { text: text.clone(), strong: true }, Run::plain(text.clone())]),
                Block::Table(Table { shares: vec![1, 1], head: Vec::new(), rows: vec![vec![text.clone(); 2]], centred: vec![] }),
            ],
            ..decision()
        };
        let word = docx_text(&docx(&paper).unwrap());
        let wanted: String = paper::clean(&text).replace('\n', "");
        prop_assert!(word.contains(&wanted), "{wanted:?} is not in {word:?}");
        if let Some(fonts) = fonts() {
            let made = pdf(&paper, fonts).unwrap();
            poppler(&made, &["-raw"]);
            prop_assert!(made.archival);
        }
    }

    #[test]
    fn chinese_text_of_any_length_can_be_read_again(text in "[一-鿿㐀-䶵A-Za-z0-9，。；：（）《》〔〕“”·—%/+=@<>&#*_`~|-]{0,900}") {
        if let Some(fonts) = fonts() {
            // A figure at the end would run into the page number.
            let text = format!("{text}完");
            let paper = Paper { body: vec![Block::Paragraph(vec![Run::plain(text.clone())])], ..blank(Layout::Form) };
            let made = pdf(&paper, fonts).unwrap();
            let read: String = essence(&poppler(&made, &["-raw"])).split('第').map(str::to_owned).collect::<String>();
            let wanted: String = essence(&text).chars().filter(|c| *c != '第').collect();
            // Page numbers stand between the pages' texts.
            let numbers = regex::Regex::new("[0-9]+页共[0-9]+页").unwrap();
            let read = numbers.replace_all(&read, "").into_owned();
            prop_assert_eq!(read, numbers.replace_all(&wanted, "").into_owned());
        }
    }
}

#[test]
fn a_text_as_long_as_a_book_and_a_word_without_a_break_are_set() {
    let Some(fonts) = fonts() else { return };
    let long = Block::Paragraph(vec![Run::plain("隐患".repeat(20_000))]);
    let word = Block::Paragraph(vec![Run::plain("x".repeat(5_000))]);
    let cell = Block::Table(Table {
        shares: vec![1, 1],
        head: vec!["甲".into(), "乙".into()],
        rows: vec![vec!["隐患".repeat(3_000), "一".into()]],
        centred: Vec::new(),
    });
    let paper = Paper { body: vec![long, word, cell], ..decision() };
    let made = pdf(&paper, fonts).unwrap();
    let text = essence(&poppler(&made, &["-raw"]));
    assert_eq!(text.matches('隐').count(), 23_000);
    assert_eq!(text.matches('x').count(), 5_000);
}
