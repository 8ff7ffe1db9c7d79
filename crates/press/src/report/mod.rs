//! The yearly report: a Markdown template with live figures and claims and with what its drafter wrote, as HTML and as
//! Markdown; once it is adopted, the text that was adopted.

mod drafted;
mod frozen;

pub use frozen::Moved;

use crate::live::{Links, linked, mark, plain};
use figures::{ClaimState, Row, Verdict};
use kernel::{Matter, Rulebook, Value};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use std::collections::BTreeMap;

/// The procedure in which a report is drafted, adopted and published.
pub const PROCEDURE: &str = "yearly-report";
/// Its field with the year reported.
pub const YEAR: &str = "year";
/// Its field with the text as adopted, figures and all.
pub const ADOPTED: &str = "adopted_text";

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The template names a figure or claim that is not there, or is no template.
    #[error("the report's template: {0:#}")]
    Template(#[from] Error),
}

/// A report with its figures put in.
#[derive(Clone, Debug)]
pub struct Report {
    /// Markdown with marks.
    marked: String,
    /// Names in the drafter's text that are no figure.
    unknown: Vec<String>,
    /// It is the text that was adopted.
    adopted: bool,
}

/// What a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Its template.
    pub template: &'a str,
    /// Name of the town.
    pub town: &'a str,
    /// The year reported.
    pub year: i16,
    /// The year's figures.
    pub rows: &'a [Row],
    /// What the record says to universal sentences.
    pub claims: &'a [ClaimState<'a>],
}

/// What stands in the text for a figure or sentence to which nothing in the record speaks.
const NOT_APPLICABLE: &str = "不适用";

/// What stands in the text for a part that is not drafted yet.
const NOT_DRAFTED: &str = "（本部分尚未起草。）";

impl Report {
    /// The report as the matter in which it is drafted stands: the text adopted, or else the template with live figures
    /// and what was drafted so far.
    ///
    /// # Errors
    /// As [`Report::make`].
    pub fn of(
        rulebook: &Rulebook,
        ground: Ground<'_>,
        matter: Option<&Matter>,
    ) -> Result<Report, ReportError> {
        match matter.and_then(|m| m.facts.get(ADOPTED)) {
            Some(Value::Text(text)) => Ok(Report::frozen(text)),
            _ => Report::live(rulebook, ground, matter),
        }
    }

    /// The report with the figures of now, adopted or not.
    ///
    /// # Errors
    /// As [`Report::make`].
    pub fn live(
        rulebook: &Rulebook,
        ground: Ground<'_>,
        matter: Option<&Matter>,
    ) -> Result<Report, ReportError> {
        let mut unknown = Vec::new();
        let facts = matter.into_iter().flat_map(|m| &m.facts);
        let texts = facts.filter_map(|(name, value)| Some((name.clone(), value.as_text()?)));
        let drafted = texts
            .map(|(name, text)| (name, drafted::filled(text, rulebook, ground.rows, &mut unknown)))
            .collect();
        let marked = Report::make(ground, drafted)?;
        Ok(Report { marked, unknown, adopted: false })
    }

