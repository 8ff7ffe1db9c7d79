//! The rulebook: built into the program, or read from a folder.

use include_dir::{Dir, include_dir};
use kernel::{Problem, Rulebook, Sources};
use std::path::Path;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rulebook");

/// The yearly report's template in a rulebook.
const REPORT: &str = "reports/yearly/report.md";

/// A rulebook that can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RulebookError {
    /// A folder that can't be read.
    #[error("读不了规则集目录 `{path}` · can't read the rulebook folder `{path}`")]
    Folder {
        /// The path.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// Its texts have problems.
    #[error("{0}")]
    Problems(String),
    /// It has no yearly report.
    #[error("the rulebook has no {REPORT}")]
    NoReport,
}

/// Texts of the built-in rulebook, or of a folder.
pub(crate) fn sources(folder: Option<&Path>) -> Result<Sources, RulebookError> {
    let mut sources = Sources::new();
    match folder {
        None => gather_built_in(&BUILT_IN, &mut sources),
        Some(root) => gather(root, root, &mut sources)
            .map_err(|source| RulebookError::Folder { path: root.display().to_string(), source })?,
    }
    Ok(sources)
}

fn gather_built_in(folder: &Dir<'_>, sources: &mut Sources) {
    for file in folder.files() {
        if let Some(text) = file.contents_utf8() {
            sources.insert(file.path().to_string_lossy().replace('\\', "/"), text.to_owned());
        }
    }
    folder.dirs().for_each(|d| gather_built_in(d, sources));
}

fn gather(root: &Path, folder: &Path, sources: &mut Sources) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(root, &path, sources)?;
        } else if let (Ok(name), Ok(text)) = (path.strip_prefix(root), std::fs::read_to_string(&path)) {
            sources.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
    Ok(())
}

/// Reads and links; all problems as one text for the terminal.
pub(crate) fn load(sources: &Sources, chinese: bool) -> Result<Rulebook, RulebookError> {
    let told = |problems: Vec<Problem>| {
        let mut text: String = problems.iter().map(|p| p.render(sources, chinese) + "\n").collect();
        text += &if chinese {
            format!("共 {} 处", problems.len())
        } else {
            format!("{} problems", problems.len())
        };
        RulebookError::Problems(text)
    };
    kernel::read::rulebook(sources, &door::edition::version(sources)).map_err(told)
}

/// The yearly report's template.
pub(crate) fn report(sources: &Sources) -> Result<String, RulebookError> {
    sources.get(REPORT).cloned().ok_or(RulebookError::NoReport)
}
