//! The door on SQLite under the repository's rulebook: once per token, nothing lost, clocks, figures, verification.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

use deadline::DateTime;
use door::{ActError, Chance, Door};
use kernel::{Act, Actor, RefusalCode, Sources, Value};
use record::Salt;
use record::checkpoint::SignerKey;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{GroundQuery, Place, Store, Town};

const TOWN: &str = "t";
const ORIGIN: &str = "door.invalid/t";
const CLERK: &str = "云甲子";

/// Salts that count upwards.
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

/// The repository's rulebook.
fn texts() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut sources = Sources::new();
    gather(&root, &root, &mut sources);
    sources
}

/// A new town with one disclosure officer.
fn town() -> (Door, tempfile::TempDir) {
    let sources = texts();
    let book = kernel::read::rulebook(&sources, &door::edition::version(&sources)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Place::Sqlite(folder.path().join("town"))).unwrap();
    store.found(&Town { key: TOWN.into(), name: "云溪镇".into(), origin: ORIGIN.into() }).unwrap();
    let door = Door::new(store, Arc::new(book), Arc::new(Counted(AtomicU64::new(1))));
    door.adopt(TOWN, &door::edition::packed(&sources).unwrap(), at("2023-01-01T07:00:00")).unwrap();
    let post = [
        ("holder", CLERK),
        ("role", "disclosure-officer"),
        ("office", "党政办公室"),
        ("from_on", "2023-01-01"),
    ];
    done(&door, &act("appointment", "post", "appoint", Actor::Founder, "2023-01-01T08:00:00", &post));
    (door, folder)
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn act(procedure: &str, matter: &str, action: &str, actor: Actor, when: &str, facts: &[(&str, &str)]) -> Act {
    let facts: BTreeMap<String, Value> = facts.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    Act {
        town: TOWN.into(),
        matter: matter.into(),
        procedure: procedure.into(),
        action: action.into(),
        actor,
        facts,
        happened_at: at(when),
        expected_steps: None,
        token: format!("{matter} {action} {when}"),
    }
}

fn request(matter: &str) -> Act {
    let facts = [
        ("applicant", "某人"),
        ("contact", "000"),
        ("wanted", "某村道路合同"),
        ("channel", "网上"),
        ("received_on", "2023-05-08"),
    ];
    act("disclosure-request", matter, "receive", Actor::Citizen, "2023-05-08T09:00:00", &facts)
}

fn clerk(matter: &str, action: &str, when: &str, facts: &[(&str, &str)]) -> Act {
    act("disclosure-request", matter, action, Actor::Officer(CLERK.into()), when, facts)
}

/// An answer that needs no search and no review.
const REPEATED: [(&str, &str); 2] = [("outcome", "重复申请"), ("route", "云溪依申〔2022〕8号答复")];

fn done(door: &Door, act: &Act) -> door::Done {
    door.act(act, act.happened_at).unwrap()
}

fn size(door: &Door) -> u64 {
    door.store.read(|r| r.head(TOWN)).unwrap().unwrap().size
}

/// Everything derived still follows from the record, and the record from its sealed head.
fn clean(door: &Door) {
    let key = SignerKey::from_seed(ORIGIN, &[7; 32]).unwrap();
    let seal = door.seal(TOWN, &key).unwrap();
    assert_eq!(seal.size, size(door));
    let found = door.verify(TOWN, &key.verifier()).unwrap();
    assert_eq!(found.faults, []);
    assert_eq!(found.records, seal.size);
    assert!(found.checkpoints >= 1);
}

#[test]
fn an_act_is_recorded() {
    let (door, _folder) = town();
    let first = done(&door, &request("a"));
    assert_eq!((first.committed.step, first.committed.number.as_str()), (1, "云溪依申〔2023〕1号"));
    let answer = clerk("a", "answer", "2023-05-09T09:00:00", &REPEATED);
    let second = done(&door, &answer);
    assert!(second.matter.unwrap().ended);
    assert_eq!(size(&door), 3);
    clean(&door);
}

#[test]
fn acts_stand_on_the_post_that_gave_the_role() {
    let (door, _folder) = town();
    let organiser =
        [("holder", "云乙丑"), ("role", "organiser"), ("office", "党建办"), ("from_on", "2023-01-01")];
    let when = "2023-01-02T08:00:00";
    done(&door, &act("appointment", "post-2", "appoint", Actor::Founder, when, &organiser));
    done(&door, &request("a"));
    let unclear = [("unclear", "哪一份合同")];
    done(&door, &clerk("a", "ask-correction", "2023-05-09T09:00:00", &unclear));
    done(&door, &clerk("a", "correct", "2023-05-12T09:00:00", &[]));
    let query = GroundQuery { register: "posts", key: "post", after: None, limit: 10 };
    let standing = || door.standing_on(TOWN, &query).unwrap();
    let told = |s: &door::Standing| -> Vec<(String, bool)> {
        s.acts.iter().map(|a| (a.row.action.clone(), a.covered)).collect()
    };
    let (asked, corrected) = ("ask-correction".to_owned(), "correct".to_owned());
    assert_eq!(told(&standing()), [(asked.clone(), true), (corrected.clone(), true)]);
    assert_eq!(standing().acts[0].row.ground.to_string(), "@post:posts/post@2023-01-01T00:00:00");
    // The post had ended before the second act, and that came out only later.
    let organiser = Actor::Officer("云乙丑".into());
    let ended = act("appointment", "post", "dismiss", organiser, "2023-05-10T00:00:00", &[]);
    door.act(&ended, at("2023-05-15T09:00:00")).unwrap();
    assert_eq!(told(&standing()), [(asked, true), (corrected, false)]);
    clean(&door);
}

#[test]
fn a_token_is_done_once() {
    let (door, _folder) = town();
    let first = done(&door, &request("a"));
    let again = done(&door, &request("a"));
    assert!(!first.committed.repeated && again.committed.repeated);
    assert_eq!(
        (first.committed.seq, &first.committed.number),
        (again.committed.seq, &again.committed.number)
    );
    assert_eq!(size(&door), 2);
    clean(&door);
}

#[test]
fn documents_carry_numbers_of_their_own_and_verification_counts_them_again() {
    let (door, _folder) = town();
    for matter in ["a", "b"] {
        done(&door, &request(matter));
        done(&door, &clerk(matter, "answer", "2023-05-09T09:00:00", &REPEATED));
        // Sent twice, done once.
        done(&door, &clerk(matter, "answer", "2023-05-09T09:00:00", &REPEATED));
    }
    let numbers = |matter: &str| {
        let papers = door.store.read(|r| r.papers(TOWN, matter)).unwrap();
        papers.into_iter().map(|p| (p.document, p.number)).collect::<Vec<_>>()
    };
    let answer = |n: u8| vec![("disclosure-answer".to_owned(), format!("云溪依申答〔2023〕{n}号"))];
    assert_eq!((numbers("a"), numbers("b")), (answer(1), answer(2)));
    clean(&door);
}

#[test]
fn a_stale_act_is_refused() {
    let (door, _folder) = town();
    done(&door, &request("a"));
    let mut answer = clerk("a", "answer", "2023-05-09T09:00:00", &REPEATED);
    answer.expected_steps = Some(0);
    match door.act(&answer, answer.happened_at) {
        Err(ActError::Refused(refusal)) => assert_eq!(refusal.code, RefusalCode::Stale),
        other => assert!(other.is_err(), "a stale act was done: {other:?}"),
    }
    assert_eq!(size(&door), 2);
    answer.expected_steps = Some(1);
    done(&door, &answer);
}

/// A penalty of which the party was notified, so that anybody may speak.
fn notified(door: &Door) {
    let founder = |matter: &str, procedure: &str, action: &str, facts: &[(&str, &str)]| {
        done(door, &act(procedure, matter, action, Actor::Founder, "2023-01-01T09:00:00", facts));
    };
    for holder in ["石丙寅", "柳丁卯"] {
        let post = [
            ("holder", holder),
            ("role", "enforcement-officer"),
            ("office", "综合执法办公室"),
            ("from_on", "2023-01-01"),
        ];
        founder(&format!("post {holder}"), "appointment", "appoint", &post);
        let certificate = [
            ("officer", holder),
            ("certificate_no", "试-1"),
            ("area", "综合执法"),
            ("issued_on", "2022-06-01"),
            ("expires_on", "2027-05-31"),
        ];
        founder(&format!("certificate {holder}"), "officer-certificate", "issue", &certificate);
    }
    let step = |action: &str, when: &str, facts: &[(&str, &str)], flags: &[&str]| {
        let mut one = act("penalty", "p", action, Actor::Officer("石丙寅".into()), when, facts);
        one.facts.extend(flags.iter().map(|f| ((*f).to_owned(), Value::Flag(false))));
        if action == "notify" {
            let none = ["proposed_fine", "proposed_confiscation"];
            one.facts.extend(none.map(|f| (f.to_owned(), Value::Number(0))));
        }
        done(door, &one);
    };
    let file = [
        ("party", "某店"),
        ("facts", "占道经营"),
        ("item", "占道经营"),
        ("domain", "城镇管理"),
        ("committed_on", "2023-05-01"),
        ("discovered_on", "2023-05-05"),
        ("second_officer", "柳丁卯"),
    ];
    step("file", "2023-05-08T09:00:00", &file, &["harmful"]);
    let found = [("evidence", "照片"), ("second_officer", "柳丁卯")];
    step("investigate", "2023-05-09T09:00:00", &found, &["review_needed", "complicated", "law_changed"]);
    let proposed = [("proposed_kind", "警告"), ("correction_note", "当场清走堆放物")];
    let none = [
        "hearing_offered",
        "fined_before",
        "higher_norm",
        "under_14",
        "under_18",
        "shall_not",
        "lenience_found",
        "lighter",
    ];
    step("notify", "2023-05-10T09:00:00", &proposed, &none);
}

#[test]
fn eight_callers_lose_nothing() {
    const CALLERS: usize = 8;
    const EACH: usize = 5;
    let (door, _folder) = town();
    notified(&door);
    let before = size(&door);
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let door = &door;
            scope.spawn(move || {
                for n in 0..EACH {
                    let facts = [("defence", "无异议")];
                    let mut one =
                        act("penalty", "p", "defend", Actor::Citizen, "2023-05-11T09:00:00", &facts);
                    one.token = format!("{caller}/{n}");
                    // The door gives up after sixteen tries; a caller then tries again under the same token.
                    while let Err(error) = door.act(&one, one.happened_at) {
                        let stale = matches!(error, ActError::Commit(store::CommitError::Stale { .. }));
                        assert!(stale, "{error}");
                    }
                }
            });
        }
    });
    let all = u64::try_from(CALLERS * EACH).unwrap();
    assert_eq!(size(&door), before + all);
    let matter = door.store.read(|r| r.matter(TOWN, "p")).unwrap().unwrap().matter;
    assert_eq!(matter.times_done("defend"), i64::try_from(all).unwrap());
    let steps: Vec<u32> =
        door.store.read(|r| r.records(TOWN, "p")).unwrap().iter().map(|r| r.recorded.step).collect();
    assert_eq!(steps, (1..=matter.steps).collect::<Vec<_>>());
    clean(&door);
}

