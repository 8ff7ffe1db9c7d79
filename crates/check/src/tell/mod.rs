//! Telling: findings as sentences in Chinese and English, and excerpts for a terminal.

mod chinese;
mod english;
mod excerpt;
pub(crate) mod key;

pub(crate) use excerpt::head;
#[cfg(feature = "command")]
pub(crate) use excerpt::{excerpts, shown};
pub use excerpt::render;

use crate::clause::Reading;
use crate::judge::Judged;
use crate::relation::Hint;
use crate::report::{Agreement, Finding, Kind, Language, Report, Span, Tale};
use crate::unassessed::Alone;
use crate::wording::Slip;
use smol_str::SmolStr;

/// Turns judged relations into a report on the text as it was given.
pub(crate) fn report(
    text: &str,
    reading: &Reading,
    judged: Vec<Judged>,
    alone: &[Alone],
    slips: &[Slip],
) -> Report {
    let places = Places::new(text, reading.page.len());
    let span = |place: &(usize, usize)| places.span(place);
    let mut findings: Vec<Finding> = Vec::with_capacity(judged.len() + alone.len() + slips.len());
    findings.extend(judged.into_iter().map(|j| finding(reading, &span, j)));
    findings.extend(alone.iter().map(|a| unjudged(reading, a.kind, span(&a.place), "", Tale::Alone)));
    findings.extend(
        slips.iter().map(|s| unjudged(reading, Kind::Wording, span(&s.place), s.meant, Tale::Slip)),
    );
    findings.sort_by_cached_key(|f| f.spans.iter().map(|s| (s.start, s.end)).min());
    Report { findings }
}

fn unjudged(reading: &Reading, kind: Kind, span: Span, meant: &str, tale: Tale) -> Finding {
    Finding {
        kind,
        holds: None,
        level: None,
        stated: span.text.clone(),
        computed: SmolStr::new(meant),
        key: key::of(&reading.page, kind, &[(span.start, span.end)]),
        agrees: Agreement::default(),
        tale,
        spans: vec![span],
        other: Vec::new(),
    }
}

fn finding(reading: &Reading, span: &impl Fn(&(usize, usize)) -> Span, judged: Judged) -> Finding {
    let Judged { relation: r, for_stated, for_others, follows, culprit } = judged;
    Finding {
        kind: r.kind,
        holds: Some(r.holds),
        level: (!r.holds).then_some(r.level),
        stated: r.stated,
        computed: r.computed,
        key: key::of(&reading.page, r.kind, &r.places),
        agrees: Agreement { with_stated: for_stated, with_others: for_others },
        tale: Tale::Relation {
            formula: r.formula,
            hint: r.hint,
            follows,
            culprit: culprit.map(|place| span(&place).text).unwrap_or_default(),
        },
        spans: r.places.iter().map(span).collect(),
        other: Vec::new(),
    }
}

/// The sentence for a finding.
pub(crate) fn say(finding: &Finding, language: Language) -> String {
    let chinese = language == Language::Chinese;
    match &finding.tale {
        Tale::Relation { formula, hint, follows, culprit } => {
            let told = Told { finding, formula, hint: *hint, follows: *follows, culprit };
            if chinese { chinese::say(&told) } else { english::say(&told) }
        }
        Tale::Alone if chinese => chinese::alone(finding.kind, &finding.stated),
        Tale::Alone => english::alone(finding.kind, &finding.stated),
        Tale::Slip if chinese => chinese::slip(&finding.stated, &finding.computed),
        Tale::Slip => english::slip(&finding.stated, &finding.computed),
        Tale::Words(words) => {
            let [zh, en] = words.as_ref();
            if chinese { zh.clone() } else { en.clone() }
        }
    }
}

/// A relation as its sentence needs it.
struct Told<'a> {
    finding: &'a Finding,
    formula: &'a str,
    hint: Hint,
    follows: usize,
    culprit: &'a str,
}

/// A text and where its characters lie.
pub(crate) struct Places<'a> {
    text: &'a str,
    bytes: Offsets,
}

impl<'a> Places<'a> {
    pub(crate) fn new(text: &'a str, characters: usize) -> Self {
        Self { text, bytes: Offsets::new(text, characters) }
    }

    /// The span of a place.
    pub(crate) fn span(&self, (start, end): &(usize, usize)) -> Span {
        let rest = self.text.get(self.bytes.of(self.text, *start)..).unwrap_or_default();
        let length = rest.char_indices().nth(end - start).map_or(rest.len(), |(byte, _)| byte);
        Span { start: *start, end: *end, text: rest.get(..length).unwrap_or_default().into() }
    }
}

/// Byte offsets of every sixty-fourth character, to find the bytes of any character quickly.
struct Offsets(Vec<usize>);

impl Offsets {
    fn new(text: &str, chars: usize) -> Self {
        let mut marks = Vec::with_capacity(chars / 64 + 1);
        marks.extend(text.char_indices().step_by(64).map(|(byte, _)| byte));
        Self(marks)
    }

    fn of(&self, text: &str, character: usize) -> usize {
        let Some(mark) = self.0.get(character / 64) else { return text.len() };
        let rest = text.get(*mark..).unwrap_or_default();
        rest.char_indices().nth(character % 64).map_or(text.len(), |(byte, _)| mark + byte)
    }
}
