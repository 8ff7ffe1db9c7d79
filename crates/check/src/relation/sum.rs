//! Parts and their total.

use super::complement;
use super::list::{List, Opening};
use super::{Hint, Relation, addends, number, plain, total};
use crate::amount::{Amount, Fit, one_slip};
use crate::clause::{Figure, Joint, Reading};
use crate::report::{Kind, Level};
use crate::scan::{Phrase, cue::Cues};

/// Finds the sums of lists.
pub(crate) fn find(reading: &Reading, lists: &[List], found: &mut Vec<Relation>) {
    found.extend(lists.iter().filter_map(|list| of_list(reading, list)));
}

/// Finds a total after its parts.
pub(crate) fn at(reading: &Reading, k: usize, figure: &Figure, found: &mut Vec<Relation>) {
    if figure.is_level() && figure.cues.any(Cues::TOTAL) && !figure.q.hedged {
        found.extend(total_after(reading, k, figure));
    }
}

fn pick<'a>(reading: &'a Reading, indices: &[usize]) -> Vec<&'a Figure> {
    indices.iter().filter_map(|k| reading.figures.get(*k)).collect()
}

fn of_list(reading: &Reading, list: &List) -> Option<Relation> {
    let whole = reading.figures.get(list.whole)?;
    let (wide, tight) = (pick(reading, &list.wide), pick(reading, &list.tight));
    for parts in [&tight, &wide] {
        let whole_run = prefix_that_fits(whole, parts, Fit::Holds);
        if let Some(n) = whole_run {
            return Some(relation(whole, parts.get(..n)?, Fit::Holds, Level::Error));
        }
    }
    if let Some(other) = list.alternate.and_then(|i| reading.figures.get(i)) {
        if let Some(n) = prefix_that_fits(other, &tight, Fit::Holds) {
            return Some(relation(other, tight.get(..n)?, Fit::Holds, Level::Error));
        }
        return either(reading, list, whole, other, &tight);
    }
    if tight.len() < 2 || list.open {
        return None;
    }
    if let Some(n) = prefix_that_fits(whole, &tight, Fit::LastDigit) {
        return Some(relation(whole, tight.get(..n)?, Fit::LastDigit, Level::Rounding));
    }
    let complete = shares_complete(reading, list) || super::growth::changes_complete(reading, list);
    let mended = list.closed && total(&tight).is_some_and(|sum| slips(whole, &tight, sum.value));
    if !complete && !mended && tight.iter().any(|f| f.amount().value > whole.amount().value) {
        return None;
    }
    let level = if complete { Level::Error } else { level(reading, list, whole, &tight)? };
    let hint = if complete && shares_complete(reading, list) { Hint::SharesComplete } else { Hint::None };
    Some(relation(whole, &tight, Fit::Off, level).hint(hint))
}

/// Parts that make neither of two wholes: told of the one that a single slip would mend, for a person to decide.
fn either(
    reading: &Reading,
    list: &List,
    done: &Figure,
    all: &Figure,
    parts: &[&Figure],
) -> Option<Relation> {
    let labels: Vec<Phrase<'_>> = parts.iter().map(|f| reading.label(f)).collect();
    let joined = list.joint == Joint::Pause || alike(reading, parts) || list.closed;
    if parts.len() < 3 || list.open || !joined || complement::may_overlap(&labels) {
        return None;
    }
    let sum = total(parts)?.value;
    let near = |whole: &Figure| {
        let gap = (sum - whole.amount().value).abs();
        let below = sum < whole.amount().value && !list.closed;
        gap > 0 && gap * 10 <= whole.amount().value && !below && slips(whole, parts, sum)
    };
    let mut wholes = [done, all].into_iter().filter(|whole| near(whole));
    let whole = wholes.next().filter(|_| wholes.next().is_none())?;
    Some(relation(whole, parts, Fit::Off, Level::Suspect))
}

