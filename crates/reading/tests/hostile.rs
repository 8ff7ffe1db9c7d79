//! Files made to break a reader: each is refused with a reason, in bounded memory and time, or read for what can be read.

#![allow(clippy::expect_used, reason = "a test that cannot make its file has to stop")]

use reading::{Error, Limits, read};
use std::io::Write as _;

const SMALL: Limits = Limits { bytes: 4 << 20, unpacked: 1 << 20, characters: 100_000, pages: 20 };

fn docx(document: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a part is begun");
    zip.write_all(document).expect("a part is written");
    zip.finish().expect("an archive is made").into_inner()
}

fn pdf(dictionary: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n4 0 obj"
        .to_vec();
    file.extend(format!("<<{dictionary}/Length {}>>stream\n", stream.len()).bytes());
    file.extend(stream);
    file.extend(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF");
    file
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("bytes are packed");
    encoder.finish().expect("bytes are packed")
}

#[test]
fn archives_that_unpack_to_too_much_are_refused() {
    let bomb = docx(&vec![b' '; 8 << 20]);
    assert!(bomb.len() < 100_000);
    assert_eq!(read(&bomb, "a.docx", &SMALL).err(), Some(Error::TooLargeUnpacked { most: SMALL.unpacked }));
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("<w:document>{}", "<w:tbl>".repeat(100_000));
    assert_eq!(read(&docx(deep.as_bytes()), "a.docx", &SMALL).err(), Some(Error::Broken { what: "nesting" }));
    let arrays = pdf(&format!("/A {}", "[".repeat(100_000)), b"");
    assert_eq!(read(&arrays, "a.pdf", &SMALL).err(), Some(Error::Broken { what: "nesting" }));
    let spaced = pdf(&format!("/A {}", "<</A ".repeat(50_000)), b"");
    assert_eq!(read(&spaced, "a.pdf", &SMALL).err(), Some(Error::Broken { what: "nesting" }));
}

#[test]
fn entities_do_not_grow() {
    let laughs = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document><w:p><w:r><w:t>1&b;&amp;件</w:t></w:r></w:p></w:document>";
    let document = read(&docx(laughs.as_bytes()), "a.docx", &SMALL).expect("it is read");
    assert_eq!(document.text(), "1&件\n");
}

#[test]
fn streams_of_a_pdf_that_grow_are_refused() {
    let bomb = pdf("/Filter/FlateDecode", &packed(&vec![b' '; 8 << 20]));
    assert_eq!(read(&bomb, "a.pdf", &SMALL).err(), Some(Error::TooLargeUnpacked { most: SMALL.unpacked }));
    let twice = pdf("/Filter[/FlateDecode/FlateDecode]", &packed(&packed(&vec![b' '; 8 << 20])));
    assert_eq!(read(&twice, "a.pdf", &SMALL).err(), Some(Error::TooLargeUnpacked { most: SMALL.unpacked }));
}

#[test]
fn broken_files_are_told_as_such() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/notice.pdf");
    let whole = std::fs::read(path).expect("the file is part of the crate");
    for cut in [10, 100, 1000, whole.len() / 2, whole.len() - 40] {
        // The table of objects at the end is gone: it is read anyway or refused, never more.
        let _ = read(&whole[..cut], "a.pdf", &Limits::default());
    }
    assert_eq!(
        read(b"PK\x03\x04junk", "a.docx", &SMALL).err(),
        Some(Error::Broken { what: "zip directory" })
    );
    assert_eq!(read(b"\xd0\xcf\x11\xe0\xa1\xb1", "a.doc", &SMALL).err(), Some(Error::OldOffice));
    assert_eq!(read(b"\0\0\0\0", "a.bin", &SMALL).err(), Some(Error::Unknown));
    assert_eq!(read(b"plain", "a.pdf", &SMALL).err(), Some(Error::Broken { what: "header" }));
    assert_eq!(read(&pdf("", b""), "a.pdf", &SMALL).err(), Some(Error::NoText));
    let long = "字".repeat(200_000);
    assert_eq!(
        read(long.as_bytes(), "a.txt", &SMALL).err(),
        Some(Error::TooMuchText { most: SMALL.characters })
    );
    assert!(matches!(read(&vec![b'a'; 5 << 20], "a.txt", &SMALL).err(), Some(Error::TooLarge { .. })));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_bytes_under_any_name_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400), ending in "(txt|md|html|docx|xlsx|pdf|)") {
        let _ = read(&bytes, &format!("a.{ending}"), &SMALL);
        for head in [&b"%PDF-1.7\n"[..], b"PK\x03\x04"] {
            let file: Vec<u8> = head.iter().chain(&bytes).copied().collect();
            let _ = read(&file, &format!("a.{ending}"), &SMALL);
        }
    }

    #[test]
    fn any_markup_is_read(text in "[<>/a-z &;!\\[\\]|#*`0-9件其中\n\"'-]{0,200}") {
        for name in ["a.html", "a.md"] {
            let document = read(text.as_bytes(), name, &SMALL).expect("markup is read");
            let _ = document.place(document.text().chars().count());
        }
    }
}
