//! One quantity told twice: labels with the same content, in whatever order and with whatever adverbs.

use std::collections::BTreeMap;

use super::{Hint, Relation, number};
use crate::amount::{Fit, ONE, one_slip};
use crate::clause::{Figure, Reading, is_mark};
use crate::quantity::Unit;
use crate::report::{Kind, Level};
use crate::scan::{Sieve, has, marker};

/// Words for one thing. The first letter stands for the concept; empty for words that add nothing.
const WORDS: [(&str, &str); 42] = [
    ("12345民生服务平台", "H"),
    ("12345政务服务便民热线", "H"),
    ("政务服务便民热线", "H"),
    ("便民服务热线", "H"),
    ("便民热线", "H"),
    ("12345热线", "H"),
    ("12345平台", "H"),
    ("市民热线", "H"),
    ("热线", "H"),
    ("12345", "H"),
    ("办理", "D"),
    ("处理", "D"),
    ("处置", "D"),
    ("全年", ""),
    ("本年度", ""),
    ("本年", ""),
    ("今年以来", ""),
    ("今年", ""),
    ("年内", ""),
    ("一年来", ""),
    ("一年中", ""),
    ("累计", ""),
    ("共计", ""),
    ("合计", ""),
    ("总计", ""),
    ("及时", ""),
    ("一共", ""),
    ("共", ""),
    ("各类", ""),
    ("各项", ""),
    ("有关", ""),
    ("的", ""),
    ("了", ""),
    ("已", ""),
    ("一是", ""),
    ("二是", ""),
    ("三是", ""),
    ("四是", ""),
    ("五是", ""),
    ("六是", ""),
    ("其中", ""),
    ("截至目前", ""),
];

/// The first characters of the words, to pass over the others quickly.
static SIEVE: Sieve = {
    let mut sieve = Sieve::empty();
    let mut k = 0;
    while k < WORDS.len() {
        sieve = sieve.with(WORDS[k].0);
        k += 1;
    }
    sieve
};

#[derive(Clone, Copy)]
struct Told {
    figure: usize,
    literal: bool,
}

/// Finds quantities that are told twice.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    equal(reading, found);
    let mut groups: BTreeMap<(Unit, String), Vec<Told>> = BTreeMap::new();
    for (k, f) in reading.figures.iter().enumerate() {
        let scoped = f.depth > 0 || other_period(reading, f);
        if f.is_level()
            && !f.q.hedged
            && !scoped
            && f.amount().value >= 10 * ONE
            && let Some((key, literal)) = key(reading, f)
        {
            groups.entry((f.unit(), key)).or_default().push(Told { figure: k, literal });
        }
    }
    for told in groups.values() {
        found.extend(differing(reading, told));
    }
}

/// Whether the characters begin with a word.
fn starts(chars: &[char], word: &str) -> bool {
    let mut rest = chars.iter();
    word.chars().all(|c| rest.next() == Some(&c))
}

/// Where a label begins once a list marker, (三) or 3., is passed over.
fn after_marker(reading: &Reading, label: usize) -> usize {
    let page = &reading.page;
    let start = page.skip_blank(label);
    let end = (start + 1..start + 5).find(|i| matches!(page.at(*i), ')' | '、' | '.'));
    let open = start + usize::from(page.at(start) == '(');
    end.filter(|end| marker::value(page, open, *end).is_some()).map_or(label, |end| end + 1)
}

/// Whether the sentence so far names a month, a quarter or another year.
fn other_period(reading: &Reading, f: &Figure) -> bool {
    let from = f.q.start.saturating_sub(40);
    let before = reading.page.slice(from, f.q.start);
    let start = before.iter().rposition(|c| matches!(c, '。' | '\n' | ';')).map_or(0, |i| i + 1);
    let sentence = before.get(start..).unwrap_or(&[]);
    ["月", "季度", "半年", "去年", "上年", "同期", "每"].iter().any(|word| has(sentence, word))
}

/// The content of a label as a sorted set of characters and concepts, and whether no concept was put in for a word; none if it says too little.
fn key(reading: &Reading, f: &Figure) -> Option<(String, bool)> {
    let start = after_marker(reading, f.label);
    let label: Vec<char> =
        reading.page.slice(start, f.q.start).iter().copied().filter(|c| *c != ' ').collect();
    if label.len() > 40 {
        return None;
    }
    let mut content = std::collections::BTreeSet::new();
    let mut weight = 0;
    let mut literal = true;
    let mut i = 0;
    while let Some(rest) = label.get(i..).filter(|r| !r.is_empty()) {
        let may = rest.first().is_some_and(|c| c.is_ascii() || SIEVE.holds(*c));
        let word = may.then(|| WORDS.iter().find(|(w, _)| starts(rest, w))).flatten();
        if let Some((word, concept)) = word {
            if let Some(c) = concept.chars().next() {
                weight += usize::from(content.insert(c)) * 2;
                literal = false;
            }
            i += word.chars().count();
        } else {
            if let Some(c) = rest.first() {
                weight += usize::from(content.insert(*c));
            }
            i += 1;
        }
    }
    (weight >= 5).then(|| (content.into_iter().collect(), literal))
}

