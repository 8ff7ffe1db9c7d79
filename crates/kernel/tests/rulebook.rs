//! The repository's rulebook: it reads without a problem, and its calendars give the known due dates.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

mod sources;

use deadline::{Binds, Date, Effect, Request};
use kernel::Rulebook;
use sources::sources;

fn book() -> Rulebook {
    kernel::read::rulebook(&sources(), "test").unwrap()
}

/// The day on which a term ends that begins on that day and binds the office.
fn due(book: &Rulebook, start: &str, term: &str) -> String {
    let request = Request {
        start: start.parse::<Date>().unwrap().at(0, 0, 0, 0),
        start_cause: "开始".into(),
        term: term.parse().unwrap(),
        binds: Binds::Office,
        basis: "试1".into(),
        pauses: Vec::new(),
        extensions: Vec::new(),
        restarts: Vec::new(),
        at_expiry: Effect::Late,
    };
    let due = deadline::derive(&book.calendar, &request).unwrap().due;
    due.last_instant().unwrap().date().to_string()
}

#[test]
fn no_problems() {
    let sources = sources();
    if let Err(problems) = kernel::read::rulebook(&sources, "test") {
        let told: String = problems.iter().map(|p| p.render(&sources, false) + "\n").collect();
        assert!(problems.is_empty(), "{} problems\n{told}", problems.len());
    }
}

#[test]
fn due_dates_by_the_calendars() {
    let book = book();
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
        assert_eq!(due(&book, start, term), expected, "{start} + {term}");
    }
}

#[test]
fn working_days_of_the_years() {
    let book = book();
    let totals = [2023, 2024, 2025, 2026].map(|year| book.calendar.working_days_in(year).unwrap());
    assert_eq!(totals, [249, 251, 248, 248]);
}

#[test]
fn every_clock_has_its_expiry_and_every_basis_its_article() {
    let book = book();
    for procedure in book.procedures.values().flatten() {
        for clock in &procedure.clocks {
            let acts = procedure.actions.iter().filter(|a| a.expiry_of.as_ref() == Some(&clock.name));
            assert_eq!(acts.count(), 1, "{}/{}", procedure.name, clock.name);
        }
        for basis in procedure.actions.iter().flat_map(|a| &a.basis) {
            assert!(book.article(basis).is_some(), "{}: {basis}", procedure.name);
        }
    }
}

/// A list's entry goes stale when the law under it does: the old reconsideration law ended with 2023.
#[test]
fn an_entry_whose_basis_was_repealed_is_told() {
    let book = book();
    let entry = |basis: &str| kernel::Entry {
        register: "proof-items".into(),
        key: "k".into(),
        from: "2023-01-01T00:00:00".parse().unwrap(),
        until: None,
        fields: [("basis_article".to_owned(), kernel::Value::from(basis))].into(),
    };
    let told = |basis: &str, on: &str| {
        let lapsed = book.lapsed(&entry(basis), on.parse().unwrap());
        lapsed.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(told("ARL17 9", "2023-12-31"), Vec::<String>::new());
    assert_eq!(told("ARL17 9", "2024-01-01"), ["ARL17 9"]);
    assert_eq!(told("OBE 44", "2024-01-01"), Vec::<String>::new());
}
