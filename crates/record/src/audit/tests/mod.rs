//! The audit: a log of thousands of rows to tamper with, and what holds of a log that nobody touched.

use super::*;
use crate::checkpoint::{Checkpoint, SignerKey};
use crate::commitment::commit;
use crate::tree::root_of;
use serde_json::json;

mod heads;
mod random;
mod rows;

const SIZE: u64 = 3000;
const EVERY: u64 = 250;

/// A town's record as a store holds it.
#[derive(Clone)]
struct Log {
    rows: Vec<StoredRow>,
    list: Vec<Hash>,
    checkpoints: Vec<StoredCheckpoint>,
    frontier: Option<Frontier>,
}

fn key() -> SignerKey {
    SignerKey::from_seed("example.gov.cn/yunxi", &[1; 32]).unwrap()
}

/// A row of one of many matters that go on side by side.
fn row(seq: u64, matter: &str, step: u32) -> StoredRow {
    let mut columns = Leaf {
        town: "yunxi".into(),
        matter: matter.into(),
        step,
        procedure: "visit".into(),
        action: format!("action-{step}"),
        actor: format!("post-{}", seq % 7),
        capacity: "clerk".into(),
        happened_at: format!("2026-01-01T00:00:00+{seq}"),
        recorded_at: format!("2026-01-01T00:00:05+{seq}"),
        rulebook: "2026.1".into(),
        token: format!("token-{seq}"),
        ..Leaf::default()
    };
    let mut facts = BTreeMap::new();
    for (name, value) in [("name", json!(format!("张{seq}"))), ("amount", json!(seq))] {
        let mut salt = Salt([name.len() as u8; 16]);
        salt.0[..8].copy_from_slice(&seq.to_be_bytes());
        columns.facts.insert(name.into(), commit(name, &salt, &value).unwrap());
        facts.insert(name.to_owned(), StoredFact { salt: Some(salt), value: Some(value) });
    }
    StoredRow { seq, leaf_bytes: columns.to_bytes().unwrap(), columns, facts }
}

fn log(size: u64, every: u64) -> Log {
    let (mut rows, mut list, mut checkpoints, mut tree) =
        (Vec::new(), Vec::new(), Vec::new(), Frontier::new());
    for seq in 0..size {
        // Twelve matters at a time, each of five steps.
        let (block, within) = (seq / 60, seq % 60);
        let row = row(seq, &format!("m-{}", block * 12 + within % 12), (within / 12) as u32 + 1);
        let hash = Hash::of_leaf(&row.leaf_bytes);
        rows.push(row);
        list.push(hash);
        tree.append(hash);
        if tree.size() % every == 0 {
            let note = Checkpoint::of("example.gov.cn/yunxi", &tree).sign(&key()).unwrap().to_string();
            checkpoints.push(StoredCheckpoint { size: tree.size(), note });
        }
    }
    Log { rows, list, checkpoints, frontier: Some(tree) }
}

impl Log {
    fn audit(&self) -> AuditReport {
        let keys = [key().verifier()];
        let evidence = Evidence {
            list: &self.list,
            checkpoints: &self.checkpoints,
            keys: &keys,
            frontier: self.frontier.as_ref(),
        };
        audit(self.rows.clone(), evidence).unwrap()
    }

    /// Gives all rows the numbers of their order.
    fn renumber(&mut self) {
        (0..).zip(&mut self.rows).for_each(|(seq, row)| row.seq = seq);
    }

    fn with(&self, change: impl FnOnce(&mut Log)) -> Log {
        let mut log = self.clone();
        change(&mut log);
        log
    }
}

fn changed(change: impl FnOnce(&mut Log)) -> Vec<Finding> {
    log(SIZE, EVERY).with(change).audit().findings
}

fn at(log: &Log, seq: usize) -> (u64, String, u32) {
    let leaf = &log.rows[seq].columns;
    (seq as u64, leaf.matter.clone(), leaf.step)
}

/// Matter and step of a row of the untouched log.
fn place(seq: usize) -> (u64, String, u32) {
    at(&log(seq as u64 + 1, EVERY), seq)
}

