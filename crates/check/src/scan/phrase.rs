//! A stretch of folded characters, asked as one asks a string, but never copied.

use super::has;

/// Characters of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phrase<'a>(pub(crate) &'a [char]);

impl<'a> Phrase<'a> {
    /// Whether `word` occurs in it.
    #[inline]
    pub(crate) fn has(self, word: &str) -> bool {
        has(self.0, word)
    }

    /// Whether one of the characters occurs in it.
    #[inline]
    pub(crate) fn has_any(self, chars: &[char]) -> bool {
        self.0.iter().any(|c| chars.contains(c))
    }

    /// Whether another phrase occurs in it.
    pub(crate) fn holds(self, other: Phrase<'_>) -> bool {
        other.is_empty() || self.0.windows(other.len()).any(|w| w == other.0)
    }

    /// Where `word` begins in it first.
    pub(crate) fn find(self, word: &str) -> Option<usize> {
        (0..self.0.len()).find(|i| self.after(*i).starts_with(word))
    }

    /// Whether it begins with `word`.
    #[inline]
    pub(crate) fn starts_with(self, word: &str) -> bool {
        let mut rest = self.0.iter();
        word.chars().all(|c| rest.next() == Some(&c))
    }

    /// Whether it ends with `word`.
    #[inline]
    pub(crate) fn ends_with(self, word: &str) -> bool {
        let mut rest = self.0.iter().rev();
        word.chars().rev().all(|c| rest.next() == Some(&c))
    }

    /// Whether it is `word` and nothing else.
    #[inline]
    pub(crate) fn is(self, word: &str) -> bool {
        self.0.iter().copied().eq(word.chars())
    }

    /// Whether it is one of the words.
    pub(crate) fn is_any(self, words: &[&str]) -> bool {
        words.iter().any(|w| self.is(w))
    }

    /// What is left without blanks at both ends.
    pub(crate) fn trim(self) -> Self {
        self.trim_start(char::is_whitespace).trim_end(char::is_whitespace)
    }

    /// What is left once the leading characters that satisfy the test are passed over.
    pub(crate) fn trim_start(self, test: impl Fn(char) -> bool) -> Self {
        let start = self.0.iter().position(|c| !test(*c)).unwrap_or(self.0.len());
        self.after(start)
    }

    /// The same at the end.
    pub(crate) fn trim_end(self, test: impl Fn(char) -> bool) -> Self {
        let end = self.0.iter().rposition(|c| !test(*c)).map_or(0, |i| i + 1);
        self.before(end)
    }

    /// Without `word` at its start, as often as it stands there.
    pub(crate) fn without(mut self, word: &str) -> Self {
        let length = word.chars().count();
        while length > 0 && self.starts_with(word) {
            self = self.after(length);
        }
        self
    }

    /// The first `end` characters.
    pub(crate) fn before(self, end: usize) -> Self {
        Self(self.0.get(..end).unwrap_or(self.0))
    }

    /// The characters from `start` on.
    pub(crate) fn after(self, start: usize) -> Self {
        Self(self.0.get(start..).unwrap_or(&[]))
    }

    /// How many characters there are.
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_answers_as_a_string_would() {
        let chars: Vec<char> = " 其中其中受理来信 ".chars().collect();
        let phrase = Phrase(&chars).trim();
        assert!(
            phrase.starts_with("其中")
                && phrase.ends_with("来信")
                && phrase.has("受理")
                && !phrase.has("受信")
        );
        assert!(phrase.without("其中").is("受理来信") && phrase.find("受") == Some(4));
        assert!(
            Phrase(&[]).trim().is_empty() && !Phrase(&[]).starts_with("甲") && Phrase(&[]).starts_with("")
        );
    }
}
