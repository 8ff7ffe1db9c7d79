//! Files as programs write them: Word and PDF by LibreOffice from one invented notice, a sheet, text in GB 18030.

#![allow(clippy::expect_used, reason = "a test that cannot read its file has to stop")]

use reading::{Format, Limits, Place, read};

fn file(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name);
    std::fs::read(path).expect("the file is part of the crate")
}

fn place_of(document: &reading::Document, word: &str) -> Place {
    let byte = document.text().find(word).expect("the word is in the text");
    document.place(document.text()[..byte].chars().count())
}

#[test]
fn word_gives_paragraphs_and_tables() {
    let document = read(&file("notice.docx"), "notice.docx", &Limits::default()).expect("Word is read");
    assert_eq!(document.format(), Format::Docx);
    let text = document.text();
    assert!(text.contains("全年共受理群众来信30件，其中：表扬12件、建议9件、其他8件。\n"), "{text}");
    assert!(text.contains("来访 | 11 | 10%\n合计 | 100 | 100%\n"), "{text}");
    assert_eq!(place_of(&document, "全年共受理"), Place::Paragraph(2));
    assert_eq!(place_of(&document, "11 |"), Place::Cell { table: 1, row: 4, column: 2 });
}

#[test]
fn a_sheet_gives_numbers_as_it_shows_them() {
    let document = read(&file("channels.xlsx"), "channels.xlsx", &Limits::default()).expect("Excel is read");
    assert_eq!(
        document.text(),
        "渠道 | 件数 | 比重\n来电 | 60 | 60.0%\n来信 | 30 | 30.0%\n来访 | 11 | 10.0%\n合计 | 100 | 100.0%\n\n"
    );
    let Place::Sheet { sheet, row, column } = place_of(&document, "11") else { panic!("a sheet") };
    assert_eq!((sheet.as_str(), row, column), ("来件", 4, 2));
    assert_eq!(place_of(&document, "11").name(false).as_deref(), Some("来件!B4"));
}

#[test]
fn a_pdf_gives_its_lines() {
    let document = read(&file("notice.pdf"), "notice.pdf", &Limits::default()).expect("PDF is read");
    let text = document.text();
    assert!(text.contains("全年共受理群众来信30件，其中：表扬12件、建议9件、其他8件。"), "{text}");
    assert!(text.contains("来访 | 11 | 10%"), "{text}");
    assert_eq!(place_of(&document, "来访"), Place::Page(1));
}

#[test]
fn the_content_decides_before_the_name() {
    let document = read(&file("notice.docx"), "renamed.txt", &Limits::default()).expect("Word is read");
    assert_eq!(document.format(), Format::Docx);
}
