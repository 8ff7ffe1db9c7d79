//! Hash list, right edge and checkpoints tampered with, and rewriting that only checkpoints notice.

use super::*;
use crate::checkpoint::{CheckpointError, NoteError};

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
