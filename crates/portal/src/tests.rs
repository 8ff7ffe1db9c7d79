//! The rulebook of the repository, for the tests of this crate, and what holds of all its screens.

use kernel::{Rulebook, Sources};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The repository's rulebook, read once.
pub(crate) fn rulebook() -> Arc<Rulebook> {
    static READ: LazyLock<Arc<Rulebook>> = LazyLock::new(|| Arc::new(read()));
    READ.clone()
}

fn read() -> Rulebook {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut sources = Sources::new();
    gather(&root, &root, &mut sources);
    kernel::read::rulebook(&sources, "test").unwrap()
}

fn gather(root: &Path, folder: &Path, sources: &mut Sources) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, sources);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            sources.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Every sentence that a page of this crate says has words in both languages.
#[test]
fn every_sentence_of_the_pages_is_worded() {
    let mut keys = BTreeSet::new();
    for (_, source) in crate::PAGES {
        for part in source.split("say(").skip(1) {
            let inner = part.split(')').next().unwrap();
            // Keys of a choice (`"a" if x else "b"`) are both keys.
            keys.extend(inner.split('"').skip(1).step_by(2).map(str::to_owned).filter(|k| !k.ends_with('-')));
        }
    }
    assert!(keys.len() > 100, "{}", keys.len());
    for language in [web::Language::Zh, web::Language::En] {
        let wording = web::Wording::new(language);
        let missing: Vec<&String> = keys.iter().filter(|k| !wording.has(k)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", language.tag());
    }
}
