//! Local numbers, layer upon layer: what a lower layer sets may move the higher one's number only the way it allows.

use super::node::Node;
use super::things::{once, one_of};
use crate::definition::Rulebook;
use crate::definition::law::Parameter;
use crate::value::Words;
use deadline::{Date, Term};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The layers, highest first.
const LAYERS: [&str; 5] = ["nation", "region", "city", "county", "town"];

/// Reads all parameters; of each the lowest layer's number counts, and keeps what it was moved from.
pub(super) fn read(nodes: &[Node<'_>], book: &mut Rulebook) {
    let mut settings: BTreeMap<String, Vec<(usize, Parameter, &Node<'_>)>> = BTreeMap::new();
    for node in nodes.iter().filter(|n| n.name() == "parameter") {
        let parameter = parameter(node);
        let layer = LAYERS.iter().position(|l| *l == parameter.layer).unwrap_or(LAYERS.len());
        let others = settings.entry(parameter.name.clone()).or_default();
        once(node, others.iter().any(|(l, ..)| *l == layer));
        others.push((layer, parameter, node));
    }
    for (name, mut layers) in settings {
        layers.sort_by_key(|(layer, ..)| *layer);
        let mut counts: Option<Parameter> = None;
        for (_, mut parameter, node) in layers {
            if let Some(above) = counts.take() {
                moved(node, &above, &parameter);
                parameter.above = Some(Box::new(above));
            }
            counts = Some(parameter);
        }
        book.parameters.extend(counts.map(|p| (name, p)));
    }
}

fn parameter(node: &Node<'_>) -> Parameter {
    let direction = one_of(node, "direction", &["shorter", "longer", "fixed"]);
    let mut dated: Vec<(Date, Option<Term>, Option<i64>)> = (node.children("term").iter())
        .chain(&node.children("number"))
        .map(|n| {
            let term = Some(n).filter(|n| n.name() == "term").and_then(|n| n.term()).and_then(Result::ok);
            let number = Some(n).filter(|n| n.name() == "number").and_then(|n| n.number(0));
            (n.prop_date("from").unwrap_or(Date::MIN), term, number)
        })
        .collect();
    dated.sort_by_key(|(from, ..)| *from);
    let parameter = Parameter {
        name: node.text(0),
        title: node.title(),
        layer: one_of(node, "layer", &LAYERS),
        source: node.prop_text("source"),
        direction,
        term: dated.iter().filter_map(|(_, t, _)| *t).max_by_key(|t| t.n),
        number: dated.last().and_then(|(.., n)| *n),
        dated,
        above: None,
    };
    let mixed = {
        let mut units: Vec<_> = parameter.dated.iter().map(|(_, t, _)| t.map(|t| t.unit)).collect();
        units.dedup();
        let days: BTreeSet<Date> = parameter.dated.iter().map(|(d, ..)| *d).collect();
        units.len() > 1 || days.len() < parameter.dated.len()
    };
    if parameter.term.is_some() == parameter.number.is_some() || mixed {
        let says = Words::new(
            "应有一个 `term` 或一个 `number`；随时间变的，每个写明不同的 from，单位相同",
            "it needs one `term` or one `number`; where it changes with time, each with a `from` of its own and one unit",
        );
        node.problem(node.name_span(), "parameter-value", says);
    }
    parameter
}

/// Tells a number that was moved the wrong way, or that can't be compared with the one above it.
fn moved(node: &Node<'_>, above: &Parameter, below: &Parameter) {
    let (a, b) = (above.shown(), below.shown());
    let allowed = match (compared(above, below), above.direction.as_str()) {
        (Some(Ordering::Equal), _) => true,
        (Some(order), "shorter") => order == Ordering::Less,
        (Some(order), "longer") => order == Ordering::Greater,
        _ => false,
    };
    if !allowed {
        let (layer, direction) = (&above.layer, &above.direction);
        let says = Words::new(
            format!("`{}` 在上一层({layer})是 {a},只许 {direction},这里写了 {b}", above.name),
            format!("`{}` is {a} above ({layer}) and may only move {direction}; here it is {b}", above.name),
        );
        let help = Words::new(
            "改到上一层允许的一边,或者请上一层改",
            "move it the way the layer above allows, or have it changed there",
        );
        node.text.problem(node.name_span(), "parameter-direction", says, help);
    }
}

/// How the lower number stands to the higher; none if their units differ.
fn compared(above: &Parameter, below: &Parameter) -> Option<Ordering> {
    match ((above.term, above.number), (below.term, below.number)) {
        ((Some(a), _), (Some(b), _)) => (a.unit == b.unit).then(|| b.n.cmp(&a.n)),
        ((_, Some(a)), (_, Some(b))) => Some(b.cmp(&a)),
        _ => None,
    }
}
