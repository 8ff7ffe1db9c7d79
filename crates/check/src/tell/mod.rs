//! Telling: findings as sentences in Chinese and English, and excerpts for a terminal.

mod chinese;
mod english;
mod excerpt;

pub use excerpt::render;

use crate::clause::Reading;
use crate::judge::Judged;
use crate::report::{Finding, Report, Span};

/// Turns judged relations into a report on the text as it was given.
pub(crate) fn report(text: &str, reading: &Reading, judged: Vec<Judged>) -> Report {
    let bytes = Offsets::new(text, reading.page.len());
    let findings = judged.into_iter().map(|j| finding(text, &bytes, &j)).collect();
    Report { findings }
}

fn finding(text: &str, bytes: &Offsets, judged: &Judged) -> Finding {
    let r = &judged.relation;
    let span = |(start, end): &(usize, usize)| {
        let excerpt = text.get(bytes.of(text, *start)..bytes.of(text, *end)).unwrap_or_default();
        Span { start: *start, end: *end, text: excerpt.to_owned() }
    };
    let culprit = judged.culprit.map(|place| span(&place).text);
    Finding {
        kind: r.kind,
        holds: Some(r.holds),
        level: (!r.holds).then_some(r.level),
        stated: r.stated.clone(),
        computed: r.computed.clone(),
        says_zh: chinese::say(judged, culprit.as_deref()),
        says_en: english::say(judged, culprit.as_deref()),
        spans: r.places.iter().map(span).collect(),
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
