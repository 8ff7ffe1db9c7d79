//! The staff's screens: report, figures, matters, acts, due dates, record. One folder a screen: handler and page.

mod act;
mod due;
mod entry;
mod figures;
mod files;
mod home;
pub mod import;
mod lists;
mod matters;
mod papers;
mod people;
mod phone;
mod posts;
mod record;
mod report;
mod routes;
mod search;
mod visit;

pub use crate::figures::as_json as figure_json;
pub use crate::people::People;
pub use lists::{ListError, Wanted, list};
pub use papers::{Made, case_file, documents};
pub use report::{made_on, markdown, to_adopt, workbook};
pub use routes::{router, table};

use door::Door;
use press::Told;
use std::sync::Arc;
use store::{Reader, StoreError};
use web::frame::Top;
use web::{Frame, Problem};

/// Where now comes from.
pub trait Clock: Send + Sync {
    /// The town's civil time.
    fn now(&self) -> deadline::DateTime;
}

/// Everything that the screens need; clones share it.
#[derive(Clone)]
pub struct Desk {
    /// The door to store and rulebook.
    pub door: Door,
    /// Templates and wording.
    pub frame: Frame,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// The yearly report's template.
    pub report: Arc<str>,
    /// Fonts for papers.
    pub fonts: Arc<paper::LazyFonts>,
    /// What a source told of the same figures; empty when there is none.
    pub told: Arc<[Told]>,
    /// The data are a demonstration: its year, none otherwise.
    pub demo_year: Option<i16>,
    /// What signing in needs.
    pub people: Arc<People>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("door", &self.door).finish_non_exhaustive()
    }
}

/// The templates of all screens, by name.
pub const PAGES: &[(&str, &str)] = &[
    ("home.html", include_str!("home/page.html")),
    ("report.html", include_str!("report/page.html")),
    ("figures.html", include_str!("figures/list.html")),
    ("figure.html", include_str!("figures/page.html")),
    ("matters.html", include_str!("matters/list.html")),
    ("matter.html", include_str!("matters/page.html")),
    ("act.html", include_str!("act/page.html")),
    ("import.html", include_str!("import/page.html")),
    ("import-columns.html", include_str!("import/columns.html")),
    ("import-check.html", include_str!("import/check.html")),
    ("reconcile.html", include_str!("import/reconcile.html")),
    ("due.html", include_str!("due/page.html")),
    ("entry.html", include_str!("entry/page.html")),
    ("record.html", include_str!("record/list.html")),
    ("one-record.html", include_str!("record/page.html")),
    ("search.html", include_str!("search/page.html")),
    ("sign-in.html", include_str!("people/sign-in.html")),
    ("code.html", include_str!("people/code.html")),
    ("account.html", include_str!("people/account.html")),
    ("console-system.html", include_str!("people/console-system.html")),
    ("console-security.html", include_str!("people/console-security.html")),
    ("console-audit.html", include_str!("people/console-audit.html")),
    ("county.html", include_str!("people/county.html")),
    ("phone.html", include_str!("phone/frame.html")),
    ("phone-parts.html", include_str!("phone/parts.html")),
    ("phone-home.html", include_str!("phone/home.html")),
    ("phone-kinds.html", include_str!("phone/kinds.html")),
    ("phone-form.html", include_str!("phone/form.html")),
    ("phone-done.html", include_str!("phone/done.html")),
    ("phone-tasks.html", include_str!("phone/tasks.html")),
    ("phone-task.html", include_str!("phone/task.html")),
    ("phone-waiting.html", include_str!("phone/waiting.html")),
    ("phone-call.html", include_str!("phone/call.html")),
    ("phone-shell.html", include_str!("phone/shell.html")),
];

impl Desk {
    /// The year that links to the report take: the demonstration's, or last year.
    pub fn year(&self) -> i16 {
        self.demo_year.unwrap_or_else(|| self.clock.now().date().year().saturating_sub(1))
    }

    /// What the frame shows of a page within a town.
    fn top(&self, visit: &visit::Visit, town: &store::Town, title: impl Into<String>) -> Top {
        Top {
            lang: visit.language.tag(),
            other_lang: visit.in_other_language(),
            town: town.key.clone(),
            town_name: town.name.clone(),
            title: title.into(),
            now: web::shown::moment(self.clock.now(), visit.language),
            year: self.year(),
            demo: self.demo_year.is_some(),
            visitor: visit.visitor.as_ref().map(shown),
        }
    }

    /// What the frame shows outside any town.
    fn outside(&self, visit: &visit::Visit) -> Top {
        let nowhere = store::Town { key: String::new(), name: String::new(), origin: String::new() };
        self.top(visit, &nowhere, "")
    }

    fn say(&self, visit: &visit::Visit, key: &str, args: &[(&str, &str)]) -> String {
        self.frame.wording(visit.language).say_with(key, args)
    }

    /// Reads on a blocking thread: the store's reads are synchronous.
    async fn reading<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut dyn Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.door.store.clone();
        blocking(move || store.read(f)).await?.map_err(Problem::fault)
    }
}

/// Who is signed in, as the frame shows it.
fn shown(visitor: &web::access::Visitor) -> web::frame::Shown {
    let console = match visitor.kind {
        ::people::Kind::Officer => String::new(),
        kind => crate::people::first_page(&visitor.town, kind),
    };
    web::frame::Shown { person: visitor.person.clone(), kind: visitor.kind.name(), console }
}

/// Runs blocking work beside the async threads.
async fn blocking<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(f).await.map_err(Problem::fault)
}

/// The town of a path, or that there is none.
fn town(reader: &mut dyn Reader, key: &str) -> Result<Option<store::Town>, StoreError> {
    Ok(reader.towns()?.into_iter().find(|t| t.key == key))
}
