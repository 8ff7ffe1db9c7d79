//! What can go wrong: with a notice that is added to a calendar, and with a limit that is derived.

use crate::term::Term;
use jiff::civil::{Date, DateTime, Weekday};

/// Why a notice was not added to a calendar. The calendar is left as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The notice names a layer that the calendar has not.
    #[error(
        "the notice for {year} belongs to the layer “{layer}”, which the calendar has not (it has {known}): correct the layer, or declare it with its policy first"
    )]
    UnknownLayer {
        /// Layer of the notice.
        layer: String,
        /// Year of the notice.
        year: i16,
        /// The layers that the calendar has.
        known: String,
    },
    /// A second notice for one year of one layer.
    #[error(
        "the layer “{layer}” has a notice for {year} already ({first}), and {second} would be a second one: merge the two into one, or remove one"
    )]
    SecondNotice {
        /// Layer of both.
        layer: String,
        /// Year of both.
        year: i16,
        /// Source of the notice that is in the calendar.
        first: String,
        /// Source of the notice that was refused.
        second: String,
    },
    /// A day of another year.
    #[error(
        "the notice of “{layer}” for {year} names {date} ({name}), which is not in {year}: put it into the notice of its own year"
    )]
    OutsideYear {
        /// Layer of the notice.
        layer: String,
        /// Year of the notice.
        year: i16,
        /// The day.
        date: Date,
        /// Its name.
        name: String,
    },
    /// A day without a name.
    #[error("the notice of “{layer}” names no reason for {date}: give the day a name, such as 国庆节")]
    Nameless {
        /// Layer of the notice.
        layer: String,
        /// The day.
        date: Date,
    },
    /// A day that stands in a notice twice.
    #[error("the notice of “{layer}” names {date} twice, as {first} and as {second}: keep one")]
    Twice {
        /// Layer of the notice.
        layer: String,
        /// The day.
        date: Date,
        /// First name.
        first: String,
        /// Second name.
        second: String,
    },
    /// A day that is both rest day and make-up working day.
    #[error(
        "the notice of “{layer}” makes {date} both a rest day ({rest}) and a working day ({work}): remove one of the two"
    )]
    RestAndWork {
        /// Layer of the notice.
        layer: String,
        /// The day.
        date: Date,
        /// Name as a rest day.
        rest: String,
        /// Name as a working day.
        work: String,
    },
    /// A make-up working day that is no Saturday or Sunday.
    #[error(
        "the notice of “{layer}” makes {date} ({name}) a make-up working day, but it is a {weekday:?}, which is worked anyway: correct the date"
    )]
    WorkOnWeekday {
        /// Layer of the notice.
        layer: String,
        /// The day.
        date: Date,
        /// Its name.
        name: String,
        /// The day of the week.
        weekday: Weekday,
    },
    /// A national notice without rest days would be the weekend rule alone.
    #[error(
        "the notice of “{layer}” for {year} ({text}) names no rest day: enter the days of the published notice"
    )]
    NoRestDays {
        /// Layer of the notice.
        layer: String,
        /// Year of the notice.
        year: i16,
        /// Source of the notice.
        text: String,
    },
}

/// Why a date could not be derived. Nothing is guessed instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// Counting touched a day of a year whose notice is not loaded (trap 20).
    #[error(
        "counting reached {year}, for which the calendar “{calendar}” has no notice (it has {loaded}): load the published holiday notice for {year} of “{calendar}” and derive again; weekends alone would give a wrong date"
    )]
    YearNotLoaded {
        /// The year that is missing.
        year: i16,
        /// The layer of the calendar in which it is missing.
        calendar: String,
        /// The years that this layer has, such as `2023-2026`.
        loaded: String,
    },
    /// The date would lie before year -9999 or after year 9999.
    #[error("counting {term} from {from} leaves the years that can be written: correct the term or the date")]
    OutOfRange {
        /// Day from which it was counted.
        from: Date,
        /// What was counted.
        term: String,
    },
    /// A term of zero days, months or years.
    #[error("a term of {term} is no time at all: give a number from 1, or hours for “at once”")]
    EmptyTerm {
        /// The term.
        term: Term,
    },
    /// An extension by the clock of a term in days, or the other way round.
    #[error(
        "a term of {term} cannot be extended by {extension}: one runs by the clock and the other by days; give the extension in a unit of the same kind"
    )]
    MixedUnits {
        /// The term.
        term: Term,
        /// The extension.
        extension: Term,
    },
    /// A pause that ends before it begins.
    #[error("the pause “{cause}” ends at {until}, before it begins at {from}: correct one of the two")]
    PauseBackwards {
        /// Beginning.
        from: DateTime,
        /// End.
        until: DateTime,
        /// Cause of the pause.
        cause: String,
    },
    /// A restart or an extension before the clock had started.
    #[error("the {what} at {at} is earlier than the start of the clock at {start}: correct one of the two")]
    BeforeStart {
        /// `restart` or `extension`.
        what: &'static str,
        /// Its moment.
        at: DateTime,
        /// Start of the clock.
        start: DateTime,
    },
    /// A term by the clock where only days make sense.
    #[error("{term} cannot be counted back from a day: give the term in working days, days, months or years")]
    NeedsDays {
        /// The term.
        term: Term,
    },
}
