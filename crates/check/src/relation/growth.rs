//! Growth: a change in numbers against a change in percent, an earlier value against the current one, and changes of parts against the whole.

use super::list::List;
use super::{Hint, Relation, number, plain, put, total};
use crate::amount::{Amount, Fit, percent_fits, percent_text};
use crate::clause::{Figure, Joint, Reading, Role};
use crate::report::{Kind, Level};
use crate::scan::cue::Cues;

/// Finds growth rates with the change or the earlier value beside them.
pub(crate) fn at(reading: &Reading, k: usize, rate: &Figure, found: &mut Vec<Relation>) {
    if let (Role::Growth(up), false) = (rate.role, rate.q.hedged) {
        found.extend(
            by_change(reading, k, rate, up)
                .or_else(|| change_after(reading, k, rate, up))
                .or_else(|| by_prior(reading, k, rate, up)),
        );
    }
    if let (Role::Delta(up), false) = (rate.role, rate.q.hedged) {
        found.extend(difference(reading, k, rate, up));
    }
    if rate.cues.any(Cues::INTO) || rate.gap.any(Cues::INTO) {
        found.extend(from_to(reading, k, rate));
    }
}

/// 税收8103万元,多收1284万元,增幅18.8%.
fn by_change(reading: &Reading, k: usize, rate: &Figure, up: bool) -> Option<Relation> {
    let d = k.checked_sub(1)?;
    let delta = reading.figures.get(d)?;
    let Role::Delta(rises) = delta.role else { return None };
    if delta.q.hedged
        || rate.joint > Joint::Comma
        || rises != up
        || other_base(reading, rate, delta)
        || rate.depth != delta.depth
    {
        return None;
    }
    judge_change(reading, d, delta, rate, up)
}

/// 收入28583万元,同比增长10.85%,增收2798万元.
fn change_after(reading: &Reading, k: usize, rate: &Figure, up: bool) -> Option<Relation> {
    let delta = reading.figures.get(k + 1)?;
    let before = reading.figures.get(k.checked_sub(1)?)?;
    let near = delta.joint <= Joint::Comma && delta.sentence == rate.sentence && delta.depth == rate.depth;
    if delta.role != Role::Delta(up)
        || delta.q.hedged
        || !near
        || other_base(reading, delta, rate)
        || matches!(before.role, Role::Delta(_))
    {
        return None;
    }
    let shared = reading
        .figures
        .get(k + 2)
        .is_some_and(|f| matches!(f.role, Role::Growth(_)) && f.joint <= Joint::Comma);
    if shared { None } else { judge_change(reading, k, delta, rate, up) }
}

/// Whether the second of two changes names a comparison of its own that is not that of the first.
fn other_base(reading: &Reading, second: &Figure, first: &Figure) -> bool {
    second.gap.any(Cues::COMPARE) && against(reading, second) != against(reading, first)
}

fn judge_change(reading: &Reading, d: usize, delta: &Figure, rate: &Figure, up: bool) -> Option<Relation> {
    let (currents, certain) = currents(reading, d, delta);
    let hit = currents.iter().find(|c| fit_change(c, delta, rate, up) == Some(Fit::Holds));
    if let Some(current) = hit {
        return change_relation(rate, current, delta, up, Fit::Holds, Level::Error);
    }
    let current = currents.first()?;
    let fit = fit_change(current, delta, rate, up)?;
    let adjusted = super::adjusted(reading, current.q.start, rate.q.end.max(delta.q.end));
    if (!certain && fit == Fit::Off) || adjusted {
        return None;
    }
    let relation = change_relation(rate, current, delta, up, fit, Level::Error)?;
    let on_current = percent_fits(delta.amount(), current.amount(), rate.amount()) == Some(Fit::Holds);
    Some(if on_current && fit == Fit::Off { relation.hint(Hint::OnCurrentValue) } else { relation })
}

/// The values that the change may belong to, nearest first, and whether there is only one.
fn currents<'a>(reading: &'a Reading, d: usize, delta: &Figure) -> (Vec<&'a Figure>, bool) {
    let level =
        |f: &&'a Figure| f.is_level() && f.unit() == delta.unit() && !f.q.hedged && f.depth <= delta.depth;
    let here: Vec<&Figure> = reading
        .back(d, 12)
        .map(|(_, f)| f)
        .take_while(|f| f.sentence == delta.sentence)
        .filter(level)
        .collect();
    if let Some(nearest) = here.first() {
        let group: Vec<&Figure> =
            here.iter().copied().filter(|f| f.amount().value != nearest.amount().value).collect();
        let tied = tied(reading, d, nearest);
        return (here.clone(), group.is_empty() || tied);
    }
    let subjectless = reading
        .page
        .slice(delta.label, delta.label + 1)
        .iter()
        .any(|c| matches!(c, '比' | '较' | '同' | '与'));
    let earlier: Vec<&Figure> = reading
        .back(d, 12)
        .map(|(_, f)| f)
        .take_while(|f| f.sentence + 1 >= delta.sentence)
        .filter(level)
        .collect();
    let single = earlier.len() == 1;
    (earlier, single && subjectless)
}

