//! Telling: findings as sentences in Chinese and English, and excerpts for a terminal.

mod chinese;
mod english;
mod excerpt;
pub(crate) mod key;

pub(crate) use excerpt::head;
pub use excerpt::render;

use crate::clause::Reading;
use crate::judge::Judged;
use crate::report::{Agreement, Finding, Kind, Report, Span};
use crate::unassessed::Alone;
use crate::wording::Slip;

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
    let mut findings: Vec<Finding> = judged.into_iter().map(|j| finding(reading, &span, &j)).collect();
    findings.extend(alone.iter().map(|a| {
        let span = span(&a.place);
        let says = [chinese::alone(a.kind, &span.text), english::alone(a.kind, &span.text)];
        unjudged(reading, a.kind, span, "", says)
    }));
    findings.extend(slips.iter().map(|s| {
        let span = span(&s.place);
        let says = [chinese::slip(&span.text, s.meant), english::slip(&span.text, s.meant)];
        unjudged(reading, Kind::Wording, span, s.meant, says)
    }));
    findings.sort_by_key(|f| f.spans.iter().map(|s| (s.start, s.end)).min());
    Report { findings }
}

fn unjudged(reading: &Reading, kind: Kind, span: Span, meant: &str, [zh, en]: [String; 2]) -> Finding {
    Finding {
        kind,
        holds: None,
        level: None,
        stated: span.text.clone(),
        computed: meant.to_owned(),
        key: key::of(&reading.page, kind, &[(span.start, span.end)]),
        agrees: Agreement::default(),
        says_zh: zh,
        says_en: en,
        spans: vec![span],
        other: Vec::new(),
    }
}

fn finding(reading: &Reading, span: &dyn Fn(&(usize, usize)) -> Span, judged: &Judged) -> Finding {
    let r = &judged.relation;
    let culprit = judged.culprit.map(|place| span(&place).text);
    Finding {
        kind: r.kind,
        holds: Some(r.holds),
        level: (!r.holds).then_some(r.level),
        stated: r.stated.clone(),
        computed: r.computed.clone(),
        key: key::of(&reading.page, r.kind, &r.places),
        agrees: Agreement { with_stated: judged.for_stated.clone(), with_others: judged.for_others.clone() },
        says_zh: chinese::say(judged, culprit.as_deref()),
        says_en: english::say(judged, culprit.as_deref()),
        spans: r.places.iter().map(span).collect(),
        other: Vec::new(),
    }
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
        Span { start: *start, end: *end, text: rest.get(..length).unwrap_or_default().to_owned() }
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
