//! A set of words that is looked for in one pass over the text, whatever their number.

/// Words with a mask of their first characters.
pub(crate) struct Lexicon {
    first: u128,
    words: &'static [&'static str],
}

impl Lexicon {
    /// Words of characters of three bytes in UTF-8, as Han characters are, or of ASCII.
    pub(crate) const fn new(words: &'static [&'static str]) -> Self {
        let (mut first, mut k) = (0, 0);
        while k < words.len() {
            first |= 1 << (code(words[k].as_bytes()) % 128);
            k += 1;
        }
        Self { first, words }
    }

    /// Whether one of the words occurs.
    #[inline]
    pub(crate) fn occurs(&self, chars: &[char]) -> bool {
        chars.iter().enumerate().any(|(i, c)| {
            self.first >> (u32::from(*c) % 128) & 1 == 1
                && chars
                    .get(i..)
                    .is_some_and(|rest| self.words.iter().any(|w| super::Phrase(rest).starts_with(w)))
        })
    }
}

const fn code(bytes: &[u8]) -> u32 {
    if bytes[0] < 0x80 {
        return bytes[0] as u32;
    }
    ((bytes[0] as u32 & 0x0f) << 12) | ((bytes[1] as u32 & 0x3f) << 6) | (bytes[2] as u32 & 0x3f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_found_wherever_they_stand() {
        static WORDS: Lexicon = Lexicon::new(&["年初", "上年结转", "月"]);
        let occurs = |text: &str| WORDS.occurs(&text.chars().collect::<Vec<_>>());
        assert!(occurs("其中上年结转") && occurs("3月") && occurs("年初"));
        assert!(!occurs("上年") && !occurs("初年") && !occurs(""));
    }
}
