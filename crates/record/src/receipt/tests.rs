//! Receipts: made, written, read, verified; and refused when anything is changed.

use super::*;
use crate::checkpoint::SignerKey;
use crate::tree::Frontier;
use proptest::prelude::*;

fn record(size: u64) -> (Vec<Hash>, String, SignerKey) {
    let leaves: Vec<Hash> = (0..size).map(|at| Hash::of_leaf(&at.to_be_bytes())).collect();
    let mut tree = Frontier::new();
    tree.append_many(leaves.iter().copied());
    let key = SignerKey::from_seed("example.gov.cn/yunxi", &[1; 32]).unwrap();
    let note = Checkpoint::of(key.name(), &tree).sign(&key).unwrap().to_string();
    (leaves, note, key)
}

#[test]
fn the_form() {
    let (leaves, note, key) = record(3);
    let mut receipt = Receipt::make(&leaves, 2, &note).unwrap();
    let path = Hash::of_node(&leaves[0], &leaves[1]).to_base64();
    assert_eq!(receipt.to_string(), format!("{HEADER}\nindex 2\n{path}\n\n{note}"));
    receipt.extra = Some(b"shown, not proved".to_vec());
    let text = receipt.to_string();
    assert!(text.starts_with(&format!("{HEADER}\nextra c2hvd24sIG5vdCBwcm92ZWQ=\nindex 2\n")));
    let read: Receipt = text.parse().unwrap();
    assert_eq!(read, receipt);
    assert_eq!(read.verify(&leaves[2], &key.verifier()).unwrap().size, 3);
    assert!(matches!(
        read.verify(&leaves[1], &key.verifier()),
        Err(ReceiptError::Proof(ProofError::Root { .. }))
    ));
}

#[test]
fn wrong_lines_are_named() {
    let (leaves, note, _) = record(1);
    let good = Receipt::make(&leaves, 0, &note).unwrap().to_string();
    let read = |text: &str| text.parse::<Receipt>().unwrap_err();
    let line = |line, expected| ReceiptError::Line { line, expected };
    assert_eq!(read(&good.replace("@v1", "@v2")), line(1, HEADER));
    assert_eq!(read(&good.replace("index 0", "index 00")), line(2, "index"));
    assert_eq!(read(&good.replace("index 0", "extra A\nindex 0")), line(2, "base64 extra data"));
    assert_eq!(read(&good.replace("index 0", "extra AAAA\nplace 0")), line(3, "index"));
    assert_eq!(read(&good.replace("index 0", "index 0\nAAAA")), line(3, "base64 hash"));
    assert_eq!(read("x"), line(1, "receipt with a checkpoint after a blank line"));
    let hash = format!("index 0{}", format!("\n{}", Hash::EMPTY.to_base64()).repeat(65));
    assert_eq!(read(&good.replace("index 0", &hash)), ProofError::Length { found: 65 }.into());
    assert_eq!(Receipt::make(&leaves, 1, &note), Err(TreeError::Index { index: 1, size: 1 }.into()));
}

proptest! {
    #[test]
    fn every_leaf_has_a_receipt(size in 1u64..300, index: u64) {
        let (leaves, note, key) = record(size);
        let index = index % size;
        let receipt: Receipt = Receipt::make(&leaves, index, &note).unwrap().to_string().parse().unwrap();
        prop_assert_eq!(receipt.verify(&leaves[index as usize], &key.verifier()).unwrap().size, size);
    }

    #[test]
    fn one_changed_byte_is_noticed(at: prop::sample::Index, mask in 1u8..=255) {
        let (leaves, note, key) = record(200);
        let good = Receipt::make(&leaves, 77, &note).unwrap().to_string();
        let mut bytes = good.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        let read = String::from_utf8(bytes).ok().and_then(|text| text.parse::<Receipt>().ok());
        prop_assert!(read.is_none_or(|receipt| receipt.verify(&leaves[77], &key.verifier()).is_err()));
    }
}
