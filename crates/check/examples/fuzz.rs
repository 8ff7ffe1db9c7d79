//! Feeds damaged documents for a given time: `cargo run -p check --features documents --example fuzz -- SECONDS [SEED]`.
//!
//! Runs on stable Rust without tools. Seeds are the annotated passages and the sample files; each is cut, spliced, repeated and
//! flipped, with pieces that matter to the reader put in. A panic, a span outside the text or an unbounded answer ends the run
//! with the input kept beside the target directory and the seed that makes it again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use check::reading::Limits;
use check::{Language, examine, page, render, sarif};

const PIECES: [&str; 40] = [
    "其中",
    "：",
    "、",
    "，",
    "；",
    "。",
    "\n",
    "（",
    "）",
    "件",
    "万元",
    "%",
    "占",
    "率",
    "比上年",
    "增长",
    "下降",
    "共",
    "合计",
    "剩余",
    "各",
    "户均",
    "三分之一",
    "九成",
    "年初",
    "结转下年度",
    "由",
    "增加到",
    "个百分点",
    "2023年2月30日",
    "（星期一）",
    "15日内（即",
    " | ",
    "\t",
    "99999999999999999999",
    "0.000000001",
    "亿",
    "《合同法》",
    "\u{0}",
    "折合",
];

/// A small generator (xorshift), so that a seed makes the run again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().and_then(|a| a.parse().ok()).unwrap_or(10);
    let seed: u64 = arguments.next().and_then(|a| a.parse().ok()).unwrap_or(0x5eed);
    let seeds = seeds();
    let mut chance = Chance(seed | 1);
    let limits = Limits { bytes: 4 << 20, unpacked: 16 << 20, characters: 1 << 20, pages: 50 };
    std::panic::set_hook(Box::new(|_| {}));
    let begun = Instant::now();
    let (mut runs, mut read) = (0_u64, 0_u64);
    while begun.elapsed() < Duration::from_secs(seconds) {
        let Some((name, bytes)) = seeds.get(chance.below(seeds.len())) else { break };
        let bytes = damaged(bytes, &mut chance);
        runs += 1;
        match catch_unwind(AssertUnwindSafe(|| sound(&bytes, name, &limits))) {
            Ok(Ok(was_read)) => read += u64::from(was_read),
            Ok(Err(why)) => return failed(&bytes, name, &why, seed),
            Err(_) => return failed(&bytes, name, "panic", seed),
        }
    }
    println!("{runs} documents in {seconds} s, {read} of them read, no fault (seed {seed})");
    ExitCode::SUCCESS
}

fn failed(bytes: &[u8], name: &str, why: &str, seed: u64) -> ExitCode {
    let path = std::env::temp_dir().join(format!("check-fault-{name}"));
    let kept = std::fs::write(&path, bytes).is_ok();
    eprintln!(
        "{why}: {name}, seed {seed}, input {} {}",
        if kept { "kept in" } else { "not kept in" },
        path.display()
    );
    ExitCode::FAILURE
}

fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut seeds = Vec::new();
    for sub in ["unseen", "files"] {
        for entry in std::fs::read_dir(folder.join(sub)).into_iter().flatten().flatten() {
            if let Ok(bytes) = std::fs::read(entry.path()) {
                let name = entry.file_name().to_string_lossy().into_owned();
                if sub == "unseen" {
                    // Whole passages are long; a window of them is a report.
                    for (k, part) in bytes.chunks(1500).enumerate().take(24) {
                        let text = String::from_utf8_lossy(part).into_owned();
                        let ending = ["txt", "md", "html"].get(k % 3).copied().unwrap_or("txt");
                        seeds.push((format!("{k}.{ending}"), text.into_bytes()));
                    }
                } else {
                    seeds.push((name, bytes));
                }
            }
        }
    }
    seeds.sort();
    seeds
}

fn damaged(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(out.len());
        let end = (at + chance.below(64)).min(out.len());
        match chance.below(7) {
            0 => out.truncate(at),
            1 => {
                out.drain(at..end);
            }
            2 => {
                let part: Vec<u8> = out.get(at..end).unwrap_or_default().to_vec();
                for _ in 0..chance.below(20) {
                    out.splice(at..at, part.iter().copied());
                }
            }
            3 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
            4 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte = u8::try_from(chance.below(256)).unwrap_or(0);
                }
            }
            _ => {
                let piece = PIECES.get(chance.below(PIECES.len())).copied().unwrap_or_default();
                let mut at = at;
                while at > 0 && out.get(at).is_some_and(|b| b & 0xc0 == 0x80) {
                    at -= 1;
                }
                out.splice(at..at, piece.bytes());
            }
        }
    }
    out
}

/// Whether a document was read; the error says which promise was broken.
fn sound(bytes: &[u8], name: &str, limits: &Limits) -> Result<bool, String> {
    let Ok(examined) = examine(bytes, name, limits, &[]) else { return Ok(false) };
    let text = examined.document.text();
    let length = text.chars().count();
    if length > limits.characters {
        return Err(format!("{length} characters of text"));
    }
    for finding in &examined.report.findings {
        if finding.spans.iter().any(|s| s.start > s.end || s.end > length) {
            return Err(format!("a span outside the text: {:?}", finding.spans));
        }
    }
    for finding in examined.report.findings.iter().take(20) {
        let _ = render(text, finding, Language::Chinese);
        let _ = examined.json(finding, Language::English);
    }
    let _ = page(text, &examined.report, Language::English, name);
    let _ = sarif([(name, &examined.report)], Language::Chinese);
    Ok(true)
}