/// Whether only commas and changes stand between the value and the change.
fn tied(reading: &Reading, d: usize, current: &Figure) -> bool {
    let Some(delta) = reading.figures.get(d) else { return false };
    let mut strongest = delta.joint;
    for (_, f) in reading.back(d, 12) {
        if f.q.start == current.q.start {
            return strongest <= Joint::Comma;
        }
        strongest = strongest.max(f.joint);
    }
    false
}

/// The earlier value: what it was before the change.
fn earlier(current: &Figure, delta: &Figure, up: bool) -> Option<Amount> {
    current.amount().plus(if up { delta.amount().negative() } else { delta.amount() })
}

fn fit_change(current: &Figure, delta: &Figure, rate: &Figure, up: bool) -> Option<Fit> {
    percent_fits(delta.amount(), earlier(current, delta, up)?, rate.amount())
}

fn change_relation(
    rate: &Figure,
    current: &Figure,
    delta: &Figure,
    up: bool,
    fit: Fit,
    level: Level,
) -> Option<Relation> {
    let base = earlier(current, delta, up)?;
    let computed = super::rate::shown(delta.amount(), base, rate);
    let sign = if up { " - " } else { " + " };
    let formula = {
        let delta = plain(delta.amount().value, current.q.scale);
        put(&[&delta, " / (", &number(current), sign, &delta, ") = ", &computed, "%"])
    };
    let relation = Relation::new(Kind::Growth, fit, level).at(&[rate, current, delta]);
    Some(relation.words(put(&[&number(rate), "%"]), put(&[&computed, "%"]), formula))
}

/// 支出431万元,比上年433万元减少2万元.
fn difference(reading: &Reading, d: usize, delta: &Figure, up: bool) -> Option<Relation> {
    let prior = reading
        .figures
        .get(d.checked_sub(1)?)
        .filter(|f| f.role == Role::Prior && f.unit() == delta.unit() && !f.q.hedged)?;
    let current = reading
        .figures
        .get(d.checked_sub(2)?)
        .filter(|f| f.is_level() && f.unit() == delta.unit() && !f.q.hedged)?;
    let near = delta.joint <= Joint::Close
        && prior.joint <= Joint::Comma
        && current.sentence == delta.sentence
        && current.depth == delta.depth;
    if !near || super::adjusted(reading, current.q.start, delta.q.end) {
        return None;
    }
    let (high, low) = if up { (current, prior) } else { (prior, current) };
    let change = high.amount().plus(low.amount().negative())?;
    let fit = change.fits(delta.amount());
    let computed = plain(change.value, delta.q.scale);
    let scale = current.q.scale;
    let formula = put(&[
        &plain(high.amount().value, scale),
        " - ",
        &plain(low.amount().value, scale),
        " = ",
        &plain(change.value, scale),
    ]);
    let relation = Relation::new(Kind::Growth, fit, Level::Error).at(&[delta, current, prior]);
    Some(relation.words(number(delta), computed, formula))
}

/// 收入120万元,上年同期100万元,增长20%.
fn by_prior(reading: &Reading, k: usize, rate: &Figure, up: bool) -> Option<Relation> {
    let prior = reading
        .figures
        .get(k.checked_sub(1)?)
        .filter(|f| f.role == Role::Prior && f.unit().is_amount() && !f.q.hedged)?;
    let current = reading
        .figures
        .get(k.checked_sub(2)?)
        .filter(|f| f.is_level() && f.unit() == prior.unit() && !f.q.hedged)?;
    let near = rate.joint <= Joint::Comma && prior.joint <= Joint::Comma && current.sentence == rate.sentence;
    if !near
        || super::adjusted(reading, current.q.start, rate.q.end)
        || reading.page.has(prior.label, prior.q.start, "年初")
    {
        return None;
    }
    moved(rate, current, prior, up)
}

/// 由100件增至120件,增长20%.
fn from_to(reading: &Reading, k: usize, current: &Figure) -> Option<Relation> {
    let prior =
        reading.figures.get(k.checked_sub(1)?).filter(|f| f.gap.any(Cues::FROM) && f.unit().is_amount())?;
    let rate = reading.figures.get(k + 1)?;
    let Role::Growth(up) = rate.role else { return None };
    let plain = !prior.q.hedged && !current.q.hedged && !rate.q.hedged && prior.unit() == current.unit();
    let near = prior.sentence == rate.sentence && rate.joint <= Joint::Comma && current.joint <= Joint::Comma;
    let year = rate.gap.any(Cues::AVERAGE.or(Cues::COMPARE))
        || super::adjusted(reading, prior.q.start, rate.q.end)
        || reading.page.has(current.q.end, rate.q.start, "年均");
    if plain && near && !year { moved(rate, current, prior, up) } else { None }
}

