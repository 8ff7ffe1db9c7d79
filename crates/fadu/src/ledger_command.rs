//! `fadu import` and `fadu reconcile`: ledgers in, and held against ours.

use crate::clock::SystemClock;
use crate::open::{AnyError, DataArgs, OpenError, answer, chinese, complain, wording, write};
use deadline::{Date, DateTime};
use desk::Clock;
use desk::import::{self, Import, Imported, Mode, Wrong};
use door::Door;
use ledger::{Limits, Mapping, Period};
use std::path::{Path, PathBuf};
use store::Town;

/// Rows imported before the progress is told.
const ROWS_AT_ONCE: usize = 500;
/// Faults printed on the terminal; the workbook has all.
const PRINTED_MAX: usize = 50;

/// Which ledger, and how its columns are read.
#[derive(Debug, clap::Args)]
struct LedgerArgs {
    /// 台账登记的事项:程序名,或者 程序名/开始的环节 · Procedure of its items, or procedure/action that begins them
    #[arg(long, value_name = "PROCEDURE")]
    procedure: String,
    /// 台账文件(xlsx、csv) · File (xlsx, csv)
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// 各列的对应关系(JSON);不给就用存下的,没有存过就按列名自动对上 · Mapping of the columns (JSON); the one kept for this header if not given, else by titles
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// 打印对应关系,供修改后用 --map 给出;不导入 · Print the mapping, to be changed and given with --map; nothing is imported
    #[arg(long)]
    show_map: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// What is imported.
#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// 导入人(岗位清单里的姓名);他的岗位办不了的环节略过 · Officer who imports, as his posts name him; steps that his posts may not do are passed over
    #[arg(long, value_name = "NAME")]
    person: String,
    /// 只试一遍,什么都不记 · Only try it; nothing is recorded
    #[arg(long)]
    dry_run: bool,
    /// 把不能导入的行连同原因写成这个 Excel,改好再导入 · Write the rows that can't be imported to this Excel file, with reasons, to mend and import again
    #[arg(long, value_name = "FILE")]
    mend: Option<PathBuf>,
}

/// What is compared.
#[derive(Debug, clap::Args)]
pub(crate) struct ReconcileArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// 从哪天;不给就从台账里最早的一天 · First day; the ledger's first if not given
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// 到哪天;不给就到台账里最晚的一天 · Last day; the ledger's last if not given
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// 结果写成这个 Excel · Write the result to this Excel file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What can't be done as asked.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(
        "`{0}` 不是对应关系:{1};用 --show-map 打印一份来改 · `{0}` is no mapping: {1}; print one with --show-map and change it"
    )]
    Map(String, String),
    #[error("对应关系还不全 · the mapping is not complete:\n{0}")]
    Mapping(String),
    #[error("{0} 件不能导入 · {0} rows can't be imported")]
    Failed(usize),
    #[error("台账里没有对上日期;请用 --from 和 --to 写明 · no dates are mapped; say --from and --to")]
    NoDays,
    #[error("起止日期颠倒了 · the first day is after the last")]
    Backwards,
}

fn read(path: &Path) -> Result<Vec<u8>, OpenError> {
    std::fs::read(path).map_err(|source| OpenError::Read { path: path.display().to_string(), source })
}

/// The ledger with its mapping.
fn plan(args: &LedgerArgs, person: &str, door: &Door, town: &Town) -> Result<Import, AnyError> {
    let (procedure, opening) = import::opening(door, &town.key, person, &args.procedure)?;
    let name = args.file.display().to_string();
    let table = import::table(&door.rulebook, &procedure, &read(&args.file)?, &name, &Limits::default())?;
    let mapping = match &args.map {
        Some(path) => {
            let bad = |e: serde_json::Error| Fault::Map(path.display().to_string(), e.to_string());
            serde_json::from_slice::<Mapping>(&read(path)?).map_err(bad)?
        }
        None => import::mapping_for(door, &town.key, &procedure, &opening, &table)?.0,
    };
    Ok(Import { town: town.key.clone(), procedure, opening, person: person.to_owned(), table, mapping })
}

fn show_map(plan: &Import) -> Result<(), AnyError> {
    answer(&serde_json::to_string_pretty(&plan.mapping)?);
    Ok(())
}

/// Now; a demonstration's is after its newest record.
fn now(args: &DataArgs, door: &Door, town: &Town) -> Result<DateTime, AnyError> {
    match crate::demo::marked(&args.data) {
        Some(_) => crate::serve::last_recorded(door, town),
        None => Ok(SystemClock.now()),
    }
}

