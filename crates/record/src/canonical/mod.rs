//! Canonical JSON: one byte string for each value (RFC 8785 without fractional numbers).
//!
//! Keys are sorted by UTF-16 code units, strings carry only the escapes that JSON demands, there is no white space.
//! Numbers are integers from −2⁶³ to 2⁶³−1 in plain decimal; a fraction has no single agreed text and is refused.

use serde_json::{Map, Value};

#[cfg(test)]
mod tests;

/// Deepest nesting that is written; the same bound within which JSON is commonly read.
pub const DEPTH_LIMIT: usize = 128;

/// A value that has no canonical form here. `at` is a JSON pointer (RFC 6901) to the offending part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// A fraction, or an integer outside 64 bits with sign.
    #[error(
        "cannot write {number} at \"{at}\" canonically: only integers from -2^63 to 2^63-1 have one form; \
         store a fraction as text or as an integer of a smaller unit"
    )]
    Number {
        /// Where.
        at: String,
        /// The number as given.
        number: String,
    },
    /// Nesting beyond [`DEPTH_LIMIT`].
    #[error("cannot write the value canonically: it is nested deeper than {DEPTH_LIMIT} levels; flatten it")]
    TooDeep,
}

impl CanonicalError {
    fn within(self, segment: &str) -> CanonicalError {
        match self {
            CanonicalError::Number { at, number } => {
                let segment = segment.replace('~', "~0").replace('/', "~1");
                CanonicalError::Number { at: format!("/{segment}{at}"), number }
            }
            CanonicalError::TooDeep => CanonicalError::TooDeep,
        }
    }
}

/// The canonical bytes of a value.
///
/// # Errors
/// A number that is no 64-bit integer; nesting beyond [`DEPTH_LIMIT`].
pub fn to_bytes(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::with_capacity(128);
    write_value(&mut out, value, 0)?;
    Ok(out)
}

fn write_value(out: &mut Vec<u8>, value: &Value, depth: usize) -> Result<(), CanonicalError> {
    if depth > DEPTH_LIMIT {
        return Err(CanonicalError::TooDeep);
    }
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => out.extend_from_slice(integer.to_string().as_bytes()),
            None => return Err(CanonicalError::Number { at: String::new(), number: number.to_string() }),
        },
        Value::String(text) => write_string(out, text),
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_value(out, item, depth + 1).map_err(|error| error.within(&index.to_string()))?;
            }
            out.push(b']');
        }
        Value::Object(members) => write_object(out, members, depth)?,
    }
    Ok(())
}

fn write_object(out: &mut Vec<u8>, members: &Map<String, Value>, depth: usize) -> Result<(), CanonicalError> {
    let mut sorted: Vec<(&str, &Value)> = members.iter().map(|(key, value)| (key.as_str(), value)).collect();
    sorted.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    out.push(b'{');
    for (index, (key, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_string(out, key);
        out.push(b':');
        write_value(out, value, depth + 1).map_err(|error| error.within(key))?;
    }
    out.push(b'}');
    Ok(())
}

/// Writes a JSON string with only the escapes of RFC 8785 §3.2.2.2.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let (plain, tail) = rest.split_at(at);
        out.extend_from_slice(plain);
        if let Some((&byte, tail)) = tail.split_first() {
            write_escape(out, byte);
            rest = tail;
        }
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn write_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        _ => {
            out.extend_from_slice(b"\\u00");
            return crate::hash::push_hex(out, &[byte]);
        }
    };
    out.extend([b'\\', short]);
}
