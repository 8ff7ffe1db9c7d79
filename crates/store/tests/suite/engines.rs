//! Opening, migrating, locking, and what a network does to PostgreSQL.

use crate::acts::act;
use crate::places::Fixture;
use crate::whole::is_whole;
use store::{Place, Store, StoreError};

#[test]
fn opening_again_migrates_nothing() {
    for fixture in Fixture::all() {
        drop(Store::open(&fixture.place).unwrap());
        drop(Store::open(&fixture.place).unwrap());
        is_whole(&fixture.open(), "a");
    }
}

#[test]
fn a_newer_schema_is_refused() {
    for fixture in Fixture::all() {
        drop(Store::open(&fixture.place).unwrap());
        match &fixture.place {
            Place::Sqlite(folder) => {
                let connection = rusqlite::Connection::open(folder.join("fadu.db")).unwrap();
                connection.pragma_update(None, "user_version", 99).unwrap();
            }
            Place::Postgres(_) => {
                fixture.client().execute("insert into fadu_schema (version) values (99)", &[]).unwrap();
            }
        }
        assert!(matches!(Store::open(&fixture.place), Err(StoreError::Newer { found: 99, known: 9 })));
    }
}

#[test]
fn programs_that_start_at_once_migrate_one_after_the_other() {
    let Some(fixture) = Fixture::postgres() else { return };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| drop(Store::open(&fixture.place).unwrap()));
        }
    });
    is_whole(&fixture.open(), "a");
}

#[test]
fn a_place_out_of_reach_is_told() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let nowhere = Place::Sqlite(file.path().join("below-a-file"));
    assert!(matches!(Store::open(&nowhere), Err(StoreError::Folder { .. })));
    let nobody = Place::Postgres("postgres://nobody@127.0.0.1:1/nothing".into());
    assert!(matches!(Store::open(&nobody), Err(StoreError::Postgres { .. })));
}

#[test]
fn a_broken_connection_is_replaced() {
    let Some(fixture) = Fixture::postgres() else { return };
    let store = fixture.open();
    let mut other = fixture.client();
    for round in 0..3 {
        store.commit(act("a", &format!("m{round}"), 1, &format!("t{round}"))).unwrap();
        assert_eq!(is_whole(&store, "a"), round + 1);
        let sql = "select pg_terminate_backend(pid, 5000) from pg_stat_activity
                   where datname = current_database() and pid <> pg_backend_pid()";
        assert_eq!(other.query(sql, &[]).unwrap().len(), 2);
        if round == 1 {
            store.put_checkpoint("a", round, "kept on a new connection").unwrap();
        }
    }
    assert_eq!(is_whole(&store, "a"), 3);
}

#[test]
fn a_batch_that_lost_a_deadlock_is_done_again() {
    let Some(fixture) = Fixture::postgres() else { return };
    let store = fixture.open();
    let (mut other, mut watch) = (fixture.client(), fixture.client());
    let mut holding = other.transaction().unwrap();
    holding.batch_execute("lock table cell in exclusive mode").unwrap();
    // The writer takes the town's row, then waits for the table; whoever asks for the row now closes the ring.
    let ticket = store.submit(act("a", "m1", 1, "t1"));
    let waiting =
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while watch.query(waiting, &[]).unwrap().is_empty() {
        std::thread::yield_now();
    }
    let asked = holding.query("select 1 from town where town = 'a' for update", &[]);
    println!("the other program {}", if asked.is_ok() { "got the row" } else { "lost as well" });
    drop(holding);
    assert!(!ticket.wait().unwrap().repeated);
    assert_eq!(is_whole(&store, "a"), 1);
}
