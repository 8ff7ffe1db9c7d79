//! Random walks of the real engine never leave the states that were explored.

use super::{read, shipped};
use crate::explore::{Reach, explore};
use crate::space::{Rep, Space, clock, stage};
use crate::step::{State, forget, put};
use deadline::{Date, DateTime};
use jiff::Span;
use kernel::definition::{Action, Field, FieldKind, Opening, Procedure};
use kernel::{Act, Actor, Entry, Matter, Rulebook, Value, View, decide};
use std::collections::{BTreeMap, HashSet};

/// A small generator (Marsaglia: *Xorshift RNGs*, 2003), so that a failing walk can be walked again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }
}

/// What of a state a matter shows: comparisons of dates and requests pending are left out.
fn shown(space: &Space<'_>, mut state: State) -> State {
    space.atom_slots.values().chain(space.pending.values()).for_each(|slot| put(&mut state, *slot, 0));
    forget(space, &mut state);
    state
}

/// The state of a matter at a moment.
fn seen(space: &Space<'_>, matter: &Matter, at: DateTime) -> State {
    let mut state = vec![0; space.width].into_boxed_slice();
    put(&mut state, 0, stage(space.procedure, &matter.stage).expect("a stage"));
    for (action, (slot, cap)) in &space.acts {
        let times = matter.times_done(&space.procedure.actions[*action].name);
        put(&mut state, *slot, u8::try_from(times).unwrap_or(u8::MAX).min(*cap));
    }
    for fact in &space.facts {
        let value = matter.facts.get(&space.procedure.fields[fact.field].name);
        let same = |rep: &Rep| match (rep, value) {
            (Rep::Unset, None) => true,
            (Rep::Flag(a), Some(Value::Flag(b))) => a == b,
            (Rep::Number(a), Some(Value::Number(b))) => a == b,
            (Rep::Text(a), Some(Value::Text(b))) => a == b,
            _ => false,
        };
        let given = usize::from(value.is_some()) * (fact.reps.len() - 1);
        let rep = fact.reps.iter().position(same).unwrap_or(given);
        put(&mut state, fact.slot, u8::try_from(rep).expect("few"));
    }
    for (definition, slot) in space.procedure.clocks.iter().zip(&space.clocks) {
        let value = match matter.clocks.get(&definition.name) {
            None => clock::NONE,
            Some(c) if c.stopped.is_some() => clock::STOPPED,
            Some(c) if c.expired.is_some() => clock::EXPIRED,
            Some(c) if c.pauses.iter().any(|p| p.1.is_none()) => clock::PAUSED,
            Some(c) if c.due.is_some_and(|d| d < at) => clock::OVERDUE,
            Some(_) => clock::RUNNING,
        };
        let value = match value {
            clock::STOPPED | clock::EXPIRED if !slot.watched => clock::NONE,
            clock::OVERDUE if !slot.watched => clock::RUNNING,
            other => other,
        };
        put(&mut state, slot.slot, value);
    }
    for (m, action) in space.moves.iter().enumerate() {
        for (slot, c, most) in &action.extends {
            let clock = matter.clocks.get(&space.procedure.clocks[*c].name);
            let by = &space.procedure.actions[m].name;
            let used = clock.map_or(0, |c| c.extensions.iter().filter(|e| e.1 == *by).count());
            put(&mut state, *slot, u8::try_from(used).unwrap_or(u8::MAX).min(*most));
        }
    }
    shown(space, state)
}

fn value(
    dice: &mut Dice,
    space: &Space<'_>,
    index: usize,
    field: &Field,
    at: DateTime,
    rulebook: &Rulebook,
) -> Value {
    if let Some(fact) = space.fact_of.get(&index).and_then(|i| space.facts.get(*i)) {
        match &fact.reps[1 + dice.below(fact.reps.len() - 1)] {
            Rep::Flag(b) => return Value::Flag(*b),
            Rep::Number(n) => return Value::Number(*n),
            Rep::Text(t) => return Value::Text(t.clone()),
            Rep::Given | Rep::Unset => {}
        }
    }
    let day = at.date().saturating_add(Span::new().days(i64::try_from(dice.below(1500)).unwrap_or(0) - 1200));
    match &field.kind {
        FieldKind::Number { .. } | FieldKind::Money => {
            Value::Number(i64::try_from(dice.below(3)).unwrap_or(0))
        }
        FieldKind::Flag => Value::Flag(dice.below(2) == 0),
        FieldKind::Date => Value::from(if dice.below(3) == 0 { at.date() } else { day }.to_string().as_str()),
        FieldKind::Time => Value::from(at.to_string().as_str()),
        FieldKind::Choice { options } => Value::from(options[dice.below(options.len())].zh.as_str()),
        FieldKind::Entry { many, .. } if *many => Value::List(vec![Value::from("second")]),
        FieldKind::Entry { .. } => Value::from("second"),
        FieldKind::Article => {
            let law = rulebook.laws.values().find(|l| l.in_force(at.date())).expect("a law in force");
            Value::from(format!("{} {}", law.key, law.articles.keys().next().expect("an article")).as_str())
        }
        FieldKind::Files(accepts) => Value::List(vec![Value::from(accepts.example().to_string())]),
        FieldKind::Text | FieldKind::LongText | FieldKind::Person => Value::from("某"),
    }
}

