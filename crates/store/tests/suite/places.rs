//! Where the suite runs: a place of its own for each test, gone afterwards.

use std::sync::atomic::{AtomicU32, Ordering};
use store::{Place, Store, Town};

/// A place that is taken away when the test ends.
pub(crate) struct Fixture {
    pub(crate) place: Place,
    _folder: Option<tempfile::TempDir>,
    database: Option<(String, String)>,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl Fixture {
    pub(crate) fn sqlite() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        Fixture { place: Place::Sqlite(folder.path().join("s")), _folder: Some(folder), database: None }
    }

    pub(crate) fn postgres() -> Option<Fixture> {
        let Ok(server) = std::env::var("FADU_TEST_POSTGRES") else {
            println!("PostgreSQL left out: FADU_TEST_POSTGRES is not set");
            return None;
        };
        let name = format!("t{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
        client.batch_execute(&format!("create database {name}")).unwrap();
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        Some(Fixture { place: Place::Postgres(url), _folder: None, database: Some((server, name)) })
    }

    pub(crate) fn all() -> Vec<Fixture> {
        [Some(Fixture::sqlite()), Fixture::postgres()].into_iter().flatten().collect()
    }

    /// Opened, with the towns `a` and `b`.
    pub(crate) fn open(&self) -> Store {
        open(&self.place)
    }

    /// A connection of its own to the PostgreSQL database.
    pub(crate) fn client(&self) -> postgres::Client {
        let Place::Postgres(url) = &self.place else { panic!("not PostgreSQL") };
        postgres::Client::connect(url, postgres::NoTls).unwrap()
    }
}

pub(crate) fn town(key: &str) -> Town {
    Town { key: key.into(), name: format!("{key}镇"), origin: format!("{key}.invalid") }
}

pub(crate) fn open(place: &Place) -> Store {
    let store = Store::open(place).unwrap();
    for key in ["a", "b"] {
        store.found(&town(key)).unwrap();
        store.found(&town(key)).unwrap();
    }
    store
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.database
            && let Ok(mut client) = postgres::Client::connect(server, postgres::NoTls)
        {
            let _ = client.batch_execute(&format!("drop database {name} with (force)"));
        }
    }
}

/// Runs a test on each engine.
pub(crate) fn on_each(test: impl Fn(&Store)) {
    for fixture in Fixture::all() {
        let store = fixture.open();
        println!("{}", store.version());
        test(&store);
    }
}
