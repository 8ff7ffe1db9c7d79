//! The test vectors in `vectors/`, which were computed by a separate program that shares no code with this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a vector that cannot be read fails the test")]

use record::checkpoint::{Checkpoint, SignedNote, SignerKey, VerifierKey};
use record::receipt::Receipt;
use record::tile::{TileId, build, changed, encode_bundle};
use record::tree::{Frontier, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
use record::{Hash, Leaf, canonical, commit};
use serde_json::Value;

fn vectors(name: &str) -> Value {
    let path = format!("{}/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).expect(&path)).unwrap()
}

fn each(value: &Value) -> &[Value] {
    let items = value.as_array().unwrap();
    assert!(!items.is_empty());
    items
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn hash(value: &Value) -> Hash {
    text(value).parse().unwrap()
}

fn hashes(value: &Value) -> Vec<Hash> {
    value.as_array().unwrap().iter().map(hash).collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    let digits = text(value);
    (0..digits.len() / 2).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap()).collect()
}

#[test]
fn canonical_json() {
    for case in each(&vectors("canonical")) {
        assert_eq!(canonical::to_bytes(&case["value"]).unwrap(), bytes(&case["bytes_hex"]), "{case}");
    }
}

#[test]
fn commitments() {
    for case in each(&vectors("commitment")) {
        let salt = text(&case["salt"]).parse().unwrap();
        assert_eq!(commit(text(&case["name"]), &salt, &case["value"]).unwrap(), hash(&case["commitment"]));
    }
}

#[test]
fn leaves() {
    for case in each(&vectors("leaf")) {
        let leaf = Leaf::from_bytes(&bytes(&case["bytes_hex"])).unwrap();
        let member = |name: &str| text(&case["leaf"][name]).to_owned();
        let facts = case["leaf"]["facts"].as_object().unwrap();
        let expected = Leaf {
            town: member("town"),
            matter: member("matter"),
            step: number(&case["leaf"]["step"]).try_into().unwrap(),
            procedure: member("procedure"),
            action: member("action"),
            actor: member("actor"),
            capacity: member("capacity"),
            happened_at: member("happened_at"),
            recorded_at: member("recorded_at"),
            rulebook: member("rulebook"),
            token: member("token"),
            facts: facts.iter().map(|(name, value)| (name.clone(), hash(value))).collect(),
        };
        assert_eq!(leaf, expected);
        assert_eq!(leaf.to_bytes().unwrap(), bytes(&case["bytes_hex"]));
        assert_eq!(leaf.hash().unwrap(), hash(&case["leaf_hash"]));
    }
}

#[test]
fn tree() {
    let case = vectors("tree");
    let leaves: Vec<Hash> =
        each(&case["leaves_hex"]).iter().map(|leaf| Hash::of_leaf(&bytes(leaf))).collect();
    let roots = hashes(&case["roots"]);
    let mut tree = Frontier::new();
    for (size, frontier) in each(&case["frontiers_hex"]).iter().enumerate() {
        assert_eq!(tree.root(), roots[size]);
        assert_eq!(tree.to_bytes(), bytes(frontier));
        tree.append_many(leaves.get(size).copied());
    }
    for proof in each(&case["inclusion"]) {
        let (index, size, path) = (number(&proof["index"]), number(&proof["size"]), hashes(&proof["path"]));
        assert_eq!(inclusion_proof(&leaves, index, size).unwrap(), path);
        verify_inclusion(&leaves[index as usize], index, size, &path, &roots[size as usize]).unwrap();
    }
    for proof in each(&case["consistency"]) {
        let (old, new, path) = (number(&proof["old"]), number(&proof["new"]), hashes(&proof["path"]));
        assert_eq!(consistency_proof(&leaves, old, new).unwrap(), path);
        verify_consistency(old, new, &roots[old as usize], &roots[new as usize], &path).unwrap();
    }
}

#[test]
fn tiles() {
    let case = vectors("tile");
    for size in each(&case["sizes"]) {
        let tiles: Vec<String> = changed(0, number(&size["size"])).map(|id| id.to_string()).collect();
        let expected: Vec<&str> = each(&size["tiles"]).iter().map(text).collect();
        assert_eq!(tiles, expected);
    }
    for path in each(&case["paths"]) {
        let (level, width) =
            (number(&path["level"]).try_into().unwrap(), number(&path["width"]).try_into().unwrap());
        let id = TileId { level, index: number(&path["index"]), width };
        assert_eq!(text(&path["path"]).parse(), Ok(id));
    }
    let leaves: Vec<Hash> = (0..600).map(|at| Hash::of_leaf(format!("leaf {at}").as_bytes())).collect();
    for tile in each(&case["of_600_leaves"]) {
        let id: TileId = text(&tile["path"]).parse().unwrap();
        assert_eq!(Hash::of(&[&build(id, &leaves).unwrap()]), hash(&tile["sha256"]));
    }
    let entries: Vec<Vec<u8>> = each(&case["bundle"]["entries_hex"]).iter().map(bytes).collect();
    assert_eq!(encode_bundle(entries).unwrap(), bytes(&case["bundle"]["bytes_hex"]));
}

#[test]
fn checkpoint() {
    let case = vectors("checkpoint");
    let (origin, note) = (text(&case["origin"]), text(&case["note"]));
    let signer = SignerKey::from_seed(origin, &bytes(&case["seed_hex"]).try_into().unwrap()).unwrap();
    assert_eq!(signer.verifier().to_string(), text(&case["verifier_key"]));
    let checkpoint = Checkpoint::open(note, &text(&case["verifier_key"]).parse().unwrap()).unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (number(&case["size"]), hash(&case["root"])));
    let witness: VerifierKey = text(&case["witness_key"]).parse().unwrap();
    let read: SignedNote = note.parse().unwrap();
    assert_eq!(read.verify(std::slice::from_ref(&witness)).unwrap(), [&witness]);
    assert_eq!(read.to_string(), note);
    // Ed25519 is deterministic: our own signature is the same line.
    assert_eq!(checkpoint.sign(&signer).unwrap().signatures(), &read.signatures()[..1]);
}

#[test]
fn receipts() {
    for case in each(&vectors("receipt")) {
        let receipt: Receipt = text(&case["receipt"]).parse().unwrap();
        assert_eq!(receipt.index, number(&case["index"]));
        assert_eq!(receipt.extra, case["extra_hex"].as_str().map(|_| bytes(&case["extra_hex"])));
        assert_eq!(receipt.to_string(), text(&case["receipt"]));
        let key = text(&case["verifier_key"]).parse().unwrap();
        receipt.verify(&hash(&case["leaf_hash"]), &key).unwrap();
    }
}
