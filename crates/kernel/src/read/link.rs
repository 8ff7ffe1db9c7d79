//! Names that must be known somewhere else in the rulebook.

use super::node::{At, Node, suggestion};
use crate::definition::{Basis, FieldKind, Procedure, Rulebook};
use crate::problem::{Problem, Span};
use crate::value::Words;
use deadline::Date;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

/// What a name should name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Role,
    General,
    Remedy,
    Register,
    Figure,
    Field,
    Stage,
    Action,
    Clock,
    Document,
    /// `procedure/action`
    Step,
    /// `procedure/clock`
    Limit,
    Procedure,
    /// `entry_field.register_field`
    Taken,
}

impl Kind {
    fn title(self) -> Words {
        let (zh, en) = match self {
            Kind::Role => ("角色", "role"),
            Kind::Register => ("清单", "register"),
            Kind::General => ("总则", "general law"),
            Kind::Remedy => ("救济途径", "remedy"),
            Kind::Figure => ("指标", "figure"),
            Kind::Field => ("字段", "field"),
            Kind::Stage => ("阶段", "stage"),
            Kind::Action => ("环节", "action"),
            Kind::Clock => ("期限", "clock"),
            Kind::Document => ("文书", "document"),
            Kind::Step => ("程序/环节", "procedure/action"),
            Kind::Limit => ("程序/期限", "procedure/clock"),
            Kind::Procedure => ("程序", "procedure"),
            Kind::Taken => ("条目字段.清单栏目", "entry_field.register_field"),
        };
        Words::new(zh, en)
    }
}

/// A name that was used, to be looked up when everything is read.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    file: String,
    span: Span,
    name: String,
    kind: Kind,
    /// The procedure within which a field, stage, action, clock or document is meant.
    within: Option<(String, Date)>,
}

/// An article that was cited, and the day on which it must be in force.
#[derive(Clone, Debug)]
struct Cited {
    file: String,
    basis: At<Basis>,
    on: Option<Date>,
}

/// All names and articles used.
#[derive(Debug, Default)]
pub(crate) struct Links {
    uses: Vec<Use>,
    cited: Vec<Cited>,
}

impl Links {
    /// Notes a name and gives it back.
    pub(crate) fn name(
        &mut self,
        node: &Node<'_>,
        at: At<String>,
        kind: Kind,
        within: Option<(&str, Date)>,
    ) -> String {
        self.uses.push(Use {
            file: node.text.path.to_owned(),
            span: at.span,
            name: at.value.clone(),
            kind,
            within: within.map(|(n, d)| (n.to_owned(), d)),
        });
        at.value
    }

    /// Notes a field of a register's entry that an act takes.
    pub(crate) fn taken(&mut self, node: &Node<'_>, at: At<String>, within: (&str, Date)) {
        self.name(node, at, Kind::Taken, Some(within));
    }

    /// Notes the articles of a node and gives them back.
    pub(crate) fn basis(&mut self, node: &Node<'_>, on: Option<Date>) -> Vec<Basis> {
        let note = |basis: At<Basis>| {
            self.cited.push(Cited { file: node.text.path.to_owned(), basis: basis.clone(), on });
            basis.value
        };
        node.basis().into_iter().map(note).collect()
    }
}

/// Looks every name up; tells each that is unknown, with the nearest that is known.
pub(crate) fn check(links: &Links, book: &Rulebook, problems: &RefCell<Vec<Problem>>) {
    let mut lists = HashMap::new();
    for u in &links.uses {
        let known = lists.entry((u.kind, u.within.as_ref())).or_insert_with(|| known(u, book));
        if !known.contains(&u.name) {
            let kind = u.kind.title();
            problems.borrow_mut().push(Problem {
                file: u.file.clone(),
                span: u.span,
                code: "unknown-name",
                says: Words::new(
                    format!("没有名为 `{}` 的{}", u.name, kind.zh),
                    format!("there is no {} `{}`", kind.en, u.name),
                ),
                help: suggestion(&u.name, known.iter().map(String::as_str)),
            });
        }
    }
    links.cited.iter().for_each(|c| cite(c, book, problems));
}

