//! Figures, identities and claims.

use super::link::{Kind, Links};
use super::node::{At, Node};
use super::procedures::{compile, link_guard};
use super::things::once;
use crate::definition::{Claim, Count, Figure, FigureKind, Identity, Rulebook};
use crate::value::Words;

/// Reads all figures into the book.
pub(super) fn read(nodes: &[Node<'_>], book: &mut Rulebook, links: &mut Links) {
    for node in nodes {
        match node.name() {
            "figure" => figure(node, book, links),
            "identity" => {
                let side = |name: &str, links: &mut Links| -> Vec<String> {
                    let texts: Vec<_> = node.children(name).iter().flat_map(Node::texts).collect();
                    texts.into_iter().map(|t| links.name(node, t, Kind::Figure, None)).collect()
                };
                let (left, right) = (side("left", links), side("right", links));
                book.identities.push(Identity { name: node.text(0), title: node.title(), left, right });
            }
            "claim" => {
                let mut name = |key: &str| {
                    node.prop(key).map_or_else(String::new, |at| links.name(node, at, Kind::Figure, None))
                };
                let (none, among) = (name("none"), name("among"));
                let basis = links.basis(node, None);
                let claim = Claim { name: node.text(0), says: node.title(), none, among, basis };
                once(node, book.claims.insert(claim.name.clone(), claim).is_some());
            }
            _ => {}
        }
    }
}

fn figure(node: &Node<'_>, book: &mut Rulebook, links: &mut Links) {
    let Some(kind) = kind(node, book, links) else { return };
    let figure = Figure {
        name: node.text(0),
        title: node.title(),
        unit: node.prop_text("unit"),
        item: node.prop_number("item").and_then(|n| u32::try_from(n).ok()),
        reported: node.prop_flag("reported").unwrap_or(true),
        means: node.child("means").map(|m| Words::new(m.text(0), m.prop_text("en"))).unwrap_or_default(),
        kind,
    };
    if let FigureKind::Flow(counts) | FigureKind::Stock(counts) = &figure.kind {
        for count in counts {
            let names = book.counted.entry(format!("{}/{}", count.procedure, count.action)).or_default();
            if !names.contains(&figure.name) {
                names.push(figure.name.clone());
            }
        }
    }
    once(node, book.figures.insert(figure.name.clone(), figure).is_some());
}

fn kind(node: &Node<'_>, book: &Rulebook, links: &mut Links) -> Option<FigureKind> {
    let kinds: Vec<Node<'_>> = node.all().into_iter().filter(|n| n.name() != "means").collect();
    let [kind] = kinds.as_slice() else {
        let says = Words::new(
            "指标应当恰好有一种算法:flow、stock、ratio、least 或 limit",
            "a figure comes about in exactly one way: flow, stock, ratio, least or limit",
        );
        node.problem(node.name_span(), "figure-kind", says);
        return None;
    };
    let mut name = |key: &str| kind.prop(key).map(|at| links.name(kind, at, Kind::Figure, None));
    match kind.name() {
        "ratio" => Some(FigureKind::Ratio {
            numerator: name("numerator")?,
            denominator: name("denominator")?,
            decimals: kind.prop_number("decimals").and_then(|d| u8::try_from(d).ok()).filter(|d| *d <= 6)?,
        }),
        "least" => Some(FigureKind::Least { of: name("of")?, among: name("among")? }),
        "limit" => {
            let at = kind.texts().into_iter().next()?;
            let full = links.name(kind, at, Kind::Limit, None);
            let (procedure, clock) = full.split_once('/')?;
            Some(FigureKind::Limit { procedure: procedure.to_owned(), clock: clock.to_owned() })
        }
        flow_or_stock => {
            let lines: Vec<Node<'_>> = kind.all();
            let counts = lines.iter().filter_map(|c| count(c, book, links)).collect();
            Some(if flow_or_stock == "stock" { FigureKind::Stock(counts) } else { FigureKind::Flow(counts) })
        }
    }
}

fn count(node: &Node<'_>, book: &Rulebook, links: &mut Links) -> Option<Count> {
    let on = node.texts().into_iter().next()?;
    let full = links.name(node, on, Kind::Step, None);
    let (procedure, action) = full.split_once('/')?;
    let version = book.procedure(procedure)?.from;
    let mut field =
        |key: &str| node.prop(key).map(|at| links.name(node, at, Kind::Field, Some((procedure, version))));
    let (add, by) = (field("add"), field("by"));
    let when = node.prop("when").and_then(|at: At<String>| {
        let guard = compile(node, &at, Vec::new(), Words::default(), Words::default())?;
        link_guard(links, node, at.span, &guard, procedure, version);
        Some(guard)
    });
    Some(Count {
        procedure: procedure.to_owned(),
        action: action.to_owned(),
        when,
        add,
        takes: node.name() == "take",
        by,
    })
}
