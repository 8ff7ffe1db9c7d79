//! Lists of parts after a whole: 其中, 包括, 按…分, brackets, numbered items under a heading.

use crate::clause::{Figure, Joint, Reading, Role};
use crate::quantity::Unit;
use crate::scan::cue::Cues;

/// How a list was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// 其中: perhaps not all parts.
    Among,
    /// 包括, 分为, or a colon.
    Include,
    /// 按性质分.
    ByClass,
    /// In brackets right after the whole.
    Bracket,
    /// Numbered items under a heading with an amount.
    Items,
    /// Nothing but the next sentence after a stated total.
    Follows,
}

/// A whole and its parts, as indices of figures.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) whole: usize,
    /// Another whole that may be meant: the total before what was dealt with.
    pub(crate) alternate: Option<usize>,
    /// Everything that may be a part, in order.
    pub(crate) wide: Vec<usize>,
    /// The parts that are joined alike and shaped alike.
    pub(crate) tight: Vec<usize>,
    pub(crate) opening: Opening,
    /// 主要, 前三: named as not complete.
    pub(crate) open: bool,
    /// The last part is 其他: named as complete.
    pub(crate) closed: bool,
    /// How the parts are joined.
    pub(crate) joint: Joint,
}

const REACH: usize = 16;

/// All lists of a text.
pub(crate) fn lists(reading: &Reading) -> Vec<List> {
    let mut found = Vec::new();
    for (j, first) in reading.figures.iter().enumerate() {
        if first.item == 1 {
            found.extend(items(reading, j));
        }
        if !first.is_level() || first.q.hedged {
            continue;
        }
        match opening(reading, j, first) {
            Some((whole, opening)) => {
                let list = gather(reading, whole, j, opening);
                found.extend(list.as_ref().and_then(|list| companions(reading, list)));
                found.extend(list);
            }
            None => found.extend(follows(reading, j, first)),
        }
    }
    found
}

fn fits_whole(whole: &Figure, part: &Figure) -> bool {
    whole.is_level() && whole.unit() == part.unit() && whole.amount().value >= part.amount().value
}

fn opening(reading: &Reading, j: usize, first: &Figure) -> Option<(usize, Opening)> {
    let figures = &reading.figures;
    let before = figures.get(j.checked_sub(1)?)?;
    let after = reading.page.skip_blank(before.q.end);
    if first.opened && reading.page.at(after) == '(' && before.depth < first.depth {
        let opening = if first.gap.any(Cues::AMONG) { Opening::Among } else { Opening::Bracket };
        return (fits_whole(before, first) && !before.q.hedged).then_some((j - 1, opening));
    }
    let same = |f: &Figure| f.is_level() && f.unit() == first.unit() && f.depth <= first.depth;
    let nearest = || reading.back(j, REACH).find(|(_, f)| same(f)).map(|(i, _)| i);
    let (whole, opening) = if first.gap.any(Cues::BY_CLASS) {
        (classified(reading, j, first)?, Opening::ByClass)
    } else if first.gap.any(Cues::AMONG) {
        (nearest()?, Opening::Among)
    } else if first.gap.any(Cues::INCLUDE) || reading.page.at(after) == ':' {
        (nearest().filter(|i| same_sentence(figures.get(*i), first))?, Opening::Include)
    } else {
        return None;
    };
    let figure = figures.get(whole)?;
    let shared = figures.get(j + 1).is_some_and(|f| f.role == Role::Share && f.joint <= Joint::Comma);
    ((fits_whole(figure, first) || shared) && !figure.q.hedged).then_some((whole, opening))
}

fn same_sentence(a: Option<&Figure>, b: &Figure) -> bool {
    a.is_some_and(|a| a.sentence == b.sentence)
}

/// What 按…分 divides: the last stated total of the paragraph, else its first figure.
fn classified(reading: &Reading, j: usize, first: &Figure) -> Option<usize> {
    let mut head = None;
    for (i, f) in reading.back(j, 40) {
        if f.is_level() && f.unit() == first.unit() && f.depth == 0 {
            if f.cues.any(Cues::TOTAL) {
                return Some(i);
            }
            head = Some(i);
        }
    }
    head
}

