//! The proof against procedures broken on purpose, and against the real engine.

mod broken;
mod walks;

use kernel::{Rulebook, Sources};
use std::path::Path;

/// The texts of the shipped rulebook.
fn shipped() -> Sources {
    fn gather(root: &Path, folder: &Path, into: &mut Sources) {
        for entry in std::fs::read_dir(folder).expect("the rulebook's folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                gather(root, &path, into);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
                into.insert(name, text);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut sources = Sources::new();
    gather(&root, &root, &mut sources);
    sources
}

fn read(sources: &Sources) -> Rulebook {
    kernel::read::rulebook(sources, "test").unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|p| p.render(sources, false)).collect::<String>())
    })
}

#[test]
fn every_shipped_procedure_is_proved() {
    let book = read(&shipped());
    for procedure in book.procedures.values().flatten() {
        let proof = crate::prove(procedure);
        let told: Vec<String> = proof
            .findings
            .iter()
            .map(|f| format!("[{}] {}", f.fault.code(), f.fault.says(procedure).en))
            .collect();
        assert!(told.is_empty(), "{}: {told:#?}", procedure.name);
    }
}

#[test]
fn every_shipped_scenario_goes_as_told() {
    let sources = shipped();
    let book = read(&sources);
    for scenario in &book.scenarios {
        if let Err(failure) = crate::scenario::play(&book, scenario) {
            panic!("{} “{}”: {}", scenario.file, scenario.title.zh, failure.says.en);
        }
    }
}
