//! Scenarios: stories that the engine must play as told.

use super::link::{Kind, Links};
use super::node::{At, Node};
use crate::definition::{Basis, Line, Refused, Rulebook, Scenario, Told};
use crate::value::{Value, Words};
use deadline::{Date, DateTime};
use std::collections::BTreeMap;

/// Reads all scenarios into the book.
pub(super) fn read(nodes: &[Node<'_>], book: &mut Rulebook, links: &mut Links) {
    for node in nodes.iter().filter(|n| n.name() == "scenario") {
        let Some(procedure) = node.prop("procedure") else { continue };
        let procedure = links.name(node, procedure, Kind::Procedure, None);
        let mut lines: Vec<Line> = Vec::new();
        let mut began: Option<Date> = None;
        for line in node.all() {
            let within = began.and_then(|on| book.procedure_on(&procedure, on)).map(|p| p.from);
            let Some(told) = told(&line, links, (&procedure, within)) else { continue };
            if let (None, Told::Act { at, action, .. }) = (began, &told) {
                began = Some(at.date());
                let from = book.procedure_on(&procedure, at.date()).map(|p| p.from);
                if let (Some(from), Some(name)) = (from, line.texts().into_iter().nth(1)) {
                    links.name(
                        &line,
                        At { value: action.clone(), span: name.span },
                        Kind::Action,
                        Some((&procedure, from)),
                    );
                }
            }
            lines.push(Line { span: line.name_span(), told });
        }
        book.scenarios.push(Scenario {
            title: Words::new(node.text(0), node.prop_text("en")),
            procedure,
            rules: node.prop_text("rules").split_whitespace().map(str::to_owned).collect(),
            file: node.text.path.to_owned(),
            span: node.name_span(),
            lines,
        });
    }
}

fn told(line: &Node<'_>, links: &mut Links, (procedure, from): (&str, Option<Date>)) -> Option<Told> {
    let within = from.map(|from| (procedure, from));
    Some(match line.name() {
        "entry" => {
            let mut texts = line.texts().into_iter();
            Told::Entry {
                register: links.name(line, texts.next()?, Kind::Register, None),
                key: texts.next()?.value,
                from: line.prop_date("from")?,
                until: line.prop_date("until"),
                fields: facts(line),
            }
        }
        "on" | "refused" => {
            let mut texts = line.texts().into_iter();
            let at = moment(line, &texts.next()?)?;
            let action = texts.next()?;
            let action = match within {
                Some(within) => links.name(line, action, Kind::Action, Some(within)),
                None => action.value,
            };
            let refused = (line.name() == "refused").then(|| refused(line, links));
            Told::Act { at, action, by: line.prop_text("by"), facts: facts(line), refused }
        }
        "passes" => Told::Passes(moment(line, &line.texts().into_iter().next()?)?),
        "expect" => {
            let stage = line.prop("stage").map(|at| match within {
                Some(within) => links.name(line, at, Kind::Stage, Some(within)),
                None => at.value,
            });
            Told::Expect { stage, ended: line.prop_flag("ended") }
        }
        _ => {
            let mut texts = line.texts().into_iter();
            let clock = texts.next()?;
            let clock = match within {
                Some(within) => links.name(line, clock, Kind::Clock, Some(within)),
                None => clock.value,
            };
            Told::Due { clock, at: texts.next()?.value }
        }
    })
}

fn refused(line: &Node<'_>, links: &mut Links) -> Refused {
    let basis: Option<Basis> = links.basis(line, None).into_iter().next();
    let code = line.prop("code").map(|c| c.value);
    if basis.is_none() && code.is_none() {
        let says = Words::new("没有写明以什么理由被拒绝", "it does not say on which ground it is refused");
        let help = Words::new(
            "写上 basis=\"APL 63\" 或 code=separation",
            "write basis=\"APL 63\" or code=separation",
        );
        line.text.problem(line.name_span(), "refused-without-ground", says, help);
    }
    Refused { basis, code }
}

fn facts(line: &Node<'_>) -> BTreeMap<String, Value> {
    line.all().iter().filter_map(|f| Some((f.name().to_owned(), f.value()?))).collect()
}

/// A moment `2023-03-06T09:00`, or a day, meaning nine in the morning.
fn moment(line: &Node<'_>, text: &At<String>) -> Option<DateTime> {
    let day = text.value.parse::<Date>().ok().filter(|_| !text.value.contains('T'));
    let at = day.map(|d| d.at(9, 0, 0, 0)).or_else(|| text.value.parse().ok());
    if at.is_none() {
        let says =
            Words::new(format!("`{}` 不是时间", text.value), format!("`{}` is not a moment", text.value));
        let help = Words::new("写成 \"2023-03-06T09:00\"", "write it as \"2023-03-06T09:00\"");
        line.text.problem(text.span, "not-a-moment", says, help);
    }
    at
}
