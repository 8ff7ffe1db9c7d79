//! Finding matters again by words: an index that follows the record, and can be made again from it.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use deadline::DateTime;

/// A matter with the words by which it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Matter.
    pub matter: String,
    /// When it began: the newest are found first.
    pub opened_at: DateTime,
    /// Its words, each once; none holds a blank.
    pub words: Vec<String>,
}

/// Passages of a town that take the index from one place in the record to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passages {
    /// Town.
    pub town: String,
    /// Records that the index knew when these were made.
    pub from: u64,
    /// Records that it knows with them.
    pub to: u64,
    /// The matters that moved in between, as they stand.
    pub passages: Vec<Passage>,
}
