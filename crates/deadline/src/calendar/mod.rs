//! The calendar: the weekend rule, the national notices, and regional notices with a declared policy.

mod kind;
mod notice;

pub(crate) use kind::Kind;
pub use kind::{Binds, DayKind, RegionalDays, RegionalPolicy};
pub use notice::{Day, Notice};

use crate::civil::tomorrow;
use crate::error::{CalendarError, DeadlineError};
use jiff::civil::{Date, Weekday};
use notice::{Mark, Year};
use std::collections::BTreeMap;

type Years = BTreeMap<i16, Year>;

/// A calendar of working days in layers: Saturdays and Sundays rest (国务院关于职工工作时间的规定 7), the national
/// notice of the year moves that, and regional notices may add days of their own.
///
/// A year is known only if every layer has its notice: nothing falls back to weekends alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    name: String,
    national: Years,
    regional: Vec<Region>,
    version: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Region {
    layer: String,
    policy: RegionalPolicy,
    years: Years,
}

impl Calendar {
    /// A calendar without notices. The name is that of its national layer: `cn`.
    pub fn new(name: &str) -> Self {
        let mut calendar = Calendar {
            name: name.to_owned(),
            national: Years::new(),
            regional: Vec::new(),
            version: String::new(),
        };
        calendar.set_version();
        calendar
    }

    /// Declares a regional layer and how its days count. From then on every year that is used needs a notice of
    /// this layer (with no days, if the region gave none). Declared again, the policy is replaced and the notices
    /// stay. The name must not be that of the national layer: notices under it go to the national layer.
    pub fn regional(&mut self, layer: &str, policy: RegionalPolicy) {
        match self.regional.iter_mut().find(|r| r.layer == layer) {
            Some(region) => region.policy = policy,
            None => self.regional.push(Region { layer: layer.to_owned(), policy, years: Years::new() }),
        }
        self.set_version();
    }

    /// Adds a year's notice to its layer: the national one if the notice's layer is the name of the calendar,
    /// else a declared regional one.
    ///
    /// # Errors
    /// [`CalendarError`] for an unknown layer, a second notice for the year, a day outside the year, without name,
    /// named twice, or both rest and work, a make-up working day on Monday to Friday, and a national notice
    /// without rest days. The calendar is then unchanged.
    pub fn add(&mut self, notice: Notice) -> Result<(), CalendarError> {
        let (layer, year) = (notice.layer.clone(), notice.year);
        let national = layer == self.name;
        if national && notice.rest.is_empty() {
            return Err(CalendarError::NoRestDays { layer, year, text: notice.source });
        }
        let known = self.layers();
        let years = match self.regional.iter_mut().find(|r| r.layer == layer) {
            _ if national => &mut self.national,
            Some(region) => &mut region.years,
            None => return Err(CalendarError::UnknownLayer { layer, year, known }),
        };
        if let Some(had) = years.get(&year) {
            let (first, second) = (had.source.clone(), notice.source);
            return Err(CalendarError::SecondNotice { layer, year, first, second });
        }
        years.insert(year, Year::try_from(notice)?);
        self.set_version();
        Ok(())
    }

    /// What a day is, in a limit that binds the office or a citizen.
    ///
    /// # Errors
    /// [`DeadlineError::YearNotLoaded`] if any layer lacks the notice of the year.
    pub fn kind(&self, date: Date, binds: Binds) -> Result<DayKind, DeadlineError> {
        self.look(date, binds).map(Kind::to_owned)
    }

    /// Whether a day is a working day, in a limit that binds the office or a citizen.
    ///
    /// # Errors
    /// As [`Calendar::kind`].
    pub fn is_working(&self, date: Date, binds: Binds) -> Result<bool, DeadlineError> {
        self.look(date, binds).map(Kind::is_working)
    }

