//! `fadu rulebook`: checking and listing.

use crate::open::{AnyError, DataArgs, answer, chinese};
use crate::{begin, breaking, compare, proving, rulebook};
use clap::Subcommand;
use std::path::PathBuf;

/// How the coverage is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CoverageFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What to do with a rulebook.
#[derive(Debug, Subcommand)]
pub(crate) enum RulebookCommand {
    /// 检查规则集;有错就指出文件、行、列和改法 · Check a rulebook; every mistake with file, line, column and cure
    Check {
        /// 规则集目录;不给就查内置的 · Folder; the built-in one if not given
        folder: Option<PathBuf>,
    },
    /// 证明程序:走遍每一条合法的路 · Prove procedures: every lawful way through them is explored
    Prove {
        /// 程序名;不给就全部 · Procedure; all if not given
        procedure: Option<String>,
        /// 规则集目录 · Folder; the built-in one if not given
        #[arg(long, value_name = "DIR")]
        rulebook: Option<PathBuf>,
    },
    /// 演示情景:合法的办成,违法的被拒绝 · Play the scenarios: what is lawful is done, what is not is refused
    Scenarios {
        /// 程序名;不给就全部 · Procedure; all if not given
        procedure: Option<String>,
        /// 规则集目录 · Folder; the built-in one if not given
        #[arg(long, value_name = "DIR")]
        rulebook: Option<PathBuf>,
    },
    /// 像法制人员那样读一个程序:阶段、环节、条件、期限、依据 · Read a procedure as a legal officer does
    Show {
        /// 程序名 · Procedure
        procedure: String,
        /// 那一天施行的版本;不给就最新 · The version in force on that day; the newest if not given
        #[arg(long, value_name = "DATE")]
        on: Option<deadline::Date>,
        /// 规则集目录 · Folder; the built-in one if not given
        #[arg(long, value_name = "DIR")]
        rulebook: Option<PathBuf>,
    },
    /// 把一个程序画成图(SVG) · Draw a procedure (SVG)
    Graph {
        /// 程序名 · Procedure
        procedure: String,
        /// 那一天施行的版本;不给就最新 · The version in force on that day; the newest if not given
        #[arg(long, value_name = "DATE")]
        on: Option<deadline::Date>,
        /// 写到这个文件;不给就打印 · File; printed if not given
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// 规则集目录 · Folder; the built-in one if not given
        #[arg(long, value_name = "DIR")]
        rulebook: Option<PathBuf>,
    },
    /// 故意改坏程序,看证明和情景能不能发现 · Break procedures on purpose and see whether proof and scenarios notice
    Mutants {
        /// 程序名;不给就全部 · Procedure; all if not given
        procedure: Option<String>,
        /// 规则集目录 · Folder; the built-in one if not given
        #[arg(long, value_name = "DIR")]
        rulebook: Option<PathBuf>,
    },
    /// 各部分覆盖了来源的哪些行、法的哪些规则 · Which rows of the source and rules of the law each part covers
    Coverage {
        /// 输出格式 · Format
        #[arg(long, default_value = "text")]
        format: CoverageFormat,
        /// 规则集目录 · Folder; the built-in one if not given
        #[arg(long, value_name = "DIR")]
        rulebook: Option<PathBuf>,
    },
    /// 对照两份规则集:改了什么;给了数据,再列出受影响的未结事项和移动的期限 · Compare two rulebooks; with data, also the running matters touched and what moves in each
    Diff {
        /// 旧的规则集目录;`built-in` 是内置的 · Old folder; `built-in` is the one in the program
        old: PathBuf,
        /// 新的规则集目录;`built-in` 是内置的 · New folder
        new: PathBuf,
        /// 也看数据里的未结事项 · Look at the running matters in the data, too
        #[arg(long)]
        matters: bool,
        #[command(flatten)]
        data: DataArgs,
    },
    /// 新写一个程序:给出能通过检查和证明的样子 · Begin a new procedure: an outline that passes check and proof
    New(begin::Args),
    /// 列出程序 · List the procedures
    List {
        /// 规则集目录 · Folder
        folder: Option<PathBuf>,
    },
}

/// Runs it.
pub(crate) fn rulebook(command: &RulebookCommand) -> Result<(), AnyError> {
    let folder = match command {
        RulebookCommand::New(args) => return begin::procedure(args),
        RulebookCommand::Diff { old, new, matters, data } => {
            let load = |folder: &PathBuf| {
                let folder = Some(folder.as_path()).filter(|f| f.as_os_str() != "built-in");
                rulebook::load(&rulebook::sources(folder)?, chinese())
            };
            return compare::diff(&load(old)?, &load(new)?, matters.then_some(data));
        }
        RulebookCommand::Check { folder }
        | RulebookCommand::List { folder }
        | RulebookCommand::Prove { rulebook: folder, .. }
        | RulebookCommand::Mutants { rulebook: folder, .. }
        | RulebookCommand::Show { rulebook: folder, .. }
        | RulebookCommand::Graph { rulebook: folder, .. }
        | RulebookCommand::Coverage { rulebook: folder, .. }
        | RulebookCommand::Scenarios { rulebook: folder, .. } => folder,
    };
    let sources = rulebook::sources(folder.as_deref())?;
    let book = rulebook::load(&sources, chinese())?;
    match command {
        RulebookCommand::Check { .. } => {
            let articles: usize = book.laws.values().map(|l| l.articles.len()).sum();
            let count = |n: usize, zh: &str, en: &str| {
                if chinese() { format!("{n} {zh}") } else { format!("{n} {en}") }
            };
            answer(
                &[
                    count(book.laws.len(), "部法", "laws"),
                    count(articles, "条", "articles"),
                    count(book.procedures.len(), "个程序", "procedures"),
                    count(
                        book.procedures.values().flatten().map(|p| p.actions.len()).sum(),
                        "个环节",
                        "actions",
                    ),
                    count(
                        book.procedures.values().flatten().map(|p| p.clocks.len()).sum(),
                        "个期限",
                        "clocks",
                    ),
                    count(book.figures.len(), "个指标", "figures"),
                    book.version.clone(),
                ]
                .join(" · "),
            );
        }
        RulebookCommand::Prove { procedure, .. } => return proving::prove(&book, procedure.as_deref()),
        RulebookCommand::Show { procedure, on, .. } => return proving::show(&book, procedure, *on),
        RulebookCommand::Graph { procedure, on, output, .. } => {
            return proving::graph(&book, procedure, *on, output.as_deref());
        }
        RulebookCommand::Mutants { procedure, .. } => {
            return breaking::mutants(&book, &sources, procedure.as_deref());
        }
        RulebookCommand::Coverage { format, .. } => {
            return proving::coverage(&book, *format == CoverageFormat::Json);
        }
        RulebookCommand::Scenarios { procedure, .. } => {
            return proving::scenarios(&book, &sources, procedure.as_deref());
        }
        RulebookCommand::New(_) | RulebookCommand::Diff { .. } => {}
        RulebookCommand::List { .. } => {
            for p in book.procedures.values().flatten() {
                answer(&format!("{:24} {} {} ({})", p.name, p.title.zh, p.title.en, p.from));
            }
        }
    }
    Ok(())
}
