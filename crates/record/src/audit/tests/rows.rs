//! Rows tampered with: each is named, and nothing else.

use super::*;

#[test]
fn edited_facts() {
    type Edit = fn(&mut BTreeMap<String, StoredFact>);
    let edits: [(Edit, FactFault, &str); 6] = [
        (|facts| facts.get_mut("name").unwrap().value = Some(json!("李四")), FactFault::Differs, "name"),
        (|facts| facts.get_mut("amount").unwrap().value = Some(json!(0.5)), FactFault::Differs, "amount"),
        (|facts| facts.get_mut("name").unwrap().salt = Some(Salt([0; 16])), FactFault::Differs, "name"),
        (|facts| facts.get_mut("name").unwrap().salt = None, FactFault::HalfErased, "name"),
        (|facts| drop(facts.remove("amount")), FactFault::Missing, "amount"),
        (
            |facts| drop(facts.insert("x".into(), StoredFact { salt: None, value: None })),
            FactFault::Unproved,
            "x",
        ),
    ];
    for (edit, fault, field) in edits {
        let (seq, matter, step) = place(1234);
        let finding = Finding::FactChanged { seq, matter, step, field: field.into(), fault };
        assert_eq!(changed(|log| edit(&mut log.rows[1234].facts)), [finding]);
    }
}

#[test]
fn edited_columns() {
    type Edit = fn(&mut Leaf);
    let edits: [(Edit, &str); 12] = [
        (|leaf| leaf.town.push('x'), "town"),
        (|leaf| leaf.matter.push('x'), "matter"),
        (|leaf| leaf.step += 1, "step"),
        (|leaf| leaf.procedure.push('x'), "procedure"),
        (|leaf| leaf.action.push('x'), "action"),
        (|leaf| leaf.actor.push('x'), "actor"),
        (|leaf| leaf.capacity.push('x'), "capacity"),
        (|leaf| leaf.happened_at.push('x'), "happened_at"),
        (|leaf| leaf.recorded_at.push('x'), "recorded_at"),
        (|leaf| leaf.rulebook.push('x'), "rulebook"),
        (|leaf| leaf.token.push('x'), "token"),
        (|leaf| *leaf.facts.get_mut("name").unwrap() = Hash::EMPTY, "facts.name"),
    ];
    for (edit, field) in edits {
        let (seq, matter, step) = place(999);
        let finding = Finding::ColumnChanged { seq, matter, step, field: field.into() };
        assert_eq!(changed(|log| edit(&mut log.rows[999].columns)), [finding]);
    }
}

#[test]
fn edited_leaf_bytes() {
    let (seq, matter, step) = place(500);
    let rewrite = |edit: fn(&mut Leaf)| {
        move |log: &mut Log| {
            let mut leaf = log.rows[500].columns.clone();
            edit(&mut leaf);
            log.rows[500].leaf_bytes = leaf.to_bytes().unwrap();
        }
    };
    let finding = |fields: &[&str]| {
        let fields = fields.iter().map(|&field| field.to_owned()).collect();
        Finding::LeafChanged { seq, matter: matter.clone(), step, fields }
    };
    assert_eq!(changed(rewrite(|leaf| leaf.actor = "other".into())), [finding(&["actor"])]);
    assert_eq!(changed(rewrite(|leaf| leaf.step = 9)), [finding(&["step"])]);
    assert_eq!(changed(|log| log.rows[500].leaf_bytes[11] ^= 1), [finding(&["action"])]);
    assert_eq!(changed(|log| log.rows[500].leaf_bytes.clear()), [finding(&[])]);
    // Columns and bytes alike; the facts still fit and nothing else is wrong.
    let both = changed(|log| {
        log.rows[500].columns.actor = "other".into();
        log.rows[500].leaf_bytes = log.rows[500].columns.to_bytes().unwrap();
    });
    assert_eq!(both, [finding(&[])]);
    // Bytes and a fact: the columns prove what the fact was.
    let fact = changed(|log| {
        log.rows[500].leaf_bytes.clear();
        log.rows[500].facts.get_mut("name").unwrap().value = Some(json!("李四"));
    });
    let (field, fault) = ("name".to_owned(), FactFault::Differs);
    assert_eq!(
        fact,
        [finding(&[]), Finding::FactChanged { seq, matter: matter.clone(), step, field, fault }]
    );
}

