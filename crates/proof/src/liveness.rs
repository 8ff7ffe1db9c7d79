//! Which parts of a state can still be noticed in a stage; the others are forgotten, so that states that
//! nothing can tell apart are one.

use crate::expression::Reads;
use crate::space::{Space, watched};
use kernel::definition::Demand;

/// For each stage, for each slot, whether it can still be noticed.
pub(crate) fn live(space: &Space<'_>) -> Vec<Vec<bool>> {
    let stages = space.procedure.stages.len();
    let mut live = vec![vec![false; space.width]; stages];
    for (stage, row) in live.iter_mut().enumerate() {
        mark(row, 0);
        if u8::try_from(stage).is_ok_and(|s| space.ends(s)) {
            at_end(space, row);
        }
    }
    let reads: Vec<Vec<bool>> = (0..space.moves.len()).map(|m| read_by(space, m, true)).collect();
    spread(space, live, &reads, &vec![Vec::new(); space.moves.len()])
}

/// For each stage, for each slot of a clock, whether a condition can still ask how the clock came to rest: never
/// started, stopped and run out are else the same.
pub(crate) fn rest_matters(space: &Space<'_>) -> Vec<Vec<bool>> {
    let mut rows = vec![vec![false; space.width]; space.procedure.stages.len()];
    for (stage, row) in rows.iter_mut().enumerate() {
        if u8::try_from(stage).is_ok_and(|s| space.ends(s)) {
            at_end_reads(space, row);
        }
    }
    let reads: Vec<Vec<bool>> = (0..space.moves.len()).map(|m| read_by(space, m, false)).collect();
    // A clock that an act starts in any case runs after it, however it had come to rest.
    let started: Vec<Vec<usize>> = (space.procedure.actions.iter())
        .map(|a| {
            let clocks = space.procedure.clocks.iter().zip(&space.clocks);
            clocks
                .filter(|(c, _)| c.when.is_none() && c.starts.contains(&a.name))
                .map(|(_, s)| s.slot)
                .collect()
        })
        .collect();
    spread(space, rows, &reads, &started)
}

/// Carries what acts read back through the stages that lead to them, but for what an act sets anew.
fn spread(
    space: &Space<'_>,
    mut live: Vec<Vec<bool>>,
    reads: &[Vec<bool>],
    sets: &[Vec<usize>],
) -> Vec<Vec<bool>> {
    loop {
        let mut changed = false;
        for (m, action) in space.moves.iter().enumerate() {
            let kills: Vec<usize> = killed(space, m);
            for from in &action.from {
                let to = action.to.unwrap_or(*from);
                let (from, to) = (usize::from(*from), usize::from(to));
                for slot in 0..space.width {
                    let set = sets.get(m).is_some_and(|s| s.contains(&slot));
                    let after = !set && live.get(to).and_then(|r| r.get(slot)).copied().unwrap_or(false);
                    let read = reads.get(m).and_then(|r| r.get(slot)).copied().unwrap_or(false);
                    if let Some(cell) = live.get_mut(from).and_then(|r| r.get_mut(slot))
                        && (after || read)
                        && !kills.contains(&slot)
                        && !*cell
                    {
                        *cell = true;
                        changed = true;
                    }
                }
            }
        }
        if !changed {
            return live;
        }
    }
}

fn mark(row: &mut [bool], slot: usize) {
    if let Some(cell) = row.get_mut(slot) {
        *cell = true;
    }
}

/// Slots that an action always overwrites, before its own guards read them.
fn killed(space: &Space<'_>, m: usize) -> Vec<usize> {
    let Some(action) = space.moves.get(m) else { return Vec::new() };
    let asked = action.asks.iter().filter_map(|f| space.facts.get(*f));
    let mut slots: Vec<usize> = asked.clone().map(|f| f.slot).collect();
    let fields: Vec<usize> = asked.map(|f| f.field).collect();
    let stale = space
        .atom_slots
        .iter()
        .filter(|(a, _)| space.atoms.get(**a).is_some_and(|a| a.facts.iter().any(|f| fields.contains(f))));
    slots.extend(stale.map(|(_, slot)| *slot));
    slots
}

/// Marks everything that expressions read.
fn note(space: &Space<'_>, reads: &Reads, row: &mut [bool]) {
    for f in reads.facts.iter().filter_map(|f| space.facts.get(*space.fact_of.get(f)?)) {
        mark(row, f.slot);
    }
    for (slot, _) in reads.acts.iter().filter_map(|a| space.acts.get(a)) {
        mark(row, *slot);
    }
    for c in reads.clocks.iter().filter_map(|c| space.clocks.get(*c)) {
        mark(row, c.slot);
    }
    for slot in reads.atoms.iter().filter_map(|a| space.atom_slots.get(a)) {
        mark(row, *slot);
    }
}

