//! Fadu 法度: the program. Commands, configuration, the clock, wiring.

mod accounts;
mod begin;
mod breaking;
mod check;
mod clock;
mod commands;
mod compare;
mod deadline_command;
mod demo;
mod figures_command;
mod file_command;
mod language;
mod ledger_command;
mod list_command;
mod open;
mod proving;
mod publish;
mod record_command;
mod report_command;
mod rulebook;
mod serve;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 法度 Fadu — 一次记录,依法计时;清单、文书、数字、报告都由记录得出,都可以核对。
///
/// Runs the rule-of-law work of a township: every act is recorded once, under the law's conditions and clock, and
/// everything else is derived from the record and can be proved.
#[derive(Debug, Parser)]
#[command(name = "fadu", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "例 Examples:
  fadu demo                                                    建一年的演示数据并打开网页 build a year and serve it
  fadu init --key yunxi --name 云溪镇                            建一个乡镇 make a town
  fadu user add liu --person 柳庚午                              建账号 add an account
  fadu figures --year 2023 --format json                       全部指标 all figures
  fadu figures trace hazard.found --year 2023 --format json    一个数背后的记录 the records behind a number
  fadu report --year 2023 --format xlsx -o statistics.xlsx     年度统计表 the statistics table
  fadu import --procedure hotline --file 台账.xlsx --person 枣壬申 --dry-run   导入台账前先试一遍 try a ledger
  fadu file 云溪罚案〔2023〕1号 -o case.pdf                       一个案件的案卷 the case file of a matter
  fadu deadline --term \"20 working-days\" --from 2026-02-10     期限推算 a due date and how it was reached
  fadu publish --output site                                   公开内容的静态网页 everything public as plain files
  fadu check report.txt                                        核对一份报告 find contradictions in a report
  fadu record verify                                           查记录有没有被改动 find changes made by hand";

#[derive(Debug, Subcommand)]
enum Command {
    /// 建虚构的云溪镇一年的数据,写出年度报告,打开网页 · Build a year of the invented town, write its report, serve pages
    Demo(demo::Args),
    /// 打开网页 · Serve pages
    Serve(serve::Args),
    /// 把公开内容写成静态网页 · Write everything public as plain files
    Publish(publish::Args),
    /// 建一个乡镇和它的三位管理员 · Make a town and its three administrators
    Init(accounts::InitArgs),
    /// 账号 · Accounts
    #[command(subcommand)]
    User(accounts::UserCommand),
    /// 指标 · Figures of a year
    Figures(figures_command::Args),
    /// 写出年度报告 · Write the yearly report
    Report(report_command::Args),
    /// 把一份清单写成 Excel、CSV、Word 或者 PDF,可以用上级的表头 · Write a list as Excel, CSV, Word or PDF, under a superior's header if need be
    List(list_command::Args),
    /// 导入台账(Excel 或者 CSV):每行都按规则集办理,同一份导入两次不会多出任何一件 · Import a ledger; the same one twice adds nothing
    Import(ledger_command::ImportArgs),
    /// 拿别的系统导出的台账和这里的事项逐件核对 · Hold another system's export against our matters, item by item
    Reconcile(ledger_command::ReconcileArgs),
    /// 把一个事项的案卷写成一个 PDF:封面、目录、文书、登记表、备考表 · Bind a matter's case file into one PDF
    File(file_command::Args),
    /// 核对一份报告有没有自相矛盾(出口码:0 没有,1 有,2 读不了) · Find contradictions in a report (exit 0 none, 1 some, 2 unreadable)
    Check(check::Args),
    /// 推算期限 · Work out a due date
    Deadline(deadline_command::Args),
    /// 记录 · The record
    #[command(subcommand)]
    Record(record_command::Command),
    /// 规则集 · The rulebook
    #[command(subcommand)]
    Rulebook(commands::RulebookCommand),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Publish(args) => publish::run(&args),
        Command::Init(args) => accounts::init(&args),
        Command::User(command) => accounts::user(&command),
        Command::Figures(args) => figures_command::run(&args),
        Command::Report(args) => report_command::run(&args),
        Command::List(args) => list_command::run(&args),
        Command::Import(args) => ledger_command::import(&args),
        Command::Reconcile(args) => ledger_command::reconcile(&args),
        Command::File(args) => file_command::run(&args),
        Command::Check(args) => return check::run(&args),
        Command::Deadline(args) => deadline_command::run(&args),
        Command::Record(command) => record_command::run(&command),
        Command::Rulebook(command) => commands::rulebook(&command),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = error.to_string();
            let mut source = error.source();
            while let Some(cause) = source {
                text += &format!(": {cause}");
                source = cause.source();
            }
            open::complain(&text);
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_put_together_without_clashes() {
        Cli::command().debug_assert();
    }
}
