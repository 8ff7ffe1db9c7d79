//! One behaviour suite, run on SQLite always and on PostgreSQL when `FADU_TEST_POSTGRES` names a server on which
//! databases may be made. `cargo xtask test` starts one and sets it.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

use deadline::{Date, DateTime};
use figures::{Cell, Posting};
use kernel::{EntryChange, Matter, Recorded, Value};
use record::{Hash, Salt};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{CommitError, Edition, MattersQuery, NewAct, Place, Store, StoreError, Town, TraceQuery};

fn at(minute: i64) -> DateTime {
    Date::constant(2023, 5, 8).at(9, 0, 0, 0).checked_add(jiff::Span::new().minutes(minute)).unwrap()
}

fn act(town: &str, matter: &str, step: u32, token: &str) -> NewAct {
    let facts = BTreeMap::from([("what".to_owned(), Value::from("路灯不亮"))]);
    let record = Recorded {
        town: town.into(),
        matter: matter.into(),
        step,
        procedure: "p".into(),
        action: if step == 1 { "open" } else { "go-on" }.into(),
        actor: "云甲子".into(),
        capacity: "clerk".into(),
        happened_at: at(i64::from(step)),
        recorded_at: at(i64::from(step)),
        rulebook: "r".into(),
        token: token.into(),
        facts: facts.clone(),
    };
    let leaf = format!("{town}/{matter}/{step}").into_bytes();
    NewAct {
        leaf_hash: Hash::of_leaf(&leaf),
        leaf,
        salts: BTreeMap::from([("what".to_owned(), Salt([7; 16]))]),
        matter: Matter {
            town: town.into(),
            id: matter.into(),
            procedure: "p".into(),
            version: Date::constant(2023, 1, 1),
            stage: if step < 3 { "open" } else { "closed" }.into(),
            ended: step >= 3,
            opened_at: at(1),
            last_at: record.happened_at,
            steps: step,
            facts,
            done: BTreeMap::new(),
            clocks: BTreeMap::new(),
            withdrawn: std::collections::BTreeSet::new(),
        },
        record,
        number_form: "试〔{year}〕{n}号".into(),
        papers: Vec::new(),
        files: Vec::new(),
        entries: Vec::new(),
        postings: vec![Posting { figure: "f".into(), day: at(0).date(), dimension: "甲".into(), amount: 1 }],
        registers_read: Vec::new(),
        read_at: 0,
    }
}

