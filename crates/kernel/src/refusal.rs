//! An act that a rule stopped: which rule, which article, what is missing, what would cure it.

use crate::definition::Basis;
use crate::value::Words;
use deadline::DateTime;

/// Why an act was refused. The sentences for people are in the program's wording, under the code's name;
/// guards and separations bring their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusalCode {
    /// No procedure of that name is in force that day.
    UnknownProcedure,
    /// The procedure has no such action.
    UnknownAction,
    /// The matter is not there.
    UnknownMatter,
    /// The matter is already there.
    MatterExists,
    /// The action is not offered in the stage where the matter stands.
    WrongStage,
    /// The matter moved on since the caller saw it.
    Stale,
    /// The act is said to have happened after now.
    Future,
    /// The act is said to have happened before the matter's last act.
    BeforeLast,
    /// The actor holds no post that may do this.
    Role,
    /// A field that must be given is missing.
    Missing,
    /// A field does not belong to the action.
    Unasked,
    /// A field's value is not of its kind.
    Kind,
    /// A file of a kind that the field does not take.
    FileKind,
    /// A file larger than the field takes.
    FileSize,
    /// More files than the field takes.
    FileCount,
    /// A file that was not sent beforehand, was sent too long ago, or belongs to another act.
    FileGone,
    /// The entry named is not valid that day.
    Entry,
    /// The article named is not in the rulebook, or not in force that day.
    Article,
    /// The actor has no valid certificate.
    Certificate,
    /// A second officer with a valid certificate is missing.
    SecondOfficer,
    /// The same person may not do both.
    Separation,
    /// A guard does not hold.
    Guard,
    /// The clock was extended as often as the law allows, or does not run.
    Extension,
    /// A due date lies outside the calendars that are loaded, or is no date.
    Calendar,
    /// The rulebook itself is at fault.
    Rulebook,
}

impl RefusalCode {
    /// Stable name, as `wrong-stage`.
    pub fn name(&self) -> &'static str {
        match self {
            RefusalCode::UnknownProcedure => "unknown-procedure",
            RefusalCode::UnknownAction => "unknown-action",
            RefusalCode::UnknownMatter => "unknown-matter",
            RefusalCode::MatterExists => "matter-exists",
            RefusalCode::WrongStage => "wrong-stage",
            RefusalCode::Stale => "stale",
            RefusalCode::Future => "future",
            RefusalCode::BeforeLast => "before-last",
            RefusalCode::Role => "role",
            RefusalCode::Missing => "missing",
            RefusalCode::Unasked => "unasked",
            RefusalCode::Kind => "kind",
            RefusalCode::FileKind => "file-kind",
            RefusalCode::FileSize => "file-size",
            RefusalCode::FileCount => "file-count",
            RefusalCode::FileGone => "file-gone",
            RefusalCode::Entry => "entry",
            RefusalCode::Article => "article",
            RefusalCode::Certificate => "certificate",
            RefusalCode::SecondOfficer => "second-officer",
            RefusalCode::Separation => "separation",
            RefusalCode::Guard => "guard",
            RefusalCode::Extension => "extension",
            RefusalCode::Calendar => "calendar",
            RefusalCode::Rulebook => "rulebook",
        }
    }
}

/// An act that was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Kind.
    pub code: RefusalCode,
    /// Procedure and action that were asked for.
    pub rule: String,
    /// The articles behind the rule; empty where the rule is the program's own (a future date, a stale page).
    pub basis: Vec<Basis>,
    /// What is missing or in the way: a field's, stage's, role's, person's name, as titles in both languages.
    pub missing: Vec<Words>,
    /// The rulebook's own sentence, for guards and separations.
    pub says: Words,
    /// What would cure it, if the rulebook says so.
    pub cure: Words,
    /// The moment that matters: the certificate's end, the last act's time.
    pub at: Option<DateTime>,
}

impl Refusal {
    /// A refusal of that kind, to be filled in.
    pub fn new(code: RefusalCode, rule: impl Into<String>) -> Self {
        let none = Words::default;
        Refusal {
            code,
            rule: rule.into(),
            basis: Vec::new(),
            missing: Vec::new(),
            says: none(),
            cure: none(),
            at: None,
        }
    }
    /// With the articles.
    pub fn basis(mut self, basis: &[Basis]) -> Self {
        self.basis = basis.to_vec();
        self
    }
    /// With one more thing that is missing.
    pub fn missing(mut self, what: Words) -> Self {
        self.missing.push(what);
        self
    }
}
