//! CNT-05 and CNT-06: what is in time on the last day.

use crate::notices::{at, day, derived, pause, request};
use deadline::{Sending, Time, in_time};

fn handed(when: &str) -> Sending {
    Sending::Handed { at: at(when) }
}

#[test]
fn cnt_05_the_last_day_lasts_till_24_or_the_close_of_business() {
    let due = derived(&request("2026-03-06", "1 working-day")).due; // 9 March
    assert!(in_time(&due, handed("2026-03-09T23:59:59.9"), None));
    assert!(!in_time(&due, handed("2026-03-10T00:00:00"), None));
    let close = Some(Time::constant(17, 30, 0, 0));
    assert!(in_time(&due, handed("2026-03-09T17:30:00"), close));
    assert!(!in_time(&due, handed("2026-03-09T17:30:01"), close));
    assert!(in_time(&due, handed("2026-03-08T20:00:00"), close), "an earlier day, whatever the hour");
}

#[test]
fn cnt_06_posted_before_expiry_is_in_time() {
    let due = derived(&request("2026-03-06", "1 working-day")).due;
    let close = Some(Time::constant(17, 30, 0, 0));
    assert!(in_time(&due, Sending::Posted { on: day("2026-03-09") }, close));
    assert!(!in_time(&due, Sending::Posted { on: day("2026-03-10") }, None));
}

#[test]
fn terms_by_the_clock_end_at_their_moment() {
    let due = derived(&request("2026-03-06T10:00:00", "24 hours")).due;
    assert!(in_time(&due, handed("2026-03-07T10:00:00"), Some(Time::constant(9, 0, 0, 0))));
    assert!(!in_time(&due, handed("2026-03-07T10:00:01"), None));
    assert!(in_time(&due, Sending::Posted { on: day("2026-03-06") }, None));
    assert!(!in_time(&due, Sending::Posted { on: day("2026-03-07") }, None));
}

#[test]
fn nothing_is_late_while_the_clock_stands_still() {
    let mut r = request("2026-03-06", "5 working-days");
    r.pauses = vec![pause("2026-03-09", "")];
    assert!(in_time(&derived(&r).due, handed("2026-12-31"), None));
}