#[test]
fn a_tick_lets_clocks_run_out() {
    let (door, _folder) = town();
    done(&door, &request("a"));
    assert_eq!(door.tick(TOWN, at("2023-05-17T23:59:59")).unwrap(), 0);
    assert_eq!(door.tick(TOWN, at("2023-05-18T08:00:00")).unwrap(), 1);
    assert_eq!(door.tick(TOWN, at("2023-06-06T08:00:00")).unwrap(), 1);
    assert_eq!(door.tick(TOWN, at("2023-06-06T08:00:00")).unwrap(), 0);
    let records = door.store.read(|r| r.records(TOWN, "a")).unwrap();
    let told: Vec<(&str, String)> =
        (records.iter()).map(|r| (r.recorded.action.as_str(), r.recorded.happened_at.to_string())).collect();
    let expected = [
        ("receive", "2023-05-08T09:00:00"),
        ("correction-closed", "2023-05-18T00:00:00"),
        ("answer-late", "2023-06-06T00:00:00"),
    ];
    assert_eq!(told, expected.map(|(a, t)| (a, t.to_owned())));
    clean(&door);
}

#[test]
fn figures_count() {
    let (door, _folder) = town();
    for matter in ["a", "b", "c"] {
        done(&door, &request(matter));
    }
    let published = [("outcome", "已主动公开"), ("route", "镇政府网站")];
    for (matter, facts) in [("a", &published), ("b", &REPEATED)] {
        done(&door, &clerk(matter, "answer", "2023-05-09T09:00:00", facts));
    }
    door.tick(TOWN, at("2023-06-06T08:00:00")).unwrap();
    let figures = door.figures(TOWN, 2023).unwrap();
    let sum = |figure: &str| figures.book.flow(figure).map_or(0, |d| d.values().sum::<i64>());
    assert_eq!(sum("disclosure.answered_in_time"), 2);
    assert_eq!(sum("disclosure.answered_late"), 1);
    assert_eq!(sum("disclosure.due"), 3);
    let outcomes = figures.book.flow("disclosure.outcomes").unwrap();
    assert_eq!((outcomes["已主动公开"], outcomes["重复申请"]), (1, 1));
    assert!(door.figures(TOWN, 2022).unwrap().book.flow("disclosure.due").is_none());
    clean(&door);
}

