//! The feed of what is new and the map of the site.

use super::sets;
use crate::guide::openings;
use crate::home::newest;
use crate::public::{can_publish, open_register};
use crate::visit::Visit;
use crate::{Portal, base};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::fmt::Write as _;
use web::Problem;

/// Entries of the feed.
const NEWEST: usize = 50;
/// Where the town's civil time lies: China has one zone.
const OFFSET: &str = "+08:00";

/// A text inside XML.
fn escaped(text: &str) -> String {
    let allowed = text.chars().filter(|c| *c >= ' ' || matches!(c, '\t' | '\n'));
    let mut out = String::new();
    for c in allowed {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            c => out.push(c),
        }
    }
    out
}

/// What is new, as Atom.
pub(crate) async fn atom(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language) = (portal.door.rulebook().clone(), visit.language);
    let notices = portal.reading(move |r| newest(r, &rulebook, &key, language, |_| true, NEWEST)).await?;
    let base = base(&town.key);
    let root = portal.address(&town.key, &base);
    let own = portal.address(&town.key, &format!("{base}/feed.atom"));
    let updated = notices.first().map_or_else(|| (portal.now)(), |n| n.at);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{own}</id>\n<title>{}</title>\n<updated>{updated}{OFFSET}</updated>\n\
         <link rel=\"self\" href=\"{own}\"/>\n<link href=\"{root}\"/>\n<author><name>{}</name></author>\n",
        language.tag(),
        escaped(&portal.say(&visit, "catalogue-title", &[("town", &town.name)])),
        escaped(&town.name),
    );
    for n in &notices {
        let title = if n.title.is_empty() { &n.number } else { &n.title };
        let link = portal.address(&town.key, &n.href);
        let _ = writeln!(
            xml,
            "<entry><id>{link}</id><title>{}</title><link href=\"{link}\"/><updated>{}{OFFSET}</updated>\
             <summary>{} {}</summary></entry>",
            escaped(title),
            n.at,
            escaped(&n.kind),
            escaped(&n.number),
        );
    }
    xml += "</feed>\n";
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}

/// The pages of a town that are there without asking for anything, as paths.
pub(crate) fn paths(portal: &Portal, town: &str, visit: &Visit) -> Vec<String> {
    let rulebook = portal.door.rulebook();
    let base = base(town);
    let day = (portal.now)().date();
    let fixed = [
        "",
        "/guides",
        "/guides/booklet",
        "/published",
        "/disclosure",
        "/enforcement",
        "/enforcement/during",
        "/enforcement/after",
        "/consultations",
        "/report",
        "/data",
        "/verify",
    ];
    let mut paths: Vec<String> = fixed.iter().map(|p| format!("{base}{p}")).collect();
    paths.extend(crate::statement::names().map(|n| format!("{base}/statement/{n}")));
    let groups = openings(rulebook, day, visit.language);
    paths.extend(
        groups.iter().flat_map(|g| &g.openings).map(|o| format!("{base}/guides/{}", o.procedure().name)),
    );
    let open = rulebook.registers.values().filter(|r| open_register(rulebook, r));
    paths.extend(open.map(|r| format!("{base}/register/{}", r.name)));
    let kinds = rulebook.procedures.values().filter_map(|v| v.last()).filter(|p| can_publish(p));
    paths.extend(kinds.map(|p| format!("{base}/published/{}", p.name)));
    // Verifying needs an answer: among plain files it has no page of its own.
    paths.retain(|p| portal.still.is_none() || *p != format!("{base}/verify"));
    let sets = sets(portal, rulebook, visit);
    paths.extend(sets.iter().flat_map(|s| ["csv", "json"].map(|e| format!("{base}/data/{}.{e}", s.name))));
    paths
}

/// The map of the site.
pub(crate) async fn sitemap(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language) = (portal.door.rulebook().clone(), visit.language);
    let wanted = town.key.clone();
    let notices = portal.reading(move |r| newest(r, &rulebook, &wanted, language, |_| true, NEWEST)).await?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in paths(&portal, &town.key, &visit).into_iter().chain(notices.into_iter().map(|n| n.href)) {
        let _ = writeln!(xml, "<url><loc>{}</loc></url>", escaped(&portal.address(&town.key, &path)));
    }
    xml += "</urlset>\n";
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response())
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_typed_breaks_the_feed() {
        assert_eq!(escaped("a<b & \"c\"\u{0}\u{1}>"), "a&lt;b &amp; &quot;c&quot;&gt;");
    }
}
