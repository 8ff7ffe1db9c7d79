//! Time at the door: clocks that have run out act through it like anybody else.

use crate::act::{ActError, Door};
use deadline::DateTime;
use kernel::decide::expiry;
use std::collections::BTreeSet;

/// So many due clocks are looked at in one go.
const AT_ONCE: u32 = 256;

impl Door {
    /// Lets every clock that ran out before `now` do its act, the earliest first; tells how many did.
    ///
    /// # Errors
    /// The store failed. A clock whose act the rulebook refuses is an error too, told after all others have acted: the
    /// rulebook must offer the expiry in every stage in which the clock can run out.
    pub fn tick(&self, town: &str, now: DateTime) -> Result<u32, ActError> {
        let mut acted = 0;
        let (mut stuck, mut refused) = (BTreeSet::new(), None);
        loop {
            let due = self.store.read(|reader| {
                let due = reader.due(town, now, AT_ONCE)?;
                due.into_iter()
                    .map(|d| Ok((reader.matter(town, &d.matter)?, d.clock)))
                    .collect::<Result<Vec<_>, _>>()
            })?;
            let acts: Vec<_> = (due.iter())
                .filter_map(|(stored, clock)| expiry(&self.rulebook, &stored.as_ref()?.matter, clock, now))
                .filter(|act| !stuck.contains(&act.token))
                .collect();
            if acts.is_empty() {
                return refused.map_or(Ok(acted), Err);
            }
            for act in acts {
                let mut act = act;
                // An earlier expiry of the same matter may have moved it on; what is still due comes again.
                act.expected_steps = None;
                match self.act(&act, now) {
                    Ok(_) => acted += 1,
                    Err(ActError::Refused(refusal)) if refusal.code == kernel::RefusalCode::Stale => {}
                    // One clock that can't act must not stop the town's others.
                    Err(error @ ActError::Refused(_)) => {
                        stuck.insert(act.token);
                        refused = Some(error);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }
}
