//! A derivation as one sentence, in Chinese or English, for a notice, a page or a list.

mod en;
mod zh;

use crate::derivation::Derivation;
use serde::{Deserialize, Serialize};

/// The language of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// 简体中文.
    Zh,
    /// English.
    En,
}

impl Derivation {
    /// The derivation in one sentence: the event and the term, the rest days and make-up days that mattered, pauses,
    /// extensions, the roll, the result, and what silence means then. Names and causes appear as they were given.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Zh => zh::sentence(self),
            Language::En => en::sentence(self),
        }
    }
}
