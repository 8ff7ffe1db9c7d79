//! A node of a rulebook text with its place, checked against the grammar, read value by value.

use super::general;
use super::spec::{self, NodeSpec};
use crate::definition::{Basis, Enforced};
use crate::problem::{Problem, Span, nearest};
use crate::value::{Value, Words};
use deadline::{Date, Term};
use kdl::{KdlEntry, KdlNode, KdlValue};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// One text being read, and where its problems go.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) path: &'a str,
    pub(crate) source: &'a str,
    pub(crate) problems: &'a RefCell<Vec<Problem>>,
    /// Where nodes note the rules which they enforce.
    pub(crate) enforced: &'a RefCell<Vec<Enforced>>,
}

impl Text<'_> {
    pub(crate) fn problem(&self, span: Span, code: &'static str, says: Words, help: Words) {
        self.problems.borrow_mut().push(Problem { file: self.path.to_owned(), span, code, says, help });
    }
}

/// A node and its kind.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub(crate) text: Text<'a>,
    node: &'a KdlNode,
    path: String,
    /// What `$name` stands for, in a clause of general law that is being woven in.
    binding: Option<Rc<Binding>>,
}

/// What the placeholders of a clause stand for: names, or one expression.
pub(crate) type Binding = BTreeMap<String, Vec<String>>;

/// A name or value with its place, so that linking can still point at it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

fn words(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words::new(zh, en)
}

/// A help naming the nearest known word, or all of them when they are few.
pub(crate) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Words {
    if let Some(near) = nearest(name, known.clone()) {
        return words(format!("是不是 `{near}`?"), format!("did you mean `{near}`?"));
    }
    let all: Vec<&str> = known.into_iter().collect();
    if all.is_empty() || all.len() > 24 {
        return Words::default();
    }
    words(format!("可用:{}", all.join(" ")), format!("known here: {}", all.join(" ")))
}

/// Bytes of a span of the parser's.
macro_rules! place {
    ($span:expr) => {{
        let span = $span;
        Span { start: span.offset(), len: span.len() }
    }};
}

