//! The yearly report: a Markdown template with live figures and claims, as HTML and as Markdown.

use crate::live::{Links, linked, mark, plain};
use figures::{ClaimState, Row, Verdict};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use std::collections::BTreeMap;

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
}

/// What stands in the text for a figure or sentence to which nothing in the record speaks.
const NOT_APPLICABLE: &str = "不适用";

impl Report {
    /// Puts figures and claims into a template. It may call `figure(name)`, `figure(name, part)`, `parts(name)` (name
    /// and value of each part), `claim(name)`, and read `town`, `year`.
    ///
    /// # Errors
    /// A name that is not there, or a template that does not parse.
    pub fn make(
        template: &str,
        town: &str,
        year: i16,
        rows: &[Row],
        claims: &[ClaimState<'_>],
    ) -> Result<Report, ReportError> {
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
        let marked = env.render_str(template, minijinja::context! { town, year, next_year => year + 1 })?;
        Ok(Report { marked })
    }

    /// The report as Markdown, its figures as plain numbers.
    pub fn markdown(&self) -> String {
        plain(&self.marked)
    }

    /// The report as a paper.
    pub fn paper(&self, made_on: deadline::DateTime) -> paper::Paper {
        crate::compose(&self.markdown(), paper::Layout::Report { english: false }, made_on)
    }

    /// The report's body as HTML, each figure a link to the records behind it.
    pub fn html(&self, links: &Links) -> String {
        let mut html = String::new();
        let options = pulldown_cmark::Options::ENABLE_TABLES;
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(&self.marked, options));
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
