//! Accounts, sessions, attempts, settings, and the chain of events: the same SQL text runs in either engine.

mod asking;
mod changing;
mod passkeys;

use crate::api::error::StoreError;
use crate::ledgers::LedgerChange;
use crate::reading::{Param, Query};
use ::people::{Account, Attempts, Ceremony, Event, Linked, Passkey, Seconds, Session};

pub(crate) use changing::apply;

/// One change. Several are done together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Adds an account of version 0, or changes one that still has its version.
    Account(Box<Account>),
    /// Begins a session.
    Begin(Session),
    /// Notes when a session was last used, and when its person last proved who he is.
    Seen {
        /// Town.
        town: String,
        /// Hash of its token.
        hash: String,
        /// When it was used.
        seen_at: Seconds,
        /// When he proved it.
        proved_at: Seconds,
    },
    /// Ends one session of an account.
    End {
        /// Town.
        town: String,
        /// The account.
        account: String,
        /// Hash of its token.
        hash: String,
    },
    /// Ends all sessions of an account.
    EndAll {
        /// Town.
        town: String,
        /// The account.
        account: String,
        /// But for this one; empty for none.
        but: String,
    },
    /// Counts a failed attempt, if nobody counted meanwhile.
    Count {
        /// Town.
        town: String,
        /// What is counted of.
        subject: String,
        /// As it was read.
        before: Attempts,
        /// As it shall be.
        after: Attempts,
        /// Attempts older than this are swept away.
        sweep: Seconds,
    },
    /// Forgets the failures of a subject.
    Forget {
        /// Town.
        town: String,
        /// What was counted of.
        subject: String,
    },
    /// Sets a setting.
    Set {
        /// Town.
        town: String,
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// Adds a passkey.
    AddPasskey(Box<Passkey>),
    /// Notes that a passkey was used, if nobody used it meanwhile.
    UsePasskey {
        /// The passkey as it was read.
        passkey: Box<Passkey>,
        /// Its counter and state of backup from now on.
        moving: String,
        /// When it was used.
        used_at: Seconds,
    },
    /// Takes a passkey of an account away, if it has it.
    RemovePasskey {
        /// Town.
        town: String,
        /// The account.
        account: String,
        /// Id of the passkey.
        id: String,
    },
    /// Keeps a challenge until it is answered.
    Await {
        /// The challenge.
        ceremony: Box<Ceremony>,
        /// Challenges of the town that could be answered until before this are swept away.
        sweep: Seconds,
    },
    /// Uses a challenge up, if nobody did.
    Answer {
        /// Town.
        town: String,
        /// The challenge.
        challenge: String,
    },
    /// Adds an event to the chain.
    Event(Event),
    /// Keeps or forgets something of ledgers.
    Ledger(LedgerChange),
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Somebody changed it since it was read.
    #[error("it was changed meanwhile; read it again")]
    Stale,
    /// There is an account of this name already.
    #[error("there is an account of this name already")]
    NameTaken,
    /// The person has an account already. A person has one, so that nobody is two kinds of administrator.
    #[error("the person has an account already")]
    PersonTaken,
    /// The store could not do its work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An engine's open write transaction.
pub(crate) trait Writes: Query {
    /// Answers the number of rows written.
    fn write(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError>;
}

/// The verbs of reading about people.
#[allow(missing_docs, reason = "the names and the types say all; a line each would repeat them")]
pub trait PeopleReader {
    fn account(&mut self, town: &str, name: &str) -> Result<Option<Account>, StoreError>;
    fn accounts(&mut self, town: &str) -> Result<Vec<Account>, StoreError>;
    /// The session of a token's hash, with its account.
    fn session(&mut self, town: &str, hash: &str) -> Result<Option<(Session, Account)>, StoreError>;
    /// Sessions of an account, the newest first.
    fn sessions(&mut self, town: &str, account: &str) -> Result<Vec<Session>, StoreError>;
    fn attempts(&mut self, town: &str, subject: &str) -> Result<Attempts, StoreError>;
    /// The passkey of an id.
    fn passkey(&mut self, town: &str, id: &str) -> Result<Option<Passkey>, StoreError>;
    /// Passkeys of an account, the oldest first.
    fn passkeys(&mut self, town: &str, account: &str) -> Result<Vec<Passkey>, StoreError>;
    /// Passkeys of all accounts of a town.
    fn passkeys_of_town(&mut self, town: &str) -> Result<Vec<Passkey>, StoreError>;
    fn ceremony(&mut self, town: &str, challenge: &str) -> Result<Option<Ceremony>, StoreError>;
    fn setting(&mut self, town: &str, name: &str) -> Result<Option<String>, StoreError>;
    /// Events before a place, the newest first; before 0: from the newest on.
    fn events(&mut self, town: &str, before: i64, most: u32) -> Result<Vec<Linked>, StoreError>;
    /// Number of events and hash of the last one.
    fn event_head(&mut self, town: &str) -> Result<(i64, String), StoreError>;
}