fn known(u: &Use, book: &Rulebook) -> BTreeSet<String> {
    let procedure = u.within.as_ref().and_then(|(name, from)| book.procedure_version(name, *from));
    let names = |list: fn(&Procedure) -> BTreeSet<String>| procedure.map(list).unwrap_or_default();
    match u.kind {
        Kind::Role => {
            book.roles.keys().cloned().chain(["clock", "anyone", "founder"].map(str::to_owned)).collect()
        }
        Kind::General => book.generals.keys().cloned().collect(),
        Kind::Remedy => book.remedies.keys().cloned().collect(),
        Kind::Register => book.registers.keys().cloned().collect(),
        Kind::Figure => book.figures.keys().cloned().collect(),
        Kind::Field => names(|p| p.fields.iter().map(|f| f.name.clone()).collect()),
        Kind::Stage => names(|p| p.stages.iter().map(|s| s.name.clone()).collect()),
        Kind::Action => names(|p| p.actions.iter().map(|a| a.name.clone()).collect()),
        Kind::Clock => names(|p| p.clocks.iter().map(|c| c.name.clone()).collect()),
        Kind::Document => names(|p| p.documents.keys().cloned().collect()),
        Kind::Step => steps(book, |p| p.actions.iter().map(|a| a.name.as_str()).collect()),
        Kind::Limit => steps(book, |p| p.clocks.iter().map(|c| c.name.as_str()).collect()),
        Kind::Procedure => book.procedures.keys().cloned().collect(),
        Kind::Taken => procedure.map(|p| taken(p, book)).unwrap_or_default(),
    }
}

/// What acts of a procedure may take from the entries that they name.
fn taken(procedure: &Procedure, book: &Rulebook) -> BTreeSet<String> {
    let registers = procedure.fields.iter().filter_map(|f| match &f.kind {
        FieldKind::Entry { register, many: false } => Some((&f.name, book.registers.get(register)?)),
        _ => None,
    });
    registers.flat_map(|(name, r)| r.fields.iter().map(move |of| format!("{name}.{}", of.name))).collect()
}

fn steps(book: &Rulebook, list: fn(&Procedure) -> Vec<&str>) -> BTreeSet<String> {
    let versions = book.procedures.values().flatten();
    versions.flat_map(|p| list(p).into_iter().map(move |n| format!("{}/{n}", p.name))).collect()
}

fn cite(cited: &Cited, book: &Rulebook, problems: &RefCell<Vec<Problem>>) {
    let Basis { law: key, article } = &cited.basis.value;
    let tell = |code, says, help| {
        problems.borrow_mut().push(Problem {
            file: cited.file.clone(),
            span: cited.basis.span,
            code,
            says,
            help,
        });
    };
    let Some(law) = book.laws.get(key) else {
        let says =
            Words::new(format!("laws/ 里没有 `{key}` 这部法"), format!("no instrument `{key}` in laws/"));
        return tell("unknown-law", says, suggestion(key, book.laws.keys().map(String::as_str)));
    };
    if !law.articles.contains_key(article) {
        let says = Words::new(
            format!("《{}》没有登记第{article}条", law.title.zh),
            format!("article {article} of {} is not in laws/", law.title.en),
        );
        return tell("unknown-article", says, suggestion(article, law.articles.keys().map(String::as_str)));
    }
    if let Some(on) = cited.on.filter(|on| !law.in_force(*on)) {
        let says = Words::new(
            format!("《{}》在 {on} 没有施行", law.title.zh),
            format!("{} is not in force on {on}", law.title.en),
        );
        let help = Words::new(
            "改引当时有效的条文,或调整程序的施行日",
            "cite what was in force, or change the procedure's in-force date",
        );
        tell("law-not-in-force", says, help);
    }
}
