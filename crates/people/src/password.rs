//! Passwords: which are refused, how they are kept (argon2id), how they are checked.

use crate::{Chance, PasswordRules, Seconds, drawn};
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};

/// Passwords that many people use; ours, gathered from what is widely reported. One a line.
const COMMON: &str = include_str!("../policies/common-passwords.txt");

/// Seconds of a day.
const DAY: Seconds = 86_400;

/// What is wrong with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Shorter than the policy allows.
    Short,
    /// Longer than the policy allows.
    Long,
    /// Of too few kinds of characters.
    Classes,
    /// One that many people use, or such a one with digits around it.
    Common,
    /// One character or one short piece again and again, or characters in a row.
    Pattern,
    /// The name of the account, of its person or of the town.
    Context,
    /// Used before.
    Earlier,
}

impl Weakness {
    /// The wording's key.
    pub fn key(self) -> &'static str {
        match self {
            Weakness::Short => "password-short",
            Weakness::Long => "password-long",
            Weakness::Classes => "password-classes",
            Weakness::Common => "password-common",
            Weakness::Pattern => "password-pattern",
            Weakness::Context => "password-context",
            Weakness::Earlier => "password-earlier",
        }
    }
}

/// What is wrong with a password under the rules. `context` are the names that it must not consist of.
pub fn weaknesses(rules: &PasswordRules, password: &str, context: &[&str]) -> Vec<Weakness> {
    let length = password.chars().count();
    let mut found = Vec::new();
    let mut check = |wrong: bool, weakness| {
        if wrong {
            found.push(weakness);
        }
    };
    check(length < rules.length_min, Weakness::Short);
    check(length > rules.length_max, Weakness::Long);
    check(classes(password) < rules.classes_min, Weakness::Classes);
    let folded = password.to_lowercase();
    let trimmed = folded.trim_matches(|c: char| !c.is_alphabetic());
    let common = |text: &str| COMMON.lines().any(|l| l == text);
    check(common(&folded) || common(trimmed), Weakness::Common);
    check(repeats(&folded) || in_a_row(&folded), Weakness::Pattern);
    let contained = |word: &&str| !word.is_empty() && repeated_of(&folded, &word.to_lowercase());
    check(context.iter().any(contained), Weakness::Context);
    found
}

fn classes(password: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_lowercase(),
        |c| c.is_uppercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit(),
    ];
    kinds.into_iter().filter(|kind| password.chars().any(kind)).count()
}

/// A piece of at most four characters, again and again.
fn repeats(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=4).any(|n| chars.len() > n && chars.iter().zip(chars.iter().skip(n)).all(|(a, b)| a == b))
}

/// Each character next to the one before it, as 123456789012 or abcdefghijkl; backwards too.
fn in_a_row(text: &str) -> bool {
    let steps: Vec<i64> = text
        .chars()
        .zip(text.chars().skip(1))
        .map(
            |(a, b)| if (a, b) == ('9', '0') { 1 } else { i64::from(u32::from(b)) - i64::from(u32::from(a)) },
        )
        .collect();
    steps.len() > 2 && (steps.iter().all(|s| *s == 1) || steps.iter().all(|s| *s == -1))
}

/// The word again and again, with digits and signs around and between.
fn repeated_of(text: &str, word: &str) -> bool {
    let rest = text.replace(word, "");
    rest.len() < text.len() && !rest.chars().any(char::is_alphabetic)
}

/// A password as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password {
    /// The PHC string: algorithm, cost, salt, hash.
    phc: String,
    /// When it was set.
    pub set_at: Seconds,
    /// PHC strings of those before it, newest first.
    #[serde(default)]
    earlier: Vec<String>,
}

impl Password {
    /// Whether it must be changed because of its age.
    pub fn stale(&self, rules: &PasswordRules, now: Seconds) -> bool {
        rules.days_max > 0 && now - self.set_at > rules.days_max * DAY
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Password").field("set_at", &self.set_at).finish_non_exhaustive()
    }
}

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// RFC 9106 section 4, the second recommended option: 64 MiB, three passes; with one lane, since no more than
    /// one core is to be had.
    pub const FULL: Cost = Cost { memory: 65_536, passes: 3 };
}

/// The cost is not one that the algorithm knows, or it failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct PasswordError(String);

/// Hashes and checks. A check always costs the same, whether or not there is a password to check against.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    nobody: String,
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher").field("params", self.argon2.params()).finish_non_exhaustive()
    }
}

fn failed(error: impl std::fmt::Display) -> PasswordError {
    PasswordError(error.to_string())
}

impl Hasher {
    /// A hasher of this cost.
    ///
    /// # Errors
    /// The cost is out of range.
    pub fn new(cost: Cost, chance: &dyn Chance) -> Result<Hasher, PasswordError> {
        let params = Params::new(cost.memory, cost.passes, 1, None).map_err(failed)?;
        let mut hasher = Hasher {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            nobody: String::new(),
        };
        hasher.nobody = hasher.phc("nobody's password", chance)?;
        Ok(hasher)
    }

    fn phc(&self, password: &str, chance: &dyn Chance) -> Result<String, PasswordError> {
        let salt = drawn::<16>(chance);
        let hash: PasswordHash =
            self.argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(failed)?;
        Ok(hash.to_string())
    }

    /// Keeps a password in the place of the one before it.
    ///
    /// # Errors
    /// The algorithm failed.
    pub fn keep(
        &self,
        password: &str,
        before: Option<&Password>,
        rules: &PasswordRules,
        now: Seconds,
        chance: &dyn Chance,
    ) -> Result<Password, PasswordError> {
        let kept = before.iter().flat_map(|p| std::iter::once(&p.phc).chain(&p.earlier));
        let earlier = kept.take(rules.earlier_refused).cloned().collect();
        Ok(Password { phc: self.phc(password, chance)?, set_at: now, earlier })
    }

    fn verify(&self, phc: &str, password: &str) -> bool {
        PasswordHash::new(phc)
            .is_ok_and(|hash| self.argon2.verify_password(password.as_bytes(), &hash).is_ok())
    }

    /// Whether the password is right. Without one to check against it costs the same, and answers no.
    pub fn right(&self, kept: Option<&Password>, password: &str) -> bool {
        let right = self.verify(kept.map_or(&self.nobody, |p| &p.phc), password);
        right && kept.is_some()
    }

    /// Whether the password was used before, the present one included.
    pub fn used_before(&self, kept: &Password, rules: &PasswordRules, password: &str) -> bool {
        let all = std::iter::once(&kept.phc).chain(&kept.earlier);
        all.take(rules.earlier_refused.max(1)).any(|phc| self.verify(phc, password))
    }

    /// Whether it was kept at another cost than today's and should be kept anew.
    pub fn outdated(&self, kept: &Password) -> bool {
        let params = PasswordHash::new(&kept.phc).ok().and_then(|h| Params::try_from(&h).ok());
        params.is_none_or(|p| {
            let now = self.argon2.params();
            (p.m_cost(), p.t_cost(), p.p_cost()) != (now.m_cost(), now.t_cost(), now.p_cost())
        })
    }
}