#[test]
fn removed_rows() {
    for row in [0, 1, 700, 2995, 2999] {
        for renumber in [false, true] {
            let findings = changed(|log| {
                log.rows.remove(row);
                if renumber {
                    log.renumber();
                }
            });
            let mut expected = vec![Finding::Removed { seq: row as u64, count: 1 }];
            if row % 60 < 48 {
                expected.push(gap(row, if renumber { -1 } else { 0 }));
            }
            assert_eq!(findings, expected, "row {row}, renumbered {renumber}");
        }
    }
    let block = changed(|log| drop(log.rows.drain(600..1200)));
    assert_eq!(
        block,
        [Finding::Removed { seq: 600, count: 600 }],
        "ten whole matters of five steps, sixty times"
    );
}

#[test]
fn inserted_rows() {
    for place in [0, 1, 1500, 2999, 3000] {
        for renumber in [false, true] {
            let findings = changed(|log| {
                log.rows.insert(place, row(place as u64, "m-99999", 1));
                if renumber {
                    log.renumber();
                }
            });
            let expected = Finding::Inserted { seq: place as u64, matter: "m-99999".into(), step: 1 };
            assert_eq!(findings, [expected], "at {place}, renumbered {renumber}");
        }
    }
    // A step of a matter that has five already.
    let (_, matter, _) = place(5);
    let findings = changed(|log| {
        log.rows.insert(300, row(300, &matter, 6));
        log.renumber();
    });
    assert_eq!(findings, [Finding::Inserted { seq: 300, matter, step: 6 }]);
}

#[test]
fn replaced_rows() {
    let findings = changed(|log| log.rows[800] = row(800, "m-99999", 1));
    let (_, matter, step) = place(800);
    let leaf = Finding::LeafChanged { seq: 800, matter: "m-99999".into(), step: 1, fields: vec![] };
    assert_eq!(findings, [leaf, Finding::StepGap { seq: 812, matter, step }]);
}

#[test]
fn swapped_rows() {
    for (a, b) in [(10, 11), (10, 22), (0, 2999), (1100, 1112), (2998, 2999)] {
        let findings = changed(|log| {
            log.rows.swap(a, b);
            log.renumber();
        });
        assert_eq!(findings, [moved(b, a as u64), moved(a, b as u64)], "{a} and {b}");
    }
}

#[test]
fn moved_rows() {
    for (from, to) in [(5, 2000), (2000, 5), (0, 2999), (2999, 0), (100, 102)] {
        let findings = changed(|log| {
            let row = log.rows.remove(from);
            log.rows.insert(to, row);
            log.renumber();
        });
        assert_eq!(findings, [moved(from, to as u64)], "{from} to {to}");
    }
    let far = changed(|log| {
        let mut row = log.rows.remove(40);
        row.seq = 1 << 62;
        log.rows.push(row);
    });
    assert_eq!(far, [moved(40, 1 << 62)]);
    let (belongs_at, matter, step) = place(300);
    let block = changed(|log| {
        let rows: Vec<_> = log.rows.drain(300..320).collect();
        log.rows.splice(900..900, rows);
        log.renumber();
    });
    assert_eq!(block, [Finding::Moved { seq: 900, matter, step, belongs_at, count: 20 }]);
    // Numbers changed, order kept.
    let numbered = changed(|log| log.rows.iter_mut().skip(2990).for_each(|row| row.seq += 5));
    let (belongs_at, matter, step) = place(2990);
    assert_eq!(numbered, [Finding::Moved { seq: 2995, matter, step, belongs_at, count: 1 }]);
}

#[test]
fn copied_rows() {
    let (of, matter, step) = place(77);
    let copy = |seq| Finding::Duplicated { seq, matter: matter.clone(), step, of, count: 1 };
    for place in [3, 2000, 3000] {
        let findings = changed(|log| {
            log.rows.insert(place, log.rows[77].clone());
            log.renumber();
        });
        assert_eq!(findings, [copy(place as u64)], "copy at {place}");
    }
    assert_eq!(changed(|log| log.rows.insert(78, log.rows[77].clone())), [copy(77)], "the same number twice");
    let over = changed(|log| {
        log.rows[90] = log.rows[77].clone();
        log.rows[90].seq = 90;
    });
    let gap = gap(90, 0);
    assert_eq!(over, [copy(90), Finding::Removed { seq: 90, count: 1 }, gap]);
}
