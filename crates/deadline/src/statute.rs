//! What “N日” means in which act: the same word is working days in one act and natural days in another.
//!
//! A rulebook stores the unit with each rule (trap 1: never with the number); this table is for checking that the
//! unit that was stored is the one the act means. Where an act writes 工作日, months or hours there is nothing to ask.

use crate::calendar::Binds;
use crate::term::Unit;
use serde::{Deserialize, Serialize};

/// An act whose way of counting days is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// 行政许可法.
    Licensing,
    /// 行政处罚法.
    Penalties,
    /// 行政强制法.
    Coercion,
    /// 行政复议法.
    Reconsideration,
    /// 行政诉讼法.
    AdministrativeLitigation,
    /// 民事诉讼法.
    CivilProcedure,
    /// 信访工作条例.
    Petitions,
    /// 政府信息公开条例.
    Disclosure,
}

/// Which of its bare “N日” an act counts in working days; all others are natural days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkingDays {
    /// Every limit that binds the office, whatever the number; not those of a citizen.
    OnTheOffice,
    /// These numbers only.
    Only(&'static [u32]),
    /// Every number up to this one, included.
    UpTo(u32),
    /// None: where working days are meant the act writes 工作日.
    None,
    /// The act writes 工作日 every time: a bare “日” cannot be one of its limits.
    AlwaysWritten,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The rule: `CNT-13`.
    pub rule: &'static str,
    /// The act.
    pub act: Act,
    /// Its name.
    pub name: &'static str,
    /// The article that says how days are counted.
    pub article: &'static str,
    /// What is counted in working days.
    pub working_days: WorkingDays,
}

/// What is known, in the order of the rules CNT-12 to CNT-18.
pub const TABLE: [Row; 8] = [
    row("CNT-12", Act::Licensing, "行政许可法", "第八十二条", WorkingDays::OnTheOffice),
    row("CNT-13", Act::Penalties, "行政处罚法", "第八十五条", WorkingDays::Only(&[2, 3, 5, 7])),
    row("CNT-14", Act::Coercion, "行政强制法", "第六十九条", WorkingDays::UpTo(10)),
    row("CNT-15", Act::Reconsideration, "行政复议法", "第八十八条第二款", WorkingDays::Only(&[3, 5, 7, 10])),
    row("CNT-16", Act::AdministrativeLitigation, "行政诉讼法", "第一百零一条", WorkingDays::None),
    row("CNT-16", Act::CivilProcedure, "民事诉讼法", "第八十五条", WorkingDays::None),
    row(
        "CNT-17",
        Act::Petitions,
        "信访工作条例",
        "第二十二条、第二十三条、第三十四条至第三十六条",
        WorkingDays::None,
    ),
    row(
        "CNT-18",
        Act::Disclosure,
        "政府信息公开条例",
        "第二十六条、第三十条、第三十二条至第三十四条",
        WorkingDays::AlwaysWritten,
    ),
];

const fn row(
    rule: &'static str,
    act: Act,
    name: &'static str,
    article: &'static str,
    working_days: WorkingDays,
) -> Row {
    Row { rule, act, name, article, working_days }
}

/// The line of an act.
pub fn row_of(act: Act) -> &'static Row {
    let [licensing, penalties, coercion, reconsideration, litigation, civil, petitions, disclosure] = &TABLE;
    match act {
        Act::Licensing => licensing,
        Act::Penalties => penalties,
        Act::Coercion => coercion,
        Act::Reconsideration => reconsideration,
        Act::AdministrativeLitigation => litigation,
        Act::CivilProcedure => civil,
        Act::Petitions => petitions,
        Act::Disclosure => disclosure,
    }
}

/// What a bare “N日” of an act means in a limit that binds the office or a citizen: [`Unit::WorkingDays`] or
/// [`Unit::Days`]. None where the act has no such limit, since it writes 工作日 every time.
pub fn unit_of_days(act: Act, n: u32, binds: Binds) -> Option<Unit> {
    let working = match row_of(act).working_days {
        WorkingDays::OnTheOffice => binds == Binds::Office,
        WorkingDays::Only(numbers) => numbers.contains(&n),
        WorkingDays::UpTo(most) => n <= most,
        WorkingDays::None => false,
        WorkingDays::AlwaysWritten => return None,
    };
    Some(if working { Unit::WorkingDays } else { Unit::Days })
}