/// Whether both figures are followed by figures of one label, as where one sentence is told of each of several places.
fn parallel(reading: &Reading, a: &Told, b: &Told) -> bool {
    let next = |t: &Told| {
        let (f, next) = (reading.figures.get(t.figure)?, reading.figures.get(t.figure + 1)?);
        (next.sentence == f.sentence).then(|| reading.label(next))
    };
    next(a).is_some_and(|label| !label.is_empty() && Some(label) == next(b))
}

/// The content of a label, to find the same matter in another text; none if it says too little or names another period.
pub(crate) fn label_content(reading: &Reading, f: &Figure) -> Option<String> {
    if f.depth > 0 || other_period(reading, f) {
        return None;
    }
    key(reading, f).map(|(content, _)| content)
}

/// Two tellings of one quantity in different paragraphs that differ. More than two values are a label of many scopes, and said nothing about.
fn differing(reading: &Reading, told: &[Told]) -> Option<Relation> {
    let [a, b] = told else { return None };
    let (fa, fb) = (reading.figures.get(a.figure)?, reading.figures.get(b.figure)?);
    let (x, y) = (fa.amount().value, fb.amount().value);
    if fa.line == fb.line || x == y || fa.item > 0 && fb.item > 0 || parallel(reading, a, b) {
        return None;
    }
    if a.literal
        && b.literal
        && x.max(y) == x.min(y).checked_mul(10_000)?
        && matches!(fa.unit(), Unit::Money(_))
    {
        let formula = format!("{} ≠ {}", number(fa), number(fb));
        let relation = Relation::new(Kind::UnitClash, Fit::Off, Level::Suspect).at(&[fa, fb]);
        return Some(relation.words(number(fa), number(fb), formula).hint(Hint::Units));
    }
    let close = (x - y).abs() * 10 <= x.max(y);
    let like = !a.literal || !b.literal;
    if !(close && (like || one_slip(x / ONE, y / ONE))) {
        return None;
    }
    let hint = if reading.label(fa) == reading.label(fb) { Hint::None } else { Hint::LikeLabels };
    let formula = format!("{} ≠ {}", number(fa), number(fb));
    let relation = Relation::new(Kind::SameQuantity, Fit::Off, Level::Suspect).at(&[fa, fb]);
    Some(relation.words(number(fa), number(fb), formula).hint(hint))
}

/// The same value under labels that end alike.
fn equal(reading: &Reading, found: &mut Vec<Relation>) {
    let mut last: BTreeMap<(Unit, i128), Vec<&Figure>> = BTreeMap::new();
    for f in reading.figures.iter().filter(|f| f.is_level() && !f.q.hedged && f.amount().value >= 10 * ONE) {
        let unit = if matches!(f.unit(), Unit::Count("个" | "件" | "起")) {
            Unit::Count("件")
        } else {
            f.unit()
        };
        let earlier = last.entry((unit, f.amount().value)).or_default();
        if let Some(twin) = earlier.iter().rev().find(|e| alike(reading, e, f)) {
            let relation = Relation::new(Kind::SameQuantity, Fit::Holds, Level::Suspect).at(&[f, twin]);
            found.push(relation.words(number(f), number(twin), number(f)));
        }
        earlier.push(f);
        if earlier.len() > 4 {
            earlier.remove(0);
        }
    }
}

/// Whether the words right before two figures end in the same two characters; a bracket between label and figure is passed over.
fn alike(reading: &Reading, a: &Figure, b: &Figure) -> bool {
    let ends = |f: &Figure| {
        let mut i = f.q.start;
        while matches!(reading.page.before(i), '(' | ' ') {
            i -= 1;
        }
        if let Some(word) = ["合计", "共计", "总计"].iter().find(|w| reading.page.ends(i, w)) {
            i -= word.chars().count();
        }
        (reading.page.before(i.saturating_sub(1)), reading.page.before(i))
    };
    let (x, y) = (ends(a), ends(b));
    x == y && !is_mark(x.0) && !is_mark(x.1) && !x.1.is_ascii_digit()
}
