//! The tamper-evident record of a town: leaves, commitments, an RFC 6962 tree, C2SP tiles, checkpoints and
//! receipts, and an audit that names what was changed by hand.
//!
//! The crate is pure: bytes in, bytes out. It reads no file, clock or source of randomness, so salts and key seeds
//! come from the caller and everything that it says can be computed again by anybody. The formats are written
//! down, with test vectors, in this crate's `README.md` and `vectors/`.
//!
//! ```
//! use record::{Hash, Salt, commit, tree::Frontier};
//! let salt = Salt([7; 16]); // in use: 16 secret random bytes, new for each fact
//! let commitment = commit("applicant", &salt, &serde_json::json!({"name": "张三"}))?;
//! let mut tree = Frontier::new();
//! tree.append(Hash::of_leaf(b"first"));
//! assert_eq!(tree.root(), Hash::of_leaf(b"first"));
//! # assert_ne!(commitment, tree.root());
//! # Ok::<(), record::CanonicalError>(())
//! ```

pub mod audit;
pub mod canonical;
pub mod checkpoint;
mod commitment;
mod hash;
mod leaf;
pub mod receipt;
pub mod tile;
pub mod tree;

pub use canonical::CanonicalError;
pub use commitment::{Salt, commit};
pub use hash::{Hash, HexError};
pub use leaf::{LEAF_LIMIT, Leaf, LeafError};
