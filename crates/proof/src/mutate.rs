//! Procedures broken on purpose: a proof that does not notice is no proof.
//!
//! Each mutant is one slip that a rule writer could make. It is killed when exploring the broken procedure finds a
//! fault, or when one of the procedure's scenarios no longer goes as told.

use crate::prove;
use crate::scenario::play;
use deadline::{Date, Term, Unit};
use kernel::Rulebook;
use kernel::Words;
use kernel::definition::{ClockSpan, Opening, Procedure};

/// A kind of slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// A condition is forgotten.
    DropGuard,
    /// Two actions stand in each other's place.
    SwapActions,
    /// Somebody else may do it too.
    WidenRole,
    /// An action is no longer offered in a stage.
    DeleteExit,
    /// Working days for days, or the reverse.
    ChangeUnit,
    /// A term is longer.
    StretchTerm,
    /// A separation of persons is forgotten.
    DropSeparation,
}

impl Slip {
    /// All kinds.
    pub const ALL: [Slip; 7] = [
        Slip::DropGuard,
        Slip::SwapActions,
        Slip::WidenRole,
        Slip::DeleteExit,
        Slip::ChangeUnit,
        Slip::StretchTerm,
        Slip::DropSeparation,
    ];

    /// Its word in the rulebook.
    pub fn code(self) -> &'static str {
        match self {
            Slip::DropGuard => "drop-guard",
            Slip::SwapActions => "swap-actions",
            Slip::WidenRole => "widen-role",
            Slip::DeleteExit => "delete-exit",
            Slip::ChangeUnit => "change-unit",
            Slip::StretchTerm => "stretch-term",
            Slip::DropSeparation => "drop-separation",
        }
    }

    /// Its name.
    pub fn title(self) -> Words {
        let (zh, en) = match self {
            Slip::DropGuard => ("漏掉条件", "guard dropped"),
            Slip::SwapActions => ("环节对调", "actions swapped"),
            Slip::WidenRole => ("放宽角色", "role widened"),
            Slip::DeleteExit => ("删去出口", "exit deleted"),
            Slip::ChangeUnit => ("换错单位", "unit changed"),
            Slip::StretchTerm => ("拉长期限", "term stretched"),
            Slip::DropSeparation => ("漏掉回避", "separation dropped"),
        };
        Words::new(zh, en)
    }
}

/// One broken procedure.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What was broken.
    pub slip: Slip,
    /// Where, in the procedure's own names.
    pub place: String,
    /// The broken procedure.
    pub procedure: Procedure,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The exploration found this fault.
    Proof(
        /// Its code.
        &'static str,
    ),
    /// This scenario no longer goes as told.
    Scenario(
        /// Its Chinese title.
        String,
    ),
    /// Nobody noticed.
    Survived,
}

