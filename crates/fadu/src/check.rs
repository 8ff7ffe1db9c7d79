//! `fadu check`: a report that contradicts itself is told so.

use crate::open::{answer, chinese, complain};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Which reports.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 文本文件(UTF-8) · Text file (UTF-8)
    file: PathBuf,
    /// 也列出成立的关系 · Also list the relations that hold
    #[arg(long)]
    all: bool,
    /// 输出形式 · Output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A report is never longer.
const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Runs it: 0 without contradiction, 1 with, 2 unreadable.
pub(crate) fn run(args: &Args) -> ExitCode {
    let text = match read(&args.file) {
        Ok(text) => text,
        Err(error) => {
            complain(&format!("{}: {error}", args.file.display()));
            return ExitCode::from(2);
        }
    };
    let report = check::check(&text);
    match args.format {
        Format::Json => answer(&json(&args.file, &report, args.all).to_string()),
        Format::Text => answer(&told(&text, &report, args.all)),
    }
    if report.contradictions().next().is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn read(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    if size > BYTES_MAX {
        return Err(format!("文件太大({size} 字节),最多 {BYTES_MAX} · too large"));
    }
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    let text = String::from_utf8(bytes);
    text.map_err(|_| "不是 UTF-8 文本;请另存为 UTF-8 · not UTF-8 text; save it as UTF-8".to_owned())
}

/// The JSON form; without `all` only what does not hold.
pub(crate) fn json(path: &Path, report: &check::Report, all: bool) -> serde_json::Value {
    serde_json::json!({"file": path.display().to_string(), "findings": report.views(language(), all)})
}

/// The findings as a terminal shows them.
pub(crate) fn told(text: &str, report: &check::Report, all: bool) -> String {
    let shown = report.findings.iter().filter(|f| all || f.is_contradiction());
    shown.map(|f| check::render(text, f, language())).collect::<Vec<_>>().join("\n")
}

fn language() -> check::Language {
    if chinese() { check::Language::Chinese } else { check::Language::English }
}
