//! An officer who is signed in, for requests to pages.

use crate::AnyError;
use desk::People;
use people::{Account, Chance, Cost, Hasher, Kind, Seconds, Session, hash_of, token};
use std::sync::Arc;
use store::{Change, Store};

/// Chance of a generator that is seeded.
struct Seeded;

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        fastrand::fill(bytes);
    }
}

/// All sessions are of this moment.
fn moment() -> Seconds {
    1_700_000_000
}

/// What signing in needs, and the cookie of an officer's session in a town.
pub(crate) fn officer(store: &Store, town: &str) -> Result<(Arc<People>, String), AnyError> {
    let chance = Arc::new(Seeded);
    let hasher = Hasher::new(Cost { memory: 64, passes: 1 }, &*chance)?;
    let token = token(&*chance);
    let account = Account::new(town, "bench", Kind::Officer, "bench");
    let session = Session::new(town, "bench", hash_of(&token), moment(), "127.0.0.1", "fadu-bench");
    store.change(vec![Change::Account(Box::new(account)), Change::Begin(session)])?;
    let people = People::new(hasher, chance, moment, false, None);
    Ok((Arc::new(people), format!("fadu={town}.{token}")))
}
