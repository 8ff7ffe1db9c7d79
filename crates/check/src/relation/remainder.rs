//! Remainders: a total, what was dealt with, and what is left.

use super::{Relation, number, plain, put};
use crate::amount::{Amount, Fit};
use crate::clause::{Figure, Reading, Role};
use crate::report::{Kind, Level};
use crate::scan::{Phrase, cue::Cues};

/// Finds remainders.
pub(crate) fn at(reading: &Reading, k: usize, rest: &Figure, found: &mut Vec<Relation>) {
    let net = matches!(rest.role, Role::Delta(_)) && reading.page.has(rest.label, rest.q.start, "净");
    if !(rest.is_level() || net) || rest.q.hedged {
        return;
    }
    let balance = super::balance::of(reading, k, rest);
    if balance.is_none() && (rest.cues.any(Cues::LEFT) || leftover(reading, rest)) {
        found.extend(of(reading, k, rest));
    }
    found.extend(balance);
}

/// 结余, 空编, 未化解: what is left over by its name.
fn leftover(reading: &Reading, rest: &Figure) -> bool {
    let label = reading.label(rest).trim();
    ["结余", "空编", "缺编", "空缺", "余额", "未", "不合格"].iter().any(|w| label.starts_with(w))
}

/// Whether what was done and what is left are told by the same verb, once denied: 化解463件, 未化解24件.
fn denied(reading: &Reading, done: &Figure, rest: &Figure) -> bool {
    let label = reading.label(rest);
    let verb = label.trim().trim_start(|c| matches!(c, '未' | '不')).0;
    let verb: Vec<char> = verb.iter().take(2).copied().filter(|c| *c != '的').collect();
    !verb.is_empty() && reading.label(done).holds(Phrase(&verb))
}

fn of(reading: &Reading, k: usize, rest: &Figure) -> Option<Relation> {
    let earlier: Vec<&Figure> = reading
        .back(k, 24)
        .map(|(_, f)| f)
        .take_while(|f| f.sentence + 1 >= rest.sentence)
        .filter(|f| f.is_level() && f.unit().near(rest.unit()))
        .collect();
    let (done, wholes) = earlier.split_first()?;
    let tied = done.cues.any(Cues::DONE)
        || denied(reading, done, rest)
        || ["在编", "支出", "使用", "出库", "实有"].iter().any(|w| reading.label(done).has(w));
    if done.q.hedged || !tied || done.sentence != rest.sentence {
        return None;
    }
    let difference = |whole: &Figure| whole.amount().plus(done.amount().negative());
    let fit_of = |whole: &Figure| difference(whole).map(|d| d.fits(rest.amount()));
    if let Some(whole) = wholes.iter().find(|w| fit_of(w) == Some(Fit::Holds)) {
        return Some(relation(rest, whole, done, difference(whole)?, Fit::Holds, Level::Error));
    }
    let together = wholes.first().map(|w| super::side_by_side(reading, w)).filter(|all| all.len() > 1);
    if let Some(all) = &together {
        let apart = all.iter().all(|f| f.q.start != done.q.start && f.q.start != rest.q.start);
        let sum = super::total(all).filter(|_| apart)?;
        let left = sum.plus(done.amount().negative())?;
        if left.fits(rest.amount()) == Fit::Holds {
            return Some(of_all(rest, all, done, left));
        }
        if !all.iter().any(|f| f.gap.any(Cues::AMONG.or(Cues::COLON)))
            && all.iter().all(|f| !f.cues.any(Cues::TOTAL))
        {
            let listed = wholes
                .iter()
                .any(|w| w.amount().value == sum.value && !all.iter().any(|f| f.q.start == w.q.start));
            if !listed {
                return None;
            }
        }
    }
    let larger: Vec<&&Figure> = wholes.iter().filter(|w| w.amount().value > done.amount().value).collect();
    let parts = |head: &Figure| {
        let rest: Vec<&Figure> =
            wholes.iter().copied().filter(|w| w.amount().value < head.amount().value).collect();
        super::total(&rest).is_some_and(|sum| sum.value == head.amount().value)
    };
    let head = larger.iter().max_by_key(|w| w.amount().value).filter(|w| parts(w));
    let whole = head.or(larger.first())?;
    let unique = head.is_some() || larger.iter().all(|w| w.amount().value == whole.amount().value);
    if !unique || whole.q.hedged || rest.gap.any(Cues::AMONG) || done.cues.any(Cues::NOT) {
        return None;
    }
    let next = reading
        .figures
        .get(k + 1)
        .is_some_and(|f| f.is_level() && f.unit() == rest.unit() && f.sentence == rest.sentence);
    if next || done.gap.any(Cues::AMONG) {
        return None;
    }
    let said = reading.page.has(rest.label, rest.q.start, "剩") || denied(reading, done, rest);
    let level = if said { Level::Error } else { Level::Suspect };
    Some(relation(rest, whole, done, difference(whole)?, fit_of(whole)?, level))
}

/// What is left of several figures told side by side.
fn of_all(rest: &Figure, all: &[&Figure], done: &Figure, left: Amount) -> Relation {
    let computed = plain(left.value, rest.q.scale);
    let terms = super::addends(all, rest.q.scale).less(&number(done), &computed);
    let mut figures = vec![rest, done];
    figures.extend(all);
    Relation::new(Kind::Remainder, Fit::Holds, Level::Error).at(&figures).words(number(rest), computed, terms)
}

fn relation(
    rest: &Figure,
    whole: &Figure,
    done: &Figure,
    difference: Amount,
    fit: Fit,
    level: Level,
) -> Relation {
    let computed = plain(difference.value, rest.q.scale);
    let formula = put(&[&number(whole), " - ", &number(done), " = ", &computed]);
    Relation::new(Kind::Remainder, fit, level).at(&[rest, whole, done]).words(number(rest), computed, formula)
}
