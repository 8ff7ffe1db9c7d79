//! A program killed in the middle of its commits: all that it had confirmed is there, nothing is half done.

use crate::acts::act;
use crate::places::{Fixture, open};
use crate::whole::{is_whole, numbers};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use store::{Place, Store, StoreError};

const PLACE: &str = "FADU_TEST_CHILD_PLACE";
const ROUND: &str = "FADU_TEST_CHILD_ROUND";

/// Commits without end from four threads and prints each confirmed act.
#[test]
#[ignore = "the program that the test below starts and kills; alone it does nothing"]
fn child() {
    let (Ok(place), Ok(round)) = (std::env::var(PLACE), std::env::var(ROUND)) else { return };
    let place = match place.strip_prefix("sqlite:") {
        Some(folder) => Place::Sqlite(folder.into()),
        None => Place::Postgres(place),
    };
    let store = open(&place);
    std::thread::scope(|scope| {
        for caller in 0..4 {
            let (store, round) = (&store, &round);
            scope.spawn(move || {
                for n in 0.. {
                    for step in 1..=3 {
                        let (id, token) =
                            (format!("{round}-{caller}-{n}"), format!("{round}-{caller}-{n}-{step}"));
                        let done = store.commit(act("a", &id, step, &token)).unwrap();
                        println!("confirmed {} {token}", done.seq);
                    }
                }
            });
        }
    });
}

#[test]
fn what_a_killed_program_confirmed_is_there_and_nothing_is_half_done() {
    for fixture in Fixture::all() {
        let place = match &fixture.place {
            Place::Sqlite(folder) => format!("sqlite:{}", folder.display()),
            Place::Postgres(url) => url.clone(),
        };
        for round in 0..5 {
            let confirmed = run_and_kill(&fixture.place, &place, round);
            assert!(confirmed.len() > 40);
            let store = fixture.open();
            let size = is_whole(&store, "a");
            store
                .read(|r| {
                    for (seq, token) in &confirmed {
                        assert!(*seq < size);
                        assert_eq!(r.by_token("a", token)?.unwrap().seq, *seq, "{token}");
                    }
                    Ok(())
                })
                .unwrap();
            let numbers = numbers(&store, "a");
            assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<u32>>());
        }
    }
}

/// What it had confirmed until it was gone.
fn run_and_kill(at: &Place, place: &str, round: usize) -> Vec<(u64, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child", "--ignored", "--nocapture"])
        .env(PLACE, place)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut confirmed = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        // A line cut short by the kill has no token or a part of one: only whole words before it count.
        let mut words = line.split(' ').skip_while(|w| *w != "confirmed").skip(1);
        if let (Some(seq), Some(token)) = (words.next(), words.next())
            && token.split('-').count() == 4
            && let Ok(seq) = seq.parse()
        {
            confirmed.push((seq, token.to_owned()));
        }
        if confirmed.len() == 41 + 17 * round {
            if let Place::Sqlite(_) = at {
                assert!(matches!(Store::open(at), Err(StoreError::InUse(_))));
            }
            // The signal KILL: no handler runs, nothing is flushed.
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success());
    confirmed
}
