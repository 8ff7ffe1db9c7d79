//! What the rulebook says, read and linked. These types can only be made by [`crate::read`].

pub mod figure;
pub mod general;
pub mod law;
pub mod procedure;
pub mod property;
pub mod scenario;

pub use figure::{Claim, Count, Figure, FigureKind, Identity};
pub use general::{Applies, General, Need, NeedKind, Remedy, Woven};
pub use law::{Article, Basis, Law, LawVersion, Parameter, Register, Role};
pub use procedure::{
    Accepts, Action, Certificate, Clock, ClockSpan, Document, Expiry, Extends, Field, FieldKind, Keeps,
    Opening, PaperKind, Pauses, Procedure, Publicity, PublicityClass, Separation, Stage, States, Takes,
    Transition, Unnoticed, Withdraws,
};
pub use property::{Demand, Property};
pub use scenario::{Line, Refused, Scenario, Told};

use crate::value::Words;
use deadline::Calendar;
use std::collections::BTreeMap;

/// All that the town may and must do, as one linked whole.
#[derive(Debug)]
pub struct Rulebook {
    /// Names these very texts; every record carries it. Given by the caller, usually a hash of the texts.
    pub version: String,
    /// Instruments by key, as `OGI`.
    pub laws: BTreeMap<String, Law>,
    /// Roles by name.
    pub roles: BTreeMap<String, Role>,
    /// Local numbers by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// The calendar in force: weekend rule, national notices, regional notices.
    pub calendar: Calendar,
    /// Registers by name.
    pub registers: BTreeMap<String, Register>,
    /// What kinds of act always entail, by name; each name has its versions, oldest first.
    pub generals: BTreeMap<String, Vec<General>>,
    /// Ways of redress by name.
    pub remedies: BTreeMap<String, Remedy>,
    /// Procedures by name; each name has its versions, oldest first.
    pub procedures: BTreeMap<String, Vec<Procedure>>,
    /// Figures by name.
    pub figures: BTreeMap<String, Figure>,
    /// Equations that must hold between figures.
    pub identities: Vec<Identity>,
    /// Universal sentences by name.
    pub claims: BTreeMap<String, Claim>,
    /// Which figures count on which action: `procedure/action` to figure names.
    pub counted: BTreeMap<String, Vec<String>>,
    /// Stories that the engine must play as told.
    pub scenarios: Vec<Scenario>,
    /// Rows of the source's system that the rulebook serves, by id.
    pub rows: BTreeMap<String, Words>,
    /// Rules of the law that are left out, and why, by id.
    pub not_modelled: BTreeMap<String, Words>,
    /// Which part of the rulebook enforces which rule of the law.
    pub enforced: Vec<Enforced>,
}

/// A node of the rulebook that says which rule of the law it enforces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Enforced {
    /// Id of the rule, as `PEN-O12`.
    pub rule: String,
    /// Kind of node, as `procedure/clock`.
    pub node: String,
    /// The procedure, register, parameter or figure.
    pub of: String,
    /// First value of the node: a name, or a guard's expression.
    pub name: String,
}

impl Rulebook {
    /// The version of a procedure that is in force on a day.
    pub fn procedure_on(&self, name: &str, day: deadline::Date) -> Option<&Procedure> {
        self.procedures
            .get(name)?
            .iter()
            .rev()
            .find(|p| p.from <= day && p.until.is_none_or(|until| day < until))
    }

    /// The version of a procedure that a matter began under.
    pub fn procedure_version(&self, name: &str, from: deadline::Date) -> Option<&Procedure> {
        self.procedures.get(name)?.iter().find(|p| p.from == from)
    }

    /// The newest version of a procedure, for lists and titles.
    pub fn procedure(&self, name: &str) -> Option<&Procedure> {
        self.procedures.get(name)?.last()
    }

    /// The text of an article: instrument title, article number, gist.
    pub fn article(&self, basis: &Basis) -> Option<(&Law, &Article)> {
        let law = self.laws.get(&basis.law)?;
        Some((law, law.articles.get(&basis.article)?))
    }

    /// Whether the rulebook knows the article and its instrument is in force on a day.
    pub fn in_force(&self, basis: &Basis, on: deadline::Date) -> bool {
        self.article(basis).is_some_and(|(law, _)| law.in_force(on))
    }

    /// The articles on which an entry rests and which are not in force on a day: what makes the entry stale.
    pub fn lapsed(&self, entry: &crate::Entry, on: deadline::Date) -> Vec<Basis> {
        let fields = self.registers.get(&entry.register).map(|r| r.fields.as_slice()).unwrap_or_default();
        let articles = fields.iter().filter(|f| f.kind == FieldKind::Article);
        let named = articles.filter_map(|f| Basis::read(entry.fields.get(&f.name)?.as_text()?));
        named.filter(|b| !self.in_force(b, on)).collect()
    }

    /// A basis as people cite it: `《政府信息公开条例》第33条`, `Regulations on Open Government Information, art. 33`.
    pub fn cite(&self, basis: &Basis) -> Words {
        let numbered = basis.article.starts_with(|c: char| c.is_ascii_digit());
        match self.laws.get(&basis.law) {
            // Documents without articles are cited by topic.
            Some(law) if !numbered => Words::new(
                format!("《{}》“{}”", law.title.zh, basis.article),
                format!("{} ({})", law.title.en, basis.article),
            ),
            Some(law) => Words::new(
                format!("《{}》第{}条", law.title.zh, basis.article),
                format!("{}, art. {}", law.title.en, basis.article),
            ),
            None => Words::new(basis.to_string(), basis.to_string()),
        }
    }
}
