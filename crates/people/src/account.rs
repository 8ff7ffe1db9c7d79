//! An account: a name to sign in with, bound to one person, of one kind.

use crate::{Factor, OneTime, Password, Seconds};
use serde::{Deserialize, Serialize};

/// The place of accounts that belong to the county, not to a town. No town can be called so.
pub const COUNTY: &str = "@county";

/// What an account is for. An account has one kind and a person has one account, so nobody can be two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Works at the desk; what he may do follows from his posts.
    Officer,
    /// System administrator: accounts, backup. Sees no business data.
    System,
    /// Security administrator: policy, codes, second factors. Sees no business data.
    Security,
    /// Audit administrator: reads what the others did, verifies. Changes nothing.
    Audit,
    /// Supervisor of the county: reads all towns, changes nothing; each look is recorded.
    Supervisor,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] = [Kind::Officer, Kind::System, Kind::Security, Kind::Audit, Kind::Supervisor];
    /// The three administrators.
    pub const ADMINISTRATORS: [Kind; 3] = [Kind::System, Kind::Security, Kind::Audit];

    /// The name, as it is stored and typed.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Officer => "officer",
            Kind::System => "system",
            Kind::Security => "security",
            Kind::Audit => "audit",
            Kind::Supervisor => "supervisor",
        }
    }

    /// The kind of a name.
    pub fn read(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.name() == name)
    }

    /// Whether accounts of this kind can belong to the place: supervisors to the county, officers to towns.
    pub fn fits(self, place: &str) -> bool {
        match self {
            Kind::Officer => place != COUNTY,
            Kind::Supervisor => place == COUNTY,
            Kind::System | Kind::Security | Kind::Audit => true,
        }
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Town, or [`COUNTY`].
    pub town: String,
    /// The name to sign in with.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// Whose it is: an officer's key, as his posts name him.
    pub person: String,
    /// How often it was changed; 0 before it is stored.
    pub version: i64,
    /// How its person proves who he is.
    pub secrets: Secrets,
}

/// How a person proves who he is. Stored as one JSON text; holds hashes, but for the key of the second factor.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Secrets {
    /// Nobody signs in with the account.
    pub disabled: bool,
    /// Made for a demonstration: signs in by a button, on loopback only.
    pub demonstration: bool,
    /// The password.
    pub password: Option<Password>,
    /// A code given by the security administrator, with which a password is set.
    pub code: Option<OneTime>,
    /// The second factor.
    pub factor: Option<Factor>,
    /// The identity at another provider, as `issuer subject`.
    pub identity: Option<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Secrets { disabled, demonstration, .. } = self;
        let mut shown = f.debug_struct("Secrets");
        shown.field("disabled", disabled).field("demonstration", demonstration).finish_non_exhaustive()
    }
}

impl Account {
    /// A new account. Nobody can sign in with it before the security administrator gives a code.
    pub fn new(town: &str, name: &str, kind: Kind, person: &str) -> Account {
        let own = str::to_owned;
        let secrets = Secrets::default();
        Account { town: own(town), name: own(name), kind, person: own(person), version: 0, secrets }
    }

    /// Gives a code that sets the password once, and forgets the password that was.
    pub fn give(&mut self, code: OneTime) {
        self.secrets.password = None;
        self.secrets.code = Some(code);
    }

    /// Whether the code is the one given, and in time.
    pub fn code_fits(&self, text: &str, now: Seconds) -> bool {
        !self.secrets.disabled && self.secrets.code.as_ref().is_some_and(|c| c.fits(text, now))
    }
}

/// Why a name can't be one to sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// Empty or longer than 40 characters.
    #[error("a name has 1 to 40 characters")]
    Length,
    /// Something other than letters, digits, `-`, `_`, `.`, `·`.
    #[error("a name holds letters, digits, `-`, `_`, `.` and `·` only")]
    Character,
}

/// What is wrong with a name, if anything.
pub fn name_fault(name: &str) -> Option<NameFault> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '·');
    match name.chars().count() {
        1..=40 if name.chars().all(plain) => None,
        1..=40 => Some(NameFault::Character),
        _ => Some(NameFault::Length),
    }
}