/// The repository's texts with a day of rest that nobody knew of, 2023-05-15, put into the calendar.
fn with_a_new_holiday() -> Sources {
    let mut sources = texts();
    let year = sources.get_mut("calendars/cn/2023.kdl").unwrap();
    *year = year.replacen("{\n", "{\n    rest \"2023-05-15\" name=\"临时放假\"\n", 1);
    sources
}

/// A door to the same store under other texts.
fn under(door: &Door, sources: &Sources) -> Door {
    let version = door::edition::version(sources);
    let book = kernel::read::rulebook(sources, &version).unwrap();
    Door::new(door.store.clone(), Arc::new(book), Arc::new(Counted(AtomicU64::new(1_000_000))))
}

fn adopted(
    door: &Door,
    sources: &Sources,
    when: &str,
) -> Result<door::edition::Adopted, door::edition::EditionError> {
    door.adopt(TOWN, &door::edition::packed(sources).unwrap(), at(when))
}

/// What verification finds about editions under a door.
fn edition_faults(door: &Door) -> Vec<String> {
    let key = SignerKey::from_seed(ORIGIN, &[7; 32]).unwrap();
    let found = door.verify(TOWN, &key.verifier()).unwrap();
    found.faults.into_iter().map(|f| f.place).filter(|p| p.starts_with("edition")).collect()
}

