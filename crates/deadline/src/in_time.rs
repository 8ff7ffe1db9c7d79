//! Whether something came in time: the last day till 24:00 or the close of business, and what was posted.

use crate::derivation::Due;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// How something reached its addressee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sending", rename_all = "kebab-case")]
pub enum Sending {
    /// Handed in, or done, at a moment.
    Handed {
        /// That moment.
        at: DateTime,
    },
    /// Posted; the postmark's day decides, and the time of travel is not counted (民事诉讼法 85(4)).
    Posted {
        /// Day of the postmark.
        on: Date,
    },
}

/// Whether something is in time (CNT-05, CNT-06). Never too late while the clock stands still.
///
/// `close` is the close of business where there are business hours (民法典 203(2)): on the last day nothing can be
/// handed in after it. It has no bearing on what is posted, nor on terms by the clock. Something posted under a term
/// by the clock is in time if its postmark is of a day before the last moment's, since a postmark tells no hour.
pub fn in_time(due: &Due, sending: Sending, close: Option<Time>) -> bool {
    match (due, sending) {
        (Due::Open { .. }, _) => true,
        (Due::Day(last), Sending::Posted { on }) => on <= *last,
        (Due::Instant(last), Sending::Posted { on }) => on < last.date(),
        (Due::Instant(last), Sending::Handed { at }) => at <= *last,
        (Due::Day(last), Sending::Handed { at }) => {
            at.date() < *last || at.date() == *last && close.is_none_or(|close| at.time() <= close)
        }
    }
}
