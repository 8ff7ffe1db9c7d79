//! Rows of cells as lines whose cells are parted by bars.

use crate::Error;
use crate::document::{Builder, Place};

/// Writes one row; blanks and line breaks inside a cell become one blank, a bar becomes a stroke.
pub(crate) fn row(builder: &mut Builder, cells: &[(String, Place)]) -> Result<(), Error> {
    if cells.iter().all(|(text, _)| text.trim().is_empty()) {
        return Ok(());
    }
    builder.end_line()?;
    for (n, (text, place)) in cells.iter().enumerate() {
        if n > 0 {
            builder.append(" | ")?;
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "/");
        builder.push(&text, || place.clone())?;
    }
    builder.append("\n")
}
