//! Terms before an event and least waiting times.

use crate::notices::{at, day, national, regional};
use deadline::{Binds, DeadlineError, RegionalDays, earliest_after, latest_before};

fn latest(event: &str, term: &str) -> [String; 2] {
    let ask =
        |binds| latest_before(&national(), day(event), term.parse().unwrap(), binds).unwrap().to_string();
    [ask(Binds::Office), ask(Binds::Citizen)]
}

fn earliest(start: &str, term: &str) -> String {
    earliest_after(&national(), at(start), term.parse().unwrap(), Binds::Office).unwrap().to_string()
}

#[test]
fn seven_working_days_before_the_hearing() {
    // Friday 20 March: 11 to 13 and 16 to 19 lie between for the office.
    assert_eq!(latest("2026-03-20", "7 working-days"), ["2026-03-10", "2026-03-11"]);
    // Across the holiday of October with its make-up day.
    assert_eq!(latest("2026-10-12", "3 working-days"), ["2026-10-07", "2026-10-08"]);
    assert_eq!(latest("2026-10-12", "4 working-days"), ["2026-09-29", "2026-09-30"]);
    assert_eq!(latest("2026-09-29", "7 working-days"), ["2026-09-17", "2026-09-18"]);
}

#[test]
fn natural_terms_before_an_event() {
    assert_eq!(latest("2026-03-20", "3 days"), ["2026-03-16", "2026-03-17"]);
    assert_eq!(latest("2026-10-08", "30 days"), ["2026-09-07", "2026-09-08"], "nothing rolls");
    assert_eq!(latest("2026-04-16", "1 month"), ["2026-03-15", "2026-03-16"]);
    assert_eq!(
        latest("2025-03-01", "1 month"),
        ["2025-01-31", "2025-02-01"],
        "28 February is reached from four days"
    );
    assert_eq!(latest("2031-05-01", "1 year"), ["2030-04-30", "2030-05-01"], "and no calendar is needed");
}

#[test]
fn regional_days_never_make_an_office_late_nor_cost_a_citizen_a_day() {
    let calendar = regional(RegionalDays::Work, RegionalDays::Rest);
    let term = "1 working-day".parse().unwrap();
    // Friday 20 March is a regional rest day; the event is on Monday.
    let ask = |binds| latest_before(&calendar, day("2026-03-23"), term, binds).unwrap().to_string();
    assert_eq!([ask(Binds::Office), ask(Binds::Citizen)], ["2026-03-18", "2026-03-20"]);
}

#[test]
fn the_first_moment_after_a_least_period() {
    // Thirty days for comments from 2 March end on 1 April.
    assert_eq!(earliest("2026-03-02", "30 days"), "2026-04-02T00:00:00");
    // They end on 4 April, 清明节, and so on 7 April.
    assert_eq!(earliest("2026-03-05", "30 days"), "2026-04-08T00:00:00");
    assert_eq!(earliest("2026-03-05", "5 working-days"), "2026-03-13T00:00:00");
    assert_eq!(earliest("2026-03-05T10:30:00", "24 hours"), "2026-03-06T10:30:00");
}

#[test]
fn what_cannot_be_counted_back() {
    let ask = |event: &str, term: &str| {
        latest_before(&national(), day(event), term.parse().unwrap(), Binds::Office)
    };
    assert!(matches!(ask("2026-03-20", "24 hours"), Err(DeadlineError::NeedsDays { .. })));
    assert!(matches!(
        ask("2023-01-03", "3 working-days"),
        Err(DeadlineError::YearNotLoaded { year: 2022, .. })
    ));
}
