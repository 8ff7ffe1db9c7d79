//! Figures: postings, flows, stocks, ratios with numerator and denominator, breakdowns, identities, claims.
//!
//! Double entry in spirit: an act posts to figures as it is committed ([`post`]), a figure is the sum of its
//! postings ([`evaluate`]), and each posting points at its record, so that a total and its parts come from the
//! same postings and can't disagree. Pure: no store, no clock, no floating point.

mod book;
mod claim;
mod evaluate;
mod post;

pub use book::{Book, Cell, Period};
pub use claim::{ClaimState, IdentityState, Verdict, claims, identities};
pub use evaluate::{Amount, Row, Rows, evaluate, evaluate_one};
pub use post::{Posting, post};

#[cfg(test)]
mod tests;
