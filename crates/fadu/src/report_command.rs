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
    /// 写到哪个文件;不给就打印(xlsx、docx、pdf 必须给) · File to write; printed if not given (xlsx, docx and pdf need it)
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
    Docx,
    Pdf,
}

impl Format {
    /// Whether it can be printed on a terminal.
    fn text(self) -> bool {
        matches!(self, Format::Html | Format::Md)
    }
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
        Format::Docx | Format::Pdf => {
            let report = desk::markdown(&door, &template, &town, args.year).map_err(Fault)?;
            let paper = report.paper(desk::made_on(args.year));
            if args.format == Format::Docx {
                paper::docx(&paper)?
            } else {
                told(paper::pdf(&paper, args.data.lazy_fonts().get())?)
            }
        }
    };
    match (&args.output, args.format) {
        (Some(path), _) => write(path, &bytes)?,
        (None, format) if !format.text() => {
            return Err(Box::new(Fault("这种形式要用 -o 指定文件 · this form needs -o FILE".into())));
        }
        (None, _) => answer(&String::from_utf8_lossy(&bytes)),
    }
    Ok(())
}

/// The bytes of a PDF; what no font could show is told.
pub(crate) fn told(pdf: paper::Pdf) -> Vec<u8> {
    if !pdf.missing.is_empty() {
        let chars: Vec<String> = pdf.missing.iter().map(|c| format!("{c} U+{:04X}", u32::from(*c))).collect();
        crate::open::complain(&wording().say_with("fonts-missing", &[("characters", &chars.join("、"))]));
    }
    if !pdf.archival {
        crate::open::complain(&wording().say("fonts-not-archival"));
    }
    pdf.bytes
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
