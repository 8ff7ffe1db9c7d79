//! The three layouts: where head, title, body, signature and page number stand.

use super::code::code;
use super::flow::{Flow, Frame};
use super::table::table;
use super::text::{Line, Place, Style};
use super::{Item, MM, PAGE, RED, Set};
use crate::draw::DrawError;
use crate::fonts::{Face, Fonts};
use crate::model::{Block, Layout, Paper, Run};

/// 3号. At 16 pt only 27 characters fit into 156 mm; at 15.75 pt it is 28, as the standard wants.
pub(crate) const BODY: f32 = 15.75;
/// 2号.
const TITLE: f32 = 22.0;
/// 4号, of page numbers.
const FOOT: f32 = 14.0;
/// 初号, the largest size of the red head.
const HEAD: f32 = 42.0;
/// Side of the QR code.
const CODE: f32 = 20.0 * MM;
/// Text size and line height of an English report.
const ENGLISH: (f32, f32) = (11.0, 17.0);

/// Sets a paper.
pub(crate) fn paper(paper: &Paper, fonts: &Fonts) -> Result<Set, DrawError> {
    if fonts.empty() {
        return Err(DrawError::NoFonts);
    }
    let english = paper.layout == (Layout::Report { english: true });
    let frame = if english { Frame::OFFICIAL.with_pitch(ENGLISH.1) } else { Frame::OFFICIAL };
    let size = if english { ENGLISH.0 } else { BODY };
    let mut setting = Setting { flow: Flow::new(fonts, frame), size };
    match paper.layout {
        Layout::Official => setting.official(paper),
        Layout::Form => setting.form(paper),
        Layout::Report { .. } | Layout::Sheet => setting.report(paper),
    }
    setting.body(paper);
    match paper.layout {
        Layout::Form => setting.form_numbers(),
        Layout::Official | Layout::Report { .. } => setting.numbers(),
        Layout::Sheet => {}
    }
    Ok(setting.flow.finish())
}

struct Setting<'f> {
    flow: Flow<'f>,
    size: f32,
}

