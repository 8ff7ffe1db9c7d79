//! Words of Chinese and Latin text to find it again by: what goes into an index, and what a question asks of it.
//!
//! Chinese is not parted into words: each character is one, and each two that stand side by side, so that any piece of a
//! text finds it, of one character or two as well. Latin words and numbers are found by how they begin, a long number
//! also by its last four digits, a name also by the initials of its pinyin. The index answers with candidates;
//! [`Query::found_in`] decides.

mod fold;
mod query;
mod words;

pub use fold::Folded;
pub use query::{Hit, Query, Term, Way};
pub use words::{Words, initials};
