//! General law: read once, woven into every procedure that does an act of its kind.

use super::link::{Kind, Links};
use super::node::{Binding, Node, suggestion};
use super::procedures::Reader;
use super::{properties, things};
use crate::definition::general::{Applies, General, Need, NeedKind, Remedy, Woven};
use crate::definition::{
    Action, Basis, Certificate, Clock, Document, Field, Opening, Property, Rulebook, Separation, Stage,
    States,
};
use crate::value::Words;
use deadline::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Reads general law and ways of redress into the book.
pub(super) fn read(nodes: &[Node<'_>], book: &mut Rulebook, links: &mut Links) {
    for node in nodes.iter().filter(|n| n.name() == "remedy") {
        let text = |n: &Node<'_>| Some((n.prop_date("from")?, n.text(0)));
        let mut texts: Vec<(Date, String)> = node.children("text").iter().filter_map(text).collect();
        texts.sort();
        let remedy =
            Remedy { name: node.text(0), title: node.title(), basis: links.basis(node, None), texts };
        things::once(node, book.remedies.insert(remedy.name.clone(), remedy).is_some());
    }
    for node in nodes.iter().filter(|n| n.name() == "general") {
        let Some(general) = general(node, links) else { continue };
        let versions = book.generals.entry(general.name.clone()).or_default();
        things::once(node, versions.iter().any(|v| v.from == general.from));
        versions.push(general);
        versions.sort_by_key(|v| v.from);
    }
}

fn general(node: &Node<'_>, links: &mut Links) -> Option<General> {
    let in_force = node.child("in-force")?;
    let from = in_force.prop_date("from")?;
    let mut applies = Vec::new();
    for n in node.children("applies") {
        applies.extend(links.basis(&n, Some(from)).into_iter().map(Applies::Basis));
        applies.extend(n.prop("role").map(|at| Applies::Role(links.name(&n, at, Kind::Role, None))));
        applies.extend(n.prop_flag("every").filter(|every| *every).map(|_| Applies::Every));
    }
    let need = |n: &Node<'_>| Need {
        name: n.text(0),
        title: n.title(),
        kind: match things::one_of(n, "as", &["actions", "fields", "condition"]).as_str() {
            "actions" => NeedKind::Actions,
            "fields" => NeedKind::Fields,
            _ => NeedKind::Condition,
        },
    };
    Some(General {
        name: node.text(0),
        title: node.title(),
        from,
        until: in_force.prop_date("until"),
        applies,
        needs: node.children("needs").iter().map(need).collect(),
    })
}

/// An expression with `$name` replaced: `acts.$serve` counts all its actions, a condition stands in parentheses.
pub(super) fn filled(expression: &str, binding: &Binding) -> String {
    let mut pieces = expression.split('$');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        match binding.get(name) {
            Some(actions) if out.ends_with("acts.") => {
                out.truncate(out.len() - "acts.".len());
                let counts: Vec<String> =
                    actions.iter().map(|a| format!("acts.{}", a.replace('-', "_"))).collect();
                out += &if counts.len() == 1 { counts.concat() } else { format!("({})", counts.join(" + ")) };
            }
            Some(one) => out += &one.concat(),
            None => {
                out.push('$');
                out += name;
            }
        }
        out += rest;
    }
    out
}

/// How the titles of decisions end: who gets one is told how to seek redress (行政复议法 20 and the law of each decision).
const DECISION: &str = "决定书";

/// A letter that tells of a remedy has a place for it, and only such a letter; every decision tells one, or says why not.
pub(super) fn tells_remedy(node: &Node<'_>, remedy: Option<&str>, template: &str) {
    let told = reads(template, "remedy");
    if node.text(1).ends_with(DECISION) && remedy.is_none() && node.prop("without-remedy").is_none() {
        let says = Words::new("决定书没有写明救济途径", "a decision that does not say how to seek redress");
        let help = Words::new(
            "写上 remedy=…（见 general/remedies.kdl）；对相对人没有不利的，写 without-remedy=\"理由\"",
            "write remedy=… (see general/remedies.kdl); where nothing is to anybody's disadvantage, without-remedy=\"why\"",
        );
        node.text.problem(node.name_span(), "decision-without-remedy", says, help);
    }
    if remedy.is_some() && !told {
        let says = Words::new(
            "文书应当告知救济途径，模板里却没有 {{ remedy }}",
            "the letter must tell the remedy, but its template has no {{ remedy }}",
        );
        node.problem(node.name_span(), "document-without-remedy", says);
    }
    if remedy.is_none() && told {
        let says = Words::new(
            "模板用了 {{ remedy }}，却没有写明是哪一种救济途径",
            "the template has {{ remedy }}, but nothing says which remedy it is",
        );
        let help = Words::new("写上 remedy=…", "write remedy=…");
        node.text.problem(node.name_span(), "remedy-unknown", says, help);
    }
}

