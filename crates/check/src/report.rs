//! What a check hands back: findings, their levels and the places they speak of.

use serde::Serialize;

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
    pub text: String,
}

/// One relation that the text states, held or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which relation.
    pub kind: Kind,
    /// Whether it holds; none if it could not be assessed.
    pub holds: Option<bool>,
    /// How sure the contradiction is; none where the relation holds.
    pub level: Option<Level>,
    /// The figure as stated.
    pub stated: String,
    /// What it should be by the other figures.
    pub computed: String,
    /// The finding in Chinese.
    pub says_zh: String,
    /// The finding in English.
    pub says_en: String,
    /// One place for each figure of the relation, the stated one first.
    pub spans: Vec<Span>,
}

/// Everything a text states about its own figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
    pub says: &'a str,
    /// See [`Finding::spans`].
    pub spans: &'a [Span],
}

impl Finding {
    /// Whether the text contradicts itself here, at any level.
    pub fn is_contradiction(&self) -> bool {
        self.holds == Some(false)
    }

    /// The finding in a language.
    pub fn says(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.says_zh,
            Language::English => &self.says_en,
        }
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

    /// The JSON form: contradictions, or with `all` the relations that hold as well.
    pub fn views(&self, language: Language, all: bool) -> Vec<View<'_>> {
        self.findings.iter().filter(|f| all || f.is_contradiction()).map(|f| f.view(language)).collect()
    }
}
