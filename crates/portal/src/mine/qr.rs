//! A QR code as SVG: black squares in one path.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// White squares around the code, as the standard demands.
const QUIET: usize = 4;

/// The code of a text; none when the text is too long for any.
pub(super) fn svg(text: &str, label: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let side = width + 2 * QUIET;
    let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Some(format!(
        "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         aria-label=\"{label}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_code_has_its_three_corners() {
        let found = svg("http://127.0.0.1/yunxi/public/mine?n=x&c=y", "a \"b\" & <c>").unwrap();
        // The upper left corner: seven dark squares in a row, a light one after them.
        for x in 4..11 {
            assert!(found.contains(&format!("M{x} 4h1v1h-1z")), "{x}");
        }
        assert!(!found.contains("M11 4h1"));
        assert!(found.contains("aria-label=\"a &quot;b&quot; &amp; &lt;c>\""));
        assert_eq!(svg(&"x".repeat(5000), ""), None);
    }
}
