//! Texts as they are compared: without the differences that nobody means.

use unicode_normalization::UnicodeNormalization;

/// A text in one form of width and case, with the way back to the text itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// For each byte of `text` the place in the original at which its character begins, and at the end its length.
    from: Vec<usize>,
}

impl Folded {
    /// Full width becomes half, capitals small; each character by itself.
    pub fn of(text: &str) -> Folded {
        let mut folded =
            Folded { text: String::with_capacity(text.len()), from: Vec::with_capacity(text.len()) };
        for (place, c) in text.char_indices() {
            if c.is_ascii() {
                folded.text.push(c.to_ascii_lowercase());
            } else {
                folded.text.extend(std::iter::once(c).nfkc().flat_map(char::to_lowercase));
            }
            folded.from.resize(folded.text.len(), place);
        }
        folded.from.push(text.len());
        folded
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where a piece stands in the original, as bytes from and to.
    pub fn place_of(&self, piece: &str) -> Option<(usize, usize)> {
        let at = self.text.find(piece)?;
        let (from, end) = (*self.from.get(at)?, at + piece.len());
        let last = *self.from.get(end.checked_sub(1)?)?;
        // The end is where the character after the last one begins.
        let to = self.from.iter().skip(end).find(|p| **p > last).copied()?;
        Some((from, to))
    }
}

/// A run of characters that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Run<'a> {
    /// Written without blanks between words.
    Ideographs(&'a str),
    /// Letters and digits.
    Letters(&'a str),
}

/// The runs of a folded text; everything between them parts them.
pub(crate) fn runs(text: &str) -> Vec<Run<'_>> {
    let mut all = Vec::new();
    let mut begun: Option<(usize, bool)> = None;
    let mut end = |begun: Option<(usize, bool)>, to: usize| {
        if let Some((from, ideographs)) = begun
            && let Some(run) = text.get(from..to)
        {
            all.push(if ideographs { Run::Ideographs(run) } else { Run::Letters(run) });
        }
    };
    for (place, c) in text.char_indices() {
        let kind = c.is_alphanumeric().then(|| ideograph(c));
        if kind != begun.map(|(_, k)| k) {
            end(begun, place);
            begun = kind.map(|k| (place, k));
        }
    }
    end(begun, text.len());
    all
}

/// Han, kana and hangul.
pub(crate) fn ideograph(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
