//! The audit: each way of tampering on a log of thousands of rows, and random ones on small logs.

use super::*;
use crate::checkpoint::{Checkpoint, CheckpointError, NoteError, SignerKey};
use crate::commitment::commit;
use crate::tree::root_of;
use proptest::prelude::*;
use serde_json::json;

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
fn edited_facts() {
    type Edit = fn(&mut BTreeMap<String, StoredFact>);
    let edits: [(Edit, FactFault, &str); 6] = [
        (|facts| facts.get_mut("name").unwrap().value = Some(json!("李四")), FactFault::Differs, "name"),
        (|facts| facts.get_mut("amount").unwrap().value = Some(json!(0.5)), FactFault::Differs, "amount"),
        (|facts| facts.get_mut("name").unwrap().salt = Some(Salt([0; 16])), FactFault::Differs, "name"),
        (|facts| facts.get_mut("name").unwrap().salt = None, FactFault::HalfErased, "name"),
        (|facts| drop(facts.remove("amount")), FactFault::Missing, "amount"),
        (
            |facts| drop(facts.insert("x".into(), StoredFact { salt: None, value: None })),
            FactFault::Unproved,
            "x",
        ),
    ];
    for (edit, fault, field) in edits {
        let (seq, matter, step) = place(1234);
        let finding = Finding::FactChanged { seq, matter, step, field: field.into(), fault };
        assert_eq!(changed(|log| edit(&mut log.rows[1234].facts)), [finding]);
    }
}

#[test]
fn edited_columns() {
    type Edit = fn(&mut Leaf);
    let edits: [(Edit, &str); 12] = [
        (|leaf| leaf.town.push('x'), "town"),
        (|leaf| leaf.matter.push('x'), "matter"),
        (|leaf| leaf.step += 1, "step"),
        (|leaf| leaf.procedure.push('x'), "procedure"),
        (|leaf| leaf.action.push('x'), "action"),
        (|leaf| leaf.actor.push('x'), "actor"),
        (|leaf| leaf.capacity.push('x'), "capacity"),
        (|leaf| leaf.happened_at.push('x'), "happened_at"),
        (|leaf| leaf.recorded_at.push('x'), "recorded_at"),
        (|leaf| leaf.rulebook.push('x'), "rulebook"),
        (|leaf| leaf.token.push('x'), "token"),
        (|leaf| *leaf.facts.get_mut("name").unwrap() = Hash::EMPTY, "facts.name"),
    ];
    for (edit, field) in edits {
        let (seq, matter, step) = place(999);
        let finding = Finding::ColumnChanged { seq, matter, step, field: field.into() };
        assert_eq!(changed(|log| edit(&mut log.rows[999].columns)), [finding]);
    }
}

#[test]
fn edited_leaf_bytes() {
    let (seq, matter, step) = place(500);
    let rewrite = |edit: fn(&mut Leaf)| {
        move |log: &mut Log| {
            let mut leaf = log.rows[500].columns.clone();
            edit(&mut leaf);
            log.rows[500].leaf_bytes = leaf.to_bytes().unwrap();
        }
    };
    let finding = |fields: &[&str]| {
        let fields = fields.iter().map(|&field| field.to_owned()).collect();
        Finding::LeafChanged { seq, matter: matter.clone(), step, fields }
    };
    assert_eq!(changed(rewrite(|leaf| leaf.actor = "other".into())), [finding(&["actor"])]);
    assert_eq!(changed(rewrite(|leaf| leaf.step = 9)), [finding(&["step"])]);
    assert_eq!(changed(|log| log.rows[500].leaf_bytes[11] ^= 1), [finding(&["action"])]);
    assert_eq!(changed(|log| log.rows[500].leaf_bytes.clear()), [finding(&[])]);
    // Columns and bytes alike; the facts still fit and nothing else is wrong.
    let both = changed(|log| {
        log.rows[500].columns.actor = "other".into();
        log.rows[500].leaf_bytes = log.rows[500].columns.to_bytes().unwrap();
    });
    assert_eq!(both, [finding(&[])]);
    // Bytes and a fact: the columns prove what the fact was.
    let fact = changed(|log| {
        log.rows[500].leaf_bytes.clear();
        log.rows[500].facts.get_mut("name").unwrap().value = Some(json!("李四"));
    });
    let (field, fault) = ("name".to_owned(), FactFault::Differs);
    assert_eq!(
        fact,
        [finding(&[]), Finding::FactChanged { seq, matter: matter.clone(), step, field, fault }]
    );
}

