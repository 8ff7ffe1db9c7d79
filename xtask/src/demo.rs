//! The program as its users meet it: the demonstration, its figures, a kill in its middle, rows changed by hand.

use crate::run::{Outcome, demand, output, program, root, run, scratch};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn fadu(data: &Path, args: &[&str]) -> Result<Output, String> {
    output(Command::new(program()).args(args).arg("--data").arg(data).current_dir(root()).env("LANG", "en"))
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn succeed(data: &Path, args: &[&str]) -> Result<String, String> {
    let done = fadu(data, args)?;
    demand(done.status.success(), || format!("fadu {args:?}: {}\n{}", done.status, text(&done)))?;
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Every procedure is proved, every scenario goes as told; how much of the law is covered is printed.
pub(crate) fn proved() -> Outcome {
    let say = |args: &[&str]| -> Result<String, String> {
        let done = output(Command::new(program()).args(args).current_dir(root()).env("LANG", "en"))?;
        demand(done.status.success(), || format!("fadu {args:?}: {}\n{}", done.status, text(&done)))?;
        let told = String::from_utf8_lossy(&done.stdout).into_owned();
        Ok(told.trim_end().lines().last().unwrap_or_default().to_owned())
    };
    for command in ["prove", "scenarios", "coverage"] {
        println!("rulebook {command}: {}", say(&["rulebook", command])?);
    }
    Ok(())
}

/// Builds the year; its figures are the source's, but for the ones in which the source contradicts itself.
pub(crate) fn figures() -> Outcome {
    let data = scratch("demo")?;
    run(Command::new(program()).args(["demo", "--no-serve", "--data"]).arg(&data).current_dir(root()))?;
    let json = succeed(&data, &["figures", "--year", "2023", "--format", "json"])?;
    let told = std::fs::read_to_string(root().join("demo/source-figures.csv")).map_err(|e| e.to_string())?;
    let rows = rows(&json);
    let mut wrong = Vec::new();
    for line in told.lines().skip(1) {
        let [_, figure, value, _, dimension] = line.split(',').collect::<Vec<_>>()[..] else { continue };
        let found = rows.iter().find(|r| r.0 == figure && r.1 == dimension).map(|r| r.2.as_str());
        // One record can't give 191 and 198: item 6 of the source is the one that is contradicted.
        let expected = if figure == "hotline.handled" { "198" } else { value };
        if found != Some(expected) {
            wrong.push(format!("{figure} {dimension}: {found:?}, the source says {value}"));
        }
    }
    demand(wrong.is_empty(), || wrong.join("\n"))?;
    let trace = succeed(&data, &["figures", "trace", "hazard.found", "--year", "2023", "--format", "json"])?;
    demand(trace.matches("\"amount\": 1").count() == 140, || {
        "hazard.found should open to 140 records".to_owned()
    })?;
    for form in ["md", "html", "xlsx"] {
        let path = data.join("report").join(format!("report-2023.{form}"));
        demand(path.metadata().is_ok_and(|m| m.len() > 1000), || format!("{} is missing", path.display()))?;
    }
    println!("{}", succeed(&data, &["record", "verify"])?.trim_end());
    living(&data)?;
    papers(&data)?;
    let told = output(
        Command::new(program())
            .args(["check", "--format", "json", "demo/report-as-told.txt"])
            .current_dir(root()),
    )?;
    demand(told.status.code() == Some(1), || format!("fadu check: {}", text(&told)))?;
    std::fs::remove_dir_all(&data).map_err(|e| e.to_string())
}

/// Every procedure of the rulebook has a matter in the demonstration.
fn living(data: &Path) -> Outcome {
    let found = output(
        Command::new("sqlite3").arg(data.join("fadu.db")).arg("select distinct procedure from matter"),
    )?;
    demand(found.status.success(), || text(&found))?;
    let living = String::from_utf8_lossy(&found.stdout).into_owned();
    let procedures = std::fs::read_dir(root().join("rulebook/procedures")).map_err(|e| e.to_string())?;
    let mut names = Vec::new();
    for entry in procedures {
        names.push(entry.map_err(|e| e.to_string())?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let without: Vec<&String> = names.iter().filter(|n| !living.lines().any(|l| l == n.as_str())).collect();
    demand(without.is_empty() && !names.is_empty(), || {
        format!("no matter in the demonstration: {without:?}")
    })?;
    println!("{} procedures with living matters", names.len());
    Ok(())
}

/// The report, a list under a superior's header and every finished penalty's case file as papers.
fn papers(data: &Path) -> Outcome {
    let path = |name: &str| data.join(name).to_string_lossy().into_owned();
    for form in ["pdf", "docx"] {
        let file = path(&format!("report.{form}"));
        succeed(data, &["report", "--year", "2023", "--format", form, "-o", &file])?;
    }
    let header =
        ["--header", "序号,编号,当 事 人,处罚金额（元）", "--map", "处罚金额（元）=fine", "--save-view", "v"];
    let first = succeed(data, &[&["list", "matters", "penalty", "--format", "csv"][..], &header].concat())?;
    let kept = succeed(data, &["list", "matters", "penalty", "--format", "csv", "--view", "v"])?;
    demand(first == kept && first.lines().count() > 1, || {
        format!("the kept view gives another list:\n{kept}")
    })?;
    let numbers: Vec<&str> =
        first.lines().skip(1).filter_map(|l| l.split('"').nth(3).filter(|n| !n.is_empty())).collect();
    demand(!numbers.is_empty(), || format!("the header's columns were not filled:\n{first}"))?;
    for number in &numbers {
        let file = path("case.pdf");
        succeed(data, &["file", number, "-o", &file])?;
        let text = output(Command::new("pdftotext").arg(&file).arg("-"))?;
        let text: String = String::from_utf8_lossy(&text.stdout).split_whitespace().collect();
        let whole =
            ["卷内目录", "事实和证据登记表", "办理经过", "卷内备考表"].iter().all(|part| text.contains(part));
        demand(whole && text.contains(*number), || format!("the case file of {number} is not whole"))?;
    }
    println!("{} case files bound", numbers.len());
    Ok(())
}

/// Figure, dimension and value of each row of the pretty JSON, whose keys stand one a line.
fn rows(json: &str) -> Vec<(String, String, String)> {
    let field = |block: &str, name: &str| {
        let after = block.split_once(&format!("\"{name}\": "))?.1;
        Some(after.split(['\n', '\r']).next()?.trim_end_matches(',').trim_matches('"').to_owned())
    };
    let of = |block: &str| Some((field(block, "id")?, field(block, "dimension")?, field(block, "value")?));
    json.split('}').filter_map(of).collect()
}

/// kill -9 in the middle of building: what was recorded verifies, and a second start finishes the same year.
pub(crate) fn killed() -> Outcome {
    let data = scratch("killed")?;
    for enough in [500, 2000] {
        let mut child = Command::new(program())
            .args(["demo", "--no-serve", "--data"])
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| e.to_string())?;
        while recorded(&data) < enough {
            let ended = child.try_wait().map_err(|e| e.to_string())?;
            demand(ended.is_none(), || format!("ended before {enough} records: {ended:?}"))?;
            std::thread::sleep(Duration::from_millis(20));
        }
        child.kill().map_err(|e| e.to_string())?;
        let ended = child.wait().map_err(|e| e.to_string())?;
        demand(ended.code().is_none(), || format!("it had ended by itself: {ended}"))?;
        println!("killed after {enough}: {}", succeed(&data, &["record", "verify"])?.trim_end());
    }
    run(Command::new(program()).args(["demo", "--no-serve", "--data"]).arg(&data).stdout(Stdio::null()))?;
    println!("finished: {}", succeed(&data, &["record", "verify"])?.trim_end());
    std::fs::remove_dir_all(&data).map_err(|e| e.to_string())
}

/// How many records another process has committed so far; none while there is no table yet.
fn recorded(data: &Path) -> u32 {
    let counted = output(
        Command::new("sqlite3")
            .args(["-readonly"])
            .arg(data.join("fadu.db"))
            .arg("select count(*) from record"),
    );
    counted.map_or(0, |o| text(&o).trim().parse().unwrap_or(0))
}

/// One change by hand, and what `record verify` must then name.
const CHANGES: &[(&str, &str)] = &[
    ("update record set actor = 'somebody' where seq = 700", "record 700"),
    (
        "update record set facts = replace(facts, '\"v\":\"', '\"v\":\"x') where seq = (select min(seq) from record where facts like '%\"v\":\"%' and seq > 300)",
        "record 3",
    ),
    ("delete from record where seq = 900", "record 900"),
    ("update posting set amount = amount + 1 where seq = (select min(seq) from posting)", "posting"),
    (
        "update cell set amount = amount + 1 where figure = 'hazard.found' and dimension = '校园'",
        "cell hazard.found",
    ),
    ("update matter set stage = 'nowhere' where id = (select matter from record where seq = 500)", "matter"),
    (
        "update matter set state = replace(state, '\"steps\":', '\"steps\":1') where id = (select matter from record where seq = 500)",
        "matter",
    ),
    (
        "update entry set holder = 'somebody' where register = 'posts' and key = (select min(key) from entry where register = 'posts')",
        "entry posts",
    ),
    ("update book set last = last + 1 where procedure = 'hotline'", "book hotline 2023"),
    ("delete from ground where seq = (select max(seq) from ground)", "ground"),
    ("update paper set number = number || 'x' where seq = (select max(seq) from paper)", "paper "),
    ("delete from paper where seq = (select max(seq) from paper)", "paper "),
    ("update edition set texts = x'00'", "edition "),
    ("delete from edition", "edition "),
    ("update register_head set seq = 0 where register = 'posts'", "register_head posts"),
];

/// Rows changed with the sqlite3 shell are found and named.
pub(crate) fn tampered() -> Outcome {
    let data = scratch("tampered")?;
    run(Command::new(program()).args(["demo", "--no-serve", "--data"]).arg(&data).stdout(Stdio::null()))?;
    let clean = std::fs::read(data.join("fadu.db")).map_err(|e| e.to_string())?;
    for (sql, named) in CHANGES {
        for file in ["fadu.db-wal", "fadu.db-shm"] {
            drop(std::fs::remove_file(data.join(file)));
        }
        std::fs::write(data.join("fadu.db"), &clean).map_err(|e| e.to_string())?;
        run(Command::new("sqlite3").arg(data.join("fadu.db")).arg(sql))?;
        let verified = fadu(&data, &["record", "verify"])?;
        let told = text(&verified);
        demand(!verified.status.success() && told.contains(named), || format!("after `{sql}`:\n{told}"))?;
        println!("{}", told.lines().next().unwrap_or(""));
    }
    std::fs::remove_dir_all(&data).map_err(|e| e.to_string())
}
