//! A paragraph as lines: shaped, broken by the rules of Chinese and of every other script, ready to be placed.

use super::{BLACK, Faces, Glyph, Ink, Item};
use crate::clean::clean;
use crate::fonts::{Face, Fonts};
use crate::model::Run;
use parley::{
    FontContext, FontData, FontWeight, IndentOptions, Layout, LayoutContext, OverflowWrap, StyleProperty,
};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// What stands on the page for a character that no font has.
const STAND_IN: char = '〓';

/// Where a line stands within its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Left,
    Middle,
    Right,
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) faces: Faces,
    pub(crate) size: f32,
    /// Indent of the first line, in points.
    pub(crate) indent: f32,
    pub(crate) place: Place,
    pub(crate) ink: Ink,
}

impl Style {
    pub(crate) fn of(face: Face, size: f32) -> Style {
        Style { faces: Faces(face, Face::Hei), size, indent: 0.0, place: Place::Left, ink: BLACK }
    }

    pub(crate) fn indented(self, indent: f32) -> Style {
        Style { indent, ..self }
    }

    pub(crate) fn at(self, place: Place) -> Style {
        Style { place, ..self }
    }
}

/// Glyphs of one font in a line, from a place within it.
#[derive(Clone)]
pub(crate) struct Piece {
    x: f32,
    font: FontData,
    glyphs: Vec<Glyph>,
    text: Arc<str>,
}

/// A line.
#[derive(Clone)]
pub(crate) struct Line {
    pieces: Vec<Piece>,
    size: f32,
    ink: Ink,
    pub(crate) width: f32,
}

impl Line {
    /// Its items, the em box of the line centred in a row of this height.
    pub(crate) fn items(&self, x: f32, top: f32, row: f32) -> impl Iterator<Item = Item> + '_ {
        // The em box of Chinese type: 0.88 above the baseline.
        let y = top + (row - self.size) / 2.0 + 0.88 * self.size;
        self.pieces.iter().map(move |p| Item::Glyphs {
            x: x + p.x,
            y,
            font: p.font.clone(),
            size: self.size,
            ink: self.ink,
            glyphs: p.glyphs.clone(),
            text: p.text.clone(),
        })
    }
}

/// Bytes of the text as set, and the bytes of the text as given for which they stand.
type Swap = (Range<usize>, Range<usize>);

/// So often is a text set until nothing in it lacks a glyph.
const TRIES: usize = 4;

/// Sets text with the fonts of a machine and remembers what none of them had.
pub(crate) struct Setter<'f> {
    fonts: &'f Fonts,
    context: FontContext,
    layouts: LayoutContext<[u8; 4]>,
    pub(crate) missing: BTreeSet<char>,
}

