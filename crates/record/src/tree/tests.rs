//! The tree against known values, a second implementation, and changed proofs.

use super::*;
use crate::hash::Hash;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof};
use proptest::prelude::*;
use sha2::Sha256;

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|at| Hash::of_leaf(&at.to_be_bytes())).collect()
}

fn oracle(count: u64) -> MemoryBackedTree<Sha256, [u8; 8]> {
    let mut tree = MemoryBackedTree::new();
    (0..count).for_each(|at| tree.push(at.to_be_bytes()));
    tree
}

fn joined(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The tree of the certificate transparency test data: eight short leaves, root after each.
#[test]
fn known_roots() {
    let inputs =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Frontier::new();
    assert_eq!(tree.root(), Hash::EMPTY);
    for (input, root) in inputs.iter().zip(roots) {
        let bytes: Vec<u8> = (0..input.len() / 2)
            .map(|at| u8::from_str_radix(&input[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        tree.append(Hash::of_leaf(&bytes));
        assert_eq!(tree.root().to_string(), root);
    }
}

#[test]
fn all_small_trees_agree_with_the_oracle() {
    for size in 0..70 {
        let hashes = leaves(size);
        let tree = oracle(size);
        let root = root_of(&hashes);
        assert_eq!(root.0.as_slice(), tree.root().as_bytes().as_slice(), "root of {size}");
        assert_eq!(root_at(&hashes, size), Ok(root));
        for index in 0..size {
            let proof = inclusion_proof(&hashes, index, size).unwrap();
            assert_eq!(
                joined(&proof),
                tree.prove_inclusion(index as usize).as_bytes(),
                "leaf {index} of {size}"
            );
            verify_inclusion(&hashes[index as usize], index, size, &proof, &root).unwrap();
        }
        for old in 0..=size {
            let proof = consistency_proof(&hashes, old, size).unwrap();
            let old_root = root_at(&hashes, old).unwrap();
            verify_consistency(old, size, &old_root, &root, &proof).unwrap();
            if 0 < old && old < size {
                let oracle = tree.prove_consistency((size - old) as usize);
                assert_eq!(joined(&proof), oracle.as_bytes(), "{old} to {size}");
            }
        }
    }
}

#[test]
fn impossible_proofs_are_refused() {
    let hashes = leaves(5);
    assert_eq!(inclusion_proof(&hashes, 5, 5), Err(TreeError::Index { index: 5, size: 5 }));
    assert_eq!(inclusion_proof(&hashes, 0, 6), Err(TreeError::Missing { level: 1, index: 2 }));
    assert_eq!(consistency_proof(&hashes, 5, 4), Err(TreeError::Sizes { old: 5, new: 4 }));
    let root = root_of(&hashes);
    assert_eq!(verify_inclusion(&hashes[0], 9, 5, &[], &root), Err(ProofError::Index { index: 9, size: 5 }));
    assert_eq!(verify_consistency(5, 4, &root, &root, &[]), Err(ProofError::Sizes { old: 5, new: 4 }));
    assert_eq!(verify_consistency(0, 5, &Hash::EMPTY, &root, &[root]), Err(ProofError::Length { found: 1 }));
    assert!(matches!(verify_consistency(0, 5, &root, &root, &[]), Err(ProofError::Root { .. })));
    assert!(matches!(verify_consistency(5, 5, &hashes[0], &root, &[]), Err(ProofError::Root { .. })));
    assert_eq!(verify_consistency(3, 5, &root, &root, &[]), Err(ProofError::Length { found: 0 }));
}

#[test]
fn stored_frontiers_are_checked() {
    let mut tree = Frontier::new();
    tree.append_many(leaves(7));
    let bytes = tree.to_bytes();
    assert_eq!(bytes.len(), 8 + 3 * 32);
    assert_eq!(Frontier::from_bytes(&bytes).unwrap(), tree);
    let cut = FrontierError::Length { size: 7, expected: 104, found: 103 };
    assert_eq!(Frontier::from_bytes(&bytes[..103]), Err(cut));
    assert_eq!(Frontier::from_bytes(&bytes[..7]), Err(FrontierError::Size));
    assert_eq!(Frontier::from_bytes(&[0xff; 8]), Err(FrontierError::Size));
}

proptest! {
    #[test]
    fn frontiers_resume_anywhere(size in 0u64..2000, cut in 0u64..2000) {
        let hashes = leaves(size);
        let cut = cut.min(size) as usize;
        let mut tree = Frontier::new();
        tree.append_many(hashes[..cut].iter().copied());
        let mut tree = Frontier::from_bytes(&tree.to_bytes()).unwrap();
        tree.append_many(hashes[cut..].iter().copied());
        prop_assert_eq!(tree.size(), size);
        prop_assert_eq!(tree.edge().len(), size.count_ones() as usize);
        prop_assert_eq!(tree.root(), root_of(&hashes));
    }

    #[test]
    fn the_oracle_accepts_our_proofs(size in 1u64..900, a in 0u64..900, b in 1u64..900) {
        let hashes = leaves(size);
        let tree = oracle(size);
        let index = a % size;
        let proof = joined(&inclusion_proof(&hashes, index, size).unwrap());
        let value = index.to_be_bytes();
        tree.root().verify_inclusion(&value, index, &InclusionProof::try_from_bytes(proof).unwrap()).unwrap();
        let old = 1 + b % size;
        let proof = joined(&consistency_proof(&hashes, old, size).unwrap());
        if old < size {
            let proof = ConsistencyProof::try_from_bytes(proof).unwrap();
            tree.root().verify_consistency(&oracle(old).root(), &proof).unwrap();
        }
    }

    #[test]
    fn changed_proofs_fail(size in 2u64..600, a in 0u64..600, at in 0usize..12, bit in 0usize..256, b in 0u64..600) {
        let hashes = leaves(size);
        let root = root_of(&hashes);
        let index = a % size;
        let leaf = hashes[index as usize];
        let good = inclusion_proof(&hashes, index, size).unwrap();
        let flip = |proof: &[Hash]| {
            let mut proof = proof.to_vec();
            let at = at % proof.len();
            proof[at].0[bit / 8] ^= 1 << (bit % 8);
            proof
        };
        prop_assert!(verify_inclusion(&leaf, index, size, &flip(&good), &root).is_err());
        prop_assert!(verify_inclusion(&leaf, index, size, &good[1..], &root).is_err());
        prop_assert!(verify_inclusion(&leaf, index, size, &[&good[..], &[leaf]].concat(), &root).is_err());
        prop_assert!(verify_inclusion(&leaf, (index + 1) % size, size, &good, &root).is_err());
        let old = 1 + b % (size - 1);
        let old_root = root_at(&hashes, old).unwrap();
        let good = consistency_proof(&hashes, old, size).unwrap();
        prop_assert!(verify_consistency(old, size, &old_root, &root, &flip(&good)).is_err());
        prop_assert!(verify_consistency(old, size, &old_root, &root, &good[1..]).is_err());
        prop_assert!(verify_consistency(old, size, &old_root, &root, &[&good[..], &[leaf]].concat()).is_err());
        prop_assert!(verify_consistency(old, size, &root, &root, &good).is_err());
    }
}
