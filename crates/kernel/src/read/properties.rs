//! Properties: what the law demands of the whole course of a matter.

use super::link::Kind;
use super::node::{At, Node};
use super::procedures::Reader;
use super::things::known_word;
use crate::definition::{Demand, Property};
use crate::value::Words;

/// The kinds of demand.
const DEMANDS: &[&str] = &[
    "before",
    "never-same-person",
    "no-end-without",
    "if-asked-then",
    "after-within",
    "not-above",
    "not-after",
    "total",
    "only",
];

/// The properties of a procedure.
pub(super) fn read(node: &Node<'_>, reader: &mut Reader<'_, '_>) -> Vec<Property> {
    node.children("property").iter().filter_map(|p| property(p, reader)).collect()
}

/// One property.
pub(super) fn property(node: &Node<'_>, reader: &mut Reader<'_, '_>) -> Option<Property> {
    let mut texts = node.texts().into_iter();
    let word = texts.next()?;
    if !known_word(node, &word, DEMANDS) {
        return None;
    }
    let names: Vec<At<String>> = texts.collect();
    let demand = demand(node, &word, names, reader)?;
    let when = node.prop("when").and_then(|at| reader.guard(node, &at, Words::default(), Words::default()));
    let says = Words::new(node.prop_text("says"), node.prop_text("en"));
    Some(Property { demand, when, basis: reader.basis(node), says, general: None })
}

fn demand(
    node: &Node<'_>,
    word: &At<String>,
    names: Vec<At<String>>,
    r: &mut Reader<'_, '_>,
) -> Option<Demand> {
    let count = names.len();
    let wanted = match word.value.as_str() {
        "no-end-without" => count >= 1,
        "total" => count == 1,
        "before" | "never-same-person" | "only" => count >= 2,
        "if-asked-then" => count >= 3,
        "not-above" => count == 3,
        _ => count == 2,
    };
    if !wanted {
        let says = Words::new(
            format!("`{}` 的名称个数不对:现有 {count} 个", word.value),
            format!("`{}` has the wrong number of names: {count} given", word.value),
        );
        node.problem(word.span, "property-names", says);
        return None;
    }
    let kinds = |i: usize| match (word.value.as_str(), i) {
        ("not-above", 0 | 1) => Kind::Field,
        ("total", _) => Kind::Clock,
        ("only", 1..) => Kind::Role,
        _ => Kind::Action,
    };
    let mut names: Vec<String> =
        names.into_iter().enumerate().map(|(i, at)| r.link(node, at, kinds(i))).collect();
    Some(match word.value.as_str() {
        "before" => {
            let last = names.pop()?;
            Demand::Before { first: names, last }
        }
        "only" => {
            let act = names.remove(0);
            Demand::Only { act, roles: names }
        }
        "never-same-person" => {
            let act = names.remove(0);
            Demand::NeverSamePerson { act, others: names }
        }
        "no-end-without" => Demand::NoEndWithout { acts: names },
        "after-within" | "total" => {
            let Some(term) = node.child("term") else {
                let says = Words::new("没有写明期限", "it does not say within which term");
                node.problem(node.name_span(), "property-term", says);
                return None;
            };
            let term = r.term(&term)?.0;
            let then = names.pop()?;
            match names.pop() {
                Some(act) => Demand::AfterWithin { act, then, term },
                None => Demand::Total { clock: then, term },
            }
        }
        "if-asked-then" => {
            let last = names.pop()?;
            let asked = names.remove(0);
            Demand::IfAskedThen { asked, then: names, last }
        }
        three => {
            let last = names.pop()?;
            let second = names.pop();
            match (three, second, names.pop()) {
                ("not-above", Some(bound), Some(field)) => Demand::NotAbove { field, bound, act: last },
                (_, Some(first), _) => Demand::NotAfter { first, then: last },
                _ => return None,
            }
        }
    })
}
