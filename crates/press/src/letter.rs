//! Letters, notices and decisions of a procedure, filled from the matter.

use deadline::{Date, DateTime};
use kernel::definition::{Document, FieldKind, Procedure};
use kernel::{Matter, Rulebook, Value};
use minijinja::{Environment, UndefinedBehavior};
use std::collections::BTreeMap;

/// A document's text (Markdown) for a matter after an act.
///
/// The template reads fields by name, `number`, `town`, `happened`, `procedure`, `remedy` (what the way of redress
/// says on that day), and `due("clock")`. A field that was
/// never given shows as a blank line to be filled in by hand.
///
/// # Errors
/// A template that does not parse.
pub fn letter(
    book: &Rulebook,
    document: &Document,
    procedure: &Procedure,
    matter: &Matter,
    number: &str,
    town: &str,
    happened: DateTime,
) -> Result<String, minijinja::Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Lenient);
    let due: BTreeMap<String, String> =
        matter.clocks.iter().filter_map(|(n, c)| Some((n.clone(), chinese(c.due?.date())))).collect();
    env.add_function("due", move |clock: String| due.get(&clock).cloned().unwrap_or_else(|| "______".into()));
    let mut context: BTreeMap<String, String> =
        procedure.fields.iter().map(|f| (f.name.clone(), "______".to_owned())).collect();
    for (name, value) in &matter.facts {
        context.insert(name.clone(), shown(procedure.field(name).map(|f| &f.kind), value));
    }
    context.insert("number".into(), number.to_owned());
    context.insert("town".into(), town.to_owned());
    context.insert("procedure".into(), procedure.title.zh.clone());
    context.insert("happened".into(), chinese(happened.date()));
    let remedy = document.remedy.as_ref().and_then(|r| book.remedies.get(r)?.text(happened.date()));
    context.insert("remedy".into(), remedy.unwrap_or_default().to_owned());
    env.render_str(&document.template, context)
}

fn shown(kind: Option<&FieldKind>, value: &Value) -> String {
    match (kind, value) {
        (Some(FieldKind::Money), Value::Number(fen)) => {
            format!("{}.{:02}元", fen / 100, fen.unsigned_abs() % 100)
        }
        (Some(FieldKind::Number { unit }), Value::Number(n)) => format!("{n}{unit}"),
        (Some(FieldKind::Date), Value::Text(t)) => t.parse().map_or(t.clone(), chinese),
        _ => value.to_string(),
    }
}

/// 2023年3月1日
fn chinese(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A letter's Markdown as HTML.
pub fn to_html(markdown: &str) -> String {
    let mut html = String::new();
    // Facts are typed by people: no HTML of theirs may pass.
    let parser = pulldown_cmark::Parser::new(markdown).map(|event| match event {
        pulldown_cmark::Event::Html(t) | pulldown_cmark::Event::InlineHtml(t) => {
            pulldown_cmark::Event::Text(t)
        }
        other => other,
    });
    pulldown_cmark::html::push_html(&mut html, parser);
    html
}
