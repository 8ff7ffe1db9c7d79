//! The vectors of the rules and the published totals of working days.

use crate::notices::{due, national, request};

#[test]
fn the_eleven_vectors() {
    for (start, term, expected) in [
        ("2026-02-10", "20 working-days", "2026-03-16"),
        ("2026-09-18", "7 working-days", "2026-09-29"),
        ("2026-04-29", "5 working-days", "2026-05-09"),
        ("2026-09-30", "3 working-days", "2026-10-10"),
        ("2025-09-26", "7 working-days", "2025-10-13"),
        ("2024-02-07", "5 working-days", "2024-02-20"),
        ("2023-01-18", "20 working-days", "2023-02-20"),
        ("2026-09-17", "15 days", "2026-10-08"),
        ("2026-02-05", "15 days", "2026-02-24"),
        ("2025-04-16", "15 days", "2025-05-06"),
        ("2026-08-02", "60 days", "2026-10-08"),
    ] {
        assert_eq!(due(&request(start, term)), expected, "{start} + {term}");
    }
}

#[test]
fn totals_of_working_days() {
    let calendar = national();
    let totals = [2023, 2024, 2025, 2026].map(|year| calendar.working_days_in(year).unwrap());
    assert_eq!(totals, [249, 251, 248, 248]);
}

#[test]
fn more_by_hand() {
    for (start, term, expected) in [
        // A start on a rest day: the next day is the first all the same.
        ("2026-10-03", "1 working-days", "2026-10-08"),
        ("2026-10-03", "1 day", "2026-10-08"),
        // Friday to Monday, and a make-up Saturday in between.
        ("2026-03-06", "1 working-day", "2026-03-09"),
        ("2026-02-27", "1 working-day", "2026-02-28"),
        ("2026-02-13", "1 working-day", "2026-02-14"),
        // 除夕 2024 was a working day.
        ("2024-02-08", "1 working-day", "2024-02-09"),
        // Across the turn of the year.
        ("2025-12-30", "2 working-days", "2026-01-04"),
        ("2023-12-29", "1 working-day", "2024-01-02"),
        ("2024-12-31", "1 day", "2025-01-02"),
        // Two blocks of holidays one after the other.
        ("2026-09-24", "5 working-days", "2026-10-09"),
        ("2023-09-28", "1 working-day", "2023-10-07"),
        ("2026-09-07", "20 working-days", "2026-10-10"),
        ("2026-09-07", "40 working-days", "2026-11-06"),
    ] {
        assert_eq!(due(&request(start, term)), expected, "{start} + {term}");
    }
}
