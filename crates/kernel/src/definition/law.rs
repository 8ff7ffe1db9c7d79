//! Instruments and articles, roles, local numbers and registers.

use super::procedure::Field;
use crate::value::Words;
use deadline::{Date, Term};
use std::collections::BTreeMap;
use std::fmt;

/// An instrument: a law, a regulation, a document of the office.
#[derive(Clone, Debug)]
pub struct Law {
    /// Short key used in bases, as `APL`.
    pub key: String,
    /// Title.
    pub title: Words,
    /// Its versions, oldest first.
    pub versions: Vec<LawVersion>,
    /// The articles that the rulebook uses, by number as cited.
    pub articles: BTreeMap<String, Article>,
}

impl Law {
    /// Whether one of its versions is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.versions.iter().any(|v| v.from <= on && v.until.is_none_or(|u| on < u))
    }
}

/// One version of an instrument.
#[derive(Clone, Debug)]
pub struct LawVersion {
    /// Day of adoption or publication.
    pub adopted: Date,
    /// First day in force.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
}

/// One article, told in our own words.
#[derive(Clone, Debug)]
pub struct Article {
    /// Number as cited, as `33` or `64-1`.
    pub number: String,
    /// What it says.
    pub gist: Words,
}

/// The article that founds a rule: `OGI 33`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Basis {
    /// Key of the instrument.
    pub law: String,
    /// Article number.
    pub article: String,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.law, self.article)
    }
}

impl Basis {
    /// Reads `KEY article`, as a fact of the kind article holds it.
    pub fn read(text: &str) -> Option<Basis> {
        let (law, article) = text.split_once(' ')?;
        Some(Basis { law: law.to_owned(), article: article.to_owned() })
    }
}

/// Who may act, as a post names him.
#[derive(Clone, Debug)]
pub struct Role {
    /// Name in the rulebook.
    pub name: String,
    /// Title.
    pub title: Words,
}

/// A number that a lower layer sets: no national rule gives it.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name, as `hotline.sign-for`.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Who set it: nation, region, city, county, town.
    pub layer: String,
    /// The document it was taken from, or that it is this office's own choice.
    pub source: String,
    /// How a lower layer may move it: `shorter`, `longer`, `fixed`.
    pub direction: String,
    /// A term (the longest, where it changes with time), or
    pub term: Option<Term>,
    /// a number.
    pub number: Option<i64>,
    /// What it was and becomes: the term or number by the first day on which it is given, oldest first.
    pub dated: Vec<(Date, Option<Term>, Option<i64>)>,
    /// The next higher layer's setting, which this one moved.
    pub above: Option<Box<Parameter>>,
}

impl Parameter {
    /// The number as the rulebook writes it: `5 working-days`, `3`.
    pub fn shown(&self) -> String {
        let term = self.term.map(|t| t.to_string());
        term.or_else(|| self.number.map(|n| n.to_string())).unwrap_or_default()
    }
}

/// A list that stands: entries valid from–to, each founded on a record.
#[derive(Clone, Debug)]
pub struct Register {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Why it is kept.
    pub basis: Vec<Basis>,
    /// Rows of the coverage table that it serves, as `S03`.
    pub serves: Vec<String>,
    /// What an entry holds.
    pub fields: Vec<Field>,
}
