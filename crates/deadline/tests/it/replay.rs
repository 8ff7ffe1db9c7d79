//! Counts a derivation again from its steps, one day at a time and with the published tables alone, so that what a
//! derivation says is proved and not only what it results in.

use crate::notices::YEARS;
use deadline::{Date, DateTime, Derivation, Due, Step, Unit};

/// Whether a day is worked by the published tables (national layer).
pub(crate) fn worked(date: Date) -> bool {
    let text = date.to_string();
    let (_, rest, work) = YEARS.iter().find(|(year, _, _)| *year == date.year()).unwrap();
    let rests = rest.iter().any(|(_, from, to)| (*from..=*to).contains(&text.as_str()));
    let works = work.iter().any(|(_, day)| *day == text);
    works || (!rests && date.weekday().to_monday_zero_offset() < 5)
}

/// The days after one day up to and including another.
pub(crate) fn days(after: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(after.tomorrow().ok(), |d| d.tomorrow().ok()).take_while(move |d| *d <= to)
}

/// What has been read from the steps so far.
struct Replay {
    origin: Option<DateTime>,
    at: Option<Date>,
    paused: Vec<(DateTime, DateTime)>,
    left_out: u32,
    result: Option<Due>,
}

/// Takes the steps and checks each; gives the due date to which they lead.
pub(crate) fn replay(derivation: &Derivation) -> Due {
    let mut replay = Replay { origin: None, at: None, paused: Vec::new(), left_out: 0, result: None };
    for step in &derivation.steps {
        replay.step(step);
    }
    let fixed = replay.at.map(Due::Day).filter(|_| !matches!(replay.result, Some(Due::Open { .. })));
    let result = replay.result.expect("a result");
    if !derivation.term.unit.by_the_clock() {
        assert!(fixed.is_none_or(|due| due == result), "the result is where the steps lead");
    }
    result
}

impl Replay {
    fn step(&mut self, step: &Step) {
        match step {
            Step::Start { at, .. } | Step::Restart { at, .. } => {
                assert!(self.origin.is_none_or(|o| o <= *at), "restarts go on in time");
                self.origin = Some(*at);
            }
            Step::NotCounted { day } => {
                assert_eq!(Some(*day), self.origin.map(DateTime::date));
                self.at = Some(*day);
            }
            Step::Pause { from, until: Some(until), left_out, unit, .. } => {
                self.pause(*from, *until, *left_out, *unit)
            }
            Step::Counted { after, to, n, unit, weekends, rest, make_up } => {
                assert_eq!(self.at, Some(*after), "counted on from where it had got to");
                match unit {
                    Unit::WorkingDays => {
                        let counted: Vec<Date> =
                            days(*after, *to).filter(|d| worked(*d) && !self.is_out(*d)).collect();
                        assert_eq!((counted.len(), counted.last()), (*n as usize, Some(to)));
                        let idle = days(*after, *to).filter(|d| !worked(*d) && !self.is_out(*d)).count();
                        assert_eq!(idle as u32, weekends + rest.iter().map(|r| r.days).sum::<u32>());
                        assert!(make_up.iter().all(|d| counted.contains(&d.date)));
                    }
                    Unit::Days => assert_eq!(days(*after, *to).count() as u32, n + self.left_out),
                    _ => {
                        let months = if *unit == Unit::Years { n * 12 } else { *n };
                        let nominal =
                            to.checked_sub(jiff::Span::new().days(i64::from(self.left_out))).unwrap();
                        let expected =
                            after.checked_add(jiff::Span::new().months(i64::from(months))).unwrap();
                        assert_eq!(nominal, expected, "the library of dates reckons months alike");
                    }
                }
                (self.at, self.left_out) = (Some(*to), 0);
            }
            Step::Roll { from, to, kind } => {
                assert_eq!(self.at, Some(*from));
                assert!(!kind.is_working() && !worked(*from) && worked(*to));
                assert_eq!(
                    days(*from, *to).filter(|d| worked(*d)).count(),
                    1,
                    "the first working day after it"
                );
                self.at = Some(*to);
            }
            Step::Result { due } => self.result = Some(due.clone()),
            _ => {}
        }
    }

    /// A closed pause: it left out what no earlier one had left out.
    fn pause(&mut self, from: DateTime, until: DateTime, left_out: u32, unit: Unit) {
        let origin = self.origin.expect("a start").date();
        let new = |d: &Date| *d > origin && !self.is_out(*d);
        let days = days(from.date(), until.date()).filter(new);
        match unit {
            Unit::WorkingDays => assert_eq!(left_out, days.filter(|d| worked(*d)).count() as u32),
            Unit::Days => assert_eq!(left_out, days.count() as u32),
            _ => {}
        }
        self.left_out += left_out;
        self.paused.push((from, until));
    }

    fn is_out(&self, day: Date) -> bool {
        self.paused.iter().any(|(from, until)| from.date() < day && day <= until.date())
    }
}
