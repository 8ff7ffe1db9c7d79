//! Long lists are read page by page, without loss and without repetition.

use crate::acts::{act, at};
use crate::places::on_each;
use store::{MattersQuery, Store, TraceQuery};

fn seven(store: &Store) {
    for n in 0..7 {
        let mut new = act("a", &format!("m{n}"), 1, &format!("t{n}"));
        // Several postings of one act, and days out of order.
        new.postings.extend(new.postings.clone());
        for p in &mut new.postings {
            p.day = at(1440 * ((n * 5) % 3)).date();
        }
        store.commit(new).unwrap();
    }
}

#[test]
fn a_trace_goes_on_where_it_ended() {
    on_each(|store| {
        seven(store);
        let query = TraceQuery {
            figure: "f",
            from: at(0).date(),
            to: at(1440).date(),
            dimension: None,
            after: None,
            limit: 99,
        };
        let all = store.read(|r| r.trace("a", &query)).unwrap();
        // Of the seven, n * 5 mod 3 is 0 for 0, 3, 6, is 2 for 1, 4 and is 1 for 2, 5.
        assert_eq!(all.iter().map(|r| r.seq).collect::<Vec<_>>(), [0, 0, 3, 3, 6, 6, 2, 2, 5, 5]);
        assert_eq!(
            (all[1].ordinal, all[1].number.as_str(), all[1].action.as_str()),
            (2, "试〔2023〕1号", "open")
        );
        let (mut after, mut seen) = (None, Vec::new());
        // More pages than there can be.
        for _ in 0..9 {
            let query = TraceQuery { dimension: Some("甲"), after, limit: 3, ..query.clone() };
            let rows = store.read(|r| r.trace("a", &query)).unwrap();
            let Some(last) = rows.last() else { break };
            after = Some((last.posting.day, last.seq, last.ordinal));
            seen.extend(rows);
        }
        assert_eq!(seen, all);
        let other = TraceQuery { dimension: Some("乙"), ..query.clone() };
        assert_eq!(store.read(|r| r.trace("a", &other)).unwrap(), vec![]);
        assert_eq!(store.read(|r| r.trace("b", &query)).unwrap(), vec![]);
    });
}

#[test]
fn a_list_of_matters_goes_on_where_it_ended() {
    on_each(|store| {
        seven(store);
        store.commit(act("a", "m3", 2, "u1")).unwrap();
        store.commit(act("a", "m3", 3, "u2")).unwrap();
        let (mut after, mut seen) = (None, Vec::new());
        // More pages than there can be.
        for _ in 0..9 {
            let query = MattersQuery { procedure: "p", stage: Some("open"), after, limit: 2 };
            let some = store.read(|r| r.matters("a", &query)).unwrap();
            let Some(last) = some.last() else { break };
            after = Some((last.matter.opened_at, last.matter.id.clone()));
            seen.extend(some.into_iter().map(|m| m.matter.id));
        }
        assert_eq!(seen, ["m6", "m5", "m4", "m2", "m1", "m0"]);
        let closed = MattersQuery { procedure: "p", stage: Some("closed"), after: None, limit: 9 };
        assert_eq!(store.read(|r| r.matters("a", &closed)).unwrap().len(), 1);
        let all = MattersQuery { stage: None, ..closed.clone() };
        assert_eq!(store.read(|r| r.matters("a", &all)).unwrap().len(), 7);
        let none = MattersQuery { procedure: "q", ..all };
        assert_eq!(store.read(|r| r.matters("a", &none)).unwrap().len(), 0);
    });
}

#[test]
fn clocks_are_due_until_they_stop() {
    on_each(|store| {
        store.commit(act("a", "m1", 1, "t1")).unwrap();
        store.commit(act("a", "m2", 1, "t2")).unwrap();
        store.commit(act("a", "m2", 2, "t3")).unwrap();
        let due = |minute| {
            let clocks = store.read(|r| r.due("a", at(minute), 9)).unwrap();
            clocks.into_iter().map(|d| (d.matter, d.due)).collect::<Vec<_>>()
        };
        let (one, two) = (("m1".to_owned(), at(101)), ("m2".to_owned(), at(102)));
        assert_eq!(due(100), []);
        assert_eq!(due(101), vec![one.clone()]);
        assert_eq!(due(500), [one.clone(), two]);
        store.commit(act("a", "m2", 3, "t4")).unwrap();
        assert_eq!(due(500), [one]);
    });
}