    /// Puts figures, claims and drafted texts into a template. It may call `figure(name)`, `figure(name, part)`,
    /// `parts(name)` (name and value of each part), `claim(name)`, `drafted(field)`, and read `town`, `year`.
    ///
    /// # Errors
    /// A name that is not there, or a template that does not parse.
    fn make(ground: Ground<'_>, drafted: BTreeMap<String, String>) -> Result<String, ReportError> {
        let Ground { template, town, year, rows, claims } = ground;
        let mut env = Environment::new();
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        let values: BTreeMap<(String, String), String> = rows
            .iter()
            .map(|r| {
                (
                    (r.figure.clone(), r.dimension.clone()),
                    r.value.map_or(NOT_APPLICABLE.into(), |v| v.to_string()),
                )
            })
            .collect();
        let parts: Vec<(String, String, String)> = (rows.iter())
            .filter(|r| !r.dimension.is_empty())
            .map(|r| {
                (
                    r.figure.clone(),
                    r.dimension.clone(),
                    r.value.map_or(NOT_APPLICABLE.into(), |v| v.to_string()),
                )
            })
            .collect();
        env.add_function("figure", move |name: String, part: Option<String>| {
            let part = part.unwrap_or_default();
            match values.get(&(name.clone(), part.clone())) {
                Some(value) => Ok(mark(&format!("figure:{name}:{part}"), value)),
                // A part to which nothing was posted is nothing, if the figure itself is there.
                None if values.contains_key(&(name.clone(), String::new())) => {
                    Ok(mark(&format!("figure:{name}:{part}"), "0"))
                }
                None => Err(Error::new(ErrorKind::InvalidOperation, format!("there is no figure `{name}`"))),
            }
        });
        env.add_function("parts", move |name: String| {
            let of = parts.iter().filter(|(f, ..)| *f == name);
            of.map(|(f, d, v)| vec![d.clone(), mark(&format!("figure:{f}:{d}"), v)]).collect::<Vec<_>>()
        });
        let said: BTreeMap<String, String> = claims
            .iter()
            .map(|c| (c.claim.name.clone(), mark(&format!("claim:{}", c.claim.name), &sentence(c))))
            .collect();
        env.add_function("claim", move |name: String| {
            said.get(&name)
                .cloned()
                .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("there is no claim `{name}`")))
        });
        env.add_function("drafted", move |field: String| {
            drafted.get(&field).cloned().unwrap_or_else(|| NOT_DRAFTED.to_owned())
        });
        Ok(env.render_str(template, minijinja::context! { town, year, next_year => year + 1 })?)
    }

    /// Whether it is the text that was adopted, which no later act changes.
    pub fn is_adopted(&self) -> bool {
        self.adopted
    }

    /// Names between double braces in the drafter's text that are no figure's name or title.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The report as Markdown, its figures as plain numbers.
    pub fn markdown(&self) -> String {
        plain(&self.marked)
    }

    /// The report as text without Markdown, a line for each heading, paragraph or cell.
    pub fn text(&self) -> String {
        use pulldown_cmark::{Event, Options, Parser};
        let markdown = self.markdown();
        let mut out = String::with_capacity(markdown.len());
        for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES) {
            match event {
                Event::Text(t) | Event::Code(t) | Event::Html(t) | Event::InlineHtml(t) => out.push_str(&t),
                Event::SoftBreak | Event::HardBreak => out.push('\n'),
                Event::End(_) if !out.ends_with('\n') => out.push('\n'),
                _ => {}
            }
        }
        out
    }

    /// The report as a paper.
    pub fn paper(&self, made_on: deadline::DateTime) -> paper::Paper {
        crate::compose(&self.markdown(), paper::Layout::Report { english: false }, made_on)
    }

    /// The report's body as HTML, each figure a link to the records behind it.
    pub fn html(&self, links: &Links) -> String {
        let mut html = String::new();
        let options = pulldown_cmark::Options::ENABLE_TABLES;
        let events = pulldown_cmark::Parser::new_ext(&self.marked, options).map(|event| match event {
            // A report holds text only.
            pulldown_cmark::Event::Html(raw) | pulldown_cmark::Event::InlineHtml(raw) => {
                pulldown_cmark::Event::Text(raw)
            }
            other => other,
        });
        pulldown_cmark::html::push_html(&mut html, events);
        linked(&html, links)
    }
}

/// A claim as the report may say it: never a universal sentence that the record contradicts.
fn sentence(state: &ClaimState<'_>) -> String {
    let says = &state.claim.says.zh;
    match state.verdict {
        Verdict::Supported(_) => says.clone(),
        Verdict::Contradicted(n) => format!("(“{says}”与记录不符,有{n}件反例)"),
        Verdict::Silent => format!("(“{says}”:本年没有可核对的记录)"),
    }
}
