//! What belongs to ledgers, on each engine.

use crate::places::on_each;
use store::{Change, LedgerChange, Upload};

fn upload(town: &str, id: &str, made_at: i64) -> Change {
    let own = str::to_owned;
    let upload = Upload {
        town: own(town),
        id: own(id),
        person: own("枣壬申"),
        procedure: own("hotline"),
        name: own("台账.xlsx"),
        made_at,
        contents: own("{\"rows\":[]}"),
    };
    Change::Ledger(LedgerChange::Upload { upload, sweep: made_at - 10 })
}

fn mapping(town: &str, mapping: &str) -> Change {
    let own = str::to_owned;
    Change::Ledger(LedgerChange::Mapping {
        town: own(town),
        procedure: own("hotline"),
        header: own("h"),
        mapping: own(mapping),
    })
}

#[test]
fn a_mapping_is_found_by_town_procedure_and_header_and_replaced() {
    on_each(|store| {
        store.change(vec![mapping("a", "1"), mapping("b", "2")]).unwrap();
        store.change(vec![mapping("a", "3")]).unwrap();
        let find = |town: &str, procedure: &str, header: &str| {
            store.read(|r| r.ledger_mapping(town, procedure, header)).unwrap()
        };
        assert_eq!(find("a", "hotline", "h").as_deref(), Some("3"));
        assert_eq!(find("b", "hotline", "h").as_deref(), Some("2"));
        assert_eq!(find("a", "petition", "h"), None);
        assert_eq!(find("a", "hotline", "other"), None);
    });
}

#[test]
fn an_upload_is_its_towns_and_goes_when_it_is_forgotten_or_old() {
    on_each(|store| {
        store.change(vec![upload("a", "1", 100), upload("b", "1", 100)]).unwrap();
        let there = |town: &str, id: &str| store.read(|r| r.upload(town, id)).unwrap();
        let found = there("a", "1").unwrap();
        assert_eq!((found.person.as_str(), found.made_at), ("枣壬申", 100));
        assert_eq!(there("a", "2"), None);
        store.change(vec![upload("a", "2", 200)]).unwrap();
        assert!(there("a", "1").is_none() && there("b", "1").is_some(), "old ones of the town go");
        let forget = LedgerChange::Forget { town: "a".into(), id: "2".into() };
        store.change(vec![Change::Ledger(forget)]).unwrap();
        assert_eq!(there("a", "2"), None);
        // An id that is taken changes nothing.
        assert!(store.change(vec![upload("b", "1", 101)]).is_err());
        assert_eq!(there("b", "1").map(|u| u.made_at), Some(100));
    });
}
