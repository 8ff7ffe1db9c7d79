//! The national notices of 2023 to 2026 as published, a made-up regional layer, and short ways to ask.

use deadline::{
    Binds, Calendar, Date, DateTime, Day, Derivation, Effect, Extension, Notice, Pause, RegionalDays,
    RegionalPolicy, Request, Restart, derive,
};

type Runs = &'static [(&'static str, &'static str, &'static str)];
type Days = &'static [(&'static str, &'static str)];

/// Year, rest days as runs, make-up working days.
pub(crate) const YEARS: [(i16, Runs, Days); 4] = [
    (
        2023,
        &[
            ("元旦", "2023-01-01", "2023-01-02"),
            ("元旦", "2023-12-30", "2023-12-31"),
            ("春节", "2023-01-21", "2023-01-27"),
            ("清明节", "2023-04-05", "2023-04-05"),
            ("劳动节", "2023-04-29", "2023-05-03"),
            ("端午节", "2023-06-22", "2023-06-24"),
            ("中秋节", "2023-09-29", "2023-09-29"),
            ("国庆节", "2023-09-30", "2023-10-06"),
        ],
        &[
            ("春节", "2023-01-28"),
            ("春节", "2023-01-29"),
            ("劳动节", "2023-04-23"),
            ("劳动节", "2023-05-06"),
            ("端午节", "2023-06-25"),
            ("国庆节", "2023-10-07"),
            ("国庆节", "2023-10-08"),
        ],
    ),
    (
        2024,
        &[
            ("元旦", "2024-01-01", "2024-01-01"),
            ("春节", "2024-02-10", "2024-02-17"),
            ("清明节", "2024-04-04", "2024-04-06"),
            ("劳动节", "2024-05-01", "2024-05-05"),
            ("端午节", "2024-06-10", "2024-06-10"),
            ("中秋节", "2024-09-15", "2024-09-17"),
            ("国庆节", "2024-10-01", "2024-10-07"),
        ],
        &[
            ("春节", "2024-02-04"),
            ("春节", "2024-02-18"),
            ("清明节", "2024-04-07"),
            ("劳动节", "2024-04-28"),
            ("劳动节", "2024-05-11"),
            ("中秋节", "2024-09-14"),
            ("国庆节", "2024-09-29"),
            ("国庆节", "2024-10-12"),
        ],
    ),
    (
        2025,
        &[
            ("元旦", "2025-01-01", "2025-01-01"),
            ("春节", "2025-01-28", "2025-02-04"),
            ("清明节", "2025-04-04", "2025-04-06"),
            ("劳动节", "2025-05-01", "2025-05-05"),
            ("端午节", "2025-05-31", "2025-06-02"),
            ("国庆节、中秋节", "2025-10-01", "2025-10-08"),
        ],
        &[
            ("春节", "2025-01-26"),
            ("春节", "2025-02-08"),
            ("劳动节", "2025-04-27"),
            ("国庆节、中秋节", "2025-09-28"),
            ("国庆节、中秋节", "2025-10-11"),
        ],
    ),
    (
        2026,
        &[
            ("元旦", "2026-01-01", "2026-01-03"),
            ("春节", "2026-02-15", "2026-02-23"),
            ("清明节", "2026-04-04", "2026-04-06"),
            ("劳动节", "2026-05-01", "2026-05-05"),
            ("端午节", "2026-06-19", "2026-06-21"),
            ("中秋节", "2026-09-25", "2026-09-27"),
            ("国庆节", "2026-10-01", "2026-10-07"),
        ],
        &[
            ("元旦", "2026-01-04"),
            ("春节", "2026-02-14"),
            ("春节", "2026-02-28"),
            ("劳动节", "2026-05-09"),
            ("国庆节", "2026-09-20"),
            ("国庆节", "2026-10-10"),
        ],
    ),
];

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect(text)
}

/// A moment; a day alone is that day at nine.
pub(crate) fn at(text: &str) -> DateTime {
    if text.contains('T') { text.parse().expect(text) } else { day(text).at(9, 0, 0, 0) }
}

pub(crate) fn run(name: &str, from: &str, to: &str) -> Vec<Day> {
    let (mut date, to) = (day(from), day(to));
    let mut days = Vec::new();
    while date <= to {
        days.push(Day { date, name: name.to_owned() });
        date = date.tomorrow().unwrap();
    }
    days
}

pub(crate) fn notice(layer: &str, year: i16) -> Notice {
    Notice {
        layer: layer.to_owned(),
        year,
        source: format!("{layer} {year}"),
        rest: Vec::new(),
        work: Vec::new(),
    }
}

pub(crate) fn published(year: i16) -> Notice {
    let (_, rest, work) = YEARS.iter().find(|(y, _, _)| *y == year).unwrap();
    Notice {
        rest: rest.iter().flat_map(|(name, from, to)| run(name, from, to)).collect(),
        work: work.iter().map(|(name, date)| Day { date: day(date), name: (*name).to_owned() }).collect(),
        ..notice("cn", year)
    }
}

/// 2023 to 2026, the national layer only.
pub(crate) fn national() -> Calendar {
    let mut calendar = Calendar::new("cn");
    for (year, _, _) in YEARS {
        calendar.add(published(year)).unwrap();
    }
    calendar
}

/// The national layer and a region with days of its own (made up for these tests) in 2025 and 2026.
pub(crate) fn regional(office: RegionalDays, citizen: RegionalDays) -> Calendar {
    let mut calendar = national();
    calendar.regional("nx", RegionalPolicy { office, citizen });
    for (year, rest, work) in [
        (2023, vec![], vec![]),
        (2024, vec![], vec![]),
        (2025, run("开斋节", "2025-03-31", "2025-04-01"), run("开斋节", "2025-04-12", "2025-04-12")),
        (2026, run("开斋节", "2026-03-20", "2026-03-22"), run("古尔邦节", "2026-05-30", "2026-05-30")),
    ] {
        calendar.add(Notice { rest, work, ..notice("nx", year) }).unwrap();
    }
    calendar
}

pub(crate) fn request(start: &str, term: &str) -> Request {
    Request {
        start: at(start),
        start_cause: "收到申请".to_owned(),
        term: term.parse().expect(term),
        binds: Binds::Office,
        basis: "OGI 33".to_owned(),
        pauses: Vec::new(),
        extensions: Vec::new(),
        restarts: Vec::new(),
        at_expiry: Effect::Late,
    }
}

pub(crate) fn pause(from: &str, until: &str) -> Pause {
    let until = (!until.is_empty()).then(|| at(until));
    Pause { from: at(from), until, cause: "征求第三方意见".to_owned(), basis: "OGI 32".to_owned() }
}

pub(crate) fn extension(term: &str, when: &str) -> Extension {
    Extension {
        term: term.parse().expect(term),
        at: at(when),
        by: "信息公开机构负责人".to_owned(),
        basis: "OGI 33".to_owned(),
    }
}

pub(crate) fn restart(when: &str) -> Restart {
    Restart { at: at(when), cause: "收到补正".to_owned(), basis: "OGI 30".to_owned() }
}

pub(crate) fn derived(request: &Request) -> Derivation {
    derive(&national(), request).unwrap_or_else(|e| panic!("{e}"))
}

/// The due date as text.
pub(crate) fn due(request: &Request) -> String {
    derived(request).due.to_string()
}
