//! Guards: conditions in CEL over named facts, each with its article and with what a refusal says.

use crate::definition::Basis;
use crate::matter::Matter;
use crate::value::{Value, Words};
use cel::common::ast::{Expr, IdedExpr};
use cel::{Context, Env, Program};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

/// A condition that must hold before an action, with the article that says so.
#[derive(Clone)]
pub struct Guard {
    /// The expression as written.
    pub source: String,
    /// The article that founds it.
    pub basis: Vec<Basis>,
    /// What a refusal says.
    pub says: Words,
    /// What would cure it.
    pub cure: Words,
    /// The general law that it comes from.
    pub general: Option<String>,
    program: Arc<Program>,
    calls: BTreeSet<String>,
    names: Names,
}

/// The names that an expression reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Facts, by field name.
    pub facts: BTreeSet<String>,
    /// `acts.NAME`: how often an action was done.
    pub acts: BTreeSet<String>,
    /// `clocks.NAME`: state of a clock.
    pub clocks: BTreeSet<String>,
    /// Names under no known root, or a root used without a member.
    pub unknown: BTreeSet<String>,
    /// Functions that guards may not call.
    pub functions: BTreeSet<String>,
}

/// Operators, macros' innards and the functions that guards may call; all of them end.
const FUNCTIONS: &[&str] = &[
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "plus_days",
    "plus_years",
    "_&&_",
    "_||_",
    "!_",
    "_==_",
    "_!=_",
    "_<_",
    "_<=_",
    "_>_",
    "_>=_",
    "_+_",
    "_-_",
    "-_",
    "_*_",
    "_/_",
    "_%_",
    "_?_:_",
    "@in",
    "_[_]",
    "@not_strictly_false",
];

/// The standard functions: made once, since making them costs more than most guards.
static STANDARD: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// Plain names that every guard may read besides facts.
const MOMENTS: &[&str] = &["happened", "today"];

/// Why a guard could not be evaluated.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the guard `{source_text}` could not be evaluated: {reason}")]
pub struct GuardError {
    /// The expression.
    pub source_text: String,
    /// What the evaluator said.
    pub reason: String,
}

/// What guards see: the matter's facts with the act's laid over them, counts of acts, states of clocks, the moment.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The matter as it stands; none when it is about to begin.
    pub matter: Option<&'a Matter>,
    /// The act's facts.
    pub facts: &'a BTreeMap<String, Value>,
    /// When the act happened.
    pub happened: deadline::DateTime,
}

impl Guard {
    /// Compiles an expression. The error is the parser's first complaint with its column (from 1).
    pub fn compile(
        source: &str,
        basis: Vec<Basis>,
        says: Words,
        cure: Words,
    ) -> Result<Guard, (usize, String)> {
        let program = Program::compile(source).map_err(|errors| {
            let first = errors.errors.first();
            let column = first.map_or(1, |e| usize::try_from(e.pos.1).unwrap_or(1));
            (column, first.map_or_else(|| "not an expression".to_owned(), |e| e.msg.clone()))
        })?;
        let mut names = Names::default();
        collect(program.expression(), &mut BTreeSet::new(), &mut names);
        let calls: BTreeSet<String> =
            program.references().functions().into_iter().map(str::to_owned).collect();
        names.functions = calls.iter().filter(|f| !FUNCTIONS.contains(&f.as_str())).cloned().collect();
        Ok(Guard {
            source: source.to_owned(),
            basis,
            says,
            cure,
            general: None,
            program: Arc::new(program),
            calls,
            names,
        })
    }

    /// The expression as it is evaluated, for who explores what it can mean.
    pub fn expression(&self) -> &IdedExpr {
        self.program.expression()
    }

    /// The names that the guard reads.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The functions of our own that the expression calls.
    fn declare(&self, context: &mut Context<'_, '_>) -> Result<(), cel::DeclarationError> {
        if self.calls.contains("plus_days") {
            context.add_function("plus_days", |day: Arc<String>, n: i64| {
                plus(&day, jiff::Span::new().try_days(n))
            })?;
        }
        if self.calls.contains("plus_years") {
            context.add_function("plus_years", |day: Arc<String>, n: i64| {
                plus(&day, jiff::Span::new().try_years(n))
            })?;
        }
        Ok(())
    }

