//! What is left of a limit.

use crate::notices::{at, derived, national, pause, request};
use deadline::{Binds, Remaining, Request, Term, Unit, remaining};

fn left(request: &Request, now: &str) -> Remaining {
    remaining(&national(), &derived(request), at(now), Binds::Office).unwrap()
}

#[test]
fn working_days_left_and_overdue() {
    let r = request("2026-09-24", "5 working-days"); // to Friday 9 October
    let unit = Unit::WorkingDays;
    assert_eq!(left(&r, "2026-09-24"), Remaining::Left { n: 5, unit });
    assert_eq!(left(&r, "2026-10-03"), Remaining::Left { n: 2, unit });
    assert_eq!(left(&r, "2026-10-09T23:59:59"), Remaining::Left { n: 0, unit });
    assert_eq!(left(&r, "2026-10-10"), Remaining::Overdue { n: 1, unit }, "a Saturday that is worked");
    assert_eq!(left(&r, "2026-10-11"), Remaining::Overdue { n: 1, unit });
    assert_eq!(left(&r, "2026-10-12"), Remaining::Overdue { n: 2, unit });
}

#[test]
fn natural_days_left() {
    let r = request("2026-09-17", "15 days"); // rolls to 8 October
    assert_eq!(left(&r, "2026-10-01"), Remaining::Left { n: 7, unit: Unit::Days });
    assert_eq!(left(&r, "2026-10-11"), Remaining::Overdue { n: 3, unit: Unit::Days });
    // No calendar is needed to say how long it has been.
    assert_eq!(left(&r, "2027-10-08"), Remaining::Overdue { n: 365, unit: Unit::Days });
}

#[test]
fn hours_left() {
    let r = request("2026-05-01T09:00:00", "48 hours");
    assert_eq!(left(&r, "2026-05-02T09:30:00"), Remaining::Left { n: 23, unit: Unit::Hours });
    assert_eq!(left(&r, "2026-05-03T08:30:00"), Remaining::Left { n: 30, unit: Unit::Minutes });
    assert_eq!(left(&r, "2026-05-03T09:00:00"), Remaining::Left { n: 0, unit: Unit::Minutes });
    assert_eq!(left(&r, "2026-05-03T11:00:00"), Remaining::Overdue { n: 2, unit: Unit::Hours });
}

#[test]
fn a_clock_that_stands_still() {
    let mut r = request("2026-09-07", "20 working-days");
    r.pauses = vec![pause("2026-09-14", "")];
    assert_eq!(left(&r, "2026-12-01"), Remaining::Paused { left: vec![Term::new(15, Unit::WorkingDays)] });
}
