//! The screens for everyone: guides, filing, following a matter, what is published, figures, verification.
//!
//! Nothing here can name a staff action ([`citizen`]); nothing here shows a personal field to anybody but the holder
//! of the matter's receipt code ([`public`]). Everything is made from the rulebook's definitions and the record.

pub mod citizen;
pub mod code;
mod consult;
mod disclosure;
mod draft;
mod enforcement;
mod examine;
mod export;
mod file;
mod files;
mod guide;
mod home;
mod mine;
mod offices;
mod open_data;
pub mod public;
mod published;
mod report;
mod routes;
mod search;
mod statement;
#[cfg(test)]
mod tests;
mod verify;
mod visit;

pub use citizen::{OpenAction, PublicDoor};
pub use code::CodeKey;
pub use export::{ExportError, Exported, export};
pub use routes::router;

use axum::response::Response;
use deadline::DateTime;
use door::Chance;
use draft::Drafts;
use record::checkpoint::VerifierKey;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Reader, StoreError, Town};
use visit::Visit;
use web::frame::Top;
use web::{Frame, Problem};

/// The county's own pieces of every page, as HTML of its own; empty where it gives none.
#[derive(Clone, Debug, Default)]
pub struct County {
    /// Inside `<head>`: the county's style sheet, the site's meta tags.
    pub head: String,
    /// Above everything.
    pub header: String,
    /// Below everything: organiser, site code, filing numbers, contact.
    pub footer: String,
}

/// Tells the town's civil time.
pub type Now = Arc<dyn Fn() -> DateTime + Send + Sync>;

/// Everything that the public screens need; clones share it.
#[derive(Clone)]
pub struct Portal {
    /// The door as everybody has it.
    pub door: PublicDoor,
    /// Templates and wording: [`Frame::new`] with [`PAGES`].
    pub frame: Frame,
    /// Now.
    pub now: Now,
    /// The secret of the receipt codes.
    pub codes: CodeKey,
    /// Where names of drafts and tokens come from.
    pub chance: Arc<dyn Chance>,
    /// The yearly report's template.
    pub report: Arc<str>,
    /// The data are a demonstration.
    pub demo: bool,
    /// Address under which people reach these screens, without a slash at the end: for codes, feeds, catalogues.
    pub url: Arc<str>,
    /// The county's frame.
    pub county: Arc<County>,
    /// The keys that verify each town's checkpoints.
    pub keys: Arc<BTreeMap<String, VerifierKey>>,
    drafts: Arc<Drafts>,
    /// The pages are made to stand still under this address: no forms, links to files.
    still: Option<Arc<str>>,
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Portal").field("door", &self.door).finish_non_exhaustive()
    }
}

/// The parts of a [`Portal`] that its maker chooses.
#[derive(Clone)]
#[allow(missing_debug_implementations, reason = "it holds a secret and functions")]
pub struct Parts {
    /// See [`Portal::door`].
    pub door: PublicDoor,
    /// See [`Portal::now`].
    pub now: Now,
    /// See [`Portal::codes`].
    pub codes: CodeKey,
    /// See [`Portal::chance`].
    pub chance: Arc<dyn Chance>,
    /// See [`Portal::report`].
    pub report: String,
    /// See [`Portal::demo`].
    pub demo: bool,
    /// See [`Portal::url`].
    pub url: String,
    /// See [`Portal::county`].
    pub county: County,
    /// See [`Portal::keys`].
    pub keys: BTreeMap<String, VerifierKey>,
}

/// The style sheet of the public screens: the frame's own and what these add.
pub(crate) fn style() -> String {
    format!("{}\n{}", web::frame::STYLE, include_str!("../assets/public.css"))
}

/// The templates of all screens, by name.
pub const PAGES: &[(&str, &str)] = &[
    ("public.html", include_str!("../templates/public.html")),
    ("pieces.html", include_str!("../templates/pieces.html")),
    ("problem.html", include_str!("../templates/problem.html")),
    ("home.html", include_str!("home/page.html")),
    ("guides.html", include_str!("guide/list.html")),
    ("guide.html", include_str!("guide/page.html")),
    ("item.html", include_str!("guide/item.html")),
    ("booklet.html", include_str!("guide/booklet.html")),
    ("openings.html", include_str!("file/list.html")),
    ("question.html", include_str!("file/question.html")),
    ("check.html", include_str!("file/check.html")),
    ("ask.html", include_str!("mine/ask.html")),
    ("receipt.html", include_str!("mine/receipt.html")),
    ("mine.html", include_str!("mine/page.html")),
    ("do.html", include_str!("mine/do.html")),
    ("letter.html", include_str!("mine/letter.html")),
    ("document.html", include_str!("mine/document.html")),
    ("published.html", include_str!("published/list.html")),
    ("publication.html", include_str!("published/page.html")),
    ("register.html", include_str!("published/register.html")),
    ("disclosure.html", include_str!("disclosure/page.html")),
    ("enforcement.html", include_str!("enforcement/page.html")),
    ("officer.html", include_str!("enforcement/officer.html")),
    ("flow.html", include_str!("enforcement/flow.html")),
    ("consultations.html", include_str!("consult/list.html")),
    ("consultation.html", include_str!("consult/page.html")),
    ("report.html", include_str!("report/page.html")),
    ("figures.html", include_str!("report/figures.html")),
    ("figure.html", include_str!("report/figure.html")),
    ("verify.html", include_str!("verify/page.html")),
    ("examine.html", include_str!("examine/page.html")),
    ("statement.html", include_str!("statement/page.html")),
    ("search.html", include_str!("search/page.html")),
    ("data.html", include_str!("open_data/page.html")),
];

