//! The command as a user meets it: files, forms of output, verdicts, complaints.

#![allow(clippy::expect_used, reason = "a test that cannot write its files has to stop")]

use std::path::Path;

use check::Language;
use check::command::{Answer, Args, run};
use clap::Parser;
use serde_json::Value;

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    args: Args,
}

const BROKEN: &str = "全年登记来信30件，其中：表扬12件、建议9件、其他8件。";
const SOUND: &str = "全年登记来信29件，其中：表扬12件、建议9件、其他8件。";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the files");
    for (name, text) in [("broken.txt", BROKEN), ("sound.txt", SOUND), ("empty.txt", "")] {
        std::fs::write(folder.path().join(name), text).expect("a file is written");
    }
    folder
}

fn told(folder: &Path, words: &[&str]) -> Answer {
    let words = words.iter().map(|w| match w.strip_prefix('@') {
        Some(name) => folder.join(name).display().to_string(),
        None => (*w).to_owned(),
    });
    let cli = Cli::try_parse_from(std::iter::once("check".to_owned()).chain(words))
        .expect("the words are understood");
    run(&cli.args, Language::Chinese, &[])
}

#[test]
fn every_file_ends_with_what_was_counted() {
    let folder = folder();
    let sound = told(folder.path(), &["@sound.txt"]);
    assert_eq!(sound.code, 0);
    assert_eq!(sound.text.trim(), "矛盾和舍入0处，存疑0处，用字0处；另核对相符1处，无从核对0处。");
    assert_eq!(told(folder.path(), &["@empty.txt"]).text.trim(), "文件里没有文字。");
    let both = told(folder.path(), &["@sound.txt", "@broken.txt"]);
    assert_eq!(both.code, 1);
    assert!(both.text.contains("sound.txt ==") && both.text.contains("broken.txt =="));
}

#[test]
fn what_is_not_read_is_named_with_the_cure_and_the_others_are_checked() {
    let folder = folder();
    let answer = told(folder.path(), &["@none.txt", "@", "@broken.txt"]);
    assert_eq!(answer.code, 2);
    assert!(answer.complaints.contains("没有这个文件") && answer.complaints.contains("这是一个文件夹"));
    assert!(!answer.complaints.contains("os error") && answer.text.contains("12+9+8 = 29"));
}

#[test]
fn several_files_make_one_page_in_which_no_name_stands_twice() {
    let folder = folder();
    let page = told(folder.path(), &["--format", "html", "@broken.txt", "@sound.txt", "@broken.txt"]).text;
    assert_eq!((page.matches("<!doctype html>").count(), page.matches("</html>").count()), (1, 1));
    assert_eq!((page.matches("id=\"finding-1\"").count(), page.matches("id=\"mark-2\"").count()), (1, 1));
}

#[test]
fn a_page_counts_what_holds_and_is_named_after_the_file() {
    let folder = folder();
    let page = told(folder.path(), &["--format", "html", "@sound.txt"]).text;
    assert!(page.contains("<h1>sound.txt</h1>") && page.contains("另核对相符1处"));
}

#[test]
fn sarif_and_json_count_in_the_file_itself() {
    let folder = folder();
    let text = "<html><body><p>全年登记来信<b>30</b>件，其中：表扬12件、建议9件、其他8件。</p></body></html>";
    std::fs::write(folder.path().join("年报.html"), text).expect("a file is written");
    let start = text.chars().position(|c| c == '3').expect("30 stands in the text");
    let sarif: Value =
        serde_json::from_str(&told(folder.path(), &["--format", "sarif", "@年报.html"]).text).expect("JSON");
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["charOffset"], start);
    assert!(
        place["artifactLocation"]["uri"].as_str().is_some_and(|uri| uri.is_ascii() && uri.ends_with(".html"))
    );
    let json: Value =
        serde_json::from_str(&told(folder.path(), &["--format", "json", "@年报.html"]).text).expect("JSON");
    assert_eq!(json["findings"][0]["spans"][0]["start"], start);
}

#[test]
fn a_verdict_is_kept_beside_the_file_and_falls_with_the_figure() {
    let folder = folder();
    let json: Value =
        serde_json::from_str(&told(folder.path(), &["--format", "json", "@broken.txt"]).text).expect("JSON");
    let key = json["findings"][0]["key"].as_str().expect("a key").to_owned();
    let dismissed = told(
        folder.path(),
        &["--dismiss", key.get(..8).expect("sixteen digits"), "--note", "另有一件", "@broken.txt"],
    );
    assert!(dismissed.code == 0 && dismissed.text.contains("已认定无问题的1处未再列出"));
    let write =
        |text: &str| std::fs::write(folder.path().join("broken.txt"), text).expect("a file is written");
    write(&format!("一、概况\n{BROKEN}"));
    assert_eq!(told(folder.path(), &["@broken.txt"]).code, 0);
    write(&BROKEN.replace('8', "7"));
    assert_eq!(told(folder.path(), &["@broken.txt"]).code, 1);
}

#[test]
fn a_verdict_without_a_finding_is_refused() {
    let folder = folder();
    let answer = told(folder.path(), &["--dismiss", "00000000", "@broken.txt"]);
    assert!(answer.code == 2 && answer.complaints.contains("00000000"));
    assert!(!folder.path().join("broken.txt.verdicts.json").exists());
}
