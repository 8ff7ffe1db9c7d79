//! Ledgers through the door: tried, interrupted, imported twice, mended.

use crate::{OFFICER, Office, gather};
use desk::import::{self, Import, Imported, Mode};
use door::Door;
use kernel::Sources;
use ledger::{Limits, Mapping};
use press::list::{Cell, csv, xlsx};
use std::path::Path;
use std::sync::Arc;
use web::{Language, Wording};

const MAP: &str = r#"{"key":"登记号","steps":[
  {"action":"receive","at":"收到日期","fields":{"applicant":{"column":"申请人"},"contact":{"column":"电话"},"wanted":{"column":"内容"},
   "channel":{"always":"当面"},"received_on":{"column":"收到日期"}}},
  {"action":"answer","at":"答复日期","fields":{"outcome":{"always":"重复申请"},"route":{"column":"理由"}}}]}"#;

fn door(office: &Office) -> Door {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut sources = Sources::new();
    gather(&root, &root, &mut sources);
    let book = Arc::new(kernel::read::rulebook(&sources, "test").unwrap());
    Door::new(office.store.clone(), book, office.chance.clone())
}

fn plan(door: &Door, bytes: &[u8], name: &str) -> Import {
    let procedure = "disclosure-request";
    let table = import::table(&door.rulebook, procedure, bytes, name, &Limits::default()).unwrap();
    let mapping: Mapping = serde_json::from_str(MAP).unwrap();
    let wording = Wording::new(Language::Zh);
    let faults = import::mapping_faults(&door.rulebook, procedure, "receive", &table, &mapping, &wording);
    assert_eq!(faults, Vec::<String>::new());
    let own = str::to_owned;
    Import {
        town: own("a"),
        procedure: own(procedure),
        opening: own("receive"),
        person: own(OFFICER),
        table,
        mapping,
    }
}

fn noon() -> deadline::DateTime {
    "2024-03-01T12:00:00".parse().unwrap()
}

fn go(door: &Door, plan: &Import, mode: Mode, rows: std::ops::Range<usize>) -> Imported {
    import::import(door, plan, noon(), mode, rows, &mut |_| {}).unwrap()
}

fn text(rows: &[&str]) -> Vec<u8> {
    format!("公开申请台账\n登记号,收到日期,申请人,电话,内容,答复日期,理由\n{}\n", rows.join("\n"))
        .into_bytes()
}

fn size(office: &Office) -> u64 {
    office.store.read(|r| r.head("a")).unwrap().unwrap().size
}

#[test]
fn the_same_rows_add_nothing_and_an_interrupted_import_goes_on() {
    let office = Office::new();
    let door = door(&office);
    let rows: Vec<String> = (1..7).map(|n| format!("G-{n},2024-02-{n:02},某人{n},000,=合同{n},,")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plan = plan(&door, &text(&rows), "a.csv");
    let before = size(&office);
    let tried = go(&door, &plan, Mode::Dry, 0..99);
    assert_eq!((tried.new, tried.acts, tried.failed, size(&office)), (6, 6, 0, before));
    assert_eq!(go(&door, &plan, Mode::Record, 0..3).new, 3);
    let rest = go(&door, &plan, Mode::Record, 0..99);
    assert_eq!((rest.new, rest.earlier, size(&office)), (3, 3, before + 6));
    let again = go(&door, &plan, Mode::Record, 0..99);
    assert_eq!((again.new, again.earlier, size(&office)), (0, 6, before + 6));
}

#[test]
fn a_row_that_a_rule_stops_is_not_half_done_and_can_be_mended() {
    let office = Office::new();
    let door = door(&office);
    let wording = Wording::new(Language::Zh);
    let rows = [
        "H-1,2024-02-01,某人,000,合同,2024-02-05,云溪依申〔2022〕8号答复",
        "H-2,2024-02-01,某人,000,合同,2024-02-05,",
        "H-3,2999-01-01,某人,000,=合同,,",
        "H-4,二月一日,某人,000,合同,,",
    ];
    let first = plan(&door, &text(&rows), "a.csv");
    let before = size(&office);
    let done = go(&door, &first, Mode::Record, 0..99);
    assert_eq!((done.new, done.acts, size(&office)), (1, 2, before + 2), "{:?}", done.wrong);
    let told = import::told(&door, &first, &done, &wording);
    let rows: Vec<u32> = told.iter().map(|t| t.row).collect();
    assert_eq!(rows, [4, 5, 6]);
    assert!(told.iter().all(|t| !t.why.is_empty() && !t.cure.is_empty()), "{told:?}");
    // The rows to mend are a ledger again, as workbook and as CSV, the column of reasons passed over, formulas still text.
    let list = import::to_mend(&first, &told, &wording);
    assert_eq!(list.rows.len(), 3);
    for (bytes, name) in [(xlsx(&list, noon()).unwrap(), "m.xlsx"), (csv(&list).into_bytes(), "m.csv")] {
        let again = plan(&door, &bytes, name);
        assert_eq!(again.table.header, first.table.header, "{name}");
        assert_eq!(again.table.rows[1].cells[4].text, "=合同", "{name}");
        assert_eq!(go(&door, &again, Mode::Dry, 0..99).failed, 3, "{name}");
    }
    let mut mended = list;
    mended.rows[0][6] = Cell::Text("云溪依申〔2022〕9号答复".into());
    mended.rows[1][1] = Cell::Text("2024年2月3日".into());
    mended.rows[2][1] = Cell::Text("2024.2.1".into());
    let again = plan(&door, &xlsx(&mended, noon()).unwrap(), "m.xlsx");
    let done = go(&door, &again, Mode::Record, 0..99);
    assert_eq!((done.new, done.acts, done.failed), (3, 4, 0), "{:?}", done.wrong);
}
