//! `fadu list`: any list as a file, in the columns and under the header that whoever asked for it wants.

use crate::open::{AnyError, DataArgs, answer, wording, write};
use clap::ValueEnum;
use desk::Wanted;
use press::list::{List, View, csv, paper, xlsx};
use std::path::{Path, PathBuf};

/// Which list, how, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 什么清单 · Which list
    #[arg(value_enum)]
    kind: Kind,
    /// 程序名(matters)或者清单名(entries) · Procedure (matters) or register (entries)
    name: Option<String>,
    /// 年份;matters 只列这一年开始的 · Year; of matters those that began in it
    #[arg(long)]
    year: Option<i16>,
    /// 列,用逗号分开;不给就列出不含个人信息的全部列 · Columns, separated by commas; all that don't tell of persons if not given
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Vec<String>,
    /// 上级的表头:一行文字,或者 @文件;同名的列自动对上 · A superior's header: a line, or @FILE; columns of the same title are mapped
    #[arg(long, value_name = "HEADER", conflicts_with = "columns")]
    header: Option<String>,
    /// 表头里对不上的列:标题=列名 · A title of the header that is not a column's own: title=column
    #[arg(long, value_name = "TITLE=COLUMN", requires = "header")]
    map: Vec<String>,
    /// 表的标题 · Title over the table
    #[arg(long)]
    title: Option<String>,
    /// 把这次的列和表头存成这个名字 · Keep these columns and this header under a name
    #[arg(long, value_name = "NAME")]
    save_view: Option<String>,
    /// 用存过的列和表头 · Use columns and header that were kept
    #[arg(long, value_name = "NAME", conflicts_with_all = ["columns", "header"])]
    view: Option<String>,
    /// 形式 · Form
    #[arg(long, value_enum, default_value_t = Format::Xlsx)]
    format: Format,
    /// 写到哪个文件;csv 不给就打印 · File to write; csv is printed if not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Matters,
    Entries,
    Figures,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Xlsx,
    Csv,
    Docx,
    Pdf,
}

/// What can't be done as asked.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("要写明程序名或者清单名 · say which procedure or register")]
    NoName,
    #[error("这种形式要用 -o 指定文件 · this form needs -o FILE")]
    NoFile,
    #[error("名字里不能有 / \\ 和开头的点:`{0}` · a name has no / \\ and no dot at its beginning: `{0}`")]
    Name(String),
    #[error("没有存过叫 `{0}` 的表头;有这些:{1} · no view `{0}` was kept; there are: {1}")]
    NoView(String, String),
    #[error("`{0}` 读不了:{1} · `{0}` can't be read: {1}")]
    Unreadable(String, String),
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<(), AnyError> {
    let (door, town) = args.data.open()?;
    let name = || args.name.clone().ok_or(Fault::NoName);
    let year = args.year.unwrap_or(2023);
    let wanted = match args.kind {
        Kind::Matters => Wanted::Matters(name()?, args.year.map(|y| (y, y))),
        Kind::Entries => Wanted::Entries(name()?),
        Kind::Figures => Wanted::Figures(year),
    };
    // A Chinese header is held against Chinese titles, whatever language the terminal has.
    let chinese = args.header.as_ref().is_some_and(|h| !h.is_ascii() || h.starts_with('@'));
    let words = if chinese { web::Wording::new(web::Language::Zh) } else { wording() };
    let whole = desk::list(&door, &town, &wanted, &words)?;
    let folder = args.data.data.join("views");
    let mut view = chosen(args, &whole, &folder)?;
    if args.title.is_some() {
        view.title.clone_from(&args.title);
    }
    let seen = whole.seen(&view)?;
    if let Some(name) = &args.save_view {
        write(&file_of(&folder, name)?, serde_json::to_string_pretty(&view)?.as_bytes())?;
    }
    let last = crate::serve::last_recorded(&door, &town)?;
    // The list is dated by the newest record: the same records give the same file.
    let at = last.date().to_datetime(jiff::civil::Time::midnight());
    let bytes = match args.format {
        Format::Csv => csv(&seen).into_bytes(),
        Format::Xlsx => xlsx(&seen, at)?,
        Format::Docx => ::paper::docx(&paper(&seen, at))?,
        Format::Pdf => {
            let made = ::paper::pdf(&paper(&seen, at), args.data.lazy_fonts().get())?;
            crate::report_command::told(made)
        }
    };
    match (&args.output, args.format) {
        (Some(path), _) => {
            write(path, &bytes)?;
            let (rows, columns) = (seen.rows.len().to_string(), seen.columns.len().to_string());
            answer(&wording().say_with("list-written", &[("rows", &rows), ("columns", &columns)]));
        }
        (None, Format::Csv) => answer(String::from_utf8_lossy(&bytes).trim_end()),
        (None, _) => return Err(Box::new(Fault::NoFile)),
    }
    Ok(())
}

fn chosen(args: &Args, whole: &List, folder: &Path) -> Result<View, AnyError> {
    if let Some(name) = &args.view {
        let path = file_of(folder, name)?;
        let text = std::fs::read_to_string(&path).map_err(|_| Fault::NoView(name.clone(), kept(folder)))?;
        let bad = |e: serde_json::Error| Fault::Unreadable(path.display().to_string(), e.to_string());
        return Ok(serde_json::from_str(&text).map_err(bad)?);
    }
    Ok(match &args.header {
        Some(header) => {
            let text = match header.strip_prefix('@') {
                Some(path) => std::fs::read_to_string(path)
                    .map_err(|e| Fault::Unreadable(path.to_owned(), e.to_string()))?,
                None => header.clone(),
            };
            View::under(whole, &text, &args.map)?
        }
        None => View::of(whole, &args.columns)?,
    })
}

fn file_of(folder: &Path, name: &str) -> Result<PathBuf, Fault> {
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '\0']) {
        return Err(Fault::Name(name.to_owned()));
    }
    Ok(folder.join(format!("{name}.json")))
}

/// Names of the views that were kept.
fn kept(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    let mut names: Vec<String> = files
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .filter_map(|p| Some(p.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names.join(" ")
}
