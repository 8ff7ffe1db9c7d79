//! Ratios of parts that make a hundred: 三次产业结构比为14.6:38.0:47.4.

use super::{Relation, plain};
use crate::amount::{Amount, ONE};
use crate::clause::Reading;
use crate::quantity::digits;
use crate::report::{Kind, Level};

/// Finds ratios of at least three numbers near a hundred in all.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    let page = &reading.page;
    let mut i = 1;
    while i < page.len() {
        if page.at(i) != ':' || !page.before(i).is_ascii_digit() || !page.at(i + 1).is_ascii_digit() {
            i += 1;
            continue;
        }
        let mut start = i;
        while page.before(start).is_ascii_digit() || page.before(start) == '.' {
            start -= 1;
        }
        let (end, parts) = run(reading, start);
        found.extend(hundred(reading, start, &parts));
        i = end.max(i + 1);
    }
}

/// The numbers joined by colons from `start` on, each with its place.
fn run(reading: &Reading, start: usize) -> (usize, Vec<(usize, usize, Amount)>) {
    let page = &reading.page;
    let mut parts = Vec::new();
    let mut at = start;
    while let Some(number) = digits(page, at) {
        let half = number.step / 2;
        parts.push((at, number.end, Amount { value: number.value, half, soft: half }));
        if page.at(number.end) != ':' || parts.len() > 12 {
            return (number.end, parts);
        }
        at = number.end + 1;
    }
    (at, parts)
}

fn hundred(reading: &Reading, start: usize, parts: &[(usize, usize, Amount)]) -> Option<Relation> {
    let said = reading.page.has(start.saturating_sub(14), start, "比")
        || reading.page.has(start.saturating_sub(14), start, "结构");
    let sum = parts.iter().try_fold(Amount::exact(0), |s, p| s.plus(p.2))?;
    let near = (90 * ONE..=110 * ONE).contains(&sum.value);
    if !said || !near || parts.len() < 3 {
        return None;
    }
    let fit = sum.fits(Amount::exact(100 * ONE));
    let text = plain(sum.value, 1);
    let mut relation = Relation::new(Kind::ShareSum, fit, Level::Suspect);
    relation.places = parts.iter().map(|p| (p.0, p.1)).collect();
    Some(relation.words("100", text.clone(), super::joined(parts.iter().map(|p| p.2), 1).makes(&text)))
}
