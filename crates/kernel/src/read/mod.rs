//! Reading the rulebook: texts in, one linked whole or all problems with their places out.

mod figures;
mod general;
mod link;
mod node;
mod parameters;
mod procedures;
mod properties;
mod scenarios;
pub mod spec;
mod things;

use crate::definition::Rulebook;
use crate::problem::{Problem, Sources, Span};
use crate::value::Words;
use deadline::Calendar;
use kdl::{KdlDiagnostic, KdlDocument};
use link::Links;
use node::{Node, Text};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    let texts: Vec<(&str, &str)> = (sources.iter())
        .filter(|(path, _)| path.ends_with(".kdl"))
        .map(|(path, source)| (path.as_str(), source.as_str()))
        .collect();
    let mut parsed = Vec::new();
    for ((path, source), document) in texts.iter().zip(parse_all(&texts)) {
        match document {
            Ok(document) => parsed.push((*path, *source, document)),
            Err(found) => problems.borrow_mut().extend(found),
        }
    }
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
        general::read(&nodes, &mut book, &mut links);
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
        generals: BTreeMap::new(),
        remedies: BTreeMap::new(),
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

type Parsed = Result<KdlDocument, Vec<Problem>>;

/// Parses every text, in the order given. Texts stand alone, so all cores share them.
fn parse_all(texts: &[(&str, &str)]) -> Vec<Parsed> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((path, source)) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*path, parse(path, source)));
        }
        done
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut parsed: BTreeMap<&str, Parsed> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..cores.min(texts.len())).map(|_| scope.spawn(work)).collect();
        let own = work();
        own.into_iter().chain(others.into_iter().flat_map(|t| t.join().unwrap_or_default())).collect()
    });
    texts.iter().map(|(path, source)| parsed.remove(path).unwrap_or_else(|| parse(path, source))).collect()
}

fn parse(path: &str, source: &str) -> Parsed {
    let problem = |d: KdlDiagnostic| {
        let message = d.message.unwrap_or_else(|| "not KDL".to_owned());
        let help = d.help.unwrap_or_default();
        Problem {
            file: path.to_owned(),
            span: Span { start: d.span.offset(), len: d.span.len() },
            code: "syntax",
            says: Words::new(format!("写法不对(KDL):{message}"), format!("not KDL: {message}")),
            help: Words::new(help.clone(), help),
        }
    };
    KdlDocument::parse_v2(source).map_err(|error| error.diagnostics.into_iter().map(problem).collect())
}
