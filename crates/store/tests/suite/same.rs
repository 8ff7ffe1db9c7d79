//! Whatever acts come, in whatever batches, both engines come to the same answers and the same readings.

use crate::acts::{act, at, entry};
use crate::places::Fixture;
use crate::whole::{dump, is_whole};
use proptest::prelude::*;
use std::sync::mpsc::sync_channel;
use store::{NewAct, Store};

fn tokens() -> Vec<String> {
    (0..30).map(|n| format!("t{n}")).collect()
}

prop_compose! {
    fn one_entry()(key in 0..3, from in 0..20_i64, length in proptest::option::of(1..10_i64), ends: bool)
        -> kernel::EntryChange {
        entry(&format!("k{key}"), at(from), length.map(|l| at(from + l)), ends)
    }
}

prop_compose! {
    fn one_act()(
        town in prop_oneof![8 => Just("a"), 3 => Just("b"), 1 => Just("nowhere")],
        matter in 0..5, step in 1..4_u32, token in 0..30, entries in prop::collection::vec(one_entry(), 0..3),
        reads in prop::bool::weighted(0.2), read_at in 0..20_u64, clashes in prop::bool::weighted(0.1),
        amounts in prop::collection::vec(-3..4_i64, 0..3), dimension in prop_oneof![Just("甲"), Just("乙")],
        documents in prop::collection::btree_set(prop_oneof![Just("notice"), Just("decision")], 0..3),
    ) -> NewAct {
        let mut new = act(town, &format!("m{matter}"), step, &format!("t{token}"));
        for (posting, amount) in new.postings.iter_mut().zip(&amounts) {
            posting.amount = *amount;
            posting.dimension = dimension.to_owned();
        }
        new.postings.truncate(amounts.len());
        new.entries = entries;
        new.papers = (documents.into_iter())
            .map(|d| store::NewPaper { document: d.into(), number_form: format!("{d}〔{{year}}〕{{n}}号") })
            .collect();
        new.registers_read = if reads { vec!["posts".into(), "unknown".into()] } else { Vec::new() };
        new.read_at = read_at;
        if clashes {
            new.number_form = "同号".into();
        }
        new
    }
}

fn words(result: Result<store::Committed, store::CommitError>) -> String {
    match result {
        Ok(committed) => format!("{committed:?}"),
        Err(store::CommitError::Fault(_)) => "fault".into(),
        Err(refused) => refused.to_string(),
    }
}

fn one_by_one(store: &Store, acts: &[NewAct]) -> Vec<String> {
    acts.iter().map(|a| words(store.commit(a.clone()))).collect()
}

/// Holds the writer until all acts wait, so that they come in one batch.
fn all_at_once(store: &Store, acts: &[NewAct]) -> Vec<String> {
    let (go, wait) = sync_channel::<()>(0);
    store.submit_with(act("nowhere", "m", 1, "t"), move |_| assert!(wait.recv().is_err()));
    let tickets: Vec<_> = acts.iter().map(|a| store.submit(a.clone())).collect();
    drop(go);
    tickets.into_iter().map(|t| words(t.wait())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn batches_and_engines_make_no_difference(acts in prop::collection::vec(one_act(), 1..40)) {
        let first = Fixture::sqlite();
        let store = first.open();
        let answers = one_by_one(&store, &acts);
        let all = dump(&store, &tokens());
        is_whole(&store, "a");
        is_whole(&store, "b");
        for fixture in Fixture::all() {
            let store = fixture.open();
            prop_assert_eq!(&all_at_once(&store, &acts), &answers);
            prop_assert_eq!(&dump(&store, &tokens()), &all);
        }
        if let Some(fixture) = Fixture::postgres() {
            let store = fixture.open();
            prop_assert_eq!(&one_by_one(&store, &acts), &answers);
            prop_assert_eq!(&dump(&store, &tokens()), &all);
        }
    }
}
