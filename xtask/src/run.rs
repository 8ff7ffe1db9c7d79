//! Running steps and programs, telling what failed.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

/// What a step does: an error is a sentence.
pub(crate) type Outcome = Result<(), String>;

/// One step of a chore.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    what: What,
}

enum What {
    Do(fn() -> Outcome),
    Cargo(&'static [&'static str]),
}

impl Step {
    /// A step of our own.
    pub(crate) fn new(name: &'static str, f: fn() -> Outcome) -> Step {
        Step { name, what: What::Do(f) }
    }

    /// A cargo command.
    pub(crate) fn cargo(name: &'static str, args: &'static [&'static str]) -> Step {
        Step { name, what: What::Cargo(args) }
    }
}

/// Runs a step; tells how it ended and how long it took.
pub(crate) fn step(s: &Step) -> (Outcome, f32) {
    println!("\n== {}", s.name);
    let begun = Instant::now();
    let outcome = match s.what {
        What::Do(f) => f(),
        What::Cargo(args) => telling(Command::new(env!("CARGO")).args(args).current_dir(root())),
    };
    let seconds = begun.elapsed().as_secs_f32();
    match outcome {
        Ok(()) => println!("== {}: passed in {seconds:.0} s", s.name),
        Err(ref why) => println!("== {}: FAILED: {why}", s.name),
    }
    (outcome, seconds)
}

/// The repository's folder.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// The release program that the build step made.
pub(crate) fn program() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("release").join("fadu")
}

/// Runs a program to its end, its output shown.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|e| format!("{command:?}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

/// How many of its last lines a failed program's error repeats.
const LAST: usize = 40;

/// Runs a program to its end, its output shown; the error of a failure repeats the last lines of it.
pub(crate) fn telling(command: &mut Command) -> Outcome {
    let (mut reader, writer) = std::io::pipe().map_err(|e| e.to_string())?;
    let second = writer.try_clone().map_err(|e| e.to_string())?;
    let said = format!("{command:?}");
    let mut child = command.stdout(writer).stderr(second).spawn().map_err(|e| format!("{said}: {e}"))?;
    // The command holds our ends of the pipe: the reader would never see its end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut last = VecDeque::new();
    for line in BufReader::new(&mut reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line.map_err(|e| e.to_string())?).into_owned();
        println!("{line}");
        last.push_back(line);
        if last.len() > LAST {
            last.pop_front();
        }
    }
    let status = child.wait().map_err(|e| format!("{said}: {e}"))?;
    let lines: Vec<String> = last.into();
    if status.success() { Ok(()) } else { Err(format!("{said}: {status}\n{}", lines.join("\n"))) }
}

/// Runs a program to its end and gives its output; a failure of the program is not ours.
pub(crate) fn output(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|e| format!("{command:?}: {e}"))
}

/// Demands that something holds.
pub(crate) fn demand(holds: bool, what: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(what()) }
}

/// A folder of our own under the system's temporary folder, empty.
pub(crate) fn scratch(name: &str) -> Result<PathBuf, String> {
    let path = std::env::temp_dir().join(format!("fadu-{name}-{}", std::process::id()));
    if path.exists() {
        std::fs::remove_dir_all(&path).map_err(|e| e.to_string())?;
    }
    std::fs::create_dir_all(&path).map_err(|e| e.to_string())?;
    Ok(path)
}
