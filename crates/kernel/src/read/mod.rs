//! Reading the rulebook: texts in, one linked whole or all problems with their places out.

mod figures;
mod link;
mod node;
mod procedures;
mod properties;
mod scenarios;
pub mod spec;
mod things;

use crate::definition::Rulebook;
use crate::problem::{Problem, Sources, Span};
use crate::value::Words;
use deadline::Calendar;
use kdl::KdlDocument;
use link::Links;
use node::{Node, Text};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Reads and links all texts. `version` names them in every record, usually as their hash.
///
/// Only `*.kdl` files are definitions; a procedure's documents are the files
/// `procedures/<name>/documents/<document>.md`.
///
/// # Errors
/// All problems that were found, in the order of files and places.
pub fn rulebook(sources: &Sources, version: &str) -> Result<Rulebook, Vec<Problem>> {
    let problems = RefCell::new(Vec::new());
    let enforced = RefCell::new(Vec::new());
    let parsed: Vec<(&str, &str, KdlDocument)> = (sources.iter())
        .filter(|(path, _)| path.ends_with(".kdl"))
        .filter_map(|(path, source)| Some((path.as_str(), source.as_str(), parse(path, source, &problems)?)))
        .collect();
    let nodes: Vec<Node<'_>> = (parsed.iter())
        .flat_map(|(path, source, document)| {
            let text = Text { path, source, problems: &problems, enforced: &enforced };
            document.nodes().iter().filter_map(move |n| Node::checked(text, n)).collect::<Vec<_>>()
        })
        .collect();
    let mut book = empty(version);
    // A node that breaks the grammar is told once; reading on would only tell it again in other words.
    if problems.borrow().is_empty() {
        let mut links = Links::default();
        things::read(&nodes, &mut book, &mut links);
        procedures::read(&nodes, sources, &mut book, &mut links);
        figures::read(&nodes, &mut book, &mut links);
        scenarios::read(&nodes, &mut book, &mut links);
        link::check(&links, &book, &problems);
    }
    book.enforced = enforced.into_inner();
    let mut problems = problems.into_inner();
    problems.sort_by(|a, b| (&a.file, a.span).cmp(&(&b.file, b.span)));
    problems.dedup();
    if problems.is_empty() { Ok(book) } else { Err(problems) }
}

fn empty(version: &str) -> Rulebook {
    Rulebook {
        version: version.to_owned(),
        laws: BTreeMap::new(),
        roles: BTreeMap::new(),
        parameters: BTreeMap::new(),
        calendar: Calendar::new("cn"),
        registers: BTreeMap::new(),
        procedures: BTreeMap::new(),
        figures: BTreeMap::new(),
        identities: Vec::new(),
        claims: BTreeMap::new(),
        counted: BTreeMap::new(),
        scenarios: Vec::new(),
        rows: BTreeMap::new(),
        not_modelled: BTreeMap::new(),
        enforced: Vec::new(),
    }
}

fn parse(path: &str, source: &str, problems: &RefCell<Vec<Problem>>) -> Option<KdlDocument> {
    match KdlDocument::parse_v2(source) {
        Ok(document) => Some(document),
        Err(error) => {
            for d in error.diagnostics {
                let message = d.message.unwrap_or_else(|| "not KDL".to_owned());
                let help = d.help.unwrap_or_default();
                problems.borrow_mut().push(Problem {
                    file: path.to_owned(),
                    span: Span { start: d.span.offset(), len: d.span.len() },
                    code: "syntax",
                    says: Words::new(format!("写法不对(KDL):{message}"), format!("not KDL: {message}")),
                    help: Words::new(help.clone(), help),
                });
            }
            None
        }
    }
}