impl<'f> Setter<'f> {
    pub(crate) fn new(fonts: &'f Fonts) -> Setter<'f> {
        Setter { fonts, context: fonts.context(), layouts: LayoutContext::new(), missing: BTreeSet::new() }
    }

    /// The lines of a paragraph of that width.
    pub(crate) fn lines(&mut self, runs: &[Run], style: Style, width: f32) -> Vec<Line> {
        let mut text = String::new();
        let mut strong = Vec::new();
        for run in runs {
            let from = text.len();
            text += &clean(&run.text);
            if run.strong {
                strong.push(from..text.len());
            }
        }
        if text.is_empty() {
            return Vec::new();
        }
        let first = self.layout(&text, &strong, style, width);
        let holes = holes(&first, &text);
        if holes.is_empty() {
            return lines(&first, &Arc::from(text), &[], style, width);
        }
        let mut holes = holes;
        let mut tries = 0;
        loop {
            tries += 1;
            let (set, swaps) = swapped(&text, &holes);
            let strong: Vec<_> =
                strong.iter().map(|r| forward(&swaps, r.start)..forward(&swaps, r.end)).collect();
            let again = self.layout(&set, &strong, style, width);
            // A mark that joined a character without a glyph may find none with what stands in for it, either.
            let more: Vec<_> = self::holes(&again, &set).into_iter().map(|h| back(&swaps, h)).collect();
            if more.is_empty() || tries == TRIES {
                self.missing.extend(holes.iter().flat_map(|h| text[h.clone()].chars()));
                return lines(&again, &Arc::from(text), &swaps, style, width);
            }
            holes = joined(holes.into_iter().chain(more).collect());
        }
    }

    /// One line, however wide.
    pub(crate) fn one(&mut self, text: &str, style: Style) -> Option<Line> {
        let text = text.replace('\n', " ");
        self.lines(&[Run::plain(text)], style.at(Place::Left), f32::MAX / 4.0).into_iter().next()
    }

    fn layout(&mut self, text: &str, strong: &[Range<usize>], style: Style, width: f32) -> Layout<[u8; 4]> {
        let mut builder = self.layouts.ranged_builder(&mut self.context, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(self.fonts.stack(style.faces.0)));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if style.faces.0.bold() {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        for range in strong {
            builder.push(StyleProperty::FontFamily(self.fonts.stack(style.faces.1)), range.clone());
        }
        let mut layout = builder.build(text);
        layout.set_text_indent(style.indent, IndentOptions::default());
        // A hair more than the width, so that 28 characters are not 27 by rounding.
        layout.break_all_lines(Some(width + 0.02));
        layout
    }
}

/// The clusters for which no font had a glyph.
fn holes(layout: &Layout<[u8; 4]>, text: &str) -> Vec<Range<usize>> {
    let mut holes: Vec<Range<usize>> = Vec::new();
    for line in layout.lines() {
        for run in line.runs() {
            for cluster in run.clusters() {
                let range = cluster.text_range();
                let shown = text.get(range.clone()).unwrap_or("");
                if !shown.trim().is_empty() && cluster.glyphs().any(|g| g.id == 0) {
                    holes.push(range);
                }
            }
        }
    }
    holes.sort_by_key(|r| r.start);
    holes.dedup();
    holes
}

/// Ranges in order, those that overlap as one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// The text with [`STAND_IN`] in the holes.
fn swapped(text: &str, holes: &[Range<usize>]) -> (String, Vec<Swap>) {
    let mut set = String::new();
    let mut swaps = Vec::new();
    let mut at = 0;
    for hole in holes.iter().filter(|h| !h.is_empty()) {
        if hole.start < at {
            continue;
        }
        set += &text[at..hole.start];
        let from = set.len();
        set.push(STAND_IN);
        swaps.push((from..set.len(), hole.clone()));
        at = hole.end;
    }
    set += &text[at..];
    (set, swaps)
}

/// A place in the text as given, in the text as set.
fn forward(swaps: &[Swap], at: usize) -> usize {
    let last = swaps.iter().rev().find(|(_, given)| given.start < at);
    last.map_or(at, |(set, given)| if at < given.end { set.end } else { at - given.end + set.end })
}

/// A range of the text as set, in the text as given.
fn back(swaps: &[Swap], range: Range<usize>) -> Range<usize> {
    let place = |at: usize| {
        let last = swaps.iter().rev().find(|(set, _)| set.start < at);
        last.map_or(at, |(set, given)| if at < set.end { given.end } else { at - set.end + given.end })
    };
    place(range.start)..place(range.end)
}

fn lines(layout: &Layout<[u8; 4]>, text: &Arc<str>, swaps: &[Swap], style: Style, width: f32) -> Vec<Line> {
    let mut out = Vec::new();
    for (n, line) in layout.lines().enumerate() {
        let mut pieces = Vec::new();
        let indent = if n == 0 { style.indent } else { 0.0 };
        let mut x = 0.0;
        for run in line.runs() {
            let (from, font) = (x, run.font().clone());
            let mut glyphs: Vec<Glyph> = Vec::new();
            for cluster in run.visual_clusters() {
                let range = back(swaps, cluster.text_range());
                if cluster.is_ligature_continuation() {
                    if let Some(last) = glyphs.last_mut() {
                        last.range = last.range.start.min(range.start)..last.range.end.max(range.end);
                    }
                    continue;
                }
                // A line feed has no shape.
                if text.get(range.clone()) == Some("\n") {
                    continue;
                }
                for g in cluster.glyphs() {
                    x += g.advance;
                    let glyph = Glyph { id: g.id, advance: g.advance, x: g.x, y: g.y, range: range.clone() };
                    glyphs.push(glyph);
                }
            }
            if !glyphs.is_empty() {
                pieces.push(Piece { x: from, font, glyphs, text: text.clone() });
            }
        }
        let metrics = line.metrics();
        let shown = (metrics.advance - metrics.hanging_advance).max(0.0);
        let shift = match style.place {
            Place::Left => indent,
            Place::Middle => (width - shown) / 2.0,
            Place::Right => width - shown,
        };
        pieces.iter_mut().for_each(|p| p.x += shift);
        out.push(Line { pieces, size: style.size, ink: style.ink, width: shown });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{back, forward, swapped};

    #[test]
    fn places_before_within_and_after_a_hole_are_found_again() {
        let text = "甲\u{20BB7}乙";
        let (set, swaps) = swapped(text, std::slice::from_ref(&(3..7)));
        assert_eq!(set, "甲〓乙");
        assert_eq!((forward(&swaps, 3), forward(&swaps, 7), forward(&swaps, 10)), (3, 6, 9));
        assert_eq!((back(&swaps, 3..6), back(&swaps, 6..9), back(&swaps, 0..3)), (3..7, 7..10, 0..3));
    }
}
