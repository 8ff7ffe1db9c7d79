//! The Merkle tree of RFC 6962 (as RFC 9162 §2.1 states it): right edge, roots, proofs.

mod frontier;
mod proof;
#[cfg(test)]
mod tests;
mod verify;

pub use frontier::{Frontier, FrontierError, root_of};
pub use proof::{Nodes, TreeError, consistency_proof, inclusion_proof, root_at};
pub use verify::{ProofError, verify_consistency, verify_inclusion};
