//! `fadu report`: the yearly report as a file.

use crate::open::{AnyError, DataArgs, answer, wording, write};
use crate::rulebook;
use clap::ValueEnum;
use door::Door;
use std::path::{Path, PathBuf};
use store::Town;

/// Which report, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 年份 · Year
    #[arg(long, default_value_t = 2023)]
    year: i16,
    /// 形式 · Form
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// 写到哪个文件;不给就打印(xlsx 必须给) · File to write; printed if not given (xlsx needs it)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Html,
    Md,
    Xlsx,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Fault(String);

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<(), AnyError> {
    let (door, town) = args.data.open()?;
    let template = rulebook::report(&rulebook::sources(args.data.rulebook.as_deref())?)?;
    let bytes = match args.format {
        Format::Xlsx => desk::workbook(&door, &town, args.year, &wording()).map_err(Fault)?,
        Format::Md => {
            desk::markdown(&door, &template, &town, args.year).map_err(Fault)?.markdown().into_bytes()
        }
        Format::Html => html(&door, &template, &town, args.year)?.into_bytes(),
    };
    match (&args.output, args.format) {
        (Some(path), _) => write(path, &bytes)?,
        (None, Format::Xlsx) => {
            return Err(Box::new(Fault("xlsx 要用 -o 指定文件 · xlsx needs -o FILE".into())));
        }
        (None, _) => answer(&String::from_utf8_lossy(&bytes)),
    }
    Ok(())
}

/// The report as a page of its own; its figures lead to the server's pages.
pub(crate) fn html(door: &Door, template: &str, town: &Town, year: i16) -> Result<String, AnyError> {
    let report = desk::markdown(door, template, town, year).map_err(Fault)?;
    let body = report.html(&press::Links { base: format!("/{}", town.key), year });
    Ok(format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{} {year}</title><style>{}</style></head>\n<body><main><article class=\"report\">\n{body}</article></main></body></html>\n",
        town.name,
        web::frame::STYLE
    ))
}

/// All three forms into a folder; gives the paths.
pub(crate) fn write_all(
    door: &Door,
    template: &str,
    town: &Town,
    year: i16,
    folder: &Path,
) -> Result<Vec<PathBuf>, AnyError> {
    let path = |name: &str| folder.join(format!("report-{year}.{name}"));
    let md = desk::markdown(door, template, town, year).map_err(Fault)?.markdown();
    write(&path("md"), md.as_bytes())?;
    write(&path("html"), html(door, template, town, year)?.as_bytes())?;
    write(&path("xlsx"), &desk::workbook(door, town, year, &wording()).map_err(Fault)?)?;
    Ok(vec![path("md"), path("html"), path("xlsx")])
}