/// The length of the longest run of parts from the first on that makes the whole; lists may run past their parts.
fn prefix_that_fits(whole: &Figure, parts: &[&Figure], wanted: Fit) -> Option<usize> {
    let mut sum = Amount::exact(0);
    let mut best = None;
    for (n, part) in parts.iter().enumerate() {
        sum = sum.plus(part.amount())?;
        if n > 0 && sum.fits(whole.amount()) == wanted && (wanted == Fit::Holds || n + 1 == parts.len()) {
            best = Some(n + 1);
        }
    }
    best
}

/// The relation of a whole and its parts.
pub(super) fn relation(whole: &Figure, parts: &[&Figure], fit: Fit, level: Level) -> Relation {
    let sum = total(parts).map(|t| plain(t.value, whole.q.scale)).unwrap_or_default();
    let mut figures = vec![whole];
    figures.extend(parts);
    let formula = addends(parts, whole.q.scale).makes(&sum);
    Relation::new(Kind::Sum, fit, level).at(&figures).words(number(whole), sum, formula)
}

/// Whether each part has its share right after it and the shares make a hundred percent.
fn shares_complete(reading: &Reading, list: &List) -> bool {
    let mut sum = Amount::exact(0);
    for k in &list.tight {
        let Some(share) = reading
            .figures
            .get(k + 1)
            .filter(|f| f.role == crate::clause::Role::Share && f.joint <= Joint::Comma)
        else {
            return false;
        };
        let Some(next) = sum.plus(share.amount()) else { return false };
        sum = next;
    }
    list.tight.len() >= 3 && sum.fits(Amount::exact(100 * crate::amount::ONE)) == Fit::Holds
}

/// How sure it is that the parts should make the whole, given that they do not; none if they need not.
fn level(reading: &Reading, list: &List, whole: &Figure, parts: &[&Figure]) -> Option<Level> {
    let sum = total(parts)?.value;
    let gap = sum - whole.amount().value;
    let within = |percent: i128| gap.abs() * 100 <= whole.amount().value * percent;
    let alike = list.joint == Joint::Pause || alike(reading, parts);
    let slip = slips(whole, parts, sum);
    if list.closed && (alike || parts.len() >= 3) {
        return within(10).then_some(Level::Error).or((within(60)).then_some(Level::Suspect));
    }
    match list.opening {
        Opening::Items => within(10).then_some(Level::Error),
        Opening::Follows => (within(5) && slip && alike && sum > 0).then_some(Level::Suspect),
        Opening::ByClass | Opening::Include | Opening::Bracket if !within(10) => {
            (within(40) && slip && alike).then_some(Level::Suspect)
        }
        Opening::ByClass => Some(if alike || slip { Level::Error } else { Level::Suspect }),
        Opening::Include | Opening::Bracket if gap > 0 => {
            Some(if alike || slip { Level::Error } else { Level::Suspect })
        }
        Opening::Include | Opening::Bracket => (alike || slip).then_some(Level::Suspect),
        Opening::Among => among(reading, list, whole, parts, gap),
    }
}

/// The same for 其中, which may name only some parts and may name qualities that overlap.
fn among(reading: &Reading, list: &List, whole: &Figure, parts: &[&Figure], gap: i128) -> Option<Level> {
    let within = |percent: i128| gap.abs() * 100 <= whole.amount().value * percent;
    let worded = alike(reading, parts);
    let joined = worded || list.joint == Joint::Pause || (gap > 0 && parts.len() >= 5);
    let slip = slips(whole, parts, whole.amount().value + gap);
    let labels: Vec<Phrase<'_>> = parts.iter().map(|f| reading.label(f)).collect();
    if complement::closed(&labels) {
        return (within(10) || (slip && within(60))).then_some(Level::Error);
    }
    if gap > 0 {
        let certain = worded || (parts.len() >= 4 && within(2));
        return match (complement::may_overlap(&labels), certain) {
            (true, _) => None,
            (false, true) if within(10) => Some(Level::Error),
            (false, _) => {
                ((within(10) || (within(50) && worded)) && slip && joined).then_some(Level::Suspect)
            }
        };
    }
    let smallest = parts.iter().map(|f| f.amount().value).min()?;
    let thorough = gap.abs() >= smallest;
    let many = parts.len() >= 4 && within(1) && thorough;
    let few = parts.len() >= 3 && within(2) && thorough;
    let tens = gap.abs() >= 9 * crate::amount::ONE * whole.q.scale && slip;
    let slipped = tens && within(if parts.len() >= 3 { 5 } else { 1 });
    let counted_out = tens && parts.len() >= 4 && gap.abs() >= 3 * smallest && within(30);
    let classes = tens && worded && within(if parts.len() >= 3 { 30 } else { 25 });
    match joined {
        true if many => Some(Level::Error),
        true if few || slipped || counted_out || classes => Some(Level::Suspect),
        _ => None,
    }
}