    /// The first working day on or after a day.
    ///
    /// # Errors
    /// As [`Calendar::kind`], of every day up to the result; [`DeadlineError::OutOfRange`] after year 9999.
    pub fn next_working(&self, from: Date, binds: Binds) -> Result<Date, DeadlineError> {
        let mut day = from;
        while !self.is_working(day, binds)? {
            day = tomorrow(day)?;
        }
        Ok(day)
    }

    /// The number of working days in a year by the weekend rule and the national notice, as it is published.
    /// Regional days do not enter, for they count for some and not for others.
    ///
    /// # Errors
    /// [`DeadlineError::YearNotLoaded`] if the national notice of the year is missing.
    pub fn working_days_in(&self, year: i16) -> Result<u32, DeadlineError> {
        let notice = self.national.get(&year).ok_or_else(|| not_loaded(year, &self.name, &self.national))?;
        let mut days = 0;
        let mut next = Date::new(year, 1, 1).ok();
        while let Some(day) = next.filter(|d| d.year() == year) {
            days += u32::from(by_notice(notice, day).is_working());
            next = day.tomorrow().ok();
        }
        Ok(days)
    }

    /// The years for which every layer has its notice, in order.
    pub fn years(&self) -> Vec<i16> {
        let complete = |year: &i16| self.regional.iter().all(|r| r.years.contains_key(year));
        self.national.keys().copied().filter(complete).collect()
    }

    /// Name and years of every layer: `cn 2023-2026`, `cn 2023-2026 + nx 2025-2026`, `cn without notices`.
    pub fn version(&self) -> String {
        self.version.clone()
    }

    /// What a day is, without allocating.
    pub(crate) fn look(&self, date: Date, binds: Binds) -> Result<Kind<'_>, DeadlineError> {
        let year = date.year();
        let notice = self.national.get(&year).ok_or_else(|| not_loaded(year, &self.name, &self.national))?;
        let mut kind = by_notice(notice, date);
        for region in &self.regional {
            let notice =
                region.years.get(&year).ok_or_else(|| not_loaded(year, &region.layer, &region.years))?;
            kind = match (notice.mark(date), region.policy.of(binds)) {
                (Some(Mark::Rest(name)), RegionalDays::Rest) if kind.is_working() => Kind::Regional(name),
                (Some(Mark::Work(name)), RegionalDays::Work) if !kind.is_working() => Kind::MakeUp(name),
                _ => kind,
            };
        }
        Ok(kind)
    }

    fn layers(&self) -> String {
        let regions = self.regional.iter().map(|r| r.layer.as_str());
        std::iter::once(self.name.as_str()).chain(regions).collect::<Vec<_>>().join(", ")
    }

    fn set_version(&mut self) {
        let regions = self.regional.iter().map(|r| (&r.layer, &r.years));
        let layers = std::iter::once((&self.name, &self.national)).chain(regions);
        let texts: Vec<String> = layers.map(|(name, years)| format!("{name} {}", span_of(years))).collect();
        self.version = texts.join(" + ");
    }
}

/// The weekend rule and one notice.
fn by_notice(notice: &Year, date: Date) -> Kind<'_> {
    match notice.mark(date) {
        Some(Mark::Rest(name)) => Kind::Holiday(name),
        Some(Mark::Work(name)) => Kind::MakeUp(name),
        None if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) => Kind::Weekend,
        None => Kind::Working,
    }
}

#[cold]
fn not_loaded(year: i16, layer: &str, years: &Years) -> DeadlineError {
    DeadlineError::YearNotLoaded { year, calendar: layer.to_owned(), loaded: span_of(years) }
}

/// `2023-2026`, `2023-2024, 2026`, or `without notices`.
fn span_of(years: &Years) -> String {
    let mut runs: Vec<(i16, i16)> = Vec::new();
    for &year in years.keys() {
        match runs.last_mut() {
            Some((_, to)) if to.checked_add(1) == Some(year) => *to = year,
            _ => runs.push((year, year)),
        }
    }
    let text = |&(from, to): &(i16, i16)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    let runs: Vec<String> = runs.iter().map(text).collect();
    if runs.is_empty() { "without notices".to_owned() } else { runs.join(", ") }
}
