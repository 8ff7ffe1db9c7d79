//! Every sentence of the program's own, in Chinese and in English, under one key.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use kernel::Words;
use unic_langid::LanguageIdentifier;

/// The languages of the program, Chinese first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// zh-CN.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// The tag for `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Zh => "zh-CN",
            Language::En => "en",
        }
    }

    /// From a short name or an Accept-Language header: English only if it comes before Chinese.
    pub fn from_header(text: &str) -> Language {
        let place = |tag: &str| text.to_ascii_lowercase().find(tag).unwrap_or(usize::MAX);
        if place("en") < place("zh") { Language::En } else { Language::Zh }
    }

    /// The text in this language.
    pub fn of(self, words: &Words) -> &str {
        match self {
            Language::Zh => &words.zh,
            Language::En => &words.en,
        }
    }

    /// What stands between the members of a list.
    pub fn comma(self) -> &'static str {
        match self {
            Language::Zh => "、",
            Language::En => ", ",
        }
    }
}

impl From<Language> for deadline::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => deadline::Language::Zh,
            Language::En => deadline::Language::En,
        }
    }
}

/// The Chinese texts, for tests of completeness.
pub const ZH: &str = concat!(
    include_str!("../wording/zh-CN.ftl"),
    "\n",
    include_str!("../wording/portal.zh-CN.ftl"),
    "\n",
    include_str!("../wording/people.zh-CN.ftl"),
    "\n",
    include_str!("../wording/desk.zh-CN.ftl"),
    "\n",
    include_str!("../wording/ledger.zh-CN.ftl"),
    "\n",
    include_str!("../wording/files.zh-CN.ftl"),
    "\n",
    include_str!("../wording/phone.zh-CN.ftl")
);
/// The English texts.
pub const EN: &str = concat!(
    include_str!("../wording/en.ftl"),
    "\n",
    include_str!("../wording/portal.en.ftl"),
    "\n",
    include_str!("../wording/people.en.ftl"),
    "\n",
    include_str!("../wording/desk.en.ftl"),
    "\n",
    include_str!("../wording/ledger.en.ftl"),
    "\n",
    include_str!("../wording/files.en.ftl"),
    "\n",
    include_str!("../wording/phone.en.ftl")
);

/// The sentences of one language.
pub struct Wording {
    /// The language.
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Wording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wording").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Wording {
    /// The sentences of a language. Messages that do not parse are left out; a test demands that none is.
    pub fn new(language: Language) -> Wording {
        let source = match language {
            Language::Zh => ZH,
            Language::En => EN,
        };
        let id: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Wording { language, bundle }
    }

    /// The sentence of a key; the key itself in brackets if it is missing.
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The sentence of a key with its arguments.
    pub fn say_with(&self, key: &str, args: &[(&str, &str)]) -> String {
        let pattern = self.bundle.get_message(key).and_then(|m| m.value());
        let Some(pattern) = pattern else { return format!("[{key}]") };
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            fluent.set(*name, *value);
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&fluent), &mut errors).into_owned()
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }
}

#[cfg(test)]
mod tests {
    //! Both languages say the same things.

    use super::{EN, Language, Wording, ZH};
    use std::collections::BTreeSet;

    fn keys(source: &str) -> BTreeSet<&str> {
        let line = |l: &'static str| l;
        let _ = line;
        source
            .lines()
            .filter(|l| !l.starts_with(['#', ' ']))
            .filter_map(|l| l.split_once(" ="))
            .map(|(k, _)| k)
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        assert_eq!(keys(ZH), keys(EN));
    }

    #[test]
    fn every_key_parses() {
        for (language, source) in [(Language::Zh, ZH), (Language::En, EN)] {
            let wording = Wording::new(language);
            for key in keys(source) {
                assert!(wording.has(key), "{key} in {}", language.tag());
            }
        }
    }

    #[test]
    fn the_header_decides_between_the_two() {
        assert_eq!(Language::from_header("en-GB,en;q=0.9"), Language::En);
        assert_eq!(Language::from_header("zh-CN,zh;q=0.9,en;q=0.8"), Language::Zh);
        assert_eq!(Language::from_header(""), Language::Zh);
    }
}
