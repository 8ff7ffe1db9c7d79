//! Leaves: one form, one hash, and refusal of everything else.

use super::{LEAF_LIMIT, Leaf, LeafError};
use crate::canonical;
use crate::hash::Hash;
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) fn sample() -> Leaf {
    Leaf {
        town: "yunxi".into(),
        matter: "m-17".into(),
        step: 2,
        procedure: "penalty".into(),
        action: "decide".into(),
        actor: "head-1".into(),
        capacity: "approver".into(),
        happened_at: "2026-03-02T09:10:00".into(),
        recorded_at: "2026-03-02T09:11:30".into(),
        rulebook: "2026.1".into(),
        token: "t-5".into(),
        facts: [("amount".to_owned(), Hash([1; 32])), ("理由".to_owned(), Hash([0xfe; 32]))].into(),
    }
}

#[test]
fn bytes_are_canonical_json() {
    let text = String::from_utf8(sample().to_bytes().unwrap()).unwrap();
    let ones = "01".repeat(32);
    let others = "fe".repeat(32);
    let facts = format!("\"facts\":{{\"amount\":\"{ones}\",\"理由\":\"{others}\"}}");
    let head = r#"{"action":"decide","actor":"head-1","capacity":"approver","#;
    let tail = concat!(
        r#","happened_at":"2026-03-02T09:10:00","matter":"m-17","procedure":"penalty","#,
        r#""recorded_at":"2026-03-02T09:11:30","rulebook":"2026.1","step":2,"token":"t-5","town":"yunxi","v":1}"#
    );
    assert_eq!(text, format!("{head}{facts}{tail}"));
}

#[test]
fn other_bytes_are_refused() {
    let bytes = sample().to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let read = |text: String| Leaf::from_bytes(text.as_bytes());
    assert_eq!(read(format!("{text} ")), Err(LeafError::NotCanonical));
    assert_eq!(
        read(text.replace("{\"action\"", "{\"action\":\"x\",\"action\"")),
        Err(LeafError::NotCanonical)
    );
    assert_eq!(read(text.replace("\"v\":1", "\"v\":1,\"w\":0")), Err(LeafError::NotCanonical));
    assert_eq!(read(text.replace("\"v\":1", "\"v\":2")), Err(LeafError::Version { found: "2".into() }));
    assert_eq!(read(text.replace(",\"v\":1", "")), Err(LeafError::Version { found: "null".into() }));
    let member = |member: &str, expected| Err(LeafError::Member { member: member.into(), expected });
    assert_eq!(read(text.replace("\"step\":2", "\"step\":-2")), member("step", "number of 32 bits"));
    assert_eq!(read(text.replace("\"t-5\"", "5")), member("token", "text"));
    assert_eq!(read(text.replace("0101\"", "010\"")), member("facts.amount", "hash of 64 digits"));
    assert!(matches!(read(text.replace("}", "")), Err(LeafError::NotJson { .. })));
    assert!(matches!(Leaf::from_bytes(b"[]"), Err(LeafError::NotJson { .. })));
}

#[test]
fn length_is_bounded() {
    let rest = sample().to_bytes().unwrap().len() - sample().token.len();
    let long = |length: usize| Leaf { token: "x".repeat(length), ..sample() };
    assert!(long(LEAF_LIMIT - rest).to_bytes().is_ok());
    let error = LeafError::TooLong { matter: "m-17".into(), step: 2, length: LEAF_LIMIT + 1 };
    assert_eq!(long(LEAF_LIMIT - rest + 1).hash(), Err(error));
}

fn any_leaf() -> impl Strategy<Value = Leaf> {
    let facts = prop::collection::btree_map(any::<String>(), any::<[u8; 32]>().prop_map(Hash), 0..5);
    (any::<[String; 10]>(), any::<u32>(), facts).prop_map(|(texts, step, facts)| {
        let [town, matter, procedure, action, actor, capacity, happened_at, recorded_at, rulebook, token] =
            texts;
        Leaf {
            town,
            matter,
            step,
            procedure,
            action,
            actor,
            capacity,
            happened_at,
            recorded_at,
            rulebook,
            token,
            facts,
        }
    })
}

proptest! {
    #[test]
    fn every_leaf_comes_back(leaf in any_leaf()) {
        let bytes = leaf.to_bytes().unwrap();
        prop_assert_eq!(Leaf::from_bytes(&bytes).unwrap(), leaf.clone());
        prop_assert_eq!(leaf.hash().unwrap(), Hash::of_leaf(&bytes));
        // The direct writer agrees with the general one.
        let facts: Value = leaf.facts.iter().map(|(name, hash)| (name.clone(), json!(hash.to_string()))).collect();
        let mut value: Value = leaf.texts().into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
        value["step"] = json!(leaf.step);
        value["v"] = json!(1);
        value["facts"] = facts;
        prop_assert_eq!(canonical::to_bytes(&value).unwrap(), bytes);
    }

    #[test]
    fn no_bytes_make_it_fail_badly(bytes: Vec<u8>) {
        prop_assert!(Leaf::from_bytes(&bytes).is_err());
    }
}
