//! List markers: 一、 (一) 1. (1) 一是.

use super::Page;
use crate::quantity::digit;

/// The number from 1 to 99 that the whole range writes in digits or Chinese numerals.
pub(crate) fn value(page: &Page, start: usize, end: usize) -> Option<u8> {
    let chars = page.slice(start, end);
    if chars.is_empty() || chars.len() > 3 {
        return None;
    }
    let ascii = chars.iter().try_fold(0u32, |n, c| Some(n * 10 + c.to_digit(10)?));
    let number = ascii.or_else(|| numeral(chars))?;
    u8::try_from(number).ok().filter(|n| (1..100).contains(n))
}

fn numeral(chars: &[char]) -> Option<u32> {
    let one = |c: char| if c == '十' { Some(10) } else { digit(c).and_then(|d| u32::try_from(d).ok()) };
    match *chars {
        [a] => one(a),
        ['十', b] => Some(10 + one(b)?),
        [a, '十'] => Some(10 * one(a)?),
        [a, '十', b] => Some(10 * one(a)? + one(b)?),
        _ => None,
    }
}
