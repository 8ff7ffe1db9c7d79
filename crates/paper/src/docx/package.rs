//! The package around the main part: types, relations, styles, page numbers, page and grid.

use super::body::{escaped, properties};
use crate::fonts::Face;
use crate::model::{Layout, Paper};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Why no DOCX could be made.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// The package's.
    #[error("the document could not be packed: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The package's.
    #[error("the document could not be packed: {0}")]
    Write(#[from] std::io::Error),
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const PART: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

pub(super) fn package(paper: &Paper, body: &str) -> Result<Vec<u8>, DocxError> {
    // ZIP cannot say an earlier day than this; the paper's own day stands in its properties.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts(paper, body) {
        zip.start_file(name, options)?;
        zip.write_all(HEAD.as_bytes())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn parts(paper: &Paper, body: &str) -> Vec<(&'static str, String)> {
    let over = |part: &str, kind: &str| {
        format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{PART}.{kind}+xml\"/>")
    };
    let types = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{}{}{}{}{}\
         <Override PartName=\"/docProps/core.xml\" \
         ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>",
        over("document", "document.main"),
        over("styles", "styles"),
        over("settings", "settings"),
        over("footer1", "footer"),
        over("footer2", "footer"),
    );
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATION}/{kind}\" Target=\"{target}\"/>")
    };
    let whole = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\">{}<Relationship Id=\"rId2\" \
         Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>",
        relation("rId1", "officeDocument", "word/document.xml"),
    );
    let inner = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\">{}{}{}{}</Relationships>",
        relation("rId1", "styles", "styles.xml"),
        relation("rId2", "settings", "settings.xml"),
        relation("rId3", "footer", "footer1.xml"),
        relation("rId4", "footer", "footer2.xml"),
    );
    let day = format!("{:04}-{:02}-{:02}T00:00:00Z", paper.day.year, paper.day.month, paper.day.day);
    let core = format!(
        "<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
         <dc:creator>Fadu</dc:creator><dc:language>{}</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}</dcterms:created></cp:coreProperties>",
        escaped(&paper.title),
        paper.layout.language(),
    );
    let styles = format!(
        "<w:styles {W}><w:docDefaults><w:rPrDefault>{0}</w:rPrDefault><w:pPrDefault/></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>{0}\
         </w:style></w:styles>",
        properties(Face::FangSong, 32, None),
    );
    let settings = format!("<w:settings {W}><w:evenAndOddHeaders/></w:settings>");
    vec![
        ("[Content_Types].xml", types),
        ("_rels/.rels", whole),
        ("docProps/core.xml", core),
        (
            "word/document.xml",
            format!("<w:document {W}><w:body>{body}{}</w:body></w:document>", section(paper)),
        ),
        ("word/_rels/document.xml.rels", inner),
        ("word/styles.xml", styles),
        ("word/settings.xml", settings),
        ("word/footer1.xml", footer(paper, true)),
        ("word/footer2.xml", footer(paper, false)),
    ]
}

/// A4, the margins of GB/T 9704-2012 in twips, and its grid of 22 lines of 28 characters.
fn section(paper: &Paper) -> String {
    // Lines only: a grid of characters narrower than the type is read differently by every word processor, so the
    // 28 characters come from the spacing of the type (`properties`).
    let grid = match paper.layout {
        Layout::Report { english: true } => "",
        _ => "<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/>",
    };
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/>\
         <w:footerReference w:type=\"even\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" \
         w:footer=\"1304\" w:gutter=\"0\"/>{grid}</w:sectPr>"
    )
}

/// The page number: at the outer edge of official documents, in the middle of forms.
fn footer(paper: &Paper, odd: bool) -> String {
    let form = paper.layout == Layout::Form;
    let set = properties(Face::Song, if form { 21 } else { 28 }, None);
    let text = |t: &str| format!("<w:r>{set}<w:t xml:space=\"preserve\">{t}</w:t></w:r>");
    let field =
        |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r>{set}<w:t>1</w:t></w:r></w:fldSimple>");
    let (ind, place) = match (form, odd) {
        (true, _) => ("", "center"),
        (false, true) => ("<w:ind w:rightChars=\"100\" w:right=\"280\"/>", "right"),
        (false, false) => ("<w:ind w:leftChars=\"100\" w:left=\"280\"/>", "left"),
    };
    let words = if form {
        format!("{}{}{}{}{}", text("第"), field("PAGE"), text("页　共"), field("NUMPAGES"), text("页"))
    } else {
        format!("{}{}{}", text("— "), field("PAGE"), text(" —"))
    };
    format!("<w:ftr {W}><w:p><w:pPr>{ind}<w:jc w:val=\"{place}\"/></w:pPr>{words}</w:p></w:ftr>")
}
