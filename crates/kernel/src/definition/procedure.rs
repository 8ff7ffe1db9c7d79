//! A procedure: stages, actions, clocks, fields, documents, separations.

use super::general::Woven;
use super::law::Basis;
use super::property::Property;
use crate::file::{FileRef, MediaGroup};
use crate::guard::Guard;
use crate::value::Words;
use deadline::{Binds, Date, Term, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// How one kind of matter moves.
#[derive(Clone, Debug)]
pub struct Procedure {
    /// Name in the rulebook, as `disclosure-request`.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Rows of the coverage table that it serves, as `S12`.
    pub serves: Vec<String>,
    /// First day on which matters begin under this version.
    pub from: Date,
    /// First day on which they no longer do.
    pub until: Option<Date>,
    /// Form of the book number with `{year}` and `{n}`, as `云溪依申〔{year}〕{n}号`.
    pub number: String,
    /// Fields in the order of the text.
    pub fields: Vec<Field>,
    /// Stages in the order of the text.
    pub stages: Vec<Stage>,
    /// Clocks in the order of the text.
    pub clocks: Vec<Clock>,
    /// Actions in the order of the text, expiry acts included.
    pub actions: Vec<Action>,
    /// Who may not do both.
    pub separations: Vec<Separation>,
    /// Documents by name.
    pub documents: BTreeMap<String, Document>,
    /// How long its files are kept.
    pub keeps: Option<Keeps>,
    /// Who may read its results.
    pub publicity: Option<Publicity>,
    /// What must hold on every lawful way through it.
    pub properties: Vec<Property>,
    /// What becomes of matters that run under the version before it; none for the first.
    pub transition: Option<Transition>,
    /// General law that was woven into it.
    pub woven: Vec<Woven>,
    /// Slips that nothing needs to notice, and why.
    pub unnoticed: Vec<Unnoticed>,
}

/// What a newer version does with matters that began under an older one (法不溯及既往, and its exceptions).
#[derive(Clone, Debug)]
pub struct Transition {
    /// They go over to it; else they end as they began.
    pub moves: bool,
    /// The stage in which a matter goes on, where its name changed.
    pub stages: BTreeMap<String, String>,
    /// Why.
    pub basis: Vec<Basis>,
    /// What is said of it.
    pub says: Words,
}

/// A slip of the rule writer that neither proof nor scenarios need to notice.
#[derive(Clone, Debug)]
pub struct Unnoticed {
    /// The kind of slip, as `widen-role`.
    pub slip: String,
    /// Where, as the report on broken procedures names it.
    pub place: String,
    /// Why nothing is lost.
    pub why: Words,
}

impl Procedure {
    /// What the act of that name is called, the change of rules included.
    pub fn act_title(&self, name: &str) -> Option<&Words> {
        let own = self.action(name).map(|a| &a.title);
        own.or_else(|| (name == crate::change::ACTION).then(crate::change::title))
    }
    /// The action of that name.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|a| a.name == name)
    }
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }
    /// The stage of that name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|s| s.name == name)
    }
    /// The clock of that name.
    pub fn clock(&self, name: &str) -> Option<&Clock> {
        self.clocks.iter().find(|c| c.name == name)
    }
}

/// Where a matter stands.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Nothing is left to do.
    pub end: bool,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number with its unit.
    Number {
        /// The unit, as `人`.
        unit: String,
    },
    /// Fen.
    Money,
    /// A day.
    Date,
    /// A moment.
    Time,
    /// Yes or no.
    Flag,
    /// One of the options.
    Choice {
        /// The options: the Chinese text is the value.
        options: Vec<Words>,
    },
    /// A person's name.
    Person,
    /// An article that must be in force when the act happens, as `APL 42`.
    Article,
    /// The key of a register's entry that must be valid when the act happens.
    Entry {
        /// Name of the register.
        register: String,
        /// Several keys.
        many: bool,
    },
    /// Files: the value is a list of texts, each a [`FileRef`](crate::FileRef).
    Files(Accepts),
}

/// Which files a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepts {
    /// Kinds of files.
    pub groups: BTreeSet<MediaGroup>,
    /// So many in one act.
    pub at_most: u8,
    /// Bytes of one file at most.
    pub bytes_max: u64,
}

