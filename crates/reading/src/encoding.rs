//! Bytes to characters: UTF-8, UTF-16 with a mark, else GB 18030.

use crate::Error;
use encoding_rs::{Encoding, GB18030, UTF_8};

/// Decodes text; a byte order mark decides, then whether it is UTF-8, then whether it is GB 18030.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, Error> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    // GB 18030 decodes nearly any bytes: what is no text shows as rare characters and controls.
    let text = strict(GB18030, bytes)?;
    if plausible(&text) { Ok(text) } else { Err(Error::Encoding) }
}

/// Decodes HTML, which may name its encoding.
pub(crate) fn decode_html(bytes: &[u8]) -> Result<String, Error> {
    let head = bytes.get(..bytes.len().min(2048)).unwrap_or(bytes);
    let head: String = head.iter().map(|b| char::from(*b).to_ascii_lowercase()).collect();
    let named = head.split_once("charset=").map(|(_, rest)| {
        let rest = rest.trim_start_matches(['"', '\'']);
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    match named.and_then(|n| Encoding::for_label(n.as_bytes())) {
        Some(encoding) if encoding != UTF_8 && Encoding::for_bom(bytes).is_none() => strict(encoding, bytes),
        _ => decode(bytes),
    }
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, Error> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or(Error::Encoding)
}

/// Whether most characters are those of Chinese prose.
fn plausible(text: &str) -> bool {
    let (mut good, mut all) = (0_usize, 0_usize);
    for c in text.chars().take(20_000) {
        all += 1;
        let plain = c.is_ascii_graphic() || matches!(c, ' ' | '\n' | '\r' | '\t');
        let han = ('\u{4e00}'..='\u{9fff}').contains(&c);
        let marks = ('\u{2000}'..='\u{206f}').contains(&c)
            || ('\u{3000}'..='\u{303f}').contains(&c)
            || ('\u{ff00}'..='\u{ffef}').contains(&c)
            || ('\u{2150}'..='\u{22ff}').contains(&c)
            || ('\u{2460}'..='\u{25ff}').contains(&c)
            || ('\u{a0}'..='\u{3ff}').contains(&c);
        good += usize::from(plain || han || marks);
    }
    all > 0 && good * 100 >= all * 97
}

/// Whether the head of a file is no text: NUL bytes without a mark of UTF-16.
pub(crate) fn is_binary(head: &[u8]) -> bool {
    head.contains(&0) && Encoding::for_bom(head).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded_and_other_bytes_refused() {
        let text = "全年受理３０件，“办结”29件。";
        let gb = GB18030.encode(text).0.into_owned();
        assert_eq!(decode(text.as_bytes()).as_deref(), Ok(text));
        assert_eq!(decode(&gb).as_deref(), Ok(text));
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&utf16).as_deref(), Ok(text));
        let marked: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(text.bytes()).collect();
        assert_eq!(decode(&marked).as_deref(), Ok(text));
        assert_eq!(decode(&[0x81, 0x31, 0xff, 0x00, 0x80]), Err(Error::Encoding));
    }
}
