//! Identities and claims: equations between figures, and universal sentences with their counter-examples.

use crate::book::Book;
use crate::evaluate::total;
use kernel::Rulebook;
use kernel::definition::{Claim, Identity};

/// What the record says of a universal sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No counter-example among so many.
    Supported(i64),
    /// So many counter-examples.
    Contradicted(i64),
    /// Nothing in the record speaks to it: none of none.
    Silent,
}

/// A claim and its verdict.
#[derive(Clone, Debug)]
pub struct ClaimState<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// The verdict.
    pub verdict: Verdict,
}

/// An identity and its two sides.
#[derive(Clone, Debug)]
pub struct IdentityState<'a> {
    /// The identity.
    pub identity: &'a Identity,
    /// Sum of the left.
    pub left: i64,
    /// Sum of the right.
    pub right: i64,
}

impl IdentityState<'_> {
    /// Both sides are equal.
    pub fn holds(&self) -> bool {
        self.left == self.right
    }
}

/// Verdicts of all claims.
pub fn claims<'a>(rulebook: &'a Rulebook, book: &Book) -> Vec<ClaimState<'a>> {
    let verdict = |claim: &Claim| {
        let (against, among) = (total(rulebook, book, &claim.none), total(rulebook, book, &claim.among));
        match (against, among) {
            (n, _) if n > 0 => Verdict::Contradicted(n),
            (_, n) if n > 0 => Verdict::Supported(n),
            _ => Verdict::Silent,
        }
    };
    rulebook.claims.values().map(|claim| ClaimState { claim, verdict: verdict(claim) }).collect()
}

/// Both sides of all identities.
pub fn identities<'a>(rulebook: &'a Rulebook, book: &Book) -> Vec<IdentityState<'a>> {
    let sum = |names: &[String]| names.iter().fold(0_i64, |a, n| a.saturating_add(total(rulebook, book, n)));
    rulebook
        .identities
        .iter()
        .map(|i| IdentityState { identity: i, left: sum(&i.left), right: sum(&i.right) })
        .collect()
}
