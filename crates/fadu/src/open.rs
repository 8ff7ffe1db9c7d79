//! What most commands share: where the data are, which rulebook, which town; answers and complaints.

use crate::clock::SystemChance;
use crate::rulebook;
use door::Door;
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Place, Store, Town};

/// Any error of a command; printed with its causes.
pub(crate) type AnyError = Box<dyn Error>;

/// Where the data are.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct DataArgs {
    /// 数据目录 · Data directory (embedded SQLite)
    #[arg(long, default_value = "data", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// 改用 PostgreSQL,例如 postgres://fadu@127.0.0.1/fadu · Use PostgreSQL instead
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// 规则集目录;不给就用内置的 · Rulebook folder; built in if not given
    #[arg(long, value_name = "DIR")]
    pub(crate) rulebook: Option<PathBuf>,
    /// 本单位字体的目录(仿宋_GB2312、方正小标宋等);先找这里,再找数据目录的 fonts,再找系统的 · Folder with the office's own fonts; then `fonts` in the data directory, then the system's
    #[arg(long, value_name = "DIR")]
    pub(crate) fonts: Option<PathBuf>,
    /// 乡镇的键;只有一个乡镇时可不给 · Key of the town; not needed if there is only one
    #[arg(long, value_name = "KEY")]
    pub(crate) town: Option<String>,
}

/// A complaint of the command line itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// There are no data.
    #[error("`{0}` 里还没有数据;先运行 `fadu demo` · no data in `{0}`; run `fadu demo` first")]
    NoData(String),
    /// There is no such town, or several.
    #[error("请用 --town 指定乡镇,现有:{0} · say which town with --town; there are: {0}")]
    WhichTown(String),
    /// A file can't be read.
    #[error("读不了 `{path}` · can't read `{path}`: {source}")]
    Read {
        /// The path.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// A file can't be written.
    #[error("写不了 `{path}` · can't write `{path}`: {source}")]
    Write {
        /// The path.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
}

impl DataArgs {
    /// Where the store is.
    pub(crate) fn place(&self) -> Place {
        match &self.database_url {
            Some(url) => Place::Postgres(url.clone()),
            None => Place::Sqlite(self.data.clone()),
        }
    }

    /// Fonts for papers, read when first needed.
    pub(crate) fn lazy_fonts(&self) -> Arc<paper::LazyFonts> {
        let own = self.fonts.iter().cloned().chain([self.data.join("fonts")]);
        Arc::new(paper::LazyFonts::of(own))
    }

    /// The door to data that are there, and the town.
    pub(crate) fn open(&self) -> Result<(Door, Town), AnyError> {
        if self.database_url.is_none() && !self.data.join("fadu.db").exists() {
            return Err(Box::new(OpenError::NoData(self.data.display().to_string())));
        }
        let sources = rulebook::sources(self.rulebook.as_deref())?;
        let book = rulebook::load(&sources, chinese())?;
        let door = Door::new(Store::open(&self.place())?, Arc::new(book), Arc::new(SystemChance));
        let town = self.which(&door)?;
        Ok((door, town))
    }

    fn which(&self, door: &Door) -> Result<Town, AnyError> {
        let towns = door.store.read(|r| r.towns())?;
        if towns.is_empty() {
            return Err(Box::new(OpenError::NoData(self.data.display().to_string())));
        }
        let keys = towns.iter().map(|t| t.key.as_str()).collect::<Vec<_>>().join(" ");
        let found = match &self.town {
            Some(key) => towns.into_iter().find(|t| t.key == *key),
            None if towns.len() == 1 => towns.into_iter().next(),
            None => None,
        };
        found.ok_or_else(|| Box::new(OpenError::WhichTown(keys)) as AnyError)
    }
}

/// Whether the terminal's language is Chinese; it is unless the environment names another.
pub(crate) fn chinese() -> bool {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|t| !t.is_empty()));
    named.is_none_or(|l| l.starts_with("zh") || l == "C" || l == "POSIX" || l.starts_with("C."))
}

/// The wording of the terminal's language.
pub(crate) fn wording() -> web::Wording {
    web::Wording::new(if chinese() { web::Language::Zh } else { web::Language::En })
}

/// Prints an answer. A reader that has gone away (`| head`) ends the answer without complaint.
pub(crate) fn answer(text: &str) {
    drop(writeln!(std::io::stdout().lock(), "{text}"));
}

/// Prints what went wrong.
pub(crate) fn complain(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Writes a file whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), OpenError> {
    let error = |source| OpenError::Write { path: path.display().to_string(), source };
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(error)?;
    }
    let beside = path.with_extension("tmp");
    std::fs::write(&beside, bytes).map_err(error)?;
    std::fs::rename(&beside, path).map_err(error)
}
