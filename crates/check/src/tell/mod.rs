//! Telling: findings as sentences in Chinese and English, and excerpts for a terminal.

mod chinese;
mod english;
mod excerpt;
pub(crate) mod key;

pub(crate) use excerpt::head;
pub use excerpt::render;
#[cfg(feature = "command")]
pub(crate) use excerpt::{excerpts, shown};

use crate::clause::Reading;
use crate::judge::{Evidence, Judged};
use crate::relation::Hint;
use crate::report::{Agreement, Class, Finding, Kind, Language, Report, Span, Tale};
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
    let alone = alone.iter().map(|a| unjudged(reading, a.kind, span(&a.place), "", Tale::Alone));
    let slips = slips.iter().map(|s| unjudged(reading, Kind::Wording, span(&s.place), s.meant, Tale::Slip));
    let mut others: Vec<Finding> = alone.chain(slips).collect();
    others.sort_by_key(first);
    let mut others = others.into_iter().peekable();
    for finding in judged.into_iter().map(|j| finding(reading, &span, j)) {
        let place = first(&finding);
        while let Some(other) = others.next_if(|other| first(other) < place) {
            findings.push(other);
        }
        findings.push(finding);
    }
    findings.extend(others);
    Report { findings }
}

/// Where the text first speaks of a finding.
fn first(finding: &Finding) -> Option<(usize, usize)> {
    finding.spans.iter().map(|s| (s.start, s.end)).min()
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
    let Judged { relation: r, evidence } = judged;
    let (agrees, follows) = match evidence.map(|e| *e) {
        None => Default::default(),
        Some(Evidence { for_stated, for_others, follows, culprit }) => {
            let agrees = Agreement { with_stated: for_stated, with_others: for_others };
            let culprit = culprit.filter(|_| follows > 0).map(|place| span(&place).text);
            (agrees, culprit.map(|culprit| Box::new((follows, culprit))))
        }
    };
    Finding {
        kind: r.kind,
        holds: Some(r.holds),
        level: (!r.holds).then_some(r.level),
        stated: r.stated,
        computed: r.computed,
        key: key::of(&reading.page, r.kind, &r.places),
        agrees,
        tale: Tale::Relation { formula: r.formula, hint: r.hint, follows },
        spans: r.places.iter().map(span).collect(),
        other: Vec::new(),
    }
}

/// The sentence for a finding.
pub(crate) fn say(finding: &Finding, language: Language) -> String {
    let chinese = language == Language::Chinese;
    match &finding.tale {
        Tale::Relation { formula, hint, follows } => {
            let (follows, culprit) =
                follows.as_deref().map_or((0, ""), |(n, culprit)| (*n, culprit.as_str()));
            let told = Told { finding, formula, hint: *hint, follows, culprit };
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

/// How many findings of each class there are, as a sentence.
pub(crate) fn summary(report: &Report, language: Language) -> String {
    let count = |class| report.findings.iter().filter(|f| f.class() == class).count();
    let (bad, doubt, slips) = (count(Class::Contradiction), count(Class::Suspicious), count(Class::Slip));
    let (held, open) = (count(Class::Holds), count(Class::NotAssessable));
    if language == Language::Chinese {
        format!("矛盾和舍入{bad}处，存疑{doubt}处，用字{slips}处；另核对相符{held}处，无从核对{open}处。")
    } else {
        format!(
            "{bad} contradictions or roundings, {doubt} to decide, {slips} slips; {held} relations hold, {open} cannot be assessed."
        )
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

/// Byte offsets of every sixteenth character, to find the bytes of any character quickly.
struct Offsets(Vec<usize>);

impl Offsets {
    fn new(text: &str, chars: usize) -> Self {
        let mut marks = Vec::with_capacity(chars / 16 + 1);
        marks.extend(text.char_indices().step_by(16).map(|(byte, _)| byte));
        Self(marks)
    }

    fn of(&self, text: &str, character: usize) -> usize {
        let Some(mark) = self.0.get(character / 16) else { return text.len() };
        let rest = text.get(*mark..).unwrap_or_default();
        rest.char_indices().nth(character % 16).map_or(text.len(), |(byte, _)| mark + byte)
    }
}
