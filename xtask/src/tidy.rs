//! The repository's own rules, each with its reason in the message.

use crate::run::{Outcome, root};
use std::path::{Path, PathBuf};

/// Lines of code at most in a source file.
const LINES_MAX: usize = 800;
/// Names that say nothing.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "common", "helper", "helpers", "misc", "core", "base", "manager"];

/// Which crates may use which: imports point one way.
const EDGES: &[(&str, &[&str])] = &[
    ("deadline", &[]),
    ("record", &[]),
    ("reading", &[]),
    ("ledger", &["reading"]),
    ("check", &["reading"]),
    ("kernel", &["deadline"]),
    ("proof", &["kernel", "deadline"]),
    ("figures", &["kernel", "deadline"]),
    ("people", &["record"]),
    ("search", &[]),
    ("store", &["kernel", "figures", "record", "deadline", "people", "search"]),
    ("door", &["store", "kernel", "figures", "files", "record", "deadline", "search"]),
    ("files", &[]),
    ("passkey", &[]),
    ("paper", &[]),
    ("press", &["paper", "kernel", "figures", "deadline", "check"]),
    ("web", &["kernel", "deadline", "people"]),
    (
        "portal",
        &["web", "check", "reading", "door", "press", "store", "figures", "record", "kernel", "deadline"],
    ),
    (
        "desk",
        &[
            "web", "check", "ledger", "door", "press", "paper", "store", "figures", "record", "kernel",
            "deadline", "people", "passkey", "search",
        ],
    ),
];

/// Checks all rules; tells every breach.
pub(crate) fn run() -> Outcome {
    let mut breaches = Vec::new();
    let mut files = Vec::new();
    for folder in ["crates", "xtask"] {
        gather(&root().join(folder), &mut files);
    }
    for path in &files {
        file(path, &mut breaches);
    }
    edges(&mut breaches);
    clocks(&files, &mut breaches);
    for b in &breaches {
        println!("{b}");
    }
    if breaches.is_empty() { Ok(()) } else { Err(format!("{} breaches", breaches.len())) }
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|n| n != "target" && n != "node_modules") {
                gather(&path, files);
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn file(path: &Path, breaches: &mut Vec<String>) {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let first = text.lines().next().unwrap_or("");
    if !first.starts_with("//!") && !text.is_empty() {
        breaches.push(format!("{}: begins without `//!`: the first line says what the file is", shown(path)));
    }
    let lines = text.lines().count();
    if lines > LINES_MAX {
        breaches.push(format!("{}: {lines} lines, {LINES_MAX} at most: one idea a file", shown(path)));
    }
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let folder =
        path.parent().and_then(Path::file_name).map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    for name in [stem, folder].iter().filter(|n| EMPTY_NAMES.contains(&n.as_str())) {
        breaches.push(format!("{}: `{name}` says nothing: name the thing", shown(path)));
    }
}

fn edges(breaches: &mut Vec<String>) {
    for (name, allowed) in EDGES {
        let manifest = root().join("crates").join(name).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).unwrap_or_default();
        let own = text.split("[dev-dependencies]").next().unwrap_or("");
        for (other, _) in EDGES {
            let used = own.lines().any(|l| l.starts_with(&format!("{other}.workspace")));
            if used && !allowed.contains(other) {
                breaches.push(format!("crates/{name} uses {other}: imports point one way (ARCHITECTURE.md); decide it there and in xtask/src/tidy.rs"));
            }
        }
    }
}

/// Only the program reads a clock, so that everything else can be tested without waiting.
fn clocks(files: &[PathBuf], breaches: &mut Vec<String>) {
    let needles = [concat!("Timestamp", "::now"), concat!("SystemTime", "::now"), concat!("Zoned", "::now")];
    for path in files
        .iter()
        .filter(|p| !shown(p).ends_with("fadu/src/clock.rs") && !shown(p).starts_with("crates/bench"))
    {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        for needle in needles.iter().filter(|n| text.contains(**n)) {
            breaches.push(format!(
                "{}: {needle}: time is an argument; only crates/fadu/src/clock.rs reads a clock",
                shown(path)
            ));
        }
    }
}
