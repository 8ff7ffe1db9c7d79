//! The abstract states of a matter: what of it a guard, a clock or a property can ever notice.
//!
//! A state is a row of bytes: the stage, how often the acts that matter were done (up to a cap), the facts that
//! matter (one of a few representatives each), the clocks, the extensions used, the values of free comparisons
//! and what has been asked for and not yet been done.

use crate::expression::{Atom, Expression, Reads, Side, Translator};
use kernel::definition::{Demand, FieldKind, Opening, Procedure};
use std::collections::{BTreeMap, BTreeSet};

/// What stands for the values of a fact in a proof.
#[derive(Clone, Debug, PartialEq)]
pub enum Rep {
    /// Never given.
    Unset,
    /// Yes or no.
    Flag(bool),
    /// This number.
    Number(i64),
    /// This text.
    Text(String),
    /// Given; which value, no exact comparison asks.
    Given,
}

/// A fact's place in a state.
#[derive(Debug)]
pub(crate) struct FactSlot {
    pub(crate) field: usize,
    pub(crate) slot: usize,
    /// The representatives; the first is [`Rep::Unset`].
    pub(crate) reps: Vec<Rep>,
}

/// Clock states in a row.
pub(crate) mod clock {
    pub(crate) const NONE: u8 = 0;
    pub(crate) const RUNNING: u8 = 1;
    /// Its last moment has passed; its expiry is not recorded yet.
    pub(crate) const OVERDUE: u8 = 2;
    pub(crate) const STOPPED: u8 = 3;
    pub(crate) const EXPIRED: u8 = 4;
    pub(crate) const PAUSED: u8 = 5;
    /// As guards read them.
    pub(crate) const WORDS: [&str; 6] = ["none", "running", "expired", "stopped", "expired", "paused"];
}

/// An action, compiled.
#[derive(Debug)]
pub(crate) struct Move {
    pub(crate) opens: bool,
    pub(crate) from: BTreeSet<u8>,
    pub(crate) to: Option<u8>,
    pub(crate) guards: Vec<Expression>,
    /// Fact slots (index into `facts`) that must be given, that may be given.
    pub(crate) asks: Vec<usize>,
    pub(crate) may: Vec<usize>,
    pub(crate) expiry_of: Option<usize>,
    /// Can't be done by anybody but a clock.
    pub(crate) only_clock: bool,
    /// (extension slot, clock, how often at most).
    pub(crate) extends: Vec<(usize, usize, u8)>,
    pub(crate) reads: Reads,
}

/// A clock, compiled.
#[derive(Debug)]
pub(crate) struct ClockSlot {
    pub(crate) slot: usize,
    /// A guard reads it, or it can be extended: that it is overdue can be noticed.
    pub(crate) watched: bool,
    pub(crate) when: Option<Expression>,
    pub(crate) pauses: BTreeSet<u8>,
}

/// The state space of one procedure.
#[derive(Debug)]
pub(crate) struct Space<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) moves: Vec<Move>,
    pub(crate) facts: Vec<FactSlot>,
    /// Fact slot of a field.
    pub(crate) fact_of: BTreeMap<usize, usize>,
    /// Slot and cap of the actions whose count can be noticed.
    pub(crate) acts: BTreeMap<usize, (usize, u8)>,
    pub(crate) clocks: Vec<ClockSlot>,
    /// Slots of free comparisons that last.
    pub(crate) atom_slots: BTreeMap<usize, usize>,
    /// Slots of requests by property.
    pub(crate) pending: BTreeMap<usize, usize>,
    /// Conditions of properties.
    pub(crate) whens: BTreeMap<usize, Expression>,
    /// For each stage, which slots can still be noticed.
    pub(crate) live: Vec<Vec<bool>>,
    /// For each stage, the slots of clocks of which a condition can still ask how they came to rest.
    pub(crate) rest_matters: Vec<Vec<bool>>,
    /// By action, by stage after it: the facts given that can be noticed then.
    pub(crate) noticed: Vec<Vec<Vec<usize>>>,
    pub(crate) width: usize,
}

