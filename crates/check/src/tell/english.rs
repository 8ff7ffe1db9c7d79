//! Findings in English.

use super::Told;
use crate::relation::Hint;
use crate::report::{Kind, Level};

/// The sentence for a finding.
pub(super) fn say(told: &Told<'_>) -> String {
    let (r, agrees) = (told.finding, &told.finding.agrees);
    if r.holds == Some(true) {
        return held(told);
    }
    let mut text = broken(told);
    match told.hint {
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
    if !agrees.with_stated.is_empty() {
        let fault = if r.kind == Kind::Sum { "the breakdown" } else { "another figure" };
        text.push_str(&format!(
            " {} agrees with {}, so the fault is probably in {fault}.",
            r.stated,
            agrees.with_stated.join(" and ")
        ));
    } else if !agrees.with_others.is_empty() {
        text.push_str(&format!(
            " The other figures agree with {}, so the fault is probably in {}.",
            agrees.with_others.join(" and "),
            r.stated
        ));
    }
    if told.follows > 0 {
        let figure = told.culprit;
        text.push_str(&format!(" {} more relation(s) break on {figure}, so the fault is probably there; they are not told again.", told.follows));
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

fn held(told: &Told<'_>) -> String {
    let (r, hint, formula) = (told.finding, told.hint, told.formula);
    match r.kind {
        Kind::Numbering => "The numbering runs without a gap.".to_owned(),
        Kind::ListCount => format!("{} are named, as stated.", r.stated),
        Kind::Period if hint == Hint::Weekday => format!("{} agrees with the calendar.", r.stated),
        Kind::Deadline => format!("The term ends on {} as stated.", r.stated),
        Kind::Period => format!("{} and {} are in order.", r.stated, r.computed),
        Kind::Bound => format!("{} is within the {} days of the month.", r.stated, r.computed),
        Kind::LawInForce => format!("None of the {} laws cited was repealed by the Civil Code.", r.stated),
        Kind::SameQuantity => format!("Both places say {}.", r.stated),
        _ => format!("{}, as stated ({}).", formula, r.stated),
    }
}

fn broken(told: &Told<'_>) -> String {
    let (r, hint, formula) = (told.finding, told.hint, told.formula);
    let (stated, computed) = (&r.stated, &r.computed);
    match (r.kind, r.level) {
        (_, Some(Level::Rounding)) => {
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
        (Kind::Period, _) if hint == Hint::NoSuchDay => format!("The calendar has no {stated}."),
        (Kind::Period, _) if hint == Hint::Weekday => {
            format!("Written {stated}, but that day is {computed}.")
        }
        (Kind::Average, _) => format!("Stated as {stated}, but {formula}."),
        (Kind::UnitClash, _) if hint == Hint::PercentForPoints => {
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
