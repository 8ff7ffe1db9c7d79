//! Canonical JSON: order, escapes, numbers, depth.

use super::{CanonicalError, DEPTH_LIMIT, to_bytes};
use proptest::prelude::*;
use serde_json::{Value, json};

fn text(value: &Value) -> String {
    String::from_utf8(to_bytes(value).unwrap()).unwrap()
}

#[test]
fn keys_sort_by_utf16() {
    // U+1F600 begins with the unit D83D and so comes before U+FB33, against the order of code points.
    let value = json!({"\u{fb33}": 1, "\u{1f600}": 2, "ö": 3, "1": 4, "\r": 5, "€": 6, "\u{80}": 7});
    assert_eq!(
        text(&value),
        "{\"\\r\":5,\"1\":4,\"\u{80}\":7,\"ö\":3,\"€\":6,\"\u{1f600}\":2,\"\u{fb33}\":1}"
    );
}

#[test]
fn only_needed_escapes() {
    let value = json!("\u{8}\t\n\u{c}\r\"\\/\u{1f}\u{0}\u{7f}\u{2028}张");
    assert_eq!(text(&value), "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u001f\\u0000\u{7f}\u{2028}张\"");
}

#[test]
fn numbers_are_64_bit_integers() {
    assert_eq!(text(&json!([0, -1, i64::MAX, i64::MIN])), "[0,-1,9223372036854775807,-9223372036854775808]");
    let refused =
        |at: &str, number: &str| Err(CanonicalError::Number { at: at.into(), number: number.into() });
    assert_eq!(to_bytes(&json!({"a/b": [1, 0.5]})), refused("/a~1b/1", "0.5"));
    assert_eq!(to_bytes(&json!(u64::MAX)), refused("", "18446744073709551615"));
    assert_eq!(to_bytes(&json!(1.0)), refused("", "1.0"), "1.0 was given as a fraction");
}

#[test]
fn depth_is_bounded() {
    let nested = |depth| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    assert!(to_bytes(&nested(DEPTH_LIMIT)).is_ok());
    assert_eq!(to_bytes(&nested(DEPTH_LIMIT + 1)), Err(CanonicalError::TooDeep));
}

fn any_value() -> impl Strategy<Value = Value> {
    let simple = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    simple.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn canonical_bytes_are_the_same_value(value in any_value()) {
        let bytes = to_bytes(&value).unwrap();
        let back: Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&back, &value);
        prop_assert_eq!(to_bytes(&back).unwrap(), bytes);
    }
}
