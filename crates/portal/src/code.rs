//! The receipt code: the secret by which its holder follows a matter.
//!
//! It is 128 bits that the town's secret key makes of the matter's id (HMAC-SHA-256), written as 26 characters of
//! Crockford's base 32. Nothing is stored beside the matter: a code stands as soon as the matter stands, a form sent
//! twice shows the same one, and who copies the database without the key has no code.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Crockford's base 32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 26 × 5 = 130 bits hold 128.
const LENGTH: usize = 26;

/// The secret of all codes; whoever has it can make any code.
#[derive(Clone)]
pub struct CodeKey([u8; 32]);

impl std::fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeKey")
    }
}

impl CodeKey {
    /// A key of 32 random bytes.
    pub fn new(secret: [u8; 32]) -> CodeKey {
        CodeKey(secret)
    }

    /// The code of a matter, 26 characters.
    pub fn code(&self, town: &str, matter: &str) -> String {
        let digest = self.mac(town, matter).finalize().into_bytes();
        let number = digest.iter().take(16).fold(0_u128, |n, b| n << 8 | u128::from(*b));
        let digit = |at: usize| {
            let shift = u32::try_from((LENGTH - 1 - at) * 5).unwrap_or(0);
            let value = usize::try_from(number.checked_shr(shift).unwrap_or(0) & 31).unwrap_or(0);
            ALPHABET.get(value).copied().map_or('0', char::from)
        };
        (0..LENGTH).map(digit).collect()
    }

    /// Whether a typed text is the matter's code. Takes the same time for every wrong one.
    pub fn opens(&self, town: &str, matter: &str, typed: &str) -> bool {
        let Some(number) = read(typed) else { return false };
        self.mac(town, matter).verify_truncated_left(&number.to_be_bytes()).is_ok()
    }

    fn mac(&self, town: &str, matter: &str) -> Hmac<Sha256> {
        // HMAC fills a short key up with zeros to a block of SHA-256.
        let mut block = [0; 64];
        block.iter_mut().zip(self.0).for_each(|(b, k)| *b = k);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        // Town and matter are kept apart, so that no two pairs give one text.
        mac.update(town.as_bytes());
        mac.update(&[0]);
        mac.update(matter.as_bytes());
        mac
    }
}

/// A code in groups of four, for eyes and telephones.
pub fn grouped(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    chars.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The number of a code as people type it: small letters, blanks, dashes, full width, O for 0, I and L for 1.
fn read(typed: &str) -> Option<u128> {
    let mut number: u128 = 0;
    let mut digits = 0;
    for c in typed.chars() {
        let c = match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0)?,
            c => c,
        };
        let c = match c.to_ascii_uppercase() {
            '-' | ' ' | '\u{3000}' | '\u{2013}' | '\u{2014}' | '\r' | '\n' | '\t' => continue,
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        let value = ALPHABET.iter().position(|a| char::from(*a) == c)?;
        digits += 1;
        // The first character holds three bits only.
        if digits > LENGTH || (digits == 1 && value > 7) {
            return None;
        }
        number = number << 5 | u128::try_from(value).ok()?;
    }
    (digits == LENGTH).then_some(number)
}

/// A book number as people type it, in the form of the book: blanks and the kind of brackets don't matter.
pub fn number_as_booked(typed: &str) -> String {
    let c = |c: char| match c {
        '[' | '(' | '\u{3010}' | '\u{FF08}' | '\u{FF3B}' | '\u{3014}' => Some('\u{3014}'),
        ']' | ')' | '\u{3011}' | '\u{FF09}' | '\u{FF3D}' | '\u{3015}' => Some('\u{3015}'),
        '\u{FF10}'..='\u{FF19}' => char::from_u32(u32::from(c) - 0xFEE0),
        c if c.is_whitespace() => None,
        c => Some(c),
    };
    let plain: String = typed.chars().filter_map(c).collect();
    if plain.contains('\u{3015}') && !plain.ends_with('号') { plain + "号" } else { plain }
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, CodeKey, LENGTH, grouped, number_as_booked};

    fn key() -> CodeKey {
        CodeKey::new([7; 32])
    }

    #[test]
    fn a_code_opens_its_own_matter_and_no_other() {
        let code = key().code("yunxi", "m-1");
        assert_eq!(code.len(), LENGTH);
        assert!(key().opens("yunxi", "m-1", &code));
        assert!(!key().opens("yunxi", "m-2", &code));
        assert!(!key().opens("yunx", "im-1", &code));
        assert!(!CodeKey::new([8; 32]).opens("yunxi", "m-1", &code));
    }

    #[test]
    fn every_single_change_of_a_code_is_refused() {
        let code = key().code("yunxi", "m-1");
        for at in 0..code.len() {
            for other in ALPHABET.iter().map(|b| char::from(*b)) {
                let mut chars: Vec<char> = code.chars().collect();
                if chars[at] == other {
                    continue;
                }
                chars[at] = other;
                let changed: String = chars.into_iter().collect();
                assert!(!key().opens("yunxi", "m-1", &changed), "{changed}");
            }
        }
        for typed in ["", "0", &code[1..], &format!("{code}0"), "ÄÖÜ", &"Z".repeat(26), &"Z".repeat(2000)]
        {
            assert!(!key().opens("yunxi", "m-1", typed), "{typed}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = key().code("yunxi", "m-1");
        let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        for typed in [
            grouped(&code),
            code.to_lowercase(),
            grouped(&code).replace('-', " "),
            wide,
            code.replace('0', "o").replace('1', "l"),
        ] {
            assert!(key().opens("yunxi", "m-1", &typed), "{typed}");
        }
    }

    #[test]
    fn a_number_is_read_whatever_its_brackets() {
        for typed in ["云溪访〔2024〕3号", "云溪访[2024]3号", " 云溪访（２０２４） 3 号", "云溪访【2024】3"]
        {
            assert_eq!(number_as_booked(typed), "云溪访〔2024〕3号");
        }
        assert_eq!(number_as_booked("abc"), "abc");
    }
}