/// Everybody holds every role; every register knows everybody.
fn world(rulebook: &Rulebook, procedure: &Procedure) -> View {
    let from = Date::constant(2000, 1, 1).at(0, 0, 0, 0);
    let roles: Vec<Value> = rulebook.roles.keys().map(|r| Value::from(r.as_str())).collect();
    let entry = |register: &str, key: &str, fields| Entry {
        register: register.to_owned(),
        key: key.to_owned(),
        from,
        until: None,
        fields,
    };
    let mut entries = Vec::new();
    for person in ["first", "second", "third"] {
        let post = BTreeMap::from([
            ("holder".to_owned(), Value::from(person)),
            ("role".to_owned(), Value::List(roles.clone())),
        ]);
        entries.push(entry("posts", person, post));
        entries.extend(rulebook.registers.keys().map(|r| entry(r, person, BTreeMap::new())));
    }
    let _ = procedure;
    View { entries }
}

fn walk(rulebook: &Rulebook, space: &Space<'_>, known: &HashSet<State>, seed: u64) -> usize {
    let procedure = space.procedure;
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let view = world(rulebook, procedure);
    let mut at =
        Date::constant(2023, 3, 1).max(procedure.from.saturating_add(Span::new().days(3))).at(9, 0, 0, 0);
    let mut matter: Option<Matter> = None;
    let mut steps = 0;
    for token in 0..40 {
        at = at.saturating_add(Span::new().hours([0, 1, 30, 200, 700_i64][dice.below(5)]));
        if at.date() >= Date::constant(2026, 6, 1) {
            break;
        }
        let clock = matter
            .as_ref()
            .and_then(|m| m.next_due())
            .filter(|(_, due)| *due < at)
            .map(|(c, _)| c.to_owned());
        let expiry = match (&clock, &matter) {
            (Some(clock), Some(m)) if dice.below(3) > 0 => kernel::decide::expiry(rulebook, m, clock, at),
            _ => None,
        };
        let act = expiry.unwrap_or_else(|| {
            let offered = |a: &&Action| match (&a.opening, &matter) {
                (Opening::Opens, None) => true,
                (Opening::From(from), Some(m)) => {
                    from.contains(&m.stage) && a.by.iter().any(|r| r != "clock")
                }
                _ => false,
            };
            let all: Vec<&Action> = procedure.actions.iter().filter(offered).collect();
            let action = all.get(dice.below(all.len()));
            let mut facts = BTreeMap::new();
            if let Some(action) = action {
                let may: Vec<&String> = action.may_ask.iter().filter(|_| dice.below(2) == 0).collect();
                for name in action.asks.iter().chain(may) {
                    let index = procedure.fields.iter().position(|f| f.name == *name).expect("a field");
                    facts.insert(
                        name.clone(),
                        value(&mut dice, space, index, &procedure.fields[index], at, rulebook),
                    );
                }
            }
            let citizen = action.is_some_and(|a| a.by.iter().all(|r| r == "anyone" || r == "clock"));
            Act {
                town: "town".to_owned(),
                matter: "walk".to_owned(),
                procedure: procedure.name.clone(),
                action: action.map_or_else(String::new, |a| a.name.clone()),
                actor: if citizen {
                    Actor::Citizen
                } else {
                    Actor::Officer(["first", "third"][dice.below(2)].to_owned())
                },
                facts,
                happened_at: at,
                expected_steps: None,
                token: token.to_string(),
            }
        });
        let Ok(decision) = decide(rulebook, &view, matter.as_ref(), &act, at) else { continue };
        let state = seen(space, &decision.matter, at);
        assert!(
            known.contains(&state),
            "seed {seed}: {} after {} by the engine is {state:?}, which was not explored; facts {:?}, clocks {:?}",
            procedure.name,
            act.action,
            decision.matter.facts,
            decision.matter.clocks
        );
        steps += 1;
        matter = Some(decision.matter);
    }
    steps
}

#[test]
fn the_engine_never_leaves_what_was_explored() {
    let book = read(&shipped());
    let mut steps = 0;
    for procedure in book.procedures.values().flatten() {
        // Walks begin where calendars are loaded.
        if procedure.until.is_some_and(|u| u <= Date::constant(2023, 6, 1))
            || procedure.from > Date::constant(2026, 5, 1)
        {
            continue;
        }
        let space = Space::of(procedure);
        let known: HashSet<State> =
            explore(&space, Reach::WHOLE).states.into_iter().skip(1).map(|s| shown(&space, s)).collect();
        steps += (1..=60).map(|seed| walk(&book, &space, &known, seed)).sum::<usize>();
    }
    assert!(steps > 2_000, "the walks got nowhere: {steps} steps");
}
