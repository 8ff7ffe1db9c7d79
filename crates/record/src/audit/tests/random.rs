//! Random tampering: a single change is always found, several never cancel out.

use super::*;
use proptest::prelude::*;

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
