//! The main part: paragraphs and tables.

use crate::clean::clean;
use crate::fonts::Face;
use crate::model::{Block, Layout, Paper, Run, Table};

/// Half points: 3号, 2号, 小四.
const BODY: u32 = 32;
const TITLE: u32 = 44;
const CELL: u32 = 24;

/// Text as XML character data.
pub(super) fn escaped(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// How a paragraph is set.
#[derive(Clone, Copy)]
struct Style {
    face: Face,
    size: u32,
    /// `left`, `center`, `right`.
    place: &'static str,
    /// Indent of the first line in hundredths of a character.
    first: u32,
    /// Indent from the right in hundredths of a character.
    right: u32,
    color: Option<&'static str>,
    /// More properties of the paragraph.
    more: &'static str,
}

impl Style {
    fn of(face: Face, size: u32) -> Style {
        Style { face, size, place: "left", first: 0, right: 0, color: None, more: "" }
    }
}

/// The children of `w:body` before its section.
pub(super) fn body(paper: &Paper) -> String {
    let mut out = String::new();
    let english = paper.layout == (Layout::Report { english: true });
    let size = if english { 22 } else { BODY };
    let one = |out: &mut String, text: &str, style: Style| paragraph(out, &[Run::plain(text)], style);
    if let Some(organ) = &paper.organ {
        let style = match paper.layout {
            Layout::Official => Style {
                place: "center",
                color: Some("FF3333"),
                // 35 mm below the top of the type area.
                more: "<w:spacing w:before=\"1984\" w:after=\"579\"/>",
                ..Style::of(Face::Title, 84)
            },
            Layout::Form | Layout::Report { .. } | Layout::Sheet => {
                Style { place: "center", ..Style::of(Face::Title, TITLE) }
            }
        };
        one(&mut out, organ, style);
    }
    let title = Style { place: "center", ..Style::of(Face::Title, TITLE) };
    if paper.layout == Layout::Official {
        if let Some(number) = &paper.number {
            // The red rule lies 4 mm under the number.
            let rule = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"11\" w:color=\"FF3333\"/></w:pBdr>\
                        <w:spacing w:after=\"1158\"/>";
            let more = if paper.organ.is_some() { rule } else { "" };
            one(&mut out, number, Style { place: "center", more, ..Style::of(Face::FangSong, BODY) });
        }
        one(&mut out, &paper.title, Style { more: "<w:spacing w:after=\"579\"/>", ..title });
    } else {
        one(&mut out, &paper.title, title);
        if let Some(number) = &paper.number {
            let place = if paper.layout == Layout::Form { "right" } else { "center" };
            one(&mut out, number, Style { place, ..Style::of(Face::FangSong, size) });
        }
    }
    if let Some(to) = &paper.recipient {
        one(&mut out, &format!("{to}："), Style::of(Face::FangSong, size));
    }
    for block in &paper.body {
        self::block(&mut out, block, size, english);
    }
    sign(&mut out, paper, size);
    out
}

fn block(out: &mut String, block: &Block, size: u32, english: bool) {
    let first = if english { 0 } else { 200 };
    let text = |face| Style { first, ..Style::of(face, size) };
    match block {
        Block::Heading(level, runs) => {
            let face = match level {
                0 | 1 => Face::Hei,
                2 => Face::Kai,
                _ => Face::FangSong,
            };
            paragraph(out, runs, Style { more: "<w:keepNext/>", ..text(face) });
        }
        Block::Paragraph(runs) => paragraph(out, runs, text(Face::FangSong)),
        Block::Flush(runs) => paragraph(out, runs, Style::of(Face::FangSong, size)),
        Block::Title(title) => {
            let style = Style { place: "center", ..Style::of(Face::Title, TITLE) };
            paragraph(out, &[Run::plain(title)], style);
        }
        Block::Skip(rows) => {
            for _ in 0..*rows {
                paragraph(out, &[], Style::of(Face::FangSong, size));
            }
        }
        Block::Table(rows) => table(out, rows),
    }
}

/// Width in hundredths of a character: what is not Chinese takes half.
fn width(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 50 } else { 100 }).sum()
}