#[test]
fn removed_rows() {
    for row in [0, 1, 700, 2995, 2999] {
        for renumber in [false, true] {
            let findings = changed(|log| {
                log.rows.remove(row);
                if renumber {
                    log.renumber();
                }
            });
            let mut expected = vec![Finding::Removed { seq: row as u64, count: 1 }];
            if row % 60 < 48 {
                expected.push(gap(row, if renumber { -1 } else { 0 }));
            }
            assert_eq!(findings, expected, "row {row}, renumbered {renumber}");
        }
    }
    let block = changed(|log| drop(log.rows.drain(600..1200)));
    assert_eq!(
        block,
        [Finding::Removed { seq: 600, count: 600 }],
        "ten whole matters of five steps, sixty times"
    );
}

#[test]
fn inserted_rows() {
    for place in [0, 1, 1500, 2999, 3000] {
        for renumber in [false, true] {
            let findings = changed(|log| {
                log.rows.insert(place, row(place as u64, "m-99999", 1));
                if renumber {
                    log.renumber();
                }
            });
            let expected = Finding::Inserted { seq: place as u64, matter: "m-99999".into(), step: 1 };
            assert_eq!(findings, [expected], "at {place}, renumbered {renumber}");
        }
    }
    // A step of a matter that has five already.
    let (_, matter, _) = place(5);
    let findings = changed(|log| {
        log.rows.insert(300, row(300, &matter, 6));
        log.renumber();
    });
    assert_eq!(findings, [Finding::Inserted { seq: 300, matter, step: 6 }]);
}

#[test]
fn replaced_rows() {
    let findings = changed(|log| log.rows[800] = row(800, "m-99999", 1));
    let (_, matter, step) = place(800);
    let leaf = Finding::LeafChanged { seq: 800, matter: "m-99999".into(), step: 1, fields: vec![] };
    assert_eq!(findings, [leaf, Finding::StepGap { seq: 812, matter, step }]);
}

#[test]
fn swapped_rows() {
    for (a, b) in [(10, 11), (10, 22), (0, 2999), (1100, 1112), (2998, 2999)] {
        let findings = changed(|log| {
            log.rows.swap(a, b);
            log.renumber();
        });
        assert_eq!(findings, [moved(b, a as u64), moved(a, b as u64)], "{a} and {b}");
    }
}

#[test]
fn moved_rows() {
    for (from, to) in [(5, 2000), (2000, 5), (0, 2999), (2999, 0), (100, 102)] {
        let findings = changed(|log| {
            let row = log.rows.remove(from);
            log.rows.insert(to, row);
            log.renumber();
        });
        assert_eq!(findings, [moved(from, to as u64)], "{from} to {to}");
    }
    let far = changed(|log| {
        let mut row = log.rows.remove(40);
        row.seq = 1 << 62;
        log.rows.push(row);
    });
    assert_eq!(far, [moved(40, 1 << 62)]);
    let (belongs_at, matter, step) = place(300);
    let block = changed(|log| {
        let rows: Vec<_> = log.rows.drain(300..320).collect();
        log.rows.splice(900..900, rows);
        log.renumber();
    });
    assert_eq!(block, [Finding::Moved { seq: 900, matter, step, belongs_at, count: 20 }]);
    // Numbers changed, order kept.
    let numbered = changed(|log| log.rows.iter_mut().skip(2990).for_each(|row| row.seq += 5));
    let (belongs_at, matter, step) = place(2990);
    assert_eq!(numbered, [Finding::Moved { seq: 2995, matter, step, belongs_at, count: 1 }]);
}

#[test]
fn copied_rows() {
    let (of, matter, step) = place(77);
    let copy = |seq| Finding::Duplicated { seq, matter: matter.clone(), step, of, count: 1 };
    for place in [3, 2000, 3000] {
        let findings = changed(|log| {
            log.rows.insert(place, log.rows[77].clone());
            log.renumber();
        });
        assert_eq!(findings, [copy(place as u64)], "copy at {place}");
    }
    assert_eq!(changed(|log| log.rows.insert(78, log.rows[77].clone())), [copy(77)], "the same number twice");
    let over = changed(|log| {
        log.rows[90] = log.rows[77].clone();
        log.rows[90].seq = 90;
    });
    let gap = gap(90, 0);
    assert_eq!(over, [copy(90), Finding::Removed { seq: 90, count: 1 }, gap]);
}