    /// Whether the guard holds. A fact that was never given is null.
    pub fn holds(&self, scope: &Scope<'_>) -> Result<bool, GuardError> {
        let mut context = Context::with_env(STANDARD.clone());
        for name in &self.names.facts {
            let value = scope.facts.get(name).or_else(|| scope.matter.and_then(|m| m.facts.get(name)));
            context.add_variable_from_value(name.as_str(), value.map_or(cel::Value::Null, to_cel));
        }
        for moment in MOMENTS {
            let text = if *moment == "today" {
                scope.happened.date().to_string()
            } else {
                scope.happened.to_string()
            };
            context.add_variable_from_value(*moment, text);
        }
        if !self.names.acts.is_empty() {
            let counts: BTreeMap<&str, i64> = (self.names.acts.iter())
                .map(|a| (a.as_str(), scope.matter.map_or(0, |m| m.times_done(&dashed(a)))))
                .collect();
            context.add_variable_from_value("acts", map(counts));
        }
        if !self.names.clocks.is_empty() {
            let states: BTreeMap<&str, &str> = (self.names.clocks.iter())
                .map(|c| {
                    (c.as_str(), scope.matter.map_or("none", |m| m.clock_word(&dashed(c), scope.happened)))
                })
                .collect();
            context.add_variable_from_value("clocks", map(states));
        }
        let declared = self.declare(&mut context);
        let fault = |reason: String| GuardError { source_text: self.source.clone(), reason };
        declared.map_err(|e| fault(e.to_string()))?;
        match self.program.execute(&context) {
            Ok(cel::Value::Bool(b)) => Ok(b),
            Ok(other) => Err(fault(format!("it gives {other:?}, not true or false"))),
            Err(e) => Err(fault(e.to_string())),
        }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("source", &self.source)
            .field("basis", &self.basis)
            .finish_non_exhaustive()
    }
}

/// Identifiers of CEL have no dash: `acts.ask_correction` is the action `ask-correction`.
fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

fn map<V: Into<cel::Value>>(pairs: BTreeMap<&str, V>) -> cel::Value {
    let pairs: std::collections::HashMap<String, cel::Value> =
        pairs.into_iter().map(|(k, v)| (k.to_owned(), v.into())).collect();
    cel::Value::Map(pairs.into())
}

fn to_cel(value: &Value) -> cel::Value {
    match value {
        Value::Flag(b) => cel::Value::Bool(*b),
        Value::Number(n) => cel::Value::Int(*n),
        Value::Text(t) => cel::Value::String(Arc::new(t.clone())),
        Value::List(l) => cel::Value::List(Arc::new(l.iter().map(to_cel).collect())),
    }
}

/// A date text moved by a span; a text that is no date is an error of the guard.
fn plus(day: &str, span: Result<jiff::Span, jiff::Error>) -> Result<cel::Value, cel::ExecutionError> {
    let fault = |e: jiff::Error| cel::ExecutionError::function_error("plus", e);
    let date: jiff::civil::Date = day.get(..10).unwrap_or(day).parse().map_err(fault)?;
    date.checked_add(span.map_err(fault)?).map(|d| cel::Value::from(d.to_string())).map_err(fault)
}

/// Walks the expression and sorts the names it reads; variables bound by `exists`, `all` are not facts.
fn collect(expr: &IdedExpr, bound: &mut BTreeSet<String>, names: &mut Names) {
    match &expr.expr {
        Expr::Ident(name) => {
            if bound.contains(name) || MOMENTS.contains(&name.as_str()) || name.starts_with('@') {
            } else if name == "acts" || name == "clocks" {
                names.unknown.insert(name.clone());
            } else {
                names.facts.insert(name.clone());
            }
        }
        Expr::Select(select) => match &select.operand.expr {
            Expr::Ident(root) if root == "acts" => {
                names.acts.insert(select.field.clone());
            }
            Expr::Ident(root) if root == "clocks" => {
                names.clocks.insert(select.field.clone());
            }
            _ => {
                names.unknown.insert(select.field.clone());
                collect(&select.operand, bound, names);
            }
        },
        Expr::Call(call) => {
            if let Some(target) = &call.target {
                collect(target, bound, names);
            }
            call.args.iter().for_each(|a| collect(a, bound, names));
        }
        Expr::List(list) => list.elements.iter().for_each(|e| collect(e, bound, names)),
        Expr::Comprehension(c) => {
            collect(&c.iter_range, bound, names);
            let mut inner = bound.clone();
            inner.insert(c.iter_var.clone());
            inner.insert(c.accu_var.clone());
            for part in [&c.accu_init, &c.loop_cond, &c.loop_step, &c.result] {
                collect(part, &mut inner, names);
            }
        }
        Expr::Map(_) | Expr::Struct(_) => {
            names.unknown.insert("{…}".to_owned());
        }
        Expr::Literal(_) | Expr::Unspecified => {}
    }
}
