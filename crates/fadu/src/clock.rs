//! The only place that reads a clock and draws chance.

use deadline::DateTime;
use jiff::ToSpan;
use record::Salt;
use std::time::Instant;

/// China has one zone, eight hours before UTC, without summer time.
const ZONE_HOURS: i8 = 8;

/// The town's civil time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl desk::Clock for SystemClock {
    fn now(&self) -> DateTime {
        jiff::tz::offset(ZONE_HOURS).to_datetime(jiff::Timestamp::now())
    }
}

/// A demonstration's time: goes on from where its year ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DemoClock {
    from: DateTime,
    since: Instant,
}

impl DemoClock {
    /// A clock that shows `from` now.
    pub(crate) fn starting(from: DateTime) -> DemoClock {
        DemoClock { from, since: Instant::now() }
    }
}

impl desk::Clock for DemoClock {
    fn now(&self) -> DateTime {
        let seconds = i64::try_from(self.since.elapsed().as_secs()).unwrap_or(0);
        self.from.checked_add(seconds.seconds()).unwrap_or(self.from)
    }
}

/// Salts from the system's chance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemChance;

impl door::Chance for SystemChance {
    fn salt(&self) -> Salt {
        Salt(random())
    }
}

impl people::Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        fill(bytes);
    }
}

/// The true time. Sessions and codes go by it, also in a demonstration of another year.
pub(crate) fn seconds() -> people::Seconds {
    jiff::Timestamp::now().as_second()
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// Without chance no commitment hides anything and every session could be guessed, so the program ends.
#[expect(
    clippy::panic,
    reason = "a system without chance can't keep anything secret; going on would publish facts"
)]
fn fill(bytes: &mut [u8]) {
    if let Err(error) = getrandom::fill(bytes) {
        panic!("the system gives no random bytes: {error}");
    }
}

/// Salts out of a seed, so that a demonstration's record is the same each time it is made.
#[derive(Debug)]
pub(crate) struct SeededChance(std::sync::Mutex<fastrand::Rng>);

impl SeededChance {
    /// Chance out of this seed.
    pub(crate) fn new(seed: u64) -> SeededChance {
        SeededChance(std::sync::Mutex::new(fastrand::Rng::with_seed(seed)))
    }
}

impl door::Chance for SeededChance {
    fn salt(&self) -> Salt {
        let mut bytes = [0; 16];
        match self.0.lock() {
            Ok(mut rng) => rng.fill(&mut bytes),
            Err(poisoned) => poisoned.into_inner().fill(&mut bytes),
        }
        Salt(bytes)
    }
}
