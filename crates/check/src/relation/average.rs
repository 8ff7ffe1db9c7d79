//! Averages (村均3.05万元, 月均2次) against total and count, and a figure said of each against the total.

use super::{Relation, number, plain};
use crate::amount::{Amount, Fit, ONE};
use crate::clause::{Figure, Joint, Reading, is_mark};
use crate::quantity::Unit;
use crate::report::{Kind, Level};
use crate::scan::{Lexicon, cue::Cues};

/// Finds averages and products.
pub(crate) fn at(reading: &Reading, k: usize, f: &Figure, found: &mut Vec<Relation>) {
    if f.q.hedged || !f.unit().is_amount() || !(f.cues.any(Cues::EACH) || AVERAGED.occurs(label(reading, f)))
    {
        return;
    }
    if f.cues.any(Cues::EACH) || reading.page.has(f.label, f.q.start, "各") {
        found.extend(each(reading, k, f));
    }
    if reading.page.has(f.label, f.q.start, "均") || reading.page.has(f.label, f.q.start, "亩产") {
        found.extend(average(reading, k, f));
    }
}

static AVERAGED: Lexicon = Lexicon::new(&["各", "均", "亩产"]);

fn label<'a>(reading: &'a Reading, f: &Figure) -> &'a [char] {
    reading.page.slice(f.label, f.q.start)
}

/// What the average is taken over, with the number if the calendar gives it.
#[derive(Clone, Copy)]
enum Over {
    /// The period has so many of it.
    Calendar(i128),
    /// A figure whose unit or next word is this.
    Counted(char),
}

fn over(reading: &Reading, f: &Figure) -> Option<Over> {
    let label: Vec<char> = reading.page.slice(f.label, f.q.start).to_vec();
    if reading.page.has(f.label, f.q.start, "亩产") {
        return Some(Over::Counted('亩'));
    }
    let at = label.iter().position(|c| *c == '均')?;
    let tail = label.len() - at - 1;
    let year = || {
        let start = f.q.start.saturating_sub(60);
        let before = reading.page.slice(start, f.q.start);
        let from = before.iter().rposition(|c| matches!(c, '。' | '\n')).map_or(0, |i| i + 1);
        crate::scan::has(before.get(from..).unwrap_or(&[]), "全年")
    };
    let unit = *label.get(at.checked_sub(1)?)?;
    if tail > 4 {
        return None;
    }
    match unit {
        '月' => year().then_some(Over::Calendar(12)),
        '季' => year().then_some(Over::Calendar(4)),
        '日' | '天' => year().then_some(Over::Calendar(365)),
        '年' | '平' => None,
        c if !is_mark(c) => Some(Over::Counted(c)),
        _ => None,
    }
}

fn average(reading: &Reading, k: usize, f: &Figure) -> Option<Relation> {
    let over = over(reading, f)?;
    let earlier: Vec<&Figure> = reading
        .back(k, 10)
        .map(|(_, e)| e)
        .take_while(|e| e.sentence == f.sentence)
        .filter(|e| e.is_level() && !e.q.hedged)
        .collect();
    let scale = |e: &Figure| scale(e.unit(), f.unit());
    let totals: Vec<&Figure> = earlier
        .iter()
        .copied()
        .filter(|e| scale(e).is_some() && e.amount().value > f.amount().value)
        .collect();
    let counts: Vec<Option<&Figure>> = match over {
        Over::Calendar(_) => vec![None],
        Over::Counted(c) => earlier.iter().copied().filter(|e| counts(reading, e, c)).map(Some).collect(),
    };
    let mut pairs = Vec::new();
    for total in &totals {
        for count in &counts {
            if count.is_none_or(|c| c.q.start != total.q.start) {
                pairs.push((*total, *count));
            }
        }
    }
    let number_of = |count: Option<&Figure>| match (count, over) {
        (Some(c), _) => Some(c.amount()),
        (None, Over::Calendar(n)) => Some(Amount::exact(n * ONE)),
        (None, Over::Counted(_)) => None,
    };
    let fit = |(total, count): (&Figure, Option<&Figure>)| {
        quotient_fits(total.amount(), scale(total)?, number_of(count)?, f)
    };
    let hit = pairs.iter().find(|p| fit(**p) == Some(Fit::Holds));
    let (total, count) = *hit.or_else(|| pairs.first().filter(|_| pairs.len() == 1))?;
    let fit = fit((total, count))?;
    if fit != Fit::Holds && f.cues.any(Cues::COMPARE) {
        return None;
    }
    let n = number_of(count)?;
    let quotient = total.amount().value.checked_mul(scale(total)?)?.checked_mul(ONE)?.checked_div(n.value)?;
    let shown = plain(round(quotient, f), f.q.scale);
    let divisor = count.map_or_else(|| plain(n.value, 1), number);
    let formula = format!("{} / {divisor} = {shown}", number(total));
    let mut figures = vec![f, total];
    figures.extend(count);
    let relation = Relation::new(Kind::Average, fit, Level::Suspect).at(&figures);
    Some(relation.words(number(f), shown, formula))
}

