//! The year's stories, spread as such work really falls: by working days, with busy months.

use super::story::Story;
use super::{disputes, enforcement, safety, service};
use deadline::{Binds, Calendar, Date, DeadlineError};
use fastrand::Rng;

/// How much work each month brings: little around the new year's feast, much in spring and autumn.
const MONTHS: [u32; 12] = [6, 5, 9, 10, 9, 8, 8, 8, 10, 8, 11, 8];

/// Days to draw from.
pub(super) struct Days<'a> {
    pub(super) rng: &'a mut Rng,
    calendar: &'a Calendar,
}

impl Days<'_> {
    /// A working day between two days of 2023, more likely in busy months.
    pub(super) fn between(&mut self, from: (i8, i8), to: (i8, i8)) -> Result<Date, DeadlineError> {
        let (first, last) = (Date::constant(2023, from.0, from.1), Date::constant(2023, to.0, to.1));
        loop {
            let span = first.until(last).map_or(1, |s| s.get_days());
            let day = first.checked_add(jiff::Span::new().days(self.rng.i32(0..=span))).unwrap_or(first);
            let weight = MONTHS.get(usize::try_from(day.month() - 1).unwrap_or(0)).copied().unwrap_or(1);
            if self.calendar.is_working(day, Binds::Office)? && self.rng.u32(0..11) < weight {
                return Ok(day);
            }
        }
    }
}

/// All stories with their first days.
pub(super) fn stories(rng: &mut Rng, calendar: &Calendar) -> Result<Vec<(Date, Story)>, DeadlineError> {
    let mut days = Days { rng, calendar };
    let mut stories = service::stories(&mut days)?;
    stories.extend(disputes::stories(&mut days)?);
    stories.extend(enforcement::stories(&mut days)?);
    stories.extend(safety::stories(&mut days)?);
    Ok(stories)
}