impl Accepts {
    /// A file as the field would take it, for stories that tell of none.
    pub fn example(&self) -> FileRef {
        let (media, name) = match self.groups.first() {
            Some(MediaGroup::Pdf) => ("application/pdf", "示例.pdf"),
            Some(MediaGroup::Office) => ("application/msword", "示例.doc"),
            Some(MediaGroup::Image) | None => ("image/jpeg", "示例.jpg"),
        };
        FileRef {
            id: "0".repeat(32),
            hash: "0".repeat(64),
            media: media.to_owned(),
            size: self.bytes_max.min(1024),
            name: name.to_owned(),
        }
    }
}

/// A fact that acts carry.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name, usable in guards: letters, digits, `_`.
    pub name: String,
    /// Title.
    pub title: Words,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it tells of a natural person.
    pub personal: bool,
    /// What it is asked for (个人信息保护法 6).
    pub purpose: Words,
}

/// How an action stands to the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It begins a matter.
    Opens,
    /// It is offered in these stages.
    From(BTreeSet<String>),
}

/// A step that the procedure offers.
#[derive(Clone, Debug)]
pub struct Action {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Whether it begins a matter, or the stages in which it is offered.
    pub opening: Opening,
    /// The stage after it; none keeps the stage.
    pub to: Option<String>,
    /// Roles that may do it; `clock` is time itself, `anyone` is everybody.
    pub by: BTreeSet<String>,
    /// Why it exists.
    pub basis: Vec<Basis>,
    /// Fields that must be given.
    pub asks: Vec<String>,
    /// Fields that may be given.
    pub may_ask: Vec<String>,
    /// Facts copied from the entries that the act names, as they stand when it happens.
    pub takes: Vec<Takes>,
    /// What must hold.
    pub guards: Vec<Guard>,
    /// The certificate that its author must hold.
    pub certificate: Option<Certificate>,
    /// This field must name another holder of such an entry.
    pub second_officer: Option<(String, String, Vec<Basis>)>,
    /// Documents that it makes.
    pub documents: Vec<String>,
    /// What general law has those documents say.
    pub states: Vec<States>,
    /// Fields naming those who are told.
    pub tells: Vec<String>,
    /// Entries that it makes or ends.
    pub enters: Vec<Enters>,
    /// Who is named here takes no further part in the matter.
    pub withdraws: Option<Withdraws>,
    /// Set for the act that a clock does at its expiry.
    pub expiry_of: Option<String>,
    /// The general law that it comes from.
    pub general: Option<String>,
}

/// Fields that the documents of an act must tell.
#[derive(Clone, Debug)]
pub struct States {
    /// The fields.
    pub fields: Vec<String>,
    /// Why.
    pub basis: Vec<Basis>,
    /// The general law that demands it.
    pub general: String,
}

/// A register in which the author of an act must stand under his own name.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Name of the register.
    pub register: String,
    /// Who needs it: the roles of the action that enforce; empty means whoever acts.
    pub roles: BTreeSet<String>,
    /// Why.
    pub basis: Vec<Basis>,
    /// The general law that it comes from.
    pub general: Option<String>,
}

impl Certificate {
    /// Whether who acts in this role needs it.
    pub fn binds(&self, role: &str) -> bool {
        self.roles.is_empty() || self.roles.contains(role)
    }
}

/// An act by which somebody steps back from a matter (回避).
#[derive(Clone, Debug)]
pub struct Withdraws {
    /// The field that names him.
    pub field: String,
    /// Why.
    pub basis: Vec<Basis>,
    /// What his acts are refused with.
    pub says: Words,
}

/// A fact that an act copies from a register's entry: what the list said on that day stays in the record.
#[derive(Clone, Debug)]
pub struct Takes {
    /// The field of the procedure that is filled.
    pub field: String,
    /// The field of the procedure that names the entry.
    pub entry: String,
    /// The field of the register.
    pub of: String,
}

/// What an action does to a register.
#[derive(Clone, Debug)]
pub struct Enters {
    /// Name of the register.
    pub register: String,
    /// Field with the entry's key; none takes the matter's own id.
    pub key: Option<String>,
    /// Field with the first day; none takes the day of the act.
    pub from: Option<String>,
    /// Field with the first day no longer valid; none stands until ended.
    pub until: Option<String>,
    /// Ends the entry in place of making it.
    pub ends: bool,
    /// Fields copied into the entry.
    pub copies: Vec<String>,
}

