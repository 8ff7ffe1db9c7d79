//! Megabytes of text a second on one core: `cargo run --release -p check --example bench`.
//!
//! Two texts: the report of the demonstration, and passages in which every clause holds figures; each repeated to eight
//! megabytes, best of five runs.

use std::time::Instant;

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
                let begun = Instant::now();
                let findings = check::check(&text).findings.len();
                (begun.elapsed(), findings)
            })
            .min();
        if let Some((time, findings)) = best {
            let megabytes = text.len() as f64 / 1e6;
            println!("{name}: {megabytes:.1} MB, {findings} findings, {:.1} MB/s", megabytes / time.as_secs_f64());
        }
    }
}
