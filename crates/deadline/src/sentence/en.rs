//! The sentence in English. Names and causes stay in the language in which they were given.

use crate::calendar::{Day, DayKind};
use crate::derivation::{Derivation, Due, RestRun, Step};
use crate::request::Effect;
use crate::term::{Term, Unit};
use jiff::civil::{Date, DateTime};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The derivation in one English sentence.
pub(super) fn sentence(derivation: &Derivation) -> String {
    let by_the_clock = derivation.term.unit.by_the_clock();
    let mut words = Words { by_the_clock, year: None };
    let mut parts: Vec<String> = derivation.steps.iter().filter_map(|step| words.step(step)).collect();
    let result = result(derivation);
    let joint = if parts.len() > 1 { ", and " } else { " and " };
    let head = std::mem::take(&mut parts).join(", ");
    format!("{head}{joint}{result}{}.", effect(derivation))
}

/// Writes dates; the year only where it is not that of the date before.
struct Words {
    by_the_clock: bool,
    year: Option<i16>,
}

impl Words {
    fn step(&mut self, step: &Step) -> Option<String> {
        Some(match step {
            Step::Start { at, cause, term, basis } => {
                let (term, basis) = (term.en(), bracket(basis));
                format!("The limit of {term}{basis} runs from {}{}", event(cause), self.moment(*at))
            }
            Step::Restart { at, cause, basis, .. } => {
                format!("starts afresh from {}{}{}", event(cause), self.moment(*at), bracket(basis))
            }
            Step::NotCounted { .. } => "that day not counted".to_owned(),
            Step::Pause { from, until, cause, basis, left_out, unit } => {
                let basis = bracket(basis);
                match until {
                    None => format!("has been paused since {} for “{cause}”{basis}", self.moment(*from)),
                    Some(until) => {
                        let length = match left_out {
                            0 => "nothing".to_owned(),
                            n => length(*n, *unit),
                        };
                        let span = self.span(*from, *until);
                        format!("is paused {span} for “{cause}”{basis}, which leaves out {length}")
                    }
                }
            }
            Step::LastOfMonth { wanted, day } => {
                let month = month(*day);
                format!("ends on the last day of {month} {}, which has no day {wanted}", day.year())
            }
            Step::Counted { weekends, rest, make_up, .. } => return self.counted(*weekends, rest, make_up),
            Step::Ran { .. } | Step::Result { .. } | Step::Calendar { .. } => return None,
            Step::Extension { at, by, basis, term } => {
                let (term, at, basis) = (term.en(), self.moment(*at), bracket(basis));
                format!("is extended by {term} by {by} on {at}{basis}")
            }
            Step::ExtensionTooLate { at, by, term, .. } => {
                let (term, at) = (term.en(), self.moment(*at));
                format!("is not extended by the {term} granted by {by} on {at}, when it had expired")
            }
            Step::Roll { from, kind, to } => {
                let rest = match kind {
                    DayKind::Weekend => "weekend",
                    other => other.name().unwrap_or("rest day"),
                };
                format!("moves from {} ({rest}) to {}", self.date(*from), self.date(*to))
            }
        })
    }

    /// What was left out and what was counted although it was a weekend.
    fn counted(&mut self, weekends: u32, rest: &[RestRun], make_up: &[Day]) -> Option<String> {
        let mut left_out = Vec::new();
        match weekends {
            0 => {}
            1 => left_out.push("1 weekend day".to_owned()),
            n => left_out.push(format!("{n} weekend days")),
        }
        for run in rest {
            let regional = if run.regional { "regional, " } else { "" };
            let days = match run.days {
                1 => self.date(run.from),
                _ => self.days(run.from, run.to),
            };
            left_out.push(format!("{} ({regional}{days})", run.name));
        }
        let make_up: Vec<String> = make_up.iter().map(|d| self.date(d.date)).collect();
        let mut parts = Vec::new();
        if !left_out.is_empty() {
            parts.push(format!("leaving out {}", list(&left_out)));
        }
        match make_up.as_slice() {
            [] => {}
            [day] => parts.push(format!("counting the make-up working day {day}")),
            days => parts.push(format!("counting the make-up working days {}", list(days))),
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// `from 14 to 23 September`, `on 14 September`; moments in terms by the clock.
    fn span(&mut self, from: DateTime, to: DateTime) -> String {
        if self.by_the_clock {
            format!("from {} to {}", self.moment(from), self.moment(to))
        } else if from.date() == to.date() {
            format!("on {}", self.date(from.date()))
        } else {
            format!("from {}", self.days(from.date(), to.date()))
        }
    }

    /// `15 to 23 February`; the month only once.
    fn days(&mut self, from: Date, to: Date) -> String {
        if from == to {
            self.date(from)
        } else if from.first_of_month() == to.first_of_month() {
            format!("{} to {}", from.day(), self.date(to))
        } else {
            format!("{} to {}", self.date(from), self.date(to))
        }
    }

    fn moment(&mut self, at: DateTime) -> String {
        let date = self.date(at.date());
        if self.by_the_clock { format!("{date} at {}", time(at)) } else { date }
    }

    fn date(&mut self, date: Date) -> String {
        let year = date.year();
        if self.year.replace(year) == Some(year) { short(date) } else { full(date) }
    }
}

/// The result.
fn result(derivation: &Derivation) -> String {
    match &derivation.due {
        Due::Day(day) => format!("expires at the end of {}", full(*day)),
        Due::Instant(at) => format!("expires on {} at {}", full(at.date()), time(*at)),
        Due::Open { .. } => {
            let left: Vec<String> = derivation.remaining.iter().map(|t| t.en()).collect();
            format!("has {} left, its last day not being fixed until the pause ends", list(&left))
        }
    }
}

/// What silence means then.
fn effect(derivation: &Derivation) -> String {
    match &derivation.at_expiry {
        Effect::Late => String::new(),
        Effect::Deemed { outcome, backdated: false } | Effect::Lapses { outcome } => {
            format!("; if nothing is done by then, the law takes it as “{outcome}”")
        }
        Effect::Deemed { outcome, backdated: true } => {
            let from = full(derivation.start.date());
            format!("; if nothing is done by then, the law takes it as “{outcome}” from {from} on")
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn length(n: u32, unit: Unit) -> String {
    match unit {
        Unit::Minutes if n >= 60 && n.is_multiple_of(60) => Term::new(n / 60, Unit::Hours).en(),
        _ => Term::new(n, unit).en(),
    }
}

fn event(cause: &str) -> String {
    if cause.is_empty() { String::new() } else { format!("“{cause}” on ") }
}

/// A basis in brackets; nothing if there is none.
fn bracket(basis: &str) -> String {
    if basis.is_empty() { String::new() } else { format!(" ({basis})") }
}

fn full(date: Date) -> String {
    format!("{} {}", short(date), date.year())
}

fn short(date: Date) -> String {
    format!("{} {}", date.day(), month(date))
}

fn month(date: Date) -> &'static str {
    let index = usize::try_from(date.month()).ok().and_then(|m| m.checked_sub(1));
    index.and_then(|i| MONTHS.get(i)).copied().unwrap_or_default()
}

fn time(at: DateTime) -> String {
    if at.second() == 0 {
        format!("{:02}:{:02}", at.hour(), at.minute())
    } else {
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }
}
