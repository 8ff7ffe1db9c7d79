//! Files through the door: looked through, kept by the act that names them, erased, verified.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

use deadline::DateTime;
use door::{ActError, Chance, Door, FileCounts, Incoming, Why};
use kernel::{Act, Actor, RefusalCode, Sources, Value};
use record::Salt;
use record::checkpoint::SignerKey;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{FilePart, Place, Store, Town};

const TOWN: &str = "t";
const ORIGIN: &str = "door.invalid/t";

struct Counted(AtomicU64);

impl Chance for Counted {
    fn salt(&self) -> Salt {
        Salt(u128::from(self.0.fetch_add(1, Ordering::Relaxed)).to_be_bytes())
    }
}

fn gather(root: &Path, folder: &Path, sources: &mut Sources) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, sources);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            sources.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn town() -> (Door, tempfile::TempDir) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut sources = Sources::new();
    gather(&root, &root, &mut sources);
    let book = kernel::read::rulebook(&sources, &door::edition::version(&sources)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Place::Sqlite(folder.path().join("town"))).unwrap();
    store.found(&Town { key: TOWN.into(), name: "云溪镇".into(), origin: ORIGIN.into() }).unwrap();
    let door = Door::new(store, Arc::new(book), Arc::new(Counted(AtomicU64::new(1))));
    door.adopt(TOWN, &door::edition::packed(&sources).unwrap(), at("2023-01-01T07:00:00")).unwrap();
    (door, folder)
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn now() -> DateTime {
    at("2023-05-08T09:00:00")
}

/// A picture of 2 by 2 pixels.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(2, 2, image::Rgb([9, 99, 9]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn incoming(name: &str, bytes: Vec<u8>) -> Incoming {
    Incoming { field: "photos".into(), name: name.into(), bytes }
}

/// Names of fields and what is said in them.
type Answers = Vec<(String, String)>;

/// Takes files for a report of a hazard: the answers after it, and what was not taken.
fn take(door: &Door, answers: &[(&str, &str)], files: Vec<Incoming>) -> (Answers, Vec<(String, Why)>) {
    let procedure = door.rulebook.procedure("hazard-tip").unwrap();
    let action = procedure.action("receive").unwrap();
    let mut answers: Vec<_> = answers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let not = door.take_files(TOWN, (procedure, action), &mut answers, files, now()).unwrap();
    (answers, not.into_iter().map(|n| (n.name, n.why)).collect())
}

fn report(matter: &str, token: &str, answers: &[(String, String)]) -> Act {
    let photos = answers.iter().filter(|(n, _)| n == "photos").map(|(_, v)| Value::from(v.as_str()));
    Act {
        town: TOWN.into(),
        matter: matter.into(),
        procedure: "hazard-tip".into(),
        action: "receive".into(),
        actor: Actor::Citizen,
        facts: BTreeMap::from([
            ("place".to_owned(), Value::from("南塬村")),
            ("what".to_owned(), Value::from("路面塌陷")),
            ("photos".to_owned(), Value::List(photos.collect())),
        ]),
        happened_at: now(),
        expected_steps: None,
        token: token.into(),
    }
}

fn verified(door: &Door) -> (Vec<String>, FileCounts) {
    let key = SignerKey::from_seed(ORIGIN, &[7; 32]).unwrap();
    door.seal(TOWN, &key).unwrap();
    let found = door.verify(TOWN, &key.verifier()).unwrap();
    (found.faults.into_iter().map(|f| f.says.en).collect(), found.files)
}

