//! Tiles: names, growth, contents, bundles.

use super::*;
use crate::hash::Hash;
use crate::tree::{TreeError, consistency_proof, inclusion_proof, root_at};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|at| Hash::of_leaf(&at.to_be_bytes())).collect()
}

fn tile(level: u8, index: u64, width: u16) -> TileId {
    TileId { level, index, width }
}

#[test]
fn paths() {
    let cases = [
        (tile(0, 1_234_067, 256), "tile/0/x001/x234/067"),
        (tile(0, 0, 1), "tile/0/000.p/1"),
        (tile(1, 999, 256), "tile/1/999"),
        (tile(2, 1000, 255), "tile/2/x001/000.p/255"),
        (tile(7, u64::MAX, 256), "tile/7/x018/x446/x744/x073/x709/x551/615"),
    ];
    for (id, path) in cases {
        assert_eq!(id.to_string(), path);
        assert_eq!(path.parse(), Ok(id));
    }
    assert_eq!(bundle_path(273, 112), "tile/entries/273.p/112");
    assert_eq!(bundle_path(1_234_067, 256), "tile/entries/x001/x234/067");
}

#[test]
fn other_paths_are_refused() {
    let bad = [
        "tile/0/67",
        "tile/0/x067",
        "tile/0/x000/067",
        "tile/0/001/067",
        "tile/00/067",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000/",
        "tile/0/",
        "tile/0",
        "/tile/0/000",
        "tile/0/x+01/000",
        "tile/-1/000",
        "tile/entries/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ];
    for path in bad {
        assert_eq!(path.parse::<TileId>(), Err(PathError(path.to_owned())));
    }
}

#[test]
fn tiles_of_a_size() {
    let of = |old, new| changed(old, new).collect::<Vec<_>>();
    assert_eq!(of(0, 0), []);
    assert_eq!(of(0, 256), [tile(0, 0, 256), tile(1, 0, 1)]);
    assert_eq!(of(255, 256), [tile(0, 0, 256), tile(1, 0, 1)]);
    assert_eq!(of(256, 256), []);
    assert_eq!(of(256, 257), [tile(0, 1, 1)]);
    assert_eq!(of(300, 200), [], "a tree does not shrink");
    let all = of(0, 70_000);
    assert_eq!(all.iter().filter(|id| id.level == 0 && id.width == 256).count(), 273);
    let partial: Vec<_> = all.into_iter().filter(|id| id.level > 0 || id.width < 256).collect();
    assert_eq!(partial, [tile(0, 273, 112), tile(1, 0, 256), tile(1, 1, 17), tile(2, 0, 1)]);
}

/// A keeper that has only the newest width of each tile.
fn grow(sizes: &[u64], hashes: &[Hash]) -> BTreeMap<(u8, u64), Vec<Hash>> {
    let mut held: BTreeMap<(u8, u64), Vec<Hash>> = BTreeMap::new();
    let mut old = 0;
    for &new in sizes {
        for id in changed(old, new) {
            let bytes = if id.level == 0 {
                build(id, hashes).unwrap()
            } else {
                build(id, &TileNodes(|level, index| held.get(&(level, index)).cloned())).unwrap()
            };
            held.insert((id.level, id.index), decode(&bytes).unwrap());
        }
        old = old.max(new);
    }
    held
}

#[test]
fn missing_and_cut_tiles() {
    let hashes = leaves(3);
    assert_eq!(build(tile(0, 0, 4), &hashes), Err(TreeError::Missing { level: 0, index: 3 }));
    assert_eq!(decode(&[0; 33]), None);
    assert_eq!(decode(&[]), None);
    assert_eq!(decode(&[0; 257 * 32]), None);
}

#[test]
fn bundles() {
    let long = vec![7; 65_535];
    let bytes = encode_bundle([b"ab".as_slice(), b"", &long]).unwrap();
    assert_eq!(bytes[..6], [0, 2, b'a', b'b', 0, 0]);
    assert_eq!(decode_bundle(&bytes).unwrap(), [b"ab".as_slice(), b"", &long]);
    assert_eq!(decode_bundle(&bytes[..bytes.len() - 1]), Err(BundleError::Cut { at: 2 }));
    assert_eq!(decode_bundle(&[0]), Err(BundleError::Cut { at: 0 }));
    assert_eq!(encode_bundle([vec![0; 65_536]]), Err(BundleError::TooLong { at: 0, length: 65_536 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However a tree grew, its tiles are the same, and proofs from tiles are proofs from leaves.
    #[test]
    fn growth_makes_the_same_tiles(mut sizes in prop::collection::vec(1u64..70_000, 1..5), a: u64, b: u64) {
        sizes.sort_unstable();
        let size = sizes[sizes.len() - 1];
        let hashes = leaves(size);
        let held = grow(&sizes, &hashes);
        prop_assert_eq!(&held, &grow(&[size], &hashes));
        let nodes = TileNodes(|level, index| held.get(&(level, index)).cloned());
        prop_assert_eq!(root_at(&nodes, size), root_at(&hashes, size));
        prop_assert_eq!(inclusion_proof(&nodes, a % size, size), inclusion_proof(&hashes, a % size, size));
        let old = b % size;
        prop_assert_eq!(consistency_proof(&nodes, old, size), consistency_proof(&hashes, old, size));
    }

    #[test]
    fn paths_come_back(level in 0u8..64, index: u64, width in 1u16..=256) {
        let id = tile(level, index, width);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
    }
}
