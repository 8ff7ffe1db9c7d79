//! Properties of counting, for arbitrary starts, terms, pauses and extensions.

use crate::notices::{national, regional, request};
use crate::replay::{days, replay, worked};
use deadline::{
    Binds, Calendar, Date, DateTime, Due, Effect, Extension, Language, Pause, RegionalDays, Remaining,
    Request, Restart, Term, Unit, derive, earliest_after, latest_before, remaining,
};
use proptest::prelude::*;
use std::sync::LazyLock;

static CN: LazyLock<Calendar> = LazyLock::new(national);
static NX: LazyLock<Calendar> = LazyLock::new(|| regional(RegionalDays::Work, RegionalDays::Rest));

/// A moment of 2023 to 2025.
fn moment() -> impl Strategy<Value = DateTime> {
    (0i64..3 * 365 * 24 * 60).prop_map(|m| {
        let first = DateTime::constant(2023, 1, 1, 0, 0, 0, 0);
        first.checked_add(jiff::SignedDuration::from_mins(m)).unwrap()
    })
}

/// An event of 2024 and 2025: what lies before it is in a loaded year.
fn event() -> impl Strategy<Value = Date> {
    (0i64..2 * 365).prop_map(|d| {
        Date::constant(2024, 1, 1).checked_add(jiff::SignedDuration::from_hours(24 * (d + 120))).unwrap()
    })
}

fn by_days() -> impl Strategy<Value = Term> {
    prop_oneof![
        (1u32..60).prop_map(|n| Term::new(n, Unit::WorkingDays)),
        (1u32..90).prop_map(|n| Term::new(n, Unit::Days)),
        (1u32..4).prop_map(|n| Term::new(n, Unit::Months)),
    ]
}

fn asked(start: DateTime, term: Term) -> Request {
    Request { start, term, ..request("2026-01-01", "1 day") }
}

fn due(request: &Request) -> Date {
    derive(&CN, request).unwrap().due.day().unwrap()
}

fn hours_later(at: DateTime, hours: u32) -> DateTime {
    at.checked_add(jiff::SignedDuration::from_hours(i64::from(hours))).unwrap()
}

/// The last hour of the day before a day.
fn last_hour(day: Date) -> DateTime {
    day.yesterday().unwrap().at(23, 0, 0, 0)
}

fn a_pause(from: DateTime, until: Option<DateTime>) -> Pause {
    Pause { from, until, cause: "听证".to_owned(), basis: String::new() }
}

/// Pauses as hours after the start and length; `open` leaves the last one open.
fn pauses(start: DateTime, spans: &[(u32, u32)], open: bool) -> Vec<Pause> {
    let last = spans.len();
    let one = |(i, (after, length)): (usize, &(u32, u32))| {
        let from = hours_later(start, *after);
        a_pause(from, (!open || i + 1 < last).then(|| hours_later(from, *length)))
    };
    spans.iter().enumerate().map(one).collect()
}

