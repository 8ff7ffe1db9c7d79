//! `fadu figures`: a year's figures, and the records behind one.

use crate::open::{AnyError, DataArgs, answer};
use clap::{Subcommand, ValueEnum};
use figures::Row;
use kernel::definition::FigureKind;
use store::TraceQuery;

/// Which figures.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    trace: Option<Trace>,
    #[command(flatten)]
    of: Of,
    /// 也列出只供其他指标使用的 · Also those that only other figures need
    #[arg(long)]
    all: bool,
}

#[derive(Debug, clap::Args)]
struct Of {
    /// 年份 · Year
    #[arg(long, default_value_t = 2023)]
    year: i16,
    /// 输出形式 · Output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Subcommand)]
enum Trace {
    /// 一个指标背后的记录 · The records behind a figure
    Trace {
        /// 指标名,例如 hazard.found · Name of the figure
        id: String,
        /// 只看一个分类 · Only one part
        #[arg(long)]
        dimension: Option<String>,
        #[command(flatten)]
        of: Of,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A figure that is not there.
#[derive(Debug, thiserror::Error)]
#[error("没有指标 `{0}`{1} · no figure `{0}`{1}")]
struct NoFigure(String, String);

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<(), AnyError> {
    match &args.trace {
        None => list(&args.of, args.all),
        Some(Trace::Trace { id, dimension, of }) => trace(id, dimension.as_deref(), of),
    }
}

fn list(of: &Of, all: bool) -> Result<(), AnyError> {
    let (door, town) = of.data.open()?;
    let figures = door.figures(&town.key, of.year)?;
    let shown = |r: &&Row| all || door.rulebook.figures.get(&r.figure).is_some_and(|f| f.reported);
    let rows = figures.rows.iter().filter(shown);
    if of.format == Format::Json {
        let json: Vec<_> = rows.map(desk::figure_json).collect();
        answer(&serde_json::to_string_pretty(&json)?);
        return Ok(());
    }
    for row in rows {
        let title = door.rulebook.figures.get(&row.figure).map_or("", |f| &f.title.zh);
        let value = row.value.map_or_else(|| "不适用".to_owned(), |v| v.to_string());
        let ratio = match (row.numerator, row.denominator) {
            (Some(n), Some(d)) => format!("  ({n}/{d})"),
            _ => String::new(),
        };
        answer(&format!("{:32} {value:>8} {}{ratio}  {title} {}", row.figure, row.unit, row.dimension));
    }
    Ok(())
}

fn trace(id: &str, dimension: Option<&str>, of: &Of) -> Result<(), AnyError> {
    let (door, town) = of.data.open()?;
    let known = door.rulebook.figures.keys().map(String::as_str);
    let Some(figure) = door.rulebook.figures.get(id) else {
        let near = kernel::problem::nearest(id, known).map_or_else(String::new, |n| format!(" (`{n}`?)"));
        return Err(Box::new(NoFigure(id.to_owned(), near)));
    };
    // A ratio has no records of its own: they are those above and below its line.
    let parts: Vec<&str> = match &figure.kind {
        FigureKind::Ratio { numerator, denominator, .. } => vec![numerator, denominator],
        FigureKind::Least { of, among } => vec![of, among],
        FigureKind::Limit { .. } => Vec::new(),
        FigureKind::Flow(_) | FigureKind::Stock(_) => vec![id],
    };
    let mut found = Vec::new();
    for part in parts {
        let stock = matches!(door.rulebook.figures.get(part).map(|f| &f.kind), Some(FigureKind::Stock(_)));
        let from = if stock { deadline::Date::MIN } else { deadline::Date::new(of.year, 1, 1)? };
        let to = deadline::Date::new(of.year, 12, 31)?;
        let mut after = None;
        loop {
            let query = TraceQuery { figure: part, from, to, dimension, after, limit: 1000 };
            let rows = door.store.read(|r| r.trace(&town.key, &query))?;
            after = rows.last().map(|r| (r.posting.day, r.seq, r.ordinal));
            let full = rows.len() == 1000;
            found.extend(rows);
            if !full {
                break;
            }
        }
    }
    if of.format == Format::Json {
        let json: Vec<_> = found
            .iter()
            .map(|r| {
                serde_json::json!({
                    "figure": r.posting.figure, "day": r.posting.day.to_string(), "dimension": r.posting.dimension,
                    "amount": r.posting.amount, "record": r.seq, "matter": r.matter, "number": r.number,
                    "procedure": r.procedure, "action": r.action,
                })
            })
            .collect();
        answer(&serde_json::to_string_pretty(&json)?);
    } else {
        for r in &found {
            let p = &r.posting;
            answer(&format!(
                "{} {:>6} {:24} {}/{} {} #{}",
                p.day, p.amount, r.number, r.procedure, r.action, p.dimension, r.seq
            ));
        }
    }
    Ok(())
}
