//! Files: staged, kept by an act, fallen away, erased, on each engine.

use crate::acts::{act, at};
use crate::places::{Fixture, on_each};
use crate::whole::is_whole;
use kernel::FileRef;
use store::{CommitError, FilePart, NewAct, NewFile, Place, Store, StoreError};

fn file(n: u8) -> FileRef {
    FileRef {
        id: format!("{n:032x}"),
        hash: format!("{n:064x}"),
        media: "image/jpeg".into(),
        size: 3,
        name: format!("现场 {n}.jpg"),
    }
}

fn stage(store: &Store, town: &str, n: u8, minute: i64) -> Result<(), StoreError> {
    store.stage(NewFile {
        town: town.into(),
        file: file(n),
        staged_at: at(minute),
        copies: n.is_multiple_of(2).then(|| (vec![n], vec![n, n])),
        bytes: vec![n, 0, 255],
    })
}

fn with(matter: &str, token: &str, files: &[u8]) -> NewAct {
    NewAct { files: files.iter().map(|n| file(*n)).collect(), ..act("a", matter, 1, token) }
}

#[test]
fn an_act_keeps_its_files_and_a_matter_lists_them() {
    on_each(|store| {
        stage(store, "a", 1, 0).unwrap();
        stage(store, "a", 2, 0).unwrap();
        assert!(matches!(stage(store, "nowhere", 3, 0), Err(StoreError::NoTown(_))));
        assert_eq!(store.read(|r| r.file("a", &file(1).id)).unwrap().unwrap().seq, None);
        let done = store.commit(with("m1", "t1", &[1, 2])).unwrap();
        let listed = store.read(|r| r.files("a", "m1")).unwrap();
        let told: Vec<_> = listed.iter().map(|f| (f.file.clone(), f.seq, f.erased.clone())).collect();
        assert_eq!(told, [(file(1), Some(done.seq), None), (file(2), Some(done.seq), None)]);
        store
            .read(|r| {
                let bytes = |r: &mut dyn store::Reader, n: u8, part| r.file_bytes("a", &file(n).id, part);
                assert_eq!(bytes(r, 2, FilePart::Small)?, Some(vec![2]));
                assert_eq!(bytes(r, 2, FilePart::Large)?, Some(vec![2, 2]));
                assert_eq!(bytes(r, 2, FilePart::Whole)?, Some(vec![2, 0, 255]));
                assert_eq!(bytes(r, 1, FilePart::Large)?, None);
                assert_eq!(r.file_bytes("b", &file(2).id, FilePart::Whole)?, None);
                assert_eq!(r.files("b", "m1")?.len() + r.files("a", "m2")?.len(), 0);
                Ok(())
            })
            .unwrap();
        is_whole(store, "a");
    });
}

#[test]
fn a_file_belongs_to_one_act_and_must_be_there() {
    on_each(|store| {
        stage(store, "a", 1, 0).unwrap();
        let missing = store.commit(with("m1", "t1", &[1, 9]));
        assert!(matches!(&missing, Err(CommitError::FileGone(id)) if *id == file(9).id), "{missing:?}");
        assert_eq!(store.read(|r| r.matter("a", "m1")).unwrap(), None, "nothing half done");
        // Two acts of one batch that name the same file: one has it.
        let tickets = [store.submit(with("m1", "t1", &[1])), store.submit(with("m2", "t2", &[1]))];
        let kept = tickets.into_iter().map(|t| t.wait().is_ok()).collect::<Vec<_>>();
        assert_eq!(kept, [true, false]);
        // The same act sent again is the earlier one.
        assert!(store.commit(with("m1", "t1", &[1])).unwrap().repeated);
        let other =
            NewAct { files: vec![FileRef { hash: "f".repeat(64), ..file(2) }], ..act("a", "m3", 1, "t3") };
        stage(store, "a", 2, 0).unwrap();
        assert!(matches!(store.commit(other), Err(CommitError::FileGone(_))), "another hash than was sent");
    });
}

