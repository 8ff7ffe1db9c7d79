//! What is checked on every state and every act: the declared properties, and what every procedure must keep.

use crate::explore::{Explored, offered};
use crate::finding::{Event, Fault};
use crate::space::{Space, clock};
use crate::step::{Choices, Sight, State, Stop, put};
use deadline::Term;
use kernel::definition::{ClockSpan, Demand, Property};
use std::collections::BTreeSet;

/// Whether a property looks at that field when that action happens.
pub(crate) fn reads_fact(space: &Space<'_>, action: &str, field: usize) -> bool {
    let Some(name) = space.procedure.fields.get(field).map(|f| f.name.as_str()) else { return false };
    let conditioned = |i: usize| {
        space.whens.get(&i).is_some_and(|w| {
            let mut reads = crate::expression::Reads::default();
            w.reads(&space.atoms, &mut reads);
            reads.facts.contains(&field)
        })
    };
    space.procedure.properties.iter().enumerate().any(|(i, p)| match &p.demand {
        Demand::NotAbove { field, bound, act } => act == action && (field == name || bound == name),
        Demand::Before { last: act, .. } | Demand::AfterWithin { act, .. } => act == action && conditioned(i),
        Demand::NoEndWithout { .. } => conditioned(i),
        _ => false,
    })
}

fn done(space: &Space<'_>, state: &State, action: &str) -> bool {
    let slot = space.action(action).and_then(|a| space.acts.get(&a));
    slot.and_then(|(slot, _)| state.get(*slot)).is_some_and(|n| *n > 0)
}

/// Whether the action is what a clock does at its expiry and that moment has passed, recorded or not.
fn ran_out(space: &Space<'_>, state: &State, action: &str) -> bool {
    let clock = space.action(action).and_then(|m| space.moves.get(m)?.expiry_of);
    let slot = clock.and_then(|c| space.clocks.get(c));
    slot.is_some_and(|c| state.get(c.slot) == Some(&clock::OVERDUE))
}

/// Whether a property's condition may hold in a state.
fn applies(space: &Space<'_>, index: usize, state: &State) -> bool {
    let Some(when) = space.whens.get(&index) else { return true };
    let choices = Choices::default();
    let sight = Sight { space, state, act: None, choices: &choices };
    // A free comparison may hold; then the property must.
    !matches!(sight.holds(when), Ok(false) | Err(Stop::Fault))
}

/// Checks the properties that an act can break. `next` still knows everything.
pub(crate) fn at_act(
    space: &Space<'_>,
    graph: &mut Explored,
    (at, before, next): (u32, &State, &State),
    m: usize,
    event: impl Fn() -> Event,
) {
    let Some(action) = space.procedure.actions.get(m) else { return };
    for (i, property) in space.procedure.properties.iter().enumerate() {
        if breaks(space, property, i, (before, next), &action.name) {
            graph.note(at, Some(event()), Fault::Property { index: i });
        }
    }
}

fn breaks(
    space: &Space<'_>,
    property: &Property,
    index: usize,
    (before, next): (&State, &State),
    name: &String,
) -> bool {
    match &property.demand {
        Demand::Before { first, last } => {
            last == name
                && !first.iter().any(|f| done(space, before, f) || ran_out(space, before, f))
                && applies(space, index, next)
        }
        Demand::NeverSamePerson { act, others } => {
            let apart = |act: &String, other: &String| {
                let both = space.procedure.separations.iter();
                let mut both = both.filter(|s| s.actions.contains(act) && s.from.contains(other));
                both.next().is_some() || !persons(space, act) || !persons(space, other)
            };
            let clash = |one: &String, two: &String| done(space, before, two) && !apart(one, two);
            (act == name && others.iter().any(|o| clash(act, o)))
                || (others.contains(name) && clash(name, act))
        }
        Demand::IfAskedThen { last, .. } => {
            last == name
                && space.pending.get(&index).and_then(|s| before.get(*s)).is_some_and(|p| *p > 0)
                && applies(space, index, next)
        }
        Demand::AfterWithin { act, then, term } => {
            act == name
                && applies(space, index, next)
                && !done(space, next, then)
                && !due_within(space, next, then, *term)
        }
        Demand::NotAbove { field, bound, act } => {
            use crate::space::Rep;
            let value = |name: &String| {
                let slot = space
                    .facts
                    .iter()
                    .find(|f| space.procedure.fields.get(f.field).is_some_and(|d| d.name == *name))?;
                match slot.reps.get(usize::from(*next.get(slot.slot)?))? {
                    Rep::Number(n) => Some(*n),
                    _ => None,
                }
            };
            act == name && matches!((value(field), value(bound)), (Some(a), Some(b)) if a > b)
        }
        Demand::NotAfter { first, then } => then == name && done(space, before, first),
        Demand::Only { act, roles } => {
            let mut by = space.procedure.action(act).into_iter().flat_map(|a| &a.by);
            act == name && by.any(|r| r != "clock" && !roles.contains(r))
        }
        Demand::NoEndWithout { .. } | Demand::Total { .. } => false,
    }
}

/// Whether persons of the office do an action, so that one of them could do two.
fn persons(space: &Space<'_>, action: &str) -> bool {
    space.procedure.action(action).is_some_and(|a| a.by.iter().any(|r| r != "clock" && r != "anyone"))
}

/// Whether a clock that the act stops runs, no longer than the term.
fn due_within(space: &Space<'_>, state: &State, then: &str, term: Term) -> bool {
    space.procedure.clocks.iter().zip(&space.clocks).any(|(c, slot)| {
        let running =
            matches!(state.get(slot.slot), Some(&(clock::RUNNING | clock::OVERDUE | clock::PAUSED)));
        let short = matches!(c.span, ClockSpan::Term(t) if t.unit == term.unit && t.n <= term.n);
        running && short && c.stops.contains(then)
    })
}

