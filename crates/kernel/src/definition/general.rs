//! General law: what a kind of act always entails, written once and woven into every procedure that does such an act.

use super::law::Basis;
use crate::value::Words;
use deadline::Date;

/// The law of one kind of act, as it stood from a day on.
#[derive(Clone, Debug)]
pub struct General {
    /// Name, as `penalty-decision`.
    pub name: String,
    /// Title.
    pub title: Words,
    /// First day of the procedures into which it is woven.
    pub from: Date,
    /// First day on which it no longer is.
    pub until: Option<Date>,
    /// Which acts are of this kind.
    pub applies: Vec<Applies>,
    /// What a procedure must say of itself, so that the clauses know whom and what they mean.
    pub needs: Vec<Need>,
}

impl General {
    /// Whether procedures that begin on a day are under it.
    pub fn in_force(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|u| on < u)
    }
}

/// How an act is known to be of a kind: never by what its author says alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applies {
    /// Every procedure, once.
    Every,
    /// An act that this role may do.
    Role(String),
    /// An act founded on this article.
    Basis(Basis),
}

/// A part of the procedure that the clauses speak of as `$name`.
#[derive(Clone, Debug)]
pub struct Need {
    /// Name.
    pub name: String,
    /// What it is.
    pub title: Words,
    /// What it names.
    pub kind: NeedKind,
}

/// What a need is met with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedKind {
    /// Actions of the procedure.
    Actions,
    /// Fields of the procedure.
    Fields,
    /// An expression over the procedure's facts.
    Condition,
}

/// General law that was woven into a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Woven {
    /// Name of the general law.
    pub general: String,
    /// The act of its kind; none where it stands for the whole procedure.
    pub action: Option<String>,
}

/// How to seek redress against a decision, as the letter must say it.
#[derive(Clone, Debug)]
pub struct Remedy {
    /// Name, as `reconsideration-first`.
    pub name: String,
    /// Title.
    pub title: Words,
    /// The articles that grant it.
    pub basis: Vec<Basis>,
    /// What the letter says, by the first day on which it does, oldest first.
    pub texts: Vec<(Date, String)>,
}

impl Remedy {
    /// What a letter of a day says.
    pub fn text(&self, on: Date) -> Option<&str> {
        self.texts.iter().rev().find(|(from, _)| *from <= on).map(|(_, text)| text.as_str())
    }
}
