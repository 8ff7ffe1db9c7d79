//! The calendar: CNT-08 to CNT-11, layers, and notices that are refused.

use crate::notices::{at, day, national, notice, published, regional, request, run};
use deadline::{
    Binds, Calendar, CalendarError, DayKind, DeadlineError, Notice, RegionalDays, RegionalPolicy, derive,
};

fn kind(date: &str) -> DayKind {
    national().kind(day(date), Binds::Office).unwrap()
}

#[test]
fn cnt_08_saturday_and_sunday_rest() {
    assert_eq!(kind("2026-03-07"), DayKind::Weekend);
    assert_eq!(kind("2026-03-08"), DayKind::Weekend);
    assert_eq!(kind("2026-03-09"), DayKind::Working);
}

#[test]
fn cnt_09_national_notices_move_days() {
    assert_eq!(kind("2026-10-01"), DayKind::Holiday("国庆节".to_owned()));
    assert_eq!(kind("2026-10-03"), DayKind::Holiday("国庆节".to_owned()), "a Saturday inside the holiday");
    assert_eq!(kind("2026-10-10"), DayKind::MakeUpWorking("国庆节".to_owned()));
    assert_eq!(kind("2024-02-09"), DayKind::Working, "除夕 2024");
    assert_eq!(kind("2026-10-10").name(), Some("国庆节"));
}

#[test]
fn cnt_10_cnt_11_regional_days_count_as_declared() {
    let calendar = regional(RegionalDays::Work, RegionalDays::Rest);
    let friday = day("2026-03-20");
    assert_eq!(calendar.kind(friday, Binds::Office).unwrap(), DayKind::Working);
    assert_eq!(calendar.kind(friday, Binds::Citizen).unwrap(), DayKind::Regional("开斋节".to_owned()));
    let saturday = day("2026-05-30");
    assert_eq!(
        calendar.kind(saturday, Binds::Office).unwrap(),
        DayKind::MakeUpWorking("古尔邦节".to_owned())
    );
    assert_eq!(calendar.kind(saturday, Binds::Citizen).unwrap(), DayKind::Weekend);
    // A weekend inside the regional holiday stays a weekend for both.
    assert_eq!(calendar.kind(day("2026-03-21"), Binds::Citizen).unwrap(), DayKind::Weekend);
    assert_eq!(calendar.kind(day("2026-03-21"), Binds::Office).unwrap(), DayKind::Weekend);
    let mut request = request("2026-03-19", "1 working-day");
    assert_eq!(derive(&calendar, &request).unwrap().due.to_string(), "2026-03-20");
    request.binds = Binds::Citizen;
    assert_eq!(derive(&calendar, &request).unwrap().due.to_string(), "2026-03-23");
    assert_eq!(calendar.version(), "cn 2023-2026 + nx 2023-2026");
}

#[test]
fn cnt_11_a_declared_region_needs_its_notice() {
    let mut calendar = national();
    calendar.regional("nx", RegionalPolicy { office: RegionalDays::Work, citizen: RegionalDays::Rest });
    calendar.add(notice("nx", 2025)).unwrap();
    assert_eq!(calendar.years(), [2025]);
    let error = calendar.kind(day("2026-03-09"), Binds::Office).unwrap_err();
    let expected =
        DeadlineError::YearNotLoaded { year: 2026, calendar: "nx".to_owned(), loaded: "2025".to_owned() };
    assert_eq!(error, expected);
    assert_eq!(calendar.working_days_in(2026).unwrap(), 248, "the published total is national");
}

#[test]
fn a_year_without_a_notice_is_an_error() {
    let error = derive(&national(), &request("2026-12-28", "5 working-days")).unwrap_err();
    let expected = DeadlineError::YearNotLoaded {
        year: 2027,
        calendar: "cn".to_owned(),
        loaded: "2023-2026".to_owned(),
    };
    assert_eq!(error, expected);
    let text = error.to_string();
    assert!(text.contains("2027") && text.contains("2023-2026") && text.contains("load"), "{text}");
    assert!(national().working_days_in(2027).is_err());
    assert!(national().is_working(day("2022-12-31"), Binds::Office).is_err());
    // 31 December 2026 itself is known; a roll from it is not needed.
    assert_eq!(
        derive(&national(), &request("2026-12-28", "3 working-days")).unwrap().due.to_string(),
        "2026-12-31"
    );
}

#[test]
fn gaps_show_in_the_version() {
    let mut calendar = Calendar::new("cn");
    for year in [2026, 2023, 2024] {
        calendar.add(published(year)).unwrap();
    }
    assert_eq!(calendar.version(), "cn 2023-2024, 2026");
    assert_eq!(calendar.years(), [2023, 2024, 2026]);
}

#[test]
fn the_next_working_day() {
    let next = |date| national().next_working(day(date), Binds::Office).unwrap().to_string();
    assert_eq!(next("2026-10-01"), "2026-10-08");
    assert_eq!(next("2026-10-08"), "2026-10-08");
}

fn refused(notice: Notice) -> CalendarError {
    let mut calendar = Calendar::new("cn");
    calendar.regional("nx", RegionalPolicy { office: RegionalDays::Work, citizen: RegionalDays::Rest });
    let before = calendar.clone();
    let error = calendar.add(notice).unwrap_err();
    assert_eq!(calendar, before, "a refused notice leaves no trace");
    error
}

#[test]
fn bad_notices_are_refused() {
    let good = published(2026);
    let with_rest = |name: &str, date: &str| {
        let mut bad = good.clone();
        bad.rest.extend(run(name, date, date));
        refused(bad)
    };
    let with_work = |name: &str, date: &str| {
        let mut bad = good.clone();
        bad.work.extend(run(name, date, date));
        refused(bad)
    };
    assert!(matches!(with_rest("元旦", "2027-01-01"), CalendarError::OutsideYear { year: 2026, .. }));
    assert!(matches!(with_rest("国庆节", "2026-10-01"), CalendarError::Twice { .. }));
    assert!(matches!(with_work("春节", "2026-02-14"), CalendarError::Twice { .. }));
    assert!(matches!(with_rest("春节", "2026-02-14"), CalendarError::RestAndWork { .. }));
    assert!(matches!(with_work("国庆节", "2026-10-03"), CalendarError::RestAndWork { .. }));
    assert!(matches!(with_work("国庆节", "2026-10-12"), CalendarError::WorkOnWeekday { .. }));
    assert!(matches!(with_rest(" ", "2026-11-11"), CalendarError::Nameless { .. }));
    assert!(matches!(refused(notice("cn", 2026)), CalendarError::NoRestDays { .. }));
    assert!(matches!(refused(notice("hui", 2026)), CalendarError::UnknownLayer { .. }));
    let mut calendar = national();
    let error = calendar.add(good).unwrap_err();
    assert!(matches!(error, CalendarError::SecondNotice { year: 2026, .. }));
    assert_eq!(calendar, national());
}

#[test]
fn a_redeclared_region_keeps_its_notices() {
    let mut calendar = regional(RegionalDays::Work, RegionalDays::Rest);
    calendar.regional("nx", RegionalPolicy { office: RegionalDays::Rest, citizen: RegionalDays::Rest });
    assert_eq!(
        calendar.kind(at("2026-03-20").date(), Binds::Office).unwrap(),
        DayKind::Regional("开斋节".to_owned())
    );
}
