//! Entries made, replaced, ended; decisions that read a register which moved.

use crate::acts::{act, at, entry};
use crate::places::on_each;
use store::CommitError;

#[test]
fn a_register_that_moved_asks_for_a_new_decision() {
    on_each(|store| {
        let mut enters = act("a", "m1", 1, "t1");
        enters.entries = vec![entry("k", at(0), None, false)];
        store.commit(enters).unwrap();
        let mut reads = act("a", "m2", 1, "t2");
        reads.registers_read = vec!["posts".into()];
        assert!(matches!(store.commit(reads.clone()), Err(CommitError::RegisterMoved)));
        let mut other = reads.clone();
        other.registers_read = vec!["another".into()];
        store.commit(other).unwrap();
        reads.read_at = 1;
        reads.record.matter = "m3".into();
        reads.matter.id = "m3".into();
        reads.record.token = "t3".into();
        assert_eq!(store.commit(reads).unwrap().number, "试〔2023〕3号");
    });
}

#[test]
fn entries_are_replaced_and_ended() {
    on_each(|store| {
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
        assert_eq!(entries[0].fields, entry("k", at(0), None, false).fields);
        assert_eq!(store.read(|r| r.entries_of("a", "posts", "云甲子")).unwrap(), entries);
        assert_eq!(store.read(|r| r.entries_of("a", "posts", "云乙丑")).unwrap(), vec![]);
        assert_eq!(store.read(|r| r.register("a", "posts")).unwrap(), entries);
        assert_eq!(store.read(|r| r.register("b", "posts")).unwrap(), vec![]);
    });
}

#[test]
fn one_act_replaces_within_itself() {
    on_each(|store| {
        let mut a = act("a", "m1", 1, "t1");
        a.entries = vec![
            entry("k", at(0), Some(at(50)), false),
            entry("k", at(9), Some(at(15)), false),
            entry("k", at(20), None, true),
            entry("l", at(7), None, false),
        ];
        store.commit(a).unwrap();
        let entries = store.read(|r| r.register("a", "posts")).unwrap();
        let spans: Vec<_> = entries.iter().map(|e| (e.key.as_str(), e.from, e.until)).collect();
        let expected = vec![("k", at(0), Some(at(9))), ("k", at(9), Some(at(15))), ("l", at(7), None)];
        assert_eq!(spans, expected);
    });
}
