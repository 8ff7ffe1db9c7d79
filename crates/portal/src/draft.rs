//! What somebody is filling in: kept in memory until it is sent, two hours at most.
//!
//! Each page of a form also carries all earlier answers in hidden inputs. So a draft that memory has lost (a restart,
//! another program behind the same address) is there again as soon as its next page is sent.

use deadline::DateTime;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Drafts at most; beyond it the oldest goes.
const KEPT_MAX: usize = 4096;
/// Hours after which a draft is forgotten.
const HOURS: i64 = 2;

/// What was said so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The id that the matter shall have.
    pub(crate) matter: String,
    /// The token of the act.
    pub(crate) token: String,
    /// Answers as typed, by field.
    pub(crate) answers: BTreeMap<String, Vec<String>>,
}

/// All drafts of the program, by their secret names.
#[derive(Debug, Default)]
pub(crate) struct Drafts(Mutex<BTreeMap<String, (DateTime, Draft)>>);

impl Drafts {
    /// Keeps a draft under its name.
    pub(crate) fn keep(&self, name: &str, draft: Draft, now: DateTime) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = now.checked_sub(jiff::Span::new().hours(HOURS)).unwrap_or(DateTime::MIN);
        if kept.len() >= KEPT_MAX {
            kept.retain(|_, (at, _)| *at >= oldest);
        }
        if kept.len() >= KEPT_MAX
            && let Some(first) = kept.iter().min_by_key(|(_, (at, _))| *at).map(|(n, _)| n.clone())
        {
            kept.remove(&first);
        }
        kept.insert(name.to_owned(), (now, draft));
    }

    /// The draft of that name, unless it is too old.
    pub(crate) fn get(&self, name: &str, now: DateTime) -> Option<Draft> {
        let oldest = now.checked_sub(jiff::Span::new().hours(HOURS)).unwrap_or(DateTime::MIN);
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(name).filter(|(at, _)| *at >= oldest).map(|(_, d)| d.clone())
    }

    /// Forgets a draft that was sent.
    pub(crate) fn forget(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, Drafts, KEPT_MAX};
    use deadline::DateTime;
    use jiff::ToSpan;

    fn at(minutes: i64) -> DateTime {
        "2024-03-01T09:00:00".parse::<DateTime>().unwrap().checked_add(minutes.minutes()).unwrap()
    }

    #[test]
    fn a_draft_is_kept_two_hours_and_forgotten_when_sent() {
        let drafts = Drafts::default();
        let draft = Draft { matter: "m".into(), ..Draft::default() };
        drafts.keep("a", draft.clone(), at(0));
        assert_eq!(drafts.get("a", at(120)), Some(draft));
        assert_eq!(drafts.get("a", at(121)), None);
        assert_eq!(drafts.get("b", at(0)), None);
        drafts.forget("a");
        assert_eq!(drafts.get("a", at(1)), None);
    }

    #[test]
    fn a_flood_of_drafts_does_not_grow_for_ever() {
        let drafts = Drafts::default();
        for n in 0..KEPT_MAX + 10 {
            drafts.keep(&n.to_string(), Draft::default(), at(i64::try_from(n).unwrap() / 100));
        }
        assert_eq!(drafts.0.lock().unwrap().len(), KEPT_MAX);
        assert!(drafts.get(&(KEPT_MAX + 9).to_string(), at(41)).is_some());
    }
}
