//! The pause ledger: pauses in order of time, cut to the run that counts and to what earlier ones leave open.

use crate::derivation::Step;
use crate::error::DeadlineError;
use crate::request::Pause;
use crate::term::Unit;
use jiff::civil::DateTime;

/// The part of a pause that counts: `from` is at or after the origin and the end of every earlier pause.
#[derive(Clone, Copy)]
pub(super) struct Interval<'a> {
    pub(super) from: DateTime,
    pub(super) until: Option<DateTime>,
    pause: &'a Pause,
}

impl Interval<'_> {
    /// The step that tells what this pause left out.
    pub(super) fn step(&self, left_out: u32, unit: Unit) -> Step {
        let Pause { from, until, cause, basis } = self.pause.clone();
        Step::Pause { from, until, cause, basis, left_out, unit }
    }
}

/// Pauses that do not overlap, taken one after the other as counting comes to them.
pub(super) struct Ledger<'a> {
    intervals: std::iter::Peekable<std::vec::IntoIter<Interval<'a>>>,
}

impl<'a> Ledger<'a> {
    /// Orders and cuts the pauses of a run that begins at `origin`; those that had ended by then are left away.
    pub(super) fn new(pauses: &'a [Pause], origin: DateTime) -> Result<Self, DeadlineError> {
        let mut ordered: Vec<&Pause> = pauses.iter().collect();
        ordered.sort_by_key(|p| p.from);
        let mut covered = Some(origin);
        let mut intervals = Vec::with_capacity(ordered.len());
        for pause in ordered {
            if let Some(until) = pause.until.filter(|&u| u < pause.from) {
                let (from, cause) = (pause.from, pause.cause.clone());
                return Err(DeadlineError::PauseBackwards { from, until, cause });
            }
            // An open pause covers everything after it.
            let Some(end) = covered else { continue };
            if pause.until.is_some_and(|until| until <= end) {
                continue;
            }
            intervals.push(Interval { from: pause.from.max(end), until: pause.until, pause });
            covered = pause.until;
        }
        Ok(Ledger { intervals: intervals.into_iter().peekable() })
    }

    /// The next pause if it began where `reached` says; it is taken from the ledger.
    pub(super) fn take_if(&mut self, reached: impl Fn(&Interval<'a>) -> bool) -> Option<Interval<'a>> {
        self.intervals.next_if(|interval| reached(interval))
    }
}
