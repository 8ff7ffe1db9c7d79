//! Hashes: known values and the textual forms.

use super::{Hash, HexError, push_hex};
use proptest::prelude::*;

#[test]
fn known_values() {
    assert_eq!(Hash::of(&[]), Hash::EMPTY);
    let leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    assert_eq!(Hash::of_leaf(b"").to_string(), leaf);
    assert_eq!(Hash::of_node(&Hash::EMPTY, &Hash([9; 32])), Hash::of(&[&[1], &Hash::EMPTY.0, &[9; 32]]));
}

#[test]
fn bad_text_is_refused() {
    assert_eq!("ab".parse::<Hash>(), Err(HexError::Length { expected: 64, found: 2 }));
    let text = format!("{}zz", "0".repeat(62));
    assert_eq!(text.parse::<Hash>(), Err(HexError::Digit { at: 62 }));
    assert_eq!(Hash::from_base64("AAAA"), None);
    assert_eq!(
        Hash::from_base64("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"),
        None,
        "padding is part of the form"
    );
}

proptest! {
    #[test]
    fn both_forms_come_back(bytes: [u8; 32]) {
        let hash = Hash(bytes);
        prop_assert_eq!(hash.to_string().parse::<Hash>().unwrap(), hash);
        prop_assert_eq!(Hash::from_base64(&hash.to_base64()), Some(hash));
        let mut pushed = Vec::new();
        push_hex(&mut pushed, &bytes);
        prop_assert_eq!(String::from_utf8(pushed).unwrap(), hash.to_string());
    }
}
