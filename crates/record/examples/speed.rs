//! Measures what every act costs, and an audit of many rows: `cargo run --release -p record --example speed`.

use record::audit::{Evidence, StoredCheckpoint, StoredFact, StoredRow, audit};
use record::checkpoint::{Checkpoint, KeyError, SignerKey};
use record::tree::Frontier;
use record::{Hash, Leaf, Salt, commit};
use std::collections::BTreeMap;
use std::time::Instant;

const ROWS: u64 = 200_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (rows, hashes) = rows()?;
    let length: usize = rows.iter().map(|row| row.leaf_bytes.len()).sum();
    println!("{ROWS} leaves, {} bytes each on average", length / ROWS as usize);

    let hashed = timed("Leaf::to_bytes and leaf hash", ROWS, || {
        rows.iter().filter_map(|row| row.columns.hash().ok()).fold(Hash::EMPTY, |_, hash| hash)
    });
    let mut tree = Frontier::new();
    timed("Frontier::append", ROWS, || tree.append_many(hashes.iter().copied()));
    timed("Leaf::from_bytes", ROWS, || {
        rows.iter().filter(|row| Leaf::from_bytes(&row.leaf_bytes).is_ok()).count()
    });
    let mut large = Frontier::new();
    timed("Frontier::append of 10 million", 10_000_000, || {
        large.append_many((0..10_000_000).map(|_| hashed))
    });

    let key = signer()?;
    let note = timed("checkpoint signed", 1, || Checkpoint::of(key.name(), &tree).sign(&key))?.to_string();
    let checkpoints = [StoredCheckpoint { size: ROWS, note }];
    let keys = [key.verifier()];
    let evidence = Evidence { list: &hashes, checkpoints: &checkpoints, keys: &keys, frontier: Some(&tree) };
    let report = timed("audit, rows with two facts", ROWS, || audit(rows, evidence))?;
    println!("findings: {}", report.findings.len());
    Ok(())
}

fn signer() -> Result<SignerKey, KeyError> {
    SignerKey::from_seed("example.gov.cn/yunxi", &[1; 32])
}

fn rows() -> Result<(Vec<StoredRow>, Vec<Hash>), Box<dyn std::error::Error>> {
    let (mut rows, mut hashes) = (Vec::new(), Vec::new());
    for seq in 0..ROWS {
        let (mut facts, mut commitments) = (BTreeMap::new(), BTreeMap::new());
        for (name, value) in [("applicant", format!("张三{seq}")), ("subject", format!("门前道路积水{seq}"))]
        {
            let (salt, value) = (Salt([seq as u8; 16]), serde_json::json!(value));
            commitments.insert(name.to_owned(), commit(name, &salt, &value)?);
            facts.insert(name.to_owned(), StoredFact { salt: Some(salt), value: Some(value) });
        }
        let columns = Leaf {
            town: "yunxi".into(),
            matter: format!("0193e4a0-5c1b-7d2e-8f30-{:012}", seq / 8),
            step: (seq % 8) as u32 + 1,
            procedure: "petition-letter".into(),
            action: "register".into(),
            actor: "yunxi/reception/window-2".into(),
            capacity: "window-clerk".into(),
            happened_at: "2026-03-02T09:10:00".into(),
            recorded_at: "2026-03-02T09:11:30".into(),
            rulebook: "2026.1.0".into(),
            token: format!("0193e4a0-5c1b-7d2e-8f31-{seq:012}"),
            facts: commitments,
        };
        let leaf_bytes = columns.to_bytes()?;
        hashes.push(Hash::of_leaf(&leaf_bytes));
        rows.push(StoredRow { seq, leaf_bytes, columns, facts });
    }
    Ok((rows, hashes))
}

fn timed<T>(what: &str, count: u64, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let answer = work();
    let took = start.elapsed();
    println!(
        "{what}: {} a second, {took:?} in all",
        u128::from(count) * 1_000_000_000 / took.as_nanos().max(1)
    );
    answer
}
