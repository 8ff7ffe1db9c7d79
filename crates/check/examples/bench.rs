//! Megabytes of text a second on one core: `cargo run --release -p check --example bench`.
//!
//! Two texts: the report of the demonstration, and passages in which every clause holds figures; each as a file of a quarter of a
//! megabyte, which is a long report, and as one of eight megabytes. Best of several runs. Linux tells how long the thread really
//! ran, so that other work on the machine does not count; elsewhere it is the time that passed.

use std::time::{Duration, Instant};

/// Bytes of a text, and how often it is checked.
const SIZES: [(usize, usize); 2] = [(250_000, 60), (8_000_000, 5)];

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
        for (size, runs) in SIZES {
            measure(name, &plain.repeat(size / plain.len().max(1) + 1), runs);
        }
    }
}

fn measure(name: &str, text: &str, runs: usize) {
    let best = (0..runs)
        .map(|_| {
            let (begun, ran) = (Instant::now(), running());
            let findings = check::check(text).findings.len();
            let time = match (ran, running()) {
                (Some(before), Some(after)) => after.saturating_sub(before),
                _ => begun.elapsed(),
            };
            (time, findings)
        })
        .min();
    if let Some((time, findings)) = best {
        let megabytes = text.len() as f64 / 1e6;
        let rate = megabytes / time.as_secs_f64();
        println!("{name}: {megabytes:.2} MB, {findings} findings, {rate:.1} MB/s");
    }
}

/// How long this thread has been running on a core (proc_pid_schedstat, in nanoseconds).
fn running() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
}