#[test]
fn a_new_edition_moves_open_limits_with_a_record_each() {
    let (old, _folder) = town();
    for matter in ["open", "closed"] {
        done(&old, &request(matter));
    }
    done(&old, &clerk("closed", "answer", "2023-05-09T09:00:00", &REPEATED));
    let due = |door: &Door, matter: &str| {
        let stored = door.store.read(|r| r.matter(TOWN, matter)).unwrap().unwrap();
        stored.matter.clocks["answer"].due.unwrap().date().to_string()
    };
    assert_eq!(due(&old, "open"), "2023-06-05");
    clean(&old);

    let changed = with_a_new_holiday();
    let new = under(&old, &changed);
    let first = adopted(&new, &changed, "2023-05-10T08:00:00").unwrap();
    assert_eq!((first.changed, first.followed), (true, 1));
    assert_eq!((due(&new, "open"), due(&new, "closed")), ("2023-06-06".into(), "2023-06-05".into()));
    let last = new.store.read(|r| r.records(TOWN, "open")).unwrap().pop().unwrap().recorded;
    assert_eq!((last.action.as_str(), last.actor.as_str()), (kernel::change::ACTION, "clock"));
    assert!(last.facts[kernel::change::MOVED].to_string().contains("answer: 2023-06-05"), "{last:?}");
    let again = adopted(&new, &changed, "2023-05-10T09:00:00").unwrap();
    assert_eq!((again.changed, again.followed), (false, 0));
    // What was decided under the first edition is verified under it, what follows under the second.
    clean(&new);
}

