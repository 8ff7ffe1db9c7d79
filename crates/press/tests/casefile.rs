//! A bound case file, read again page by page.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

use paper::{Block, Day, Face, Fonts, Layout, Paper, Run};
use press::casefile::{Attachment, CaseFile, Done, Piece, Stated};
use std::process::Command;
use std::sync::Arc;

/// Without fonts or poppler the test passes over itself, unless `FADU_TEST_PAPER` says that both must be there.
fn fonts() -> Option<Fonts> {
    let fonts = Fonts::in_folders(&Fonts::system_folders());
    let chinese = fonts.family(Face::FangSong).is_some_and(|f| !f.starts_with("DejaVu"));
    let there = chinese && Command::new("pdftotext").arg("-v").output().is_ok();
    assert!(
        there || std::env::var_os("FADU_TEST_PAPER").is_none(),
        "install poppler-utils and fonts-noto-cjk"
    );
    there.then_some(fonts)
}

fn paper(title: &str, length: usize) -> Paper {
    Paper {
        layout: Layout::Form,
        organ: Some("云溪镇人民政府".into()),
        number: Some("云溪罚决〔2023〕5号".into()),
        title: title.into(),
        recipient: Some("某公司".into()),
        body: vec![Block::Paragraph(vec![Run::plain("经查属实。".repeat(length))])],
        signed: Some("云溪镇人民政府".into()),
        dated: Some("2023年3月1日".into()),
        day: Day { year: 2023, month: 3, day: 1 },
        check: None,
    }
}

fn file() -> CaseFile {
    let piece = |title: &str, length: usize| Piece {
        number: "云溪罚决〔2023〕5号".into(),
        by: "云溪镇人民政府".into(),
        title: title.into(),
        day: "2023-03-01".into(),
        paper: paper(title, length),
    };
    CaseFile {
        organ: "云溪镇人民政府".into(),
        title: "行政处罚".into(),
        number: "云溪罚案〔2023〕5号".into(),
        cover: vec![("案号".into(), "云溪罚案〔2023〕5号".into()), ("保管期限".into(), "30年".into())],
        attachments: Vec::new(),
        pieces: vec![piece("事先告知书", 300), piece("处罚决定书", 5)],
        facts: vec![Stated { title: "当事人".into(), value: "某公司".into(), seq: 7 }],
        acts: vec![Done { day: "2023-02-01".into(), title: "立案".into(), by: "张三".into(), seq: 7 }],
        missing: vec!["《处罚决定书》没有填写：理由和依据".into()],
        day: Day { year: 2023, month: 3, day: 1 },
    }
}

/// A JPEG, four to three.
fn jpeg() -> Arc<Vec<u8>> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let drawn = image::RgbImage::from_pixel(40, 30, image::Rgb([0, 120, 0]));
    drawn.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    Arc::new(bytes.into_inner())
}

fn attachment(name: &str, picture: Option<Arc<Vec<u8>>>) -> Attachment {
    Attachment {
        title: "证据材料".into(),
        name: name.into(),
        size: "12 kB".into(),
        hash: "ab".repeat(32),
        by: "张三".into(),
        day: "2023-02-02".into(),
        seq: 8,
        picture,
        erased: String::new(),
    }
}

#[test]
fn a_picture_has_a_page_and_other_files_stand_in_the_index_with_their_hash() {
    let Some(fonts) = fonts() else { return };
    let mut with = file();
    let plain = with.pdf(&fonts).unwrap();
    with.attachments = vec![
        attachment("现场.jpg", Some(jpeg())),
        attachment("账本.xlsx", None),
        Attachment { erased: "已删除".into(), ..attachment("", None) },
    ];
    let made = with.pdf(&fonts).unwrap();
    assert!(made.archival, "a picture is no reason to leave PDF/A");
    assert_eq!(made.pages, plain.pages + 1);
    let pages = pages(&made.bytes);
    let plate = pages.iter().position(|p| p.contains("图片") && p.contains("记录第8条")).unwrap();
    assert!(pages[plate].contains("现场.jpg") && pages[plate].contains(&"ab".repeat(32)));
    assert!(pages[plate - 1].contains("处罚决定书") && pages[plate + 1].contains("事实和证据登记表"));
    let index: String = pages[1..plate].concat();
    let bare = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    assert!(index.contains("另存") && index.contains("已删除"), "{index}");
    assert!(bare(&index).contains("账本xlsx") && bare(&index).contains("现场jpg"), "{index}");
    let images = tempfile::tempdir().unwrap();
    let path = images.path().join("case.pdf");
    std::fs::write(&path, &made.bytes).unwrap();
    let listed = Command::new("pdfimages").arg("-list").arg(&path).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(
        listed.lines().any(|l| l.contains(" 40 ") && l.contains(" 30 ") && l.contains("jpeg")),
        "{listed}"
    );
}

/// Text of each page, without white space.
fn pages(bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.pdf");
    std::fs::write(&path, bytes).unwrap();
    let out = Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    text.trim_end_matches('\u{C}').split('\u{C}').map(|p| p.split_whitespace().collect()).collect()
}

#[test]
fn the_index_tells_the_page_on_which_each_document_stands() {
    let Some(fonts) = fonts() else { return };
    let made = file().pdf(&fonts).unwrap();
    let pages = pages(&made.bytes);
    assert_eq!(pages.len(), made.pages);
    let (cover, index, rest) = (&pages[0], &pages[1], &pages[2..pages.len() - 1]);
    assert!(cover.contains("行政处罚案卷") && cover.contains("保管期限30年"), "{cover}");
    let first = rest.iter().position(|p| p.contains("处罚决定书")).unwrap();
    assert!(first >= 2, "the notice takes several pages: {first}");
    let notice = format!("事先告知书2023-03-011—{first}");
    let decision = format!("处罚决定书2023-03-01{}", first + 1);
    assert!(index.contains("卷内目录"), "{index}");
    // The cells of a row stand on one height, but a title of two lines parts them for a reader of text.
    for wanted in [notice, decision] {
        let bare = |t: &str| t.chars().filter(|c| c.is_ascii_digit() || *c == '—').collect::<String>();
        assert!(bare(index).contains(&bare(&wanted)), "{wanted} in {index}");
    }
    assert!(cover.contains(&format!("卷内4件{}页", rest.len())), "{cover}");
    for (n, page) in rest.iter().enumerate() {
        assert!(page.contains(&(n + 1).to_string()), "page {} is not stamped: {page}", n + 1);
    }
    let last = pages.last().unwrap();
    assert!(last.contains("备考表") && last.contains("没有填写：理由和依据"), "{last}");
    assert!(file().pdf(&fonts).unwrap().bytes == made.bytes);
}

#[test]
fn a_file_without_documents_is_a_file() {
    let Some(fonts) = fonts() else { return };
    let empty =
        CaseFile { pieces: Vec::new(), facts: Vec::new(), acts: Vec::new(), missing: Vec::new(), ..file() };
    let pages = pages(&empty.pdf(&fonts).unwrap().bytes);
    assert!(pages.last().unwrap().contains("材料齐全"));
}
