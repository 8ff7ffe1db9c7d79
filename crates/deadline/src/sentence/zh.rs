//! The sentence in Chinese.

use crate::calendar::{Day, DayKind};
use crate::derivation::{Derivation, Due, RestRun, Step};
use crate::request::Effect;
use crate::term::{Term, Unit};
use jiff::civil::{Date, DateTime};

/// The derivation in one Chinese sentence.
pub(super) fn sentence(derivation: &Derivation) -> String {
    let by_the_clock = derivation.term.unit.by_the_clock();
    let mut words = Words { by_the_clock, year: None };
    let mut parts: Vec<String> = derivation.steps.iter().filter_map(|step| words.step(step)).collect();
    parts.push(result(derivation));
    parts.extend(effect(derivation));
    format!("{}。", parts.join("，"))
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
                let basis = bracket("依据", basis);
                format!("自{}{}起计{}{basis}", self.moment(*at), self.event(cause), term.zh())
            }
            Step::Restart { at, cause, basis, .. } => {
                format!("自{}{}重新起算{}", self.moment(*at), self.event(cause), bracket("依据", basis))
            }
            Step::NotCounted { .. } => "当日不计入".to_owned(),
            Step::Pause { from, until, cause, basis, left_out, unit } => {
                let why = format!("因{}中止{}", quoted(cause), bracket("依据", basis));
                match until {
                    None => format!("{}起{why}", self.moment(*from)),
                    Some(until) => {
                        let left_out = match left_out {
                            0 => "不影响期限".to_owned(),
                            n => format!("扣除{}", length(*n, *unit)),
                        };
                        format!("{}{why}、{left_out}", self.span(*from, *until))
                    }
                }
            }
            Step::LastOfMonth { wanted, day } => {
                format!(
                    "{}年{}月没有{wanted}日、以该月末日{}日为最后一日",
                    day.year(),
                    day.month(),
                    day.day()
                )
            }
            Step::Counted { weekends, rest, make_up, .. } => return self.counted(*weekends, rest, make_up),
            Step::Ran { .. } | Step::Result { .. } | Step::Calendar { .. } => return None,
            Step::Extension { at, by, basis, term } => {
                let (at, term, basis) = (self.moment(*at), term.zh(), bracket("依据", basis));
                format!("{at}经{by}批准延长{term}{basis}")
            }
            Step::ExtensionTooLate { at, by, term, .. } => {
                format!("{}经{by}批准的延长{}因期限已经届满而无效", self.moment(*at), term.zh())
            }
            Step::Roll { from, kind, to } => {
                let name = if *kind == DayKind::Weekend { Some("周末") } else { kind.name() };
                let name = name.unwrap_or_default();
                format!("最后一日{}为休息日（{name}）、顺延至{}", self.date(*from), self.date(*to))
            }
        })
    }

    /// What was left out and what was counted although it was a weekend.
    fn counted(&mut self, weekends: u32, rest: &[RestRun], make_up: &[Day]) -> Option<String> {
        let mut left_out = Vec::new();
        if weekends > 0 {
            left_out.push(format!("周末{weekends}天"));
        }
        for run in rest {
            let regional = if run.regional { "地方假日，" } else { "" };
            let days = match run.days {
                1 => self.date(run.from),
                _ => self.days(run.from, run.to),
            };
            left_out.push(format!("{}{}天（{regional}{days}）", run.name, run.days));
        }
        let make_up: Vec<String> = make_up.iter().map(|d| self.date(d.date)).collect();
        let mut parts = Vec::new();
        if !left_out.is_empty() {
            parts.push(format!("扣除{}", left_out.join("、")));
        }
        if !make_up.is_empty() {
            parts.push(format!("{}调休上班计入", make_up.join("、")));
        }
        (!parts.is_empty()).then(|| parts.join("，"))
    }

    fn event(&self, cause: &str) -> String {
        let day = if self.by_the_clock { "" } else { "之日" };
        if cause.is_empty() { String::new() } else { format!("{}{day}", quoted(cause)) }
    }

    /// From one moment to another: days, or moments in terms by the clock.
    fn span(&mut self, from: DateTime, to: DateTime) -> String {
        if self.by_the_clock {
            format!("{}至{}", self.moment(from), self.moment(to))
        } else {
            self.days(from.date(), to.date())
        }
    }

    /// `2月15日至23日`; the month only once.
    fn days(&mut self, from: Date, to: Date) -> String {
        let first = self.date(from);
        if from == to {
            first
        } else if from.first_of_month() == to.first_of_month() {
            format!("{first}至{}日", to.day())
        } else {
            format!("{first}至{}", self.date(to))
        }
    }

    fn moment(&mut self, at: DateTime) -> String {
        let date = self.date(at.date());
        if self.by_the_clock { format!("{date}{}", time(at)) } else { date }
    }

    fn date(&mut self, date: Date) -> String {
        let year = date.year();
        if self.year.replace(year) == Some(year) { short(date) } else { full(date) }
    }
}

/// The result.
fn result(derivation: &Derivation) -> String {
    match &derivation.due {
        Due::Day(day) => format!("于{}届满", full(*day)),
        Due::Instant(at) => format!("于{}{}届满", full(at.date()), time(*at)),
        Due::Open { .. } => {
            let left: Vec<String> = derivation.remaining.iter().map(|t| t.zh()).collect();
            format!("尚余{}，届满日待中止结束后确定", left.join("加"))
        }
    }
}

/// What silence means then.
fn effect(derivation: &Derivation) -> Option<String> {
    match &derivation.at_expiry {
        Effect::Late => None,
        Effect::Lapses { outcome } => Some(format!("逾期未办的，{}", consequence(outcome))),
        Effect::Deemed { outcome, backdated: false } => Some(format!("逾期未办的，{}", consequence(outcome))),
        Effect::Deemed { outcome, backdated: true } => {
            let from = full(derivation.start.date());
            Some(format!("逾期未办的，自{from}起{}", consequence(outcome)))
        }
    }
}

/// `视为受理`; an outcome that says so itself is not told twice.
fn consequence(outcome: &str) -> String {
    if outcome.starts_with('视') { outcome.to_owned() } else { format!("视为{outcome}") }
}

fn length(n: u32, unit: Unit) -> String {
    match unit {
        Unit::Minutes if n >= 60 && n.is_multiple_of(60) => Term::new(n / 60, Unit::Hours).zh(),
        _ => Term::new(n, unit).zh(),
    }
}

fn quoted(cause: &str) -> String {
    format!("“{cause}”")
}

/// A basis in brackets; nothing if there is none.
fn bracket(word: &str, basis: &str) -> String {
    if basis.is_empty() { String::new() } else { format!("（{word}{basis}）") }
}

fn full(date: Date) -> String {
    format!("{}年{}", date.year(), short(date))
}

fn short(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// `9时`, `9时30分`, `9时30分15秒`.
fn time(at: DateTime) -> String {
    match (at.minute(), at.second()) {
        (0, 0) => format!("{}时", at.hour()),
        (minute, 0) => format!("{}时{minute}分", at.hour()),
        (minute, second) => format!("{}时{minute}分{second}秒", at.hour()),
    }
}