/// What every page shows around its content.
#[derive(Clone, Debug, Serialize)]
struct Site {
    base: String,
    elder: bool,
    other_size: String,
    crumbs: Vec<(String, String)>,
    head: minijinja::Value,
    header: minijinja::Value,
    footer: minijinja::Value,
    here: String,
    /// Address of the serving program, where the pages stand still; else empty.
    live: String,
}

impl Portal {
    /// The screens of these parts.
    ///
    /// # Errors
    /// A template that does not parse.
    pub fn new(parts: Parts) -> Result<Portal, minijinja::Error> {
        Ok(Portal {
            door: parts.door,
            frame: Frame::new(PAGES)?,
            now: parts.now,
            codes: parts.codes,
            chance: parts.chance,
            report: parts.report.into(),
            demo: parts.demo,
            url: parts.url.trim_end_matches('/').into(),
            county: Arc::new(parts.county),
            keys: Arc::new(parts.keys),
            drafts: Arc::default(),
            still: None,
        })
    }

    /// The full address of one of the paths.
    fn address(&self, town: &str, path: &str) -> String {
        match &self.still {
            Some(root) => format!("{root}/{}", export::file_of(&base(town), "", path)),
            None => format!("{}{path}", self.url),
        }
    }

    /// A secret name: 128 random bits as hexadecimal digits.
    fn secret(&self) -> String {
        self.chance.salt().to_string()
    }

    /// A page of a town. `crumbs` lead to it from the town's public home, title and path behind the base.
    fn page(
        &self,
        template: &str,
        visit: &Visit,
        town: &Town,
        title: &str,
        crumbs: &[(String, &str)],
        content: minijinja::Value,
    ) -> Result<Response, Problem> {
        let base = base(&town.key);
        let html = |text: &str| minijinja::Value::from_safe_string(text.to_owned());
        let site = Site {
            crumbs: crumbs.iter().map(|(title, path)| (title.clone(), format!("{base}{path}"))).collect(),
            elder: visit.elder,
            other_size: visit.in_other_size(),
            head: html(&self.county.head),
            header: html(&self.county.header),
            footer: html(&self.county.footer),
            here: template.trim_end_matches(".html").to_owned(),
            live: if self.still.is_some() { self.url.to_string() } else { String::new() },
            base,
        };
        let top = self.top(visit, town, title);
        self.frame.page(
            template,
            &top,
            minijinja::context! { site => minijinja::value::Serde(site), ..content },
        )
    }

    fn top(&self, visit: &Visit, town: &Town, title: &str) -> Top {
        let now = (self.now)();
        Top {
            visitor: None,
            lang: visit.language.tag(),
            other_lang: visit.in_other_language(),
            town: town.key.clone(),
            town_name: town.name.clone(),
            title: title.to_owned(),
            now: web::shown::moment(now, visit.language),
            year: now.date().year(),
            demo: self.demo,
        }
    }

    fn say(&self, visit: &Visit, key: &str, args: &[(&str, &str)]) -> String {
        self.frame.wording(visit.language).say_with(key, args)
    }

    /// Reads on a blocking thread: the store's reads are synchronous.
    async fn reading<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut dyn Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let door = self.door.clone();
        blocking(move || door.read(f)).await?.map_err(Problem::fault)
    }

    /// The town of a path.
    async fn town(&self, key: &str) -> Result<Town, Problem> {
        let wanted = key.to_owned();
        let found = self.reading(move |r| Ok(r.towns()?.into_iter().find(|t| t.key == wanted))).await?;
        found.ok_or_else(|| Problem::NotFound(key.to_owned()))
    }
}

/// The path of a town's public screens.
fn base(town: &str) -> String {
    format!("/{town}/public")
}

/// Runs blocking work beside the async threads.
async fn blocking<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(f).await.map_err(Problem::fault)
}

/// The words of a language, for derivations.
fn pick(language: web::Language) -> kernel::clock::Pick {
    match language {
        web::Language::Zh => kernel::clock::chinese,
        web::Language::En => |words| &words.en,
    }
}
