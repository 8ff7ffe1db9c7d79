//! One act in the abstract: what the engine's `decide` and `advance` do to a state.

use crate::expression::{Atom, Expression, Op, Side};
use crate::space::{Move, Rep, Space, clock};
use kernel::definition::Expiry;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A state as a row of bytes; the first is the stage.
pub(crate) type State = Box<[u8]>;

/// The stage of a matter that has not begun.
pub(crate) const UNBORN: u8 = u8::MAX;

/// What is open in an act and was chosen: only what is looked at is ever chosen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    /// What a free comparison was taken to be.
    pub(crate) atoms: BTreeMap<usize, bool>,
    /// Fact slot index → representative that the act gives; none leaves the fact as it was.
    pub(crate) facts: BTreeMap<usize, Option<u8>>,
}

/// Something that must be chosen before an act can go on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Open {
    /// A free comparison.
    Atom(usize),
    /// A fact that the act asks for.
    Fact(usize),
}

/// Why an evaluation stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// This must be chosen first.
    Choose(Open),
    /// The engine could not evaluate it: a fact that it reads was never given.
    Fault,
}

/// What came of an act.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The guard of this index refused.
    Refused,
    /// The guard of this index (or none: a clock's condition) can't be evaluated.
    Fault(Option<usize>),
    /// It happened: the state after it, with everything that properties look at, before what can't be noticed
    /// is forgotten.
    Done(State),
}

/// A value in the abstract.
#[derive(Clone, Debug, PartialEq)]
enum Seen<'a> {
    Null,
    Flag(bool),
    Number(i64),
    /// At least that many.
    AtLeast(i64),
    Text(&'a str),
    Given,
    Unknown,
}

/// A state with an act's facts laid over it.
pub(crate) struct Sight<'a> {
    pub(crate) space: &'a Space<'a>,
    pub(crate) state: &'a [u8],
    /// The act whose facts are laid over the state.
    pub(crate) act: Option<&'a Move>,
    pub(crate) choices: &'a Choices,
}

impl Move {
    /// Whether the act may carry this fact.
    pub(crate) fn carries(&self, fact: usize) -> bool {
        self.asks.contains(&fact) || self.may.contains(&fact)
    }
}

