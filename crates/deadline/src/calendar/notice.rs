//! One year's published notice of one layer, and the check that it can be what was published.

use crate::error::CalendarError;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A day with the name it bears in a notice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Its name: `春节`; for a make-up working day the holiday it makes up for.
    pub name: String,
}

/// One year's published notice of one layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Notice {
    /// The layer: the name of the calendar for the national notice, else a declared regional layer.
    pub layer: String,
    /// The year; every day lies in it.
    pub year: i16,
    /// The paper: `国办发明电〔2025〕7号`.
    pub source: String,
    /// All days off as published, weekends inside a holiday included.
    pub rest: Vec<Day>,
    /// Saturdays and Sundays on which people work.
    pub work: Vec<Day>,
}

/// A checked notice, laid out for looking up days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Year {
    pub(crate) source: String,
    /// Sorted by date, each date once.
    marks: Vec<(Date, Mark)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Rest(String),
    Work(String),
}

impl Year {
    /// What the notice says about a day; none if it is silent.
    pub(crate) fn mark(&self, date: Date) -> Option<&Mark> {
        let found = self.marks.binary_search_by(|(d, _)| d.cmp(&date)).ok()?;
        self.marks.get(found).map(|(_, mark)| mark)
    }
}

impl TryFrom<Notice> for Year {
    type Error = CalendarError;

    fn try_from(notice: Notice) -> Result<Year, CalendarError> {
        let Notice { layer, year, source, rest, work } = notice;
        let mut marks: BTreeMap<Date, Mark> = BTreeMap::new();
        let days = rest.into_iter().map(|d| (d, true)).chain(work.into_iter().map(|d| (d, false)));
        for (Day { date, name }, is_rest) in days {
            if date.year() != year {
                return Err(CalendarError::OutsideYear { layer, year, date, name });
            }
            if name.trim().is_empty() {
                return Err(CalendarError::Nameless { layer, date });
            }
            let weekday = date.weekday();
            match marks.remove(&date) {
                Some(Mark::Rest(rest)) if !is_rest => {
                    return Err(CalendarError::RestAndWork { layer, date, rest, work: name });
                }
                Some(Mark::Rest(first) | Mark::Work(first)) => {
                    return Err(CalendarError::Twice { layer, date, first, second: name });
                }
                None if !is_rest && !matches!(weekday, Weekday::Saturday | Weekday::Sunday) => {
                    return Err(CalendarError::WorkOnWeekday { layer, date, name, weekday });
                }
                None => marks.insert(date, if is_rest { Mark::Rest(name) } else { Mark::Work(name) }),
            };
        }
        Ok(Year { source, marks: marks.into_iter().collect() })
    }
}
