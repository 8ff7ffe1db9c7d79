//! Statutory time limits under Chinese law: when a limit runs out, and why.
//!
//! [`derive()`] takes a [`Calendar`] and a [`Request`] and answers with a [`Derivation`]: the due date and every step
//! to it, as data, which [`Derivation::sentence`] says in one sentence. All times are local civil time; China has one
//! zone (UTC+8) without summer time. The library reads no files and no clock: the calendar is built from published
//! notices by the caller, and "now" is an argument. A year without a notice is an error, never a guess.
//!
//! The rules, with the ids that the tests bear:
//! * CNT-01 the day of the event is not counted (民法典 201(1)); CNT-02 hours run at once and never roll (201(2));
//! * CNT-03 months and years end on the corresponding day, else on the last day of the month (202);
//! * CNT-04 a last day that is a rest day moves to the first working day after it (203(1));
//! * CNT-05, CNT-06 what is in time on the last day: [`in_time`]; CNT-07, CNT-19 words that set a bound: [`bound`];
//! * CNT-08 to CNT-11 weekends, national notices, regional notices: [`Calendar`];
//! * CNT-12 to CNT-18 what “N日” means in which act: [`statute`]; SRV-01 to SRV-06: [`service`].
//!
//! # How pauses count
//! A day is left out if it comes after the day on which the pause begins, up to and including the day on which it
//! ends. So the day on which a pause begins counts, and so does the first day after its end; a pause that begins and
//! ends on one day leaves out nothing. A term whose last day is the day on which a pause begins has ended on that day, and
//! a pause that begins between a last day of rest and the day to which it rolls changes nothing.
//! * working days: the working days among those left out do not count;
//! * days, months, years: the natural days left out are added after the nominal end;
//! * hours, minutes: the exact span between beginning and end is added.
//!
//! Where pauses overlap, a day (an instant) is left out once.
//!
//! # How extensions and restarts count
//! An extension is counted on from the nominal end (not yet rolled) of what precedes it; the roll comes once, at the
//! very end. An extension granted after the limit had expired has no effect, and the derivation says so. The latest
//! restart becomes the event from which everything is counted; pauses that had ended and extensions that had been
//! granted before it belong to the run that was given up and have no effect. A pause that still lasts then goes on.

pub mod bound;
mod calendar;
mod civil;
mod derivation;
mod derive;
mod error;
mod in_time;
mod remaining;
mod request;
mod sentence;
pub mod service;
pub mod statute;
mod term;
mod waiting;

pub use jiff::civil::{Date, DateTime, Time};

pub use calendar::{Binds, Calendar, Day, DayKind, Notice, RegionalDays, RegionalPolicy};
pub use derivation::{Derivation, Due, RestRun, Step};
pub use derive::derive;
pub use error::{CalendarError, DeadlineError};
pub use in_time::{Sending, in_time};
pub use remaining::{Remaining, remaining};
pub use request::{Effect, Extension, Pause, Request, Restart};
pub use sentence::Language;
pub use term::{Term, TermError, Unit};
pub use waiting::{earliest_after, latest_before};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
