//! Lock-out: after some failures each further one makes the wait longer, for a name from one address, for an
//! address, and, more gently, for a name from anywhere, so that nobody can lock another out for long.

use crate::Seconds;
use serde::Deserialize;

/// What failures are counted of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A name from one address.
    Pair,
    /// An address, whatever the name.
    Address,
    /// A name, whatever the address. Names that nobody has are counted like the others.
    Name,
}

impl Subject {
    /// All of them.
    pub const ALL: [Subject; 3] = [Subject::Pair, Subject::Address, Subject::Name];

    /// The key under which its failures are counted.
    pub fn key(self, name: &str, address: &str) -> String {
        match self {
            Subject::Pair => format!("pair {address} {name}"),
            Subject::Address => format!("address {address}"),
            Subject::Name => format!("name {name}"),
        }
    }
}

/// How failures of one subject lead to waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Limit {
    /// So many failures cost nothing.
    pub free: u32,
    /// The wait after the first one beyond; each further one doubles it.
    pub first_seconds: Seconds,
    /// Never longer.
    pub most_seconds: Seconds,
}

/// The limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Lockout {
    /// For a name from one address.
    pub pair: Limit,
    /// For an address.
    pub address: Limit,
    /// For a name.
    pub name: Limit,
    /// Failures are forgotten after so long without a further one.
    pub forget_seconds: Seconds,
}

impl Lockout {
    /// The limit of a subject.
    pub fn of(&self, subject: Subject) -> Limit {
        match subject {
            Subject::Pair => self.pair,
            Subject::Address => self.address,
            Subject::Name => self.name,
        }
    }
}

/// Failures counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub failures: u32,
    /// The last one.
    pub last_at: Seconds,
}

impl Attempts {
    /// What counts still.
    fn standing(self, lockout: &Lockout, now: Seconds) -> u32 {
        if now - self.last_at > lockout.forget_seconds { 0 } else { self.failures }
    }

    /// With one more failure now.
    #[must_use]
    pub fn counted(self, lockout: &Lockout, now: Seconds) -> Attempts {
        Attempts { failures: self.standing(lockout, now).saturating_add(1), last_at: now }
    }

    /// Until when a subject has to wait: the first second at which it may try again.
    pub fn until(self, lockout: &Lockout, subject: Subject, now: Seconds) -> Option<Seconds> {
        let limit = lockout.of(subject);
        let beyond = self.standing(lockout, now).checked_sub(limit.free)?;
        let doubled =
            limit.first_seconds.saturating_mul(1_i64.checked_shl(beyond.min(40)).unwrap_or(i64::MAX));
        let until = self.last_at.saturating_add(doubled.min(limit.most_seconds));
        (now < until).then_some(until)
    }
}

/// Until when the three subjects of one attempt have to wait, the longest of them.
pub fn locked_until(lockout: &Lockout, attempts: &[(Subject, Attempts)], now: Seconds) -> Option<Seconds> {
    attempts.iter().filter_map(|(subject, a)| a.until(lockout, *subject, now)).max()
}