impl<'a> Space<'a> {
    /// The space of a procedure.
    pub(crate) fn of(procedure: &'a Procedure) -> Space<'a> {
        let mut t = Translator { procedure, atoms: Vec::new() };
        let guards: Vec<Vec<Expression>> = (procedure.actions.iter())
            .map(|a| a.guards.iter().map(|g| t.condition(g.expression())).collect())
            .collect();
        let starts: Vec<Option<Expression>> =
            (procedure.clocks.iter()).map(|c| c.when.as_ref().map(|w| t.condition(w.expression()))).collect();
        let whens: BTreeMap<usize, Expression> = (procedure.properties.iter().enumerate())
            .filter_map(|(i, p)| Some((i, t.condition(p.when.as_ref()?.expression()))))
            .collect();
        let atoms = t.atoms;
        let mut read = Reads::default();
        let conditions: Vec<&Expression> =
            guards.iter().flatten().chain(starts.iter().flatten()).chain(whens.values()).collect();
        conditions.iter().for_each(|e| e.reads(&atoms, &mut read));
        let mut layout = Layout { width: 1 };
        let facts = layout.facts(procedure, &atoms, &conditions, &read);
        let fact_of: BTreeMap<usize, usize> = facts.iter().enumerate().map(|(i, f)| (f.field, i)).collect();
        let acts = layout.acts(procedure, &atoms, &read);
        let clocks: Vec<ClockSlot> = procedure
            .clocks
            .iter()
            .zip(starts)
            .enumerate()
            .map(|(i, (c, when))| ClockSlot {
                slot: layout.next(),
                watched: read.clocks.contains(&i) || !c.extends.is_empty(),
                when,
                pauses: c.pauses.iter().flat_map(|p| &p.stages).filter_map(|s| stage(procedure, s)).collect(),
            })
            .collect();
        let mut extends: BTreeMap<String, Vec<(usize, usize, u8)>> = BTreeMap::new();
        for (i, c) in procedure.clocks.iter().enumerate() {
            for e in &c.extends {
                let most = u8::try_from(e.at_most).unwrap_or(4).min(4);
                extends.entry(e.on.clone()).or_default().push((layout.next(), i, most));
            }
        }
        let lasting = |a: &Atom| {
            let exact = decided(a) || (a.left.exact(procedure) && a.right.exact(procedure));
            a.time.is_none() && !a.facts.is_empty() && !exact
        };
        let atom_slots = (0..atoms.len())
            .filter(|i| atoms.get(*i).is_some_and(lasting))
            .map(|i| (i, layout.next()))
            .collect();
        let asked = |p: &Demand| matches!(p, Demand::IfAskedThen { .. });
        let pending = procedure
            .properties
            .iter()
            .enumerate()
            .filter(|(_, p)| asked(&p.demand))
            .map(|(i, _)| (i, layout.next()))
            .collect();
        let moves = procedure
            .actions
            .iter()
            .zip(guards)
            .map(|(a, guards)| {
                let slots = |names: &[String]| -> Vec<usize> {
                    names
                        .iter()
                        .filter_map(|n| {
                            fact_of.get(&procedure.fields.iter().position(|f| f.name == *n)?).copied()
                        })
                        .collect()
                };
                let mut reads = Reads::default();
                guards.iter().for_each(|g| g.reads(&atoms, &mut reads));
                let taken: Vec<String> = a.takes.iter().map(|t| t.field.clone()).collect();
                Move {
                    opens: a.opening == Opening::Opens,
                    from: match &a.opening {
                        Opening::Opens => BTreeSet::new(),
                        Opening::From(from) => from.iter().filter_map(|s| stage(procedure, s)).collect(),
                    },
                    to: a.to.as_ref().and_then(|s| stage(procedure, s)),
                    guards,
                    asks: slots(&a.asks),
                    may: slots(&a.may_ask).into_iter().chain(slots(&taken)).collect(),
                    expiry_of: a
                        .expiry_of
                        .as_ref()
                        .and_then(|c| procedure.clocks.iter().position(|k| k.name == *c)),
                    only_clock: a.by.iter().all(|r| r == "clock"),
                    extends: extends.get(&a.name).cloned().unwrap_or_default(),
                    reads,
                }
            })
            .collect();
        let mut space = Space {
            procedure,
            atoms,
            moves,
            facts,
            fact_of,
            acts,
            clocks,
            atom_slots,
            pending,
            whens,
            live: Vec::new(),
            rest_matters: Vec::new(),
            noticed: Vec::new(),
            width: layout.width,
        };
        space.live = crate::liveness::live(&space);
        space.rest_matters = crate::liveness::rest_matters(&space);
        space.noticed = crate::liveness::noticed(&space);
        space
    }

    /// Whether an act gives a fact that a comparison reads.
    pub(crate) fn gives(&self, choices: &crate::step::Choices, atom: &Atom) -> bool {
        let given = |f: &usize| {
            self.fact_of.get(f).is_some_and(|i| choices.facts.get(i).is_some_and(Option::is_some))
        };
        atom.facts.iter().any(given)
    }

    /// The facts of an act that can be noticed after it.
    pub(crate) fn noticed_facts(&self, m: usize, from: Option<u8>) -> &[usize] {
        let stage = self.moves.get(m).and_then(|a| a.to).or(from).map_or(0, usize::from);
        self.noticed.get(m).and_then(|by| by.get(stage)).map_or(&[], Vec::as_slice)
    }

    /// Index of an action.
    pub(crate) fn action(&self, name: &str) -> Option<usize> {
        self.procedure.actions.iter().position(|a| a.name == name)
    }

    /// Whether a stage is an end.
    pub(crate) fn ends(&self, stage: u8) -> bool {
        self.procedure.stages.get(usize::from(stage)).is_some_and(|s| s.end)
    }
}

/// Index of a stage.
pub(crate) fn stage(procedure: &Procedure, name: &str) -> Option<u8> {
    procedure.stages.iter().position(|s| s.name == *name).and_then(|i| u8::try_from(i).ok())
}

/// A comparison with null, or of a text with a given text, is decided by the representatives.
fn decided(atom: &Atom) -> bool {
    matches!(
        (&atom.left, &atom.right),
        (Side::Fact(_), Side::Null | Side::Text(_)) | (Side::Null | Side::Text(_), Side::Fact(_))
    )
}

struct Layout {
    width: usize,
}

impl Layout {
    fn next(&mut self) -> usize {
        self.width += 1;
        self.width - 1
    }

