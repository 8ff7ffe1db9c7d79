//! A sieve for characters: one bit for each of the common Han characters, worked out when compiling.

const FIRST: u32 = 0x4e00;
const BLOCKS: usize = 328;

/// A set of Han characters from U+4E00 to U+9FFF.
pub(crate) struct Sieve([u64; BLOCKS]);

impl Sieve {
    /// The set that holds nothing.
    pub(crate) const fn empty() -> Self {
        Self([0; BLOCKS])
    }

    /// The set with the first character of a UTF-8 text added; three-byte characters only, others are left out.
    pub(crate) const fn with(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        if bytes.len() >= 3 && bytes[0] >> 4 == 0b1110 {
            let code =
                ((bytes[0] as u32 & 0x0f) << 12) | ((bytes[1] as u32 & 0x3f) << 6) | (bytes[2] as u32 & 0x3f);
            if code >= FIRST && code < FIRST + 64 * BLOCKS as u32 {
                let bit = code - FIRST;
                self.0[(bit / 64) as usize] |= 1 << (bit % 64);
            }
        }
        self
    }

    /// Whether the set holds a character.
    #[inline]
    pub(crate) fn holds(&self, c: char) -> bool {
        let Some(bit) = u32::from(c).checked_sub(FIRST) else { return false };
        self.0.get((bit / 64) as usize).is_some_and(|block| block >> (bit % 64) & 1 == 1)
    }
}