/// The length of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockSpan {
    /// Number and unit.
    Term(Term),
    /// As many units as a fact says: a promise, an order.
    Counted {
        /// The number field.
        field: String,
        /// The unit.
        unit: Unit,
    },
    /// Before a day of the calendar: month, day, years after the start.
    Before {
        /// Month, 1–12.
        month: i8,
        /// Day of the month.
        day: i8,
        /// Years after the year of the start.
        years: i16,
    },
    /// Until the day that a fact names; that day itself is no longer within it.
    Until {
        /// The field.
        field: String,
    },
}

/// What the running-out of a clock does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// The lateness itself is recorded by the act `<clock>-late`.
    Late,
    /// The clock does this action.
    Act(String),
}

/// A term with its pauses, extensions and effect.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Whom it binds.
    pub binds: Binds,
    /// Why.
    pub basis: Vec<Basis>,
    /// Its length.
    pub span: ClockSpan,
    /// The local number it was taken from.
    pub parameter: Option<String>,
    /// The term by the first day on which it is given, oldest first, where a local number changes with time.
    pub dated: Vec<(Date, Term)>,
    /// Actions that start it.
    pub starts: BTreeSet<String>,
    /// Field with the day it starts from, in place of the moment of the act.
    pub start_field: Option<String>,
    /// Starts only when this holds.
    pub when: Option<Guard>,
    /// Actions that start it afresh, and why.
    pub restarts: BTreeMap<String, Vec<Basis>>,
    /// Pauses.
    pub pauses: Vec<Pauses>,
    /// Extensions.
    pub extends: Vec<Extends>,
    /// Actions that stop it.
    pub stops: BTreeSet<String>,
    /// What happens at expiry.
    pub at_expiry: Expiry,
    /// The general law that it comes from.
    pub general: Option<String>,
}

impl Clock {
    /// The term of a clock that starts on a day: the number that was in force then.
    pub fn term_on(&self, day: Date) -> Option<Term> {
        let ClockSpan::Term(term) = self.span else { return None };
        Some(self.dated.iter().rev().find(|(from, _)| *from <= day).map_or(term, |(_, t)| *t))
    }
}

/// The clock stands still while the matter is in these stages.
#[derive(Clone, Debug)]
pub struct Pauses {
    /// The stages.
    pub stages: BTreeSet<String>,
    /// Why.
    pub basis: Vec<Basis>,
}

/// An action that lengthens the clock.
#[derive(Clone, Debug)]
pub struct Extends {
    /// The action.
    pub on: String,
    /// By how much.
    pub term: Term,
    /// How often at most.
    pub at_most: u32,
    /// Why.
    pub basis: Vec<Basis>,
}

/// Nobody does one of these who did another of them on the same matter.
#[derive(Clone, Debug)]
pub struct Separation {
    /// The actions that are guarded.
    pub actions: BTreeSet<String>,
    /// The actions whose doers may not.
    pub from: BTreeSet<String>,
    /// Why.
    pub basis: Vec<Basis>,
    /// What a refusal says.
    pub says: Words,
    /// The general law that it comes from.
    pub general: Option<String>,
}

/// A letter, notice or decision.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Why it must be made.
    pub basis: Vec<Basis>,
    /// The template's text.
    pub template: String,
    /// The way of redress that it must tell.
    pub remedy: Option<String>,
    /// How it is laid out.
    pub paper: PaperKind,
    /// Form of its own number with `{year}` and `{n}`; without one it carries its matter's.
    pub number: Option<String>,
}

/// How a document is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaperKind {
    /// An official document (公文), by GB/T 9704.
    #[default]
    Official,
    /// A form of a case file (文书).
    Form,
}

/// The archive term of a procedure's files.
#[derive(Clone, Debug)]
pub struct Keeps {
    /// Years after the matter ended; none is for good.
    pub years: Option<u16>,
    /// Why.
    pub basis: Vec<Basis>,
}

/// Whether results are published, given on request, or closed.
#[derive(Clone, Debug)]
pub struct Publicity {
    /// The class.
    pub class: PublicityClass,
    /// Why.
    pub basis: Vec<Basis>,
}

/// The three classes of the regulations on open government information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicityClass {
    /// Published on the office's own motion.
    Active,
    /// Given to who asks.
    OnRequest,
    /// Not given.
    Closed,
}
