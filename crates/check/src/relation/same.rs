//! One quantity told twice: labels with the same content, in whatever order and with whatever adverbs.

use super::{Hint, Relation, number};
use crate::amount::{Fit, ONE, one_slip};
use crate::clause::{Figure, Reading, is_mark};
use crate::quantity::{Currency, Unit};
use crate::report::{Kind, Level};
use crate::scan::{Lexicon, Phrase, Sieve, marker, words::firsts};

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
    let mut labels: Vec<(u64, Told)> = Vec::new();
    let mut content = Vec::new();
    for (k, f) in reading.figures.iter().enumerate() {
        if f.is_level()
            && !f.q.hedged
            && f.depth == 0
            && f.amount().value >= 10 * ONE
            && let Some(literal) = read_content(reading, f, &mut content)
            && !other_period(reading, f)
        {
            labels.push((fingerprint(f.unit(), &content), Told { figure: k, literal }));
        }
    }
    labels.sort_unstable_by_key(|(print, told)| (*print, told.figure));
    for told in labels.chunk_by(|(a, _), (b, _)| a == b) {
        if let [(_, a), (_, b)] = told {
            found.extend(differing(reading, *a, *b));
        }
    }
}

/// A hash of unit and content (FNV-1a), to bring like labels together.
fn fingerprint(unit: Unit, content: &[char]) -> u64 {
    let word = match unit {
        Unit::Count(measure) => measure.word(),
        Unit::Money(Currency::Yuan) => "元",
        Unit::Money(Currency::Dollar) => "美元",
        Unit::Percent | Unit::Points => "",
    };
    let codes = word.chars().chain(content.iter().copied());
    codes.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3))
}

/// Where a label begins once a list marker, (三) or 3., is passed over.
fn after_marker(reading: &Reading, label: usize) -> usize {
    let page = &reading.page;
    let start = page.skip_blank(label);
    let end = (start + 1..start + 5).find(|i| matches!(page.at(*i), ')' | '、' | '.'));
    let open = start + usize::from(page.at(start) == '(');
    end.filter(|end| marker::value(page, open, *end).is_some()).map_or(label, |end| end + 1)
}

static PERIODS: Lexicon = Lexicon::new(&["月", "季度", "半年", "去年", "上年", "同期", "每"]);

/// Whether the sentence so far names a month, a quarter or another year.
fn other_period(reading: &Reading, f: &Figure) -> bool {
    let from = f.q.start.saturating_sub(40);
    let before = reading.page.slice(from, f.q.start);
    let start = before.iter().rposition(|c| matches!(c, '。' | '\n' | ';')).map_or(0, |i| i + 1);
    let sentence = before.get(start..).unwrap_or(&[]);
    PERIODS.occurs(sentence)
}

/// Puts the content of a label, a sorted set of characters and concepts, into `content`, and says whether no concept was put in
/// for a word; none if the label says too little.
fn read_content(reading: &Reading, f: &Figure, content: &mut Vec<char>) -> Option<bool> {
    content.clear();
    let label = reading.page.slice(after_marker(reading, f.label), f.q.start);
    if label.iter().filter(|c| **c != ' ').count() > 40 {
        return None;
    }
    let mut weight = 0;
    let mut literal = true;
    let mut rest = Phrase(label);
    while let Some(c) = rest.0.first().copied() {
        let may = c.is_ascii() || SIEVE.holds(c);
        let word = may.then(|| words_at(rest, c)).flatten();
        let (length, put, gain) = match word {
            Some((length, concept)) => {
                literal &= concept.is_empty();
                (length, concept.chars().next(), 2)
            }
            None => (1, Some(c).filter(|c| *c != ' '), 1),
        };
        if let Some(c) = put.filter(|c| !content.contains(c)) {
            content.push(c);
            weight += gain;
        }
        rest = rest.after(length);
    }
    content.sort_unstable();
    (weight >= 5).then_some(literal)
}

/// The first of the words that stands at the start of a label which begins with `c`: its length there, and its concept.
fn words_at(rest: Phrase<'_>, c: char) -> Option<(usize, &'static str)> {
    let mut alike = FIRSTS.iter().zip(&WORDS).filter(|(first, _)| **first == c);
    alike.find_map(|(_, (word, concept))| Some((length(rest, word)?, *concept)))
}

static FIRSTS: [char; WORDS.len()] = firsts(&WORDS);

/// How many characters a word takes at the start of a label, blanks within it passed over; none if it does not stand there.
fn length(label: Phrase<'_>, word: &str) -> Option<usize> {
    let mut at = 0;
    for c in word.chars() {
        while at > 0 && label.0.get(at) == Some(&' ') {
            at += 1;
        }
        if label.0.get(at) != Some(&c) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Whether both figures are followed by figures of one label, as where one sentence is told of each of several places.
fn parallel(reading: &Reading, a: Told, b: Told) -> bool {
    let next = |t: Told| {
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
    let mut content = Vec::new();
    read_content(reading, f, &mut content).map(|_| content.into_iter().collect())
}

/// Two tellings of one quantity in different paragraphs that differ. More than two values are a label of many scopes, and said nothing about.
fn differing(reading: &Reading, a: Told, b: Told) -> Option<Relation> {
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

/// The same value under labels that end alike; of several before it the nearest, of four at most.
fn equal(reading: &Reading, found: &mut Vec<Relation>) {
    // 个, 件 and 起 stand for each other.
    let unit =
        |f: &Figure| Some(f.unit()).filter(|unit| !["个", "件", "起"].iter().any(|word| unit.is(word)));
    let figures = reading.figures.iter().enumerate();
    let mut values: Vec<(i128, Option<Unit>, usize)> = figures
        .filter(|(_, f)| f.is_level() && !f.q.hedged && f.amount().value >= 10 * ONE)
        .map(|(k, f)| (f.amount().value, unit(f), k))
        .collect();
    values.sort_unstable();
    for group in values.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1).filter(|group| group.len() > 1) {
        for (n, (_, _, k)) in group.iter().enumerate() {
            let Some(f) = reading.figures.get(*k) else { continue };
            let mut earlier = group.get(n.saturating_sub(4)..n).unwrap_or(&[]).iter().rev();
            let twin = earlier.find_map(|(_, _, e)| reading.figures.get(*e).filter(|e| alike(reading, e, f)));
            if let Some(twin) = twin {
                let relation = Relation::new(Kind::SameQuantity, Fit::Holds, Level::Suspect).at(&[f, twin]);
                found.push(relation.words(number(f), number(twin), number(f)));
            }
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
