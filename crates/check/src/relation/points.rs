//! Percentage points: a rate that moved from one value to another, and by how much.

use super::{Hint, Relation, number, plain};
use crate::amount::Fit;
use crate::clause::{Figure, Joint, Reading, Role};
use crate::quantity::Unit;
use crate::report::{Kind, Level};
use crate::scan::cue::Cues;

/// Finds changes of rates.
pub(crate) fn at(reading: &Reading, k: usize, change: &Figure, found: &mut Vec<Relation>) {
    let points = change.unit() == Unit::Points;
    let moves = change.cues.any(Cues::UP) != change.cues.any(Cues::DOWN);
    if moves && !change.q.hedged && (points || matches!(change.role, Role::Growth(_))) {
        found.extend(moved(reading, k, change, points));
    }
}

fn moved(reading: &Reading, k: usize, change: &Figure, points: bool) -> Option<Relation> {
    let (second, first) = (reading.figures.get(k.checked_sub(1)?)?, reading.figures.get(k.checked_sub(2)?)?);
    let rates = [first, second].iter().all(|f| f.unit() == Unit::Percent && !f.q.hedged);
    let near = first.sentence == change.sentence
        && second.joint <= Joint::Comma
        && change.joint <= Joint::Comma
        && first.depth == change.depth
        && !matches!(first.role, Role::Growth(_))
        && !matches!(second.role, Role::Growth(_));
    let from_to = first.gap.any(Cues::FROM) && second.gap.any(Cues::INTO);
    let against =
        (second.gap.any(Cues::COMPARE) || second.gap.any(Cues::PRIOR)) && change.joint <= Joint::Close;
    if !rates || !near || !(from_to || against) {
        return None;
    }
    let (now, before) = if from_to { (second, first) } else { (first, second) };
    let up = change.cues.any(Cues::UP);
    let (high, low) = if up { (now, before) } else { (before, now) };
    let difference = high.amount().plus(low.amount().negative())?;
    let fit = difference.fits(change.amount());
    let shown = plain(difference.value, 1);
    let formula = format!("{} - {} = {shown}", number(high), number(low));
    if points {
        let relation = Relation::new(Kind::Growth, fit, Level::Error).at(&[change, now, before]);
        return Some(relation.words(number(change), shown, formula));
    }
    let relation = Relation::new(Kind::UnitClash, Fit::Off, Level::Suspect).at(&[change, now, before]);
    (fit == Fit::Holds)
        .then(|| relation.words(format!("{}%", number(change)), shown, formula).hint(Hint::PercentForPoints))
}
