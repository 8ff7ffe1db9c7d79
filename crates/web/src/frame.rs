//! The frame of every page: templates, language, the answer with its headers.

use crate::problem::Problem;
use crate::wording::{Language, Wording};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use std::sync::Arc;

/// Templates and wording of all pages; clones share them.
#[derive(Clone, Debug)]
pub struct Frame {
    templates: Arc<Environment<'static>>,
    zh: Arc<Wording>,
    en: Arc<Wording>,
}

/// Facts that the frame itself shows.
#[derive(Clone, Debug, Serialize)]
pub struct Top {
    /// `zh-CN` or `en`.
    pub lang: &'static str,
    /// Path of this page with its query in the other language.
    pub other_lang: String,
    /// Key of the town; empty outside any.
    pub town: String,
    /// Its name.
    pub town_name: String,
    /// Title of the page.
    pub title: String,
    /// Now, as the program tells it.
    pub now: String,
    /// The year that the links to report and figures take.
    pub year: i16,
    /// The data are a demonstration.
    pub demo: bool,
    /// Who is signed in.
    pub visitor: Option<Shown>,
}

/// Who is signed in, as the frame shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Name of the person.
    pub person: String,
    /// `officer`, `system`, `security`, `audit`, `supervisor`.
    pub kind: &'static str,
    /// Where his console is; empty for an officer.
    pub console: String,
}

impl Frame {
    /// The frame with the screens' own templates, each under its name.
    ///
    /// # Errors
    /// A template that does not parse.
    pub fn new(pages: &[(&'static str, &'static str)]) -> Result<Frame, minijinja::Error> {
        let mut env = Environment::new();
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_auto_escape_callback(|name| {
            if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
        });
        env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        env.add_template("frame.html", include_str!("../templates/frame.html"))?;
        env.add_template("problem.html", include_str!("../templates/problem.html"))?;
        env.add_template("parts.html", include_str!("../templates/parts.html"))?;
        for (name, source) in pages {
            if pages.iter().filter(|(other, _)| other == name).count() > 1 {
                let why = format!("two pages are called {name}");
                return Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, why));
            }
            env.add_template(name, source)?;
        }
        let (zh, en) = (Arc::new(Wording::new(Language::Zh)), Arc::new(Wording::new(Language::En)));
        let (say_zh, say_en) = (zh.clone(), en.clone());
        env.add_function("say", move |lang: &str, key: &str, args: minijinja::value::Kwargs| {
            let wording = if lang == "en" { &say_en } else { &say_zh };
            let names: Vec<String> = args.args().map(str::to_owned).collect();
            let values: Vec<String> = names
                .iter()
                .map(|n| args.get::<minijinja::Value>(n).map(|v| v.to_string()))
                .collect::<Result<_, _>>()?;
            let pairs: Vec<(&str, &str)> =
                names.iter().map(String::as_str).zip(values.iter().map(String::as_str)).collect();
            Ok::<String, minijinja::Error>(wording.say_with(key, &pairs))
        });
        // What a record holds is Chinese whatever the page's language is.
        env.add_function("own", |lang: &str| {
            minijinja::Value::from_safe_string(if lang == "en" {
                " lang=\"zh-CN\"".into()
            } else {
                String::new()
            })
        });
        Ok(Frame { templates: Arc::new(env), zh, en })
    }

    /// The wording of a language.
    pub fn wording(&self, language: Language) -> &Wording {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    /// A page.
    ///
    /// # Errors
    /// A fault of the template, told as an error page.
    pub fn page(&self, name: &str, top: &Top, content: impl Serialize) -> Result<Response, Problem> {
        let text = self.text(
            name,
            minijinja::context! { top => Serde(top.clone()), ..minijinja::Value::from(Serde(content)) },
        )?;
        let mut response = Html(text).into_response();
        response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(top.lang));
        Ok(response)
    }

    /// The page of a problem.
    ///
    /// # Errors
    /// A fault of the template.
    pub fn problem(&self, problem: &Problem, language: Language, mut top: Top) -> Result<Response, Problem> {
        let (status, key, what) = problem.told();
        top.title = self.wording(language).say_with(key, &[("what", what)]);
        let mut response =
            self.page("problem.html", &top, minijinja::context! { status => status.as_u16() })?;
        *response.status_mut() = status;
        Ok(response)
    }

    /// A template's text.
    ///
    /// # Errors
    /// A fault of the template.
    pub fn text(&self, name: &str, context: minijinja::Value) -> Result<String, Problem> {
        self.templates.get_template(name).and_then(|t| t.render(context)).map_err(Problem::fault)
    }
}

/// The one stylesheet.
pub const STYLE: &str = include_str!("../assets/style.css");
/// The one script: it asks browsers for passkeys.
pub const PASSKEY_SCRIPT: &str = include_str!("../assets/passkey.js");
