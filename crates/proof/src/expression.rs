//! Guards as the prover evaluates them: the same expression that the engine runs, over abstract values.
//!
//! What depends on flags, choices, small numbers, counts of acts and states of clocks is evaluated exactly.
//! What depends on dates, texts and moments can't be: such a comparison is *free*, true or false at will, and
//! keeps the value it got as long as its facts stay what they are.

use cel::common::ast::{Expr as Cel, IdedExpr, LiteralValue};
use kernel::definition::{FieldKind, Procedure};
use std::collections::BTreeSet;

/// A comparison's operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    /// Something that is not compared here: a call, a macro.
    Other,
}

impl Op {
    fn of(name: &str) -> Option<Op> {
        Some(match name {
            "_==_" => Op::Eq,
            "_!=_" => Op::Ne,
            "_<_" => Op::Lt,
            "_<=_" => Op::Le,
            "_>_" => Op::Gt,
            "_>=_" => Op::Ge,
            _ => return None,
        })
    }

    /// Whether it holds for an ordering.
    pub(crate) fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Op::Eq => ordering.is_eq(),
            Op::Ne => ordering.is_ne(),
            Op::Lt => ordering.is_lt(),
            Op::Le => ordering.is_le(),
            Op::Gt => ordering.is_gt(),
            Op::Ge => ordering.is_ge(),
            Op::Other => false,
        }
    }
}

/// A side of a comparison.
#[derive(Clone, Debug)]
pub(crate) enum Side {
    Null,
    Flag(bool),
    Number(i64),
    Text(String),
    /// Index into the procedure's fields.
    Fact(usize),
    /// Index into the procedure's actions: how often it was done.
    Count(usize),
    /// Index into the procedure's clocks: its state as a word.
    Clock(usize),
    Sum(Box<Side>, Box<Side>, i64),
    /// Anything else.
    Opaque,
}

/// One comparison.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    pub(crate) op: Op,
    pub(crate) left: Side,
    pub(crate) right: Side,
    /// Fields that it reads.
    pub(crate) facts: BTreeSet<usize>,
    /// For a comparison with the moment: what it is in the end, as time goes on; none where that is open.
    pub(crate) time: Option<Option<bool>>,
}

/// A condition.
#[derive(Clone, Debug)]
pub(crate) enum Expression {
    Const(bool),
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    If(Box<Expression>, Box<Expression>, Box<Expression>),
    /// Index into the atoms.
    Atom(usize),
}

/// What expressions read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reads {
    pub(crate) facts: BTreeSet<usize>,
    pub(crate) acts: BTreeSet<usize>,
    pub(crate) clocks: BTreeSet<usize>,
    pub(crate) atoms: BTreeSet<usize>,
}

/// Translates expressions of one procedure, gathering its atoms.
pub(crate) struct Translator<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) atoms: Vec<Atom>,
}