impl Setting<'_> {
    /// 7.2: red head, number, red rule; 7.3: title, main recipient.
    fn official(&mut self, paper: &Paper) {
        let (left, width) = (self.flow.frame.left, self.flow.frame.width);
        if let Some(organ) = &paper.organ {
            let letters = organ.chars().count().max(1) as f32;
            let size = HEAD.min(width / letters);
            let style = Style { ink: RED, ..Style::of(Face::Title, size).at(Place::Middle) };
            self.flow.y = self.flow.frame.top + 35.0 * MM;
            for line in self.flow.lines(&[organ.as_str().into()], style) {
                self.flow.line(&line, left, size);
            }
            self.flow.skip(2);
        }
        if let Some(number) = &paper.number {
            let place = if paper.organ.is_some() { Place::Middle } else { Place::Right };
            self.flow.paragraph(&[number.as_str().into()], Style::of(Face::FangSong, BODY).at(place));
        }
        if paper.organ.is_some() {
            self.flow.y += 4.0 * MM;
            let y = self.flow.y;
            self.flow.bar(left, y, width, 0.35 * MM, RED);
            self.flow.skip(2);
            self.flow.snap();
        }
        self.title(paper);
        self.recipient(paper);
    }

    /// Organ and name above each other, number to the right.
    fn form(&mut self, paper: &Paper) {
        if let Some(organ) = &paper.organ {
            let style = Style::of(Face::Title, TITLE).at(Place::Middle);
            self.flow.paragraph(&[organ.as_str().into()], style);
        }
        self.title(paper);
        if let Some(number) = &paper.number {
            let style = Style::of(Face::FangSong, BODY).at(Place::Right);
            self.flow.paragraph(&[number.as_str().into()], style);
        }
        if paper.number.is_some() || paper.recipient.is_some() {
            self.flow.y += self.flow.frame.pitch / 2.0;
            self.flow.snap();
        }
        self.recipient(paper);
    }

    fn report(&mut self, paper: &Paper) {
        self.title(paper);
        if let Some(number) = &paper.number {
            let style = Style::of(Face::Kai, self.size).at(Place::Middle);
            self.flow.paragraph(&[number.as_str().into()], style);
        }
        self.flow.skip(1);
    }

    fn title(&mut self, paper: &Paper) {
        if paper.title.is_empty() {
            return;
        }
        let size = if self.size < BODY { 18.0 } else { TITLE };
        self.flow.paragraph(&[paper.title.as_str().into()], Style::of(Face::Title, size).at(Place::Middle));
        if paper.layout == Layout::Official {
            self.flow.skip(1);
        }
    }

    fn recipient(&mut self, paper: &Paper) {
        if let Some(to) = &paper.recipient {
            self.flow.paragraph(&[Run::plain(format!("{to}："))], Style::of(Face::FangSong, BODY));
        }
    }

    fn body(&mut self, paper: &Paper) {
        let tail = self.tail(paper);
        let (last, rest) = match paper.body.split_last() {
            Some((Block::Paragraph(runs), rest)) if !tail.is_empty() => (Some(runs), rest),
            _ => (None, paper.body.as_slice()),
        };
        for block in rest {
            self.block(block);
        }
        let row = self.flow.frame.pitch;
        let mut lines =
            last.map_or_else(Vec::new, |runs| self.flow.lines(runs, self.text(Face::FangSong, true)));
        // The signature never stands on a page without text: two lines of the last paragraph go with it.
        let with = lines.split_off(lines.len().saturating_sub(2));
        let left = self.flow.frame.left;
        for line in &lines {
            self.flow.line(line, left, row);
        }
        let height = row * with.len() as f32 + tail.height(row, paper);
        if self.flow.room() < height && !self.flow.fresh() {
            self.flow.turn();
        }
        for line in &with {
            self.flow.line(line, left, row);
        }
        self.sign(paper, tail);
    }

    fn text(&self, face: Face, indented: bool) -> Style {
        let indent = if indented && self.size >= BODY { 2.0 * self.size } else { 0.0 };
        Style::of(face, self.size).indented(indent)
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, runs) => {
                let face = match level {
                    0 | 1 => Face::Hei,
                    2 => Face::Kai,
                    _ => Face::FangSong,
                };
                let row = self.flow.frame.pitch;
                // A heading stays with the line after it.
                if self.flow.room() < 2.0 * row && !self.flow.fresh() {
                    self.flow.turn();
                }
                if self.size < BODY {
                    self.flow.skip(1);
                }
                let style = self.text(face, true);
                self.flow.paragraph(runs, style);
            }
            Block::Paragraph(runs) => {
                let style = self.text(Face::FangSong, true);
                self.flow.paragraph(runs, style);
                if self.size < BODY {
                    self.flow.y += self.flow.frame.pitch / 3.0;
                }
            }
            Block::Flush(runs) => {
                let style = self.text(Face::FangSong, false);
                self.flow.paragraph(runs, style);
            }
            Block::Title(text) => {
                let style = Style::of(Face::Title, TITLE).at(Place::Middle);
                self.flow.paragraph(&[text.as_str().into()], style);
            }
            Block::Skip(rows) => self.flow.skip(*rows),
            Block::Table(rows) => {
                table(&mut self.flow, rows);
                self.flow.snap();
            }
        }
    }

    fn tail(&mut self, paper: &Paper) -> Tail {
        let style = Style::of(Face::FangSong, self.size);
        let width = self.flow.frame.width;
        let signed = match &paper.signed {
            Some(signed) => self.flow.setter.lines(&[signed.as_str().into()], style, width),
            None => Vec::new(),
        };
        let dated = paper.dated.as_ref().and_then(|d| self.flow.setter.one(d, style));
        Tail { signed, dated }
    }

    /// 7.3.5: the date four characters from the right, the signature centred over it; the code to their left.
    fn sign(&mut self, paper: &Paper, tail: Tail) {
        if tail.is_empty() && paper.check.is_none() {
            return;
        }
        self.flow.skip(1);
        let (row, frame) = (self.flow.frame.pitch, self.flow.frame);
        let right = frame.left + frame.width;
        let top = self.flow.y;
        let date_width = tail.dated.as_ref().map_or(0.0, |d| d.width);
        let date_left = right - 4.0 * self.size - date_width;
        for line in &tail.signed {
            let middle = date_left + date_width / 2.0;
            let x = (middle - line.width / 2.0).min(right - line.width).max(frame.left);
            self.flow.line(line, x, row);
        }
        if let Some(date) = &tail.dated {
            self.flow.line(date, date_left, row);
        }
        if let Some(check) = &paper.check {
            self.check(&check.says, &check.caption, top);
        }
    }

    fn check(&mut self, says: &str, caption: &str, top: f32) {
        if self.flow.room() < 0.0 {
            return;
        }
        let left = self.flow.frame.left;
        let top = top.min(self.flow.frame.bottom() - CODE - 12.0);
        self.flow.put(code(says, left, top, CODE));
        let words = self.flow.setter.one(caption, Style::of(Face::Song, 8.0));
        let items: Vec<Item> = words.iter().flat_map(|w| w.items(left, top + CODE + 1.0, 11.0)).collect();
        self.flow.put(items);
        self.flow.y = self.flow.y.max(top + CODE + 12.0);
    }

    /// 7.5: 4号 half-width figures between dashes, 7 mm below the type area, one character from the outer edge.
    fn numbers(&mut self) {
        let frame = self.flow.frame;
        for n in 0..self.flow.sheets.len() {
            let Some(line) = self.flow.setter.one(&format!("— {} —", n + 1), Style::of(Face::Song, FOOT))
            else {
                continue;
            };
            let x = if n % 2 == 0 { frame.left + frame.width - FOOT - line.width } else { frame.left + FOOT };
            // The dash lies in the middle of the em box.
            let items: Vec<Item> = line.items(x, frame.bottom() + 7.0 * MM - FOOT / 2.0, FOOT).collect();
            self.flow.sheets[n].items.extend(items);
        }
    }

    fn form_numbers(&mut self) {
        let of = self.flow.sheets.len();
        for n in 0..of {
            let text = format!("第{}页　共{of}页", n + 1);
            let Some(line) = self.flow.setter.one(&text, Style::of(Face::Song, 10.5)) else { continue };
            let x = (PAGE.0 - line.width) / 2.0;
            let items: Vec<Item> = line.items(x, self.flow.frame.bottom() + 7.0 * MM, 10.5).collect();
            self.flow.sheets[n].items.extend(items);
        }
    }
}

/// Signature and date.
struct Tail {
    signed: Vec<Line>,
    dated: Option<Line>,
}

impl Tail {
    fn is_empty(&self) -> bool {
        self.signed.is_empty() && self.dated.is_none()
    }

    fn height(&self, row: f32, paper: &Paper) -> f32 {
        let rows = self.signed.len() as f32 + if self.dated.is_some() { 1.0 } else { 0.0 };
        let words = if self.is_empty() { 0.0 } else { row * (rows + 1.0) };
        let code = if paper.check.is_some() { row + CODE + 12.0 } else { 0.0 };
        words.max(code)
    }
}
