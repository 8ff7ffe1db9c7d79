//! The public screens as plain files, for a county's own site: everything that a reader reaches from the home page.
//!
//! The pages are asked for as a reader asks, one after the other along their links, so that no file is missing that a
//! link leads to and nothing is in them that the served pages do not show. Four trees lie beside each other: Chinese
//! at the root, English under `en`, each once more in large letters under `elder`. What needs an answer (filing,
//! following, verifying) leads to the serving program.

use crate::{Portal, base, open_data, routes};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use tower::ServiceExt;

/// A page is never larger than this.
const BODY_BYTES_MAX: usize = 16 << 20;
/// Endings of files that are no pages.
const FILES: [&str; 7] = [".csv", ".json", ".jsonld", ".atom", ".xml", ".css", ".tlog-proof"];
/// Where an answer is needed, behind the base.
const LIVE: [&str; 6] = ["/file", "/mine", "/verify", "/check", "/search", "/enforcement/officer"];

/// Why the pages could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A link leads nowhere.
    #[error("`{link}` on `{page}` answers {status}; nothing further was written")]
    Dead {
        /// The page.
        page: String,
        /// The link.
        link: String,
        /// The answer.
        status: u16,
    },
    /// A page could not be made.
    #[error("the page `{0}` could not be made")]
    Page(String),
    /// A file could not be written.
    #[error("`{path}` could not be written")]
    Write {
        /// The file.
        path: String,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Pages.
    pub pages: usize,
    /// Other files.
    pub files: usize,
    /// Bytes of all.
    pub bytes: usize,
}

/// A page in one of the trees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    english: bool,
    elder: bool,
    /// Path and query.
    path: String,
}

impl Place {
    fn tree(&self) -> &'static str {
        match (self.english, self.elder) {
            (false, false) => "",
            (false, true) => "elder/",
            (true, false) => "en/",
            (true, true) => "en/elder/",
        }
    }
}

/// The file of a path in a tree, from the root of the export. Percent signs would be read again by servers: `_`.
pub(crate) fn file_of(base: &str, tree: &str, path: &str) -> String {
    let (plain, query) = path.split_once('?').unwrap_or((path, ""));
    if let Some(asset) = plain.strip_prefix("/assets/") {
        return format!("assets/{asset}");
    }
    let inner = plain.strip_prefix(base).unwrap_or(plain).trim_matches('/').replace('%', "_");
    if FILES.iter().any(|e| inner.ends_with(e)) {
        return format!("{tree}{inner}");
    }
    let keep = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' };
    let query: String = query.chars().map(keep).collect();
    let parts = [inner, query].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("/");
    if parts.is_empty() { format!("{tree}index.html") } else { format!("{tree}{parts}/index.html") }
}

/// The way from one file to another.
fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> = from.split('/').collect();
    let up = folders.len().saturating_sub(1);
    let (own, other): (Vec<&str>, Vec<&str>) = (folders, to.split('/').collect());
    let shared = own.iter().take(up).zip(&other).take_while(|(a, b)| a == b).count();
    let shared = shared.min(other.len().saturating_sub(1));
    let mut way: Vec<&str> = vec![".."; up - shared];
    way.extend(other.iter().skip(shared));
    way.join("/")
}

