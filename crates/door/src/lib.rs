//! The one door: whoever acts, and from wherever, comes through [`Door::act`].
//!
//! It reads what the decision needs in one snapshot, lets the kernel decide, and commits the decision with its
//! leaf, matter, clocks, entries and postings in one durable transaction. If something that the decision read was
//! changed meanwhile, it decides again.

mod act;
mod chain;
pub mod edition;
mod figure;
mod files;
mod gate;
mod index;
mod papers;
mod seal;
mod standing;
mod tick;
mod verify;

pub use crate::files::{FileCounts, Incoming, NotTaken, Why, asks_files, named};
pub use act::{ActError, Chance, Done, Door, Prepared};
pub use chain::{Chain, ChainError};
pub use figure::Figures;
pub use index::{Indexed, texts};
pub use seal::{Seal, SealError};
pub use standing::{Standing, StandingAct};
pub use verify::{Fault, Verification};
