//! What must hold of a store at every moment, and all that can be read of it as one text.

use crate::acts::at;
use std::collections::BTreeMap;
use std::fmt::Write;
use store::{MattersQuery, Reader, Store, StoreError, TraceQuery};

const ALL: u32 = 1_000_000;

/// Checks within one snapshot that nothing is half done. Answers the number of records.
pub(crate) fn is_whole(store: &Store, town: &str) -> u64 {
    store.read(|r| check(r, town)).unwrap()
}

fn check(r: &mut dyn Reader, town: &str) -> Result<u64, StoreError> {
    let head = r.head(town)?.unwrap();
    let records = r.scan(town, 0, ALL)?;
    let hashes = r.leaf_hashes(town, 0, ALL)?;
    assert_eq!(records.iter().map(|r| r.seq).collect::<Vec<_>>(), (0..head.size).collect::<Vec<_>>());
    assert_eq!(head.frontier.size(), head.size);
    assert_eq!(head.frontier.root(), record::tree::root_of(&hashes));
    assert_eq!(hashes, records.iter().map(|r| record::Hash::of_leaf(&r.leaf)).collect::<Vec<_>>());

    let mut steps: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for record in &records {
        steps.entry(&record.recorded.matter).or_default().push(record.recorded.step);
    }
    let matters = r.scan_matters(town, "", ALL)?;
    assert_eq!(steps.len(), matters.len());
    let mut stages: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut running = Vec::new();
    for m in &matters {
        assert_eq!(steps[m.matter.id.as_str()], (1..=m.matter.steps).collect::<Vec<_>>());
        *stages.entry((m.matter.procedure.clone(), m.matter.stage.clone())).or_insert(0) += 1;
        running.extend(m.matter.next_due().map(|(clock, due)| (due, m.matter.id.clone(), clock.to_owned())));
    }
    let counted: BTreeMap<_, _> =
        r.stage_counts(town)?.into_iter().map(|c| ((c.procedure, c.stage), c.n)).collect();
    assert_eq!(counted, stages);
    running.sort();
    let due = r.due(town, at(100_000), ALL)?;
    assert_eq!(due.into_iter().map(|d| (d.due, d.matter, d.clock)).collect::<Vec<_>>(), running);

    let mut sums: BTreeMap<(String, i32, String), i64> = BTreeMap::new();
    for record in &records {
        for p in r.postings(town, record.seq)? {
            *sums.entry((p.figure, figures::Cell::month_of(p.day), p.dimension)).or_insert(0) += p.amount;
        }
    }
    let cells = r.cells(town, i32::MAX)?;
    let cells: BTreeMap<_, _> =
        cells.into_iter().map(|c| ((c.figure, c.month, c.dimension), c.amount)).collect();
    assert_eq!(cells, sums);
    Ok(head.size)
}

/// Numbers of the book `试〔2023〕n号`, in order.
pub(crate) fn numbers(store: &Store, town: &str) -> Vec<u32> {
    let matters = store.read(|r| r.scan_matters(town, "", ALL)).unwrap();
    let number = |n: &str| n.strip_prefix("试〔2023〕")?.strip_suffix('号')?.parse().ok();
    let mut numbers: Vec<u32> = matters.iter().filter_map(|m| number(&m.number)).collect();
    numbers.sort_unstable();
    numbers
}

/// Every verb of reading, for comparing two stores.
pub(crate) fn dump(store: &Store, tokens: &[String]) -> String {
    let mut out = String::new();
    store
        .read(|r| {
            writeln!(out, "{:#?}", r.towns()?).unwrap();
            for town in ["a", "b", "nowhere"] {
                dump_town(r, town, tokens, &mut out)?;
            }
            Ok(())
        })
        .unwrap();
    out
}

fn dump_town(r: &mut dyn Reader, town: &str, tokens: &[String], out: &mut String) -> Result<(), StoreError> {
    let records = r.scan(town, 0, ALL)?;
    for record in &records {
        let salts: Vec<_> = record.salts.values().map(ToString::to_string).collect();
        writeln!(out, "{record:#?} {salts:?} {:#?}", r.postings(town, record.seq)?).unwrap();
    }
    writeln!(out, "{:#?} {:#?}", r.head(town)?, r.leaf_hashes(town, 0, ALL)?).unwrap();
    writeln!(out, "{:#?} {:#?}", r.scan(town, 2, 3)?, r.recent(town, 5)?).unwrap();
    for m in r.scan_matters(town, "", ALL)? {
        writeln!(out, "{m:#?} {:#?}", r.records(town, &m.matter.id)?).unwrap();
        writeln!(out, "{:?}", r.matter(town, &m.matter.id)? == r.matter_by_number(town, &m.number)?).unwrap();
    }
    for stage in [None, Some("open"), Some("closed")] {
        let query = MattersQuery { procedure: "p", stage, after: Some((at(1), "m2".into())), limit: 2 };
        writeln!(out, "{:#?}", r.matters(town, &query)?).unwrap();
        writeln!(out, "{:#?}", r.matters(town, &MattersQuery { after: None, limit: ALL, ..query })?).unwrap();
    }
    for token in tokens {
        writeln!(out, "{:?}", r.by_token(town, token)?).unwrap();
    }
    for key in ["k0", "k1", "k2"] {
        writeln!(out, "{:#?}", r.entries(town, "posts", key)?).unwrap();
    }
    writeln!(out, "{:#?}", r.register(town, "posts")?).unwrap();
    writeln!(out, "{:#?}", r.entries_of(town, "posts", "云甲子")?).unwrap();
    writeln!(out, "{:#?} {:#?}", r.stage_counts(town)?, r.due(town, at(102), ALL)?).unwrap();
    writeln!(out, "{:#?} {:?}", r.cells(town, i32::MAX)?, r.checkpoints(town)?).unwrap();
    for (figure, dimension) in [("f", None), ("f", Some("甲")), ("f", Some("乙")), ("money", None)] {
        let (from, to) = (at(0).date(), at(3000).date());
        let query = TraceQuery { figure, from, to, dimension, after: None, limit: ALL };
        writeln!(out, "{:#?}", r.trace(town, &query)?).unwrap();
    }
    Ok(())
}
