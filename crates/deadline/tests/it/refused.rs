//! Requests that are refused.

use crate::notices::{at, extension, national, pause, request, restart};
use deadline::{DeadlineError, Term, Unit, derive};

#[test]
fn a_term_of_nothing() {
    let mut r = request("2026-03-09", "1 day");
    for unit in [Unit::WorkingDays, Unit::Days, Unit::Months, Unit::Years] {
        r.term = Term::new(0, unit);
        assert_eq!(derive(&national(), &r).unwrap_err(), DeadlineError::EmptyTerm { term: r.term });
    }
}

#[test]
fn hours_and_days_do_not_mix() {
    let mut r = request("2026-03-09", "5 days");
    r.extensions = vec![extension("24 hours", "2026-03-10")];
    assert!(matches!(derive(&national(), &r).unwrap_err(), DeadlineError::MixedUnits { .. }));
    r.extensions = vec![extension("5 working-days", "2026-03-10")];
    assert_eq!(derive(&national(), &r).unwrap().due.to_string(), "2026-03-20");
}

#[test]
fn a_pause_that_ends_before_it_begins() {
    let mut r = request("2026-03-09", "5 days");
    r.pauses = vec![pause("2026-03-12", "2026-03-11")];
    assert!(matches!(derive(&national(), &r).unwrap_err(), DeadlineError::PauseBackwards { .. }));
}

#[test]
fn acts_before_the_start() {
    let mut r = request("2026-03-09", "5 days");
    r.extensions = vec![extension("5 days", "2026-03-08")];
    assert!(matches!(
        derive(&national(), &r).unwrap_err(),
        DeadlineError::BeforeStart { what: "extension", .. }
    ));
    r.extensions.clear();
    r.restarts = vec![restart("2026-03-08")];
    assert!(matches!(
        derive(&national(), &r).unwrap_err(),
        DeadlineError::BeforeStart { what: "restart", .. }
    ));
}

#[test]
fn dates_that_cannot_be_written() {
    let mut r = request("2026-03-09", "1 day");
    for unit in [Unit::Days, Unit::Months, Unit::Years, Unit::Hours] {
        r.term = Term::new(u32::MAX, unit);
        let error = derive(&national(), &r).unwrap_err();
        assert!(matches!(error, DeadlineError::OutOfRange { .. }), "{unit}: {error}");
    }
    r.term = Term::new(u32::MAX, Unit::WorkingDays);
    assert!(matches!(derive(&national(), &r).unwrap_err(), DeadlineError::YearNotLoaded { year: 2027, .. }));
    r.start = at("9999-12-31");
    r.term = Term::new(1, Unit::Days);
    assert!(matches!(derive(&national(), &r).unwrap_err(), DeadlineError::OutOfRange { .. }));
}
