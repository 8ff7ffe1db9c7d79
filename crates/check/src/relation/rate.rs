//! Rates: 整改124条, 整改率88.6% against a total; 为年初预算25200万元的8.9%; results against plans.

use super::{Relation, number, put};
use crate::amount::{Amount, Fit, ONE, percent_fits, percent_text};
use crate::clause::{Figure, Joint, Reading, Role};
use crate::quantity::Unit;
use crate::report::{Kind, Level};
use crate::scan::{Phrase, cue::Cues};
use smol_str::SmolStr;

/// Finds rates.
pub(crate) fn at(reading: &Reading, k: usize, rate: &Figure, found: &mut Vec<Relation>) {
    if rate.unit() != Unit::Percent || rate.q.hedged {
        return;
    }
    let relation = match rate.role {
        Role::OfBase | Role::Share if based(reading, k).is_some() => of_base(reading, k, rate),
        Role::OfBase => planned(reading, k, rate),
        Role::Rate => planned(reading, k, rate).or_else(|| done(reading, k, rate)),
        Role::Other => planned(reading, k, rate).or_else(|| levied(reading, k, rate)),
        _ => None,
    };
    found.extend(relation);
}

/// The quotient in percent, two decimals finer than stated.
pub(crate) fn shown(part: Amount, whole: Amount, rate: &Figure) -> SmolStr {
    let places = if rate.amount().half >= ONE / 2 { 1 } else { 3 };
    percent_text(part.value, whole.value, places).unwrap_or_default()
}

fn relation(rate: &Figure, part: &Figure, whole: &Figure, fit: Fit, level: Level) -> Relation {
    let computed = shown(part.amount(), whole.amount(), rate);
    let formula = put(&[&number(part), " / ", &number(whole), " = ", &computed, "%"]);
    Relation::new(Kind::Rate, fit, level).at(&[rate, part, whole]).words(
        put(&[&number(rate), "%"]),
        put(&[&computed, "%"]),
        formula,
    )
}

fn compare(rate: &Figure, part: &Figure, whole: &Figure) -> Option<Fit> {
    percent_fits(part.amount(), whole.amount(), rate.amount())
}

/// The figure whose 的 P% this is: it stands right before, at most a bracket or a few words of its own between.
fn based(reading: &Reading, k: usize) -> Option<usize> {
    let rate = reading.figures.get(k)?;
    let base = reading.figures.get(k.checked_sub(1)?)?;
    let between = reading.page.phrase(base.q.end, rate.q.start).trim_start(|c| matches!(c, ')' | ' '));
    (base.unit().is_amount() && !base.q.hedged && between.trim().is("的")).then_some(k - 1)
}

/// 完成总任务数(12870人)的64.39%.
fn of_base(reading: &Reading, k: usize, rate: &Figure) -> Option<Relation> {
    let b = based(reading, k)?;
    let base = reading.figures.get(b)?;
    let part = reading
        .back(b, 8)
        .map(|(_, f)| f)
        .find(|f| f.is_level() && f.unit().near(base.unit()) && f.depth <= rate.depth)?;
    if part.sentence != rate.sentence || part.q.hedged {
        return None;
    }
    let fit = compare(rate, part, base)?;
    let verb = base.gap.any(Cues::DONE.or(Cues::SHARE)) || reading.page.has(part.q.end, base.q.start, "为");
    let certain = verb && base.joint <= Joint::Comma && !rate.gap.any(Cues::ADJUSTED);
    (certain || fit == Fit::Holds).then(|| relation(rate, part, base, fit, Level::Error))
}

/// 入库24627万元,年初预算为60999万元,完成率40.4%.
fn planned(reading: &Reading, k: usize, rate: &Figure) -> Option<Relation> {
    let (near, far) = (reading.figures.get(k.checked_sub(1)?)?, reading.figures.get(k.checked_sub(2)?)?);
    let (plan, part) = if near.role == Role::Plan { (near, far) } else { (far, near) };
    if plan.role != Role::Plan || plan.q.hedged || !part.is_level() || part.q.hedged {
        return None;
    }
    let same =
        part.sentence == rate.sentence && plan.sentence == rate.sentence && part.unit().near(plan.unit());
    let words =
        ["完成", "执行", "用去", "到位", "实现", "进度", "支出率", "达标率", "参", "占", "任务", "率"];
    let speaks = words.iter().any(|w| reading.page.has(rate.label, rate.q.start, w));
    if !same || !speaks || rate.joint > Joint::Comma || near.joint > Joint::Comma {
        return None;
    }
    let fit = compare(rate, part, plan)?;
    Some(relation(rate, part, plan, fit, Level::Error))
}