/// Whether one changed digit or one swap of neighbours, in a part or in the whole, would mend the sum.
fn slips(whole: &Figure, parts: &[&Figure], sum: i128) -> bool {
    let total = whole.amount().value;
    one_slip(sum, total) || parts.iter().any(|p| one_slip(p.amount().value, total - (sum - p.amount().value)))
}

/// Whether all labels begin or end alike, so that they are classes of one kind.
fn alike(reading: &Reading, parts: &[&Figure]) -> bool {
    let labels: Vec<&[char]> = parts.iter().map(|f| label(reading, f)).collect();
    let Some((first, rest)) = labels.split_first() else { return false };
    let ends = |n: usize| {
        first.len() >= n
            && rest.iter().all(|l| l.len() >= n && l.ends_with(first.get(first.len() - n..).unwrap_or(&[])))
    };
    let begins =
        |n: usize| first.len() >= n && rest.iter().all(|l| l.starts_with(first.get(..n).unwrap_or(&[])));
    let shared = first.iter().any(|c| {
        rest.iter().all(|l| l.contains(c)) && !matches!(c, '的' | '有' | '和' | '为' | '了' | '人' | ' ')
    });
    let class = |c: &&char| {
        matches!(
            c,
            '类' | '级' | '型' | '性' | '村' | '镇' | '乡' | '县' | '区' | '局' | '段' | '层' | '岁' | '期'
        )
    };
    let classes = first.last().filter(class).is_some() && ends(1);
    ends(2) || begins(2) || classes || (parts.len() == 2 && shared)
}

fn label<'a>(reading: &'a Reading, figure: &Figure) -> &'a [char] {
    reading.label(figure).trim().without("其中").trim_start(|c| c == ':').0
}

/// A total after its parts: 甲3件、乙2件,合计5件.
fn total_after(reading: &Reading, i: usize, whole: &Figure) -> Option<Relation> {
    if whole.joint != Joint::Comma && whole.joint != Joint::Pause {
        return None;
    }
    let mut parts: Vec<&Figure> = Vec::new();
    let mut strongest = Joint::Close;
    for (_, f) in reading.back(i, 24) {
        if f.sentence != whole.sentence || f.depth != whole.depth || strongest > Joint::Pause {
            break;
        }
        let respectively =
            ["分别", "分别为", "分别有", "分别达"].iter().any(|w| reading.page.ends(f.q.start, w));
        if f.is_level() || (respectively && f.unit() == whole.unit() && f.role == crate::clause::Role::Other)
        {
            if f.unit() != whole.unit() || f.q.hedged || f.cues.any(Cues::TOTAL) {
                break;
            }
            parts.push(f);
        }
        strongest = f.joint;
    }
    parts.reverse();
    if parts.len() < 2 {
        return None;
    }
    let sum = total(&parts)?;
    let fit = sum.fits(whole.amount());
    let word = reading.label(whole).trim();
    let plain_total = word.is_any(&["合计", "共计", "总计", "共"]);
    let gap = (sum.value - whole.amount().value).abs();
    let close = gap * 10 <= whole.amount().value
        || (gap * 10 <= 6 * whole.amount().value && slips(whole, &parts, sum.value));
    let level = if word.is_any(&["合计", "总计"]) { Level::Error } else { Level::Suspect };
    let slipped = close
        && slips(whole, &parts, sum.value)
        && word.before(1).has_any(&['共', '合', '两', '三', '四', '五']);
    (fit == Fit::Holds || (plain_total && close) || slipped).then(|| relation(whole, &parts, fit, level))
}