impl Translator<'_> {
    /// The condition of a guard.
    pub(crate) fn condition(&mut self, expr: &IdedExpr) -> Expression {
        match &expr.expr {
            Cel::Literal(LiteralValue::Boolean(b)) => Expression::Const(*b.inner()),
            Cel::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
                ("_&&_", [a, b]) => Expression::And(Box::new(self.condition(a)), Box::new(self.condition(b))),
                ("_||_", [a, b]) => Expression::Or(Box::new(self.condition(a)), Box::new(self.condition(b))),
                ("!_", [a]) => Expression::Not(Box::new(self.condition(a))),
                ("_?_:_", [a, b, c]) => Expression::If(
                    Box::new(self.condition(a)),
                    Box::new(self.condition(b)),
                    Box::new(self.condition(c)),
                ),
                ("@in", [a, list]) if matches!(&list.expr, Cel::List(_)) => self.within(a, list),
                (name, [a, b]) => match Op::of(name) {
                    Some(op) => self.compare(op, a, b),
                    None => self.opaque(expr),
                },
                _ => self.opaque(expr),
            },
            Cel::Ident(_) => {
                let left = self.side(expr);
                self.atom(Op::Eq, left, Side::Flag(true), &[expr])
            }
            _ => self.opaque(expr),
        }
    }

    fn within(&mut self, a: &IdedExpr, list: &IdedExpr) -> Expression {
        let Cel::List(list) = &list.expr else { return Expression::Const(false) };
        list.elements.iter().fold(Expression::Const(false), |any, e| {
            Expression::Or(Box::new(any), Box::new(self.compare(Op::Eq, a, e)))
        })
    }

    fn compare(&mut self, op: Op, a: &IdedExpr, b: &IdedExpr) -> Expression {
        let (left, right) = (self.side(a), self.side(b));
        self.atom(op, left, right, &[a, b])
    }

    fn opaque(&mut self, expr: &IdedExpr) -> Expression {
        self.atom(Op::Other, Side::Opaque, Side::Opaque, &[expr])
    }

    fn atom(&mut self, op: Op, left: Side, right: Side, of: &[&IdedExpr]) -> Expression {
        let mut names = BTreeSet::new();
        of.iter().for_each(|e| identifiers(e, &mut names));
        let facts = (self.procedure.fields.iter().enumerate())
            .filter(|(_, f)| names.contains(f.name.as_str()))
            .map(|(i, _)| i)
            .collect();
        let moment = |e: &IdedExpr| matches!(&e.expr, Cel::Ident(n) if n == "happened" || n == "today");
        let time = names.iter().any(|n| n == "happened" || n == "today").then(|| {
            match (of.first().is_some_and(|e| moment(e)), of.get(1).is_some_and(|e| moment(e)), op) {
                (true, false, Op::Le | Op::Lt) | (false, true, Op::Ge | Op::Gt) => Some(false),
                (true, false, Op::Ge | Op::Gt) | (false, true, Op::Le | Op::Lt) => Some(true),
                _ => None,
            }
        });
        self.atoms.push(Atom { op, left, right, facts, time });
        Expression::Atom(self.atoms.len() - 1)
    }

    fn side(&self, expr: &IdedExpr) -> Side {
        let dashed = |n: &str| n.replace('_', "-");
        match &expr.expr {
            Cel::Literal(LiteralValue::Null) => Side::Null,
            Cel::Literal(LiteralValue::Boolean(b)) => Side::Flag(*b.inner()),
            Cel::Literal(LiteralValue::Int(i)) => Side::Number(*i.inner()),
            Cel::Literal(LiteralValue::String(s)) => Side::Text(s.inner().to_owned()),
            Cel::Ident(name) => {
                let index = self.procedure.fields.iter().position(|f| f.name == *name);
                index.map_or(Side::Opaque, Side::Fact)
            }
            Cel::Select(select) => {
                let Cel::Ident(root) = &select.operand.expr else { return Side::Opaque };
                let name = dashed(&select.field);
                match root.as_str() {
                    "acts" => self.procedure.actions.iter().position(|a| a.name == name).map(Side::Count),
                    "clocks" => self.procedure.clocks.iter().position(|c| c.name == name).map(Side::Clock),
                    _ => None,
                }
                .unwrap_or(Side::Opaque)
            }
            Cel::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
                ("_+_", [a, b]) => Side::Sum(Box::new(self.side(a)), Box::new(self.side(b)), 1),
                ("_-_", [a, b]) => Side::Sum(Box::new(self.side(a)), Box::new(self.side(b)), -1),
                _ => Side::Opaque,
            },
            _ => Side::Opaque,
        }
    }
}

/// All plain names in an expression.
fn identifiers(expr: &IdedExpr, names: &mut BTreeSet<String>) {
    match &expr.expr {
        Cel::Ident(name) => drop(names.insert(name.clone())),
        Cel::Select(select) => identifiers(&select.operand, names),
        Cel::Call(call) => {
            call.target.iter().for_each(|t| identifiers(t, names));
            call.args.iter().for_each(|a| identifiers(a, names));
        }
        Cel::List(list) => list.elements.iter().for_each(|e| identifiers(e, names)),
        Cel::Comprehension(c) => {
            for part in [&c.iter_range, &c.accu_init, &c.loop_cond, &c.loop_step, &c.result] {
                identifiers(part, names);
            }
        }
        _ => {}
    }
}

impl Side {
    fn reads(&self, reads: &mut Reads) {
        match self {
            Side::Count(a) => drop(reads.acts.insert(*a)),
            Side::Clock(c) => drop(reads.clocks.insert(*c)),
            Side::Sum(a, b, _) => {
                a.reads(reads);
                b.reads(reads);
            }
            _ => {}
        }
    }

    /// Whether its value can be told exactly: no date, no text of many values, nothing opaque.
    pub(crate) fn exact(&self, procedure: &Procedure) -> bool {
        match self {
            Side::Opaque => false,
            Side::Sum(a, b, _) => a.exact(procedure) && b.exact(procedure),
            Side::Fact(f) => procedure.fields.get(*f).is_some_and(|f| {
                matches!(
                    f.kind,
                    FieldKind::Flag | FieldKind::Choice { .. } | FieldKind::Number { .. } | FieldKind::Money
                )
            }),
            _ => true,
        }
    }
}

impl Atom {
    /// What the atom reads.
    pub(crate) fn reads(&self, reads: &mut Reads) {
        reads.facts.extend(&self.facts);
        self.left.reads(reads);
        self.right.reads(reads);
    }
}

impl Expression {
    /// What the condition reads.
    pub(crate) fn reads(&self, atoms: &[Atom], reads: &mut Reads) {
        match self {
            Expression::Const(_) => {}
            Expression::Not(a) => a.reads(atoms, reads),
            Expression::And(a, b) | Expression::Or(a, b) => {
                a.reads(atoms, reads);
                b.reads(atoms, reads);
            }
            Expression::If(a, b, c) => {
                a.reads(atoms, reads);
                b.reads(atoms, reads);
                c.reads(atoms, reads);
            }
            Expression::Atom(i) => {
                reads.atoms.insert(*i);
                if let Some(atom) = atoms.get(*i) {
                    atom.reads(reads);
                }
            }
        }
    }
}