/// Imports a ledger.
pub(crate) fn import(args: &ImportArgs) -> Result<(), AnyError> {
    let (door, town) = args.ledger.data.open()?;
    let plan = plan(&args.ledger, &args.person, &door, &town)?;
    if args.ledger.show_map {
        return show_map(&plan);
    }
    let words = wording();
    let faults = import::mapping_faults(
        &door.rulebook,
        &plan.procedure,
        &plan.opening,
        &plan.table,
        &plan.mapping,
        &words,
    );
    if !faults.is_empty() {
        return Err(Box::new(Fault::Mapping(faults.join("\n"))));
    }
    if !args.dry_run {
        let keep = import::kept(&town.key, &plan.procedure, &plan.opening, &plan.table, &plan.mapping);
        door.store.change(vec![keep])?;
    }
    let now = now(&args.ledger.data, &door, &town)?;
    let mode = if args.dry_run { Mode::Dry } else { Mode::Record };
    let found = rows(&door, &plan, now, mode)?;
    let told = import::told(&door, &plan, &found, &words);
    for t in told.iter().take(PRINTED_MAX) {
        let place = [t.column.as_str(), t.given.as_str()].join(" ");
        complain(&format!("{} {} {}: {} {}", words.say("ledger-row"), t.row, place.trim(), t.why, t.cure));
    }
    if let Some(more) = told.len().checked_sub(PRINTED_MAX).filter(|n| *n > 0) {
        complain(&words.say_with("ledger-more", &[("n", &more.to_string())]));
    }
    if let Some(path) = args.mend.as_ref().filter(|_| !told.is_empty()) {
        let list = import::to_mend(&plan, &told, &words);
        let day = now.date().to_datetime(jiff::civil::Time::midnight());
        write(path, &press::list::xlsx(&list, day)?)?;
    }
    answer(&summary(&found, args.dry_run));
    if !found.left_out.is_empty() {
        answer(&words.say_with("ledger-left-out", &[("what", &found.left_out.join(" "))]));
    }
    if found.failed > 0 { Err(Box::new(Fault::Failed(found.failed))) } else { Ok(()) }
}

fn rows(door: &Door, plan: &Import, now: DateTime, mode: Mode) -> Result<Imported, AnyError> {
    let all = plan.table.rows.len();
    let bar = indicatif::ProgressBar::new(u64::try_from(all).unwrap_or(u64::MAX));
    let mut found = Imported::default();
    for from in (0..all).step_by(ROWS_AT_ONCE) {
        let mut told = |n: usize| bar.set_position(u64::try_from(from + n).unwrap_or(u64::MAX));
        found.add(import::import(door, plan, now, mode, from..from + ROWS_AT_ONCE, &mut told)?);
    }
    bar.finish_and_clear();
    Ok(found)
}

fn summary(found: &Imported, dry: bool) -> String {
    let n = |n: usize| n.to_string();
    let args = [
        ("rows", n(found.rows)),
        ("new", n(found.new)),
        ("acts", n(found.acts)),
        ("earlier", n(found.earlier)),
        ("hand", n(found.by_hand)),
        ("not_his", n(found.not_his)),
        ("failed", n(found.failed)),
    ];
    let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
    wording().say_with(if dry { "ledger-would" } else { "ledger-done" }, &args)
}

/// Holds a ledger against ours.
pub(crate) fn reconcile(args: &ReconcileArgs) -> Result<(), AnyError> {
    let (door, town) = args.ledger.data.open()?;
    let plan = plan(&args.ledger, "", &door, &town)?;
    if args.ledger.show_map {
        return show_map(&plan);
    }
    let own = import::days_of(&door, &plan);
    let (from, to) = (args.from.or(own.map(|p| p.from)), args.to.or(own.map(|p| p.to)));
    let (Some(from), Some(to)) = (from, to) else { return Err(Box::new(Fault::NoDays)) };
    if from > to {
        return Err(Box::new(Fault::Backwards));
    }
    let found = import::reconcile(&door, &plan, Period { from, to })?;
    let words = wording();
    answer(&format!("{from} – {to} {}", import::sums(&found, &words)));
    let theirs = found.compared.both.len() + found.compared.differs.len() + found.compared.only_theirs.len();
    let (ours, theirs) = (found.ours.to_string(), theirs.to_string());
    answer(&words.say_with("reconcile-totals", &[("ours", &ours), ("theirs", &theirs)]));
    for (name, title, value) in &found.figures {
        let title = if chinese() { &title.zh } else { &title.en };
        let same = usize::try_from(*value).is_ok_and(|v| v == found.ours);
        let judged = if same { "reconcile-same" } else { "reconcile-not-same" };
        let judged = words.say_with(judged, &[("n", &ours)]);
        answer(&format!("{} {title} ({name}) {value} · {judged}", words.say("reconcile-figure")));
    }
    let unread =
        Imported { wrong: found.problems.iter().cloned().map(Wrong::Cell).collect(), ..Imported::default() };
    for t in import::told(&door, &plan, &unread, &words) {
        complain(&format!("{} {} {} {}: {}", words.say("ledger-row"), t.row, t.column, t.given, t.why));
    }
    if let Some(path) = &args.output {
        let day = now(&args.ledger.data, &door, &town)?.date().to_datetime(jiff::civil::Time::midnight());
        let list = import::as_list(&door, &plan, &found, &words);
        write(path, &press::list::xlsx(&list, day)?)?;
    }
    Ok(())
}
