//! Who may come in: accounts, passwords, second factors, sessions, lock-out, and the chain of what was done with them.
//!
//! Everything here is pure: time and chance are arguments, the store and the pages are elsewhere. What a person may
//! do is not said here; that follows from the posts in the record. An account only says who he is.

mod account;
mod code;
mod event;
mod lockout;
mod passkey;
mod password;
mod policy;
mod second_factor;
mod session;

pub use account::{Account, COUNTY, Kind, NameFault, Secrets, name_fault};
pub use code::{CODE_SECONDS, Code, OneTime, hash_of, token};
pub use event::{Deed, Event, Linked, broken};
pub use lockout::{Attempts, Limit, Lockout, Subject, locked_until};
pub use passkey::{CEREMONY_SECONDS, Ceremony, LABEL_CHARS, Passkey, label_of};
pub use password::{Cost, Hasher, Password, PasswordError, Weakness, weaknesses};
pub use policy::{PasswordRules, Policy, SessionLimits, StepUp};
pub use second_factor::{Factor, RECOVERY_CODES, Used, enrolment, new_secret};
pub use session::Session;

/// Seconds since 1970-01-01T00:00:00Z. Sessions, codes and lock-outs go by the true time, also in a demonstration
/// whose civil time is another year's.
pub type Seconds = i64;

/// Where chance comes from.
pub trait Chance: Send + Sync {
    /// Fills the bytes with chance that nobody can guess.
    fn fill(&self, bytes: &mut [u8]);
}

/// An array of chance.
pub fn drawn<const N: usize>(chance: &dyn Chance) -> [u8; N] {
    let mut bytes = [0; N];
    chance.fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests;
