//! The command line: `fadu check`, and `fadu-check` for those who use nothing else. Files in, an answer and an exit code out.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::report::{Finding, Language, Report};
use crate::tell::{excerpts, summary};
use crate::{Decision, Examined, Law, Verdicts, compare, examine, page};
use reading::Limits;

/// Which reports, and how to answer.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 报告文件:txt、md、html、docx、xlsx、pdf;- 为标准输入 · Reports: txt, md, html, docx, xlsx, pdf; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// 也列出成立的和无从核对的 · Also list what holds and what cannot be assessed
    #[arg(long)]
    all: bool,
    /// 输出形式 · Output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// 去年的报告;核对今年说到的去年 · Last year's report, against what this one says of last year
    #[arg(long, value_name = "FILE")]
    last: Option<PathBuf>,
    /// 结论文件;不给就用 <FILE>.verdicts.json · Verdicts; <FILE>.verdicts.json if not given
    #[arg(long, value_name = "FILE")]
    verdicts: Option<PathBuf>,
    /// 认定某处确有问题(方括号里的键) · Confirm a finding by the key in brackets
    #[arg(long, value_name = "KEY")]
    confirm: Vec<String>,
    /// 认定某处没有问题,以后不再提 · Dismiss a finding; it is not told again
    #[arg(long, value_name = "KEY")]
    dismiss: Vec<String>,
    /// 认定的理由 · Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 终端,数字下划线 · for a terminal, figures underlined
    Text,
    /// JSON
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// 一个网页,原文标出数字 · a page with the text marked
    Html,
}

/// What to print and how to end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// For standard output.
    pub text: String,
    /// For standard error, one complaint a line.
    pub complaints: String,
    /// 0 without contradiction, 1 with, 2 if a file was not read.
    pub code: u8,
}

/// One file with its verdicts.
struct Checked {
    name: String,
    examined: Examined,
    against: Option<(Report, String)>,
    verdicts: Verdicts,
}

/// Checks the files. Writes nothing but verdicts that were asked for.
pub fn run(args: &Args, language: Language, repealed: &[Law]) -> Answer {
    let mut answer = Answer::default();
    let mut checked = Vec::new();
    for path in &args.files {
        match one(args, path, repealed) {
            Ok(one) => checked.push(one),
            Err(error) => {
                let _ = writeln!(answer.complaints, "{}: {error}", path.display());
                answer.code = 2;
            }
        }
    }
    let several = args.files.len() > 1;
    answer.text = match args.format {
        Format::Text => checked.iter().map(|c| text(c, args.all, several, language)).collect(),
        Format::Json => {
            let mut all: Vec<Value> = checked.iter().map(|c| json_of(c, args.all, language)).collect();
            match (all.len(), args.files.len()) {
                (1, 1) => all.remove(0).to_string(),
                _ => Value::from(all).to_string(),
            }
        }
        Format::Sarif => {
            let results = checked.iter().flat_map(|c| {
                shown(c, false).map(|f| c.examined.sarif(&c.name, f, language)).collect::<Vec<_>>()
            });
            crate::sarif::run(results.collect()).to_string()
        }
        Format::Html => html(&checked, several, language),
    };
    let broken = checked.iter().any(|c| shown(c, false).any(Finding::is_contradiction));
    answer.code = answer.code.max(u8::from(broken));
    answer
}

/// One page, whatever the number of files; nothing if none was read.
fn html(checked: &[Checked], several: bool, language: Language) -> String {
    let open: Vec<Report> = checked.iter().map(undecided).collect();
    let mut texts =
        checked.iter().zip(&open).map(|(c, report)| (c.name.as_str(), c.examined.document.text(), report));
    if several {
        return crate::html::pages(texts, language);
    }
    texts.next().map(|(name, text, report)| page(text, report, language, title(name))).unwrap_or_default()
}

