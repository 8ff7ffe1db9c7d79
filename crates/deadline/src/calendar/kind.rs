//! Kinds of day, and how a regional notice counts for whom.

use serde::{Deserialize, Serialize};

/// Whom a limit binds. Where it is arguable whether a day is a rest day, this decides (see [`RegionalPolicy`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Binds {
    /// The office must act in time.
    Office,
    /// A citizen's right is cut off.
    Citizen,
}

/// How the days of a regional notice count. Each of them is arguable, in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegionalDays {
    /// The later date: regional rest days are rest days, and regional make-up days make no working day.
    Rest,
    /// The earlier date: regional rest days are none, and regional make-up days are working days.
    Work,
}

/// How the days of a regional notice count in limits that bind the office, and in those that bind a citizen.
/// With `office: Work, citizen: Rest` no office can be late by a day that it took for a holiday, and no citizen
/// can lose a right by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RegionalPolicy {
    /// In limits that bind the office.
    pub office: RegionalDays,
    /// In limits that bind a citizen.
    pub citizen: RegionalDays,
}

impl RegionalPolicy {
    /// How the days count for one of the two.
    pub fn of(self, binds: Binds) -> RegionalDays {
        match binds {
            Binds::Office => self.office,
            Binds::Citizen => self.citizen,
        }
    }
}

/// What a day is, with the name that makes it so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday on which a notice has people work (调休上班).
    MakeUpWorking(String),
    /// A Saturday or Sunday.
    Weekend,
    /// A rest day of the national notice, weekends inside a holiday included.
    Holiday(String),
    /// A rest day of a regional notice only.
    Regional(String),
}

impl DayKind {
    /// Whether the office works on such a day.
    pub fn is_working(&self) -> bool {
        matches!(self, DayKind::Working | DayKind::MakeUpWorking(_))
    }

    /// The name in the notice; none for ordinary working days and weekends.
    pub fn name(&self) -> Option<&str> {
        match self {
            DayKind::MakeUpWorking(name) | DayKind::Holiday(name) | DayKind::Regional(name) => Some(name),
            DayKind::Working | DayKind::Weekend => None,
        }
    }
}

/// A kind of day, with the name borrowed from the notice: counting allocates nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Working,
    MakeUp(&'a str),
    Weekend,
    Holiday(&'a str),
    Regional(&'a str),
}

impl Kind<'_> {
    pub(crate) fn is_working(self) -> bool {
        matches!(self, Kind::Working | Kind::MakeUp(_))
    }

    pub(crate) fn to_owned(self) -> DayKind {
        match self {
            Kind::Working => DayKind::Working,
            Kind::MakeUp(name) => DayKind::MakeUpWorking(name.to_owned()),
            Kind::Weekend => DayKind::Weekend,
            Kind::Holiday(name) => DayKind::Holiday(name.to_owned()),
            Kind::Regional(name) => DayKind::Regional(name.to_owned()),
        }
    }
}
