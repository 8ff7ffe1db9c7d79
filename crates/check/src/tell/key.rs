//! The key of a finding: a hash of its kind, its figures and the words before each, so that it names the same finding in a text
//! that was changed elsewhere, and another one as soon as one of its figures changes.

use crate::report::Kind;
use crate::scan::Page;

/// Sixteen hexadecimal digits (FNV-1a, 64 bits).
pub(crate) fn of(page: &Page, kind: Kind, places: &[(usize, usize)]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |c: char| {
        for byte in u32::from(c).to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    eat(char::from(kind as u8));
    for (start, end) in places {
        let words = page.slice(start.saturating_sub(24), *start);
        words.iter().rev().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(*c)).take(6).for_each(|c| eat(*c));
        page.slice(*start, *end).iter().filter(|c| **c != ' ').for_each(|c| eat(*c));
        eat('\n');
    }
    format!("{hash:016x}")
}
