//! The two policies, as data: what a password must be, when attempts are locked out, how long sessions last.

use crate::Lockout;
use crate::{Kind, Seconds};
use serde::Deserialize;
use std::collections::BTreeSet;

const ASVS: &str = include_str!("../policies/asvs.json");
const DENGBAO: &str = include_str!("../policies/dengbao.json");

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name: `asvs` or `dengbao`.
    pub name: String,
    /// Where its numbers are from.
    pub source: String,
    /// Passwords.
    pub password: PasswordRules,
    /// Lock-out.
    pub lockout: Lockout,
    /// Sessions.
    pub session: SessionLimits,
    /// Proving again before deciding.
    pub step_up: StepUp,
    /// Kinds of accounts that need a second factor.
    pub second_factor: BTreeSet<Kind>,
}

/// What a password must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordRules {
    /// Characters at least.
    pub length_min: usize,
    /// Characters at most; longer ones are refused, never cut.
    pub length_max: usize,
    /// Of lower case, upper case, digits, others, at least so many kinds.
    pub classes_min: usize,
    /// A new one must differ from so many that were used before.
    pub earlier_refused: usize,
    /// It must be changed after so many days; 0: never.
    pub days_max: Seconds,
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionLimits {
    /// Without use.
    pub idle_seconds: Seconds,
    /// In all.
    pub most_seconds: Seconds,
}

/// Before which decisions a person proves again who he is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    /// Who decides in one of these roles.
    pub roles: BTreeSet<String>,
    /// Not again for so long.
    pub seconds: Seconds,
}

impl StepUp {
    /// Whether somebody who proved who he is at a moment must do so again before he decides in one of these roles.
    pub fn due<'a>(
        &self,
        proved_at: Seconds,
        mut roles: impl Iterator<Item = &'a str>,
        now: Seconds,
    ) -> bool {
        now - proved_at > self.seconds && roles.any(|r| self.roles.contains(r))
    }
}

impl Policy {
    /// The policies that there are.
    pub const NAMES: [&str; 2] = ["asvs", "dengbao"];

    /// A policy by its name; the first one for a name that there isn't.
    ///
    /// # Errors
    /// Its data can't be read, which a test excludes.
    pub fn named(name: &str) -> Result<Policy, serde_json::Error> {
        serde_json::from_str(if name == "dengbao" { DENGBAO } else { ASVS })
    }
}