/// All mutants of a procedure. What general law brought in is not its author's to slip in.
pub fn mutants(of: &Procedure) -> Vec<Mutant> {
    let mut all = Vec::new();
    let mut push = |slip, place: String, change: &dyn Fn(&mut Procedure)| {
        let mut procedure = of.clone();
        change(&mut procedure);
        all.push(Mutant { slip, place, procedure });
    };
    let automatic = |i: usize| of.actions.get(i).is_some_and(|a| a.expiry_of.is_some());
    for (i, action) in of.actions.iter().enumerate() {
        for (g, guard) in action.guards.iter().enumerate().filter(|(_, g)| g.general.is_none()) {
            push(Slip::DropGuard, format!("{}: {}", action.name, guard.source), &|p| {
                p.actions.get_mut(i).into_iter().for_each(|a| drop(a.guards.remove(g)));
            });
        }
        if automatic(i) || action.general.is_some() {
            continue;
        }
        // The nearest plausible slip: a role that acts in the procedure elsewhere.
        let others = of.actions.iter().flat_map(|a| &a.by).filter(|r| *r != "clock" && *r != "anyone");
        if let Some(role) =
            others.filter(|r| !action.by.contains(*r)).min().filter(|_| !action.by.contains("anyone"))
        {
            push(Slip::WidenRole, format!("{}: + {role}", action.name), &|p| {
                p.actions.get_mut(i).into_iter().for_each(|a| a.by.extend([role.clone()]));
            });
        }
        if let Opening::From(from) = &action.opening {
            for stage in from {
                push(Slip::DeleteExit, format!("{} ← {stage}", action.name), &|p| {
                    if let Some(Opening::From(from)) = p.actions.get_mut(i).map(|a| &mut a.opening) {
                        from.remove(stage);
                    }
                });
            }
        }
        let next = of.actions.iter().enumerate().skip(i + 1).find(|(j, b)| {
            !automatic(*j)
                && b.general.is_none()
                && b.opening != Opening::Opens
                && (b.opening != action.opening || b.to != action.to)
        });
        if let Some((j, other)) = next.filter(|_| action.opening != Opening::Opens) {
            push(Slip::SwapActions, format!("{} ↔ {}", action.name, other.name), &|p| {
                if let (Some(a), Some(b)) = (of.actions.get(i), of.actions.get(j)) {
                    for (k, place) in [(i, b), (j, a)] {
                        if let Some(slot) = p.actions.get_mut(k) {
                            slot.opening = place.opening.clone();
                            slot.to.clone_from(&place.to);
                        }
                    }
                }
            });
        }
    }
    for (i, clock) in of.clocks.iter().enumerate() {
        let ClockSpan::Term(term) = clock.span else { continue };
        if clock.general.is_some() {
            continue;
        }
        let put = |p: &mut Procedure, term| {
            p.clocks.get_mut(i).into_iter().for_each(|c| c.span = ClockSpan::Term(term));
        };
        let unit = match term.unit {
            Unit::WorkingDays => Unit::Days,
            Unit::Days => Unit::WorkingDays,
            Unit::Months => Unit::Years,
            Unit::Years => Unit::Months,
            Unit::Hours => Unit::Days,
            Unit::Minutes => Unit::Hours,
        };
        let longer = Term::new(term.n.saturating_mul(2).max(term.n.saturating_add(1)), term.unit);
        push(Slip::ChangeUnit, format!("{}: {term} → {unit:?}", clock.name), &|p| {
            put(p, Term::new(term.n, unit))
        });
        push(Slip::StretchTerm, format!("{}: {term} → {longer}", clock.name), &|p| put(p, longer));
    }
    for (i, s) in of.separations.iter().enumerate().filter(|(_, s)| s.general.is_none()) {
        let names: Vec<&str> = s.actions.iter().map(String::as_str).collect();
        push(Slip::DropSeparation, names.join(" "), &|p| drop(p.separations.remove(i)));
    }
    all
}

/// Puts a mutant in its procedure's place, looks whether anybody notices, and puts things right again.
pub fn fate(book: &mut Rulebook, mutant: Mutant) -> Fate {
    let (name, from): (String, Date) = (mutant.procedure.name.clone(), mutant.procedure.from);
    // Scenarios are cheap and tell most.
    let Some(original) = swap(book, &name, from, mutant.procedure) else { return Fate::Survived };
    let scenarios = book.scenarios.iter().filter(|s| s.procedure == name);
    let failed = scenarios.filter_map(|s| play(book, s).err().map(|_| s.title.zh.clone())).next();
    let fate = match failed {
        Some(title) => Fate::Scenario(title),
        None => {
            let broken = book.procedure_version(&name, from);
            broken
                .and_then(|p| prove(p).findings.first().map(|f| f.fault.code()))
                .map_or(Fate::Survived, Fate::Proof)
        }
    };
    swap(book, &name, from, original);
    fate
}

fn swap(book: &mut Rulebook, name: &str, from: Date, with: Procedure) -> Option<Procedure> {
    let place = book.procedures.get_mut(name)?.iter_mut().find(|p| p.from == from)?;
    Some(std::mem::replace(place, with))
}
