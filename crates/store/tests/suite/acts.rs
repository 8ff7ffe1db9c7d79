//! Acts of an invented procedure: opened by step 1, closed by step 3, its clock `answer` running in between.

use deadline::{Date, DateTime};
use figures::Posting;
use kernel::{ClockState, EntryChange, Matter, Recorded, Value};
use record::{Hash, Salt};
use std::collections::BTreeMap;
use store::NewAct;

/// So many minutes after nine o'clock.
pub(crate) fn at(minute: i64) -> DateTime {
    Date::constant(2023, 5, 8).at(9, 0, 0, 0).checked_add(jiff::Span::new().minutes(minute)).unwrap()
}

pub(crate) fn act(town: &str, matter: &str, step: u32, token: &str) -> NewAct {
    let facts = BTreeMap::from([
        ("what".to_owned(), Value::from("路灯不亮：“灯”\n第二行\u{0}")),
        ("step".to_owned(), Value::from(i64::from(step))),
    ]);
    let record = Recorded {
        town: town.into(),
        matter: matter.into(),
        step,
        procedure: "p".into(),
        action: if step == 1 { "open" } else { "go-on" }.into(),
        actor: "云甲子".into(),
        capacity: "clerk".into(),
        happened_at: at(i64::from(step)),
        recorded_at: at(i64::from(step) + 1),
        rulebook: "r".into(),
        token: token.into(),
        facts,
    };
    let leaf = format!("{town}/{matter}/{step}/{token}").into_bytes();
    let salts = record.facts.keys().map(|name| (name.clone(), Salt([7; 16]))).collect();
    let posting = |figure: &str, dimension: &str, amount| Posting {
        figure: figure.into(),
        day: record.happened_at.date(),
        dimension: dimension.into(),
        amount,
    };
    NewAct {
        leaf_hash: Hash::of_leaf(&leaf),
        leaf,
        salts,
        matter: matter_after(&record),
        postings: vec![posting("f", "甲", 1), posting("money", "", -i64::from(step))],
        record,
        number_form: "试〔{year}〕{n}号".into(),
        papers: Vec::new(),
        files: Vec::new(),
        entries: Vec::new(),
        registers_read: Vec::new(),
        read_at: 0,
    }
}

fn matter_after(record: &Recorded) -> Matter {
    let clock = ClockState {
        start: at(1),
        cause: "open".into(),
        pauses: Vec::new(),
        extensions: Vec::new(),
        restarts: Vec::new(),
        due: Some(at(100 + i64::from(record.step))),
        stopped: (record.step >= 3).then(|| at(3)),
        expired: None,
    };
    Matter {
        town: record.town.clone(),
        id: record.matter.clone(),
        procedure: record.procedure.clone(),
        version: Date::constant(2023, 1, 1),
        stage: if record.step < 3 { "open" } else { "closed" }.into(),
        ended: record.step >= 3,
        opened_at: at(1),
        last_at: record.happened_at,
        steps: record.step,
        facts: record.facts.clone(),
        done: BTreeMap::new(),
        withdrawn: std::collections::BTreeSet::new(),
        clocks: BTreeMap::from([("answer".to_owned(), clock)]),
    }
}

/// An entry of the register `posts`, held by 云甲子.
pub(crate) fn entry(key: &str, from: DateTime, until: Option<DateTime>, ends: bool) -> EntryChange {
    let fields = BTreeMap::from([("holder".to_owned(), Value::from("云甲子"))]);
    EntryChange { register: "posts".into(), key: key.into(), from, until, ends, fields }
}
