//! `fadu rulebook mutants`: procedures broken on purpose, who noticed, and why some slips need no notice.

use crate::open::{AnyError, answer};
use crate::proving::{known, pick, say};
use crate::rulebook;
use kernel::definition::Procedure;
use kernel::{Rulebook, Sources, Words};
use proof::mutate::{self, Fate, Slip};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Instant;

/// The least share of broken procedures, in thousandths, that proof and scenarios must notice.
const LEAST: usize = 950;

/// What became of the slips of one procedure.
struct Told {
    name: String,
    from: deadline::Date,
    by_slip: BTreeMap<Slip, (usize, usize)>,
    /// Slips that nobody noticed, each with the reason that the procedure gives.
    survivors: Vec<(Slip, String, Option<Words>)>,
    /// Reasons given for slips that are noticed or can't be made.
    idle: Vec<String>,
}

/// Breaks procedures and tells who noticed.
pub(crate) fn mutants(book: &Rulebook, sources: &Sources, name: Option<&str>) -> Result<(), AnyError> {
    known(book, name)?;
    let began = Instant::now();
    let chosen: Vec<&Procedure> =
        book.procedures.values().flatten().filter(|p| name.is_none_or(|n| n == p.name)).collect();
    // A story that fails already would notice every slip.
    for procedure in &chosen {
        let own = book.scenarios.iter().filter(|s| s.procedure == procedure.name);
        if own.into_iter().any(|s| proof::scenario::play(book, s).is_err()) {
            let name = &procedure.name;
            return Err(say(
                format!("`{name}` 自己的情景还不成立,先看 `fadu rulebook scenarios {name}`"),
                format!("scenarios of `{name}` fail as it is; see `fadu rulebook scenarios {name}` first"),
            )
            .into());
        }
    }
    let mut by_slip: BTreeMap<Slip, (usize, usize)> = BTreeMap::new();
    let (mut open, mut idle, mut explained) = (0, 0, 0);
    on_all_cores(&chosen, sources, |told| {
        let (killed, all) = sum(&told.by_slip);
        answer(&format!("{} ({}) {killed}/{all}", told.name, told.from));
        for (slip, place, why) in &told.survivors {
            let why_told = why.as_ref().map(|w| format!(" —— {}", pick(w))).unwrap_or_default();
            answer(&format!("    · {} {} {place}{why_told}", slip.code(), pick(&slip.title())));
            if why.is_some() { explained += 1 } else { open += 1 }
        }
        for place in &told.idle {
            let what = say("这条 `unnoticed` 没有用处".into(), "this `unnoticed` explains nothing".into());
            answer(&format!("    ✗ {what}: {place}"));
        }
        idle += told.idle.len();
        for (slip, (killed, all)) in &told.by_slip {
            let counted = by_slip.entry(*slip).or_default();
            *counted = (counted.0 + killed, counted.1 + all);
        }
    })?;
    for (slip, (killed, all)) in &by_slip {
        answer(&format!("{:16} {} {killed}/{all}", slip.code(), pick(&slip.title())));
    }
    let (killed, all) = sum(&by_slip);
    let share = (killed * 1000).checked_div(all).unwrap_or(1000);
    let ms = began.elapsed().as_millis();
    answer(&say(
        format!(
            "发现 {killed}/{all}({}.{} %);没有发现的 {explained} 处有说明,{open} 处没有;{ms} 毫秒",
            share / 10,
            share % 10
        ),
        format!(
            "{killed} of {all} noticed ({}.{} %); of the others {explained} are explained, {open} are not; {ms} ms",
            share / 10,
            share % 10
        ),
    ));
    if open > 0 || idle > 0 || share < LEAST {
        return Err(say(
            "有的改坏没有被发现,也没有说明:补一条性质或情景,或者写 `unnoticed 类别 \"位置\" why=… en=…`".into(),
            "some slips are neither noticed nor explained: add a property or a scenario, or write `unnoticed KIND \"PLACE\" why=… en=…`".into(),
        )
        .into());
    }
    Ok(())
}

fn sum(by_slip: &BTreeMap<Slip, (usize, usize)>) -> (usize, usize) {
    by_slip.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

/// Breaks each procedure; every core has a rulebook of its own to break. Tells in the order given.
fn on_all_cores(
    chosen: &[&Procedure],
    sources: &Sources,
    mut tell: impl FnMut(&Told),
) -> Result<(), AnyError> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(chosen.len());
    std::thread::scope(|scope| {
        for _ in 0..cores {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                let Ok(mut book) = rulebook::load(sources, false) else { return };
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(procedure) = chosen.get(index) else { return };
                    if sender.send((index, broken(&mut book, procedure))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (index, told) in receiver {
            waiting.insert(index, told);
            while let Some(told) = waiting.remove(&due) {
                tell(&told);
                due += 1;
            }
        }
        if due < chosen.len() { Err("not every procedure was broken".into()) } else { Ok(()) }
    })
}

fn broken(book: &mut Rulebook, procedure: &Procedure) -> Told {
    let mut told = Told {
        name: procedure.name.clone(),
        from: procedure.from,
        by_slip: BTreeMap::new(),
        survivors: Vec::new(),
        idle: Vec::new(),
    };
    let mut used = BTreeSet::new();
    for mutant in mutate::mutants(procedure) {
        let (slip, place) = (mutant.slip, mutant.place.clone());
        let noticed = mutate::fate(book, mutant) != Fate::Survived;
        let counted = told.by_slip.entry(slip).or_default();
        counted.1 += 1;
        if noticed {
            counted.0 += 1;
            continue;
        }
        let reason = procedure.unnoticed.iter().position(|u| u.slip == slip.code() && u.place == place);
        used.extend(reason);
        let why = reason.and_then(|i| procedure.unnoticed.get(i)).map(|u| u.why.clone());
        told.survivors.push((slip, place, why));
    }
    let idle = procedure.unnoticed.iter().enumerate().filter(|(i, _)| !used.contains(i));
    told.idle = idle.map(|(_, u)| format!("{} {}", u.slip, u.place)).collect();
    told
}
