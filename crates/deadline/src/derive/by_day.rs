//! Working days are counted one by one; days, months and years are reckoned to their nominal end.

use super::Reached;
use super::ledger::{Interval, Ledger};
use crate::calendar::{Binds, Calendar, Day, Kind};
use crate::civil::{days_between, months, plus_days, plus_months, tomorrow};
use crate::derivation::{RestRun, Step};
use crate::error::DeadlineError;
use crate::term::{Term, Unit};
use jiff::civil::Date;

/// A count by days: how far it has got, and the pauses that it has not come to yet.
pub(super) struct Days<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) binds: Binds,
    /// The last day counted; at first the day of the event, which is not counted.
    pub(super) at: Date,
    ledger: Ledger<'a>,
}

impl<'a> Days<'a> {
    pub(super) fn new(calendar: &'a Calendar, binds: Binds, at: Date, ledger: Ledger<'a>) -> Self {
        Days { calendar, binds, at, ledger }
    }

    /// Counts one term on from where the count has got to.
    pub(super) fn count(
        &mut self,
        term: Term,
        steps: &mut Vec<Step>,
    ) -> Result<Reached<Date>, DeadlineError> {
        let reached = match term.unit {
            Unit::WorkingDays => self.working(term.n, steps)?,
            _ => self.natural(term, steps)?,
        };
        if let Reached::End(end) = reached {
            self.at = end;
        }
        Ok(reached)
    }

    /// Working days, one by one; the days of a pause are passed over.
    fn working(&mut self, n: u32, steps: &mut Vec<Step>) -> Result<Reached<Date>, DeadlineError> {
        let after = self.at;
        let (mut day, mut counted, mut seen) = (after, 0, Seen::default());
        while counted < n {
            // A pause that began on or before the day counted last reaches the next day.
            if let Some(pause) = self.ledger.take_if(|p| p.from.date() <= day) {
                let Some(until) = pause.until else {
                    return Ok(stand_still(&pause, Term::new(n - counted, Unit::WorkingDays), steps));
                };
                let mut left_out = 0;
                while day < until.date() {
                    day = tomorrow(day)?;
                    left_out += u32::from(self.calendar.is_working(day, self.binds)?);
                }
                steps.push(pause.step(left_out, Unit::WorkingDays));
                continue;
            }
            day = tomorrow(day)?;
            let kind = self.calendar.look(day, self.binds)?;
            counted += u32::from(kind.is_working());
            seen.note(day, kind);
        }
        let Seen { weekends, rest, make_up } = seen;
        steps.push(Step::Counted { after, to: day, n, unit: Unit::WorkingDays, weekends, rest, make_up });
        Ok(Reached::End(day))
    }

    /// Days, months, years: the nominal end, then the natural days of each pause that begins before it.
    fn natural(&mut self, term: Term, steps: &mut Vec<Step>) -> Result<Reached<Date>, DeadlineError> {
        let after = self.at;
        let mut end = match months(term) {
            None => plus_days(after, term.n)?,
            Some(months) => plus_months(after, months, term)?,
        };
        let nominal = end;
        while let Some(pause) = self.ledger.take_if(|p| p.from.date() < end) {
            let from = pause.from.date().max(after);
            let Some(until) = pause.until else {
                return Ok(stand_still(&pause, Term::new(days_between(from, end), Unit::Days), steps));
            };
            let left_out = days_between(from, until.date());
            end = plus_days(end, left_out)?;
            steps.push(pause.step(left_out, Unit::Days));
        }
        if months(term).is_some() && nominal.day() != after.day() {
            steps.push(Step::LastOfMonth { wanted: after.day(), day: nominal });
        }
        let (rest, make_up) = (Vec::new(), Vec::new());
        steps.push(Step::Counted { after, to: end, n: term.n, unit: term.unit, weekends: 0, rest, make_up });
        Ok(Reached::End(end))
    }
}

/// The clock stands still in an open pause.
fn stand_still(pause: &Interval<'_>, left: Term, steps: &mut Vec<Step>) -> Reached<Date> {
    steps.push(pause.step(0, left.unit));
    Reached::Paused { since: pause.from, left }
}

/// What was met while working days were counted.
#[derive(Default)]
struct Seen {
    weekends: u32,
    rest: Vec<RestRun>,
    make_up: Vec<Day>,
}

impl Seen {
    fn note(&mut self, day: Date, kind: Kind<'_>) {
        match kind {
            Kind::Working => {}
            Kind::Weekend => self.weekends = self.weekends.saturating_add(1),
            Kind::MakeUp(name) => self.make_up.push(Day { date: day, name: name.to_owned() }),
            Kind::Holiday(name) => self.rest(day, name, false),
            Kind::Regional(name) => self.rest(day, name, true),
        }
    }

    /// Adds a rest day to the run that it continues, or begins a run.
    fn rest(&mut self, day: Date, name: &str, regional: bool) {
        let continued = |r: &&mut RestRun| {
            r.name == name && r.regional == regional && r.to.tomorrow().is_ok_and(|next| next == day)
        };
        match self.rest.last_mut().filter(continued) {
            Some(run) => (run.to, run.days) = (day, run.days.saturating_add(1)),
            None => self.rest.push(RestRun { name: name.to_owned(), from: day, to: day, days: 1, regional }),
        }
    }
}
