//! Many callers at once, and acts in one batch with others that fail.

use crate::acts::act;
use crate::places::{Fixture, on_each};
use crate::whole::{is_whole, numbers};
use std::sync::mpsc::sync_channel;
use store::{CommitError, Store};

/// 25 matters opened by each of 8 callers; every third is also tried at a wrong step, in the same batches.
fn crowd(store: &Store, name: &str) {
    std::thread::scope(|scope| {
        for caller in 0..8 {
            scope.spawn(move || {
                for n in 0..25 {
                    let id = format!("{name}{caller}-{n}");
                    store.commit(act("a", &id, 1, &id)).unwrap();
                    if n % 3 == 0 {
                        let wrong = store.commit(act("a", &id, 5, &format!("{id}x")));
                        assert!(matches!(wrong, Err(CommitError::Stale { steps: 1 })));
                        assert_eq!(store.commit(act("a", &id, 2, &format!("{id}y"))).unwrap().step, 2);
                    }
                }
            });
        }
    });
}

#[test]
fn many_callers_get_numbers_without_gaps_and_one_tree() {
    on_each(|store| {
        crowd(store, "m");
        assert_eq!(numbers(store, "a"), (1..=200).collect::<Vec<_>>());
        assert_eq!(is_whole(store, "a"), 200 + 8 * 9);
    });
}

#[test]
fn documents_are_numbered_without_gaps_each_in_its_own_series() {
    on_each(|store| {
        std::thread::scope(|scope| {
            for caller in 0..4 {
                scope.spawn(move || {
                    for n in 0..20 {
                        let id = format!("m{caller}-{n}");
                        let paper = |d: &str| store::NewPaper {
                            document: d.into(),
                            number_form: format!("{d}〔{{year}}〕{{n}}号"),
                        };
                        let mut new = act("a", &id, 1, &id);
                        new.papers =
                            if n % 2 == 0 { vec![paper("告"), paper("决")] } else { vec![paper("告")] };
                        // What is refused takes no number.
                        let mut refused = new.clone();
                        (refused.record.step, refused.record.token) = (7, format!("{id}x"));
                        assert!(store.commit(refused).is_err());
                        store.commit(new).unwrap();
                    }
                });
            }
        });
        let papers = store.read(|r| r.scan_papers("a", (0, ""), 1000)).unwrap();
        for (document, count) in [("告", 80), ("决", 40)] {
            let numbers: Vec<String> =
                papers.iter().filter(|p| p.document == document).map(|p| p.number.clone()).collect();
            let year = numbers[0].split(['〔', '〕']).nth(1).unwrap().to_owned();
            let wanted: Vec<String> = (1..=count).map(|n| format!("{document}〔{year}〕{n}号")).collect();
            assert_eq!(numbers, wanted);
        }
        let one = store.read(|r| r.papers("a", "m0-0")).unwrap();
        assert_eq!(one.iter().map(|p| p.document.as_str()).collect::<Vec<_>>(), ["决", "告"]);
        assert_eq!(is_whole(store, "a"), 80);
    });
}

#[test]
fn two_programs_on_one_postgres_database_do_not_harm_each_other() {
    let Some(fixture) = Fixture::postgres() else { return };
    let stores = [fixture.open(), fixture.open()];
    std::thread::scope(|scope| {
        for (name, store) in ["m", "n"].into_iter().zip(&stores) {
            scope.spawn(move || crowd(store, name));
            // The same acts through both: each is done by one of them.
            scope.spawn(move || {
                for n in 0..25 {
                    store.commit(act("a", &format!("both{n}"), 1, &format!("both{n}"))).unwrap();
                }
            });
        }
    });
    assert_eq!(numbers(&stores[0], "a"), (1..=425).collect::<Vec<_>>());
    assert_eq!(is_whole(&stores[1], "a"), 2 * (200 + 8 * 9) + 25);
}

#[test]
fn an_act_that_fails_leaves_the_others_of_its_batch_done() {
    on_each(|store| {
        let (go, wait) = sync_channel::<()>(0);
        store.submit_with(act("a", "m0", 1, "t0"), move |_| assert!(wait.recv().is_err()));
        let tickets: Vec<_> = (1..9)
            .map(|n| {
                let mut new = act("a", &format!("m{n}"), 1, &format!("t{n}"));
                if n % 4 == 0 {
                    // The number is taken: the engine refuses the row.
                    new.number_form = "试〔2023〕1号".into();
                }
                store.submit(new)
            })
            .collect();
        drop(go);
        let faults: Vec<bool> =
            tickets.into_iter().map(|t| matches!(t.wait(), Err(CommitError::Fault(_)))).collect();
        assert_eq!(faults, [false, false, false, true, false, false, false, true]);
        assert_eq!(numbers(store, "a"), (1..=7).collect::<Vec<_>>());
        assert_eq!(is_whole(store, "a"), 7);
        // The token of a failed act is free.
        assert!(!store.commit(act("a", "m4", 1, "t4")).unwrap().repeated);
    });
}

#[test]
fn an_answer_may_drop_the_last_clone() {
    for fixture in Fixture::all() {
        let store = fixture.open();
        let (tell, told) = sync_channel(1);
        let own = store.clone();
        store.submit_with(act("a", "m1", 1, "t1"), move |answer| {
            // By now the other clone is gone, or goes later: either end is orderly.
            drop(own);
            tell.send(answer.unwrap().seq).unwrap();
        });
        drop(store);
        assert_eq!(told.recv().unwrap(), 0);
    }
}

#[test]
fn all_that_wait_are_answered_in_batches() {
    on_each(|store| {
        let tickets: Vec<_> = {
            let clone = store.clone();
            (0..600).map(|n| clone.submit(act("a", &format!("m{n}"), 1, &format!("t{n}")))).collect()
        };
        tickets.into_iter().for_each(|t| drop(t.wait().unwrap()));
        assert_eq!(is_whole(store, "a"), 600);
    });
}
