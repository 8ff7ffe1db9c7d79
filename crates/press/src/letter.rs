//! Letters, notices and decisions of a procedure, filled from the matter.

use deadline::{Date, DateTime};
use kernel::definition::{Document, FieldKind, Procedure};
use kernel::{FileRef, Matter, Rulebook, Value};
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
    filled(book, document, procedure, matter, number, town, happened, &|_| BLANK.to_owned())
}

/// A line to be filled in by hand.
const BLANK: &str = "______";

/// The fields that a document prints and that were never given, by name.
///
/// # Errors
/// A template that does not parse.
pub fn blanks(
    book: &Rulebook,
    document: &Document,
    procedure: &Procedure,
    matter: &Matter,
    happened: DateTime,
) -> Result<Vec<String>, minijinja::Error> {
    let mark = |field: &str| format!("\u{E010}{field}\u{E011}");
    let text = filled(book, document, procedure, matter, "", "", happened, &mark)?;
    let printed = |name: &&String| text.contains(&mark(name).replace('_', "\\_"));
    Ok(procedure.fields.iter().map(|f| &f.name).filter(printed).cloned().collect())
}

#[allow(clippy::too_many_arguments, reason = "what a letter is made of, and one word more")]
fn filled(
    book: &Rulebook,
    document: &Document,
    procedure: &Procedure,
    matter: &Matter,
    number: &str,
    town: &str,
    happened: DateTime,
    blank: &dyn Fn(&str) -> String,
) -> Result<String, minijinja::Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Lenient);
    env.set_formatter(|out, _, value| {
        let text = if value.is_undefined() || value.is_none() { String::new() } else { value.to_string() };
        if value.is_safe() {
            return Ok(out.write_str(&text)?);
        }
        // What people typed is text, never Markdown.
        Ok(out.write_str(&escaped(&text))?)
    });
    let due: BTreeMap<String, String> =
        matter.clocks.iter().filter_map(|(n, c)| Some((n.clone(), chinese(c.due?.date())))).collect();
    env.add_function("due", move |clock: String| due.get(&clock).cloned().unwrap_or_else(|| BLANK.into()));
    let mut context: BTreeMap<String, String> =
        procedure.fields.iter().map(|f| (f.name.clone(), blank(&f.name))).collect();
    for (name, value) in &matter.facts {
        context.insert(name.clone(), shown(procedure.field(name).map(|f| &f.kind), value));
    }
    context.insert("number".into(), number.to_owned());
    context.insert("town".into(), town.to_owned());
    context.insert("procedure".into(), procedure.title.zh.clone());
    context.insert("happened".into(), chinese(happened.date()));
    let remedy = document.remedy.as_ref().and_then(|r| book.remedies.get(r)?.text(happened.date()));
    let mut context: BTreeMap<String, minijinja::Value> =
        context.into_iter().map(|(name, text)| (name, minijinja::Value::from(text))).collect();
    // The words of redress are a template themselves: they tell the last day.
    let remedy = env.render_str(remedy.unwrap_or_default(), context.clone())?;
    context.insert("remedy".into(), minijinja::Value::from_safe_string(remedy));
    env.render_str(&document.template, context)
}

fn shown(kind: Option<&FieldKind>, value: &Value) -> String {
    match (kind, value) {
        (Some(FieldKind::Money), Value::Number(fen)) => {
            format!("{}.{:02}元", fen / 100, fen.unsigned_abs() % 100)
        }
        (Some(FieldKind::Number { unit }), Value::Number(n)) => format!("{n}{unit}"),
        (Some(FieldKind::Files(_)), Value::List(_)) => {
            let files = value.texts().into_iter().filter_map(FileRef::read).map(|f| f.name);
            files.collect::<Vec<_>>().join("、")
        }
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