impl<'a> Node<'a> {
    /// The node with its whole subtree checked against the grammar; none if it is no node that may stand here.
    pub(crate) fn checked(text: Text<'a>, node: &'a KdlNode) -> Option<Node<'a>> {
        Node::checked_within(text, "", "", node)
    }

    /// The same for a child: the path above it and the name of the outermost node.
    fn checked_within(text: Text<'a>, parent: &str, top: &str, node: &'a KdlNode) -> Option<Node<'a>> {
        let name = node.name().value();
        let path = if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") };
        let this = Node { text, node, path, binding: None };
        let Some(spec) = spec::spec(&this.path) else {
            let says = words(
                format!("这里不能有 `{name}`"),
                if parent.is_empty() {
                    format!("`{name}` can't stand here")
                } else {
                    format!("`{name}` can't stand inside `{parent}`")
                },
            );
            text.problem(this.name_span(), "unknown-node", says, suggestion(name, spec::children(parent)));
            return None;
        };
        this.check(spec, top);
        Some(this)
    }

    fn check(&self, spec: &NodeSpec, top: &str) {
        let name = self.name();
        let first = self.args().next().and_then(|e| e.value().as_string()).unwrap_or_default();
        let args = self.node.entries().iter().filter(|e| e.name().is_none()).count();
        if args < spec.args.0 || args > spec.args.1 {
            let (low, high) = spec.args;
            let wanted = match (low, high) {
                (l, h) if l == h => l.to_string(),
                (l, usize::MAX) => format!("≥ {l}"),
                (l, h) => format!("{l}–{h}"),
            };
            let says = words(
                format!("`{name}` 应有 {wanted} 个值,现有 {args} 个"),
                format!("`{name}` takes {wanted} values, {args} given"),
            );
            self.problem(self.name_span(), "values", says);
        }
        let ruled: &[&str] = if spec::ruled(&self.path) { &["rules"] } else { &[] };
        let conditional: &[&str] = if spec::conditional(&self.path) { &["if"] } else { &[] };
        let known = || spec.required.iter().chain(spec.optional).chain(ruled).chain(conditional).copied();
        for entry in self.node.entries() {
            let Some(key) = entry.name() else { continue };
            if !known().any(|k| k == key.value()) {
                let says = words(
                    format!("`{name}` 没有属性 `{}`", key.value()),
                    format!("`{name}` has no property `{}`", key.value()),
                );
                let help = suggestion(key.value(), known().collect::<Vec<_>>());
                self.text.problem(place!(key.span()), "unknown-property", says, help);
            }
        }
        for key in spec.required {
            if self.node.get(*key).is_none() {
                let says = words(
                    format!("`{name}` 缺少 `{key}`:规则集里什么都不默认"),
                    format!("`{name}` lacks `{key}`: nothing is assumed in the rulebook"),
                );
                let help = words(format!("写上 {key}=…"), format!("write {key}=…"));
                self.text.problem(self.name_span(), "missing-property", says, help);
            }
        }
        let children: Vec<_> = self.node.children().map(|d| d.nodes()).unwrap_or_default().iter().collect();
        for need in spec.needs {
            if !children.iter().any(|c| c.name().value() == *need) {
                let says =
                    words(format!("`{name}` 里缺少 `{need}`"), format!("`{name}` needs a `{need}` inside"));
                self.problem(self.name_span(), "missing-node", says);
            }
        }
        let top = if top.is_empty() { first } else { top };
        self.note_rules(top, first);
        children.into_iter().for_each(|c| drop(Node::checked_within(self.text, &self.path, top, c)));
    }

    /// Notes the rules that this node says it enforces.
    fn note_rules(&self, top: &str, name: &str) {
        let rules = self.prop_text("rules");
        self.text.enforced.borrow_mut().extend(rules.split_whitespace().map(|rule| Enforced {
            rule: rule.to_owned(),
            node: self.path.clone(),
            of: top.to_owned(),
            name: name.to_owned(),
        }));
    }

    /// Name of the node.
    pub(crate) fn name(&self) -> &'a str {
        self.node.name().value()
    }

    pub(crate) fn name_span(&self) -> Span {
        place!(self.node.name().span())
    }

    /// Reports a problem without help.
    pub(crate) fn problem(&self, span: Span, code: &'static str, says: Words) {
        self.text.problem(span, code, says, Words::default());
    }

    /// The children of that name.
    pub(crate) fn children(&self, name: &str) -> Vec<Node<'a>> {
        self.all().into_iter().filter(|c| c.name() == name).collect()
    }

    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<Node<'a>> {
        self.children(name).into_iter().next()
    }

    /// All children that the grammar knows.
    pub(crate) fn all(&self) -> Vec<Node<'a>> {
        let nodes = self.node.children().map(|d| d.nodes()).unwrap_or_default();
        let made = nodes.iter().map(|node| Node {
            text: self.text,
            node,
            path: format!("{}/{}", self.path, node.name().value()),
            binding: self.binding.clone(),
        });
        made.filter(|n| spec::spec(&n.path).is_some()).collect()
    }

    fn entry_span(&self, entry: &KdlEntry) -> Span {
        // The entry's span begins with the space before it.
        let span = place!(entry.span());
        let text = self.text.source.get(span.start..span.start + span.len).unwrap_or("");
        let lead = text.len() - text.trim_start().len();
        Span { start: span.start + lead, len: text.trim().len() }
    }

    fn text_of(&self, entry: &KdlEntry) -> Option<At<String>> {
        let span = self.entry_span(entry);
        match entry.value() {
            KdlValue::String(s) => Some(At { value: s.clone(), span }),
            other => {
                let says = words(format!("`{other}` 应为文字"), format!("`{other}` should be a text"));
                self.text.problem(span, "not-a-text", says, words("加上引号", "put it in quotation marks"));
                None
            }
        }
    }

    fn args(&self) -> impl Iterator<Item = &'a KdlEntry> {
        self.node.entries().iter().filter(|e| e.name().is_none())
    }

    /// Whether one of its arguments is the placeholder `$name`.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.args().any(|e| e.value().as_string().and_then(|s| s.strip_prefix('$')) == Some(name))
    }

    /// The node as a clause in which `$name` stands for what the binding says.
    pub(crate) fn bound(&self, binding: &Rc<Binding>) -> Node<'a> {
        Node { binding: Some(Rc::clone(binding)), ..self.clone() }
    }

    /// A text with its placeholders replaced: a text that is one placeholder becomes all its names.
    fn put(&self, at: At<String>) -> Vec<At<String>> {
        let Some(binding) = self.binding.as_ref().filter(|_| at.value.contains('$')) else { return vec![at] };
        let At { value, span } = at;
        match value.strip_prefix('$').and_then(|name| binding.get(name)) {
            Some(names) => names.iter().map(|n| At { value: n.clone(), span }).collect(),
            None => vec![At { value: general::filled(&value, binding), span }],
        }
    }

    /// The text arguments.
    pub(crate) fn texts(&self) -> Vec<At<String>> {
        self.args().filter_map(|e| self.text_of(e)).flat_map(|at| self.put(at)).collect()
    }

    /// The text argument at an index, empty if it is missing (the grammar has told it).
    pub(crate) fn text(&self, index: usize) -> String {
        let text = self.args().nth(index).and_then(|e| self.text_of(e));
        text.and_then(|at| self.put(at).into_iter().next()).map_or_else(String::new, |t| t.value)
    }

    /// The arguments as a fact's value: one as itself, several as a list.
    pub(crate) fn value(&self) -> Option<Value> {
        let one = |e: &KdlEntry| match e.value() {
            KdlValue::Bool(b) => Some(Value::Flag(*b)),
            KdlValue::Integer(_) => self.whole(e).map(Value::Number),
            _ => self.text_of(e).map(|t| Value::Text(t.value)),
        };
        let mut values: Vec<Value> = self.args().filter_map(one).collect();
        if values.len() > 1 { Some(Value::List(values)) } else { values.pop() }
    }

    /// The argument at an index, where it is yes or no.
    pub(crate) fn flag(&self, index: usize) -> Option<bool> {
        self.args().nth(index).and_then(|e| e.value().as_bool())
    }

    /// Whether the argument at an index is a text.
    pub(crate) fn is_text(&self, index: usize) -> bool {
        self.args().nth(index).is_some_and(|e| e.value().is_string())
    }

    /// The whole-number argument at an index.
    pub(crate) fn number(&self, index: usize) -> Option<i64> {
        let entry = self.args().nth(index)?;
        self.whole(entry)
    }

    fn whole(&self, entry: &KdlEntry) -> Option<i64> {
        let n = entry.value().as_integer().and_then(|n| i64::try_from(n).ok());
        if n.is_none() {
            let says = words(
                format!("`{}` 应为整数", entry.value()),
                format!("`{}` should be a whole number", entry.value()),
            );
            self.problem(self.entry_span(entry), "not-a-number", says);
        }
        n
    }

    fn entry(&self, key: &str) -> Option<&'a KdlEntry> {
        self.node.entries().iter().find(|e| e.name().is_some_and(|n| n.value() == key))
    }

    /// A text property with its place.
    pub(crate) fn prop(&self, key: &str) -> Option<At<String>> {
        let at = self.entry(key).and_then(|e| self.text_of(e)).and_then(|at| self.put(at).into_iter().next());
        at.map(|at| {
            // Point at the value, after `key=`.
            let skip = self
                .text
                .source
                .get(at.span.start..at.span.start + at.span.len)
                .and_then(|t| t.find('='))
                .map_or(0, |i| i + 1);
            At { value: at.value, span: Span { start: at.span.start + skip, len: at.span.len - skip } }
        })
    }

    /// A text property, empty if it is missing.
    pub(crate) fn prop_text(&self, key: &str) -> String {
        self.prop(key).map_or_else(String::new, |t| t.value)
    }

    /// A whole-number property.
    pub(crate) fn prop_number(&self, key: &str) -> Option<i64> {
        self.entry(key).and_then(|e| self.whole(e))
    }

    /// A yes-or-no property: `#true`, `#false`.
    pub(crate) fn prop_flag(&self, key: &str) -> Option<bool> {
        let entry = self.entry(key)?;
        let flag = entry.value().as_bool();
        if flag.is_none() {
            let says =
                words(format!("`{key}` 应为 #true 或 #false"), format!("`{key}` should be #true or #false"));
            self.problem(self.entry_span(entry), "not-a-flag", says);
        }
        flag
    }

    /// A date property `"2023-03-01"`.
    pub(crate) fn prop_date(&self, key: &str) -> Option<Date> {
        let text = self.prop(key)?;
        self.date(&text)
    }

    /// A text read as a date.
    pub(crate) fn date(&self, text: &At<String>) -> Option<Date> {
        let date = text.value.parse().ok();
        if date.is_none() {
            let says = words(format!("`{}` 不是日期", text.value), format!("`{}` is not a date", text.value));
            self.text.problem(
                text.span,
                "not-a-date",
                says,
                words("写成 \"2023-03-01\"", "write it as \"2023-03-01\""),
            );
        }
        date
    }

    /// The title in both languages: second argument and `en`.
    pub(crate) fn title(&self) -> Words {
        Words::new(self.text(1), self.prop_text("en"))
    }

    /// The articles of `basis="OGI 33; ARL 23"`; none, told, where it names no article.
    pub(crate) fn basis(&self) -> Vec<At<Basis>> {
        let Some(text) = self.prop("basis") else { return Vec::new() };
        let parse = |part: &str| {
            let (law, article) = part.trim().split_once(' ')?;
            let basis = Basis { law: law.to_owned(), article: article.trim().to_owned() };
            (!basis.law.is_empty() && !basis.article.is_empty())
                .then_some(At { value: basis, span: text.span })
        };
        let parsed: Vec<Option<At<Basis>>> = text.value.split(';').map(parse).collect();
        if parsed.iter().any(Option::is_none) {
            let says =
                words(format!("`{}` 没有指明条文", text.value), format!("`{}` names no article", text.value));
            let help =
                words("写成 \"OGI 33\",多条用分号隔开", "write it as \"OGI 33\", several with semicolons");
            self.text.problem(text.span, "basis", says, help);
        }
        parsed.into_iter().flatten().collect()
    }

    /// `term 20 working-days`, or the parameter's name in `term parameter=hotline.sign`.
    pub(crate) fn term(&self) -> Option<Result<Term, At<String>>> {
        if let Some(name) = self.prop("parameter") {
            return Some(Err(name));
        }
        let n = self.number(0)?;
        let Some(unit) = self.args().nth(1).and_then(|e| self.text_of(e)) else {
            let says = words(
                format!("期限 {n} 没有单位:同一个“日”,有的法指工作日,有的指自然日"),
                format!(
                    "the term {n} has no unit: the same \"day\" is a working day in one act and a natural day in another"
                ),
            );
            let help = words(
                "写成 `term 20 working-days`;单位:working-days days months years hours minutes",
                "write `term 20 working-days`; units: working-days days months years hours minutes",
            );
            self.text.problem(self.name_span(), "term-without-unit", says, help);
            return None;
        };
        match format!("{n} {}", unit.value).parse() {
            Ok(term) => Some(Ok(term)),
            Err(_) => {
                let units = ["working-days", "days", "months", "years", "hours", "minutes"];
                let says = words(
                    format!("`{} {}` 不是期限", n, unit.value),
                    format!("`{} {}` is not a term", n, unit.value),
                );
                self.text.problem(unit.span, "term", says, suggestion(&unit.value, units));
                None
            }
        }
    }
}
