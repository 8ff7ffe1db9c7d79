//! Terms: a number and the unit it is counted in, with one way of writing them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a term is counted in. The unit belongs to the rule of the act, never to the number ([`crate::statute`]).
///
/// Written `working-days`, `days`, `months`, `years`, `hours`, `minutes`; the singular is read as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// 工作日: only days on which the office works.
    WorkingDays,
    /// 日, 自然日: every day.
    Days,
    /// 月: to the corresponding day.
    Months,
    /// 年: to the corresponding day.
    Years,
    /// 小时: from the stated moment.
    Hours,
    /// 分钟: from the stated moment.
    Minutes,
}

impl Unit {
    /// All units, in the order of the enumeration.
    pub const ALL: [Unit; 6] =
        [Unit::WorkingDays, Unit::Days, Unit::Months, Unit::Years, Unit::Hours, Unit::Minutes];

    /// The Chinese measure word: `个工作日`, `日`, `个月`, `年`, `小时`, `分钟`.
    pub fn zh(self) -> &'static str {
        match self {
            Unit::WorkingDays => "个工作日",
            Unit::Days => "日",
            Unit::Months => "个月",
            Unit::Years => "年",
            Unit::Hours => "小时",
            Unit::Minutes => "分钟",
        }
    }

    /// Whether the term runs by the hands of the clock (hours, minutes) and not by days.
    pub fn by_the_clock(self) -> bool {
        matches!(self, Unit::Hours | Unit::Minutes)
    }

    /// The plural as it is written in a term: `working-days`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Unit::WorkingDays => "working-days",
            Unit::Days => "days",
            Unit::Months => "months",
            Unit::Years => "years",
            Unit::Hours => "hours",
            Unit::Minutes => "minutes",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Unit {
    type Err = TermError;

    fn from_str(text: &str) -> Result<Self, TermError> {
        let found =
            Unit::ALL.into_iter().find(|u| u.name() == text || u.name().strip_suffix('s') == Some(text));
        found.ok_or_else(|| TermError::Unit { text: text.to_owned() })
    }
}

/// A term of a law: `20 working-days`. Read, shown and serialised as that text.
///
/// Zero is a term only by the clock (`0 hours`: at once); a term of zero days does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Term {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

impl Term {
    /// A term from its parts.
    pub const fn new(n: u32, unit: Unit) -> Self {
        Term { n, unit }
    }

    /// The term in Chinese: `20个工作日`.
    pub fn zh(self) -> String {
        format!("{}{}", self.n, self.unit.zh())
    }

    /// The term in English: `20 working days`, `1 month`.
    pub fn en(self) -> String {
        let name = if self.n == 1 { self.unit.name().trim_end_matches('s') } else { self.unit.name() };
        format!("{} {}", self.n, name.replace('-', " "))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.n, self.unit)
    }
}

impl FromStr for Term {
    type Err = TermError;

    fn from_str(text: &str) -> Result<Self, TermError> {
        let mut words = text.split_whitespace();
        let (Some(n), Some(unit), None) = (words.next(), words.next(), words.next()) else {
            return Err(TermError::Shape { text: text.to_owned() });
        };
        if !n.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TermError::Number { text: text.to_owned() });
        }
        let term = Term {
            n: n.parse().map_err(|_| TermError::Number { text: text.to_owned() })?,
            unit: unit.parse()?,
        };
        if term.n == 0 && !term.unit.by_the_clock() {
            return Err(TermError::Zero { text: text.to_owned() });
        }
        Ok(term)
    }
}

impl TryFrom<String> for Term {
    type Error = TermError;

    fn try_from(text: String) -> Result<Self, TermError> {
        text.parse()
    }
}

impl From<Term> for String {
    fn from(term: Term) -> String {
        term.to_string()
    }
}

/// Why a text is not a term. Every message names the text and says how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// Not a number followed by a unit.
    #[error("“{text}” is not a term: write a number, a space and a unit, such as “20 working-days”")]
    Shape {
        /// What was read.
        text: String,
    },
    /// The number cannot be read.
    #[error(
        "“{text}” does not begin with a whole number from 0 to 4294967295: write it in digits, without sign or comma"
    )]
    Number {
        /// What was read.
        text: String,
    },
    /// The unit is not known; there is no default.
    #[error("“{text}” is not a unit of time: write working-days, days, months, years, hours or minutes")]
    Unit {
        /// What was read.
        text: String,
    },
    /// A term of zero days, months or years.
    #[error("“{text}” is no time at all: write a number from 1, or “0 hours” for at once")]
    Zero {
        /// What was read.
        text: String,
    },
}
