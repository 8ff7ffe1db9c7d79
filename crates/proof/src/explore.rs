//! All states that lawful acts, silence and lateness can lead to.

use crate::demand;
use crate::finding::{Event, Fault, Finding};
use crate::space::{Rep, Space, clock};
use crate::step::{Choices, Outcome, State, UNBORN, act, forget, put};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More states than this are not explored: the procedure notices too much at once.
pub const MOST_STATES: usize = 3_000_000;

/// The explored graph.
pub(crate) struct Explored {
    pub(crate) states: Vec<State>,
    /// From, to, whether it is still open when time has gone on.
    pub(crate) edges: Vec<(u32, u32, bool)>,
    /// How each state was first reached.
    parents: Vec<Option<(u32, Event)>>,
    pub(crate) findings: Vec<Finding>,
    known: BTreeSet<(&'static str, String)>,
}

impl Explored {
    /// The events that lead to a state, first one first.
    pub(crate) fn path(&self, mut to: u32) -> Vec<Event> {
        let mut path = Vec::new();
        while let Some(Some((from, event))) = self.parents.get(to as usize) {
            path.push(event.clone());
            to = *from;
        }
        path.reverse();
        path
    }

    /// Notes a finding, once for each thing found; the first is the shortest way there.
    pub(crate) fn note(&mut self, at: u32, last: Option<Event>, fault: Fault) {
        if self.known.insert((fault.code(), fault.about())) {
            let mut story = self.path(at);
            story.extend(last);
            self.findings.push(Finding { fault, story });
        }
    }
}

/// Explores a procedure breadth first, so that the first way found to anything is a shortest.
pub(crate) fn explore(space: &Space<'_>) -> Explored {
    let mut graph = Explored {
        states: Vec::new(),
        edges: Vec::new(),
        parents: Vec::new(),
        findings: Vec::new(),
        known: BTreeSet::new(),
    };
    let mut index: HashMap<State, u32> = HashMap::new();
    let mut fired: BTreeSet<usize> = BTreeSet::new();
    let mut unborn = vec![0; space.width].into_boxed_slice();
    put(&mut unborn, 0, UNBORN);
    index.insert(unborn.clone(), 0);
    graph.states.push(unborn);
    graph.parents.push(None);
    let mut at: u32 = 0;
    while let Some(state) = graph.states.get(at as usize).cloned() {
        if graph.states.len() > MOST_STATES {
            graph.note(at, None, Fault::TooLarge);
            break;
        }
        let mut arrive = |graph: &mut Explored, next: State, event: Event, lasting: bool| {
            let id = match index.get(&next) {
                Some(id) => *id,
                None => {
                    let id = u32::try_from(graph.states.len()).unwrap_or(u32::MAX);
                    index.insert(next.clone(), id);
                    graph.states.push(next);
                    graph.parents.push(Some((at, event)));
                    id
                }
            };
            graph.edges.push((at, id, lasting));
        };
        for (c, slot) in space.clocks.iter().enumerate() {
            if slot.watched && state.get(slot.slot) == Some(&clock::RUNNING) {
                let mut next = state.clone();
                put(&mut next, slot.slot, clock::OVERDUE);
                arrive(&mut graph, next, Event::Overdue { clock: c }, true);
            }
        }
        for m in 0..space.moves.len() {
            if !offered(space, &state, m) {
                continue;
            }
            for inputs in inputs(space, &state, m) {
                for (choices, outcome) in outcomes(space, &state, m, &inputs) {
                    let event = || Event::Act { action: m, inputs: told(space, &inputs) };
                    match outcome {
                        Outcome::Refused => {}
                        Outcome::Fault(guard) => {
                            graph.note(at, Some(event()), Fault::Unevaluable { action: m, guard })
                        }
                        Outcome::Done(mut next) => {
                            fired.insert(m);
                            demand::at_act(space, &mut graph, (at, &state, &next), m, event);
                            demand::follow(space, &mut next, m);
                            if next.first().is_some_and(|s| space.ends(*s)) {
                                demand::at_end(space, &mut graph, at, &next, event);
                            }
                            forget(space, &mut next);
                            arrive(&mut graph, next, event(), lasting(space, &choices, &inputs));
                        }
                    }
                }
            }
        }
        demand::expiries(space, &mut graph, at, &state);
        at += 1;
    }
    demand::whole(space, &mut graph, &fired);
    graph
}

/// Whether an action is offered in a state, before its guards.
pub(crate) fn offered(space: &Space<'_>, state: &State, m: usize) -> bool {
    let (Some(action), Some(stage)) = (space.moves.get(m), state.first()) else { return false };
    let in_stage = if *stage == UNBORN { action.opens } else { action.from.contains(stage) };
    let due = match action.expiry_of.filter(|_| action.only_clock) {
        None => !action.only_clock,
        Some(c) => space.clocks.get(c).is_some_and(|c| {
            let wanted = if c.watched { clock::OVERDUE } else { clock::RUNNING };
            state.get(c.slot) == Some(&wanted)
        }),
    };
    in_stage && due
}

/// All combinations of facts that an act can carry, as far as they can be noticed.
fn inputs(space: &Space<'_>, state: &State, m: usize) -> Vec<Vec<(usize, u8)>> {
    let Some(action) = space.moves.get(m) else { return Vec::new() };
    let stage = action.to.or_else(|| state.first().copied()).map_or(0, usize::from);
    let live = space.live.get(stage);
    let name = space.procedure.actions.get(m).map(|a| a.name.as_str()).unwrap_or_default();
    let starts: BTreeSet<usize> = space
        .procedure
        .clocks
        .iter()
        .zip(&space.clocks)
        .filter(|(c, _)| c.starts.contains(name))
        .filter_map(|(_, s)| s.when.as_ref())
        .flat_map(|w| {
            let mut reads = crate::expression::Reads::default();
            w.reads(&space.atoms, &mut reads);
            reads.facts
        })
        .collect();
    let noticed = |f: &usize| {
        space.facts.get(*f).is_some_and(|slot| {
            let later = live.and_then(|l| l.get(slot.slot)).copied().unwrap_or(false);
            let later_atom = space.atom_slots.iter().any(|(a, s)| {
                let reads = space.atoms.get(*a).is_some_and(|a| a.facts.contains(&slot.field));
                reads && live.and_then(|l| l.get(*s)).copied().unwrap_or(false)
            });
            later
                || later_atom
                || action.reads.facts.contains(&slot.field)
                || starts.contains(&slot.field)
                || demand::reads_fact(space, name, slot.field)
        })
    };
    let mut all = vec![Vec::new()];
    let each = action.asks.iter().map(|f| (f, true)).chain(action.may.iter().map(|f| (f, false)));
    for (fact, must) in each.filter(|(f, _)| noticed(f)) {
        let reps = space.facts.get(*fact).map_or(0, |f| f.reps.len());
        let mut more = if must { Vec::new() } else { all.clone() };
        for rep in 1..u8::try_from(reps).unwrap_or(u8::MAX) {
            more.extend(all.iter().map(|i| i.iter().copied().chain([(*fact, rep)]).collect::<Vec<_>>()));
        }
        all = more;
    }
    all
}

/// All outcomes of an act over all choices of what is free.
fn outcomes(space: &Space<'_>, state: &State, m: usize, inputs: &[(usize, u8)]) -> Vec<(Choices, Outcome)> {
    let mut open = vec![Choices::new()];
    let mut done = Vec::new();
    while let Some(choices) = open.pop() {
        match act(space, state, m, inputs, &choices) {
            Ok(outcome) => done.push((choices, outcome)),
            Err(atom) => {
                for value in [false, true] {
                    let mut with = choices.clone();
                    with.insert(atom, value);
                    open.push(with);
                }
            }
        }
    }
    done
}

/// Whether the choices still can be made when time has gone on. A day that the act itself names can always be
/// named so that it fits.
fn lasting(space: &Space<'_>, choices: &Choices, inputs: &[(usize, u8)]) -> bool {
    choices.iter().all(|(atom, value)| {
        let Some(atom) = space.atoms.get(*atom) else { return true };
        let named = |f: &usize| space.fact_of.get(f).is_some_and(|i| inputs.iter().any(|(g, _)| g == i));
        let in_the_end = atom.time.flatten().filter(|_| !atom.facts.iter().any(named));
        in_the_end.is_none_or(|in_the_end| in_the_end == *value)
    })
}

/// Facts of an act by field name.
fn told(space: &Space<'_>, inputs: &[(usize, u8)]) -> BTreeMap<usize, Rep> {
    inputs
        .iter()
        .filter_map(|(f, rep)| {
            let slot = space.facts.get(*f)?;
            Some((slot.field, slot.reps.get(usize::from(*rep))?.clone()))
        })
        .collect()
}
