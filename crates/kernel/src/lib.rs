//! The kernel reads the rulebook and decides acts.
//!
//! [`read::rulebook`] turns the rulebook's texts into a [`Rulebook`] or a list of [`Problem`]s, each with its
//! place. [`decide`] is the one door of the design: rulebook + matter + registers + act + now give a
//! [`Decision`] or a [`Refusal`]. [`advance`] folds what was recorded; the same records give the same matter.
//!
//! The kernel knows no disk, no network, no clock, no chance and no floating point.

pub mod act;
pub mod advance;
pub mod change;
pub mod clock;
pub mod competence;
pub mod decide;
pub mod definition;
pub mod file;
pub mod guard;
pub mod matter;
pub mod problem;
pub mod read;
pub mod refusal;
pub mod value;

pub use act::{Act, Actor, Entry, Recorded, View};
pub use advance::{Advance, EntryChange, FoldError, advance, fold};
pub use clock::ClockView;
pub use competence::Ground;
pub use decide::{Decision, decide};
pub use definition::Rulebook;
pub use file::{FileRef, MediaGroup};
pub use guard::Guard;
pub use matter::{ClockState, Matter};
pub use problem::{Problem, Sources};
pub use refusal::{Refusal, RefusalCode};
pub use value::{Value, Words};