#[test]
fn an_act_commits_to_its_files_and_the_bytes_can_be_held_against_it() {
    let (door, _folder) = town();
    let (answers, not) = take(&door, &[("place", "x")], vec![incoming("C:\\现场.PNG", picture())]);
    assert_eq!(not, []);
    let file = kernel::FileRef::read(&answers[1].1).unwrap();
    assert_eq!((file.name.as_str(), file.media.as_str()), ("现场.png", "image/png"));
    door.act(&report("m1", "t1", &answers), now()).unwrap();
    // Sent twice, done once.
    let again = door.act(&report("m1", "t1", &answers), now()).unwrap();
    assert!(again.committed.repeated);
    let kept = door.store.read(|r| r.files(TOWN, "m1")).unwrap();
    assert_eq!(kept.iter().map(|f| f.file.clone()).collect::<Vec<_>>(), std::slice::from_ref(&file));
    let large = door.store.read(|r| r.file_bytes(TOWN, &file.id, FilePart::Large)).unwrap().unwrap();
    assert_eq!(image::guess_format(&large).unwrap(), image::ImageFormat::Jpeg);
    assert_eq!(verified(&door), (vec![], FileCounts { whole: 1, erased: 0 }));
    // Another act can't have it, nor one that was never sent.
    let other = door.act(&report("m2", "t2", &answers), now());
    assert!(matches!(&other, Err(ActError::Refused(r)) if r.code == RefusalCode::FileGone), "{other:?}");
    let invented = answers.iter().map(|(n, v)| (n.clone(), v.replacen('0', "f", 1))).collect::<Vec<_>>();
    let other = door.act(&report("m3", "t3", &invented), now());
    assert!(matches!(&other, Err(ActError::Refused(r)) if r.code == RefusalCode::FileGone), "{other:?}");
    assert_eq!(verified(&door).0, Vec::<String>::new());
}

#[test]
fn what_is_not_taken_is_told_and_the_rest_is_kept() {
    let (door, _folder) = town();
    let files = vec![
        incoming("a.jpg", picture()),
        incoming("b.jpg", b"<svg/>".to_vec()),
        incoming("c.jpg", b"%PDF-1.7".to_vec()),
        incoming("d.jpg", vec![0; 8 * 1024 * 1024 + 1]),
        incoming("e.jpg", picture()),
        incoming("f.jpg", picture()),
        incoming("g.jpg", picture()),
        Incoming { field: "place".into(), name: "h.jpg".into(), bytes: picture() },
    ];
    let (answers, not) = take(&door, &[("photos", "nonsense")], files);
    let names: Vec<String> = answers.iter().map(|(_, v)| kernel::FileRef::read(v).unwrap().name).collect();
    assert_eq!(names, ["a.jpg.png", "e.jpg.png", "f.jpg.png"]);
    let why = |name: &str, why| (name.to_owned(), why);
    assert_eq!(
        not,
        [
            why("", Why::Gone),
            why("b.jpg", Why::File(files::FileError::Unknown)),
            why("c.jpg", Why::Kind),
            why("d.jpg", Why::Size(8)),
            why("g.jpg", Why::Count(3)),
        ]
    );
    // The page names them by their ids, once each; the line that the act will say is no name of a file.
    let ids: Vec<String> = answers.iter().map(|(_, v)| v[..32].to_owned()).collect();
    let page: Vec<(&str, &str)> =
        [&ids[0], &ids[0], &ids[2], &answers[1].1].map(|v| ("photos", v.as_str())).to_vec();
    let (again, not) = take(&door, &page, Vec::new());
    assert_eq!(again, [answers[0].clone(), answers[2].clone()]);
    assert_eq!(not, [why("", Why::Gone)]);
}

#[test]
fn erased_bytes_leave_the_proof_and_changed_ones_are_found() {
    let (door, folder) = town();
    for (matter, token) in [("m1", "t1"), ("m2", "t2"), ("m3", "t3"), ("m4", "t4")] {
        let (answers, _) = take(&door, &[], vec![incoming("现场.png", picture())]);
        door.act(&report(matter, token, &answers), now()).unwrap();
    }
    let id = |matter: &str| door.store.read(|r| r.files(TOWN, matter)).unwrap()[0].file.id.clone();
    door.store.erase_file(TOWN, &id("m1"), now(), "当事人要求删除").unwrap();
    assert_eq!(verified(&door), (vec![], FileCounts { whole: 3, erased: 1 }));
    let (changed, gone, removed) = (id("m2"), id("m3"), id("m4"));
    let connection = rusqlite::Connection::open(folder.path().join("town/fadu.db")).unwrap();
    let by_hand = |sql: &str, id: &str| assert_eq!(connection.execute(sql, [id]).unwrap(), 1);
    by_hand("update file set bytes = x'00' where id = ?1", &changed);
    by_hand("update file set bytes = null where id = ?1", &gone);
    by_hand("delete from file where id = ?1", &removed);
    let (faults, counts) = verified(&door);
    assert_eq!(counts, FileCounts { whole: 0, erased: 1 });
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults[0].contains("differ from the hash"), "{faults:?}");
    assert!(faults[1].contains("nothing says that they were erased"), "{faults:?}");
    assert!(faults[2].contains("`现场.png` is missing"), "{faults:?}");
}
