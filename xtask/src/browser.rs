//! Pages in a real browser: Debian's Chromium, driven from Node.js.

use crate::postgres::free_port;
use crate::run::{Outcome, program, root, run, scratch};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Builds a year, serves it, clicks through it.
pub(crate) fn tests() -> Outcome {
    let folder = root().join("tests/browser");
    run(Command::new("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    let data = scratch("browser")?;
    let mut server = Command::new(program())
        .args(["demo", "--listen"])
        .arg(format!("127.0.0.1:{}", free_port()?))
        .arg("--data")
        .arg(&data)
        .env("LANG", "en")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| e.to_string())?;
    let lines = BufReader::new(server.stdout.take().ok_or("no output")?).lines();
    let url = lines
        .map_while(Result::ok)
        .find_map(|l| l.split_whitespace().find(|w| w.starts_with("http://")).map(str::to_owned));
    let outcome = match url {
        Some(url) => run(Command::new("node")
            .args(["--test", "--test-concurrency=1"])
            .args([
                "pages.test.mjs",
                "portal.test.mjs",
                "people.test.mjs",
                "passkey.test.mjs",
                "report.test.mjs",
                "search.test.mjs",
                "ledger.test.mjs",
                "files.test.mjs",
                "phone.test.mjs",
            ])
            .current_dir(&folder)
            .env("FADU_URL", url)
            .env("FADU", program())),
        None => Err("the demonstration ended before it served".to_owned()),
    };
    drop(server.kill());
    drop(server.wait());
    drop(std::fs::remove_dir_all(&data));
    outcome
}