fn sign(out: &mut String, paper: &Paper, size: u32) {
    let style = |right| Style { place: "right", right, ..Style::of(Face::FangSong, size) };
    let date = paper.dated.as_deref().map_or(0, width);
    if paper.signed.is_some() || paper.dated.is_some() {
        paragraph(out, &[], Style::of(Face::FangSong, size));
    }
    if let Some(signed) = &paper.signed {
        // Its middle over the middle of the date, which ends four characters from the right.
        let right = (400 + date / 2).saturating_sub(width(signed) / 2);
        paragraph(out, &[Run::plain(signed)], Style { more: "<w:keepNext/>", ..style(right) });
    }
    if let Some(dated) = &paper.dated {
        paragraph(out, &[Run::plain(dated)], style(400));
    }
    if let Some(check) = &paper.check {
        let small = Style::of(Face::Song, 16);
        paragraph(out, &[Run::plain(format!("{}：{}", check.caption, check.says))], small);
    }
}

fn paragraph(out: &mut String, runs: &[Run], style: Style) {
    *out += "<w:p><w:pPr>";
    // The order of properties is the schema's: keepNext, borders, spacing, indent, alignment.
    *out += style.more;
    if style.first > 0 || style.right > 0 {
        *out += &format!(
            "<w:ind w:rightChars=\"{}\" w:right=\"{}\" w:firstLineChars=\"{}\" w:firstLine=\"{}\"/>",
            style.right,
            style.right * style.size / 10,
            style.first,
            style.first * style.size / 10
        );
    }
    *out += &format!("<w:jc w:val=\"{}\"/></w:pPr>", style.place);
    for run in runs {
        let face = if run.strong { Face::Hei } else { style.face };
        let properties = properties(face, style.size, style.color);
        *out += &format!("<w:r>{properties}");
        for (n, line) in escaped(&run.text).split('\n').enumerate() {
            if n > 0 {
                *out += "<w:br/>";
            }
            *out += &format!("<w:t xml:space=\"preserve\">{line}</w:t>");
        }
        *out += "</w:r>";
    }
    *out += "</w:p>";
}

pub(super) fn properties(face: Face, size: u32, color: Option<&str>) -> String {
    let font = face.office();
    let color = color.map_or_else(String::new, |c| format!("<w:color w:val=\"{c}\"/>"));
    // 3号 is 16 pt; a quarter point less between characters puts 28 of them on 156 mm.
    let spacing = if size == BODY { "<w:spacing w:val=\"-5\"/>" } else { "" };
    format!(
        "<w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\" w:eastAsia=\"{font}\" w:cs=\"{font}\"/>{color}{spacing}\
         <w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>"
    )
}

fn table(out: &mut String, table: &Table) {
    /// Width of the type area in twips.
    const WHOLE: u32 = 8844;
    let sum: u32 = table.shares.iter().map(|s| u32::from(*s)).sum::<u32>().max(1);
    let widths: Vec<u32> = table.shares.iter().map(|s| WHOLE * u32::from(*s) / sum).collect();
    let edge = |name| format!("<w:{name} w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"000000\"/>");
    let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(edge).concat();
    *out += &format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{WHOLE}\" w:type=\"dxa\"/><w:tblBorders>{edges}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
    );
    widths.iter().for_each(|w| *out += &format!("<w:gridCol w:w=\"{w}\"/>"));
    *out += "</w:tblGrid>";
    let heads = (!table.head.is_empty()).then_some((&table.head, true));
    let rows = table.rows.iter().map(|r| (r, false));
    for (cells, head) in heads.into_iter().chain(rows) {
        *out += if head { "<w:tr><w:trPr><w:tblHeader/></w:trPr>" } else { "<w:tr>" };
        for (n, width) in widths.iter().enumerate() {
            *out += &format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>");
            let centred = head || table.centred.get(n) == Some(&true);
            let style = Style {
                place: if centred { "center" } else { "left" },
                ..Style::of(if head { Face::Hei } else { Face::Song }, CELL)
            };
            let text = cells.get(n).map_or("", String::as_str);
            paragraph(out, &[Run::plain(text)], style);
            *out += "</w:tc>";
        }
        *out += "</w:tr>";
    }
    // A table is followed by a paragraph, else a word processor mends the file.
    *out += "</w:tbl><w:p/>";
}