fn moved(rate: &Figure, current: &Figure, prior: &Figure, up: bool) -> Option<Relation> {
    let (high, low) = if up { (current, prior) } else { (prior, current) };
    let change = high.amount().plus(low.amount().negative())?;
    let fit = percent_fits(change, prior.amount(), rate.amount())?;
    let computed = percent_text(change.value, prior.amount().value, 2)?;
    let formula =
        put(&["(", &number(high), " - ", &number(low), ") / ", &number(prior), " = ", &computed, "%"]);
    let relation = Relation::new(Kind::Growth, fit, Level::Error).at(&[rate, current, prior]);
    Some(relation.words(put(&[&number(rate), "%"]), put(&[&computed, "%"]), formula))
}

/// Changes of the parts against the change of the whole, where the parts make the whole.
pub(crate) fn changes(reading: &Reading, lists: &[List], found: &mut Vec<Relation>) {
    for list in lists.iter().filter(|l| l.tight.len() >= 2) {
        let parts: Vec<&Figure> = list.tight.iter().filter_map(|k| reading.figures.get(*k)).collect();
        let (Some(whole), Some(sum)) = (reading.figures.get(list.whole), total(&parts)) else { continue };
        if sum.fits(whole.amount()) != Fit::Holds {
            continue;
        }
        for against in deltas(reading, list.whole) {
            let of_parts: Vec<Option<(&Figure, i128)>> = list
                .tight
                .iter()
                .map(|k| deltas(reading, *k).into_iter().find(|d| d.1 == against.1).map(|d| (d.0, d.2)))
                .collect();
            let Some(of_parts) = of_parts.into_iter().collect::<Option<Vec<_>>>() else { continue };
            found.extend(change_sum(against.0, against.2, &of_parts));
        }
    }
}

/// Whether the changes of the parts make a change of the whole, so that the list is complete.
pub(super) fn changes_complete(reading: &Reading, list: &List) -> bool {
    list.tight.len() >= 3
        && deltas(reading, list.whole).into_iter().any(|(change, against, sign)| {
            let parts: Option<Vec<(&Figure, i128)>> = list
                .tight
                .iter()
                .map(|k| deltas(reading, *k).into_iter().find(|d| d.1 == against).map(|d| (d.0, d.2)))
                .collect();
            parts.and_then(|parts| change_sum(change, sign, &parts)).is_some_and(|r| r.holds)
        })
}

/// The changes told of a figure: each with the words it is compared with and its sign.
fn deltas(reading: &Reading, of: usize) -> Vec<(&Figure, &'static str, i128)> {
    let mut found = Vec::new();
    let Some(level) = reading.figures.get(of) else { return found };
    for f in reading.figures.iter().skip(of + 1).take(6) {
        if f.is_level() || f.sentence != level.sentence || f.joint > Joint::Comma || f.depth > level.depth {
            break;
        }
        if let (Role::Delta(up), true) = (f.role, f.unit() == level.unit() && !f.q.hedged) {
            found.push((f, against(reading, f), if up { 1 } else { -1 }));
        }
    }
    found
}

/// Whether a change is told against the year before.
pub(crate) fn against_last_year(reading: &Reading, change: &Figure) -> bool {
    let spoken = change.gap.any(Cues::COMPARE) || change.gap.any(Cues::PRIOR);
    spoken && against(reading, change) == "上年" && !reading.label(change).has("年初")
}

fn against(reading: &Reading, delta: &Figure) -> &'static str {
    let label = reading.label(delta);
    if label.has("预算") {
        "预算"
    } else if label.has("月") || label.has("环比") {
        "上月"
    } else {
        "上年"
    }
}

fn change_sum(whole: &Figure, sign: i128, parts: &[(&Figure, i128)]) -> Option<Relation> {
    let mut sum = Amount::exact(0);
    for (f, s) in parts {
        sum = sum.plus(if *s < 0 { f.amount().negative() } else { f.amount() })?;
    }
    let stated = if sign < 0 { whole.amount().negative() } else { whole.amount() };
    let fit = sum.fits(stated);
    let text = plain(sum.value, whole.q.scale);
    let terms: Vec<String> =
        parts.iter().map(|(f, s)| format!("{}{}", if *s < 0 { '-' } else { '+' }, number(f))).collect();
    let mut figures = vec![whole];
    figures.extend(parts.iter().map(|(f, _)| *f));
    let relation = Relation::new(Kind::ChangeSum, fit, Level::Suspect).at(&figures);
    Some(relation.words(
        plain(stated.value, whole.q.scale),
        text.clone(),
        format!("{} = {text}", terms.concat()),
    ))
}