#[test]
fn a_rulebook_without_what_running_matters_stand_on_is_not_put_in_force() {
    let (old, _folder) = town();
    done(&old, &request("open"));
    let mut sources = texts();
    let text = sources.get_mut("procedures/disclosure-request/definition.kdl").unwrap();
    *text = text.replacen("in-force from=\"2021-01-01\"", "in-force from=\"2021-06-01\"", 1);
    let new = under(&old, &sources);
    let before = size(&new);
    let error = adopted(&new, &sources, "2023-05-08T10:00:00").unwrap_err().to_string();
    assert!(error.contains("disclosure-request (2021-01-01) received: 1"), "{error}");
    assert_eq!(size(&new), before);
    assert_eq!(edition_faults(&old), [""; 0], "the edition in force is the one before");
}

#[test]
fn texts_of_an_edition_changed_or_removed_by_hand_are_named() {
    let (old, _folder) = town();
    done(&old, &request("open"));
    let name = old.rulebook.version.clone();
    let changed = with_a_new_holiday();
    // Somebody puts a rulebook with another calendar under the name of the old one.
    let edition = store::Edition {
        town: TOWN.into(),
        n: 9,
        version: name.clone(),
        adopted_at: at("2023-05-08T08:00:00"),
        texts: door::edition::packed(&changed).unwrap(),
    };
    old.store.put_edition(&edition).unwrap();
    assert_eq!(edition_faults(&old), [format!("edition {name}")]);
    assert_eq!(edition_faults(&under(&old, &changed)), [format!("edition {name}")]);

    // Records of another town's rulebook, of which no texts are kept.
    let elsewhere = Sources::from_iter(changed.iter().map(|(p, t)| (p.clone(), format!("{t}\n"))));
    let other = under(&old, &elsewhere);
    done(&other, &request("unkept"));
    let missing = format!("edition {}", other.rulebook.version);
    assert!(edition_faults(&under(&old, &changed)).contains(&missing));
}

#[test]
fn acts_of_one_matter_are_done_together_or_not_at_all() {
    let (door, _folder) = town();
    let now = at("2023-08-01T09:00:00");
    let before = size(&door);
    let good = [request("m1"), clerk("m1", "answer", "2023-05-10T09:00:00", &REPEATED)];
    assert_eq!(door.would(&good, now).unwrap(), door::Chain { earlier: 0, new: 2 });
    assert_eq!(size(&door), before, "nothing is recorded by asking");
    assert_eq!(door.act_all(&good, now).unwrap(), door::Chain { earlier: 0, new: 2 });
    assert_eq!(size(&door), before + 2);
    assert_eq!(door.act_all(&good, now).unwrap(), door::Chain { earlier: 2, new: 0 });
    assert_eq!(size(&door), before + 2, "the same tokens do nothing again");
    // The second is refused: the first is not done either.
    let bad = [request("m2"), clerk("m2", "answer", "2023-05-01T09:00:00", &REPEATED)];
    for refused in [door.would(&bad, now), door.act_all(&bad, now)] {
        let error = refused.unwrap_err();
        let code = match error.error {
            ActError::Refused(refusal) => refusal.code,
            other => panic!("{other}"),
        };
        assert_eq!((error.at, code), (1, RefusalCode::BeforeLast));
    }
    assert_eq!(size(&door), before + 2);
    // What was done in part goes on where it stopped.
    let late = [request("m3"), clerk("m3", "answer", "2023-07-20T09:00:00", &REPEATED)];
    door.act(&late[0], now).unwrap();
    assert_eq!(door.act_all(&late, now).unwrap(), door::Chain { earlier: 1, new: 1 });
    let records = door.store.read(|r| r.records(TOWN, "m3")).unwrap();
    let actions: Vec<_> = records.iter().map(|r| r.recorded.action.as_str()).collect();
    assert!(
        actions.len() > 2 && actions.first() == Some(&"receive") && actions.last() == Some(&"answer"),
        "the clock that ran out in between acted: {actions:?}"
    );
}
