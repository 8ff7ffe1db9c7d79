//! CNT-01 to CNT-04: the first day, hours, months, the roll.

use crate::notices::{derived, due, national, request};
use deadline::{Calendar, DayKind, Due, Step, Term, Unit, derive};

#[test]
fn cnt_01_the_day_of_the_event_is_not_counted() {
    // A Monday: five days end on Saturday 14 March, five working days on the next Monday.
    assert_eq!(due(&request("2026-03-09", "4 days")), "2026-03-13");
    assert_eq!(due(&request("2026-03-09", "5 working-days")), "2026-03-16");
    let early = derived(&request("2026-03-09T00:00:00", "5 working-days")).due;
    let late = derived(&request("2026-03-09T23:59:59", "5 working-days")).due;
    assert_eq!(early, late);
    assert!(
        derived(&request("2026-03-09", "4 days"))
            .steps
            .contains(&Step::NotCounted { day: "2026-03-09".parse().unwrap() })
    );
}

#[test]
fn cnt_02_hours_run_at_once_and_do_not_roll() {
    for (start, term, expected) in [
        ("2026-05-01T09:30:00", "24 hours", "2026-05-02T09:30:00"),
        ("2026-09-30T22:00:00", "5 hours", "2026-10-01T03:00:00"),
        ("2026-02-28T23:50:00", "20 minutes", "2026-03-01T00:10:00"),
        ("2026-05-01T09:30:15", "0 hours", "2026-05-01T09:30:15"),
    ] {
        assert_eq!(due(&request(start, term)), expected);
    }
}

#[test]
fn cnt_02_hours_need_no_calendar() {
    let derivation = derive(&Calendar::new("cn"), &request("2031-05-01T09:30:00", "48 hours")).unwrap();
    assert_eq!(derivation.due.to_string(), "2031-05-03T09:30:00");
    assert_eq!(derivation.calendar, "cn without notices");
}

#[test]
fn cnt_03_months_and_years_end_on_the_corresponding_day() {
    for (start, term, expected) in [
        ("2026-03-15", "1 month", "2026-04-15"),
        ("2025-12-08", "3 months", "2026-03-09"), // 8 March is a Sunday
        ("2026-01-31", "1 month", "2026-02-28"),  // a Saturday that is worked
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2025-08-31", "6 months", "2026-02-28"),
        ("2025-12-31", "14 days", "2026-01-14"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-03-04", "2 years", "2026-03-04"),
        ("2023-11-30", "3 months", "2024-02-29"),
        ("2026-07-01", "3 months", "2026-10-08"), // 1 October rolls
    ] {
        assert_eq!(due(&request(start, term)), expected, "{start} + {term}");
    }
}

#[test]
fn cnt_03_a_month_without_the_day_is_told() {
    let steps = derived(&request("2026-01-31", "1 month")).steps;
    assert!(steps.contains(&Step::LastOfMonth { wanted: 31, day: "2026-02-28".parse().unwrap() }));
    let steps = derived(&request("2026-03-15", "1 month")).steps;
    assert!(!steps.iter().any(|s| matches!(s, Step::LastOfMonth { .. })));
}

#[test]
fn cnt_04_a_last_day_of_rest_rolls() {
    let derivation = derived(&request("2026-09-17", "15 days"));
    let roll = Step::Roll {
        from: "2026-10-02".parse().unwrap(),
        kind: DayKind::Holiday("国庆节".to_owned()),
        to: "2026-10-08".parse().unwrap(),
    };
    assert!(derivation.steps.contains(&roll), "{:?}", derivation.steps);
    // A Saturday rolls to Monday, unless it is worked.
    assert_eq!(due(&request("2026-03-04", "10 days")), "2026-03-16");
    assert_eq!(due(&request("2026-02-18", "10 days")), "2026-02-28");
}

#[test]
fn what_was_met_while_counting_is_told() {
    let derivation = derived(&request("2026-02-10", "20 working-days"));
    let counted = derivation.steps.iter().find_map(|s| match s {
        Step::Counted { weekends, rest, make_up, to, .. } => {
            Some((*weekends, rest.clone(), make_up.len(), *to))
        }
        _ => None,
    });
    let (weekends, rest, make_up, to) = counted.unwrap();
    // 1, 7, 8, 14 and 15 March; 春节 swallows the weekends of 15 and 21 and 22 February.
    assert_eq!((weekends, make_up, to.to_string()), (5, 2, "2026-03-16".to_owned()));
    assert_eq!(rest.len(), 1);
    assert_eq!((rest[0].name.as_str(), rest[0].days, rest[0].regional), ("春节", 9, false));
}

#[test]
fn the_last_instant_is_the_end_of_the_day() {
    let due = derived(&request("2026-03-06", "1 working-day")).due;
    assert_eq!(due.last_instant().unwrap().to_string(), "2026-03-09T23:59:59.999999999");
    assert_eq!(due.day().unwrap().to_string(), "2026-03-09");
    assert!(matches!(due, Due::Day(_)));
}

#[test]
fn terms_are_read_and_shown() {
    for (text, n, unit, zh, en) in [
        ("20 working-days", 20, Unit::WorkingDays, "20个工作日", "20 working days"),
        ("1 working-day", 1, Unit::WorkingDays, "1个工作日", "1 working day"),
        ("15 days", 15, Unit::Days, "15日", "15 days"),
        ("3 months", 3, Unit::Months, "3个月", "3 months"),
        ("2 years", 2, Unit::Years, "2年", "2 years"),
        ("48 hours", 48, Unit::Hours, "48小时", "48 hours"),
        ("1 minute", 1, Unit::Minutes, "1分钟", "1 minute"),
    ] {
        let term: Term = text.parse().unwrap();
        assert_eq!(term, Term::new(n, unit));
        assert_eq!((term.zh().as_str(), term.en().as_str()), (zh, en));
        assert_eq!(term.to_string().parse::<Term>().unwrap(), term);
    }
    for (bad, told) in [
        ("", "number, a space and a unit"),
        ("20", "number, a space and a unit"),
        ("20 days 3", "number, a space and a unit"),
        ("20 d", "“d” is not a unit"),
        ("-1 days", "whole number"),
        ("+1 days", "whole number"),
        ("1.5 days", "whole number"),
        ("99999999999 days", "whole number"),
        ("0 days", "no time at all"),
    ] {
        let error = bad.parse::<Term>().unwrap_err().to_string();
        assert!(error.contains(told), "{bad}: {error}");
    }
}

#[test]
fn the_calendar_is_named() {
    assert_eq!(derived(&request("2026-03-06", "1 working-day")).calendar, "cn 2023-2026");
    assert_eq!(national().version(), "cn 2023-2026");
}