    fn facts(
        &mut self,
        procedure: &Procedure,
        atoms: &[Atom],
        conditions: &[&Expression],
        read: &Reads,
    ) -> Vec<FactSlot> {
        let numbers = numbers(procedure, atoms);
        let mut wanted = read.facts.clone();
        for p in &procedure.properties {
            if let Demand::NotAbove { field, bound, .. } = &p.demand {
                wanted.extend(
                    procedure
                        .fields
                        .iter()
                        .enumerate()
                        .filter(|(_, f)| f.name == *field || f.name == *bound)
                        .map(|(i, _)| i),
                );
            }
        }
        wanted
            .into_iter()
            .filter_map(|field| {
                let kind = &procedure.fields.get(field)?.kind;
                let given: Vec<Rep> = match kind {
                    FieldKind::Flag => vec![Rep::Flag(false), Rep::Flag(true)],
                    FieldKind::Choice { options } => {
                        let all: Vec<&str> = options.iter().map(|o| o.zh.as_str()).collect();
                        let telling = crate::options::telling(&all, atoms, conditions, field);
                        telling.into_iter().map(|o| Rep::Text(o.to_owned())).collect()
                    }
                    FieldKind::Number { .. } | FieldKind::Money => {
                        numbers.get(&field).into_iter().flatten().map(|n| Rep::Number(*n)).collect()
                    }
                    _ => texts(atoms, field).into_iter().map(Rep::Text).chain([Rep::Given]).collect(),
                };
                let slot = self.next();
                Some(FactSlot { field, slot, reps: std::iter::once(Rep::Unset).chain(given).collect() })
            })
            .collect()
    }

