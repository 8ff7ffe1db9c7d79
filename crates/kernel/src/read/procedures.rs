//! Procedures: stages, actions, clocks, guards, separations, documents.

use super::link::{Kind, Links};
use super::node::{At, Node};
use super::{general, properties, things};
use crate::change;
use crate::definition::procedure::Enters;
use crate::definition::{
    Action, Basis, Certificate, Clock, ClockSpan, Document, Expiry, Extends, Field, Keeps, Opening, Pauses,
    Procedure, Publicity, PublicityClass, Rulebook, Separation, Stage, Takes, Transition, Unnoticed,
    Withdraws,
};
use crate::guard::Guard;
use crate::problem::{Sources, Span};
use crate::value::Words;
use deadline::{Binds, Date, Term, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Reads all procedures into the book.
pub(super) fn read(nodes: &[Node<'_>], sources: &Sources, book: &mut Rulebook, links: &mut Links) {
    for node in nodes.iter().filter(|n| n.name() == "procedure") {
        let Some(procedure) =
            Reader { node, all: nodes, sources, book, links, name: node.text(0), from: Date::MIN }.read()
        else {
            continue;
        };
        let versions = book.procedures.entry(procedure.name.clone()).or_default();
        things::once(node, versions.iter().any(|v| v.from == procedure.from));
        versions.push(procedure);
        versions.sort_by_key(|v| v.from);
    }
    nodes.iter().filter(|n| n.name() == "procedure").for_each(|n| follows(n, book));
}

/// A newer version says what becomes of the matters of the one before it, and has a place for each that it takes over.
fn follows(node: &Node<'_>, book: &Rulebook) {
    let from = node.child("in-force").and_then(|n| n.prop_date("from"));
    let versions = book.procedures.get(&node.text(0)).map(Vec::as_slice).unwrap_or_default();
    let pair = versions.windows(2).find_map(|w| match w {
        [older, newer] if Some(newer.from) == from => Some((older, newer)),
        _ => None,
    });
    let Some((older, newer)) = pair else { return };
    if newer.transition.is_none() {
        let says = Words::new(
            format!("`{}` 的新版本没有写明在办事项怎么办", newer.name),
            format!("this version of `{}` does not say what becomes of running matters", newer.name),
        );
        let help = Words::new(
            "写 `transition keep …`(按原规定办完)或者 `transition move …`(转入新规定)",
            "write `transition keep …` (they end as they began) or `transition move …` (they go over)",
        );
        node.text.problem(node.name_span(), "no-transition", says, help);
    }
    for stage in change::homeless(older, newer) {
        let says = Words::new(
            format!("原规定里的阶段 `{stage}` 在新规定里没有去处"),
            format!("the stage `{stage}` of the version before has no place in this one"),
        );
        let help = Words::new(
            format!("在 transition 里写 `stage {stage} 新阶段`"),
            format!("write `stage {stage} NEW-STAGE` inside the transition"),
        );
        node.text.problem(node.name_span(), "transition-stage", says, help);
    }
}

pub(super) struct Reader<'a, 'b> {
    pub(super) node: &'b Node<'a>,
    /// All nodes of the rulebook, general law among them.
    pub(super) all: &'b [Node<'a>],
    pub(super) sources: &'b Sources,
    pub(super) book: &'b Rulebook,
    pub(super) links: &'b mut Links,
    pub(super) name: String,
    pub(super) from: Date,
}

impl Reader<'_, '_> {
    fn read(&mut self) -> Option<Procedure> {
        let node = self.node;
        let in_force = node.child("in-force")?;
        self.from = in_force.prop_date("from")?;
        let fields: Vec<Field> =
            node.children("field").iter().filter_map(|f| things::field(f, self.links)).collect();
        let stage = |n: &Node<'_>| Stage {
            name: n.text(0),
            title: n.title(),
            end: n.prop_flag("end").unwrap_or(false),
        };
        let stages: Vec<Stage> = node.children("stage").iter().map(stage).collect();
        let clocks: Vec<Clock> = node.children("clock").iter().filter_map(|c| self.clock(c)).collect();
        let actions: Vec<(Node<'_>, Action)> = (node.children("action").into_iter())
            .filter_map(|a| self.action(&a).map(|action| (a, action)))
            .collect();
        let separations = node.children("separate").iter().map(|s| self.separation(s)).collect();
        let documents: BTreeMap<String, Document> =
            node.children("document").iter().filter_map(|d| self.document(d)).collect();
        let properties = properties::read(node, self);
        let parts = general::Parts {
            fields,
            clocks,
            actions: Vec::new(),
            separations,
            properties,
            woven: Vec::new(),
        };
        let general::Parts { fields, clocks, mut actions, separations, properties, woven } =
            general::weave(self, actions, &stages, &documents, parts);
        let keeps = node.child("keeps").and_then(|k| self.keeps(&k));
        let publicity = node.child("publicity").and_then(|p| self.publicity(&p));
        self.unique(clocks.iter().map(|c| (c.name.as_str(), c.general.as_deref())));
        self.unique(actions.iter().map(|a| (a.name.as_str(), a.general.as_deref())));
        self.unique(fields.iter().map(|f| (f.name.as_str(), None)));
        self.unique(stages.iter().map(|s| (s.name.as_str(), None)));
        self.expiry_acts(&clocks, &stages, &mut actions);
        if !actions.iter().any(|a| a.opening == Opening::Opens) {
            let says =
                Words::new("没有一个环节用 `opens` 开始事项", "no action begins a matter with `opens`");
            node.problem(node.name_span(), "no-opening", says);
        }
        Some(Procedure {
            name: self.name.clone(),
            title: node.title(),
            serves: node.children("serves").iter().flat_map(Node::texts).map(|t| t.value).collect(),
            from: self.from,
            until: in_force.prop_date("until"),
            number: node.child("number").map_or_else(String::new, |n| n.text(0)),
            fields,
            stages,
            clocks,
            actions,
            separations,
            documents,
            keeps,
            publicity,
            properties,
            woven,
            transition: node.child("transition").and_then(|t| self.transition(&t)),
            unnoticed: node.children("unnoticed").iter().map(unnoticed).collect(),
        })
    }

    fn transition(&mut self, node: &Node<'_>) -> Option<Transition> {
        let word = node.texts().into_iter().next()?;
        things::known_word(node, &word, &["keep", "move"]);
        let mut stages = BTreeMap::new();
        for s in node.children("stage") {
            let Some([old, new]) = <[At<String>; 2]>::try_from(s.texts()).ok() else { continue };
            stages.insert(old.value, self.link(&s, new, Kind::Stage));
        }
        Some(Transition {
            moves: word.value == "move",
            stages,
            basis: self.basis(node),
            says: Words::new(node.prop_text("says"), node.prop_text("en")),
        })
    }

    /// Tells names that stand for two things of one kind, and the general law that brought one of them.
    fn unique<'n>(&self, names: impl Iterator<Item = (&'n str, Option<&'n str>)>) {
        let mut seen = BTreeMap::new();
        for (name, general) in names {
            let Some(first) = seen.insert(name, general) else { continue };
            let from = general.or(first);
            let zh = from.map_or_else(String::new, |g| format!("：总则 `{g}` 已经有了，这里不必再写"));
            let en = from.map_or_else(String::new, |g| format!(": the general law `{g}` has it already"));
            let says =
                Words::new(format!("`{name}` 定义了两次{zh}"), format!("`{name}` is defined twice{en}"));
            self.node.problem(self.node.name_span(), "twice", says);
        }
    }

    pub(super) fn link(&mut self, node: &Node<'_>, at: At<String>, kind: Kind) -> String {
        let name = self.name.clone();
        self.links.name(node, at, kind, Some((&name, self.from)))
    }

    /// All names in the children of that name.
    fn names<C: FromIterator<String>>(&mut self, node: &Node<'_>, child: &str, kind: Kind) -> C {
        let texts: Vec<(Node<'_>, At<String>)> = node
            .children(child)
            .into_iter()
            .flat_map(|c| c.texts().into_iter().map(move |t| (c.clone(), t)))
            .collect();
        texts.into_iter().map(|(c, t)| self.link(&c, t, kind)).collect()
    }

    fn prop_name(&mut self, node: &Node<'_>, key: &str, kind: Kind) -> Option<String> {
        node.prop(key).map(|at| self.link(node, at, kind))
    }

    pub(super) fn basis(&mut self, node: &Node<'_>) -> Vec<crate::definition::Basis> {
        self.links.basis(node, Some(self.from))
    }

    /// A guard from a text; all that it reads must be known.
    pub(super) fn guard(
        &mut self,
        node: &Node<'_>,
        source: &At<String>,
        says: Words,
        cure: Words,
    ) -> Option<Guard> {
        let basis = self.basis(node);
        let guard = compile(node, source, basis, says, cure)?;
        let (name, from) = (self.name.clone(), self.from);
        link_guard(self.links, node, source.span, &guard, &name, from);
        Some(guard)
    }

    pub(super) fn term(&mut self, node: &Node<'_>) -> Option<(Term, Option<String>)> {
        match node.term()? {
            Ok(term) => Some((term, None)),
            Err(name) => {
                let term = self.book.parameters.get(&name.value).and_then(|p| p.term);
                if term.is_none() {
                    let says = Words::new(
                        format!("没有名为 `{}` 的期限参数", name.value),
                        format!("there is no parameter `{}` with a term", name.value),
                    );
                    let known: Vec<&str> = self
                        .book
                        .parameters
                        .values()
                        .filter(|p| p.term.is_some())
                        .map(|p| p.name.as_str())
                        .collect();
                    node.text.problem(
                        name.span,
                        "unknown-name",
                        says,
                        super::node::suggestion(&name.value, known),
                    );
                }
                Some((term?, Some(name.value)))
            }
        }
    }

    fn span(&mut self, node: &Node<'_>) -> Option<(ClockSpan, Option<String>)> {
        if let Some(term) = node.child("term") {
            if let Some(field) = self.prop_name(&term, "field", Kind::Field) {
                let unit = one_of_units(&term)?;
                return Some((ClockSpan::Counted { field, unit }, None));
            }
            return self.term(&term).map(|(t, p)| (ClockSpan::Term(t), p));
        }
        if let Some(until) = node.child("until") {
            return self
                .prop_name(&until, "field", Kind::Field)
                .map(|field| (ClockSpan::Until { field }, None));
        }
        let Some(before) = node.child("before") else {
            let says = Words::new(
                "期限没有 `term`、`before` 或 `until`",
                "a clock without `term`, `before` or `until`",
            );
            node.problem(node.name_span(), "clock-without-term", says);
            return None;
        };
        let text = before.texts().into_iter().next()?;
        let parsed = text.value.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
        let valid = parsed.filter(|(m, d)| Date::new(2024, *m, *d).is_ok());
        let Some((month, day)) = valid else {
            let says = Words::new(
                format!("`{}` 不是月-日", text.value),
                format!("`{}` is not month-day", text.value),
            );
            node.text.problem(
                text.span,
                "month-day",
                says,
                Words::new("写成 \"03-01\"", "write it as \"03-01\""),
            );
            return None;
        };
        let years = before.prop_number("years").and_then(|y| i16::try_from(y).ok())?;
        Some((ClockSpan::Before { month, day, years }, None))
    }

    pub(super) fn clock(&mut self, node: &Node<'_>) -> Option<Clock> {
        let binds = match things::one_of(node, "binds", &["office", "citizen"]).as_str() {
            "office" => Binds::Office,
            _ => Binds::Citizen,
        };
        let (span, parameter) = self.span(node)?;
        let starts = node.child("starts")?;
        let when =
            starts.prop("when").and_then(|at| self.guard(node, &at, Words::default(), Words::default()));
        let mut restarts = BTreeMap::new();
        for r in node.children("restarts") {
            let basis = self.basis(&r);
            for at in r.texts() {
                restarts.insert(self.link(&r, at, Kind::Action), basis.clone());
            }
        }
        let mut pauses = Vec::new();
        for p in node.children("pauses") {
            let stages = p.texts().into_iter().map(|t| self.link(&p, t, Kind::Stage)).collect();
            pauses.push(Pauses { stages, basis: self.basis(&p) });
        }
        let extends = node.children("extends").iter().filter_map(|e| self.extends(e)).collect();
        let expiry = node.child("at-expiry")?;
        let at_expiry = match (expiry.text(0).as_str(), self.prop_name(&expiry, "act", Kind::Action)) {
            ("late", None) => Expiry::Late,
            ("does", Some(act)) => Expiry::Act(act),
            _ => {
                let says = Words::new("期限届满的后果不明", "what expiry does is not clear");
                let help = Words::new(
                    "写 `at-expiry late`(只记逾期)或 `at-expiry does act=…`",
                    "write `at-expiry late` (only lateness is recorded) or `at-expiry does act=…`",
                );
                node.text.problem(expiry.name_span(), "at-expiry", says, help);
                return None;
            }
        };
        let dated = parameter.as_ref().and_then(|p| self.book.parameters.get(p));
        let dated = dated.map(|p| p.dated.iter().filter_map(|(d, t, _)| Some((*d, (*t)?))).collect());
        Some(Clock {
            dated: dated.unwrap_or_default(),
            name: node.text(0),
            title: node.title(),
            binds,
            basis: self.basis(node),
            span,
            parameter,
            start_field: self.prop_name(&starts, "field", Kind::Field),
            when,
            starts: self.names(node, "starts", Kind::Action),
            restarts,
            pauses,
            extends,
            stops: self.names(node, "stops", Kind::Action),
            at_expiry,
            general: None,
        })
    }

    fn extends(&mut self, node: &Node<'_>) -> Option<Extends> {
        let on = node.texts().into_iter().next()?;
        Some(Extends {
            on: self.link(node, on, Kind::Action),
            term: node.child("term").and_then(|t| self.term(&t))?.0,
            at_most: node.prop_number("at-most").and_then(|n| u32::try_from(n).ok())?,
            basis: self.basis(node),
        })
    }

    pub(super) fn action(&mut self, node: &Node<'_>) -> Option<Action> {
        let from: BTreeSet<String> = self.names(node, "from", Kind::Stage);
        let opening = match (node.child("opens").is_some(), from.is_empty()) {
            (true, true) => Opening::Opens,
            (false, false) => Opening::From(from),
            _ => {
                let says = Words::new(
                    "环节应当要么 `opens`,要么写明 `from` 阶段",
                    "an action either `opens` a matter or says `from` which stages it is offered",
                );
                node.problem(node.name_span(), "from", says);
                return None;
            }
        };
        let mut guards = Vec::new();
        for g in node.children("guard") {
            let Some(source) = g.texts().into_iter().next() else { continue };
            let says = Words::new(g.prop_text("says"), g.prop_text("en"));
            let cure = Words::new(g.prop_text("cure"), g.prop_text("cure-en"));
            guards.extend(self.guard(&g, &source, says, cure));
        }
        let certificate = node.child("certificate").map(|c| self.certificate(&c));
        let second = node.child("second-officer").map(|s| self.second_officer(&s));
        let withdraws = node.child("withdraws").and_then(|w| self.withdraws(&w));
        Some(Action {
            name: node.text(0),
            title: node.title(),
            opening,
            to: self.names::<Vec<String>>(node, "to", Kind::Stage).pop(),
            by: self.names(node, "by", Kind::Role),
            basis: self.basis(node),
            asks: self.names(node, "asks", Kind::Field),
            may_ask: self.names(node, "may-ask", Kind::Field),
            guards,
            certificate,
            second_officer: second,
            documents: self.names(node, "document", Kind::Document),
            tells: self.names(node, "tell", Kind::Field),
            takes: node.children("takes").iter().filter_map(|t| self.takes(t)).collect(),
            enters: self.entries(node),
            withdraws,
            expiry_of: None,
            general: None,
        })
    }

    pub(super) fn certificate(&mut self, node: &Node<'_>) -> Certificate {
        let register = node.texts().into_iter().next();
        Certificate {
            register: register.map_or_else(String::new, |at| self.link(node, at, Kind::Register)),
            roles: BTreeSet::new(),
            basis: self.basis(node),
        }
    }

    pub(super) fn second_officer(&mut self, node: &Node<'_>) -> (String, String, Vec<Basis>) {
        let mut texts = node.texts().into_iter();
        let field = texts.next().map_or_else(String::new, |t| self.link(node, t, Kind::Field));
        let register = texts.next().map_or_else(String::new, |t| self.link(node, t, Kind::Register));
        (field, register, self.basis(node))
    }

    fn withdraws(&mut self, node: &Node<'_>) -> Option<Withdraws> {
        let field = node.texts().into_iter().next()?;
        Some(Withdraws {
            field: self.link(node, field, Kind::Field),
            basis: self.basis(node),
            says: Words::new(node.prop_text("says"), node.prop_text("en")),
        })
    }

    fn entries(&mut self, node: &Node<'_>) -> Vec<Enters> {
        let mut made = Vec::new();
        for e in node.all().into_iter().filter(|n| matches!(n.name(), "enters" | "ends-entry")) {
            let Some(register) = e.texts().into_iter().next() else { continue };
            made.push(Enters {
                register: self.link(&e, register, Kind::Register),
                key: self.prop_name(&e, "key", Kind::Field),
                from: self.prop_name(&e, "from", Kind::Field),
                until: self.prop_name(&e, "until", Kind::Field),
                ends: e.name() == "ends-entry",
                copies: self.names(&e, "copies", Kind::Field),
            });
        }
        made
    }

    /// `takes promised_days from=item.promised_days`.
    fn takes(&mut self, node: &Node<'_>) -> Option<Takes> {
        let field = node.texts().into_iter().next()?;
        let from = node.prop("from")?;
        let Some((entry, of)) = from.value.split_once('.') else {
            let says = Words::new(
                format!("`{}` 没有写明条目的哪一栏", from.value),
                format!("`{}` does not say which field of the entry", from.value),
            );
            let help = Words::new("写成 from=条目字段.清单栏目", "write from=entry_field.register_field");
            node.text.problem(from.span, "takes", says, help);
            return None;
        };
        let at = |value: &str| At { value: value.to_owned(), span: from.span };
        let (entry, of) = (self.link(node, at(entry), Kind::Field), of.to_owned());
        self.links.taken(node, at(&format!("{entry}.{of}")), (&self.name, self.from));
        Some(Takes { field: self.link(node, field, Kind::Field), entry, of })
    }

    fn keeps(&mut self, node: &Node<'_>) -> Option<Keeps> {
        let years = if node.is_text(0) {
            let word = node.texts().into_iter().next()?;
            things::known_word(node, &word, &["permanent"]).then_some(None)?
        } else {
            Some(node.number(0).and_then(|n| u16::try_from(n).ok())?)
        };
        Some(Keeps { years, basis: self.basis(node) })
    }

    fn publicity(&mut self, node: &Node<'_>) -> Option<Publicity> {
        let word = node.texts().into_iter().next()?;
        things::known_word(node, &word, &["active", "on-request", "closed"]);
        let class = match word.value.as_str() {
            "active" => PublicityClass::Active,
            "on-request" => PublicityClass::OnRequest,
            _ => PublicityClass::Closed,
        };
        Some(Publicity { class, basis: self.basis(node) })
    }

    pub(super) fn separation(&mut self, node: &Node<'_>) -> Separation {
        Separation {
            actions: node.texts().into_iter().map(|t| self.link(node, t, Kind::Action)).collect(),
            from: self.names(node, "from", Kind::Action),
            basis: self.basis(node),
            says: Words::new(node.prop_text("says"), node.prop_text("en")),
            general: None,
        }
    }

    fn document(&mut self, node: &Node<'_>) -> Option<(String, Document)> {
        let name = node.text(0);
        let folder = node.text.path.rsplit_once('/').map_or("", |(f, _)| f);
        let path = format!("{folder}/documents/{name}.md");
        let Some(template) = self.sources.get(&path) else {
            let says = Words::new(format!("没有文书模板 {path}"), format!("there is no template {path}"));
            node.problem(node.name_span(), "document-without-template", says);
            return None;
        };
        let remedy = node.prop("remedy").map(|at| self.links.name(node, at, Kind::Remedy, None));
        general::tells_remedy(node, remedy.as_deref(), template);
        let document = Document {
            name: name.clone(),
            title: node.title(),
            basis: self.basis(node),
            template: template.clone(),
            remedy,
        };
        Some((name, document))
    }

    /// Gives every clock the act by which it runs out.
    fn expiry_acts(&self, clocks: &[Clock], stages: &[Stage], actions: &mut Vec<Action>) {
        for clock in clocks {
            match &clock.at_expiry {
                Expiry::Act(name) => {
                    let Some(action) = actions.iter_mut().find(|a| a.name == *name) else { continue };
                    if !action.by.contains("clock") {
                        let says = Words::new(
                            format!("期限 `{}` 届满时由 `{name}` 处理,但它的 by 里没有 clock", clock.name),
                            format!(
                                "clock `{}` does `{name}` at expiry, but its `by` lacks clock",
                                clock.name
                            ),
                        );
                        self.node.problem(self.node.name_span(), "expiry-act", says);
                    }
                    action.expiry_of = Some(clock.name.clone());
                }
                Expiry::Late => actions.push(Action {
                    name: format!("{}-late", clock.name),
                    title: Words::new(
                        format!("{}逾期", clock.title.zh),
                        format!("{} overdue", clock.title.en),
                    ),
                    opening: Opening::From(
                        stages.iter().filter(|s| !s.end).map(|s| s.name.clone()).collect(),
                    ),
                    to: None,
                    by: BTreeSet::from(["clock".to_owned()]),
                    basis: clock.basis.clone(),
                    asks: Vec::new(),
                    may_ask: Vec::new(),
                    guards: Vec::new(),
                    certificate: None,
                    second_officer: None,
                    documents: Vec::new(),
                    tells: Vec::new(),
                    takes: Vec::new(),
                    enters: Vec::new(),
                    withdraws: None,
                    expiry_of: Some(clock.name.clone()),
                    general: clock.general.clone(),
                }),
            }
        }
    }
}

fn unnoticed(node: &Node<'_>) -> Unnoticed {
    let why = Words::new(node.prop_text("why"), node.prop_text("en"));
    Unnoticed { slip: node.text(0), place: node.text(1), why }
}

/// The unit of `term working-days field=promised_days`.
fn one_of_units(term: &Node<'_>) -> Option<Unit> {
    let word = term.texts().into_iter().next();
    let unit = word.as_ref().and_then(|w| format!("1 {}", w.value).parse::<Term>().ok()).map(|t| t.unit);
    if unit.is_none() {
        let says = Words::new("由字段定长的期限没有单位", "a term counted by a field lacks its unit");
        let help = Words::new("写成 `term working-days field=…`", "write `term working-days field=…`");
        term.text.problem(word.map_or(term.name_span(), |w| w.span), "term-without-unit", says, help);
    }
    unit
}

/// Compiles a guard; tells what is wrong with it at its place.
pub(super) fn compile(
    node: &Node<'_>,
    source: &At<String>,
    basis: Vec<crate::definition::Basis>,
    says: Words,
    cure: Words,
) -> Option<Guard> {
    let guard = match Guard::compile(&source.value, basis, says, cure) {
        Ok(guard) => guard,
        Err((column, message)) => {
            // The quotation mark stands before the expression.
            let span =
                Span { start: source.span.start + column.min(source.span.len.saturating_sub(1)), len: 1 };
            let says = Words::new(
                format!("条件写法不对(CEL):{message}"),
                format!("not a CEL expression: {message}"),
            );
            node.problem(span, "guard-syntax", says);
            return None;
        }
    };
    for name in guard.names().unknown.iter().chain(&guard.names().functions) {
        let says = Words::new(
            format!("条件不能使用 `{name}`:可用字段名、acts.环节、clocks.期限、happened、today"),
            format!(
                "a guard can't use `{name}`: it reads field names, acts.ACTION, clocks.CLOCK, happened, today"
            ),
        );
        node.problem(source.span, "guard-name", says);
    }
    Some(guard)
}

/// Notes what a guard reads.
pub(super) fn link_guard(
    links: &mut Links,
    node: &Node<'_>,
    span: Span,
    guard: &Guard,
    procedure: &str,
    from: Date,
) {
    let names = guard.names().clone();
    let mut note = |value: String, kind| {
        links.name(node, At { value, span }, kind, Some((procedure, from)));
    };
    names.facts.into_iter().for_each(|f| note(f, Kind::Field));
    names.acts.into_iter().for_each(|a| note(a.replace('_', "-"), Kind::Action));
    names.clocks.into_iter().for_each(|c| note(c.replace('_', "-"), Kind::Clock));
}
