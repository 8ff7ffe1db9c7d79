//! The part a figure plays: a level, a change, a plan, a share, a rate.

use super::Figure;
use crate::quantity::Unit;
use crate::scan::{Page, cue::Cues};

/// The part a figure plays. A change carries whether it goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// How many, now.
    Level,
    /// How many were planned.
    Plan,
    /// How many there were in another period.
    Prior,
    /// By how many it changed.
    Delta(bool),
    /// By how many percent it changed.
    Growth(bool),
    /// What percentage of a whole.
    Share,
    /// A rate: 办结率.
    Rate,
    /// …的64.39% right after a figure.
    OfBase,
    /// A threshold.
    Limit,
    /// Anything else.
    Other,
}

/// The role that label and tail give.
pub(crate) fn of(page: &Page, f: &Figure) -> Role {
    let compared = f.cues.any(Cues::COMPARE.or(Cues::PRIOR));
    let up = f.cues.any(Cues::UP) || (compared && f.cues.any(Cues::MORE));
    let down = f.cues.any(Cues::DOWN) || (compared && f.cues.any(Cues::FEWER));
    let moves = (up != down) && !f.cues.any(Cues::INTO);
    match f.unit() {
        Unit::Points => Role::Other,
        Unit::Percent => percent(page, f, moves, up),
        _ if moves => Role::Delta(up),
        _ if f.cues.any(Cues::EACH.or(Cues::AVERAGE)) || each(page, f) => Role::Other,
        _ if f.cues.any(Cues::PLAN) => Role::Plan,
        _ if compared && !f.cues.any(Cues::INTO) => Role::Prior,
        _ => Role::Level,
    }
}

/// Whether the number is said of each of several things: 各10件, 均为10件, 分别为10件.
fn each(page: &Page, f: &Figure) -> bool {
    ["各", "均", "均为", "各为", "分别", "分别为", "分别有", "分别达"]
        .iter()
        .any(|word| page.ends(f.q.start, word))
}

fn percent(page: &Page, f: &Figure, moves: bool, up: bool) -> Role {
    let end = f.q.end;
    let threshold = (end..end + 5)
        .take_while(|i| !super::is_mark(page.at(*i)))
        .any(|i| page.at(i) == '线' || page.is(i, "标准"));
    let of_base = page.before(f.q.start) == '的';
    if threshold || (f.cues.any(Cues::LIMIT) && !(of_base && f.cues.any(Cues::DONE))) {
        Role::Limit
    } else if moves {
        Role::Growth(up)
    } else if f.cues.any(Cues::SHARE) {
        Role::Share
    } else if of_base {
        Role::OfBase
    } else if f.cues.any(Cues::RATE) {
        Role::Rate
    } else {
        Role::Other
    }
}
