//! All states that lawful acts, silence and lateness can lead to.

use crate::demand;
use crate::finding::{Event, Fault, Finding};
use crate::space::{Rep, Space, clock};
use crate::step::{Choices, Open, Outcome, State, UNBORN, act, forget, put};
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

/// How far to explore.
#[derive(Clone, Copy)]
pub(crate) struct Reach {
    /// So many states at most.
    pub(crate) states: usize,
    /// Stop at the first thing found.
    pub(crate) first: bool,
}

impl Reach {
    /// Everything that is wrong, as far as states can be held.
    pub(crate) const WHOLE: Reach = Reach { states: MOST_STATES, first: false };
}

/// Explores a procedure breadth first, so that the first way found to anything is a shortest.
pub(crate) fn explore(space: &Space<'_>, reach: Reach) -> Explored {
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
        if graph.states.len() > reach.states {
            graph.note(at, None, Fault::TooLarge);
            break;
        }
        if reach.first && !graph.findings.is_empty() {
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
            let mut seen: BTreeSet<(State, bool)> = BTreeSet::new();
            {
                for (choices, outcome) in outcomes(space, &state, m) {
                    let event = || Event::Act { action: m, inputs: told(space, &choices) };
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
                            let lasting = lasting(space, &choices);
                            if seen.insert((next.clone(), lasting)) {
                                arrive(&mut graph, next, event(), lasting);
                            }
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

/// All outcomes of an act over everything that is open in it.
fn outcomes(space: &Space<'_>, state: &State, m: usize) -> Vec<(Choices, Outcome)> {
    let mut open = vec![Choices::default()];
    let mut done = Vec::new();
    while let Some(choices) = open.pop() {
        match act(space, state, m, &choices) {
            Ok(outcome) => done.push((choices, outcome)),
            Err(Open::Atom(atom)) => {
                for value in [true, false] {
                    let mut with = choices.clone();
                    with.atoms.insert(atom, value);
                    open.push(with);
                }
            }
            Err(Open::Fact(fact)) => {
                let reps = space.facts.get(fact).map_or(0, |f| f.reps.len());
                let must = space.moves.get(m).is_some_and(|a| a.asks.contains(&fact));
                let given = (1..u8::try_from(reps).unwrap_or(u8::MAX)).map(Some);
                // The least is tried first, so that stories stay plain.
                let all: Vec<Option<u8>> = (!must).then_some(None).into_iter().chain(given).collect();
                for value in all.into_iter().rev() {
                    let mut with = choices.clone();
                    with.facts.insert(fact, value);
                    open.push(with);
                }
            }
        }
    }
    done
}

/// Whether the choices still can be made when time has gone on. A day that the act itself names can always be
/// named so that it fits.
fn lasting(space: &Space<'_>, choices: &Choices) -> bool {
    choices.atoms.iter().all(|(atom, value)| {
        let Some(atom) = space.atoms.get(*atom) else { return true };
        let in_the_end = atom.time.flatten().filter(|_| !space.gives(choices, atom));
        in_the_end.is_none_or(|in_the_end| in_the_end == *value)
    })
}

/// Facts of an act by field.
fn told(space: &Space<'_>, choices: &Choices) -> BTreeMap<usize, Rep> {
    let told = choices.facts.iter().filter_map(|(f, rep)| {
        let slot = space.facts.get(*f)?;
        Some((slot.field, slot.reps.get(usize::from((*rep)?))?.clone()))
    });
    told.collect()
}
