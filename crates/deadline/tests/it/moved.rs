//! Clocks that were moved: pauses, extensions, restarts.

use crate::notices::{derived, due, extension, national, pause, request, restart};
use deadline::{Derivation, Due, Effect, Step, derive};

fn paused(start: &str, term: &str, pauses: &[(&str, &str)]) -> Derivation {
    let mut request = request(start, term);
    request.pauses = pauses.iter().map(|(from, until)| pause(from, until)).collect();
    derived(&request)
}

#[test]
fn a_pause_leaves_out_working_days() {
    // 15 to 18, 20 (a Sunday that is worked) to 23 September: eight working days on from 10 October.
    let derivation = paused("2026-09-07", "20 working-days", &[("2026-09-14", "2026-09-23")]);
    assert_eq!(derivation.due.to_string(), "2026-10-21");
    assert!(derivation.steps.iter().any(|s| matches!(s, Step::Pause { left_out: 8, .. })));
}

#[test]
fn the_day_a_pause_begins_counts_and_the_day_it_ends_does_not() {
    let due = |pauses: &[(&str, &str)]| paused("2026-03-09", "5 working-days", pauses).due.to_string();
    assert_eq!(due(&[]), "2026-03-16");
    assert_eq!(due(&[("2026-03-11T09:00:00", "2026-03-11T17:00:00")]), "2026-03-16", "within a day: nothing");
    assert_eq!(due(&[("2026-03-11T17:00:00", "2026-03-12T09:00:00")]), "2026-03-17", "one day");
    assert_eq!(due(&[("2026-03-13", "2026-03-15")]), "2026-03-16", "a weekend leaves out no working day");
    assert_eq!(due(&[("2026-03-16", "2026-03-20")]), "2026-03-16", "begun on the last day: it had ended");
    assert_eq!(due(&[("2026-03-20", "2026-03-25")]), "2026-03-16", "begun after the end");
    assert_eq!(due(&[("2026-03-01", "2026-03-10")]), "2026-03-17", "begun before the start");
    assert_eq!(due(&[("2026-03-01", "2026-03-09")]), "2026-03-16", "ended on the day of the start");
}

#[test]
fn overlapping_pauses_leave_out_each_day_once() {
    let one = paused("2026-03-02", "10 working-days", &[("2026-03-04", "2026-03-11")]).due;
    for split in [
        [("2026-03-04", "2026-03-09"), ("2026-03-05", "2026-03-11")],
        [("2026-03-05", "2026-03-06"), ("2026-03-04", "2026-03-11")],
        [("2026-03-04", "2026-03-06"), ("2026-03-06", "2026-03-11")],
    ] {
        assert_eq!(paused("2026-03-02", "10 working-days", &split).due, one);
    }
}

#[test]
fn a_pause_of_natural_terms_adds_natural_days() {
    // 1 April, five days more is 6 April, 清明节: rolls.
    let derivation = paused("2026-03-02", "30 days", &[("2026-03-10", "2026-03-15")]);
    assert_eq!(derivation.due.to_string(), "2026-04-07");
    assert!(derivation.steps.iter().any(|s| matches!(s, Step::Pause { left_out: 5, .. })));
    assert_eq!(
        paused("2026-03-02", "1 month", &[("2026-03-10", "2026-03-17")]).due.to_string(),
        "2026-04-09"
    );
    // The second pause begins only in the time that the first has added.
    let both = paused("2026-03-02", "30 days", &[("2026-03-10", "2026-03-20"), ("2026-04-08", "2026-04-10")]);
    assert_eq!(both.due.to_string(), "2026-04-13");
}

#[test]
fn a_pause_of_hours_adds_the_exact_span() {
    let derivation =
        paused("2026-05-01T09:00:00", "24 hours", &[("2026-05-01T10:00:00", "2026-05-01T11:15:30")]);
    assert_eq!(derivation.due.to_string(), "2026-05-02T10:15:30");
    let open = paused("2026-05-01T09:00:00", "24 hours", &[("2026-05-01T10:30:00", "")]);
    assert_eq!(open.due.to_string(), "paused since 2026-05-01T10:30:00, 1350 minutes left");
}