#[test]
fn changed_hash_list() {
    let one = |index| [Finding::TreeChanged { index, count: 1 }];
    for index in [0, 7, 249, 250, 2999] {
        assert_eq!(changed(|log| log.list[index].0[0] ^= 1), one(index as u64));
    }
    assert_eq!(changed(|log| log.list[40] = log.list[50]), one(40));
    let swapped = [Finding::TreeChanged { index: 40, count: 2 }];
    assert_eq!(changed(|log| log.list.swap(40, 41)), swapped);
    let tail = [Finding::TreeChanged { index: 2600, count: 400 }];
    assert_eq!(changed(|log| log.list.truncate(2600)), tail, "the checkpoint of 3000 knows more");
    let shifted = changed(|log| log.list = [&log.list[..2900], &log.list[2901..]].concat());
    assert_eq!(shifted, [Finding::TreeChanged { index: 2900, count: 100 }]);
}

#[test]
fn a_list_that_lags_behind_is_pending() {
    let report = log(3100, EVERY).with(|log| log.list.truncate(3000)).audit();
    assert_eq!((report.findings, report.pending), (vec![], 100));
    let gone = log(3100, EVERY).with(|log| {
        log.list.truncate(3000);
        log.rows.remove(3070);
    });
    let findings = gone.audit().findings;
    assert!(findings.contains(&Finding::Removed { seq: 3070, count: 1 }), "{findings:?}");
    assert!(findings.contains(&Finding::FrontierChanged { size: 3100, after: Some(3000) }));
    let without = log(3002, EVERY).with(|log| {
        log.list.truncate(3000);
        log.frontier = None;
    });
    let inserted = |seq| {
        let (seq, matter, step) = place(seq);
        Finding::Inserted { seq, matter, step }
    };
    assert_eq!(without.audit().findings, [inserted(3000), inserted(3001)]);
}

#[test]
fn edited_checkpoints() {
    let forged = CheckpointError::Note(NoteError::Forged("example.gov.cn/yunxi".into()));
    let edited = changed(|log| {
        log.checkpoints[3].note = log.checkpoints[3].note.replacen("\n1000\n", "\n1001\n", 1);
    });
    assert_eq!(edited, [Finding::CheckpointSignature { size: 1000, why: forged }]);
    let cut = changed(|log| log.checkpoints[3].note.truncate(40));
    let unsigned = CheckpointError::Note(NoteError::Unsigned);
    assert_eq!(cut, [Finding::CheckpointSignature { size: 1000, why: unsigned }]);
    let filed = changed(|log| log.checkpoints[3].size = 999);
    assert_eq!(filed, [Finding::CheckpointMismatch { size: 999, after: None }]);
    // A checkpoint of another history under the same key; later ones confirm the record.
    let other = changed(|log| {
        let mut tree = Frontier::new();
        tree.append_many((0..1000).map(|_| Hash::EMPTY));
        log.checkpoints[3].note =
            Checkpoint::of("example.gov.cn/yunxi", &tree).sign(&key()).unwrap().to_string();
    });
    assert_eq!(other, [Finding::CheckpointMismatch { size: 1000, after: None }]);
    let town = changed(|log| {
        let other = SignerKey::from_seed("example.gov.cn/other", &[1; 32]).unwrap();
        let tree = log.frontier.clone().unwrap();
        log.checkpoints[11].note =
            Checkpoint::of("example.gov.cn/other", &tree).sign(&other).unwrap().to_string();
    });
    let unknown = CheckpointError::Note(NoteError::Unknown("example.gov.cn/yunxi".into()));
    assert_eq!(town, [Finding::CheckpointSignature { size: 3000, why: unknown }]);
}

#[test]
fn cut_and_rolled_back() {
    let behind = |rows| Finding::HeadBehind { size: 3000, rows };
    let cut = changed(|log| {
        log.rows.truncate(2000);
        log.list.truncate(2000);
        let mut tree = Frontier::new();
        tree.append_many(log.list.iter().copied());
        log.frontier = Some(tree);
    });
    assert_eq!(cut, [behind(2000)]);
    let all = changed(|log| {
        log.rows.clear();
        log.list.clear();
        log.frontier = None;
    });
    assert_eq!(all, [behind(0)]);
    assert_eq!(changed(|log| log.rows.truncate(2000)), [Finding::Removed { seq: 2000, count: 1000 }]);
    assert_eq!(changed(|log| log.rows.clear()), [Finding::Removed { seq: 0, count: 3000 }]);
    let edge = changed(|log| log.frontier = Some(Frontier::new()));
    assert_eq!(edge, [Finding::FrontierChanged { size: 0, after: None }]);
}

