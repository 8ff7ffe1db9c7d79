//! What a drafter needs beside the text: where the report is made, figures to put in, what does not add up, what moved since.

use crate::visit::Visit;
use crate::{Desk, blocking};
use figures::Row;
use kernel::Rulebook;
use press::{Links, Report};
use serde::Serialize;
use store::StoredMatter;
use web::{Language, Problem};

/// A figure that a drafter may put into his text.
#[derive(Serialize)]
struct Pick {
    title: String,
    value: String,
    unit: String,
    href: String,
    /// What he types: `{{隐患排查数}}`.
    code: String,
}

/// A figure that is not any more what the adopted text says.
#[derive(Serialize)]
struct Moved {
    title: String,
    part: String,
    adopted: String,
    now: String,
    href: String,
}

/// How the making of a report stands.
#[derive(Serialize)]
pub(super) struct Drafting {
    /// Path of its matter; none when nobody began it.
    href: Option<String>,
    number: String,
    adopted: bool,
    unknown: Vec<String>,
    moved: Vec<Moved>,
    picks: Vec<Pick>,
}

pub(super) fn drafting(
    desk: &Desk,
    visit: &Visit,
    matter: Option<&StoredMatter>,
    report: &Report,
    rows: &[Row],
    links: &Links,
) -> Drafting {
    let language = visit.language;
    let rulebook = &desk.door.rulebook;
    let title = |name: &str| {
        rulebook.figures.get(name).map_or_else(|| name.to_owned(), |f| language.of(&f.title).to_owned())
    };
    let moved = if report.is_adopted() { report.moved(rows) } else { Vec::new() };
    let none = desk.say(visit, "not-applicable", &[]);
    Drafting {
        href: matter.map(|m| format!("{}/matters/{}", links.base, m.matter.id)),
        number: matter.map_or_else(String::new, |m| m.number.clone()),
        adopted: report.is_adopted(),
        unknown: report.unknown().to_vec(),
        moved: moved
            .into_iter()
            .map(|m| Moved {
                title: title(&m.figure),
                href: links.figure(&m.figure, &m.dimension),
                part: m.dimension,
                adopted: m.adopted,
                now: m.now,
            })
            .collect(),
        picks: rows
            .iter()
            .filter(|r| r.dimension.is_empty())
            .filter_map(|r| {
                let figure = rulebook.figures.get(&r.figure).filter(|f| f.reported)?;
                Some(Pick {
                    title: language.of(&figure.title).to_owned(),
                    value: r.value.map_or_else(|| none.clone(), |v| v.to_string()),
                    unit: r.unit.clone(),
                    href: links.figure(&r.figure, ""),
                    code: format!("{{{{{}}}}}", figure.title.zh),
                })
            })
            .collect(),
    }
}

/// What does not add up in a text, with its places marked.
pub(super) async fn examined(
    desk: &Desk,
    text: String,
    language: Language,
) -> Result<minijinja::Value, Problem> {
    let rulebook = desk.door.rulebook.clone();
    let html = blocking(move || fragment(&rulebook, &text, language)).await?;
    Ok(minijinja::Value::from_safe_string(html))
}

fn fragment(rulebook: &Rulebook, text: &str, language: Language) -> String {
    let language = match language {
        Language::Zh => check::Language::Chinese,
        Language::En => check::Language::English,
    };
    let report = check::check_with(text, &press::repealed(rulebook));
    // A text in which nothing is marked need not stand there twice.
    let shown = if report.shown(false).next().is_some() { text } else { "" };
    check::fragment(shown, &report, language)
}
