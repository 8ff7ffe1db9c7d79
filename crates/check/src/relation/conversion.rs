//! One amount in two units: 3.6万亩(折合2400公顷), and one amount once in 万元 and once in 元.

use super::{Hint, Relation, number, plain};
use crate::amount::{Amount, Fit};
use crate::clause::{Figure, Reading};
use crate::quantity::Unit;
use crate::report::{Kind, Level};

/// How many of the smaller unit make the larger (国务院1984年2月27日命令 and its table of units).
const FACTORS: &[(&str, &str, i128)] = &[
    ("公顷", "亩", 15),
    ("平方公里", "亩", 1500),
    ("平方公里", "公顷", 100),
    ("公顷", "平方米", 10_000),
    ("吨", "公斤", 1000),
    ("吨", "千克", 1000),
    ("吨", "斤", 2000),
    ("公斤", "斤", 2),
    ("公里", "米", 1000),
];

/// Finds conversions in brackets.
pub(crate) fn at(reading: &Reading, k: usize, inner: &Figure, found: &mut Vec<Relation>) {
    if inner.opened && !inner.q.hedged {
        found.extend(converted(reading, k, inner));
    }
}

fn converted(reading: &Reading, k: usize, inner: &Figure) -> Option<Relation> {
    let outer = reading.figures.get(k.checked_sub(1)?).filter(|f| f.depth < inner.depth && !f.q.hedged)?;
    let label = reading.label(inner);
    let says = label.trim().is_any(&["折合", "合", "约合", "即", "相当于", "折"]);
    let beside = reading.page.skip_blank(outer.q.end) + 1 >= inner.label;
    let factor = factor(outer.unit(), inner.unit()).filter(|_| says && beside)?;
    let (a, b) = (scaled(outer.amount(), factor.0)?, scaled(inner.amount(), factor.1)?);
    let gap = a.value.abs_diff(b.value);
    let close = gap.checked_mul(50)? <= a.value.unsigned_abs();
    let fit = if a.fits(b) == Fit::Holds || close { Fit::Holds } else { Fit::Off };
    let computed = a.value / factor.1;
    let shown = plain(computed, inner.q.scale);
    let formula = format!("{} = {shown}", number(outer));
    let relation = Relation::new(Kind::UnitClash, fit, Level::Suspect).at(&[inner, outer]);
    Some(relation.words(number(inner), shown, formula).hint(Hint::Units))
}

fn scaled(a: Amount, by: i128) -> Option<Amount> {
    Some(Amount {
        value: a.value.checked_mul(by)?,
        half: a.half.checked_mul(by)?,
        soft: a.soft.checked_mul(by)?,
    })
}

/// What to multiply each of the two with to compare them.
fn factor(a: Unit, b: Unit) -> Option<(i128, i128)> {
    let (Unit::Count(a), Unit::Count(b)) = (a, b) else { return None };
    let (a, b) = (a.word(), b.word());
    FACTORS.iter().find_map(|(large, small, n)| {
        if a == *large && b == *small {
            Some((*n, 1))
        } else if a == *small && b == *large {
            Some((1, *n))
        } else {
            None
        }
    })
}
