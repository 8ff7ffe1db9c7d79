//! Durable acts through the door against the same rows in bare SQLite.

use crate::{AnyError, town};
use door::{Door, Prepared};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use store::NewAct;
use store::rows::Batch;
use store::sqlite::Bare;

/// Numbers of callers.
const CALLERS: [usize; 3] = [1, 8, 64];

pub(crate) fn measure(folder: &Path, rulebook: &Path, acts: usize) -> Result<Value, AnyError> {
    let mut out = Vec::new();
    for callers in CALLERS {
        // One caller waits for every commit: fewer acts tell as much.
        let n = if callers == 1 { acts / 4 } else { acts };
        let (door, _) = town::open(&folder.join(format!("door-{callers}")), rulebook)?;
        let fadu = through_the_door(&door, callers, n)?;
        let (other, _) = town::open(&folder.join(format!("rows-{callers}")), rulebook)?;
        let single = bare(&other, &folder.join(format!("single-{callers}")), n.min(acts / 4), 1)?;
        let batched = bare(&other, &folder.join(format!("batch-{callers}")), n, callers)?;
        out.push(json!({
            "callers": callers, "acts": n, "acts_per_s": fadu.round(),
            "bare_single_commits_per_s": single.round(), "bare_batched_rows_of_acts_per_s": batched.round(),
            "ratio_to_bare_single": (fadu / single * 100.0).round() / 100.0,
            "ratio_to_bare_batched": (fadu / batched * 100.0).round() / 100.0,
        }));
    }
    Ok(json!({"measured": "durable acts", "store": "SQLite", "runs": out}))
}

fn through_the_door(door: &Door, callers: usize, n: usize) -> Result<f64, AnyError> {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let work = || -> Result<(), AnyError> {
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                if i >= n {
                    return Ok(());
                }
                door.act(&town::request(i), town::now()).map_err(|e| e.to_string())?;
            }
        };
        let threads: Vec<_> = (0..callers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|t| t.join().map_err(|_| "a caller panicked")?)
    })?;
    Ok(n as f64 / begun.elapsed().as_secs_f64())
}

/// The rows that the same acts make, decided beforehand, written in batches of that size.
fn bare(door: &Door, folder: &Path, n: usize, batch: usize) -> Result<f64, AnyError> {
    let mut acts: Vec<NewAct> = Vec::with_capacity(n);
    for i in 0..n {
        match door.prepare(&town::request(i), town::now()).map_err(|e| e.to_string())? {
            Prepared::New(new) => acts.push(*new),
            Prepared::Earlier(_) => return Err("a request was there already".into()),
        }
    }
    let mut batches = Vec::new();
    let mut first = 0;
    let mut left = acts.into_iter().peekable();
    while left.peek().is_some() {
        let some: Vec<NewAct> = left.by_ref().take(batch).collect();
        let size = i64::try_from(some.len())?;
        batches.push(Batch::unchecked(some, first)?);
        first += size;
    }
    let mut bare = Bare::open(folder)?;
    let begun = Instant::now();
    for b in &batches {
        bare.insert(b)?;
    }
    Ok(n as f64 / begun.elapsed().as_secs_f64())
}
