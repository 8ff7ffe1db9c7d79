//! Characters: the folded text with positions counted in characters, and the words that carry relations.

pub(crate) mod cue;
mod fold;
mod lexicon;
pub(crate) mod marker;
mod phrase;
mod sieve;
pub(crate) mod words;

pub(crate) use lexicon::Lexicon;
pub(crate) use phrase::Phrase;
pub(crate) use sieve::Sieve;

/// A text as folded characters; position `i` is character `i` of the text that was given.
pub(crate) struct Page {
    chars: Vec<char>,
}

impl Page {
    /// Folds a text.
    pub(crate) fn new(text: &str) -> Self {
        let mut chars = Vec::with_capacity(text.len() / 2);
        chars.extend(text.chars().map(fold::fold));
        Self { chars }
    }

    /// The character at `i`, NUL beyond the end.
    #[inline]
    pub(crate) fn at(&self, i: usize) -> char {
        self.chars.get(i).copied().unwrap_or('\0')
    }

    /// The character before `i`, NUL at the start.
    #[inline]
    pub(crate) fn before(&self, i: usize) -> char {
        i.checked_sub(1).map_or('\0', |k| self.at(k))
    }

    /// How many characters there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The characters of a range, cut to what there is.
    #[inline]
    pub(crate) fn slice(&self, start: usize, end: usize) -> &[char] {
        self.chars.get(start..end.min(self.len())).unwrap_or(&[])
    }

    /// The folded text of a range.
    pub(crate) fn text(&self, start: usize, end: usize) -> String {
        self.slice(start, end).iter().collect()
    }

    /// Whether `word` stands at `i`.
    #[inline]
    pub(crate) fn is(&self, i: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(k, c)| self.at(i + k) == c)
    }

    /// Whether `word` ends right before `i`.
    #[inline]
    pub(crate) fn ends(&self, i: usize, word: &str) -> bool {
        word.chars().rev().enumerate().all(|(k, c)| i > k && self.at(i - 1 - k) == c)
    }

    /// The characters of a range, to be asked what stands in them.
    #[inline]
    pub(crate) fn phrase(&self, start: usize, end: usize) -> Phrase<'_> {
        Phrase(self.slice(start, end))
    }

    /// Whether `word` occurs in the range.
    #[inline]
    pub(crate) fn has(&self, start: usize, end: usize, word: &str) -> bool {
        has(self.slice(start, end), word)
    }

    /// The first position at or after `i` that holds no blank.
    #[inline]
    pub(crate) fn skip_blank(&self, mut i: usize) -> usize {
        while matches!(self.at(i), ' ' | '\t' | '\r') {
            i += 1;
        }
        i
    }
}

/// Whether `word` occurs in `chars`.
#[inline]
pub(crate) fn has(chars: &[char], word: &str) -> bool {
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return true };
    chars.iter().enumerate().any(|(i, c)| {
        *c == first && {
            let mut rest = chars.iter().skip(i + 1);
            letters.clone().all(|w| rest.next() == Some(&w))
        }
    })
}
