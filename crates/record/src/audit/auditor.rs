//! The auditor: takes the rows one by one and tells its findings at the end.

use super::align::{Fate, align};
use super::locate::Locator;
use super::row::{Doubt, examine};
use super::rows::Rows;
use super::seal::{Head, Seal, heads, seal};
use super::steps::Steps;
use super::{AuditError, AuditReport, Evidence, Finding, StoredRow};
use crate::tree::Frontier;
use std::collections::{BTreeMap, BTreeSet};

/// An audit in progress, for a caller whose rows come from a reader that may fail.
pub struct Auditor<'a> {
    evidence: Evidence<'a>,
    heads: Vec<Head>,
    /// What is wrong with the checkpoints themselves.
    findings: Vec<Finding>,
    /// Leaves that a head or the list speaks of.
    claimed: u64,
    locator: Locator<'a>,
    rows: Rows,
    tree: Frontier,
    steps: Steps,
    erased: u64,
    /// Rows that may have to be named, by their order.
    doubts: BTreeMap<u64, Doubt>,
}

impl<'a> Auditor<'a> {
    /// Opens the checkpoints and makes ready for the first row.
    pub fn new(evidence: Evidence<'a>) -> Auditor<'a> {
        let mut findings = Vec::new();
        let heads = heads(&evidence, &mut findings);
        let claimed = heads.last().map_or(0, |head| head.size).max(evidence.list.len());
        Auditor {
            evidence,
            heads,
            findings,
            claimed,
            locator: Locator::new(evidence.list),
            rows: Rows::default(),
            tree: Frontier::new(),
            steps: Steps::default(),
            erased: 0,
            doubts: BTreeMap::new(),
        }
    }

    /// Takes the next row.
    ///
    /// # Errors
    /// Its number is lower than that of the row before.
    pub fn push(&mut self, row: &StoredRow) -> Result<(), AuditError> {
        let seq = row.seq;
        if let Some(after) = self.rows.last_seq().filter(|&after| seq < after) {
            return Err(AuditError::Order { seq, after });
        }
        let hash = crate::Hash::of_leaf(&row.leaf_bytes);
        let list = self.evidence.list;
        let listed = list.hash(seq);
        let next = self.rows.next_pos();
        // Where the list is silent, a head that reaches so far speaks for the row.
        let silent = listed.is_none() && seq < self.claimed;
        let pos = self.locator.find(&hash, seq, next).or_else(|| silent.then_some(seq));
        let examined = examine(row, if pos.is_none() { listed } else { None });
        self.erased += examined.erased;
        let doubt = examined.doubt;
        if pos.is_some() || doubt.columns_proved {
            self.steps.push(&doubt.matter, doubt.step, seq, pos);
        }
        let last = self.rows.last_seq();
        let follows = pos == next && last.is_none_or(|last| last.checked_add(1) == Some(seq));
        let breaks = pos.is_none() || last == Some(seq) || (pos != Some(seq) && !follows);
        if breaks || doubt.has_fault() {
            self.doubts.insert(self.rows.len(), doubt);
        }
        self.rows.push(seq, pos, hash);
        self.tree.append(hash);
        Ok(())
    }

    /// Compares everything and tells what was found.
    pub fn finish(mut self) -> AuditReport {
        let listed = self.evidence.list.len();
        // A row with a wild number must not make the record look large.
        let plausible = 2 * (self.rows.len() + listed) + 64;
        let reach = self.rows.last_seq().map_or(0, |seq| seq.saturating_add(1).min(plausible)).max(listed);
        let seal = seal(&self.evidence, &self.rows, &self.heads, reach);
        let heads = self.heads.iter().map(|head| head.size).filter(|&size| size <= reach);
        let size = heads.max().unwrap_or(0).max(listed);
        self.settle_places(&seal, size);
        let fates = align(&self.rows, size);
        let mut findings = self.findings;
        findings.extend(seal.findings);
        findings.extend(list_findings(&seal.list_wrong));
        name_fates(&fates, &mut self.doubts, &mut self.steps, &mut findings);
        for doubt in self.doubts.into_values() {
            tell_faults(doubt, &mut findings);
        }
        let displaced = fates.iter().any(|fate| fate.seq().is_some());
        let named: BTreeSet<u64> = fates.iter().filter_map(Fate::seq).collect();
        let copied: BTreeSet<u64> = fates.iter().filter_map(Fate::original).collect();
        let explained =
            |seq: u64, pos: Option<u64>| named.contains(&seq) || pos.is_some_and(|p| copied.contains(&p));
        findings.extend(self.steps.finish(displaced, explained));
        findings.sort_by_key(Finding::place);
        AuditReport {
            rows: self.rows.len(),
            root: self.tree.root(),
            checkpoints_ok: seal.good.len() as u64,
            good: seal.good,
            sealed: seal.sealed,
            erased: self.erased,
            pending: size - listed.max(seal.sealed).min(size),
            findings,
        }
    }

    /// Rows that the list does not know but a head confirms are in their place; places beyond the record are none.
    fn settle_places(&mut self, seal: &Seal, size: u64) {
        let beyond = self.rows.runs.iter().any(|run| run.pos.is_some_and(|pos| pos + run.len > size));
        if seal.list_wrong.is_empty() && !beyond {
            return;
        }
        let mut settled = Rows::default();
        for run in &self.rows.runs {
            for at in 0..run.len {
                let Some(hash) = self.rows.hash(run.order + at) else { continue };
                let seq = run.seq + at;
                let pos = run.pos.map(|pos| pos + at).filter(|&pos| pos < size);
                let proved = seal.list_wrong.contains(&seq) && self.rows.by_seq(seq) == Some(hash);
                if let (true, None, Some(doubt)) = (proved, pos, self.doubts.get(&(run.order + at))) {
                    self.steps.push(&doubt.matter, doubt.step, seq, Some(seq));
                }
                settled.push(seq, if proved { Some(seq) } else { pos }, hash);
            }
        }
        self.rows = settled;
    }
}

/// Names displaced, unknown and removed rows, and takes out the doubts that are settled by that.
fn name_fates(
    fates: &[Fate],
    doubts: &mut BTreeMap<u64, Doubt>,
    steps: &mut Steps,
    findings: &mut Vec<Finding>,
) {
    let mut sorted = fates.to_vec();
    sorted.sort_by_key(Fate::key);
    for fate in sorted {
        let (seq, order) = match fate {
            Fate::Removed { from, count } => {
                findings.push(Finding::Removed { seq: from, count });
                continue;
            }
            Fate::Moved { seq, order, .. } | Fate::Duplicated { seq, order, .. } => (seq, order),
            Fate::Rewritten { seq, order } | Fate::Inserted { seq, order } => (seq, order),
        };
        let doubt = doubts.get(&order);
        let (matter, step) = doubt.map_or((String::new(), 0), |doubt| (doubt.matter.clone(), doubt.step));
        match fate {
            Fate::Moved { belongs_at, .. } => {
                if !continues(findings.last_mut(), seq, belongs_at, false) {
                    findings.push(Finding::Moved { seq, matter, step, belongs_at, count: 1 });
                }
            }
            Fate::Duplicated { of, .. } => {
                if !continues(findings.last_mut(), seq, of, true) {
                    findings.push(Finding::Duplicated { seq, matter, step, of, count: 1 });
                }
            }
            _ => {
                let doubt = doubts.remove(&order);
                match doubt.filter(|_| matches!(fate, Fate::Rewritten { .. })) {
                    None => findings.push(Finding::Inserted { seq, matter, step }),
                    Some(doubt) => {
                        if !doubt.columns_proved {
                            steps.push(&matter, step, seq, None);
                        }
                        tell_rewritten(doubt, findings);
                    }
                }
            }
        }
    }
}

/// Whether a displaced row goes on from the finding before; that one then counts it.
fn continues(last: Option<&mut Finding>, at: u64, from: u64, copy: bool) -> bool {
    let (seq, origin, count) = match last {
        Some(Finding::Moved { seq, belongs_at, count, .. }) if !copy => (*seq, *belongs_at, count),
        Some(Finding::Duplicated { seq, of, count, .. }) if copy => (*seq, *of, count),
        _ => return false,
    };
    let follows = seq.checked_add(*count) == Some(at) && origin.checked_add(*count) == Some(from);
    *count += u64::from(follows);
    follows
}

/// A row whose bytes are not the tree's: the faults of its facts count only if its columns are proved.
fn tell_rewritten(doubt: Doubt, findings: &mut Vec<Finding>) {
    let Doubt { seq, matter, step, columns, facts, columns_proved, .. } = doubt;
    findings.push(Finding::LeafChanged { seq, matter: matter.clone(), step, fields: columns });
    if columns_proved {
        findings.extend(facts.into_iter().map(|(field, fault)| {
            let matter = matter.clone();
            Finding::FactChanged { seq, matter, step, field, fault }
        }));
    }
}

/// The faults of a row whose bytes are the tree's.
fn tell_faults(doubt: Doubt, findings: &mut Vec<Finding>) {
    let Doubt { seq, matter, step, columns, facts, unreadable, .. } = doubt;
    if unreadable {
        findings.push(Finding::LeafChanged { seq, matter: matter.clone(), step, fields: Vec::new() });
    }
    for field in columns {
        findings.push(Finding::ColumnChanged { seq, matter: matter.clone(), step, field });
    }
    for (field, fault) in facts {
        findings.push(Finding::FactChanged { seq, matter: matter.clone(), step, field, fault });
    }
}

/// Wrong places of the list, runs as one.
fn list_findings(wrong: &BTreeSet<u64>) -> Vec<Finding> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &at in wrong {
        match runs.last_mut() {
            Some((from, count)) if *from + *count == at => *count += 1,
            _ => runs.push((at, 1)),
        }
    }
    runs.into_iter().map(|(index, count)| Finding::TreeChanged { index, count }).collect()
}
