//! Figures, identities between them, and claims over them.

use super::law::Basis;
use crate::guard::Guard;
use crate::value::Words;

/// A named number.
#[derive(Debug)]
pub struct Figure {
    /// Name, as `hazard.found`.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Unit, as `条`.
    pub unit: String,
    /// The numbered item of the yearly report that states it.
    pub item: Option<u32>,
    /// Stated in the yearly report, or only needed by other figures.
    pub reported: bool,
    /// What exactly is counted.
    pub means: Words,
    /// How it comes about.
    pub kind: FigureKind,
}

/// How a figure comes about.
#[derive(Debug)]
pub enum FigureKind {
    /// The sum of the postings of the period.
    Flow(Vec<Count>),
    /// The sum of all postings until the end of the period.
    Stock(Vec<Count>),
    /// One figure over another, as a percentage with this many decimals.
    Ratio {
        /// Above the line.
        numerator: String,
        /// Below the line; 0 makes the ratio not applicable.
        denominator: String,
        /// Decimals that are stated.
        decimals: u8,
    },
    /// The least sum of a flow among the keys that a stock holds (不少于…学时).
    Least {
        /// The flow, counted by key.
        of: String,
        /// The stock whose keys must each be there.
        among: String,
    },
    /// The term of a clock.
    Limit {
        /// Procedure of the clock.
        procedure: String,
        /// Its name.
        clock: String,
    },
}

/// What posts to a figure.
#[derive(Debug)]
pub struct Count {
    /// Procedure of the action.
    pub procedure: String,
    /// The action.
    pub action: String,
    /// Only if this holds of the matter after the act.
    pub when: Option<Guard>,
    /// Field with the amount; none is one.
    pub add: Option<String>,
    /// Takes away in place of adding.
    pub takes: bool,
    /// Field that gives the dimension.
    pub by: Option<String>,
}

/// An equation between figures: the sum of the left equals the sum of the right.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Name.
    pub name: String,
    /// What it says.
    pub title: Words,
    /// Summands of the left.
    pub left: Vec<String>,
    /// Summands of the right.
    pub right: Vec<String>,
}

/// A universal sentence: contradicted as soon as there is a counter-example.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Name.
    pub name: String,
    /// The sentence.
    pub says: Words,
    /// The figure whose postings are the counter-examples.
    pub none: String,
    /// The figure that tells of how many it is said.
    pub among: String,
    /// Who says so.
    pub basis: Vec<Basis>,
}
