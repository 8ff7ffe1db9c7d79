//! Papers for a word processor: the same text, sizes and grid, with the names of the fonts that offices have.
//!
//! The package is written here and not by a library because the libraries number paragraphs with a counter of the
//! process: the same paper would not give the same bytes.

mod body;
mod package;

pub use package::DocxError;

use crate::model::Paper;

/// The paper as DOCX (ECMA-376, WordprocessingML).
///
/// # Errors
/// A text longer than a ZIP member may be.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, DocxError> {
    package::package(paper, &body::body(paper))
}
