//! Files as people send them: pictures with a place inside, office files, and what is none of them.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

use files::{Content, EDGE_MAX, FileError, SMALL_EDGE_MAX, examine, hash};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::{Cursor, Write};

/// An EXIF block: orientation 6 (turned right), the maker's name, a place.
fn exif() -> Vec<u8> {
    let mut tiff: Vec<u8> = b"II\x2a\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    // IFD0 at 8 with three entries ends at 8 + 2 + 36 + 4 = 50; the name is at 50, the GPS directory at 60.
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(entry(0x010F, 2, 10, 50));
    tiff.extend(entry(0x0112, 3, 1, 6));
    tiff.extend(entry(0x8825, 4, 1, 60));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(b"SPYCAMERA\0");
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend(entry(1, 2, 2, u32::from(b'N')));
    tiff.extend(0_u32.to_le_bytes());
    [b"Exif\0\0".to_vec(), tiff].concat()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let drawn =
        RgbImage::from_fn(
            width,
            height,
            |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) },
        );
    let mut plain = Vec::new();
    DynamicImage::from(drawn).write_to(&mut Cursor::new(&mut plain), ImageFormat::Jpeg).unwrap();
    let block = exif();
    let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, &block, &plain[2..]].concat()
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|w| w == what)
}

#[test]
fn a_copy_has_the_pixels_upright_and_nothing_else() {
    let sent = jpeg(400, 200);
    assert!(holds(&sent, b"Exif") && holds(&sent, b"SPYCAMERA"));
    let found = examine("IMG_1.JPG", &sent).unwrap();
    assert_eq!((found.content, found.name.as_str()), (Content::Jpeg, "IMG_1.jpg"));
    assert_eq!(found.hash, hash(&sent));
    let copy = found.copies.unwrap().large;
    assert!(!holds(&copy, b"Exif") && !holds(&copy, b"SPYCAMERA"));
    let drawn = image::load_from_memory(&copy).unwrap().to_rgb8();
    // Turned right: the left half, red, is now the upper one.
    assert_eq!((drawn.width(), drawn.height()), (200, 400));
    assert!(drawn.get_pixel(100, 50)[0] > 150 && drawn.get_pixel(100, 350)[2] > 150);
}

#[test]
fn a_large_picture_is_made_smaller_and_a_small_one_stays() {
    let size = |bytes: &[u8]| {
        let drawn = image::load_from_memory(bytes).unwrap();
        (drawn.width(), drawn.height())
    };
    let copies = examine("a", &jpeg(4000, 1000)).unwrap().copies.unwrap();
    assert_eq!(size(&copies.large), (EDGE_MAX / 4, EDGE_MAX));
    assert_eq!(size(&copies.small), (SMALL_EDGE_MAX / 4, SMALL_EDGE_MAX));
    let copies = examine("b", &jpeg(80, 60)).unwrap().copies.unwrap();
    assert_eq!((size(&copies.large), size(&copies.small)), ((60, 80), (60, 80)));
}

#[test]
fn a_picture_that_one_can_look_through_stands_on_white() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let clear = RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0]));
        let mut bytes = Vec::new();
        DynamicImage::from(clear).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        let found = examine("x.jpg", &bytes).unwrap();
        assert_ne!(found.content, Content::Jpeg, "content counts, not the name");
        let drawn = image::load_from_memory(&found.copies.unwrap().large).unwrap().to_rgb8();
        assert!(drawn.get_pixel(4, 4).0.iter().all(|c| *c > 250));
    }
}

fn package(parts: &[&str]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        out.start_file(*part, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(b"<x/>").unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn compound(stream: &str) -> Vec<u8> {
    let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 500], &wide].concat()
}

#[test]
fn what_it_is_is_told_by_what_is_in_it() {
    let of = |bytes: &[u8]| examine("报告.txt", bytes).map(|e| e.name);
    assert_eq!(of(b"%PDF-1.7\n"), Ok("报告.txt.pdf".into()));
    assert_eq!(of(&package(&["[Content_Types].xml", "word/document.xml"])), Ok("报告.txt.docx".into()));
    assert_eq!(of(&package(&["[Content_Types].xml", "xl/workbook.xml"])), Ok("报告.txt.xlsx".into()));
    assert_eq!(of(&package(&["OFD.xml"])), Ok("报告.txt.ofd".into()));
    assert_eq!(of(&compound("WordDocument")), Ok("报告.txt.doc".into()));
    assert_eq!(of(&compound("Workbook")), Ok("报告.txt.xls".into()));
    assert_eq!(of(b""), Err(FileError::Empty));
    for unknown in [
        &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
        b"<html>",
        b"GIF89a",
        b"MZ",
        b"PK\x03\x04",
        b"text",
    ] {
        assert_eq!(of(unknown), Err(FileError::Unknown), "{unknown:?}");
    }
    assert_eq!(of(&package(&["a.txt"])), Err(FileError::Unknown));
    let macros = package(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
    assert_eq!(of(&macros), Err(FileError::Macros));
    assert_eq!(of(&vec![b' '; files::BYTES_MAX + 1]), Err(FileError::TooLarge));
}

#[test]
fn a_broken_or_huge_picture_is_refused_and_no_cut_of_one_breaks_anything() {
    let sent = jpeg(64, 64);
    for cut in 0..sent.len() {
        // A JPEG cut in its pixels may still be drawn, grey where they lack.
        let _ = examine("a.jpg", &sent[..cut]);
    }
    assert_eq!(examine("a.jpg", &sent[..30]), Err(FileError::Broken));
    // A PNG that says it is 30,000 by 30,000.
    let mut png = Vec::new();
    DynamicImage::from(RgbImage::new(2, 2)).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(examine("a.png", &png), Err(FileError::TooManyPixels));
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 })
    })
}
