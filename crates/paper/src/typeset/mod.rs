//! From a paper to sheets: lines broken, pages filled, everything placed in points from the upper left corner.

mod code;
mod flow;
mod layouts;
mod table;
mod text;

pub(crate) use layouts::paper;
pub(crate) use text::{Setter, Style};

use crate::fonts::Face;
use parley::FontData;
use std::sync::Arc;

/// Points in a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;
/// A4.
pub(crate) const PAGE: (f32, f32) = (210.0 * MM, 297.0 * MM);

/// Colour as red, green, blue.
pub(crate) type Ink = [u8; 3];
/// Black.
pub(crate) const BLACK: Ink = [0, 0, 0];
/// Y80 M80 of the standard.
pub(crate) const RED: Ink = [255, 51, 51];

/// One glyph: id, advance, offsets in points, the bytes of the text that it shows.
#[derive(Clone, Debug)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    pub(crate) advance: f32,
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) range: std::ops::Range<usize>,
}

/// Something on a page.
#[derive(Clone)]
pub(crate) enum Item {
    /// Glyphs of one font on one baseline.
    Glyphs { x: f32, y: f32, font: FontData, size: f32, ink: Ink, glyphs: Vec<Glyph>, text: Arc<str> },
    /// A JPEG, as large as it fits into a box and in its middle: left, top, width, height.
    Picture { x: f32, y: f32, w: f32, h: f32, jpeg: Arc<Vec<u8>> },
    /// A filled rectangle: left, top, width, height.
    Bar { x: f32, y: f32, w: f32, h: f32, ink: Ink },
}

/// A page.
#[derive(Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) items: Vec<Item>,
}

/// Sheets and what no font could show.
pub(crate) struct Set {
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) missing: Vec<char>,
}

/// The faces of one paragraph: plain and strong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Faces(pub(crate) Face, pub(crate) Face);
