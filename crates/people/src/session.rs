//! A session: what stands behind the token in a browser's cookie.

use crate::{Seconds, SessionLimits};

/// When it was last used is noted so often at most, so that a page costs no write.
const NOTED_SECONDS: Seconds = 60;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Town of the account.
    pub town: String,
    /// Hash of the token; the token itself is nowhere but in the cookie.
    pub hash: String,
    /// Name of the account.
    pub account: String,
    /// When it began.
    pub begun_at: Seconds,
    /// When it was last used, to the minute.
    pub seen_at: Seconds,
    /// When its person last proved who he is.
    pub proved_at: Seconds,
    /// From which address it began.
    pub address: String,
    /// What the browser called itself.
    pub device: String,
}

/// A device's name is kept no longer than so many characters.
const DEVICE_CHARS: usize = 120;

impl Session {
    /// A session that begins now.
    pub fn new(
        town: &str,
        account: &str,
        hash: String,
        now: Seconds,
        address: &str,
        device: &str,
    ) -> Session {
        let own = str::to_owned;
        let device = device.chars().filter(|c| !c.is_control()).take(DEVICE_CHARS).collect();
        let (town, account, address) = (own(town), own(account), own(address));
        Session { town, hash, account, begun_at: now, seen_at: now, proved_at: now, address, device }
    }

    /// Whether it has neither been idle too long nor gone on too long.
    pub fn alive(&self, limits: &SessionLimits, now: Seconds) -> bool {
        now - self.seen_at <= limits.idle_seconds && now - self.begun_at <= limits.most_seconds
    }

    /// Whether this use is worth writing down.
    pub fn worth_noting(&self, now: Seconds) -> bool {
        now - self.seen_at >= NOTED_SECONDS
    }
}