#[test]
fn while_a_pause_lasts_the_due_date_is_not_fixed() {
    let open = paused("2026-09-07", "20 working-days", &[("2026-09-14", "")]);
    assert_eq!(open.due.to_string(), "paused since 2026-09-14T09:00:00, 15 working-days left");
    assert_eq!(open.due.last_instant(), None);
    let mut request = request("2026-09-07", "20 working-days");
    request.pauses = vec![pause("2026-09-14", "")];
    request.extensions = vec![extension("20 working-days", "2026-09-21")];
    assert_eq!(due(&request), "paused since 2026-09-14T09:00:00, 35 working-days left");
    // A pause that begins after the end opens nothing.
    assert_eq!(paused("2026-09-07", "20 working-days", &[("2026-10-12", "")]).due.to_string(), "2026-10-10");
    assert_eq!(
        paused("2026-03-02", "1 month", &[("2026-03-30", "")]).due.to_string(),
        "paused since 2026-03-30T09:00:00, 3 days left"
    );
}

#[test]
fn an_open_pause_needs_no_later_year() {
    let open = paused("2026-12-25", "20 working-days", &[("2026-12-28", "")]);
    assert!(matches!(open.due, Due::Open { .. }));
}

#[test]
fn an_extension_is_counted_on() {
    let mut r = request("2026-09-07", "20 working-days");
    r.extensions = vec![extension("20 working-days", "2026-10-10")];
    assert_eq!(due(&r), "2026-11-06");
    // From the nominal end, not from the day it rolls to: 1 October and 30 days are 31 October, a Saturday.
    let mut r = request("2026-08-02", "60 days");
    r.extensions = vec![extension("30 days", "2026-10-08")];
    assert_eq!(due(&r), "2026-11-02");
    assert!(derived(&r).steps.iter().filter(|s| matches!(s, Step::Roll { .. })).count() == 1, "one roll");
}

#[test]
fn an_extension_after_the_end_has_no_effect() {
    let mut r = request("2026-08-02", "60 days");
    r.extensions = vec![extension("30 days", "2026-10-09")];
    let derivation = derived(&r);
    assert_eq!(derivation.due.to_string(), "2026-10-08");
    assert!(derivation.steps.iter().any(|s| matches!(s, Step::ExtensionTooLate { .. })));
    let mut hours = request("2026-05-01T09:00:00", "24 hours");
    hours.extensions =
        vec![extension("24 hours", "2026-05-02T09:00:00"), extension("1 hour", "2026-05-03T09:00:01")];
    assert_eq!(due(&hours), "2026-05-03T09:00:00");
}

#[test]
fn a_pause_in_the_extension_counts_there() {
    let mut r = request("2026-03-02", "5 working-days"); // to Monday 9 March
    r.extensions = vec![extension("5 working-days", "2026-03-09")]; // to 16 March
    r.pauses = vec![pause("2026-03-09", "2026-03-11")]; // begins on the last day: two days of the extension
    assert_eq!(due(&r), "2026-03-18");
}

#[test]
fn a_restart_begins_afresh() {
    let mut r = request("2026-09-07", "20 working-days");
    r.pauses = vec![pause("2026-09-09", "2026-09-16")];
    r.extensions = vec![extension("20 working-days", "2026-09-10")];
    r.restarts = vec![restart("2026-09-16"), restart("2026-09-08")];
    let derivation = derived(&r);
    assert_eq!(derivation.due.to_string(), "2026-10-20");
    assert_eq!(derivation.start.date().to_string(), "2026-09-16");
    let void = derivation.steps.iter().filter_map(|s| match s {
        Step::Restart { void_pauses, void_extensions, .. } => Some((*void_pauses, *void_extensions)),
        _ => None,
    });
    assert_eq!(void.collect::<Vec<_>>(), [(0, 0), (1, 1)]);
}

#[test]
fn lic_05_silence_is_acceptance_dated_back() {
    let mut r = request("2026-09-24", "5 working-days");
    r.at_expiry = Effect::Deemed { outcome: "受理".to_owned(), backdated: true };
    let derivation = derived(&r);
    assert_eq!(derivation.due.to_string(), "2026-10-09");
    assert_eq!(derivation.effect_from().unwrap().to_string(), "2026-09-24");
    r.at_expiry = Effect::Deemed { outcome: "准予延续".to_owned(), backdated: false };
    assert_eq!(derived(&r).effect_from().unwrap().to_string(), "2026-10-10");
    r.at_expiry = Effect::Late;
    assert_eq!(derived(&r).effect_from(), None);
}

#[test]
fn the_order_of_pauses_and_extensions_does_not_matter() {
    let mut r = request("2026-03-02", "10 working-days");
    r.pauses = vec![pause("2026-03-04", "2026-03-06"), pause("2026-03-10", "2026-03-12")];
    r.extensions = vec![extension("3 working-days", "2026-03-13"), extension("2 working-days", "2026-03-14")];
    let one = derive(&national(), &r).unwrap();
    r.pauses.reverse();
    r.extensions.reverse();
    assert_eq!(derive(&national(), &r).unwrap(), one);
}