proptest! {
    #[test]
    fn monotone_in_start_and_in_n(start in moment(), later in 0u32..2000, term in by_days()) {
        let base = due(&asked(start, term));
        prop_assert!(base <= due(&asked(hours_later(start, later), term)));
        prop_assert!(base <= due(&asked(start, Term::new(term.n + 1, term.unit))));
        prop_assert!(base > start.date());
    }

    #[test]
    fn the_due_date_is_a_working_day(start in moment(), term in by_days()) {
        prop_assert!(worked(due(&asked(start, term))), "rolling never lands on a rest day");
    }

    #[test]
    fn counting_back_gives_n(start in moment(), n in 1u32..120) {
        let due = due(&asked(start, Term::new(n, Unit::WorkingDays)));
        prop_assert_eq!(days(start.date(), due).filter(|d| worked(*d)).count() as u32, n);
    }

    #[test]
    fn a_pause_of_k_working_days_moves_by_k(start in moment(), n in 1u32..60, begins in 0u32..1000, lasts in 0u32..1500) {
        let plain = asked(start, Term::new(n, Unit::WorkingDays));
        // Before the last day.
        let from = hours_later(start, begins % (24 * days(start.date(), due(&plain)).count() as u32)).min(last_hour(due(&plain)));
        let until = hours_later(from, lasts);
        let k = days(from.date(), until.date()).filter(|d| worked(*d)).count() as u32;
        let paused = Request { pauses: vec![a_pause(from, Some(until))], ..plain.clone() };
        let longer = asked(start, Term::new(n + k, Unit::WorkingDays));
        prop_assert_eq!(due(&paused), due(&longer));
    }

    #[test]
    fn an_extension_in_time_adds_its_term(start in moment(), n in 1u32..30, more in 1u32..30) {
        let mut r = asked(start, Term::new(n, Unit::WorkingDays));
        let term = Term::new(more, Unit::WorkingDays);
        r.extensions = vec![Extension { term, at: start, by: "负责人".to_owned(), basis: String::new() }];
        prop_assert_eq!(due(&r), due(&asked(start, Term::new(n + more, Unit::WorkingDays))));
    }

    #[test]
    fn a_restart_is_a_new_start(start in moment(), later in 0u32..500, term in by_days()) {
        let at = hours_later(start, later);
        let mut r = asked(start, term);
        r.restarts = vec![Restart { at, cause: String::new(), basis: String::new() }];
        prop_assert_eq!(due(&r), due(&asked(at, term)));
    }

    #[test]
    fn no_office_is_due_after_a_citizen(start in moment(), term in by_days()) {
        let of = |binds| derive(&NX, &Request { binds, ..asked(start, term) }).unwrap().due.day();
        prop_assert!(of(Binds::Office) <= of(Binds::Citizen));
    }

    #[test]
    fn steps_replay_to_the_due_date(
        start in moment(), term in by_days(), spans in prop::collection::vec((0u32..1500, 0u32..400), 0..4),
        open in any::<bool>(), more in prop::collection::vec((by_days(), 0u32..2500), 0..3),
        again in prop::option::of(0u32..800),
    ) {
        let mut r = asked(start, term);
        r.pauses = pauses(start, &spans, open);
        r.extensions = more.iter().map(|(term, after)| Extension {
            term: *term, at: hours_later(start, *after), by: "负责人".to_owned(), basis: String::new(),
        }).collect();
        r.restarts = again.iter().map(|after| Restart {
            at: hours_later(start, *after), cause: "补正".to_owned(), basis: String::new(),
        }).collect();
        let derivation = derive(&CN, &r).unwrap();
        prop_assert_eq!(replay(&derivation), derivation.due.clone());
        prop_assert_eq!(matches!(derivation.due, Due::Open { .. }), !derivation.remaining.is_empty());
    }

    #[test]
    fn hours_are_exact(start in moment(), n in 0u32..500, spans in prop::collection::vec((0u32..600, 0u32..100), 0..4)) {
        let mut r = asked(start, Term::new(n, Unit::Hours));
        r.pauses = pauses(start, &spans, false);
        // Hour by hour: an hour counts unless a pause covers it.
        let is_out = |hour: u32| spans.iter().any(|(after, length)| (*after..after + length).contains(&hour));
        let (mut hour, mut counted) = (0, 0);
        while counted < n {
            counted += u32::from(!is_out(hour));
            hour += 1;
        }
        prop_assert_eq!(derive(&CN, &r).unwrap().due, Due::Instant(hours_later(start, hour)));
    }

    #[test]
    fn a_term_before_an_event_has_run_when_it_comes(event in event(), term in by_days()) {
        let last = latest_before(&CN, event, term, Binds::Office).unwrap();
        // The nominal end of the term lies before the event, and that of a day later does not.
        let end = |day: Date| match term.unit {
            Unit::WorkingDays => due(&asked(day.at(9, 0, 0, 0), term)),
            Unit::Days => day.checked_add(jiff::Span::new().days(i64::from(term.n))).unwrap(),
            _ => day.checked_add(jiff::Span::new().months(i64::from(term.n))).unwrap(),
        };
        prop_assert!(end(last) < event);
        prop_assert!(end(last.tomorrow().unwrap()) >= event);
    }

    #[test]
    fn no_citizen_must_act_before_an_office_would(event in event(), term in by_days()) {
        let ask = |binds| latest_before(&NX, event, term, binds).unwrap();
        prop_assert!(ask(Binds::Office) <= ask(Binds::Citizen));
    }

    #[test]
    fn the_next_step_comes_after_the_last_day(start in moment(), term in by_days()) {
        let next = earliest_after(&CN, start, term, Binds::Citizen).unwrap();
        prop_assert_eq!(next.date().yesterday().unwrap(), due(&asked(start, term)));
    }

    #[test]
    fn counting_back_from_an_event_gives_n(event in event(), n in 1u32..40) {
        let ask = |binds| latest_before(&CN, event, Term::new(n, Unit::WorkingDays), binds).unwrap();
        let before = event.yesterday().unwrap();
        prop_assert_eq!(days(ask(Binds::Office), before).filter(|d| worked(*d)).count() as u32, n);
        prop_assert!(worked(ask(Binds::Citizen)));
        prop_assert_eq!(days(ask(Binds::Citizen), before).filter(|d| worked(*d)).count() as u32, n - 1);
    }

    #[test]
    fn what_is_left_falls_to_nothing(start in moment(), n in 1u32..60) {
        let derivation = derive(&CN, &asked(start, Term::new(n, Unit::WorkingDays))).unwrap();
        let left = |now| remaining(&CN, &derivation, now, Binds::Office).unwrap();
        prop_assert_eq!(left(start), Remaining::Left { n, unit: Unit::WorkingDays });
        let last = derivation.due.last_instant().unwrap();
        prop_assert_eq!(left(last), Remaining::Left { n: 0, unit: Unit::WorkingDays });
        let next = last.date().tomorrow().unwrap().at(0, 0, 0, 0);
        let overdue = matches!(left(next), Remaining::Overdue { .. });
        prop_assert!(overdue);
    }

    #[test]
    fn the_units_sentences_and_terms_never_panic(
        year in -9999i16..=9999, month in 1i8..=12, day in 1i8..=28, hour in 0i8..24, n in any::<u32>(),
        small in 0u32..40, unit in prop::sample::select(&Unit::ALL[..]), near in any::<bool>(),
        from in -5000i64..5000, length in -50i64..5000, text in ".{0,12}",
    ) {
        let year = if near { 2023 + year.rem_euclid(4) } else { year };
        let start = Date::new(year, month, day).unwrap().at(hour, 0, 0, 0);
        let term = Term::new(if near { small } else { n }, unit);
        let moved = |hours: i64| start.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap_or(start);
        let (begins, ends) = (moved(from), moved(from.saturating_add(length)));
        let mut r = asked(start, term);
        r.pauses = vec![a_pause(begins, Some(ends))];
        r.extensions = vec![Extension { term, at: ends, by: text.clone(), basis: text.clone() }];
        r.at_expiry = Effect::Lapses { outcome: text.clone() };
        if let Ok(derivation) = derive(&CN, &r) {
            let zh = derivation.sentence(Language::Zh);
            prop_assert!(zh.ends_with('。'));
            let _ = derivation.sentence(Language::En);
            let _ = remaining(&CN, &derivation, ends, Binds::Office);
            let _ = derivation.effect_from();
        }
        let _ = latest_before(&CN, start.date(), term, Binds::Citizen);
        let _ = earliest_after(&CN, start, term, Binds::Citizen);
        let _ = text.parse::<Term>();
    }
}
