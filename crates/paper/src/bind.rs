//! Several papers bound into one file, their pages stamped through.

use crate::draw::{DrawError, document};
use crate::fonts::{Face, Fonts};
use crate::model::{Day, Paper};
use crate::typeset::{self, Item, MM, PAGE, Setter, Sheet, Style};
use crate::{Layout, Pdf};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A paper of a bound file.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The paper.
    pub paper: Paper,
    /// A picture below its words, on its last page: a JPEG.
    pub picture: Option<Arc<Vec<u8>>>,
    /// Its pages are counted and stamped. Cover, index and closing note are not.
    pub counted: bool,
}

/// Pages of each counted leaf, found before the index can be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// First and last page of each counted leaf.
    pub pages: Vec<(usize, usize)>,
}

impl Bound {
    /// Sets the papers to see which pages they take.
    ///
    /// # Errors
    /// No font.
    pub fn count<'p>(papers: impl IntoIterator<Item = &'p Paper>, fonts: &Fonts) -> Result<Bound, DrawError> {
        let (mut pages, mut last) = (Vec::new(), 0);
        for paper in papers {
            let set = typeset::paper(paper, fonts)?;
            pages.push((last + 1, last + set.sheets.len()));
            last += set.sheets.len();
        }
        Ok(Bound { pages })
    }
}

/// Binds the leaves in their order. Counted pages carry their number at the upper outer edge.
///
/// # Errors
/// No font, or the writer's.
pub fn bind(leaves: &[Leaf], title: &str, day: Day, fonts: &Fonts) -> Result<Pdf, DrawError> {
    let mut setter = Setter::new(fonts);
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut missing = BTreeSet::new();
    let mut number = 0;
    for leaf in leaves {
        let set = typeset::paper(&leaf.paper, fonts)?;
        missing.extend(set.missing);
        let last = set.sheets.len().saturating_sub(1);
        for (n, mut sheet) in set.sheets.into_iter().enumerate() {
            if let Some(jpeg) = leaf.picture.as_ref().filter(|_| n == last) {
                sheet.items.push(below(&sheet, jpeg));
            }
            if leaf.counted {
                number += 1;
                sheet.items.extend(stamp(&mut setter, number));
            }
            sheets.push(sheet);
        }
    }
    let missing: Vec<char> = missing.into_iter().collect();
    document(&sheets, &missing, title, day, Layout::Form.language())
}

/// A picture below the words of a page; at least a quarter of the page, whatever stands above it.
fn below(sheet: &Sheet, jpeg: &Arc<Vec<u8>>) -> Item {
    let baseline = |item: &Item| match item {
        Item::Glyphs { y, .. } => *y,
        Item::Bar { y, h, .. } | Item::Picture { y, h, .. } => y + h,
    };
    let words = sheet.items.iter().map(baseline).fold(0.0, f32::max);
    let (side, foot) = (25.0 * MM, 20.0 * MM);
    let top = (words + 8.0 * MM).min(0.75 * PAGE.1 - foot);
    Item::Picture { x: side, y: top, w: PAGE.0 - 2.0 * side, h: PAGE.1 - top - foot, jpeg: jpeg.clone() }
}

/// The page number of a file: upper right on odd pages, upper left on even ones.
fn stamp(setter: &mut Setter<'_>, number: usize) -> Vec<Item> {
    let Some(line) = setter.one(&number.to_string(), Style::of(Face::Song, 14.0)) else { return Vec::new() };
    let edge = 15.0 * MM;
    let x = if number % 2 == 1 { PAGE.0 - edge - line.width } else { edge };
    line.items(x, edge - 7.0, 14.0).collect()
}