/// Whether a template reads a name inside its braces.
fn reads(template: &str, name: &str) -> bool {
    let tags = template.split('{').skip(1).filter_map(|t| t.split('}').next());
    let mut words = tags.flat_map(|t| t.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')));
    words.any(|w| w == name)
}

/// A procedure's parts while general law is woven in.
pub(super) struct Parts {
    pub(super) fields: Vec<Field>,
    pub(super) clocks: Vec<Clock>,
    pub(super) actions: Vec<Action>,
    pub(super) separations: Vec<Separation>,
    pub(super) properties: Vec<Property>,
    pub(super) woven: Vec<Woven>,
}

/// Weaves in the general law of the whole procedure and of each of its acts.
pub(super) fn weave(
    reader: &mut Reader<'_, '_>,
    actions: Vec<(Node<'_>, Action)>,
    stages: &[Stage],
    documents: &BTreeMap<String, Document>,
    mut parts: Parts,
) -> Parts {
    let from = reader.from;
    let laws: Vec<(Node<'_>, General)> = (reader.all.iter())
        .filter(|n| n.name() == "general")
        .filter_map(|n| {
            let date = n.child("in-force")?.prop_date("from")?;
            let versions = reader.book.generals.get(&n.text(0))?;
            let version = versions.iter().find(|v| v.from == date && v.in_force(from))?;
            Some((n.clone(), version.clone()))
        })
        .collect();
    for (node, mut action) in actions {
        let said = node.children("is");
        for is in &said {
            let named = is.texts().into_iter().next();
            named.into_iter().for_each(|at| drop(reader.links.name(is, at, Kind::General, None)));
        }
        for (clauses, law) in &laws {
            let is = said.iter().find(|n| n.text(0) == law.name);
            if is.is_none() && !law.applies.iter().any(|a| of_kind(a, &action)) {
                continue;
            }
            let Some(binding) = bind(reader, &node, is, law, &action) else { continue };
            let roles = law.applies.iter().filter_map(|a| match a {
                Applies::Role(role) => Some(role.clone()),
                _ => None,
            });
            let mut weaver = Weaver { law, binding, reader, parts: &mut parts, roles: roles.collect() };
            weaver.clauses(clauses, Some((&node, &mut action, documents)));
            parts.woven.push(Woven { general: law.name.clone(), action: Some(action.name.clone()) });
        }
        parts.actions.push(action);
    }
    for (clauses, law) in laws.iter().filter(|(_, l)| l.applies.contains(&Applies::Every)) {
        let unfinished = stages.iter().filter(|s| !s.end).map(|s| s.name.clone()).collect();
        let binding = Rc::new(Binding::from([("unfinished".to_owned(), unfinished)]));
        let mut weaver = Weaver { law, binding, reader, parts: &mut parts, roles: BTreeSet::new() };
        weaver.clauses(clauses, None);
        parts.woven.push(Woven { general: law.name.clone(), action: None });
    }
    parts
}

fn of_kind(applies: &Applies, action: &Action) -> bool {
    match applies {
        Applies::Every => false,
        Applies::Role(role) => action.by.contains(role),
        Applies::Basis(basis) => action.basis.contains(basis),
    }
}

/// What the procedure says of itself for this law; none, told, when it does not say all.
fn bind(
    reader: &mut Reader<'_, '_>,
    node: &Node<'_>,
    is: Option<&Node<'_>>,
    law: &General,
    action: &Action,
) -> Option<Rc<Binding>> {
    let mut binding = Binding::from([("act".to_owned(), vec![action.name.clone()])]);
    let said = is.map(Node::all).unwrap_or_default();
    let known = || law.needs.iter().map(|n| n.name.as_str());
    for unknown in said.iter().filter(|n| !known().any(|k| k == n.name())) {
        let says = Words::new(
            format!("总则“{}”没有 `{}` 这一项", law.title.zh, unknown.name()),
            format!("the general law \"{}\" needs no `{}`", law.title.en, unknown.name()),
        );
        let help = suggestion(unknown.name(), known().collect::<Vec<_>>());
        unknown.text.problem(unknown.name_span(), "unknown-need", says, help);
    }
    let missing: Vec<&Need> = law.needs.iter().filter(|n| !said.iter().any(|s| s.name() == n.name)).collect();
    if !missing.is_empty() {
        let list = |pick: fn(&Need) -> String, between| {
            missing.iter().map(|n| pick(n)).collect::<Vec<_>>().join(between)
        };
        let says = Words::new(
            format!(
                "环节 `{}` 属于“{}”，总则要知道：{}",
                action.name,
                law.title.zh,
                list(|n| format!("{}（{}）", n.name, n.title.zh), "、")
            ),
            format!(
                "the action `{}` is of the kind \"{}\", whose general law must know: {}",
                action.name,
                law.title.en,
                list(|n| format!("{} ({})", n.name, n.title.en), ", ")
            ),
        );
        let lines = list(|n| format!("{} …", n.name), "; ");
        let help = Words::new(
            format!("在环节里写 `is {} {{ {lines} }}`；没有的写 #false", law.name),
            format!("write `is {} {{ {lines} }}` inside the action; #false where there is none", law.name),
        );
        node.text.problem(is.unwrap_or(node).name_span(), "general-law", says, help);
        return None;
    }
    for (said, need) in said.iter().filter_map(|s| Some((s, law.needs.iter().find(|n| n.name == s.name())?)))
    {
        let value = match (said.flag(0), need.kind) {
            (Some(false), _) => Vec::new(),
            (Some(true), NeedKind::Condition) => vec!["true".to_owned()],
            (_, NeedKind::Actions) => names(reader, said, Kind::Action),
            (_, NeedKind::Fields) => names(reader, said, Kind::Field),
            (_, NeedKind::Condition) => vec![format!("({})", said.text(0))],
        };
        binding.insert(need.name.clone(), value);
    }
    Some(Rc::new(binding))
}

fn names(reader: &mut Reader<'_, '_>, node: &Node<'_>, kind: Kind) -> Vec<String> {
    node.texts().into_iter().map(|at| reader.link(node, at, kind)).collect()
}

/// One act with its node, and the procedure's documents.
type Of<'n, 't> = (&'n Node<'t>, &'n mut Action, &'n BTreeMap<String, Document>);

struct Weaver<'w, 'a, 'b> {
    law: &'w General,
    binding: Rc<Binding>,
    reader: &'w mut Reader<'a, 'b>,
    parts: &'w mut Parts,
    /// The roles by which the law applies: who else may do the act needs no certificate.
    roles: BTreeSet<String>,
}

impl Weaver<'_, '_, '_> {
    fn clauses(&mut self, law: &Node<'_>, mut act: Option<Of<'_, '_>>) {
        for clause in law.all() {
            let applies = |need: &String| self.binding.get(need).is_some_and(|names| !names.is_empty());
            if clause.prop("if").is_some_and(|at| !applies(&at.value)) {
                continue;
            }
            let clause = clause.bound(&self.binding);
            self.clause(&clause, act.as_mut());
        }
    }

    fn clause(&mut self, clause: &Node<'_>, act: Option<&mut Of<'_, '_>>) {
        let general = Some(self.law.name.clone());
        match (clause.name(), act) {
            ("field", _) => {
                let field = things::field(clause, self.reader.links);
                let fresh = field.filter(|f| !self.parts.fields.iter().any(|own| own.name == f.name));
                self.parts.fields.extend(fresh);
            }
            ("action", _) => {
                let made = self.reader.action(clause).filter(|a| a.opening != Opening::Opens);
                self.parts.actions.extend(made.map(|a| Action { general, ..a }));
            }
            ("clock", _) => {
                let made = self.reader.clock(clause);
                self.parts.clocks.extend(made.map(|c| Clock { general, ..c }));
            }
            ("separate", _) => {
                let made = self.reader.separation(clause);
                self.parts.separations.push(Separation { general, ..made });
            }
            ("property", _) => {
                for one in self.singly(clause) {
                    let made = properties::property(&one, self.reader);
                    let general = general.clone();
                    self.parts.properties.extend(made.map(|p| Property { general, ..p }));
                }
            }
            ("guard", Some((_, action, _))) => {
                let Some(source) = clause.texts().into_iter().next() else { return };
                let says = Words::new(clause.prop_text("says"), clause.prop_text("en"));
                let cure = Words::new(clause.prop_text("cure"), clause.prop_text("cure-en"));
                let made = self.reader.guard(clause, &source, says, cure);
                action.guards.extend(made.map(|mut guard| {
                    guard.general = general;
                    guard
                }));
            }
            ("certificate", Some((node, action, _))) => {
                if action.certificate.is_some() {
                    said_twice(node, "certificate", self.law);
                }
                let roles = self.roles.clone();
                let made = self.reader.certificate(clause);
                action.certificate = Some(Certificate { roles, general, ..made });
            }
            ("second-officer", Some((node, action, _))) => {
                if action.second_officer.is_some() {
                    said_twice(node, "second-officer", self.law);
                }
                action.second_officer = Some(self.reader.second_officer(clause));
            }
            ("states", Some((node, action, documents))) => {
                let fields = clause.texts().into_iter().map(|t| t.value).collect();
                let states =
                    States { fields, basis: self.reader.basis(clause), general: self.law.name.clone() };
                self.told(clause, node, action, documents);
                action.states.push(states);
            }
            _ => {}
        }
    }

    /// A demand on each of several acts is a demand of its own: `after-within $act $serve`.
    fn singly<'t>(&self, clause: &Node<'t>) -> Vec<Node<'t>> {
        if clause.text(0) != "after-within" {
            return vec![clause.clone()];
        }
        let several = self.binding.iter().filter(|(name, v)| v.len() > 1 && clause.names(name));
        let Some((name, values)) = several.into_iter().next() else { return vec![clause.clone()] };
        let one = |value: &String| {
            let mut binding = (*self.binding).clone();
            binding.insert(name.clone(), vec![value.clone()]);
            clause.bound(&Rc::new(binding))
        };
        values.iter().map(one).collect()
    }

    /// The act's letters must say what these fields hold.
    fn told(
        &mut self,
        clause: &Node<'_>,
        node: &Node<'_>,
        action: &Action,
        documents: &BTreeMap<String, Document>,
    ) {
        let basis: Vec<Basis> = self.reader.basis(clause);
        let letters: Vec<&Document> = action.documents.iter().filter_map(|d| documents.get(d)).collect();
        for field in clause.texts() {
            if letters.iter().any(|d| reads(&d.template, &field.value)) {
                continue;
            }
            let cited: Vec<String> = basis.iter().map(|b| self.reader.book.cite(b).zh).collect();
            let cited_en: Vec<String> = basis.iter().map(|b| self.reader.book.cite(b).en).collect();
            let says = Words::new(
                format!(
                    "环节 `{}` 的文书没有写 `{}`：{}（{}）",
                    action.name,
                    field.value,
                    clause.prop_text("says"),
                    cited.join("、")
                ),
                format!(
                    "the letters of `{}` do not say `{}`: {} ({})",
                    action.name,
                    field.value,
                    clause.prop_text("en"),
                    cited_en.join(", ")
                ),
            );
            let help = Words::new(
                format!("在模板里写 {{{{ {} }}}}", field.value),
                format!("write {{{{ {} }}}} in the template", field.value),
            );
            node.text.problem(node.name_span(), "document-element", says, help);
        }
    }
}

fn said_twice(node: &Node<'_>, what: &str, law: &General) {
    let says = Words::new(
        format!("总则“{}”已经写了 `{what}`，这里不必再写", law.title.zh),
        format!("the general law \"{}\" says `{what}` already", law.title.en),
    );
    node.problem(node.name_span(), "said-by-general-law", says);
}
