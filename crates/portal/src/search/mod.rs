//! The search of the public screens: guides, lists, publications and figures by words of their titles.

use crate::guide::{items, openings};
use crate::home::newest;
use crate::public::{can_publish, open_register};
use crate::visit::Visit;
use crate::{Portal, base};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use web::Problem;

/// Publications that are searched: the newest.
const NEWEST: usize = 300;
/// Answers at most.
const FOUND_MAX: usize = 50;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    q: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Found {
    title: String,
    kind: String,
    href: String,
}

/// Words, separated by blanks, all of which a title must hold; capitals don't matter.
fn holds(title: &str, words: &[String]) -> bool {
    let title = title.to_lowercase();
    words.iter().all(|w| title.contains(w.as_str()))
}

/// The answers.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (rulebook, language, now) = (portal.door.rulebook().clone(), visit.language, (portal.now)());
    let asked: String = asked.q.unwrap_or_default().chars().take(60).collect();
    let words: Vec<String> = asked.split_whitespace().map(str::to_lowercase).collect();
    let base = base(&key);
    let mut all: Vec<Found> = Vec::new();
    let mut add = |title: &str, kind: &str, path: String| {
        all.push(Found { title: title.to_owned(), kind: kind.to_owned(), href: format!("{base}{path}") });
    };
    let say = |name: &str| portal.say(&visit, name, &[]);
    for entry in items::standing(&portal, &key).await? {
        let path = format!("/guides/item/{}", press::live::encoded(&entry.key));
        add(&items::title(&entry), &say("service-items"), path);
    }
    for open in openings(&rulebook, now.date(), language).into_iter().flat_map(|g| g.openings) {
        let procedure = open.procedure();
        add(language.of(&procedure.title), &say("tile-guides"), format!("/guides/{}", procedure.name));
    }
    for register in rulebook.registers.values().filter(|r| open_register(&rulebook, r)) {
        add(language.of(&register.title), &say("public-registers"), format!("/register/{}", register.name));
    }
    for procedure in rulebook.procedures.values().filter_map(|v| v.last()).filter(|p| can_publish(p)) {
        add(language.of(&procedure.title), &say("all-published"), format!("/published/{}", procedure.name));
    }
    let year = now.date().year();
    for figure in rulebook.figures.values().filter(|f| f.reported) {
        let path = format!("/figures/{}?year={year}", figure.name);
        add(language.of(&figure.title), &say("portal-figures"), path);
    }
    if !words.is_empty() {
        let notices = portal.reading(move |r| newest(r, &rulebook, &key, language, |_| true, NEWEST)).await?;
        all.extend(notices.into_iter().map(|n| Found { title: n.title, kind: n.kind, href: n.href }));
    }
    all.retain(|f| !words.is_empty() && holds(&f.title, &words));
    // Titles that begin with what was asked come first.
    all.sort_by_key(|f| words.first().is_none_or(|w| !f.title.to_lowercase().starts_with(w.as_str())));
    all.truncate(FOUND_MAX);
    let content = minijinja::context! { q => asked, found => minijinja::value::Serde(all) };
    let title = say("search");
    portal.page("search.html", &visit, &town, &title, &[], content)
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn every_word_must_stand_in_the_title() {
        let words = |t: &str| t.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        assert!(holds("Disclosure on Request", &words("request DISCLOSURE")));
        assert!(holds("宅基地审批", &words("宅基")));
        assert!(!holds("宅基地审批", &words("宅基 公示")));
    }
}
