//! Remainders: a total, what was dealt with, and what is left.

use super::{Relation, number, plain};
use crate::amount::{Amount, Fit};
use crate::clause::{Figure, Reading};
use crate::report::{Kind, Level};
use crate::scan::cue::Cues;

/// Finds remainders.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    for (k, rest) in reading.figures.iter().enumerate() {
        if rest.is_level() && rest.cues.any(Cues::LEFT) && !rest.q.hedged {
            found.extend(of(reading, k, rest));
        }
    }
}

fn of(reading: &Reading, k: usize, rest: &Figure) -> Option<Relation> {
    let earlier: Vec<&Figure> = reading
        .back(k, 24)
        .map(|(_, f)| f)
        .take_while(|f| f.sentence + 1 >= rest.sentence)
        .filter(|f| f.is_level() && f.unit() == rest.unit())
        .collect();
    let (done, wholes) = earlier.split_first()?;
    if done.q.hedged || !done.cues.any(Cues::DONE) || done.sentence != rest.sentence {
        return None;
    }
    let difference = |whole: &Figure| whole.amount().plus(done.amount().negative());
    let fit_of = |whole: &Figure| difference(whole).map(|d| d.fits(rest.amount()));
    if let Some(whole) = wholes.iter().find(|w| fit_of(w) == Some(Fit::Holds)) {
        return Some(relation(rest, whole, done, difference(whole)?, Fit::Holds, Level::Error));
    }
    let larger: Vec<&&Figure> = wholes.iter().filter(|w| w.amount().value > done.amount().value).collect();
    let whole = larger.first()?;
    let unique = larger.iter().all(|w| w.amount().value == whole.amount().value);
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
    let level = if reading.page.has(rest.label, rest.q.start, "剩") { Level::Error } else { Level::Suspect };
    Some(relation(rest, whole, done, difference(whole)?, fit_of(whole)?, level))
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
    let formula = format!("{} - {} = {computed}", number(whole), number(done));
    Relation::new(Kind::Remainder, fit, level).at(&[rest, whole, done]).words(number(rest), computed, formula)
}
