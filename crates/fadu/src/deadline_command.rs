//! `fadu deadline`: a due date and how it was reached.

use crate::open::{AnyError, answer, chinese};
use crate::rulebook;
use clap::ValueEnum;
use deadline::{Binds, DateTime, Effect, Language, Request, Term};
use std::path::PathBuf;

/// What to work out.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 期限,例如 "20 working-days"、"15 days"、"3 months"、"2 years"、"5 hours" · The term
    #[arg(long, value_name = "TERM")]
    term: String,
    /// 起算的日子;以小时计的要带时间,例如 2023-03-01T09:30 · The day it starts from; with a time for hours
    #[arg(long, value_name = "DATE")]
    from: String,
    /// 日历 · Calendar
    #[arg(long, default_value = "cn", value_name = "NAME")]
    calendar: String,
    /// 约束机关还是当事人(地方假日有争议时,机关从严、当事人从宽) · Whom it binds
    #[arg(long, value_enum, default_value_t = Whom::Office)]
    binds: Whom,
    /// 规则集目录 · Rulebook folder
    #[arg(long, value_name = "DIR")]
    rulebook: Option<PathBuf>,
    /// 输出形式 · Output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Whom {
    Office,
    Citizen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A request that can't be worked out.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("--term `{0}`:{1}")]
    Term(String, deadline::TermError),
    #[error(
        "--from `{0}` 不是日期;写成 2023-03-01,以小时计的写成 2023-03-01T09:30 · not a date; write 2023-03-01, or 2023-03-01T09:30 for hours"
    )]
    From(String),
    #[error(
        "以小时、分钟计的期限从哪一刻起算?--from 要带时间,例如 2023-03-01T09:30 · a term by the clock needs a time in --from"
    )]
    NoTime,
    #[error("没有日历 `{0}`;现有:cn · no calendar `{0}`; there is: cn")]
    Calendar(String),
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<(), AnyError> {
    let term: Term = args.term.parse().map_err(|e| Fault::Term(args.term.clone(), e))?;
    let timed = args.from.contains('T');
    if term.unit.by_the_clock() && !timed {
        return Err(Box::new(Fault::NoTime));
    }
    let padded = if args.from.len() == 16 { format!("{}:00", args.from) } else { args.from.clone() };
    let bad = |_| Fault::From(args.from.clone());
    let start: DateTime = if timed {
        padded.parse().map_err(bad)?
    } else {
        padded.parse::<deadline::Date>().map_err(bad)?.at(0, 0, 0, 0)
    };
    if args.calendar != "cn" {
        return Err(Box::new(Fault::Calendar(args.calendar.clone())));
    }
    let book = rulebook::load(&rulebook::sources(args.rulebook.as_deref())?, chinese())?;
    let request = Request {
        start,
        start_cause: String::new(),
        term,
        binds: match args.binds {
            Whom::Office => Binds::Office,
            Whom::Citizen => Binds::Citizen,
        },
        basis: String::new(),
        pauses: Vec::new(),
        extensions: Vec::new(),
        restarts: Vec::new(),
        at_expiry: Effect::Late,
    };
    let derived = deadline::derive(&book.calendar, &request)?;
    let sentence = derived.sentence(if chinese() { Language::Zh } else { Language::En });
    if args.format == Format::Json {
        let json = serde_json::json!({
            "due": derived.due.to_string(), "derivation": derived.steps,
            "sentence": derived.sentence(Language::Zh), "sentence_en": derived.sentence(Language::En),
            "calendar": derived.calendar,
        });
        answer(&json.to_string());
    } else {
        answer(&format!("{}\n{sentence}", derived.due));
    }
    Ok(())
}