/// Two digits finer than the average was written.
fn round(value: i128, f: &Figure) -> i128 {
    let step = (f.q.scale * ONE / 100).max(1);
    value / step * step
}

/// By how much the unit of the total is larger than that of the average.
fn scale(total: Unit, average: Unit) -> Option<i128> {
    if total == average {
        return Some(1);
    }
    let kilograms = average.is("公斤") || average.is("千克");
    match total.is("吨") {
        true if kilograms => Some(1000),
        true if average.is("斤") => Some(2000),
        _ => None,
    }
}

/// Whether a figure counts what the average is taken over: 12个村 for 村均, 214户 for 户均.
fn counts(reading: &Reading, e: &Figure, over: char) -> bool {
    let unit = match e.unit() {
        Unit::Count(measure) => measure.word(),
        _ => return false,
    };
    let named = unit.starts_with(over) || (over == '人' && matches!(unit, "名" | "人次" | "位"));
    let follows = (e.q.end..e.q.end + 5)
        .take_while(|i| !is_mark(reading.page.at(*i)))
        .any(|i| reading.page.at(i) == over);
    named || (matches!(unit, "个" | "所" | "家" | "条") && follows)
}

/// Whether total / count is the stated average within its last digit; counts are written without decimals, so a whole
/// average is uncertain by half too.
fn quotient_fits(total: Amount, scale: i128, count: Amount, average: &Figure) -> Option<Fit> {
    let stated = average.amount();
    let half = if stated.half > 0 { stated.half } else { average.q.scale * ONE / 2 };
    let (low, high) = (stated.value - half, stated.value + half);
    let over = |v: i128, n: i128| v.checked_mul(n).map(|p| p / ONE);
    let total_low = (total.value - total.half).checked_mul(scale)?;
    let total_high = (total.value + total.half).checked_mul(scale)?;
    if count.value <= 0 {
        return None;
    }
    let meets = over(low, count.value - count.half)? <= total_high
        && over(high, count.value + count.half)? >= total_low;
    let nearly = over(low - half, count.value)? <= total_high && over(high + half, count.value)? >= total_low;
    Some(if meets {
        Fit::Holds
    } else if nearly {
        Fit::LastDigit
    } else {
        Fit::Off
    })
}

/// 对8个村各拨付5万元,共拨付40万元.
fn each(reading: &Reading, k: usize, f: &Figure) -> Option<Relation> {
    let count = reading.figures.get(k.checked_sub(1)?)?;
    let total = reading.figures.get(k + 1)?;
    let near = count.sentence == f.sentence
        && total.sentence == f.sentence
        && f.joint <= Joint::Close
        && total.joint <= Joint::Comma
        && total.cues.any(Cues::TOTAL)
        && !total.q.hedged
        && !count.q.hedged;
    if !near || !count.is_level() || total.unit() != f.unit() || !matches!(count.unit(), Unit::Count(_)) {
        return None;
    }
    let product = f.amount().value.checked_mul(count.amount().value / ONE)?;
    let fit = Amount::exact(product).fits(total.amount());
    let shown = plain(product, total.q.scale);
    let formula = format!("{} × {} = {shown}", number(count), number(f));
    let relation = Relation::new(Kind::Average, fit, Level::Suspect).at(&[total, count, f]);
    Some(relation.words(number(total), shown, formula))
}
