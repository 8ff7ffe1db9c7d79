//! `fadu file`: a matter's case file as one PDF.

use crate::open::{AnyError, DataArgs, answer, wording, write};
use std::path::PathBuf;

/// Which matter, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 事项的编号或者内部编号 · Number or id of the matter
    matter: String,
    /// 写到哪个文件 · File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    data: DataArgs,
}

/// There is no such matter.
#[derive(Debug, thiserror::Error)]
#[error(
    "没有编号为 `{0}` 的事项;编号见 `fadu serve` 的事项清单 · there is no matter `{0}`; numbers stand in the lists of `fadu serve`"
)]
struct NoMatter(String);

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<(), AnyError> {
    let (door, town) = args.data.open()?;
    let found = door.store.read(|r| {
        Ok(match r.matter_by_number(&town.key, &args.matter)? {
            Some(found) => Some(found),
            None => r.matter(&town.key, &args.matter)?,
        })
    })?;
    let none = || NoMatter(args.matter.clone());
    let id = found.ok_or_else(none)?.matter.id;
    let file = desk::case_file(&door, &town, &id)?.ok_or_else(none)?;
    let pdf = file.pdf(args.data.lazy_fonts().get())?;
    let (pages, pieces, missing) =
        (pdf.pages.to_string(), file.pieces.len().to_string(), file.missing.len().to_string());
    write(&args.output, &crate::report_command::told(pdf))?;
    let words = [("pages", pages.as_str()), ("documents", &pieces), ("missing", &missing)];
    answer(&wording().say_with("case-file-written", &words));
    file.missing.iter().for_each(|m| answer(&format!("- {m}")));
    Ok(())
}
