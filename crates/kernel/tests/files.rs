//! Files as facts: how many, of which kinds, how large; how a definition of them must be written.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

mod sources;

use kernel::definition::FieldKind;
use kernel::{Act, Actor, FileRef, MediaGroup, RefusalCode, Rulebook, Value, View, decide};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> =
    LazyLock::new(|| kernel::read::rulebook(&sources::sources(), "test").unwrap());

fn file(n: u8, media: &str, size: u64) -> String {
    let file = FileRef {
        id: format!("{n:032x}"),
        hash: "a".repeat(64),
        media: media.into(),
        size,
        name: format!("现场 {n}.jpg"),
    };
    file.to_string()
}

/// A report of a hazard with these photos, decided.
fn decided(photos: Value) -> Result<(), RefusalCode> {
    let facts = BTreeMap::from([
        ("place".to_owned(), Value::from("南塬村")),
        ("what".to_owned(), Value::from("路面塌陷")),
        ("photos".to_owned(), photos),
    ]);
    let at = "2023-05-08T09:00:00".parse().unwrap();
    let act = Act {
        town: "t".into(),
        matter: "m".into(),
        procedure: "hazard-tip".into(),
        action: "receive".into(),
        actor: Actor::Citizen,
        facts,
        happened_at: at,
        expected_steps: None,
        token: "k".into(),
    };
    decide(&BOOK, &View::default(), None, &act, at).map(drop).map_err(|r| r.code)
}

fn list(files: &[String]) -> Value {
    Value::List(files.iter().map(|f| Value::from(f.as_str())).collect())
}

#[test]
fn files_fit_their_field_or_are_refused() {
    let good = |n| file(n, "image/jpeg", 1000);
    assert_eq!(decided(list(&[good(1), good(2), good(3)])), Ok(()));
    assert_eq!(decided(list(&[])), Ok(()), "none is as good as not given");
    assert_eq!(decided(list(&[good(1), good(2), good(3), good(4)])), Err(RefusalCode::FileCount));
    assert_eq!(decided(list(&[file(1, "application/pdf", 1000)])), Err(RefusalCode::FileKind));
    assert_eq!(decided(list(&[file(1, "image/png", 8 * 1024 * 1024)])), Ok(()));
    assert_eq!(decided(list(&[file(1, "image/png", 8 * 1024 * 1024 + 1)])), Err(RefusalCode::FileSize));
    assert_eq!(decided(list(&[good(1), good(1)])), Err(RefusalCode::Kind), "one file twice");
    assert_eq!(decided(list(&["现场.jpg".into()])), Err(RefusalCode::Kind));
    assert_eq!(decided(Value::from(good(1))), Err(RefusalCode::Kind), "a list, even of one");
    assert_eq!(decided(Value::List(vec![Value::Flag(true)])), Err(RefusalCode::Kind));
}

#[test]
fn an_example_is_what_its_field_takes() {
    let mut seen = 0;
    for field in BOOK.procedures.values().flatten().flat_map(|p| &p.fields) {
        let FieldKind::Files(accepts) = &field.kind else { continue };
        let example = accepts.example();
        assert_eq!(FileRef::read(&example.to_string()), Some(example.clone()));
        assert!(accepts.groups.contains(&MediaGroup::of(&example.media).unwrap()));
        assert!(example.size <= accepts.bytes_max && field.personal && !field.purpose.zh.is_empty());
        seen += 1;
    }
    assert!(seen >= 7, "{seen}");
}

#[test]
fn a_field_of_files_says_which() {
    let path = "procedures/hazard-tip/definition.kdl";
    let codes = |from: &str, to: &str| -> Vec<&'static str> {
        let mut sources = sources::sources();
        let text = sources.get(path).unwrap().replacen(from, to, 1);
        assert!(&text != sources.get(path).unwrap());
        sources.insert(path.into(), text);
        match kernel::read::rulebook(&sources, "test") {
            Ok(_) => Vec::new(),
            Err(problems) => problems.iter().map(|p| p.code).collect(),
        }
    };
    assert_eq!(codes("accept=\"image\" at-most=3", "accept=\"image pdf\" at-most=20"), Vec::<&str>::new());
    assert_eq!(codes("accept=\"image\"", "")[0], "files-without-accept");
    assert_eq!(codes("accept=\"image\"", "accept=\"images\""), ["unknown-word"]);
    assert_eq!(codes("at-most=3", "at-most=21"), ["files-limit"]);
    assert_eq!(codes("megabytes=8", "megabytes=0"), ["files-limit"]);
    // No limit is assumed.
    assert_eq!(codes(" megabytes=8", ""), ["files-limit"]);
    assert_eq!(codes(" at-most=3", ""), ["files-limit"]);
}
