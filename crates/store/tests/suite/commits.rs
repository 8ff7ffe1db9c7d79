//! One act after the other: what is accepted, repeated, refused.

use crate::acts::act;
use crate::places::{Fixture, on_each, town};
use crate::whole::is_whole;
use figures::Cell;
use store::{CommitError, StoreError, Town};

#[test]
fn what_is_committed_can_be_read() {
    on_each(|store| {
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
                assert_eq!(records[1].leaf, b"a/m1/2/t2");
                assert_eq!(records[0].salts, act("a", "m1", 1, "t1").salts);
                assert_eq!(r.recent("a", 10)?[0], records[1]);
                assert_eq!(r.scan("a", 1, 10)?, records[1..]);
                assert_eq!(r.postings("a", 1)?, act("a", "m1", 2, "t2").postings);
                let month = 2023 * 12 + 4;
                let cell = |figure: &str, dimension: &str, amount| Cell {
                    figure: figure.into(),
                    month,
                    dimension: dimension.into(),
                    amount,
                };
                assert_eq!(r.cells("a", month)?, vec![cell("f", "甲", 2), cell("money", "", -3)]);
                assert_eq!(r.cells("a", month - 1)?, vec![]);
                assert_eq!(r.towns()?, vec![town("a"), town("b")]);
                Ok(())
            })
            .unwrap();
        assert_eq!(is_whole(store, "a"), 2);
    });
}

#[test]
fn a_token_is_done_once() {
    on_each(|store| {
        let first = store.commit(act("a", "m1", 1, "t1")).unwrap();
        store.commit(act("a", "m1", 2, "t2")).unwrap();
        let again = store.commit(act("a", "m1", 1, "t1")).unwrap();
        assert_eq!(again, store::Committed { repeated: true, ..first });
        assert_eq!(store.read(|r| r.by_token("a", "t1")).unwrap(), Some(again));
        assert_eq!(store.read(|r| r.by_token("a", "t3")).unwrap(), None);
        assert_eq!(is_whole(store, "a"), 2);
    });
}

#[test]
fn a_stale_step_is_refused_and_leaves_nothing() {
    on_each(|store| {
        store.commit(act("a", "m1", 1, "t1")).unwrap();
        assert!(matches!(store.commit(act("a", "m1", 1, "t2")), Err(CommitError::Stale { steps: 1 })));
        assert!(matches!(store.commit(act("a", "m1", 3, "t3")), Err(CommitError::Stale { steps: 1 })));
        assert!(matches!(store.commit(act("a", "m9", 2, "t4")), Err(CommitError::Stale { steps: 0 })));
        assert!(matches!(store.commit(act("nowhere", "m1", 1, "t5")), Err(CommitError::NoTown)));
        // Refused acts take no number.
        assert_eq!(store.commit(act("a", "m2", 1, "t6")).unwrap().number, "试〔2023〕2号");
        assert_eq!(is_whole(store, "a"), 2);
    });
}

#[test]
fn towns_do_not_mix() {
    on_each(|store| {
        store.commit(act("a", "m1", 1, "t1")).unwrap();
        store.commit(act("a", "m2", 1, "t2")).unwrap();
        let other = store.commit(act("b", "m1", 1, "t1")).unwrap();
        assert_eq!((other.seq, other.number.as_str(), other.repeated), (0, "试〔2023〕1号", false));
        assert_eq!((is_whole(store, "a"), is_whole(store, "b")), (2, 1));
        assert_eq!(store.read(|r| r.records("b", "m1")).unwrap().len(), 1);
        assert_eq!(store.read(|r| r.head("nowhere")).unwrap(), None);
        let other = Town { name: "别的镇".into(), ..town("a") };
        assert!(matches!(store.found(&other), Err(StoreError::TownTaken(_))));
    });
}

#[test]
fn checkpoints_are_kept() {
    on_each(|store| {
        store.put_checkpoint("a", 5, "five").unwrap();
        store.put_checkpoint("a", 3, "drei").unwrap();
        store.put_checkpoint("a", 3, "three").unwrap();
        let kept = store.read(|r| r.checkpoints("a")).unwrap();
        assert_eq!(kept, vec![(3, "three".into()), (5, "five".into())]);
        assert!(matches!(store.put_checkpoint("nowhere", 1, "one"), Err(StoreError::NoTown(_))));
    });
}

#[test]
fn what_was_confirmed_is_there_after_reopening() {
    for fixture in Fixture::all() {
        let store = fixture.open();
        store.commit(act("a", "m1", 1, "t1")).unwrap();
        let before = crate::whole::dump(&store, &[]);
        drop(store);
        let store = fixture.open();
        assert_eq!(crate::whole::dump(&store, &[]), before);
        assert!(store.commit(act("a", "m1", 1, "t1")).unwrap().repeated);
    }
}

#[test]
fn a_read_sees_one_moment() {
    on_each(|store| {
        store.commit(act("a", "m1", 1, "t1")).unwrap();
        store
            .read(|r| {
                let before = r.head("a")?;
                store.commit(act("a", "m2", 1, "t2")).unwrap();
                assert_eq!(r.head("a")?, before);
                assert_eq!(r.matter("a", "m2")?, None);
                Ok(())
            })
            .unwrap();
        assert_eq!(is_whole(store, "a"), 2);
    });
}

#[test]
fn a_reading_that_fails_leaves_the_store_usable() {
    on_each(|store| {
        let failed = store.read(|_| Err::<(), _>(StoreError::NoTown("x".into())));
        assert!(matches!(failed, Err(StoreError::NoTown(_))));
        assert_eq!(store.read(|r| r.towns()).unwrap().len(), 2);
    });
}