/// A row rewritten with its leaf and its hash in the list: only the signed roots know.
#[test]
fn consistent_rewriting_is_bounded_by_checkpoints() {
    let rewrite = |seq: usize, signed: bool| {
        changed(|log| {
            log.rows[seq] = row(seq as u64, &log.rows[seq].columns.matter, log.rows[seq].columns.step);
            log.rows[seq].columns.actor = "other".into();
            log.rows[seq].leaf_bytes = log.rows[seq].columns.to_bytes().unwrap();
            log.list[seq] = Hash::of_leaf(&log.rows[seq].leaf_bytes);
            if !signed {
                log.checkpoints.clear();
            }
        })
    };
    for (seq, size, after) in
        [(0, 250, 0), (249, 250, 0), (250, 500, 250), (1333, 1500, 1250), (2999, 3000, 2750)]
    {
        assert_eq!(
            rewrite(seq, true),
            [Finding::CheckpointMismatch { size, after: Some(after) }],
            "row {seq}"
        );
        assert_eq!(rewrite(seq, false), [Finding::FrontierChanged { size: 3000, after: Some(0) }]);
    }
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

/// One change of any kind; `a` and `b` choose where.
fn tamper(log: &mut Log, kind: u8, a: u64, b: u64, renumber: bool) {
    let size = log.rows.len() as u64;
    let (a, b) = ((a % size) as usize, (b % size) as usize);
    match kind {
        0 => log.rows[a].facts.get_mut("name").unwrap().value = Some(json!("改")),
        1 => log.rows[a].facts.get_mut("amount").unwrap().salt.as_mut().unwrap().0[b % 16] ^= 1,
        2 => log.rows[a].columns.recorded_at.push('1'),
        3 => {
            let at = b % log.rows[a].leaf_bytes.len();
            log.rows[a].leaf_bytes[at] ^= 4;
        }
        4 => drop(log.rows.remove(a)),
        5 => log.rows.insert(a, row(size + 1, "m-new", 1)),
        6 => log.rows.swap(a, if a == b { (a + 1) % size as usize } else { b }),
        7 => log.rows.insert(b, log.rows[a].clone()),
        8 => log.list[a].0[b % 32] ^= 1,
        9 => log.checkpoints.iter_mut().for_each(|c| c.note = c.note.replacen("yunxi", "yunx1", 1)),
        _ => {
            log.rows.truncate(a);
            log.list.truncate(a);
        }
    }
    if renumber || matches!(kind, 5..=7) {
        log.renumber();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_single_change_is_found(
        size in 2u64..130, every in 1u64..40, kind in 0u8..=10, a: u64, b: u64, renumber: bool, edge: bool,
    ) {
        let mut log = log(size, every.min(size));
        if !edge {
            log.frontier = None;
        }
        prop_assert_eq!(log.audit().findings, vec![]);
        // Without a head nothing knows of a tail that rows and list both lost.
        prop_assume!(kind != 10 || edge || a % size < size / every.min(size) * every.min(size));
        tamper(&mut log, kind, a, b, renumber);
        let report = log.audit();
        prop_assert!(!report.is_clean());
        let seq = a % size;
        let named = |wanted: u64| report.findings.iter().any(|finding| finding.place() == wanted);
        let all = |test: fn(&Finding) -> bool| report.findings.iter().all(test);
        match kind {
            0..=5 | 8 => prop_assert!(named(seq), "{:?}", report.findings),
            6 => prop_assert!(all(|finding| matches!(finding, Finding::Moved { .. })), "{:?}", report.findings),
            7 => prop_assert!(all(|finding| matches!(finding, Finding::Duplicated { .. })), "{:?}", report.findings),
            _ => {}
        }
    }

    /// Whatever was done, the audit ends and does not fall silent.
    #[test]
    fn many_changes_never_cancel_out(
        size in 4u64..90, changes in prop::collection::vec((0u8..=8, any::<u64>(), any::<u64>(), any::<bool>()), 1..5),
    ) {
        let mut log = log(size, 16);
        let clean = log.clone();
        for (kind, a, b, renumber) in changes {
            if log.rows.len() > 1 && log.rows.len() == log.list.len() {
                tamper(&mut log, kind, a, b, renumber);
            }
        }
        let same = log.rows == clean.rows && log.list == clean.list;
        prop_assert_eq!(log.audit().is_clean(), same);
    }
}
