//! What is asked.

use crate::fold::{Folded, Run, runs};
use crate::words::{INITIALS, initials, pairs};

/// Characters of a question that are read.
const ASKED_MAX: usize = 60;
/// Words of a question that are looked for.
const TERMS_MAX: usize = 8;
/// Initials of a name are asked for by at most so many letters.
const INITIALS_MAX: usize = 5;

/// A question: all of its terms must be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

/// One run of characters, found in any of its ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    piece: String,
    /// By initials, too.
    initials: bool,
}

/// Words of an index that must all be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Whole words.
    pub words: Vec<String>,
    /// How one more word begins.
    pub begins: Option<String>,
}

/// A found piece with the text around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Text before.
    pub before: String,
    /// The piece.
    pub piece: String,
    /// Text after.
    pub after: String,
}

impl Query {
    /// Reads a question. Nothing is asked if it has neither letters nor digits nor ideographs.
    pub fn of(text: &str) -> Option<Query> {
        let asked: String = text.chars().take(ASKED_MAX).collect();
        let folded = Folded::of(&asked);
        let mut terms: Vec<Term> = Vec::new();
        for run in runs(folded.as_str()) {
            let term = match run {
                Run::Ideographs(piece) => Term { piece: piece.to_owned(), initials: false },
                Run::Letters(piece) => {
                    let few = (2..=INITIALS_MAX).contains(&piece.len());
                    let initials = few && piece.bytes().all(|b| b.is_ascii_lowercase());
                    Term { piece: piece.to_owned(), initials }
                }
            };
            if terms.len() < TERMS_MAX && !terms.contains(&term) {
                terms.push(term);
            }
        }
        (!terms.is_empty()).then_some(Query { terms })
    }

    /// Its terms.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether all terms stand in the texts, each in any of them.
    pub fn found_in<'a>(&self, texts: impl IntoIterator<Item = &'a str> + Clone) -> bool {
        self.terms.iter().all(|t| texts.clone().into_iter().any(|text| t.place_in(text).is_some()))
    }

    /// The first term that stands in a text, with some characters around it.
    pub fn hit(&self, text: &str, around: usize) -> Option<Hit> {
        let (from, to) = self.terms.iter().find_map(|t| t.place_in(text))?;
        let (head, piece, tail) = (text.get(..from)?, text.get(from..to)?, text.get(to..)?);
        let skipped = head.chars().count().saturating_sub(around);
        let mut before: String = head.chars().skip(skipped).collect();
        if skipped > 0 {
            before.insert(0, '…');
        }
        let mut after: String = tail.chars().take(around).collect();
        if tail.chars().nth(around).is_some() {
            after.push('…');
        }
        Some(Hit { before, piece: piece.to_owned(), after })
    }
}

impl Term {
    /// How an index is asked for it: any one of the ways will do.
    pub fn ways(&self) -> Vec<Way> {
        let first = self.piece.chars().next();
        if first.is_some_and(crate::fold::ideograph) {
            let mut words: Vec<String> = pairs(&self.piece).collect();
            if words.is_empty() {
                words.push(self.piece.clone());
            }
            return vec![Way { words, begins: None }];
        }
        let begins = |text: String| Way { words: Vec::new(), begins: Some(text) };
        let mut ways = vec![begins(self.piece.clone())];
        if self.initials {
            ways.push(begins(format!("{INITIALS}{}", self.piece)));
        }
        ways
    }

    fn place_in(&self, text: &str) -> Option<(usize, usize)> {
        let place = Folded::of(text).place_of(&self.piece);
        let by_initials = || {
            let begin = self.initials && initials(text).is_some_and(|i| i.starts_with(&self.piece));
            begin.then_some((0, text.len()))
        };
        place.or_else(by_initials)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Words;
    use proptest::prelude::*;

    /// What an index does with the ways.
    fn indexed(query: &Query, texts: &[&str]) -> bool {
        let mut words = Words::default();
        texts.iter().for_each(|t| words.add(t));
        let holds = |way: &Way| {
            way.words.iter().all(|w| words.iter().any(|x| x == w))
                && way.begins.as_ref().is_none_or(|b| words.iter().any(|x| x.starts_with(b.as_str())))
        };
        query.terms().iter().all(|t| t.ways().iter().any(holds))
    }

    fn found(asked: &str, texts: &[&str]) -> bool {
        let query = Query::of(asked).expect("something is asked");
        let found = query.found_in(texts.iter().copied());
        assert!(!found || indexed(&query, texts), "{asked} stands in {texts:?} but the index misses it");
        found
    }

    #[test]
    fn pieces_of_any_length_are_found() {
        let texts =
            ["云溪镇下河村三组路灯不亮", "张小三", "13995551234", "云热〔2023〕17号", "ABC-12 Street"];
        for asked in [
            "灯",
            "亮",
            "路灯",
            "路灯不亮",
            "下河村",
            "张小三",
            "张",
            "zxs",
            "zx",
            "1399555",
            "1234",
            "云热〔2023〕17号",
            "2023 17",
            "２０２３",
            "abc",
            "street 路灯",
            "云热(2023)17号",
        ] {
            assert!(found(asked, &texts), "{asked}");
        }
        for asked in ["河路", "灯路", "李", "zs", "云热〔2023〕18号", "路灯 张四"] {
            assert!(!found(asked, &texts), "{asked}");
        }
        assert_eq!(Query::of(" 〔〕·—"), None);
    }

    #[test]
    fn a_hit_shows_what_stands_around_it() {
        let hit = |asked: &str, text: &str| Query::of(asked).expect("asked").hit(text, 3).expect("found");
        let around = |b: &str, p: &str, a: &str| Hit { before: b.into(), piece: p.into(), after: a.into() };
        assert_eq!(hit("路灯", "云溪镇下河村路灯不亮三天了"), around("…下河村", "路灯", "不亮三…"));
        assert_eq!(hit("abc", "ＡＢＣ号"), around("", "ＡＢＣ", "号"));
        assert_eq!(hit("zs", "张三"), around("", "张三", ""));
    }

    proptest! {
        #[test]
        fn what_stands_in_a_text_is_found_by_the_index(
            text in "[\u{4e00}-\u{4e20}\u{20000}-\u{20004}a-cA-C0-3 ,。〔〕ａ①ﬁ]{0,30}",
            at in 0_usize..30, length in 1_usize..6,
        ) {
            let piece: String = text.chars().skip(at).take(length).collect();
            if let Some(query) = Query::of(&piece) && query.found_in([text.as_str()]) {
                // A piece out of the middle of a Latin word or a number is not promised.
                let whole = |t: &Term| t.piece.chars().next().is_some_and(crate::fold::ideograph);
                if query.terms().iter().all(whole) {
                    prop_assert!(indexed(&query, &[&text]), "{piece} of {text}");
                }
            }
            if let Some(query) = Query::of(&piece) {
                prop_assert!(query.hit(&text, 2).is_none_or(|h| text.contains(&h.piece)));
            }
        }
    }
}