/// 管理费55.09万元,按1%计提: holds where it fits the heading, is otherwise left alone because the base may exclude items.
fn levied(reading: &Reading, k: usize, rate: &Figure) -> Option<Relation> {
    if !reading.page.ends(rate.q.start, "按") {
        return None;
    }
    let part =
        reading.figures.get(k.checked_sub(1)?).filter(|f| f.is_level() && f.sentence == rate.sentence)?;
    let earlier = reading.figures.get(k.saturating_sub(24)..k - 1)?;
    let whole = earlier
        .iter()
        .rev()
        .find(|f| f.is_level() && f.unit() == part.unit() && compare(rate, part, f) == Some(Fit::Holds))?;
    Some(relation(rate, part, whole, Fit::Holds, Level::Error))
}

/// 整改124条,整改率88.6%: the part right before, the whole earlier in the paragraph.
fn done(reading: &Reading, k: usize, rate: &Figure) -> Option<Relation> {
    let mut strongest = rate.joint;
    let mut n = k.checked_sub(1)?;
    let aside = |f: &Figure| !f.is_level() || f.depth > rate.depth || f.cues.any(Cues::NOT.or(Cues::LEFT));
    while reading.figures.get(n).is_some_and(aside) {
        if k - n > 12 {
            return None;
        }
        strongest = strongest.max(reading.figures.get(n)?.joint);
        n = n.checked_sub(1)?;
    }
    let mut part = reading.figures.get(n)?;
    let stem = stem(reading, rate);
    let mut bond = bond(reading, part, stem);
    let by_name = bond == Bond::None;
    if bond == Bond::None && strongest <= Joint::Comma && stem.len() >= 2 {
        // 审结38件,其中维持25件、撤销13件,审结率92.68%: the part is named before its own parts.
        let same = |f: &Figure| f.is_level() && f.sentence == rate.sentence && f.depth == rate.depth;
        let named = |f: &Figure| same(f) && reading.label(f).trim().holds(stem);
        (n, part) = reading.back(n, 12).find(|(_, f)| named(f))?;
        bond = Bond::Stem;
    }
    if strongest > Joint::Comma || part.q.hedged || stem.is_empty() || bond == Bond::None {
        return None;
    }
    let wholes: Vec<&Figure> = reading
        .back(n, 20)
        .map(|(_, f)| f)
        .filter(|f| (f.is_level() || f.role == Role::Plan) && f.unit().near(part.unit()))
        .collect();
    if let Some(whole) = wholes.iter().find(|f| compare(rate, part, f) == Some(Fit::Holds)) {
        return Some(relation(rate, part, whole, Fit::Holds, Level::Error));
    }
    if pooled(rate, part, &wholes) {
        return None;
    }
    if let Some(all) = wholes.first().map(|w| super::side_by_side(reading, w)).filter(|all| all.len() > 1) {
        let apart = all.iter().all(|f| f.q.start != part.q.start);
        let sum = super::total(&all).filter(|_| apart);
        let fit = sum.and_then(|sum| percent_fits(part.amount(), sum, rate.amount()));
        if matches!(fit, Some(Fit::Holds | Fit::LastDigit)) {
            return None;
        }
    }
    let mut group = true;
    let mut larger: Vec<&Figure> = Vec::new();
    let alike = |f: &Figure| {
        let verb = stem.0.iter().rev().take(2);
        verb.len() == 2 && reading.label(f).0.iter().rev().take(2).eq(verb)
    };
    for f in wholes.iter().filter(|f| !alike(f)) {
        group &= f.sentence == part.sentence;
        if f.amount().value >= part.amount().value && group && !f.q.hedged {
            larger.push(f);
        }
    }
    if larger.is_empty()
        && let Some(whole) = total_before(&wholes, part)
        && bond == Bond::Stem
        && part.cues.any(Cues::DONE)
    {
        return Some(relation(rate, part, whole, compare(rate, part, whole)?, Level::Suspect));
    }
    if larger.is_empty() && by_name {
        return None;
    }
    if larger.is_empty() {
        return beyond(reading, n, rate, part, wholes.first().copied()?, bond);
    }
    let whole = *larger.first()?;
    let unique = larger.iter().all(|f| f.amount().value == whole.amount().value) || near(reading, n, whole);
    let fit = compare(rate, part, whole)?;
    let level = if unique { Level::Error } else { Level::Suspect };
    let apart = wholes_apart(reading, n, whole);
    let related = !apart || (part.cues.any(Cues::DONE) && part.unit() == whole.unit());
    let told = bond == Bond::Stem && related && (unique || fit == Fit::LastDigit);
    told.then(|| relation(rate, part, whole, fit, level))
}