/// A store of its own for each test, gone afterwards.
struct Fixture {
    place: Place,
    _folder: tempfile::TempDir,
    database: Option<(String, String)>,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl Fixture {
    fn all() -> Vec<Fixture> {
        let folder = tempfile::tempdir().unwrap();
        let mut all =
            vec![Fixture { place: Place::Sqlite(folder.path().join("s")), _folder: folder, database: None }];
        match std::env::var("FADU_TEST_POSTGRES") {
            Ok(server) => {
                let name = format!("t{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
                let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
                client.batch_execute(&format!("create database {name}")).unwrap();
                let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
                let folder = tempfile::tempdir().unwrap();
                all.push(Fixture {
                    place: Place::Postgres(url),
                    _folder: folder,
                    database: Some((server, name)),
                });
            }
            Err(_) => println!("PostgreSQL left out: FADU_TEST_POSTGRES is not set"),
        }
        all
    }

    fn open(&self) -> Store {
        let store = Store::open(&self.place).unwrap();
        for key in ["a", "b"] {
            let town = Town { key: key.into(), name: format!("{key}镇"), origin: format!("{key}.invalid") };
            store.found(&town).unwrap();
            store.found(&town).unwrap();
        }
        store
    }
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

fn on_both(test: impl Fn(&Store)) {
    for fixture in Fixture::all() {
        let store = fixture.open();
        println!("{}", store.version());
        test(&store);
    }
}

#[test]
fn what_is_committed_can_be_read() {
    on_both(|store| {
        let one = store.commit(act("a", "m1", 1, "t1")).unwrap();
        assert_eq!((one.seq, one.step, one.number.as_str(), one.repeated), (0, 1, "试〔2023〕1号", false));
        store.commit(act("a", "m1", 2, "t2")).unwrap();
        store
            .read(|r| {
                let stored = r.matter("a", "m1")?.unwrap();
                assert_eq!(stored.matter, act("a", "m1", 2, "t2").matter);
                assert_eq!(r.matter_by_number("a", "试〔2023〕1号")?, Some(stored));
                let records = r.records("a", "m1")?;
                assert_eq!(records[1].recorded, act("a", "m1", 2, "t2").record);
                assert_eq!(records[1].leaf, b"a/m1/2");
                assert_eq!(records[0].salts["what"].0, [7; 16]);
                assert_eq!(r.scan("a", 1, 10)?.len(), 1);
                assert_eq!(r.recent("a", 10)?[0].seq, 1);
                let hashes = r.leaf_hashes("a", 0, 10)?;
                assert_eq!(r.head("a")?.unwrap().frontier.root(), record::tree::root_of(&hashes));
                assert_eq!(
                    r.cells("a", i32::MAX)?,
                    vec![Cell {
                        figure: "f".into(),
                        month: 2023 * 12 + 4,
                        dimension: "甲".into(),
                        amount: 2
                    }]
                );
                assert_eq!(r.postings("a", 1)?.len(), 1);
                assert_eq!(r.stage_counts("a")?[0].n, 1);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_token_is_done_once() {
    on_both(|store| {
        let first = store.commit(act("a", "m1", 1, "t1")).unwrap();
        let again = store.commit(act("a", "m1", 1, "t1")).unwrap();
        assert!(again.repeated);
        assert_eq!((first.seq, first.number), (again.seq, again.number));
        assert_eq!(store.read(|r| r.head("a")).unwrap().unwrap().size, 1);
    });
}

#[test]
fn a_stale_step_is_refused_and_leaves_nothing() {
    on_both(|store| {
        store.commit(act("a", "m1", 1, "t1")).unwrap();
        assert!(matches!(store.commit(act("a", "m1", 1, "t2")), Err(CommitError::Stale { steps: 1 })));
        assert!(matches!(store.commit(act("a", "m1", 3, "t3")), Err(CommitError::Stale { steps: 1 })));
        assert!(matches!(store.commit(act("nowhere", "m1", 1, "t4")), Err(CommitError::NoTown)));
        // Refused acts take no number.
        assert_eq!(store.commit(act("a", "m2", 1, "t5")).unwrap().number, "试〔2023〕2号");
        assert_eq!(store.read(|r| r.head("a")).unwrap().unwrap().size, 2);
    });
}

#[test]
fn a_register_that_moved_asks_for_a_new_decision() {
    on_both(|store| {
        let mut enters = act("a", "m1", 1, "t1");
        enters.entries = vec![entry("k", at(0), None, false)];
        store.commit(enters).unwrap();
        let mut reads = act("a", "m2", 1, "t2");
        reads.registers_read = vec!["posts".into()];
        assert!(matches!(store.commit(reads.clone()), Err(CommitError::RegisterMoved)));
        reads.read_at = 1;
        store.commit(reads).unwrap();
    });
}

fn entry(key: &str, from: DateTime, until: Option<DateTime>, ends: bool) -> EntryChange {
    let fields = BTreeMap::from([("holder".to_owned(), Value::from("云甲子"))]);
    EntryChange { register: "posts".into(), key: key.into(), from, until, ends, fields }
}

#[test]
fn entries_are_replaced_and_ended() {
    on_both(|store| {
        for (step, change) in [
            (1, entry("k", at(0), None, false)),
            (2, entry("k", at(9), None, false)),
            (3, entry("k", at(20), None, true)),
        ] {
            let mut a = act("a", "m1", step, &format!("t{step}"));
            a.entries = vec![change];
            store.commit(a).unwrap();
        }
        let entries = store.read(|r| r.entries("a", "posts", "k")).unwrap();
        let spans: Vec<_> = entries.iter().map(|e| (e.from, e.until)).collect();
        assert_eq!(spans, vec![(at(0), Some(at(9))), (at(9), Some(at(20)))]);
        assert_eq!(store.read(|r| r.entries_of("a", "posts", "云甲子")).unwrap().len(), 2);
        assert_eq!(store.read(|r| r.register("a", "posts")).unwrap(), entries);
        assert_eq!(store.read(|r| r.register("b", "posts")).unwrap(), vec![]);
    });
}

#[test]
fn many_callers_get_numbers_without_gaps_and_one_tree() {
    on_both(|store| {
        std::thread::scope(|scope| {
            for caller in 0..8 {
                scope.spawn(move || {
                    for n in 0..25 {
                        let id = format!("m{caller}-{n}");
                        store.commit(act("a", &id, 1, &id)).unwrap();
                        // Every third is also tried at a wrong step, in the same batches as the others.
                        if n % 3 == 0 {
                            assert!(store.commit(act("a", &id, 5, &format!("{id}x"))).is_err());
                        }
                    }
                });
            }
        });
        store
            .read(|r| {
                let mut numbers: Vec<u32> = r
                    .scan_matters("a", "", 1000)?
                    .iter()
                    .map(|m| {
                        m.number.trim_start_matches("试〔2023〕").trim_end_matches('号').parse().unwrap()
                    })
                    .collect();
                numbers.sort_unstable();
                assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
                let hashes = r.leaf_hashes("a", 0, 1000)?;
                let head = r.head("a")?.unwrap();
                assert_eq!((head.size, head.frontier.root()), (200, record::tree::root_of(&hashes)));
                assert_eq!(r.cells("a", i32::MAX)?[0].amount, 200);
                assert_eq!(r.stage_counts("a")?[0].n, 200);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn towns_do_not_mix() {
    on_both(|store| {
        store.commit(act("a", "m1", 1, "t1")).unwrap();
        assert_eq!(store.commit(act("b", "m1", 1, "t1")).unwrap().number, "试〔2023〕1号");
        assert_eq!(store.read(|r| r.head("b")).unwrap().unwrap().size, 1);
        assert_eq!(store.read(|r| r.records("b", "m1")).unwrap().len(), 1);
        let other = Town { key: "a".into(), name: "别的镇".into(), origin: "a.invalid".into() };
        assert!(matches!(store.found(&other), Err(StoreError::TownTaken(_))));
    });
}

#[test]
fn lists_go_on_where_they_ended() {
    on_both(|store| {
        for n in 0..7 {
            store.commit(act("a", &format!("m{n}"), 1, &format!("t{n}"))).unwrap();
        }
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let query = TraceQuery {
                figure: "f",
                from: at(0).date(),
                to: at(0).date(),
                dimension: Some("甲"),
                after,
                limit: 3,
            };
            let rows = store.read(|r| r.trace("a", &query)).unwrap();
            let Some(last) = rows.last() else { break };
            after = Some((last.posting.day, last.seq, last.ordinal));
            seen.extend(rows.iter().map(|r| r.seq));
        }
        assert_eq!(seen, (0..7).collect::<Vec<u64>>());
        let (mut after, mut seen) = (None, 0);
        loop {
            let query = MattersQuery { procedure: "p", stage: Some("open"), after, limit: 2 };
            let some = store.read(|r| r.matters("a", &query)).unwrap();
            let Some(last) = some.last() else { break };
            after = Some((last.matter.opened_at, last.matter.id.clone()));
            seen += some.len();
        }
        assert_eq!(seen, 7);
    });
}

#[test]
fn checkpoints_are_kept() {
    on_both(|store| {
        store.put_checkpoint("a", 3, "three").unwrap();
        store.put_checkpoint("a", 5, "five").unwrap();
        assert_eq!(
            store.read(|r| r.checkpoints("a")).unwrap(),
            vec![(3, "three".into()), (5, "five".into())]
        );
    });
}

#[test]
fn rulebooks_are_kept_in_their_order() {
    on_both(|store| {
        let edition = |n: u64, version: &str, texts: &[u8]| Edition {
            town: "a".into(),
            n,
            version: version.into(),
            adopted_at: at(0),
            texts: texts.to_vec(),
        };
        assert_eq!(store.read(|r| r.last_edition("a")).unwrap(), None);
        let (first, back) = (edition(0, "x", &[0, 255, 7]), edition(2, "x", &[1]));
        for one in [&first, &edition(1, "y", b"b"), &back] {
            store.put_edition(one).unwrap();
        }
        assert_eq!(store.read(|r| r.last_edition("a")).unwrap(), Some(back.clone()));
        assert_eq!(store.read(|r| r.edition("a", "x")).unwrap(), Some(back));
        assert_eq!(store.read(|r| r.edition("a", "y")).unwrap().unwrap().texts, b"b");
        assert_eq!(store.read(|r| r.edition("b", "x")).unwrap(), None);
        assert!(store.put_edition(&first).is_err(), "a place is taken once");
        let nowhere = Edition { town: "nowhere".into(), ..first };
        assert!(matches!(store.put_edition(&nowhere), Err(StoreError::NoTown(_))));
    });
}

#[test]
fn what_was_confirmed_is_there_after_reopening() {
    for fixture in Fixture::all() {
        let store = fixture.open();
        store.commit(act("a", "m1", 1, "t1")).unwrap();
        drop(store);
        let store = fixture.open();
        assert!(store.commit(act("a", "m1", 1, "t1")).unwrap().repeated);
    }
}

#[test]
fn a_second_program_on_the_same_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Sqlite(folder.path().to_path_buf());
    let _first = Store::open(&place).unwrap();
    assert!(matches!(Store::open(&place), Err(StoreError::InUse(_))));
}

#[test]
fn a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Sqlite(folder.path().to_path_buf());
    drop(Store::open(&place).unwrap());
    let connection = rusqlite::Connection::open(folder.path().join("fadu.db")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    assert!(matches!(Store::open(&place), Err(StoreError::Newer { found: 99, .. })));
}

/// The co-location rule: a town is the unit of sharding, so every key begins with it and nothing spans towns.
#[test]
fn every_key_begins_with_the_town() {
    for sql in [
        include_str!("../migrations/sqlite/0001_record.sql"),
        include_str!("../migrations/sqlite/0002_ground.sql"),
        include_str!("../migrations/postgres/0002_ground.sql"),
        include_str!("../migrations/postgres/0001_record.sql"),
    ] {
        let keys = sql.lines().filter(|l| l.contains("primary key") || l.contains("index"));
        for line in keys {
            let columns = line.rsplit_once('(').map_or(line, |(_, c)| c);
            assert!(
                columns.trim_start().starts_with("town") || line.trim_start().starts_with("town text"),
                "{line}"
            );
        }
        for word in ["serial", "autoincrement", "identity", "trigger", "sequence"] {
            assert!(!sql.contains(word), "{word}");
        }
    }
}
