//! Several acts on one matter, decided one after the other before any is committed: if one is refused, none is done.

use crate::act::{ActError, Door, TRIES_MAX};
use deadline::DateTime;
use kernel::decide::expiry;
use kernel::{Act, Matter, decide};
use store::{CommitError, NewAct, Reader, StoreError};

/// What became, or would become, of several acts on one matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Acts whose token was used before: they are done already.
    pub earlier: usize,
    /// Acts that are new.
    pub new: usize,
}

/// Which of the acts was not done, and why.
#[derive(Debug, thiserror::Error)]
#[error("act {at}: {error}")]
pub struct ChainError {
    /// Its place among the acts.
    pub at: usize,
    /// Why.
    #[source]
    pub error: ActError,
}

/// Acts decided, to be committed in this order.
struct Plan {
    chain: Chain,
    new: Vec<NewAct>,
}

impl Door {
    /// What [`Door::act_all`] would do now: the same rules decide, nothing is recorded.
    ///
    /// # Errors
    /// The first act that would be refused.
    pub fn would(&self, acts: &[Act], now: DateTime) -> Result<Chain, ChainError> {
        Ok(self.plan(acts, now)?.chain)
    }

    /// Does the acts, all on one matter and in their order, if none of them is refused. Those done before are passed over;
    /// between two acts every clock that ran out before the later one happened does its own. They are handed to the writer
    /// together, yet each is a record of its own: a program that dies in between has done the first ones, and the same acts
    /// sent again do the others. An act does not see register entries that an earlier one of the same chain makes.
    ///
    /// # Errors
    /// The first act that was refused; then nothing new was done. The store's errors.
    pub fn act_all(&self, acts: &[Act], now: DateTime) -> Result<Chain, ChainError> {
        let mut moved = 0;
        let mut done: Option<Chain> = None;
        loop {
            let plan = self.plan(acts, now)?;
            // What an earlier try committed is new, not done before.
            let chain = *done.get_or_insert(plan.chain);
            let tickets: Vec<_> = plan.new.into_iter().map(|new| self.store.submit(new)).collect();
            // All answers are waited for: a try ends before the next begins.
            let answers: Vec<_> = tickets.into_iter().map(store::Ticket::wait).collect();
            match answers.into_iter().find_map(Result::err) {
                None => return Ok(chain),
                Some(CommitError::Stale { .. } | CommitError::RegisterMoved) if moved < TRIES_MAX => {
                    moved += 1
                }
                Some(error) => return Err(ChainError { at: 0, error: ActError::Commit(error) }),
            }
        }
    }

    fn plan(&self, acts: &[Act], now: DateTime) -> Result<Plan, ChainError> {
        let _place = self.deciding.enter();
        let planned = self.store.read(|reader| {
            let mut plan = Plan { chain: Chain::default(), new: Vec::new() };
            let mut matter = None;
            for (at, act) in acts.iter().enumerate() {
                if at == 0 {
                    matter = reader.matter(&act.town, &act.matter)?.map(|m| m.matter);
                }
                if reader.by_token(&act.town, &act.token)?.is_some() {
                    plan.chain.earlier += 1;
                    continue;
                }
                if let Err(error) = self.next(reader, &mut matter, act, now, &mut plan.new) {
                    return match error {
                        ActError::Store(error) => Err(error),
                        error => Ok(Err(ChainError { at, error })),
                    };
                }
                plan.chain.new += 1;
            }
            Ok(Ok(plan))
        });
        planned.map_err(|error: StoreError| ChainError { at: 0, error: error.into() })?
    }

    /// Decides one act after the clocks that ran out before it happened.
    fn next(
        &self,
        reader: &mut dyn Reader,
        matter: &mut Option<Matter>,
        act: &Act,
        now: DateTime,
        new: &mut Vec<NewAct>,
    ) -> Result<(), ActError> {
        while let Some(late) = matter.as_ref().and_then(|m| self.first_expiry(m, act.happened_at.min(now))) {
            self.one(reader, matter, &late, now, new)?;
        }
        self.one(reader, matter, act, now, new)
    }

    /// The act of the clock that ran out first.
    fn first_expiry(&self, matter: &Matter, before: DateTime) -> Option<Act> {
        let acts = matter.clocks.keys().filter_map(|c| expiry(&self.rulebook, matter, c, before));
        acts.min_by_key(|a| a.happened_at)
    }

    fn one(
        &self,
        reader: &mut dyn Reader,
        matter: &mut Option<Matter>,
        act: &Act,
        now: DateTime,
        new: &mut Vec<NewAct>,
    ) -> Result<(), ActError> {
        let read = self.read(reader, act, matter.take())?;
        let decision = decide(&self.rulebook, &read.view, read.matter.as_ref(), act, now);
        let decision = decision.map_err(ActError::Refused)?;
        *matter = Some(decision.matter.clone());
        new.push(self.new_act(decision, read.registers, read.size)?);
        Ok(())
    }
}