fn moved(from: usize, to: u64) -> Finding {
    let (belongs_at, matter, step) = place(from);
    Finding::Moved { seq: to, matter, step, belongs_at, count: 1 }
}

/// The gap that a removed row leaves in its matter, whose next step is twelve rows on.
fn gap(row: usize, shift: i64) -> Finding {
    let (seq, matter, step) = place(row);
    Finding::StepGap { seq: (seq + 12).wrapping_add_signed(shift), matter, step }
}

#[test]
fn a_clean_log_has_no_findings() {
    for size in [0, 1, 2, 249, 250, 251, SIZE] {
        let log = log(size, EVERY);
        let clean = AuditReport {
            rows: size,
            root: root_of(&log.list),
            checkpoints_ok: size / EVERY,
            good: (1..=size / EVERY).map(|nth| nth * EVERY).collect(),
            sealed: size / EVERY * EVERY,
            erased: 0,
            pending: 0,
            findings: Vec::new(),
        };
        assert_eq!(log.audit(), clean);
        assert_eq!(log.with(|log| log.frontier = None).audit(), clean);
    }
}

#[test]
fn erasure_by_law_is_no_finding() {
    let report = log(SIZE, EVERY).with(|log| {
        log.rows[70].facts.insert("name".into(), StoredFact { salt: None, value: None });
        log.rows[71].columns.facts.clear();
    });
    let report = report.audit();
    assert_eq!((report.findings, report.erased), (vec![], 1));
}

#[test]
fn a_finding_lies_between_two_checkpoints() {
    let report = log(SIZE + 10, EVERY).audit();
    assert_eq!(report.window(0), (0, Some(250)));
    assert_eq!(report.window(250), (250, Some(500)));
    assert_eq!(report.window(SIZE + 1), (SIZE, None));
}

#[test]
fn steps_are_checked_even_if_all_hashes_fit() {
    let audit_of = |steps: &[(&str, u32)]| {
        let rows: Vec<StoredRow> =
            (0..).zip(steps).map(|(seq, (matter, step))| row(seq, matter, *step)).collect();
        let list = rows.iter().map(|row| Hash::of_leaf(&row.leaf_bytes)).collect();
        Log { rows, list, checkpoints: Vec::new(), frontier: None }.audit().findings
    };
    let gap = |seq, step| Finding::StepGap { seq, matter: "a".into(), step };
    assert_eq!(audit_of(&[("a", 1), ("b", 1), ("a", 2), ("b", 2)]), []);
    assert_eq!(audit_of(&[("a", 1), ("a", 3), ("a", 4)]), [gap(1, 2)]);
    assert_eq!(audit_of(&[("a", 2), ("b", 1)]), [gap(0, 1)]);
    assert_eq!(audit_of(&[("a", 2), ("a", 1)]), [gap(0, 1)], "both steps, in the wrong order");
    let again = Finding::StepRepeated { seq: 1, matter: "a".into(), step: 1 };
    assert_eq!(audit_of(&[("a", 1), ("a", 1), ("a", 2)]), [again]);
    let zero = Finding::StepRepeated { seq: 0, matter: "a".into(), step: 0 };
    assert_eq!(audit_of(&[("a", 0), ("a", 1)]), [zero], "there is no step before the first");
}

#[test]
fn rows_out_of_order_are_the_callers_fault() {
    let log = log(3, 2);
    let keys = [];
    let evidence = Evidence { list: &log.list, checkpoints: &[], keys: &keys, frontier: None };
    let backwards = log.rows.into_iter().rev();
    assert_eq!(audit(backwards, evidence), Err(AuditError::Order { seq: 1, after: 2 }));
}

#[test]
fn wild_numbers_cost_nothing() {
    let mut log = log(10, 5);
    log.rows[9].seq = u64::MAX;
    let mut edge = (1u64 << 40).to_be_bytes().to_vec();
    edge.extend([0; 32]);
    log.frontier = Some(Frontier::from_bytes(&edge).unwrap());
    assert!(!log.audit().is_clean());
    log.list.clear();
    log.checkpoints.clear();
    assert!(!log.audit().is_clean());
}
