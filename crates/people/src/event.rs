//! What was done with accounts, as a chain: each event's hash covers the one before it, so that none can be changed,
//! left out or put in between without breaking it.

use crate::Seconds;
use record::Hash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// An account was made.
    AccountAdded,
    /// It can't be used any more.
    AccountDisabled,
    /// It can be used again.
    AccountEnabled,
    /// A one-time code was given for a password.
    CodeGiven,
    /// A password was set with a one-time code.
    PasswordSet,
    /// A password was changed by its owner.
    PasswordChanged,
    /// A second factor was set up.
    FactorAdded,
    /// A second factor was taken away.
    FactorRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was taken away.
    PasskeyRemoved,
    /// A passkey was refused because its signature counter did not go up: there may be a copy of it.
    PasskeyCopied,
    /// New recovery codes were made.
    RecoveryRenewed,
    /// Somebody signed in.
    SignedIn,
    /// Somebody was refused.
    SignInRefused,
    /// Somebody signed out.
    SignedOut,
    /// A session was ended from elsewhere.
    SessionEnded,
    /// The policy was changed.
    PolicyChanged,
    /// A supervisor of the county looked at a page of the town.
    Looked,
}

impl Deed {
    /// The name, as it is stored and hashed.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The deed of a name.
    pub fn read(name: &str) -> Option<Deed> {
        serde_json::from_value(name.into()).ok()
    }
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Town, or the county.
    pub town: String,
    /// When.
    pub at: Seconds,
    /// Name of the account that did it; `command-line` for the program's commands.
    pub actor: String,
    /// What.
    pub deed: Deed,
    /// Name of the account it was done to, or what was looked at.
    pub subject: String,
    /// From which address; empty for commands.
    pub address: String,
    /// Anything more, by name. Never a secret.
    pub details: BTreeMap<String, String>,
}

impl Event {
    /// An event without details.
    pub fn new(town: &str, at: Seconds, actor: &str, deed: Deed, subject: &str, address: &str) -> Event {
        let own = str::to_owned;
        let details = BTreeMap::new();
        Event {
            town: own(town),
            at,
            actor: own(actor),
            deed,
            subject: own(subject),
            address: own(address),
            details,
        }
    }

    /// With one more detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Event {
        self.details.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The hash of the event at its place after the one before it.
    pub fn hash(&self, seq: i64, before: &str) -> String {
        let (seq, at) = (seq.to_string(), self.at.to_string());
        let deed = self.deed.name();
        let mut fields =
            vec![before, &self.town, &seq, &at, &self.actor, &deed, &self.subject, &self.address];
        fields.extend(self.details.iter().flat_map(|(k, v)| [k.as_str(), v.as_str()]));
        // Each field with its length before it, so that no two lists of fields give the same bytes.
        let lengths: Vec<[u8; 8]> = fields.iter().map(|f| (f.len() as u64).to_be_bytes()).collect();
        let mut pieces: Vec<&[u8]> = vec![b"fadu/event\0"];
        pieces.extend(lengths.iter().zip(&fields).flat_map(|(l, f)| [l.as_slice(), f.as_bytes()]));
        Hash::of(&pieces).to_string()
    }
}

/// An event at its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Place, from 1.
    pub seq: i64,
    /// What was done.
    pub event: Event,
    /// Its hash.
    pub hash: String,
}

/// The place of the first event at which a chain is broken, given oldest first and whole. `head` is the number of
/// events and the last hash, as they are kept apart: they tell of a chain that was cut off at its end.
pub fn broken(chain: &[Linked], head: (i64, &str)) -> Option<i64> {
    let mut before = "";
    for (place, linked) in (1..).zip(chain) {
        if linked.seq != place || linked.event.hash(place, before) != linked.hash {
            return Some(place);
        }
        before = &linked.hash;
    }
    let length = i64::try_from(chain.len()).unwrap_or(i64::MAX);
    ((length, before) != head).then_some(length + 1)
}
