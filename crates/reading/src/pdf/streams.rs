//! The packed streams of a PDF measured before anything interprets them: each is unpacked and thrown away, so that a stream
//! that never ends or grows a thousandfold is refused in constant memory.

use crate::{Error, Limits};
use flate2::{Decompress, FlushDecompress, Status};

/// A packed stream of another kind may be so long; what it unpacks to is not measured.
const OTHER_MAX: usize = 8 << 20;

/// Refuses a file whose streams unpack to more than allowed, one alone or all together, or are packed twice over.
pub(super) fn measure(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let too_large = Error::TooLargeUnpacked { most: limits.unpacked };
    let mut total = 0_usize;
    let mut at = 0;
    nesting(bytes)?;
    while let Some(found) = find(bytes, at, b"stream") {
        at = found + 6;
        if bytes.get(found.saturating_sub(3)..found) == Some(b"end") {
            continue;
        }
        let mut start = at;
        start += usize::from(bytes.get(start) == Some(&b'\r'));
        start += usize::from(bytes.get(start) == Some(&b'\n'));
        let dictionary = bytes.get(found.saturating_sub(600)..found).unwrap_or_default();
        let dictionary = match rfind(dictionary, b"obj") {
            Some(k) => dictionary.get(k..).unwrap_or_default(),
            None => dictionary,
        };
        let times = count(dictionary, b"FlateDecode")
            + count(dictionary, b"/Fl ")
            + count(dictionary, b"LZWDecode")
            + count(dictionary, b"RunLengthDecode");
        if times > 1 {
            return Err(too_large);
        }
        let body = bytes.get(start..).unwrap_or_default();
        let end = find(body, 0, b"endstream").unwrap_or(body.len());
        if count(dictionary, b"LZWDecode") > 0 && end > OTHER_MAX / 8 {
            return Err(too_large);
        }
        if count(dictionary, b"/Fl") > 0 {
            // What was packed tightly may hold the word endstream by chance, so the packed data say themselves where they end.
            total = total.saturating_add(unpacked(body, limits.unpacked.saturating_sub(total)));
            if total > limits.unpacked {
                return Err(too_large);
            }
        }
        at = start + end;
    }
    Ok(())
}

/// Arrays and dictionaries may nest so deep.
const DEPTH: i32 = 200;

/// Refuses brackets that nest beyond any honest file; strings are not told apart, so the limit is generous.
fn nesting(bytes: &[u8]) -> Result<(), Error> {
    let mut run = 0;
    for byte in bytes {
        match byte {
            b'[' | b'<' => run += 1,
            b' ' | b'\n' | b'\r' | b'/' => {}
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' if run < DEPTH => {}
            b']' | b'>' => run = (run - 1).max(0),
            _ if run < DEPTH => run = (run - 1).max(0),
            _ => {}
        }
        if run > DEPTH {
            return Err(Error::Broken { what: "nesting" });
        }
    }
    Ok(())
}

/// How many bytes a zlib stream unpacks to, at most one more than `most`.
fn unpacked(body: &[u8], most: usize) -> usize {
    let mut inflater = Decompress::new(true);
    let mut scratch = [0_u8; 16 * 1024];
    loop {
        let before = (inflater.total_in(), inflater.total_out());
        let input = body.get(usize::try_from(before.0).unwrap_or(usize::MAX)..).unwrap_or_default();
        let status = inflater.decompress(input, &mut scratch, FlushDecompress::None);
        let out = usize::try_from(inflater.total_out()).unwrap_or(usize::MAX);
        let stuck = before == (inflater.total_in(), inflater.total_out());
        if out > most || stuck || !matches!(status, Ok(Status::Ok | Status::BufError)) {
            return out;
        }
    }
}

fn find(bytes: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == first)?;
        if bytes.get(at..)?.starts_with(word) {
            return Some(at);
        }
        at += 1;
    }
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|w| w == word)
}

fn count(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).filter(|w| *w == word).count()
}