fn one(args: &Args, path: &Path, repealed: &[Law]) -> Result<Checked, String> {
    let limits = Limits::default();
    let name = path.display().to_string();
    let examined = examine(&bytes(path, &limits)?, &name, &limits, repealed).map_err(|e| e.to_string())?;
    let against = match &args.last {
        None => None,
        Some(last) => {
            let before = bytes(last, &limits)
                .and_then(|b| {
                    reading::read(&b, &last.display().to_string(), &limits).map_err(|e| e.to_string())
                })
                .map_err(|e| format!("{}: {e}", last.display()))?;
            Some((compare(examined.document.text(), before.text()), before.text().to_owned()))
        }
    };
    let beside = || (!is_stdin(path)).then(|| PathBuf::from(format!("{name}.verdicts.json")));
    let side = args.verdicts.clone().or_else(beside);
    let mut verdicts = side.as_deref().map_or(Ok(Verdicts::default()), verdicts)?;
    let mut decided = false;
    for (keys, decision) in [(&args.confirm, Decision::Confirmed), (&args.dismiss, Decision::Dismissed)] {
        for key in keys {
            let of_key = |f: &&Finding| key.len() >= 4 && f.key.to_string().starts_with(key.as_str());
            let known = examined.report.findings.iter().chain(against.iter().flat_map(|(r, _)| &r.findings));
            let mut matching = known.filter(of_key);
            let (first, other) = (matching.next(), matching.next());
            match first {
                Some(finding) if other.is_none_or(|o| o.key == finding.key) => {
                    verdicts.set(finding, decision, &args.note);
                    decided = true;
                }
                _ => {
                    return Err(format!(
                        "没有键为 {key} 的发现,或不止一处;请照方括号里的键写全 · no finding, or several, with the key {key}; write it as it stands in brackets"
                    ));
                }
            }
        }
    }
    if decided {
        let side = side.ok_or(
            "标准输入旁边放不了结论文件;请用 --verdicts 指定 · no file can lie beside standard input; name one with --verdicts",
        )?;
        std::fs::write(&side, verdicts.to_json())
            .map_err(|e| format!("写不了 {} · can't write it: {}", side.display(), why(&e)))?;
    }
    Ok(Checked { name, examined, against, verdicts })
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The verdicts of a side file; none where there is no such file.
fn verdicts(side: &Path) -> Result<Verdicts, String> {
    match std::fs::read_to_string(side) {
        Ok(json) => Verdicts::from_json(&json).map_err(|e| format!("{}: {e}", side.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Verdicts::default()),
        Err(error) => Err(format!("{}: {}", side.display(), why(&error))),
    }
}

/// What the system says, in both languages where it is one of the usual things.
fn why(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "没有这个文件,请核对路径 · there is no such file; look at the path".to_owned(),
        ErrorKind::IsADirectory => {
            "这是一个文件夹,请写出其中的报告文件 · this is a folder; name the report in it".to_owned()
        }
        ErrorKind::PermissionDenied => {
            "没有权限,请检查文件的权限 · permission denied; look at the file's permissions".to_owned()
        }
        _ => format!("读写失败 · reading or writing failed: {error}"),
    }
}

fn bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, String> {
    let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if is_stdin(path) {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|e| why(&e))?;
    } else {
        let file = std::fs::File::open(path).map_err(|e| why(&e))?;
        file.take(most).read_to_end(&mut bytes).map_err(|e| why(&e))?;
    }
    Ok(bytes)
}

/// The findings to show, those against last year after the others, without what was dismissed (with `all` that too).
fn shown(checked: &Checked, all: bool) -> impl Iterator<Item = &Finding> {
    let last = checked.against.iter().flat_map(move |(report, _)| report.shown(all));
    checked.examined.report.shown(all).chain(last).filter(move |f| all || !checked.verdicts.dismissed(f))
}

/// Everything but what was dismissed, so that a page also counts what holds.
fn undecided(checked: &Checked) -> Report {
    let dismissed = |f: &&Finding| checked.verdicts.dismissed(f);
    Report { findings: shown(checked, true).filter(|f| !dismissed(f)).cloned().collect() }
}

/// The name of a file without its folders.
fn title(name: &str) -> &str {
    Path::new(name).file_name().and_then(|n| n.to_str()).unwrap_or(name)
}

fn text(checked: &Checked, all: bool, several: bool, language: Language) -> String {
    let mut out = if several { format!("== {} ==\n\n", checked.name) } else { String::new() };
    let chars: Vec<char> = checked.examined.document.text().chars().collect();
    let last: Vec<char> = checked.against.iter().flat_map(|(_, last)| last.chars()).collect();
    for finding in shown(checked, all) {
        let mut block = crate::tell::shown(&chars, finding, language);
        if !finding.other.is_empty() {
            block.push_str(if language == Language::Chinese {
                "  上年报告:\n"
            } else {
                "  last year's report:\n"
            });
            block.push_str(&excerpts(&last, &finding.other));
        }
        if let Some(place) = checked.examined.place(finding, language) {
            let _ = writeln!(block, "  ({place})");
        }
        if let Some(verdict) = checked.verdicts.of(finding) {
            let word = match (verdict.decision, language) {
                (Decision::Confirmed, Language::Chinese) => "已认定有问题",
                (Decision::Dismissed, Language::Chinese) => "已认定无问题",
                (Decision::Confirmed, Language::English) => "confirmed",
                (Decision::Dismissed, Language::English) => "dismissed",
            };
            let _ = writeln!(block, "  {}", format!("{word} {}", verdict.note).trim_end());
        }
        let _ = writeln!(out, "{block}");
    }
    let _ = writeln!(out, "{}\n", closing(checked, all, language));
    out
}

/// The last line on a file: what was found, what held, and what was left out because it was decided.
fn closing(checked: &Checked, all: bool, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let text = checked.examined.document.text();
    if text.trim().is_empty() {
        let empty = if chinese { "文件里没有文字。" } else { "There is no text in the file." };
        return empty.to_owned();
    }
    let last = checked.against.iter().flat_map(|(report, _)| &report.findings);
    let findings = checked.examined.report.findings.iter().chain(last);
    let (gone, left): (Vec<&Finding>, Vec<&Finding>) =
        findings.partition(|f| !all && checked.verdicts.dismissed(f));
    let mut line = summary(&Report { findings: left.into_iter().cloned().collect() }, language);
    match (gone.len(), chinese) {
        (0, _) => {}
        (n, true) => line.push_str(&format!("已认定无问题的{n}处未再列出。")),
        (n, false) => line.push_str(&format!(" {n} dismissed before, not told again.")),
    }
    line
}

fn json_of(checked: &Checked, all: bool, language: Language) -> Value {
    let findings: Vec<Value> = shown(checked, all)
        .map(|f| {
            let mut value = checked.examined.json(f, language);
            if let Some(verdict) = checked.verdicts.of(f) {
                value["verdict"] = json!(verdict);
            }
            value
        })
        .collect();
    json!({"file": checked.name, "findings": findings})
}
