//! The key of a finding: a hash of its kind, its figures and the words before each, so that it names the same finding in a text
//! that was changed elsewhere, and another one as soon as one of its figures changes.

use crate::report::{Key, Kind};
use crate::scan::Page;

/// FNV-1a in 64 bits over the four bytes of each character, the lowest first.
pub(crate) fn of(page: &Page, kind: Kind, places: &[(usize, usize)]) -> Key {
    const PRIME: u64 = 0x0100_0000_01b3;
    const CUBE: u64 = PRIME.wrapping_mul(PRIME).wrapping_mul(PRIME);
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |c: char| {
        let [low, high, plane, _] = u32::from(c).to_le_bytes();
        hash = (hash ^ u64::from(low)).wrapping_mul(PRIME) ^ u64::from(high);
        // Nearly every character has two bytes of nothing above.
        hash = if plane == 0 {
            hash.wrapping_mul(CUBE)
        } else {
            (hash.wrapping_mul(PRIME) ^ u64::from(plane)).wrapping_mul(PRIME).wrapping_mul(PRIME)
        };
    };
    eat(char::from(kind as u8));
    for (start, end) in places {
        let words = page.slice(start.saturating_sub(24), *start);
        words.iter().rev().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(*c)).take(6).for_each(|c| eat(*c));
        page.slice(*start, *end).iter().filter(|c| **c != ' ').for_each(|c| eat(*c));
        eat('\n');
    }
    Key(hash)
}