/// 共受理512件。办结496件,办结率96.88%: the only total of the sentence before.
fn total_before<'a>(wholes: &[&'a Figure], part: &Figure) -> Option<&'a Figure> {
    let mut totals = wholes.iter().filter(|f| {
        f.sentence + 1 == part.sentence
            && f.cues.any(Cues::TOTAL)
            && f.unit() == part.unit()
            && !f.q.hedged
            && f.amount().value >= part.amount().value
    });
    totals.next().filter(|_| totals.next().is_none()).copied()
}

/// A part larger than the whole right before it, beside a rate that says less than all.
fn beyond(
    reading: &Reading,
    n: usize,
    rate: &Figure,
    part: &Figure,
    whole: &Figure,
    bond: Bond,
) -> Option<Relation> {
    let below = rate.amount().value <= 100 * ONE && part.amount().value > whole.amount().value;
    let close = part.amount().value < 10 * whole.amount().value && part.unit() == whole.unit();
    let fit = compare(rate, part, whole)?;
    (bond == Bond::Stem && below && close && !whole.q.hedged && near(reading, n, whole))
        .then(|| relation(rate, part, whole, fit, Level::Suspect))
}

/// Whether a semicolon or the end of a sentence stands between the whole and the part.
fn wholes_apart(reading: &Reading, n: usize, whole: &Figure) -> bool {
    let Some(part) = reading.figures.get(n) else { return true };
    let mut strongest = part.joint;
    for (_, f) in reading.back(n, 24) {
        if f.q.start == whole.q.start {
            return strongest > Joint::Comma;
        }
        strongest = strongest.max(f.joint);
    }
    true
}

/// Whether the rate holds of the part together with another figure: answered at once 5113, finished later 1898, rate of both.
fn pooled(rate: &Figure, part: &Figure, wholes: &[&Figure]) -> bool {
    let near = wholes.get(..wholes.len().min(8)).unwrap_or(&[]);
    near.iter().any(|other| {
        let together = part.amount().plus(other.amount());
        let rest = other.amount().plus(part.amount().negative());
        near.iter().any(|whole| {
            [together, rest]
                .into_iter()
                .flatten()
                .any(|sum| percent_fits(sum, whole.amount(), rate.amount()) == Some(Fit::Holds))
        })
    })
}

/// Whether the whole is the figure of the same clause group right before the part.
fn near(reading: &Reading, n: usize, whole: &Figure) -> bool {
    let Some(part) = reading.figures.get(n) else { return false };
    let mut strongest = part.joint;
    for (_, f) in reading.back(n, 6) {
        if f.q.start == whole.q.start {
            return strongest <= Joint::Comma;
        }
        if f.is_level() {
            return false;
        }
        strongest = strongest.max(f.joint);
    }
    false
}

/// How the label of a figure is tied to the name of a rate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bond {
    /// Not at all.
    None,
    /// By one character.
    Loose,
    /// By the name of the rate itself, or both speak of what is finished.
    Stem,
}

/// The words before 率, without what leads up to them.
fn stem<'a>(reading: &'a Reading, rate: &Figure) -> Phrase<'a> {
    let label = reading.label(rate);
    let before = label.before(label.0.iter().rposition(|c| *c == '率').unwrap_or(0));
    before.trim().trim_start(|c| matches!(c, '其' | '的' | '综' | '合' | '总'))
}

fn bond(reading: &Reading, part: &Figure, stem: Phrase<'_>) -> Bond {
    const FINISHED: [&str; 8] = ["办结", "完成", "整改", "化解", "处置", "办理", "处理", "销号"];
    let label = reading.label(part);
    let finished = stem.is_any(&FINISHED) && ["已", "办结", "办毕", "完成"].iter().any(|w| label.has(w));
    let letters = stem.0;
    let shared = letters.iter().filter(|c| label.0.contains(c)).count();
    let mostly = letters.len() >= 2 && shared * 10 >= letters.len() * 6;
    let tested = letters.first() == Some(&'体') && label.has("检");
    if label.holds(stem) || (finished && part.cues.any(Cues::DONE)) || mostly || tested {
        Bond::Stem
    } else if shared > 0 {
        Bond::Loose
    } else {
        Bond::None
    }
}
