//! Megabytes of text a second on one core: `cargo run --release -p check --example bench`.
//!
//! Two texts: the report of the demonstration, and passages in which every clause holds figures; each repeated to eight
//! megabytes, best of five runs. Linux tells how long the thread really ran, so that other work on the machine does not count;
//! elsewhere it is the time that passed.

use std::time::{Duration, Instant};

const MEGABYTES: usize = 8;

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
        let text = plain.repeat(MEGABYTES * 1_000_000 / plain.len().max(1) + 1);
        let best = (0..5)
            .map(|_| {
                let (begun, ran) = (Instant::now(), running());
                let findings = check::check(&text).findings.len();
                let time = match (ran, running()) {
                    (Some(before), Some(after)) => after.saturating_sub(before),
                    _ => begun.elapsed(),
                };
                (time, findings)
            })
            .min();
        if let Some((time, findings)) = best {
            let megabytes = text.len() as f64 / 1e6;
            println!(
                "{name}: {megabytes:.1} MB, {findings} findings, {:.1} MB/s",
                megabytes / time.as_secs_f64()
            );
        }
    }
}

/// How long this thread has been running on a core (proc_pid_schedstat, in nanoseconds).
fn running() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
}
