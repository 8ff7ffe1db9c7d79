//! Letters, notices and decisions of a procedure, filled from the matter.

use deadline::{Date, DateTime};
use kernel::definition::{FieldKind, Procedure};
use kernel::{Matter, Value};
use minijinja::{Environment, UndefinedBehavior};
use std::collections::BTreeMap;

/// A document's text (Markdown) for a matter after an act.
///
/// The template reads fields by name, `number`, `town`, `happened`, `procedure`, and `due("clock")`. A field that was
/// never given shows as a blank line to be filled in by hand.
///
/// # Errors
/// A template that does not parse.
pub fn letter(
    template: &str,
    procedure: &Procedure,
    matter: &Matter,
    number: &str,
    town: &str,
    happened: DateTime,
) -> Result<String, minijinja::Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Lenient);
    env.set_formatter(|out, _, value| {
        let text = if value.is_undefined() || value.is_none() { String::new() } else { value.to_string() };
        // What people typed is text, never Markdown.
        Ok(out.write_str(&escaped(&text))?)
    });
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
    env.render_str(template, context)
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

/// Text that Markdown reads as itself; a line end in it ends a line of the document.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim_matches(['\n', '\r']).replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\r' => out.push_str("\\\n"),
            '\t' => out.push(' '),
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// 2023年3月1日
pub(crate) fn chinese(day: Date) -> String {
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
