//! What goes into the search comes out of it, in both engines alike.

use crate::acts::at;
use crate::places::on_each;
use proptest::prelude::*;
use search::{Query, Words};
use store::{Passage, Passages, Store};

fn passage(matter: &str, minute: i64, texts: &[&str]) -> Passage {
    let mut words = Words::default();
    texts.iter().for_each(|t| words.add(t));
    Passage { matter: matter.into(), opened_at: at(minute), words: words.iter().map(str::to_owned).collect() }
}

fn put(store: &Store, town: &str, from: u64, to: u64, passages: Vec<Passage>) -> bool {
    store.put_passages(Passages { town: town.into(), from, to, passages }).unwrap()
}

fn find(store: &Store, town: &str, asked: &str) -> Vec<String> {
    let query = Query::of(asked).unwrap();
    store.read(|r| r.find(town, &query, 9)).unwrap()
}

#[test]
fn words_find_their_matters_the_newest_first() {
    on_each(|store| {
        let (one, two) = (
            passage("m1", 1, &["下河村路灯不亮", "张三"]),
            passage("m2", 2, &["下河村的路坏了", "李四", "13995551234"]),
        );
        assert!(put(store, "a", 0, 2, vec![one, two]));
        assert!(put(store, "b", 0, 1, vec![passage("m1", 1, &["路灯"])]));
        assert_eq!(find(store, "a", "下河村"), ["m2", "m1"]);
        assert_eq!(find(store, "a", "路"), ["m2", "m1"]);
        assert_eq!(find(store, "a", "亮"), ["m1"]);
        assert_eq!(find(store, "a", "路灯"), ["m1"]);
        assert_eq!(find(store, "a", "zs"), ["m1"]);
        assert_eq!(find(store, "a", "1234"), ["m2"]);
        assert_eq!(find(store, "a", "下河 ls"), ["m2"]);
        assert_eq!(find(store, "a", "路灯 李四"), [""; 0]);
        assert_eq!(find(store, "b", "路灯"), ["m1"]);
        assert_eq!(find(store, "b", "下河"), [""; 0]);
        assert_eq!(store.read(|r| r.searched("a")).unwrap(), 2);
    });
}

#[test]
fn a_matter_that_moved_is_found_by_its_new_words_only() {
    on_each(|store| {
        assert!(put(store, "a", 0, 1, vec![passage("m1", 1, &["路灯"]), passage("m2", 2, &["路灯"])]));
        // Somebody else was quicker: nothing is done twice, nothing goes back.
        assert!(!put(store, "a", 0, 1, vec![passage("m1", 1, &["水管"])]));
        assert_eq!(find(store, "a", "水管"), [""; 0]);
        assert!(put(store, "a", 1, 2, vec![passage("m1", 1, &["水管"])]));
        assert_eq!(
            (find(store, "a", "路灯"), find(store, "a", "水管")),
            (vec!["m2".into()], vec!["m1".into()])
        );
    });
}

#[test]
fn a_forgotten_index_is_made_again() {
    on_each(|store| {
        let one = || vec![passage("m1", 1, &["路灯"])];
        assert!(put(store, "a", 0, 1, one()));
        assert!(put(store, "b", 0, 1, one()));
        store.forget_words("a").unwrap();
        assert_eq!((find(store, "a", "路灯"), store.read(|r| r.searched("a")).unwrap()), (vec![], 0));
        assert_eq!(find(store, "b", "路灯"), ["m1"]);
        assert!(put(store, "a", 0, 1, one()));
        assert_eq!(find(store, "a", "路灯"), ["m1"]);
    });
}

#[test]
fn characters_of_any_plane_are_found() {
    on_each(|store| {
        assert!(put(
            store,
            "a",
            0,
            1,
            vec![passage("m1", 1, &["𠮷田𰻝面", "鿿字", "éÉ", "Ж"]), passage("m2", 2, &["吉田"])]
        ));
        for asked in ["𠮷", "𠮷田", "𰻝面", "鿿", "鿿字", "é", "ж"] {
            assert_eq!(find(store, "a", asked), ["m1"], "{asked}");
        }
        assert_eq!(find(store, "a", "吉"), ["m2"]);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_piece_of_every_text_is_found(texts in prop::collection::vec("[一-丄㐀𠀀a-b0-1 ]{1,9}", 1..5), n in 0_usize..9, length in 1_usize..4) {
        on_each(|store| {
            let all = texts.iter().enumerate().map(|(i, t)| passage(&format!("m{i}"), i64::try_from(i).unwrap(), &[t])).collect();
            assert!(put(store, "a", 0, 1, all));
            for (i, text) in texts.iter().enumerate() {
                let piece: String = text.chars().skip(n % text.chars().count()).take(length).collect();
                let ideographs = piece.chars().all(|c| !c.is_ascii());
                if ideographs && Query::of(&piece).is_some() {
                    let found = find(store, "a", &piece);
                    assert!(found.contains(&format!("m{i}")), "{piece} of {texts:?}: {found:?}");
                }
            }
        });
    }
}
