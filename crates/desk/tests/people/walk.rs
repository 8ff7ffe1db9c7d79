//! Each route of the table × nobody, an officer of this town, one of another, each administrator, the supervisor.

use crate::{CANARY, Office, run};
use people::{COUNTY, Deed, Kind};
use web::access::Who;

/// Town of the account, its name, its kind.
const VISITORS: &[(&str, &str, Kind)] = &[
    ("a", "officer", Kind::Officer),
    ("b", "officer", Kind::Officer),
    ("a", "system", Kind::System),
    ("a", "security", Kind::Security),
    ("a", "audit", Kind::Audit),
    ("b", "audit", Kind::Audit),
    (COUNTY, "system", Kind::System),
    (COUNTY, "supervisor", Kind::Supervisor),
];

/// What the table demands, told apart from the program's own way of deciding it.
fn allowed(who: Who, path: &str, visitor: Option<(&str, Kind)>) -> Expected {
    let Some((town, kind)) = visitor else {
        return if who == Who::Everybody { Expected::Shown } else { Expected::SignIn };
    };
    match who {
        Who::Everybody | Who::Own => Expected::Shown,
        Who::Kinds(_) if path.starts_with("/{town}") && town != "a" && kind != Kind::Supervisor => {
            Expected::Missing
        }
        Who::Kinds(kinds) if kinds.contains(&kind) => Expected::Shown,
        Who::Kinds(_) => Expected::Forbidden,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Shown,
    SignIn,
    Missing,
    Forbidden,
}

fn concrete(path: &str) -> String {
    path.replace("{town}", "a")
        .replace("{year}", "2023")
        .replace("{id}", "request")
        .replace(
            "{action}",
            if path.contains("begin") || path.contains("report/") { "receive" } else { "answer" },
        )
        .replace("{procedure}", "disclosure-request")
        .replace("{figure}", "none")
        .replace("{seq}", "1")
        .replace("lists/{file}", "lists/matters.csv?procedure=disclosure-request")
        .replace("files/{file}/{part}", "files/none/small")
        .replace("{file}", "none.pdf")
}

#[test]
fn each_route_by_each_visitor_is_as_the_table_says() {
    run(async {
        let office = Office::new();
        office.everybody();
        // A town that isn't there, with its key put in the place of this one's: another's town looks the same.
        let nowhere = office.ask("GET", "/nowhere", &office.session("b", "officer"), "").await;
        let missing = heading(&nowhere.text).replace("nowhere", "a");
        let (mut cells, mut looks) = (0, 0);
        for row in desk::table() {
            let path = concrete(row.path);
            assert!(!path.contains('{'), "say what stands for the names in {path}");
            let nobody = std::iter::once(None);
            for visitor in nobody.chain(VISITORS.iter().map(Some)) {
                let cookie = visitor.map(|(town, name, _)| office.session(town, name)).unwrap_or_default();
                let answer = office.ask(row.method.as_str(), &path, &cookie, "").await;
                let expected = allowed(row.who, row.path, visitor.map(|(town, _, kind)| (*town, *kind)));
                let cell = format!("{} {path} by {visitor:?}: {} {}", row.method, answer.status, answer.to);
                let missing_town = answer.status == 404 && heading(&answer.text) == missing;
                match expected {
                    Expected::Shown => {
                        assert!(![401, 403, 500].contains(&answer.status), "{cell}");
                        assert!(!missing_town, "{cell}");
                        let sent_away =
                            answer.to.starts_with("/sign-in") && !["/", "/sign-out"].contains(&row.path);
                        assert!(!sent_away, "{cell}");
                    }
                    Expected::SignIn if row.method == "GET" => {
                        assert!(answer.status == 303 && answer.to.starts_with("/sign-in?to="), "{cell}");
                    }
                    Expected::SignIn => assert_eq!(answer.status, 401, "{cell}"),
                    Expected::Missing => assert!(missing_town, "{cell}"),
                    Expected::Forbidden => assert_eq!(answer.status, 403, "{cell}"),
                }
                let works =
                    visitor.is_some_and(|(_, _, kind)| matches!(kind, Kind::Officer | Kind::Supervisor));
                assert!(works || !answer.text.contains(CANARY), "{cell}: shows the town's work");
                let supervises = visitor.is_some_and(|(_, _, kind)| *kind == Kind::Supervisor);
                looks += i64::from(supervises && row.path.starts_with("/{town}"));
                cells += 1;
            }
        }
        println!("{cells} cells");
        assert_eq!(cells, desk::table().len() * 9);
        // Each look of the supervisor stands in the town's own chain.
        let events = office.store.read(|r| r.events("a", 0, 9999)).unwrap();
        let looked = events.iter().filter(|e| e.event.deed == Deed::Looked).count();
        assert_eq!(i64::try_from(looked).unwrap(), looks);
    });
}

fn heading(page: &str) -> &str {
    page.split("<h1>").nth(1).and_then(|t| t.split("</h1>").next()).unwrap_or(page)
}

#[test]
fn what_is_on_the_table_is_what_there_is() {
    run(async {
        let office = Office::new();
        office.everybody();
        let cookie = office.session("a", "officer");
        // A path that has no row is nowhere, for whom ever.
        for path in ["/a/secret", "/admin", "/a/admin", "/.git/config", "/metrics", "/debug"] {
            assert_eq!(office.ask("GET", path, &cookie, "").await.status, 404, "{path}");
        }
        assert_eq!(office.ask("DELETE", "/a/matters", &cookie, "").await.status, 405);
        assert!(office.ask("GET", "/a/matters/request", &cookie, "").await.text.contains(CANARY));
    });
}
