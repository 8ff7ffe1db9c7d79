//! The co-location rule, read off the crate's SQL: a town is the unit of keys, of locks, of moving to another
//! server. So every key begins with it, every statement keeps to it, and nothing is numbered across towns.

use std::path::{Path, PathBuf};

const SQLITE: &str = concat!(
    include_str!("../../migrations/sqlite/0001_record.sql"),
    include_str!("../../migrations/sqlite/0002_ground.sql"),
    include_str!("../../migrations/sqlite/0003_edition.sql"),
    include_str!("../../migrations/sqlite/0004_paper.sql"),
    include_str!("../../migrations/sqlite/0005_people.sql"),
    include_str!("../../migrations/sqlite/0007_ledger.sql"),
    include_str!("../../migrations/sqlite/0009_passkey.sql"),
    include_str!("../../migrations/sqlite/0010_file.sql")
);
const POSTGRES: &str = concat!(
    include_str!("../../migrations/postgres/0001_record.sql"),
    include_str!("../../migrations/postgres/0002_ground.sql"),
    include_str!("../../migrations/postgres/0003_edition.sql"),
    include_str!("../../migrations/postgres/0004_paper.sql"),
    include_str!("../../migrations/postgres/0005_people.sql"),
    include_str!("../../migrations/postgres/0007_ledger.sql"),
    include_str!("../../migrations/postgres/0009_passkey.sql"),
    include_str!("../../migrations/postgres/0010_file.sql")
);

/// The index of the search is each engine's own; it holds nothing that can't be made again from the record.
const POSTGRES_SEARCH: &str = include_str!("../../migrations/postgres/0006_search.sql");

/// Statements that may do without: the list of towns, and the schema's version.
const WITHOUT_TOWN: &[&str] = &[
    "select town, name, origin from town order by town",
    "create table if not exists fadu_schema (version bigint not null)",
    "select max(version) from fadu_schema",
    "insert into fadu_schema (version) values ($1)",
    "select split_part(version(), ' ', 2)",
    // A word of SQLite's index begins with its town, and its place is that of a passage of the town.
    "insert into word (words, rowid) values (?1, ?2)",
    "delete from word where rowid = ?1",
];
/// Files whose statements run in both engines.
const SHARED: &[&str] = &["verbs.rs", "asking.rs", "changing.rs", "staging.rs", "passkeys.rs"];
const FORBIDDEN: &[&str] =
    &["serial", "autoincrement", "identity", "trigger", "sequence", "nextval", "rowid,"];

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The string literals of a source file, white space made single. Comment lines are left out.
fn literals(source: &str) -> Vec<String> {
    let code: Vec<&str> = source.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("'\"'", "").replace("\\\"", "");
    let texts = code.split('"').skip(1).step_by(2);
    texts.map(|t| t.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn all_literals() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    let mut out = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        out.extend(literals(&std::fs::read_to_string(&path).unwrap()).into_iter().map(|l| (name.clone(), l)));
    }
    out
}

fn is_statement(text: &str) -> bool {
    const VERBS: &[&str] = &["select ", "insert ", "update ", "delete ", "create ", "alter ", "drop "];
    VERBS.iter().any(|v| text.starts_with(v))
        || text.starts_with("{RECORD}")
        || text.starts_with("{MATTER}")
        || text.starts_with("{ENTRY}")
        || text.starts_with("{FILE}")
        || text.starts_with("{EDITION}")
        || text.starts_with("{of}")
}

#[test]
fn every_statement_keeps_to_its_town() {
    let statements: Vec<_> = all_literals().into_iter().filter(|(_, t)| is_statement(t)).collect();
    assert!(statements.len() > 50, "the statements are not found any more: {}", statements.len());
    for (file, text) in &statements {
        if WITHOUT_TOWN.contains(&text.as_str()) {
            continue;
        }
        // The beginnings of queries that go on by `where town = $1`, which is checked where they are used.
        let beginning = ["record", "matter", "entry", "edition", "file"]
            .iter()
            .any(|t| text.ends_with(&format!(" from {t}")));
        let kept = if let Some(insert) = text.strip_prefix("insert into ") {
            insert.split_once(" (").is_some_and(|(_, columns)| columns.starts_with("town,"))
        } else if text.starts_with("{of}") {
            true
        } else if text.starts_with('{') {
            text.contains("} where town = $1")
        } else {
            ["town = $1", "where town = $", "town = ?1", "town = any($1", "town = w.town"]
                .iter()
                .any(|k| text.contains(k))
                || text.contains("as w (town, ") && text.contains(".town = w.town")
        };
        assert!(kept || beginning, "{file}: not kept to one town: {text}");
        let joins = text.matches(" join ").count();
        let within = text.split(" join ").skip(1).filter(|j| j.contains(".town = ")).count();
        assert_eq!(joins, within, "{file}: joins across towns: {text}");
        assert!(!FORBIDDEN.iter().any(|f| text.contains(f)), "{file}: {text}");
    }
}

/// SQLite numbers `$1`, `$2` by first appearance, PostgreSQL by their digits: the shared queries fit both.
#[test]
fn parameters_of_shared_queries_appear_in_order() {
    let mut seen = 0;
    for (_, text) in
        all_literals().into_iter().filter(|(file, t)| SHARED.contains(&file.as_str()) && t.contains('$'))
    {
        let numbers: Vec<u32> = text.split('$').skip(1).filter_map(|t| t.get(..1)?.parse().ok()).collect();
        let mut top = if text.starts_with("{of}") { 2 } else { 0 };
        for n in numbers {
            assert!(n <= top + 1, "${n} comes too early: {text}");
            top = top.max(n);
        }
        seen += 1;
    }
    assert!(seen > 15);
}

fn statements(migration: &str) -> Vec<String> {
    let lines: Vec<&str> = migration.lines().filter(|l| !l.starts_with("--")).collect();
    let words = lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    words.split(';').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

#[test]
fn every_key_begins_with_the_town() {
    for migration in [SQLITE, POSTGRES, POSTGRES_SEARCH] {
        // An inverted index is no key: it orders, parts and locks nothing.
        for text in statements(migration).into_iter().filter(|t| !t.contains(" using gin ")) {
            assert!(!FORBIDDEN.iter().any(|f| text.contains(f)), "{text}");
            if text.starts_with("create table ") {
                let own = text.contains("( town text") && text.contains("not null primary key, name");
                assert!(text.contains("primary key (town") || own, "{text}");
                assert!(!text.contains("unique"), "{text}");
            } else {
                assert!(
                    text.starts_with("create index ") || text.starts_with("create unique index "),
                    "{text}"
                );
                assert!(text.contains(" (town, "), "{text}");
            }
        }
    }
}

/// Both schemas are one: they differ in the names of the types alone.
#[test]
fn the_schemas_are_twins() {
    let sqlite = SQLITE.replace(" without rowid", "").replace(" strict,", "").replace(" strict", "");
    let sqlite = sqlite
        .replace("ended integer", "ended boolean")
        .replace(" integer", " bigint")
        .replace(" blob", " bytea");
    let postgres = POSTGRES.replace(" collate \"C\"", "");
    let plain = |s: &str| statements(s).into_iter().map(|t| t.replace("),", ")")).collect::<Vec<_>>();
    assert_eq!(plain(&sqlite), plain(&postgres));
}
