//! Proves procedures: every lawful way through the very definition that the engine runs is explored, and on each
//! of them the declared properties must hold, an end must stay within reach, and nothing may be dead.
//!
//! The method is explicit-state model checking (Clarke, Grumberg, Peled: *Model Checking*, 1999) over an
//! abstraction of the facts: see [`prove`].

pub mod coverage;
mod demand;
mod explore;
mod expression;
mod finding;
mod liveness;
pub mod mutate;
mod options;
pub mod scenario;
mod space;
mod step;
mod story;

use explore::Reach;

pub use explore::MOST_STATES;
pub use finding::{Event, Fault, Finding};
pub use space::Rep;
pub use story::tell;

use kernel::definition::Procedure;

/// What exploring a procedure found.
#[derive(Debug)]
pub struct Proof {
    /// States that can be told apart.
    pub states: usize,
    /// Acts and passings of time between them.
    pub steps: usize,
    /// What is wrong; empty means proved.
    pub findings: Vec<Finding>,
}

/// Explores a procedure exhaustively.
///
/// Flags, choices, small numbers, counts of acts and clocks are followed exactly; numbers are represented by the
/// constants that they are compared with and their neighbours; comparisons of dates and texts may come out either
/// way, and keep their value as long as their facts stay the same. A clock may run out at any time after it began.
pub fn prove(procedure: &Procedure) -> Proof {
    let space = space::Space::of(procedure);
    let graph = explore::explore(&space, Reach::WHOLE);
    Proof { states: graph.states.len(), steps: graph.edges.len(), findings: graph.findings }
}

/// The first thing that is wrong with a procedure, looking at no more than so many states; none where nothing is wrong
/// as far as was looked.
pub fn first_fault(procedure: &Procedure, states: usize) -> Option<Finding> {
    let space = space::Space::of(procedure);
    let graph = explore::explore(&space, Reach { states, first: true });
    graph.findings.into_iter().find(|f| !matches!(f.fault, Fault::TooLarge))
}

#[cfg(test)]
mod tests;