fn gather(reading: &Reading, whole: usize, j: usize, opening: Opening) -> Option<List> {
    let figures = &reading.figures;
    let first = figures.get(j)?;
    let mut joints = vec![Joint::Close];
    let mut wide = vec![j];
    let mut strongest = Joint::Close;
    let mut hedged = false;
    let mut company = Company::default();
    for (k, f) in figures.iter().enumerate().skip(j + 1).take(60) {
        strongest = strongest.max(f.joint);
        hedged |= f.bare;
        let leaves = f.gap.any(Cues::AMONG.or(Cues::INCLUDE).or(Cues::BY_CLASS)) && f.depth <= first.depth;
        if strongest >= Joint::Stop || f.depth < first.depth || leaves {
            break;
        }
        if f.depth > first.depth || !f.is_level() {
            continue;
        }
        let ends = f.cues.any(Cues::TOTAL.or(Cues::LEFT)) && !f.cues.any(Cues::OTHER);
        if f.unit() != first.unit() && !ends && company.admits(f, strongest, wide.len()) {
            continue;
        }
        if f.unit() != first.unit() || ends || f.q.hedged || !company.next_part(wide.len()) {
            hedged |= f.q.hedged && f.unit() == first.unit();
            break;
        }
        wide.push(k);
        joints.push(strongest);
        strongest = Joint::Close;
    }
    let open = first.gap.any(Cues::OPEN) || hedged || ends_open(reading, *wide.last()?);
    let (tight, joint) = tighten(reading, &wide, &joints);
    let closed = tight.len() >= 2
        && tight.last().and_then(|k| figures.get(*k)).is_some_and(|f| f.cues.any(Cues::OTHER));
    let alternate = alternate(reading, whole, first);
    Some(List { whole, alternate, wide, tight, opening, open, closed: closed && !open, joint })
}

/// The figures of other units that each part of a list carries: 道路28起、死亡24人;工矿11起、死亡8人.
#[derive(Default)]
struct Company {
    units: Vec<Unit>,
    seen: usize,
}

impl Company {
    /// Whether a figure of another unit goes with the current part; the first part sets which units there are.
    fn admits(&mut self, f: &Figure, strongest: Joint, parts: usize) -> bool {
        if strongest > Joint::Comma || f.cues.any(Cues::ACT) && strongest == Joint::Comma {
            return false;
        }
        if parts == 1 && self.units.len() < 3 {
            self.units.push(f.unit());
            return true;
        }
        let expected = self.units.get(self.seen) == Some(&f.unit());
        self.seen += usize::from(expected);
        expected
    }

    /// Whether the part that ends here carried all of them, so that the list goes on.
    fn next_part(&mut self, parts: usize) -> bool {
        let complete = parts == 1 || self.seen == self.units.len();
        self.seen = 0;
        complete
    }
}

/// The list of the figures that go with the parts of another list: the deaths beside the accidents.
fn companions(reading: &Reading, list: &List) -> Option<List> {
    let figures = &reading.figures;
    let (first, second) = (*list.tight.first()?, *list.tight.get(1)?);
    let lead = figures.get(first + 1).filter(|f| f.is_level() && first + 1 < second)?;
    let wide: Option<Vec<usize>> = list
        .tight
        .iter()
        .map(|k| {
            let f = figures.get(k + 1)?;
            (f.is_level() && f.unit() == lead.unit() && !f.q.hedged && f.joint <= Joint::Comma)
                .then_some(k + 1)
        })
        .collect();
    let tight = wide?;
    let whole = (list.whole + 1..first).chain(list.whole.checked_sub(1)).find(|k| {
        figures
            .get(*k)
            .is_some_and(|f| f.is_level() && f.unit() == lead.unit() && !f.q.hedged && f.depth <= lead.depth)
    })?;
    Some(List { whole, alternate: None, wide: tight.clone(), tight, ..list.clone() })
}

/// In 上报9213件,已处理9201件。其中 the parts may belong to either.
fn alternate(reading: &Reading, whole: usize, first: &Figure) -> Option<usize> {
    let done = reading.figures.get(whole).filter(|f| f.cues.any(Cues::DONE))?;
    let total = |f: &Figure| {
        f.is_level()
            && f.unit() == first.unit()
            && f.sentence == done.sentence
            && f.amount().value > done.amount().value
    };
    reading.back(whole, 8).find(|(_, f)| total(f)).map(|(i, _)| i)
}

/// Whether the list trails off: 等 right after the last part.
fn ends_open(reading: &Reading, last: usize) -> bool {
    reading.figures.get(last).is_some_and(|f| reading.page.at(f.q.end) == '等')
}

