//! What a check hands back: findings, their levels and the places they speak of.

use serde::Serialize;
use smol_str::SmolStr;

use crate::relation::Hint;

/// Which relation between figures a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Parts and their total.
    Sum,
    /// A rate: part over whole, or result over plan.
    Rate,
    /// A share of a whole.
    Share,
    /// Shares that should make a hundred percent.
    ShareSum,
    /// A total less what was dealt with.
    Remainder,
    /// A change in numbers against a change in percent, or against an earlier value.
    Growth,
    /// Changes of the parts against the change of the total.
    ChangeSum,
    /// An average, or a figure said of each, against total and count.
    Average,
    /// One quantity told twice.
    SameQuantity,
    /// Two units that do not go together: 亩 against 公顷, 元 against 万元, percent for percentage points.
    UnitClash,
    /// A column of a table against its total.
    TableSum,
    /// List markers that skip or go back.
    Numbering,
    /// A counted list: 三个乡镇 after three names.
    ListCount,
    /// The period of the title against the text, a date out of order, or one that the calendar does not have.
    Period,
    /// A term against the date given for its end.
    Deadline,
    /// More daily issues than the month has days.
    Bound,
    /// A repealed law cited as valid.
    LawInForce,
    /// A claim on all cases without their number. Never a contradiction.
    UniversalClaim,
    /// A doubled character or a usual slip of the pen. Never a contradiction.
    Wording,
}

/// How sure a contradiction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Differs in the last digit only: truncated, or pushed so that shares make a hundred.
    Rounding,
    /// A person decides.
    Suspect,
    /// Certain.
    Error,
}

/// A place in the text. Offsets count characters of the whole text from 0; `end` is the first character after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// First character after.
    pub end: usize,
    /// The text as it stands there.
    pub text: SmolStr,
}

/// Names a finding by kind, figures and the words before them, not by place; written as sixteen hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub(crate) u64);

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// One relation that the text states, held or not. [`View`] is its form in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which relation.
    pub kind: Kind,
    /// Whether it holds; none if it could not be assessed.
    pub holds: Option<bool>,
    /// How sure the contradiction is; none where the relation holds.
    pub level: Option<Level>,
    /// The figure as stated.
    pub stated: SmolStr,
    /// What it should be by the other figures.
    pub computed: SmolStr,
    /// The same in a text that was changed elsewhere.
    pub key: Key,
    /// Reckonings that hold and share the stated figure, and those that share another of its figures: what they agree with is
    /// probably right.
    pub agrees: Agreement,
    /// What its sentence is made of.
    pub(crate) tale: Tale,
    /// One place for each figure of the relation, the stated one first.
    pub spans: Vec<Span>,
    /// Places in the other text, where two were compared.
    pub other: Vec<Span>,
}

/// What speaks for the figures of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// Reckonings that agree with the stated figure.
    pub with_stated: Vec<SmolStr>,
    /// Reckonings that agree with the other figures.
    pub with_others: Vec<SmolStr>,
}

/// What the sentence of a finding is made of beside its figures; the sentence itself is made when it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tale {
    /// A relation with its reckoning; if others break on one of its figures, how many, and that figure.
    Relation { formula: SmolStr, hint: Hint, follows: Option<Box<(usize, SmolStr)>> },
    /// A figure that nothing can test.
    Alone,
    /// A slip of the pen.
    Slip,
    /// The sentences as they are, Chinese and English.
    Words(Box<[String; 2]>),
}

impl Agreement {
    fn is_empty(&self) -> bool {
        self.with_stated.is_empty() && self.with_others.is_empty()
    }
}

/// Which class a finding belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The text contradicts itself, certainly or in the last digit.
    Contradiction,
    /// A person has to decide.
    Suspicious,
    /// Nothing in the text can test it.
    NotAssessable,
    /// A slip of the pen, no matter of figures.
    Slip,
    /// It holds.
    Holds,
}

/// Everything a text states about its own figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// All relations, in the order of the text.
    pub findings: Vec<Finding>,
}

/// The language of a rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese (zh-CN).
    Chinese,
    /// English.
    English,
}

/// A finding with its sentence in one language; this is the JSON form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View<'a> {
    /// See [`Finding::kind`].
    pub kind: Kind,
    /// See [`Finding::holds`].
    pub holds: Option<bool>,
    /// See [`Finding::level`].
    pub level: Option<Level>,
    /// See [`Finding::stated`].
    pub stated: &'a str,
    /// See [`Finding::computed`].
    pub computed: &'a str,
    /// The finding in the language asked for.
    pub says: String,
    /// See [`Finding::spans`].
    pub spans: &'a [Span],
    /// See [`Finding::key`].
    pub key: Key,
    /// See [`Finding::class`].
    pub class: Class,
    /// See [`Finding::agrees`].
    #[serde(skip_serializing_if = "Agreement::is_empty")]
    pub agrees: &'a Agreement,
    /// See [`Finding::other`].
    #[serde(skip_serializing_if = "<[Span]>::is_empty")]
    pub other: &'a [Span],
}

impl Finding {
    /// Whether the text contradicts itself here, at any level.
    pub fn is_contradiction(&self) -> bool {
        self.holds == Some(false)
    }

    /// Which class it belongs to.
    pub fn class(&self) -> Class {
        match (self.holds, self.level) {
            (Some(true), _) => Class::Holds,
            (Some(false), Some(Level::Suspect)) => Class::Suspicious,
            (Some(false), _) => Class::Contradiction,
            (None, _) if self.kind == Kind::Wording => Class::Slip,
            (None, _) => Class::NotAssessable,
        }
    }

    /// The finding in a language.
    pub fn says(&self, language: Language) -> String {
        crate::tell::say(self, language)
    }

    /// The JSON form in a language.
    pub fn view(&self, language: Language) -> View<'_> {
        View {
            kind: self.kind,
            holds: self.holds,
            level: self.level,
            stated: &self.stated,
            computed: &self.computed,
            says: self.says(language),
            spans: &self.spans,
            key: self.key,
            class: self.class(),
            agrees: &self.agrees,
            other: &self.other,
        }
    }
}

impl Report {
    /// What does not hold, in the order of the text.
    pub fn contradictions(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.is_contradiction())
    }

    /// What does not hold at one level.
    pub fn at_level(&self, level: Level) -> impl Iterator<Item = &Finding> {
        self.contradictions().filter(move |f| f.level == Some(level))
    }

    /// The relations that hold.
    pub fn held(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.holds == Some(true))
    }

    /// Slips of the pen.
    pub fn slips(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.class() == Class::Slip)
    }

    /// What a reader is shown: contradictions and slips of the pen, or with `all` everything.
    pub fn shown(&self, all: bool) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |f| all || f.is_contradiction() || f.class() == Class::Slip)
    }

    /// The JSON form of what a reader is shown.
    pub fn views(&self, language: Language, all: bool) -> Vec<View<'_>> {
        self.shown(all).map(|f| f.view(language)).collect()
    }
}
