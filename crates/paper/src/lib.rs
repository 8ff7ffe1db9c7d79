//! Papers as files: official documents by GB/T 9704-2012, case forms, reports and bound case files, as PDF and DOCX.
//!
//! A [`Paper`] says what stands on it; [`pdf`] sets it on pages with fonts that were found on the machine
//! ([`Fonts`]), [`docx`] writes it for a word processor. The same paper and fonts give the same bytes: nothing here
//! reads a clock or makes a random id. This crate knows nothing of matters and is usable alone.

mod bind;
mod clean;
mod docx;
mod draw;
mod fonts;
mod model;
mod typeset;

pub use bind::{Bound, Leaf, bind};
pub use clean::clean;
pub use docx::{DocxError, docx};
pub use draw::DrawError;
pub use fonts::{Face, Fonts, LazyFonts};
pub use model::{Block, Check, Day, Layout, Paper, Run, Table};

/// A PDF and what a person must be told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Characters that no font on the machine has; 〓 stands for them on the page, the text layer keeps them.
    pub missing: Vec<char>,
    /// The file is PDF/A-2b. It is not when a font forbids to be embedded.
    pub archival: bool,
}

/// Sets a paper on pages.
///
/// # Errors
/// No usable font was found, or the writer's.
pub fn pdf(paper: &Paper, fonts: &Fonts) -> Result<Pdf, DrawError> {
    let set = typeset::paper(paper, fonts)?;
    draw::document(&set.sheets, &set.missing, &paper.title, paper.day, paper.layout.language())
}
