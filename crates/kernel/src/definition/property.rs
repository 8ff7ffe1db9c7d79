//! What must hold on every lawful way through a procedure, to be proved by exploring all of them.

use super::law::Basis;
use crate::guard::Guard;
use crate::value::Words;
use deadline::Term;

/// One demand of the law on the whole course of a matter.
#[derive(Clone, Debug)]
pub struct Property {
    /// What is demanded.
    pub demand: Demand,
    /// Only where this holds after the act, or at the end.
    pub when: Option<Guard>,
    /// Why.
    pub basis: Vec<Basis>,
    /// The demand as a sentence.
    pub says: Words,
    /// The general law that it comes from.
    pub general: Option<String>,
}

/// The kinds of demand. All names are actions, but for the two fields of `NotAbove`.
#[derive(Clone, Debug)]
pub enum Demand {
    /// `last` never happens unless one of `first` happened before it.
    Before {
        /// Any of these suffices.
        first: Vec<String>,
        /// The later act.
        last: String,
    },
    /// Nobody does `act` who did one of `others` on the same matter.
    NeverSamePerson {
        /// The act.
        act: String,
        /// The acts of others.
        others: Vec<String>,
    },
    /// No end is reached without one of `acts`.
    NoEndWithout {
        /// Any of these suffices.
        acts: Vec<String>,
    },
    /// After `asked`, no `last` before `then`.
    IfAskedThen {
        /// The request.
        asked: String,
        /// What it calls for; any of these suffices.
        then: Vec<String>,
        /// What must wait.
        last: String,
    },
    /// When `act` happened, `then` is due within the term: a clock that it stops says so.
    AfterWithin {
        /// The act.
        act: String,
        /// What is due.
        then: String,
        /// Within which term at most.
        term: Term,
    },
    /// At `act`, the number of the first field is not above that of the second.
    NotAbove {
        /// The field that is bounded.
        field: String,
        /// The field that bounds it.
        bound: String,
        /// The act.
        act: String,
    },
    /// Nobody but these roles ever does `act`; time does not count.
    Only {
        /// The act.
        act: String,
        /// The roles.
        roles: Vec<String>,
    },
    /// With all its extensions, the clock is no longer than this.
    Total {
        /// The clock.
        clock: String,
        /// The longest term that the law allows.
        term: Term,
    },
    /// Once `first` happened, `then` never happens.
    NotAfter {
        /// What shuts the way.
        first: String,
        /// What is shut out.
        then: String,
    },
}
