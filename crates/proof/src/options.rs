//! Which options of a choice a proof has to tell apart.
//!
//! Two options are alike if every condition stays what it is when they change places: nothing that a matter can do
//! depends on which of them was taken. Of options that are alike one stands for all, or as many as there are choices
//! that are compared with each other, since these may differ.

use crate::expression::{Atom, Expression, Side};
use std::collections::BTreeSet;

/// The options of a choice that stand for all.
pub(crate) fn telling<'o>(
    options: &[&'o str],
    atoms: &[Atom],
    conditions: &[&Expression],
    field: usize,
) -> Vec<&'o str> {
    let group = compared(atoms, field);
    let conditions: Vec<&Expression> =
        conditions.iter().copied().filter(|c| reads(c, atoms, &group)).collect();
    let forms = |swap: (&str, &str)| -> Vec<String> {
        conditions.iter().map(|c| form(c, atoms, &group, swap)).collect()
    };
    let as_written = forms(("", ""));
    let mut alike: Vec<Vec<&str>> = Vec::new();
    for option in options {
        let same =
            |class: &&mut Vec<&str>| class.first().is_some_and(|first| forms((first, option)) == as_written);
        match alike.iter_mut().find(same) {
            Some(class) => class.push(option),
            None => alike.push(vec![option]),
        }
    }
    let stands: BTreeSet<&str> = alike.iter().flat_map(|c| c.iter().take(group.len())).copied().collect();
    options.iter().filter(|o| stands.contains(**o)).copied().collect()
}

/// The fields that a choice is compared with, over others too, and itself.
fn compared(atoms: &[Atom], field: usize) -> BTreeSet<usize> {
    let mut group = BTreeSet::from([field]);
    loop {
        let linked = atoms.iter().filter_map(|a| match (&a.left, &a.right) {
            (Side::Fact(l), Side::Fact(r)) if group.contains(l) != group.contains(r) => Some([*l, *r]),
            _ => None,
        });
        let linked: Vec<usize> = linked.flatten().collect();
        if linked.is_empty() {
            return group;
        }
        group.extend(linked);
    }
}

fn reads(condition: &Expression, atoms: &[Atom], group: &BTreeSet<usize>) -> bool {
    match condition {
        Expression::Const(_) => false,
        Expression::Not(a) => reads(a, atoms, group),
        Expression::And(a, b) | Expression::Or(a, b) => reads(a, atoms, group) || reads(b, atoms, group),
        Expression::If(a, b, c) => [a, b, c].iter().any(|e| reads(e, atoms, group)),
        Expression::Atom(i) => atoms.get(*i).is_some_and(|a| !a.facts.is_disjoint(group)),
    }
}

/// A condition as a text in which the order of what is joined by *and* or *or* does not show, with two texts in each
/// other's place where a field of the group is compared with them.
fn form(condition: &Expression, atoms: &[Atom], group: &BTreeSet<usize>, swap: (&str, &str)) -> String {
    let inner = |e: &Expression| form(e, atoms, group, swap);
    match condition {
        Expression::Const(value) => value.to_string(),
        Expression::Not(a) => format!("!{}", inner(a)),
        Expression::And(..) => joined(condition, " & ", &inner),
        Expression::Or(..) => joined(condition, " | ", &inner),
        Expression::If(a, b, c) => format!("({} ? {} : {})", inner(a), inner(b), inner(c)),
        Expression::Atom(i) => atoms.get(*i).map_or_else(String::new, |atom| {
            let side = |side: &Side| match side {
                Side::Text(t) if !atom.facts.is_disjoint(group) && t == swap.0 => quoted(swap.1),
                Side::Text(t) if !atom.facts.is_disjoint(group) && t == swap.1 => quoted(swap.0),
                other => format!("{other:?}"),
            };
            // What can't be looked into is itself only: one opaque comparison is not another.
            let own = if matches!((&atom.left, &atom.right), (Side::Opaque, _) | (_, Side::Opaque)) {
                format!("#{i}")
            } else {
                String::new()
            };
            format!("{:?}({}, {}){own}", atom.op, side(&atom.left), side(&atom.right))
        }),
    }
}

fn quoted(text: &str) -> String {
    format!("{:?}", Side::Text(text.to_owned()))
}

fn joined(condition: &Expression, by: &str, inner: &dyn Fn(&Expression) -> String) -> String {
    let mut parts = BTreeSet::new();
    let mut open = vec![condition];
    let or = matches!(condition, Expression::Or(..));
    while let Some(next) = open.pop() {
        match next {
            Expression::Or(a, b) if or => open.extend([&**a, &**b]),
            Expression::And(a, b) if !or => open.extend([&**a, &**b]),
            other => drop(parts.insert(inner(other))),
        }
    }
    format!("({})", parts.into_iter().collect::<Vec<_>>().join(by))
}

#[cfg(test)]
mod tests {
    use super::telling;
    use crate::expression::{Atom, Expression, Op, Side};
    use std::collections::BTreeSet;

    const OPTIONS: [&str; 6] = ["警告", "罚款", "吊销", "停业", "关闭", "限制"];

    fn is(field: usize, text: &str) -> Atom {
        let sides = (Side::Fact(field), Side::Text(text.to_owned()));
        Atom { op: Op::Eq, left: sides.0, right: sides.1, facts: BTreeSet::from([field]), time: None }
    }

    fn or(a: Expression, b: Expression) -> Expression {
        Expression::Or(Box::new(a), Box::new(b))
    }

    #[test]
    fn options_that_stand_in_the_same_lists_are_alike() {
        // A list of three that call for a hearing, one that calls for a sum.
        let atoms = vec![is(0, "吊销"), is(0, "停业"), is(0, "关闭"), is(0, "罚款")];
        let list = or(or(Expression::Atom(0), Expression::Atom(1)), Expression::Atom(2));
        let sum = Expression::Not(Box::new(Expression::Atom(3)));
        assert_eq!(telling(&OPTIONS, &atoms, &[&list, &sum], 0), ["警告", "罚款", "吊销"]);
        // One of the three is named alone besides: it is like no other any more.
        let alone = Expression::Atom(1);
        assert_eq!(telling(&OPTIONS, &atoms, &[&list, &sum, &alone], 0), ["警告", "罚款", "吊销", "停业"]);
    }

    #[test]
    fn of_choices_that_are_compared_as_many_stand_as_may_differ() {
        let mut atoms = vec![is(0, "吊销"), is(0, "停业"), is(0, "关闭")];
        let equal = (Side::Fact(0), Side::Fact(1));
        atoms.push(Atom {
            op: Op::Eq,
            left: equal.0,
            right: equal.1,
            facts: BTreeSet::from([0, 1]),
            time: None,
        });
        let list = or(or(Expression::Atom(0), Expression::Atom(1)), Expression::Atom(2));
        let same = Expression::Atom(3);
        assert_eq!(telling(&OPTIONS, &atoms, &[&list, &same], 0), ["警告", "罚款", "吊销", "停业"]);
        assert_eq!(telling(&OPTIONS, &atoms, &[&list, &same], 1), ["警告", "罚款", "吊销", "停业"]);
    }
}
