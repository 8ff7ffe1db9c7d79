//! Commitments: binding to every part, and no leak of the salt in debug output.

use super::{DOMAIN, Salt, commit};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn the_domain_states_its_length() {
    assert_eq!(usize::from(DOMAIN[0]), DOMAIN.len() - 1);
}

#[test]
fn each_part_counts() {
    let base = commit("ab", &Salt([1; 16]), &json!("c")).unwrap();
    assert_eq!(base, commit("ab", &Salt([1; 16]), &json!("c")).unwrap());
    assert_ne!(base, commit("a", &Salt([1; 16]), &json!("bc")).unwrap());
    assert_ne!(base, commit("ab", &Salt([2; 16]), &json!("c")).unwrap());
    assert_ne!(base, commit("ab", &Salt([1; 16]), &json!(["c"])).unwrap());
    let (one, other) = (json!({"x": 1, "y": 2}), json!({"y": 2, "x": 1}));
    assert_eq!(commit("o", &Salt([1; 16]), &one).unwrap(), commit("o", &Salt([1; 16]), &other).unwrap());
}

#[test]
fn salts_are_not_shown_by_accident() {
    assert_eq!(format!("{:?}", Some(Salt([0xab; 16]))), "Some(Salt(secret))");
    assert_eq!("ab".repeat(16).parse::<Salt>().unwrap(), Salt([0xab; 16]));
    assert_eq!(Salt([0xab; 16]).to_string(), "ab".repeat(16));
}

proptest! {
    #[test]
    fn different_inputs_differ(a: (String, [u8; 16], String), b: (String, [u8; 16], String)) {
        prop_assume!(a != b);
        let hash = |x: &(String, [u8; 16], String)| commit(&x.0, &Salt(x.1), &json!(x.2)).unwrap();
        prop_assert_ne!(hash(&a), hash(&b));
    }
}