/// What is looked at when a matter ends: properties' conditions and acts, and whether a clock still runs.
fn at_end(space: &Space<'_>, row: &mut [bool]) {
    at_end_reads(space, row);
    space.clocks.iter().for_each(|c| mark(row, c.slot));
}

fn at_end_reads(space: &Space<'_>, row: &mut [bool]) {
    for (i, p) in space.procedure.properties.iter().enumerate() {
        if let Demand::NoEndWithout { acts } = &p.demand {
            for (slot, _) in acts.iter().filter_map(|a| space.acts.get(&space.action(a)?)) {
                mark(row, *slot);
            }
            if let Some(when) = space.whens.get(&i) {
                let mut reads = Reads::default();
                when.reads(&space.atoms, &mut reads);
                note(space, &reads, row);
            }
        }
    }
}

/// What an action reads before it happens; with `running`, also whether a clock runs, which every act moves.
fn read_by(space: &Space<'_>, m: usize, running: bool) -> Vec<bool> {
    let mut row = vec![false; space.width];
    let (Some(action), Some(definition)) = (space.moves.get(m), space.procedure.actions.get(m)) else {
        return row;
    };
    note(space, &action.reads, &mut row);
    for (clock, slot) in space.procedure.clocks.iter().zip(&space.clocks) {
        // Every act may find a clock running, and move it.
        if running {
            mark(&mut row, slot.slot);
        }
        if clock.starts.contains(&definition.name)
            && let Some(when) = &slot.when
        {
            let mut reads = Reads::default();
            when.reads(&space.atoms, &mut reads);
            note(space, &reads, &mut row);
        }
    }
    action.extends.iter().for_each(|(slot, ..)| mark(&mut row, *slot));
    for (i, p) in space.procedure.properties.iter().enumerate() {
        let name = &definition.name;
        let looks = match &p.demand {
            Demand::Before { last, .. } => last == name,
            Demand::NeverSamePerson { act, others } => act == name || others.contains(name),
            Demand::NotAfter { then, .. } => then == name,
            Demand::AfterWithin { act, .. } | Demand::NotAbove { act, .. } => act == name,
            Demand::IfAskedThen { .. } => true,
            Demand::NoEndWithout { .. } | Demand::Total { .. } | Demand::Only { .. } => false,
        };
        if looks {
            let acts = watched(&p.demand).into_iter().filter_map(|a| space.acts.get(&space.action(a)?));
            acts.for_each(|(slot, _)| mark(&mut row, *slot));
            if let Demand::NotAbove { field, bound, .. } = &p.demand {
                let named = space.facts.iter().filter(|f| {
                    space.procedure.fields.get(f.field).is_some_and(|d| d.name == *field || d.name == *bound)
                });
                named.for_each(|f| mark(&mut row, f.slot));
            }
            if let Some(when) = space.whens.get(&i) {
                let mut reads = Reads::default();
                when.reads(&space.atoms, &mut reads);
                note(space, &reads, &mut row);
            }
            space.pending.get(&i).into_iter().for_each(|slot| mark(&mut row, *slot));
        }
    }
    row
}

/// For each action and each stage after it, the facts given by the act that can be noticed then, or that a property
/// or a clock's condition reads.
pub(crate) fn noticed(space: &Space<'_>) -> Vec<Vec<Vec<usize>>> {
    let stages = space.procedure.stages.len();
    let by_action = space.moves.iter().zip(&space.procedure.actions).map(|(m, action)| {
        let starts: Vec<Reads> = (space.procedure.clocks.iter().zip(&space.clocks))
            .filter(|(c, _)| c.starts.contains(&action.name))
            .filter_map(|(_, s)| s.when.as_ref())
            .map(|w| {
                let mut reads = Reads::default();
                w.reads(&space.atoms, &mut reads);
                reads
            })
            .collect();
        let in_stage = |stage: usize| {
            let live = space.live.get(stage);
            let is_live = |slot: usize| live.and_then(|l| l.get(slot)).copied().unwrap_or(false);
            let noticed = |f: &usize| {
                space.facts.get(*f).is_some_and(|slot| {
                    let by_atom = space.atom_slots.iter().any(|(a, s)| {
                        space.atoms.get(*a).is_some_and(|a| a.facts.contains(&slot.field)) && is_live(*s)
                    });
                    is_live(slot.slot)
                        || by_atom
                        || starts.iter().any(|r| r.facts.contains(&slot.field))
                        || crate::demand::reads_fact(space, &action.name, slot.field)
                })
            };
            m.asks.iter().chain(&m.may).copied().filter(noticed).collect::<Vec<_>>()
        };
        (0..stages).map(in_stage).collect()
    });
    by_action.collect()
}
