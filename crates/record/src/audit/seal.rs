//! How far signed checkpoints confirm list or rows, and where they stop doing so.

use super::rows::Rows;
use super::{Evidence, Finding};
use crate::checkpoint::{Checkpoint, CheckpointError, SignedNote};
use crate::hash::Hash;
use crate::tree::Frontier;
use std::collections::BTreeSet;

/// A size with the root that it must have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) size: u64,
    root: Hash,
    /// Signed; the right edge is not.
    signed: bool,
}

/// Opens the stored checkpoints; those that are not good become findings. The heads are sorted by size.
pub(super) fn heads(evidence: &Evidence<'_>, findings: &mut Vec<Finding>) -> Vec<Head> {
    let mut heads = Vec::new();
    for stored in evidence.checkpoints {
        match open(&stored.note, evidence) {
            Ok(checkpoint) => {
                if checkpoint.size != stored.size {
                    findings.push(Finding::CheckpointMismatch { size: stored.size, after: None });
                }
                heads.push(Head { size: checkpoint.size, root: checkpoint.root, signed: true });
            }
            Err(why) => findings.push(Finding::CheckpointSignature { size: stored.size, why }),
        }
    }
    let edge = evidence.frontier.map(|tree| Head { size: tree.size(), root: tree.root(), signed: false });
    heads.extend(edge);
    heads.sort_by_key(|head| (head.size, !head.signed));
    heads
}

fn open(note: &str, evidence: &Evidence<'_>) -> Result<Checkpoint, CheckpointError> {
    let note: SignedNote = note.parse()?;
    let checkpoint = Checkpoint::from_text(note.text())?;
    let signers = note.verify(evidence.keys)?;
    match signers.iter().find(|key| key.name() != checkpoint.origin) {
        None => Ok(checkpoint),
        Some(key) => {
            Err(CheckpointError::Origin { expected: key.name().to_owned(), found: checkpoint.origin })
        }
    }
}

/// What the heads confirm.
#[derive(Debug, Default)]
pub(super) struct Seal {
    /// Leaves confirmed by a signed head.
    pub(super) sealed: u64,
    /// Sizes of the signed heads that were met, rising.
    pub(super) good: Vec<u64>,
    /// Places where the list is wrong: the rows lead to the root, or the list has a hole.
    pub(super) list_wrong: BTreeSet<u64>,
    pub(super) findings: Vec<Finding>,
}

/// The trees along list and rows, as far as both go on.
struct Walk<'a> {
    evidence: &'a Evidence<'a>,
    rows: &'a Rows,
    list_tree: Option<Frontier>,
    rows_tree: Option<Frontier>,
    /// Size at which a head was met last.
    good: u64,
    bad: Vec<Head>,
    seal: Seal,
}

/// Walks through the heads from the smallest. `reach` is how far list or rows go.
pub(super) fn seal(evidence: &Evidence<'_>, rows: &Rows, heads: &[Head], reach: u64) -> Seal {
    let tree = Some(Frontier::new());
    let mut walk = Walk {
        evidence,
        rows,
        list_tree: tree.clone(),
        rows_tree: tree,
        good: 0,
        bad: Vec::new(),
        seal: Seal::default(),
    };
    heads.iter().for_each(|head| walk.meet(head));
    walk.report_bad(reach);
    let mut seal = walk.seal;
    seal.list_wrong.extend((0..evidence.list.len()).filter(|&at| evidence.list.hash(at).is_none()));
    let behind =
        evidence.frontier.map(Frontier::size).filter(|&size| size < evidence.list.len().max(seal.sealed));
    if let Some(size) = behind {
        seal.findings.push(Finding::FrontierChanged { size, after: None });
    }
    seal
}

impl Walk<'_> {
    fn meet(&mut self, head: &Head) {
        extend(&mut self.list_tree, head.size, |at| self.evidence.list.hash(at));
        extend(&mut self.rows_tree, head.size, |at| self.rows.by_seq(at));
        let leads = |tree: &Option<Frontier>| tree.as_ref().is_some_and(|tree| tree.root() == head.root);
        if leads(&self.list_tree) {
            self.rows_tree.clone_from(&self.list_tree);
        } else if leads(&self.rows_tree) {
            // An edge that is ahead of the list only says that the list is to follow.
            let until = if head.signed { head.size } else { head.size.min(self.evidence.list.len()) };
            let wrong = (self.good..until).filter(|&at| self.evidence.list.hash(at) != self.rows.by_seq(at));
            self.seal.list_wrong.extend(wrong);
            self.list_tree.clone_from(&self.rows_tree);
        } else {
            return self.bad.push(*head);
        }
        self.good = head.size;
        if head.signed {
            self.seal.sealed = head.size;
            self.seal.good.push(head.size);
        }
        // What failed before is contradicted by what holds now, and so states another record.
        for failed in self.bad.drain(..) {
            self.seal.findings.push(mismatch(&failed, None));
        }
    }

    /// Names the first head that nothing leads to, and the largest that is out of reach.
    fn report_bad(&mut self, reach: u64) {
        if let Some(first) = self.bad.iter().find(|head| head.size <= reach) {
            self.seal.findings.push(mismatch(first, Some(self.good)));
        }
        if let Some(head) = self.bad.iter().rfind(|head| head.size > reach) {
            self.seal.findings.push(Finding::HeadBehind { size: head.size, rows: self.rows.len() });
        }
    }
}

fn mismatch(head: &Head, after: Option<u64>) -> Finding {
    let size = head.size;
    if head.signed {
        Finding::CheckpointMismatch { size, after }
    } else {
        Finding::FrontierChanged { size, after }
    }
}

/// Grows a tree to a size; no tree is left if a hash is lacking.
fn extend(tree: &mut Option<Frontier>, size: u64, hash: impl Fn(u64) -> Option<Hash>) {
    let Some(grown) = tree else { return };
    for at in grown.size()..size {
        match hash(at) {
            Some(hash) => grown.append(hash),
            None => return *tree = None,
        }
    }
}
