//! Whether the steps of each matter are 1, 2, 3 … without gap.

use super::Finding;
use std::collections::BTreeMap;

/// Steps seen so far. A matter in order costs one number.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// Steps done of each matter.
    done: BTreeMap<String, u32>,
    /// Steps that came before an earlier one, with their rows.
    ahead: BTreeMap<String, BTreeMap<u32, u64>>,
    /// The step that is lacking, with the first row that shows it.
    lacking: BTreeMap<(String, u32), u64>,
    /// Steps that stand after a later one.
    disorder: Vec<Place>,
    /// Steps that were there already.
    repeated: Vec<Place>,
}

/// A step of a matter in a row, and the row's place in the tree if it has one.
#[derive(Debug)]
struct Place {
    matter: String,
    step: u32,
    seq: u64,
    pos: Option<u64>,
}

impl Steps {
    /// Takes a row. A row that turned out to belong may be given later than its place in the record.
    pub(super) fn push(&mut self, matter: &str, step: u32, seq: u64, pos: Option<u64>) {
        if !self.done.contains_key(matter) {
            self.done.insert(matter.to_owned(), 0);
        }
        let Some(done) = self.done.get_mut(matter) else { return };
        let place = |step, seq| Place { matter: matter.to_owned(), step, seq, pos };
        let waiting = self.ahead.get(matter).is_some_and(|steps| steps.contains_key(&step));
        if step <= *done || waiting {
            self.repeated.push(place(step, seq));
        } else if step - *done > 1 {
            self.lacking.entry((matter.to_owned(), *done + 1)).or_insert(seq);
            self.ahead.entry(matter.to_owned()).or_default().insert(step, seq);
        } else {
            *done = step;
            if !self.lacking.is_empty()
                && let Some(shown) =
                    self.lacking.remove(&(matter.to_owned(), step)).filter(|&shown| shown < seq)
            {
                self.disorder.push(place(step, shown));
            }
            self.catch_up(matter);
        }
    }

    /// Counts the waiting steps that now follow.
    fn catch_up(&mut self, matter: &str) {
        let (Some(done), Some(steps)) = (self.done.get_mut(matter), self.ahead.get_mut(matter)) else {
            return;
        };
        while let Some(next) = done.checked_add(1).filter(|next| steps.remove(next).is_some()) {
            *done = next;
        }
        if steps.is_empty() {
            self.ahead.remove(matter);
        }
    }

    /// The findings. What displaced, unknown or copied rows explain is left out: `displaced` says whether there are
    /// any that break the order, `named` whether a row with this number and place is one of them or has a copy.
    pub(super) fn finish(self, displaced: bool, named: impl Fn(u64, Option<u64>) -> bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (matter, steps) in &self.ahead {
            let done = self.done.get(matter).copied().unwrap_or(0);
            if let Some((_, &seq)) = steps.first_key_value() {
                findings.push(Finding::StepGap { seq, matter: matter.clone(), step: done + 1 });
            }
        }
        let disorder = self.disorder.into_iter().filter(|_| !displaced);
        findings.extend(disorder.map(|Place { matter, step, seq, .. }| Finding::StepGap {
            seq,
            matter,
            step,
        }));
        let repeated = self.repeated.into_iter().filter(|place| !named(place.seq, place.pos));
        findings.extend(repeated.map(|Place { matter, step, seq, .. }| Finding::StepRepeated {
            seq,
            matter,
            step,
        }));
        findings
    }
}