#[test]
fn what_no_act_takes_falls_away_after_a_day() {
    on_each(|store| {
        stage(store, "a", 1, 0).unwrap();
        stage(store, "b", 1, 0).unwrap();
        stage(store, "a", 2, 0).unwrap();
        store.commit(with("m1", "t1", &[2])).unwrap();
        stage(store, "a", 3, 24 * 60).unwrap();
        assert!(store.read(|r| r.file("a", &file(1).id)).unwrap().is_some(), "a day is not over");
        stage(store, "a", 4, 24 * 60 + 1).unwrap();
        let left = |town: &str| {
            let rows = store.read(|r| r.scan_files(town, "", 9)).unwrap();
            rows.into_iter().map(|f| f.file.id).collect::<Vec<_>>()
        };
        assert_eq!(left("a"), [file(2).id, file(3).id, file(4).id]);
        assert_eq!(left("b"), [file(1).id]);
        let page = store.read(|r| r.scan_files("a", &file(2).id, 1)).unwrap();
        assert_eq!(page[0].file, file(3));
    });
}

#[test]
fn erasing_leaves_the_hash_and_nothing_else() {
    on_each(|store| {
        stage(store, "a", 2, 0).unwrap();
        let erase = || store.erase_file("a", &file(2).id, at(9), "本人要求删除");
        assert!(matches!(erase(), Err(StoreError::NoFile(_))), "no act keeps it yet");
        store.commit(with("m1", "t1", &[2])).unwrap();
        erase().unwrap();
        assert!(matches!(erase(), Err(StoreError::NoFile(_))), "once");
        let row = store.read(|r| r.file("a", &file(2).id)).unwrap().unwrap();
        let erased = row.erased.unwrap();
        assert_eq!((erased.at, erased.why.as_str()), (at(9), "本人要求删除"));
        assert_eq!((row.file.hash, row.file.name.as_str()), (file(2).hash, ""));
        for part in [FilePart::Small, FilePart::Large, FilePart::Whole] {
            assert_eq!(store.read(|r| r.file_bytes("a", &file(2).id, part)).unwrap(), None);
        }
        is_whole(store, "a");
    });
}

/// Erased bytes are in none of SQLite's files any more. PostgreSQL overwrites them when it vacuums.
#[test]
fn erased_bytes_are_overwritten() {
    let fixture = Fixture::sqlite();
    let store = fixture.open();
    let Place::Sqlite(folder) = &fixture.place else { return };
    let mark = b"only in this photo ".repeat(2000);
    let holds = || {
        let names = ["fadu.db", "fadu.db-wal"].into_iter().map(|n| folder.join(n));
        let all: Vec<u8> = names.flat_map(|path| std::fs::read(path).unwrap_or_default()).collect();
        all.windows(19).any(|w| w == &mark[..19])
    };
    let new =
        NewFile { town: "a".into(), file: file(1), staged_at: at(0), copies: None, bytes: mark.clone() };
    store.stage(new).unwrap();
    store.commit(with("m1", "t1", &[1])).unwrap();
    assert!(holds());
    store.erase_file("a", &file(1).id, at(9), "本人要求删除").unwrap();
    assert!(!holds());
}

#[test]
fn a_flood_of_files_is_stopped() {
    on_each(|store| {
        let huge = |n: u8| NewFile {
            town: "a".into(),
            file: FileRef { size: 600 * 1024 * 1024, ..file(n) },
            staged_at: at(0),
            copies: None,
            bytes: vec![n],
        };
        store.stage(huge(1)).unwrap();
        assert!(matches!(store.stage(huge(2)), Err(StoreError::TooManyFilesWait(_))));
        stage(store, "b", 1, 0).unwrap();
        // What has waited for two hours makes room, though its day is not over.
        assert!(store.stage(NewFile { staged_at: at(120), ..huge(2) }).is_err());
        store.stage(NewFile { staged_at: at(121), ..huge(2) }).unwrap();
        let left = store.read(|r| r.scan_files("a", "", 9)).unwrap();
        assert_eq!(left.iter().map(|f| f.file.id.clone()).collect::<Vec<_>>(), [file(2).id]);
    });
}