/// A link's text as it is meant.
fn unescaped(text: &str) -> String {
    let marks =
        [("&#x2f;", "/"), ("&#x27;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    marks.iter().fold(text.to_owned(), |t, (mark, plain)| t.replace(mark, plain))
}

/// Where a link of a page leads.
enum Target {
    /// Left as it is.
    Elsewhere,
    /// To the serving program.
    Live(String),
    /// To a file of the export.
    Own(Place, String),
}

fn target(from: &Place, base: &str, live: &str, link: &str) -> Target {
    let link = unescaped(link);
    let (rest, fragment) = link.split_once('#').map_or((link.as_str(), ""), |(r, f)| (r, f));
    if !rest.starts_with(base) && !rest.starts_with("/assets/") {
        return Target::Elsewhere;
    }
    let (plain, query) = rest.split_once('?').unwrap_or((rest, ""));
    let inner = plain.strip_prefix(base).unwrap_or("");
    let is_live = |l: &str| inner.strip_prefix(l).is_some_and(|r| r.is_empty() || r.starts_with('/'));
    if LIVE.iter().any(|l| is_live(l)) {
        return Target::Live(format!("{live}{link}"));
    }
    let mut place = Place { path: String::new(), ..from.clone() };
    let mut kept = Vec::new();
    for part in query.split('&').filter(|p| !p.is_empty()) {
        match part.split_once('=') {
            Some(("lang", lang)) => place.english = lang == "en",
            Some(("elder", elder)) => place.elder = elder == "1",
            _ => kept.push(part),
        }
    }
    // Files that are no pages have no letters to enlarge.
    place.elder &= !FILES.iter().any(|e| plain.ends_with(e));
    place.path = if kept.is_empty() { plain.to_owned() } else { format!("{plain}?{}", kept.join("&")) };
    Target::Own(place, if fragment.is_empty() { String::new() } else { format!("#{fragment}") })
}

/// The page with its links turned, and the places that they lead to.
fn turned(page: &str, from: &Place, base: &str, live: &str) -> (String, Vec<Place>) {
    let file = file_of(base, from.tree(), &from.path);
    let (mut out, mut places, mut rest) = (String::with_capacity(page.len()), Vec::new(), page);
    while let Some((before, after)) = rest.split_once("href=\"") {
        out.push_str(before);
        out.push_str("href=\"");
        let Some((link, following)) = after.split_once('"') else {
            rest = after;
            break;
        };
        match target(from, base, live, link) {
            Target::Elsewhere => out.push_str(link),
            Target::Live(address) => out.push_str(&address.replace('&', "&amp;").replace('"', "&quot;")),
            Target::Own(place, fragment) => {
                out.push_str(&relative(&file, &file_of(base, place.tree(), &place.path)));
                out.push_str(&fragment);
                places.push(place);
            }
        }
        out.push('"');
        rest = following;
    }
    out.push_str(rest);
    (out, places)
}

/// Writes everything public of a town by `write`, which gets each file's path from the root and its bytes. `url` is
/// the address under which the files will stand, for feeds and catalogues.
///
/// # Errors
/// See [`ExportError`]; what was written before stays.
pub async fn export(
    portal: &Portal,
    town: &str,
    url: &str,
    mut write: impl FnMut(&str, &[u8]) -> std::io::Result<()>,
) -> Result<Exported, ExportError> {
    let mut portal = portal.clone();
    portal.still = Some(Arc::from(url.trim_end_matches('/')));
    let (base, live) = (base(town), portal.url.to_string());
    let router = routes::router(portal.clone(), true);
    let chinese = Place { english: false, elder: false, path: base.clone() };
    let mut seen = BTreeSet::new();
    let mut queue: VecDeque<(String, Place)> = VecDeque::new();
    let ask = |queue: &mut VecDeque<_>, seen: &mut BTreeSet<Place>, page: &str, place: Place| {
        if seen.insert(place.clone()) {
            queue.push_back((page.to_owned(), place));
        }
    };
    ask(&mut queue, &mut seen, "", chinese.clone());
    for path in open_data::start(town) {
        ask(&mut queue, &mut seen, "", Place { path, ..chinese.clone() });
    }
    let mut done = Exported::default();
    while let Some((page, place)) = queue.pop_front() {
        let cookie =
            format!("lang={}; elder={}", if place.english { "en" } else { "zh" }, u8::from(place.elder));
        let fault = || ExportError::Page(place.path.clone());
        let request = Request::get(&place.path).header(header::COOKIE, cookie).body(Body::empty());
        let answer = router.clone().oneshot(request.map_err(|_| fault())?).await.map_err(|_| fault())?;
        if answer.status() != StatusCode::OK {
            return Err(ExportError::Dead { page, link: place.path, status: answer.status().as_u16() });
        }
        let html = answer
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
        let body = axum::body::to_bytes(answer.into_body(), BODY_BYTES_MAX).await.map_err(|_| fault())?;
        let file = file_of(&base, place.tree(), &place.path);
        let bytes = match std::str::from_utf8(&body) {
            Ok(text) if html => {
                let (text, places) = turned(text, &place, &base, &live);
                for next in places {
                    ask(&mut queue, &mut seen, &place.path, next);
                }
                done.pages += 1;
                text.into_bytes()
            }
            _ => {
                done.files += 1;
                body.to_vec()
            }
        };
        done.bytes += bytes.len();
        write(&file, &bytes).map_err(|source| ExportError::Write { path: file, source })?;
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::{Place, file_of, relative, turned};

    #[test]
    fn paths_become_files() {
        let file = |path: &str| file_of("/yunxi/public", "en/", path);
        assert_eq!(file("/yunxi/public"), "en/index.html");
        assert_eq!(file("/yunxi/public/guides/item/%E5%BB%BA"), "en/guides/item/_E5_BB_BA/index.html");
        assert_eq!(
            file("/yunxi/public/figures/hazard.found?year=2023"),
            "en/figures/hazard.found/year_2023/index.html"
        );
        assert_eq!(file("/yunxi/public/data/figures-2023.csv"), "en/data/figures-2023.csv");
        assert_eq!(file("/assets/public.css"), "assets/public.css");
    }

    #[test]
    fn ways_between_files() {
        assert_eq!(relative("index.html", "guides/index.html"), "guides/index.html");
        assert_eq!(relative("guides/a/index.html", "guides/index.html"), "../index.html");
        assert_eq!(relative("guides/a/index.html", "guides/a/index.html"), "index.html");
        assert_eq!(relative("en/guides/index.html", "assets/public.css"), "../../assets/public.css");
        assert_eq!(relative("index.html", "index.html"), "index.html");
    }

    #[test]
    fn links_are_turned_and_what_needs_an_answer_leads_to_the_program() {
        let from = Place { english: false, elder: false, path: "/y/public/guides".into() };
        let page = "<a href=\"&#x2f;y/public/report#x\">a</a><a href=\"/y/public/mine?a=1&amp;b=2\">b</a>\
                    <a href=\"/y/public/guides?lang=en&amp;elder=1\">c</a><a href=\"https://other.example/\">d</a><a href=\"#e\">e</a>";
        let (text, places) = turned(page, &from, "/y/public", "https://live.example");
        assert_eq!(
            text,
            "<a href=\"../report/index.html#x\">a</a><a href=\"https://live.example/y/public/mine?a=1&amp;b=2\">b</a>\
             <a href=\"../en/elder/guides/index.html\">c</a><a href=\"https://other.example/\">d</a><a href=\"#e\">e</a>"
        );
        assert_eq!(places.len(), 2);
        assert!(places[1].english && places[1].elder);
    }
}