impl<'a> Sight<'a> {
    fn fact(&self, field: usize) -> Result<Option<&'a Rep>, Stop> {
        let found = self.space.fact_of.get(&field).and_then(|i| Some((*i, self.space.facts.get(*i)?)));
        let Some((index, slot)) = found else { return Ok(None) };
        let given = match self.choices.facts.get(&index) {
            Some(given) => *given,
            None if self.act.is_some_and(|a| a.carries(index)) => {
                return Err(Stop::Choose(Open::Fact(index)));
            }
            None => None,
        };
        let rep = given.or_else(|| self.state.get(slot.slot).copied());
        Ok(rep.and_then(|rep| slot.reps.get(usize::from(rep))))
    }

    fn seen(&self, side: &'a Side) -> Result<Seen<'a>, Stop> {
        Ok(match side {
            Side::Null => Seen::Null,
            Side::Flag(b) => Seen::Flag(*b),
            Side::Number(n) => Seen::Number(*n),
            Side::Text(t) => Seen::Text(t),
            Side::Fact(f) => match self.fact(*f)? {
                None | Some(Rep::Unset) => Seen::Null,
                Some(Rep::Flag(b)) => Seen::Flag(*b),
                Some(Rep::Number(n)) => Seen::Number(*n),
                Some(Rep::Text(t)) => Seen::Text(t),
                Some(Rep::Given) => Seen::Given,
            },
            Side::Count(a) => match self.space.acts.get(a) {
                Some((slot, cap)) => {
                    let n = self.state.get(*slot).copied().unwrap_or(0);
                    if n >= *cap { Seen::AtLeast(i64::from(n)) } else { Seen::Number(i64::from(n)) }
                }
                None => Seen::Unknown,
            },
            Side::Clock(c) => {
                let state = self.space.clocks.get(*c).and_then(|c| self.state.get(c.slot)).copied();
                clock::WORDS.get(usize::from(state.unwrap_or(0))).map_or(Seen::Unknown, |w| Seen::Text(w))
            }
            Side::Sum(a, b, sign) => match (self.seen(a)?, self.seen(b)?) {
                (Seen::Null, _) | (_, Seen::Null) => return Err(Stop::Fault),
                (Seen::Number(a), Seen::Number(b)) => Seen::Number(a + sign * b),
                (Seen::AtLeast(a), Seen::Number(b)) => Seen::AtLeast(a + sign * b),
                (Seen::Number(a), Seen::AtLeast(b)) if *sign > 0 => Seen::AtLeast(a + b),
                (Seen::AtLeast(a), Seen::AtLeast(b)) if *sign > 0 => Seen::AtLeast(a + b),
                _ => Seen::Unknown,
            },
            Side::Opaque => Seen::Unknown,
        })
    }

    /// What a comparison is; none where it is free.
    fn compared(&self, atom: &'a Atom) -> Result<Option<bool>, Stop> {
        if atom.op == Op::Other {
            return if self.unset(atom)? { Err(Stop::Fault) } else { Ok(None) };
        }
        let equality = matches!(atom.op, Op::Eq | Op::Ne);
        let (left, right) = (self.seen(&atom.left)?, self.seen(&atom.right)?);
        if equality && (left == Seen::Null || right == Seen::Null) {
            // A date computed from a fact is never null.
            let same = left == right;
            return Ok(Some(same == (atom.op == Op::Eq)));
        }
        if left == Seen::Null || right == Seen::Null || (opaque(atom) && self.unset(atom)?) {
            return Err(Stop::Fault);
        }
        let ordering = match (&left, &right) {
            (Seen::Number(a), Seen::Number(b)) => a.cmp(b),
            (Seen::AtLeast(a), Seen::Number(b)) if a > b => Ordering::Greater,
            (Seen::Number(a), Seen::AtLeast(b)) if a < b => Ordering::Less,
            (Seen::AtLeast(a), Seen::Number(b)) if a == b && atom.op == Op::Ge => Ordering::Greater,
            (Seen::AtLeast(a), Seen::Number(b)) if a == b && atom.op == Op::Lt => Ordering::Greater,
            (Seen::Number(a), Seen::AtLeast(b)) if a == b && atom.op == Op::Le => Ordering::Less,
            (Seen::Number(a), Seen::AtLeast(b)) if a == b && atom.op == Op::Gt => Ordering::Less,
            (Seen::Flag(a), Seen::Flag(b)) => a.cmp(b),
            (Seen::Text(a), Seen::Text(b)) if equality => a.cmp(b),
            // A given text is none of those that it is compared with.
            (Seen::Given, Seen::Text(_)) | (Seen::Text(_), Seen::Given) if equality => Ordering::Less,
            _ => return Ok(None),
        };
        Ok(Some(atom.op.holds(ordering)))
    }

    fn unset(&self, atom: &Atom) -> Result<bool, Stop> {
        for f in &atom.facts {
            if matches!(self.fact(*f)?, None | Some(Rep::Unset)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn atom(&self, index: usize) -> Result<bool, Stop> {
        let Some(atom) = self.space.atoms.get(index) else { return Err(Stop::Fault) };
        if let Some(known) = self.compared(atom)? {
            return Ok(known);
        }
        let touched = self.space.gives(self.choices, atom);
        let kept = self.space.atom_slots.get(&index).filter(|_| !touched);
        match kept.and_then(|slot| self.state.get(*slot)) {
            Some(1) => Ok(false),
            Some(2) => Ok(true),
            _ => self.choices.atoms.get(&index).copied().ok_or(Stop::Choose(Open::Atom(index))),
        }
    }

    /// Whether a condition holds, evaluated in the engine's order.
    pub(crate) fn holds(&self, e: &Expression) -> Result<bool, Stop> {
        match e {
            Expression::Const(b) => Ok(*b),
            Expression::Not(a) => Ok(!self.holds(a)?),
            Expression::And(a, b) => Ok(self.holds(a)? && self.holds(b)?),
            Expression::Or(a, b) => Ok(self.holds(a)? || self.holds(b)?),
            Expression::If(a, b, c) => {
                if self.holds(a)? {
                    self.holds(b)
                } else {
                    self.holds(c)
                }
            }
            Expression::Atom(i) => self.atom(*i),
        }
    }
}

fn opaque(atom: &Atom) -> bool {
    matches!(atom.left, Side::Opaque) || matches!(atom.right, Side::Opaque)
}

/// Does an act in a state, with these facts and these choices of what is free.
pub(crate) fn act(
    space: &Space<'_>,
    state: &State,
    index: usize,
    choices: &Choices,
) -> Result<Outcome, Open> {
    let Some(action) = space.moves.get(index) else { return Ok(Outcome::Refused) };
    let before = Sight { space, state, act: Some(action), choices };
    for (g, guard) in action.guards.iter().enumerate() {
        match before.holds(guard) {
            Ok(true) => {}
            Ok(false) => return Ok(Outcome::Refused),
            Err(Stop::Choose(open)) => return Err(open),
            Err(Stop::Fault) => return Ok(Outcome::Fault(Some(g))),
        }
    }
    let mut next = state.clone();
    for (slot, c, most) in &action.extends {
        let running = space.clocks.get(*c).and_then(|c| state.get(c.slot)).copied().unwrap_or(0);
        let used = state.get(*slot).copied().unwrap_or(0);
        if !matches!(running, clock::RUNNING | clock::PAUSED) || used >= *most {
            return Ok(Outcome::Refused);
        }
        put(&mut next, *slot, used + 1);
    }
    for fact in space.noticed_facts(index, state.first().copied()) {
        if !choices.facts.contains_key(fact) {
            return Err(Open::Fact(*fact));
        }
    }
    for (fact, rep) in &choices.facts {
        if let (Some(f), Some(rep)) = (space.facts.get(*fact), rep) {
            put(&mut next, f.slot, *rep);
        }
    }
    if let Some((slot, cap)) = space.acts.get(&index) {
        let n = next.get(*slot).copied().unwrap_or(0).saturating_add(1).min(*cap);
        put(&mut next, *slot, n);
    }
    put(&mut next, 0, action.to.unwrap_or(state.first().copied().unwrap_or(UNBORN)));
    for c in 0..space.clocks.len() {
        match move_clock(space, state, &mut next, c, index, choices) {
            Ok(()) => {}
            Err(Stop::Choose(open)) => return Err(open),
            Err(Stop::Fault) => return Ok(Outcome::Fault(None)),
        }
    }
    settle(space, &mut next, choices)?;
    Ok(Outcome::Done(next))
}

pub(crate) fn put(state: &mut State, slot: usize, value: u8) {
    if let Some(cell) = state.get_mut(slot) {
        *cell = value;
    }
}

/// Comparisons over facts that the act gave get the value that they keep from now on.
fn settle(space: &Space<'_>, next: &mut State, choices: &Choices) -> Result<(), Open> {
    for (index, slot) in &space.atom_slots {
        let Some(atom) = space.atoms.get(*index) else { continue };
        if !space.gives(choices, atom) {
            continue;
        }
        let row = next.clone();
        let set = |f: &usize| {
            let slot = space.fact_of.get(f).and_then(|i| space.facts.get(*i));
            slot.and_then(|s| row.get(s.slot)).is_some_and(|r| *r > 0)
        };
        let stage = usize::from(next.first().copied().unwrap_or(0));
        let noticed = space.live.get(stage).and_then(|l| l.get(*slot)).copied().unwrap_or(false);
        let value = match (atom.facts.iter().all(set) && noticed, choices.atoms.get(index)) {
            (false, _) => 0,
            (true, Some(known)) => 1 + u8::from(*known),
            (true, None) => return Err(Open::Atom(*index)),
        };
        put(next, *slot, value);
    }
    Ok(())
}

/// Moves one clock as `advance` does: expiry, stop, pause and resumption, start.
fn move_clock(
    space: &Space<'_>,
    before: &State,
    next: &mut State,
    c: usize,
    index: usize,
    choices: &Choices,
) -> Result<(), Stop> {
    let (Some(slot), Some(definition)) = (space.clocks.get(c), space.procedure.clocks.get(c)) else {
        return Ok(());
    };
    let (Some(action), Some(compiled)) = (space.procedure.actions.get(index), space.moves.get(index)) else {
        return Ok(());
    };
    let old = before.get(slot.slot).copied().unwrap_or(0);
    let off = |value: u8| if slot.watched { value } else { clock::NONE };
    if compiled.expiry_of == Some(c) && !matches!(old, clock::NONE | clock::STOPPED | clock::EXPIRED) {
        put(next, slot.slot, off(clock::EXPIRED));
        return Ok(());
    }
    let lapsed = old == clock::EXPIRED && definition.at_expiry != Expiry::Late;
    if !matches!(old, clock::NONE | clock::STOPPED) && !lapsed && definition.stops.contains(&action.name) {
        put(next, slot.slot, off(clock::STOPPED));
        return Ok(());
    }
    let mut new = old;
    if matches!(old, clock::RUNNING | clock::OVERDUE | clock::PAUSED) {
        if definition.restarts.contains_key(&action.name) {
            new = if old == clock::PAUSED { old } else { clock::RUNNING };
        }
        let stage = |s: &State| s.first().copied().unwrap_or(UNBORN);
        let (stood, stands) = (slot.pauses.contains(&stage(before)), slot.pauses.contains(&stage(next)));
        if !stood && stands {
            new = clock::PAUSED;
        } else if stood && !stands && new == clock::PAUSED {
            new = clock::RUNNING;
        }
    }
    let restartable = matches!(new, clock::NONE | clock::STOPPED | clock::EXPIRED);
    if restartable && definition.starts.contains(&action.name) {
        let starts = match &slot.when {
            None => true,
            Some(when) => {
                let row = next.clone();
                Sight { space, state: &row, act: None, choices }.holds(when)?
            }
        };
        if starts {
            new = clock::RUNNING;
            for (extension, of, _) in space.moves.iter().flat_map(|m| &m.extends) {
                if *of == c {
                    put(next, *extension, 0);
                }
            }
        }
    }
    put(next, slot.slot, new);
    Ok(())
}

/// Forgets what can't be noticed in the state's stage.
pub(crate) fn forget(space: &Space<'_>, state: &mut State) {
    let stage = usize::from(state.first().copied().unwrap_or(UNBORN));
    let Some(live) = space.live.get(stage) else { return };
    for (cell, live) in state.iter_mut().zip(live) {
        if !live {
            *cell = 0;
        }
    }
    let Some(matters) = space.rest_matters.get(stage) else { return };
    for clock in &space.clocks {
        let asked = matters.get(clock.slot).copied().unwrap_or(false);
        if let Some(cell) = state.get_mut(clock.slot)
            && !asked
            && matches!(*cell, clock::STOPPED | clock::EXPIRED)
        {
            *cell = clock::NONE;
        }
    }
}
