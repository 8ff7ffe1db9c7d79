//! Pages filled from above: a cursor, the type area, page breaks.

use super::text::{Line, Setter, Style};
use super::{Ink, Item, MM, Set, Sheet};
use crate::fonts::Fonts;
use crate::model::Run;

/// The type area and the height of its lines, in points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) pitch: f32,
}

impl Frame {
    /// GB/T 9704-2012, 5.2: 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm, 22 lines.
    pub(crate) const OFFICIAL: Frame = Frame {
        left: 28.0 * MM,
        top: 37.0 * MM,
        width: 156.0 * MM,
        height: 225.0 * MM,
        pitch: 225.0 * MM / 22.0,
    };

    /// The same area with lines for text of that size.
    pub(crate) fn with_pitch(self, pitch: f32) -> Frame {
        Frame { pitch, ..self }
    }

    pub(crate) fn bottom(&self) -> f32 {
        self.top + self.height
    }
}

/// Pages in the making.
pub(crate) struct Flow<'f> {
    pub(crate) setter: Setter<'f>,
    pub(crate) frame: Frame,
    pub(crate) sheets: Vec<Sheet>,
    /// Where the next line begins.
    pub(crate) y: f32,
}

impl<'f> Flow<'f> {
    pub(crate) fn new(fonts: &'f Fonts, frame: Frame) -> Flow<'f> {
        Flow { setter: Setter::new(fonts), frame, sheets: vec![Sheet::default()], y: frame.top }
    }

    pub(crate) fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = self.frame.top;
    }

    /// Height left on the page.
    pub(crate) fn room(&self) -> f32 {
        self.frame.bottom() - self.y + 0.1
    }

    /// Whether nothing stands on the page yet.
    pub(crate) fn fresh(&self) -> bool {
        self.sheets.last().is_none_or(|s| s.items.is_empty())
    }

    pub(crate) fn put(&mut self, items: impl IntoIterator<Item = Item>) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.items.extend(items);
        }
    }

    pub(crate) fn bar(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink) {
        self.put([Item::Bar { x, y, w, h, ink }]);
    }

    /// A line in a row of that height, on the next page if it does not fit.
    pub(crate) fn line(&mut self, line: &Line, x: f32, row: f32) {
        if self.room() < row && !self.fresh() {
            self.turn();
        }
        let items: Vec<Item> = line.items(x, self.y, row).collect();
        self.put(items);
        self.y += row;
    }

    pub(crate) fn lines(&mut self, runs: &[Run], style: Style) -> Vec<Line> {
        let width = self.frame.width;
        self.setter.lines(runs, style, width)
    }

    /// A paragraph in rows of the grid; text higher than a row takes the rows that it needs.
    pub(crate) fn paragraph(&mut self, runs: &[Run], style: Style) {
        let row = self.row(style.size);
        for line in self.lines(runs, style) {
            self.line(&line, self.frame.left, row);
        }
    }

    /// The height of a row for text of that size.
    pub(crate) fn row(&self, size: f32) -> f32 {
        self.frame.pitch * (size * 1.05 / self.frame.pitch).ceil().max(1.0)
    }

    /// Empty rows; none at the head of a page.
    pub(crate) fn skip(&mut self, rows: u8) {
        if !self.fresh() {
            self.y += self.frame.pitch * f32::from(rows);
        }
    }

    /// To the next row of the grid.
    pub(crate) fn snap(&mut self) {
        let rows = (self.y - self.frame.top) / self.frame.pitch;
        self.y = self.frame.top + (rows - 0.01).ceil() * self.frame.pitch;
    }

    pub(crate) fn finish(self) -> Set {
        Set { sheets: self.sheets, missing: self.setter.missing.into_iter().collect() }
    }
}