    fn acts(&mut self, procedure: &Procedure, atoms: &[Atom], read: &Reads) -> BTreeMap<usize, (usize, u8)> {
        let mut caps: BTreeMap<usize, u8> = BTreeMap::new();
        for atom in atoms {
            let mut reads = Reads::default();
            atom.reads(&mut reads);
            let most = [&atom.left, &atom.right]
                .into_iter()
                .filter_map(|s| match s {
                    Side::Number(n) => u8::try_from(*n).ok(),
                    _ => None,
                })
                .max();
            // Counts that are compared with each other need some room before they are cut off.
            let cap = most.map_or(3, |n| n.saturating_add(1)).min(6);
            for act in reads.acts.iter().filter(|a| read.acts.contains(a)) {
                let known = caps.entry(*act).or_insert(cap);
                *known = (*known).max(cap);
            }
        }
        let named: BTreeSet<&str> = procedure.properties.iter().flat_map(|p| watched(&p.demand)).collect();
        for (i, a) in procedure.actions.iter().enumerate() {
            if named.contains(a.name.as_str()) {
                caps.entry(i).or_insert(1);
            }
        }
        caps.into_iter().map(|(a, cap)| (a, (self.next(), cap))).collect()
    }
}

/// Actions whose having happened a property asks for.
pub(crate) fn watched(demand: &Demand) -> Vec<&str> {
    match demand {
        Demand::Before { first, .. } => first.iter().map(String::as_str).collect(),
        Demand::NeverSamePerson { act, others } => others.iter().chain([act]).map(String::as_str).collect(),
        Demand::NoEndWithout { acts } => acts.iter().map(String::as_str).collect(),
        Demand::AfterWithin { then, .. } => vec![then],
        Demand::NotAfter { first, .. } => vec![first],
        Demand::IfAskedThen { .. } | Demand::NotAbove { .. } | Demand::Total { .. } | Demand::Only { .. } => {
            Vec::new()
        }
    }
}

/// Representatives of number fields: each constant that it is compared with, and its neighbours; fields that are
/// compared with each other share theirs.
fn numbers(procedure: &Procedure, atoms: &[Atom]) -> BTreeMap<usize, BTreeSet<i64>> {
    let number = |f: &usize| {
        procedure
            .fields
            .get(*f)
            .is_some_and(|f| matches!(f.kind, FieldKind::Number { .. } | FieldKind::Money))
    };
    let mut groups: Vec<BTreeSet<usize>> = Vec::new();
    let mut link = |facts: BTreeSet<usize>| {
        let (touching, mut rest): (Vec<_>, Vec<_>) = groups.drain(..).partition(|g| !g.is_disjoint(&facts));
        rest.push(touching.into_iter().flatten().chain(facts).collect());
        groups = rest;
    };
    for (i, _) in procedure.fields.iter().enumerate().filter(|(i, _)| number(i)) {
        link(BTreeSet::from([i]));
    }
    for atom in atoms {
        link(atom.facts.iter().copied().filter(number).collect());
    }
    for p in &procedure.properties {
        if let Demand::NotAbove { field, bound, .. } = &p.demand {
            let named =
                procedure.fields.iter().enumerate().filter(|(_, f)| f.name == *field || f.name == *bound);
            link(named.map(|(i, _)| i).collect());
        }
    }
    let mut all = BTreeMap::new();
    for group in groups {
        let mut values: BTreeSet<i64> = BTreeSet::from([0, 1]);
        if group.len() > 1 {
            values.insert(2);
        }
        for atom in atoms.iter().filter(|a| !a.facts.is_disjoint(&group)) {
            for side in [&atom.left, &atom.right] {
                if let Side::Number(n) = side {
                    values.extend([n - 1, *n, n + 1].into_iter().filter(|n| *n >= 0));
                }
            }
        }
        for field in group {
            all.insert(field, values.clone());
        }
    }
    all
}

/// The texts that a field is compared with.
fn texts(atoms: &[Atom], field: usize) -> BTreeSet<String> {
    let sides = atoms.iter().filter(|a| a.facts.contains(&field)).flat_map(|a| [&a.left, &a.right]);
    sides
        .filter_map(|s| match s {
            Side::Text(t) if !t.is_empty() => Some(t.clone()),
            _ => None,
        })
        .collect()
}
