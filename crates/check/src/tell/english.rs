//! Findings in English.

use crate::judge::Judged;
use crate::relation::{Hint, Relation};
use crate::report::{Kind, Level};

/// The sentence for a finding.
pub(crate) fn say(judged: &Judged, culprit: Option<&str>) -> String {
    let r = &judged.relation;
    if r.holds {
        return held(r);
    }
    let mut text = broken(r);
    match r.hint {
        Hint::None => {}
        Hint::SharesComplete => {
            text.push_str(" The shares of the parts make 100 %, so the list is complete.")
        }
        Hint::OnCurrentValue => {
            text.push_str(" The stated rate was reckoned on the current value; the base is the earlier one.")
        }
        Hint::PercentForPoints => {
            text.push_str(" The difference of two percentages is in percentage points, not in percent.")
        }
        Hint::Units | Hint::NoSuchDay | Hint::Weekday => {}
        Hint::LikeLabels => text.push_str(
            " The labels are not literally the same: a person has to decide whether they mean one thing.",
        ),
    }
    if !judged.for_stated.is_empty() {
        let fault = if r.kind == Kind::Sum { "the breakdown" } else { "another figure" };
        text.push_str(&format!(
            " {} agrees with {}, so the fault is probably in {fault}.",
            r.stated,
            judged.for_stated.join(" and ")
        ));
    } else if !judged.for_others.is_empty() {
        text.push_str(&format!(
            " The other figures agree with {}, so the fault is probably in {}.",
            judged.for_others.join(" and "),
            r.stated
        ));
    }
    if judged.follows > 0 {
        let figure = culprit.unwrap_or_default();
        text.push_str(&format!(" {} more relation(s) break on {figure}, so the fault is probably there; they are not told again.", judged.follows));
    }
    text
}

/// What cannot be assessed.
pub(crate) fn alone(kind: Kind, text: &str) -> String {
    match kind {
        Kind::UniversalClaim => {
            format!("{text}: said of all, but their number is not told; cannot be assessed.")
        }
        Kind::Share => {
            format!("Share {text}: no whole and part in the text to go with it; cannot be assessed.")
        }
        _ => format!("Rate {text}: no counts in the text to go with it; cannot be assessed."),
    }
}

/// A slip of the pen.
pub(crate) fn slip(text: &str, meant: &str) -> String {
    if meant.is_empty() {
        format!("“{text}” stands twice; one is probably too many.")
    } else {
        format!("“{text}” was probably meant to be “{meant}”.")
    }
}

fn held(r: &Relation) -> String {
    match r.kind {
        Kind::Numbering => "The numbering runs without a gap.".to_owned(),
        Kind::ListCount => format!("{} are named, as stated.", r.stated),
        Kind::Period if r.hint == Hint::Weekday => format!("{} agrees with the calendar.", r.stated),
        Kind::Deadline => format!("The term ends on {} as stated.", r.stated),
        Kind::Period => format!("{} and {} are in order.", r.stated, r.computed),
        Kind::Bound => format!("{} is within the {} days of the month.", r.stated, r.computed),
        Kind::LawInForce => format!("None of the {} laws cited was repealed by the Civil Code.", r.stated),
        Kind::SameQuantity => format!("Both places say {}.", r.stated),
        _ => format!("{}, as stated ({}).", r.formula, r.stated),
    }
}

fn broken(r: &Relation) -> String {
    let (stated, computed, formula) = (&r.stated, &r.computed, &r.formula);
    match (r.kind, r.level) {
        (_, Level::Rounding) => {
            format!(
                "Stated {stated}; reckoned {formula}; the difference lies within the last digits written, probably rounding."
            )
        }
        (Kind::Sum | Kind::TableSum, _) => {
            format!("The total is stated as {stated}, but the parts make {formula}.")
        }
        (Kind::Rate, _) => format!("The rate is stated as {stated}, but {formula}."),
        (Kind::Share, _) => format!("The share is stated as {stated}, but {formula}."),
        (Kind::ShareSum, _) => format!("The shares make {formula}, not 100 %."),
        (Kind::Remainder, _) => format!("The remainder is stated as {stated}, but {formula}."),
        (Kind::Growth, _) => format!("The change is stated as {stated}, but {formula}."),
        (Kind::ChangeSum, _) => format!("The whole changed by {stated}, but its parts by {formula}."),
        (Kind::SameQuantity, _) => format!("One quantity is told twice: {stated} and {computed}."),
        (Kind::Numbering, _) => format!("The numbering jumps at {stated}; {computed} was due."),
        (Kind::ListCount, _) => format!("{stated} are announced, {computed} are named."),
        (Kind::Period, _) if r.hint == Hint::NoSuchDay => format!("The calendar has no {stated}."),
        (Kind::Period, _) if r.hint == Hint::Weekday => {
            format!("Written {stated}, but that day is {computed}.")
        }
        (Kind::Average, _) => format!("Stated as {stated}, but {formula}."),
        (Kind::UnitClash, _) if r.hint == Hint::PercentForPoints => {
            format!("Written {stated}, but {formula}: {computed} percentage points.")
        }
        (Kind::UnitClash, _) if formula.contains('≠') => {
            format!("One matter with the same digits, once in 万元 and once in 元: {formula}.")
        }
        (Kind::UnitClash, _) => format!("Converted to {stated}, but {formula}."),
        (Kind::Deadline, _) => {
            format!(
                "The term is said to end on {stated}; from the day and the length given it ends on {computed}."
            )
        }
        (Kind::UniversalClaim | Kind::Wording, _) => String::new(),
        (Kind::Period, _) => format!("{stated} does not go with {computed}."),
        (Kind::Bound, _) => format!("{stated} daily issues in a month of at most {computed} days."),
        (Kind::LawInForce, _) => {
            let instead =
                if computed.is_empty() { "do not cite it".to_owned() } else { format!("cite {computed}") };
            format!("{stated} was repealed before the year reported (by {formula}); {instead}.")
        }
    }
}
