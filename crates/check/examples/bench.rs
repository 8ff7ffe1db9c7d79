//! Megabytes of text a second on one core: `cargo run --release -p check --example bench`.
//!
//! Two texts: the report of the demonstration, and passages in which every clause holds figures; each as a file of a quarter of a
//! megabyte, which is a long report, and as one of eight megabytes. Best of five runs over eight megabytes. Linux tells how long the thread really
//! ran, so that other work on the machine does not count; elsewhere it is the time that passed.

use std::time::{Duration, Instant};

/// Bytes of a text, and how often it is checked in one run.
const SIZES: [(usize, usize); 2] = [(250_000, 32), (8_000_000, 1)];

fn main() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, file) in [("report", "../../demo/report-as-told.txt"), ("dense", "tests/unseen/held.txt")] {
        let text = match std::fs::read_to_string(folder.join(file)) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("could not read {file}: {error}");
                continue;
            }
        };
        let plain: String =
            text.lines().filter(|l| !l.starts_with(['>', '#'])).flat_map(|l| [l, "\n"]).collect();
        for (size, runs) in SIZES.into_iter().filter(|(size, _)| wanted(name, *size)) {
            measure(name, &plain.repeat(size / plain.len().max(1) + 1), runs);
        }
    }
}

/// Whether a measure was asked for by name and bytes (`dense 250000`); without arguments all are.
fn wanted(name: &str, size: usize) -> bool {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    asked.iter().all(|a| a == name || a.parse() == Ok(size))
}

fn measure(name: &str, text: &str, times: usize) {
    let best = (0..5)
        .map(|_| {
            let (begun, ran) = (Instant::now(), running());
            let findings = (0..times).map(|_| check::check(text).findings.len()).max();
            let time = match (ran, running()) {
                (Some(before), Some(after)) => after.saturating_sub(before),
                _ => begun.elapsed(),
            };
            (time, findings)
        })
        .min();
    if let Some((time, Some(findings))) = best {
        let megabytes = text.len() as f64 / 1e6;
        let rate = megabytes * times as f64 / time.as_secs_f64();
        println!("{name}: {megabytes:.2} MB, {findings} findings, {rate:.1} MB/s");
    }
}

/// How long this thread has been running on a core (proc_pid_schedstat, in nanoseconds).
fn running() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
}
