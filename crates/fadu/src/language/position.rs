//! Places as editors count them: lines from 0, columns in UTF-16 units.

use serde_json::{Value, json};

/// The place of a byte.
pub(super) fn of(text: &str, byte: usize) -> Value {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count();
    let column: usize = before.rsplit('\n').next().unwrap_or("").chars().map(char::len_utf16).sum();
    json!({ "line": line, "character": column })
}

/// The byte of a place; the end of the line where the line is shorter.
pub(super) fn offset(text: &str, place: &Value) -> Option<usize> {
    let number = |key: &str| usize::try_from(place.get(key)?.as_u64()?).ok();
    let (line, column) = (number("line")?, number("character")?);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut units = 0;
    let rest = text.get(start..)?.lines().next().unwrap_or("");
    let within = rest.char_indices().find(|(_, c)| {
        let here = units >= column;
        units += c.len_utf16();
        here
    });
    Some(start + within.map_or(rest.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again_whatever_stands_before_it() {
        let text = "laws\n期限 \"𠮷\" basis=\"APL 57\"\nend";
        for byte in text.char_indices().map(|(at, _)| at).filter(|at| !text[*at..].starts_with('\n')) {
            assert_eq!(offset(text, &of(text, byte)), Some(byte), "{byte}");
        }
        assert_eq!(of(text, text.find(" basis").unwrap()), json!({ "line": 1, "character": 7 }));
        assert_eq!(offset(text, &json!({ "line": 0, "character": 99 })), Some(4));
    }
}
