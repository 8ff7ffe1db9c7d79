//! Tables: rows as high as their highest cell, broken over pages, the heading repeated.

use super::BLACK;
use super::flow::Flow;
use super::text::{Line, Place, Style};
use crate::fonts::Face;
use crate::model::{Run, Table};

/// Size of the text in cells, 小四.
const SIZE: f32 = 12.0;
/// Height of a line in cells.
const ROW: f32 = 17.0;
/// Between the rule and the text.
const PAD: f32 = 4.0;
/// Thickness of a rule: 0.25 mm.
const RULE: f32 = 0.7;

pub(crate) fn table(flow: &mut Flow<'_>, table: &Table) {
    let whole: f32 = table.shares.iter().map(|s| f32::from(*s)).sum::<f32>().max(1.0);
    let widths: Vec<f32> = table.shares.iter().map(|s| flow.frame.width * f32::from(*s) / whole).collect();
    let mut setting = Setting { flow, table, widths, begun: 0.0 };
    setting.begin();
    for row in &table.rows {
        setting.row(row, false);
    }
    setting.end();
}

struct Setting<'a, 'f> {
    flow: &'a mut Flow<'f>,
    table: &'a Table,
    widths: Vec<f32>,
    /// Where the table begins on this page.
    begun: f32,
}

impl Setting<'_, '_> {
    fn begin(&mut self) {
        let least = if self.table.head.is_empty() { 1.0 } else { 2.0 } * (ROW + 2.0 * PAD);
        if self.flow.room() < least && !self.flow.fresh() {
            self.flow.turn();
        }
        self.begun = self.flow.y;
        self.across();
        if !self.table.head.is_empty() {
            let head = self.table.head.clone();
            self.row(&head, true);
        }
    }

    /// A rule over the whole width.
    fn across(&mut self) {
        let (x, y, w) = (self.flow.frame.left, self.flow.y, self.flow.frame.width);
        self.flow.bar(x, y - RULE / 2.0, w, RULE, BLACK);
    }

    /// The upright rules of what stands on this page.
    fn end(&mut self) {
        let (mut x, top, h) = (self.flow.frame.left, self.begun, self.flow.y - self.begun);
        for w in std::iter::once(0.0).chain(self.widths.clone()) {
            x += w;
            self.flow.bar(x - RULE / 2.0, top, RULE, h, BLACK);
        }
        self.flow.y += PAD;
    }

    fn turn(&mut self) {
        self.end();
        self.flow.turn();
        self.begin();
    }

    fn row(&mut self, cells: &[String], head: bool) {
        let mut left: Vec<Vec<Line>> = Vec::new();
        for (n, width) in self.widths.clone().into_iter().enumerate() {
            let centred = head || self.table.centred.get(n) == Some(&true);
            let style = Style::of(if head { Face::Hei } else { Face::Song }, SIZE);
            let style = style.at(if centred { Place::Middle } else { Place::Left });
            let text = cells.get(n).map_or("", String::as_str);
            left.push(self.flow.setter.lines(&[Run::plain(text)], style, width - 2.0 * PAD));
        }
        loop {
            let most = left.iter().map(Vec::len).max().unwrap_or(0).max(1);
            let fits = ((self.flow.room() - 2.0 * PAD) / ROW).floor().max(0.0) as usize;
            let fresh = self.flow.y - self.begun < 1.0 || head;
            // A row that a page can hold stays whole.
            let page = (self.flow.frame.height / ROW) as usize;
            if fits == 0 || (most > fits && most < page / 2 && !fresh) {
                if self.flow.fresh() {
                    return;
                }
                self.turn();
                continue;
            }
            let now = most.min(fits);
            let (top, mut x) = (self.flow.y, self.flow.frame.left);
            for (cell, width) in left.iter_mut().zip(self.widths.clone()) {
                let rest = cell.split_off(cell.len().min(now));
                let height = now as f32 * ROW;
                let shift = if rest.is_empty() { (height - cell.len() as f32 * ROW) / 2.0 } else { 0.0 };
                for (n, line) in cell.iter().enumerate() {
                    let y = top + PAD + shift + n as f32 * ROW;
                    let items: Vec<_> = line.items(x + PAD, y, ROW).collect();
                    self.flow.put(items);
                }
                *cell = rest;
                x += width;
            }
            self.flow.y += now as f32 * ROW + 2.0 * PAD;
            self.across();
            if left.iter().all(Vec::is_empty) {
                return;
            }
            self.turn();
        }
    }
}
