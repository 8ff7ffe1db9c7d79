//! What a text goes into an index by.

use crate::fold::{Folded, Run, ideograph, runs};
use pinyin::ToPinyin;
use std::collections::BTreeSet;

/// A number of so many digits is also found by its last four.
const LONG_NUMBER: usize = 7;
/// Longer words are found by so many characters.
const WORD_MAX: usize = 40;
/// A text of at most so many characters may be a name.
const NAME_MAX: usize = 5;
/// Stands before initials, so that they are no words.
pub(crate) const INITIALS: char = '\u{3d}';

/// The words of the texts of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeSet<String>);

impl Words {
    /// Adds the words of a text.
    pub fn add(&mut self, text: &str) {
        let folded = Folded::of(text);
        for run in runs(folded.as_str()) {
            match run {
                Run::Ideographs(run) => self.0.extend(pairs(run).chain(run.chars().map(String::from))),
                Run::Letters(run) => {
                    self.0.insert(run.chars().take(WORD_MAX).collect());
                    self.0.extend(tail(run));
                }
            }
        }
        self.0.extend(initials(text).map(|i| format!("{INITIALS}{i}")));
    }

    /// The words, each once, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Each two neighbours.
pub(crate) fn pairs(run: &str) -> impl Iterator<Item = String> {
    run.chars().zip(run.chars().skip(1)).map(|(a, b)| [a, b].iter().collect())
}

fn tail(run: &str) -> Option<String> {
    let long = run.len() >= LONG_NUMBER && run.bytes().all(|b| b.is_ascii_digit());
    run.get(run.len().checked_sub(4)?..).filter(|_| long).map(str::to_owned)
}

/// The initials of the pinyin of what may be a name: `张三` gives `zs`.
pub fn initials(text: &str) -> Option<String> {
    let n = text.chars().count();
    if !(2..=NAME_MAX).contains(&n) || !text.chars().all(ideograph) {
        return None;
    }
    text.chars().map(|c| c.to_pinyin().map(|p| p.first_letter())).collect()
}
