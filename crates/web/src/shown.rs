//! Values, times and refusals as pages show them.

use crate::wording::{Language, Wording};
use kernel::definition::FieldKind;
use kernel::{FileRef, Refusal, Rulebook, Value};
use serde::Serialize;

/// A moment in text: 2023年3月1日 09:30, 1 March 2023 style is left to the reader of English: 2023-03-01 09:30.
pub fn moment(at: deadline::DateTime, language: Language) -> String {
    let (date, time) = (at.date(), at.time());
    match language {
        Language::Zh => format!("{} {:02}:{:02}", day(date, language), time.hour(), time.minute()),
        Language::En => format!("{date} {:02}:{:02}", time.hour(), time.minute()),
    }
}

/// A day in text.
pub fn day(date: deadline::Date, language: Language) -> String {
    match language {
        Language::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Language::En => date.to_string(),
    }
}

/// A fact's value by its kind.
pub fn value(kind: &FieldKind, value: &Value, language: Language) -> String {
    match (kind, value) {
        (FieldKind::Money, Value::Number(fen)) => format!("{}.{:02} 元", fen / 100, fen.unsigned_abs() % 100),
        (FieldKind::Number { unit }, Value::Number(n)) => format!("{n} {unit}"),
        (FieldKind::Choice { options }, Value::Text(t)) => {
            options.iter().find(|o| o.zh == *t).map_or(t.clone(), |o| language.of(o).to_owned())
        }
        (FieldKind::Files(_), Value::List(list)) => {
            let names = list.iter().filter_map(Value::as_text).filter_map(FileRef::read).map(|f| f.name);
            names.collect::<Vec<_>>().join(language.comma())
        }
        (_, Value::Flag(f)) => match (language, f) {
            (Language::Zh, true) => "是".into(),
            (Language::Zh, false) => "否".into(),
            (Language::En, true) => "yes".into(),
            (Language::En, false) => "no".into(),
        },
        (_, other) => other.to_string(),
    }
}

/// An article as a law card shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// `《…》第33条`.
    pub cite: String,
    /// What it says.
    pub gist: String,
}

/// The law cards of some articles.
pub fn cards(rulebook: &Rulebook, basis: &[kernel::definition::Basis], language: Language) -> Vec<Card> {
    let card = |b| Card {
        cite: language.of(&rulebook.cite(b)).to_owned(),
        gist: rulebook.article(b).map_or_else(String::new, |(_, a)| language.of(&a.gist).to_owned()),
    };
    basis.iter().map(card).collect()
}

/// A refusal as a page shows it: what was refused, the rule and its articles, what is missing, the cure.
#[derive(Clone, Debug, Serialize)]
pub struct ShownRefusal {
    /// Stable name of the kind.
    pub code: &'static str,
    /// One sentence.
    pub says: String,
    /// What is missing or in the way.
    pub missing: Vec<String>,
    /// What would cure it.
    pub cure: String,
    /// The articles.
    pub cards: Vec<Card>,
    /// Procedure and action.
    pub rule: String,
}

/// A refusal in a language.
pub fn refusal(rulebook: &Rulebook, refusal: &Refusal, wording: &Wording) -> ShownRefusal {
    let language = wording.language;
    let missing: Vec<String> = refusal.missing.iter().map(|w| language.of(w).to_owned()).collect();
    let joined = missing.join(if language == Language::Zh { "、" } else { ", " });
    let at = refusal.at.map(|at| moment(at, language)).unwrap_or_default();
    let own = language.of(&refusal.says);
    let code = refusal.code.name();
    let args = [("what", joined.as_str()), ("own", own), ("at", at.as_str())];
    let says = if own.is_empty() || wording.has(&format!("refusal-{code}-own")) {
        wording.say_with(&format!("refusal-{code}"), &args)
    } else {
        own.to_owned()
    };
    let cure = match language.of(&refusal.cure) {
        "" => wording.say_with(&format!("cure-{code}"), &args),
        cure => cure.to_owned(),
    };
    ShownRefusal {
        code,
        says,
        missing,
        cure,
        cards: cards(rulebook, &refusal.basis, language),
        rule: refusal.rule.clone(),
    }
}