/// Follows what was asked for and what was done about it.
pub(crate) fn follow(space: &Space<'_>, next: &mut State, m: usize) {
    let Some(action) = space.procedure.actions.get(m) else { return };
    for (i, slot) in &space.pending {
        if let Some(Demand::IfAskedThen { asked, then, .. }) =
            space.procedure.properties.get(*i).map(|p| &p.demand)
        {
            if *asked == action.name {
                put(next, *slot, 1);
            } else if then.contains(&action.name) {
                put(next, *slot, 0);
            }
        }
    }
}

/// Checks what must be so when a matter ends.
pub(crate) fn at_end(
    space: &Space<'_>,
    graph: &mut Explored,
    at: u32,
    next: &State,
    event: impl Fn() -> Event,
) {
    for (i, property) in space.procedure.properties.iter().enumerate() {
        if let Demand::NoEndWithout { acts } = &property.demand
            && !acts.iter().any(|a| done(space, next, a))
            && applies(space, i, next)
        {
            graph.note(at, Some(event()), Fault::Property { index: i });
        }
    }
    for (c, slot) in space.clocks.iter().enumerate() {
        if matches!(next.get(slot.slot), Some(&(clock::RUNNING | clock::OVERDUE | clock::PAUSED))) {
            graph.note(at, Some(event()), Fault::RunsOn { clock: c });
        }
    }
}

/// A clock that may run out must be able to do its act then and there.
pub(crate) fn expiries(space: &Space<'_>, graph: &mut Explored, at: u32, state: &State) {
    if state.first().is_some_and(|s| space.ends(*s)) {
        return;
    }
    for (c, slot) in space.clocks.iter().enumerate() {
        let wanted = if slot.watched { clock::OVERDUE } else { clock::RUNNING };
        let out = state.get(slot.slot) == Some(&wanted);
        let act =
            (0..space.moves.len()).find(|m| space.moves.get(*m).is_some_and(|m| m.expiry_of == Some(c)));
        if out && !act.is_some_and(|m| offered(space, state, m) || offered_to_all(space, state, m)) {
            graph.note(at, None, Fault::ExpiryNotOffered { clock: c });
        }
    }
}

/// An expiry act that persons may do too is offered as theirs.
fn offered_to_all(space: &Space<'_>, state: &State, m: usize) -> bool {
    space.moves.get(m).is_some_and(|m| !m.only_clock && state.first().is_some_and(|s| m.from.contains(s)))
}

/// What is told of the whole: dead actions, stages never reached, states without a way out, clocks too long.
pub(crate) fn whole(space: &Space<'_>, graph: &mut Explored, fired: &BTreeSet<usize>) {
    for (m, action) in space.procedure.actions.iter().enumerate() {
        if !fired.contains(&m) {
            graph.note(0, None, Fault::DeadAction { action: action.name.clone() });
        }
    }
    for (s, stage) in space.procedure.stages.iter().enumerate() {
        if !graph.states.iter().any(|state| state.first().copied().map(usize::from) == Some(s)) {
            graph.note(0, None, Fault::DeadStage { stage: stage.name.clone() });
        }
    }
    for (i, property) in space.procedure.properties.iter().enumerate() {
        if let Demand::Total { clock, term } = &property.demand
            && space.procedure.clock(clock).is_none_or(|c| longest(c) > Some(*term).map(|t| (t.unit, t.n)))
        {
            graph.note(0, None, Fault::Property { index: i });
        }
    }
    stuck(space, graph);
}

/// A clock's term with all its extensions; none where they are not of one unit, or no term.
fn longest(clock: &kernel::definition::Clock) -> Option<(deadline::Unit, u32)> {
    let ClockSpan::Term(term) = clock.span else { return None };
    let mut n = term.n;
    for e in &clock.extends {
        if e.term.unit != term.unit {
            return None;
        }
        n = n.saturating_add(e.term.n.saturating_mul(e.at_most));
    }
    Some((term.unit, n))
}

/// States from which no lawful way leads to an end, however late everybody is.
fn stuck(space: &Space<'_>, graph: &mut Explored) {
    let n = graph.states.len();
    let mut back: Vec<Vec<u32>> = vec![Vec::new(); n];
    for (from, to, lasting) in &graph.edges {
        if *lasting && let Some(list) = back.get_mut(*to as usize) {
            list.push(*from);
        }
    }
    let mut out = vec![false; n];
    let mut open: Vec<u32> = Vec::new();
    for (i, state) in graph.states.iter().enumerate() {
        if state.first().is_some_and(|s| space.ends(*s)) {
            open.push(u32::try_from(i).unwrap_or(u32::MAX));
        }
    }
    while let Some(i) = open.pop() {
        if let Some(seen) = out.get_mut(i as usize)
            && !*seen
        {
            *seen = true;
            open.extend(back.get(i as usize).into_iter().flatten());
        }
    }
    let first = (1..n).find(|i| !out.get(*i).copied().unwrap_or(true));
    if let Some(i) = first {
        let stage = graph.states.get(i).and_then(|s| s.first()).map(|s| usize::from(*s));
        let name = stage.and_then(|s| space.procedure.stages.get(s)).map(|s| s.name.clone());
        graph.note(u32::try_from(i).unwrap_or(0), None, Fault::Stuck { stage: name.unwrap_or_default() });
    }
}
