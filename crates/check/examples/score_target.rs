//! Prints the findings of one text file as JSON: `score_target [--all] [--english] [--format json|text] FILE`.

use std::process::ExitCode;

use check::{Language, View, check, render};
use serde::Serialize;

#[derive(Serialize)]
struct Output<'a> {
    file: &'a str,
    findings: Vec<View<'a>>,
}

fn main() -> ExitCode {
    let (mut all, mut json, mut language, mut file) = (false, true, Language::Chinese, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--all" => all = true,
            "--english" => language = Language::English,
            "--format" => json = arguments.next().as_deref() == Some("json"),
            _ => file = Some(argument),
        }
    }
    let Some(file) = file else {
        eprintln!("no file was named; give the path of a text file");
        return ExitCode::from(2);
    };
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("could not read {file} as UTF-8 text: {error}; give the path of a plain text file");
            return ExitCode::from(2);
        }
    };
    let report = check(&text);
    if json {
        let output = Output { file: &file, findings: report.views(language, all) };
        match serde_json::to_string(&output) {
            Ok(line) => println!("{line}"),
            Err(error) => eprintln!("could not write the findings as JSON: {error}"),
        }
    } else {
        for finding in report.findings.iter().filter(|f| all || f.is_contradiction()) {
            println!("{}", render(&text, finding, language));
        }
    }
    ExitCode::SUCCESS
}
