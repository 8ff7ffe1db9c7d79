//! The QR code of a paper.

use super::{BLACK, Item};
use qrcode::{Color, EcLevel, QrCode};

/// The code's modules as bars in a square; nothing if the text is too long for a code.
pub(crate) fn code(says: &str, left: f32, top: f32, side: f32) -> Vec<Item> {
    let Ok(code) = QrCode::with_error_correction_level(says, EcLevel::M) else { return Vec::new() };
    let width = code.width();
    let module = side / width as f32;
    let mut items = Vec::new();
    for row in 0..width {
        let mut column = 0;
        while column < width {
            let from = column;
            while column < width && code[(column, row)] == Color::Dark {
                column += 1;
            }
            if column > from {
                items.push(Item::Bar {
                    x: left + from as f32 * module,
                    y: top + row as f32 * module,
                    w: (column - from) as f32 * module,
                    // Rows overlap a little, so that no white line shows between them.
                    h: module * 1.02,
                    ink: BLACK,
                });
            }
            column += 1;
        }
    }
    items
}