/// Keeps the parts that are joined alike: the leaders where semicolons part the list, else the run of like marks.
fn tighten(reading: &Reading, wide: &[usize], joints: &[Joint]) -> (Vec<usize>, Joint) {
    let before = joints.iter().skip(1).take_while(|j| **j < Joint::Semicolon).count() + 1;
    let new_act = Cues::NOW.or(Cues::ACT).or(Cues::DONE);
    let acts =
        |n: usize| wide.get(n).and_then(|k| reading.figures.get(*k)).is_some_and(|f| f.cues.any(new_act));
    let ends_there = before >= 2 && (uneven(joints, before) || (acts(before) && !acts(0)));
    let (wide, joints) = if ends_there {
        (wide.get(..before).unwrap_or(wide), joints.get(..before).unwrap_or(joints))
    } else {
        (wide, joints)
    };
    let semicolons = joints.contains(&Joint::Semicolon);
    let first_joint = joints.get(1).copied().unwrap_or_default().max(Joint::Pause);
    let shape = |k: usize| reading.figures.get(k).map(|f| f.cues).unwrap_or_default();
    let first_acts = wide.first().is_some_and(|k| shape(*k).any(new_act));
    let mut tight = Vec::new();
    for (n, (k, joint)) in wide.iter().zip(joints).enumerate() {
        let joint = (*joint).max(Joint::Pause);
        let cues = shape(*k);
        if n > 0 && semicolons && joint < Joint::Semicolon {
            continue;
        }
        if n > 0 && !semicolons && joint > first_joint && !cues.any(Cues::OTHER) {
            break;
        }
        // 调解终止10件、不予处理1件 are ways in which cases ended, no new matter.
        let ending = cues.any(Cues::DONE) && !cues.any(Cues::NOW.or(Cues::ACT));
        let class = ending && (joint == Joint::Pause || cues.any(Cues::NOT));
        if n > 0 && cues.any(new_act) && !first_acts && !class {
            break;
        }
        tight.push(*k);
    }
    (tight, if semicolons { Joint::Semicolon } else { first_joint })
}

/// Whether the groups between semicolons hold different numbers of figures, so that the semicolon ends a list instead of parting it.
fn uneven(joints: &[Joint], first: usize) -> bool {
    let mut sizes = vec![0];
    for joint in joints {
        if *joint == Joint::Semicolon {
            sizes.push(0);
        }
        if let Some(last) = sizes.last_mut() {
            *last += 1;
        }
    }
    sizes.len() > 1 && sizes.iter().any(|n| *n != first)
}

/// The group of figures in a clause group that follows a stated total in the same paragraph.
fn follows(reading: &Reading, j: usize, first: &Figure) -> Option<List> {
    if first.joint < Joint::Semicolon || first.joint == Joint::Line || first.depth > 0 {
        return None;
    }
    let (whole, total) =
        reading.back(j, REACH).find(|(_, f)| f.is_level() && f.cues.any(Cues::TOTAL) && f.depth == 0)?;
    if !fits_whole(total, first) || total.q.hedged {
        return None;
    }
    let mut wide = vec![j];
    for (k, f) in reading.figures.iter().enumerate().skip(j + 1).take(12) {
        if f.joint >= Joint::Semicolon {
            break;
        }
        if !f.is_level() || f.depth > 0 {
            continue;
        }
        if f.unit() != first.unit()
            || f.q.hedged
            || f.cues.any(Cues::TOTAL.or(Cues::LEFT))
            || f.gap.any(Cues::AMONG)
        {
            return None;
        }
        wide.push(k);
    }
    let tight = wide.clone();
    (wide.len() >= 2).then_some(List {
        whole,
        wide,
        tight,
        alternate: None,
        opening: Opening::Follows,
        open: false,
        closed: false,
        joint: Joint::Comma,
    })
}

/// Items (一) (二) (三) … under a heading with an amount, one amount an item.
fn items(reading: &Reading, j: usize) -> Option<List> {
    let figures = &reading.figures;
    let first = figures.get(j).filter(|f| f.is_level() && !f.q.hedged)?;
    let whole = (j.saturating_sub(3)..j)
        .rev()
        .find(|i| figures.get(*i).is_some_and(|f| f.is_level() && f.unit() == first.unit()))?;
    let head = figures.get(whole)?;
    if head.q.hedged || first.line > head.line + 1 || !fits_whole(head, first) {
        return None;
    }
    let mut wide = vec![j];
    let mut single = true;
    for (k, f) in figures.iter().enumerate().skip(j + 1).take(60) {
        let next = u8::try_from(wide.len() + 1).unwrap_or(u8::MAX);
        if f.item == next
            && f.is_level()
            && f.unit() == first.unit()
            && !f.q.hedged
            && f.line <= first.line + u32::from(next)
        {
            wide.push(k);
        } else if f.item > 0 || f.line > first.line + u32::from(next) - 2 {
            break;
        } else if f.is_level() && f.unit() == first.unit() {
            single = false;
        }
    }
    let tight = wide.clone();
    let complete = single && wide.len() >= 3;
    complete.then_some(List {
        whole,
        wide,
        tight,
        alternate: None,
        opening: Opening::Items,
        open: false,
        closed: false,
        joint: Joint::Semicolon,
    })
}
