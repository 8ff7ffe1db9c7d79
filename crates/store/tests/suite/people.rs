//! Accounts, sessions, attempts and events, on each engine.

use crate::places::on_each;
use people::{Account, Attempts, Ceremony, Chance, Deed, Event, Kind, Passkey, Session, broken};
use store::{Change, ChangeError, Store};

fn account(town: &str, name: &str, kind: Kind, person: &str) -> Change {
    Change::Account(Box::new(Account::new(town, name, kind, person)))
}

fn event(town: &str, n: i64) -> Change {
    Change::Event(Event::new(town, n, "zhao", Deed::CodeGiven, "liu", "::1").with("n", &n.to_string()))
}

fn session(account: &str, hash: &str, at: i64) -> Change {
    Change::Begin(Session::new("a", account, hash.into(), at, "::1", "Browser"))
}

fn chain(store: &Store, town: &str) -> Option<i64> {
    let (mut events, head) = store.read(|r| Ok((r.events(town, 0, 999)?, r.event_head(town)?))).unwrap();
    events.reverse();
    broken(&events, (head.0, &head.1))
}

#[test]
fn a_person_has_one_account_and_a_name_is_taken_once() {
    on_each(|store| {
        store.change(vec![account("a", "liu", Kind::Officer, "柳庚午")]).unwrap();
        let again = store.change(vec![account("a", "liu", Kind::System, "云甲子")]);
        assert!(matches!(again, Err(ChangeError::NameTaken)), "{again:?}");
        let second = store.change(vec![account("a", "liu2", Kind::Audit, "柳庚午")]);
        assert!(matches!(second, Err(ChangeError::PersonTaken)), "nobody is two: {second:?}");
        // Another town's accounts are another matter.
        store.change(vec![account("b", "liu", Kind::Officer, "柳庚午")]).unwrap();
        assert_eq!(store.read(|r| r.accounts("a")).unwrap().len(), 1);
        assert_eq!(store.read(|r| r.account("a", "nobody")).unwrap(), None);
    });
}

#[test]
fn an_account_is_changed_only_as_it_was_read() {
    on_each(|store| {
        store.change(vec![account("a", "liu", Kind::Officer, "柳庚午")]).unwrap();
        let mut read = store.read(|r| r.account("a", "liu")).unwrap().unwrap();
        assert_eq!((read.version, read.kind), (1, Kind::Officer));
        read.secrets.disabled = true;
        store.change(vec![Change::Account(Box::new(read.clone()))]).unwrap();
        // With the change that fails, its event and everything beside it fail too.
        let late = store.change(vec![event("a", 1), Change::Account(Box::new(read))]);
        assert!(matches!(late, Err(ChangeError::Stale)), "{late:?}");
        let now = store.read(|r| r.account("a", "liu")).unwrap().unwrap();
        assert!(now.version == 2 && now.secrets.disabled);
        assert_eq!(store.read(|r| r.event_head("a")).unwrap(), (0, String::new()));
    });
}

#[test]
fn sessions_are_found_by_their_hash_in_their_town_and_end() {
    on_each(|store| {
        let made = vec![
            account("a", "liu", Kind::Officer, "柳庚午"),
            account("a", "shi", Kind::Officer, "石庚辰"),
            session("liu", "h1", 1),
            session("liu", "h2", 2),
            session("shi", "h3", 3),
        ];
        store.change(made).unwrap();
        let (s, owner) = store.read(|r| r.session("a", "h2")).unwrap().unwrap();
        assert_eq!((s.begun_at, owner.person.as_str()), (2, "柳庚午"));
        assert_eq!(store.read(|r| r.session("b", "h2")).unwrap(), None);
        let own = |name: &str| {
            store.read(|r| r.sessions("a", name)).unwrap().into_iter().map(|s| s.hash).collect::<Vec<_>>()
        };
        assert_eq!(own("liu"), ["h2", "h1"]);
        let seen = Change::Seen { town: "a".into(), hash: "h2".into(), seen_at: 70, proved_at: 60 };
        // Nobody ends another's session.
        let others = Change::End { town: "a".into(), account: "liu".into(), hash: "h3".into() };
        store.change(vec![seen, others]).unwrap();
        assert_eq!(own("shi"), ["h3"]);
        let (s, _) = store.read(|r| r.session("a", "h2")).unwrap().unwrap();
        assert_eq!((s.seen_at, s.proved_at), (70, 60));
        store
            .change(vec![Change::EndAll { town: "a".into(), account: "liu".into(), but: "h2".into() }])
            .unwrap();
        assert_eq!(own("liu"), ["h2"]);
        store
            .change(vec![Change::End { town: "a".into(), account: "liu".into(), hash: "h2".into() }])
            .unwrap();
        assert!(own("liu").is_empty());
    });
}

#[test]
fn attempts_made_at_once_are_all_counted() {
    on_each(|store| {
        let count = |failures: u32, after: u32, at: i64| Change::Count {
            town: "a".into(),
            subject: "name liu".into(),
            before: if failures == 0 { Attempts::default() } else { Attempts { failures, last_at: 10 } },
            after: Attempts { failures: after, last_at: at },
            sweep: 5,
        };
        store.change(vec![count(0, 1, 10)]).unwrap();
        let second = store.change(vec![count(0, 1, 10)]);
        assert!(matches!(second, Err(ChangeError::Stale)), "{second:?}");
        store.change(vec![count(1, 2, 11)]).unwrap();
        let found = store.read(|r| Ok((r.attempts("a", "name liu")?, r.attempts("b", "name liu")?))).unwrap();
        assert_eq!(found, (Attempts { failures: 2, last_at: 11 }, Attempts::default()));
        store.change(vec![Change::Forget { town: "a".into(), subject: "name liu".into() }]).unwrap();
        assert_eq!(store.read(|r| r.attempts("a", "name liu")).unwrap(), Attempts::default());
    });
}

#[test]
fn old_attempts_are_swept_away() {
    on_each(|store| {
        let count = |subject: &str, at: i64, sweep: i64| Change::Count {
            town: "a".into(),
            subject: subject.into(),
            before: Attempts::default(),
            after: Attempts { failures: 1, last_at: at },
            sweep,
        };
        store.change(vec![count("old", 10, 0), count("new", 99, 50)]).unwrap();
        assert_eq!(store.read(|r| r.attempts("a", "old")).unwrap().failures, 0);
        assert_eq!(store.read(|r| r.attempts("a", "new")).unwrap().failures, 1);
    });
}

#[test]
fn events_are_chained_and_read_page_by_page() {
    on_each(|store| {
        for n in 1..=7 {
            store.change(vec![event("a", n)]).unwrap();
        }
        store.change(vec![event("b", 1), event("b", 2)]).unwrap();
        assert_eq!((chain(store, "a"), chain(store, "b")), (None, None));
        let page = |before: i64| {
            store.read(|r| r.events("a", before, 3)).unwrap().iter().map(|e| e.seq).collect::<Vec<_>>()
        };
        assert_eq!((page(0), page(5), page(2)), (vec![7, 6, 5], vec![4, 3, 2], vec![1]));
        let settings = vec![("asvs", "asvs"), ("dengbao", "dengbao")];
        for (value, found) in settings {
            let set = Change::Set { town: "a".into(), name: "policy".into(), value: value.into() };
            store.change(vec![set]).unwrap();
            assert_eq!(store.read(|r| r.setting("a", "policy")).unwrap().as_deref(), Some(found));
        }
        assert_eq!(store.read(|r| r.setting("b", "policy")).unwrap(), None);
    });
}

#[test]
fn events_of_many_callers_take_their_places_one_after_another() {
    on_each(|store| {
        std::thread::scope(|scope| {
            for t in 0..4 {
                let store = store.clone();
                scope
                    .spawn(move || (0..10).for_each(|n| store.change(vec![event("a", t * 10 + n)]).unwrap()));
            }
        });
        assert_eq!(store.read(|r| r.event_head("a")).unwrap().0, 40);
        assert_eq!(chain(store, "a"), None);
    });
}

/// The trait is used by the program; here it only must be implementable without a clock or a system.
struct Zero;
impl Chance for Zero {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

#[test]
fn a_token_is_kept_as_its_hash_only() {
    let token = people::token(&Zero);
    assert_eq!(token.len(), 64);
    assert!(!people::hash_of(&token).contains(&token));
}

fn passkey(town: &str, account: &str, id: &str) -> Passkey {
    let own = str::to_owned;
    Passkey {
        town: own(town),
        account: own(account),
        id: own(id),
        label: own("手机"),
        made_at: 5,
        used_at: 0,
        handle: own("h"),
        fixed: own("k"),
        moving: own("0"),
    }
}

#[test]
fn a_passkey_is_used_only_as_it_was_read_and_removed_only_from_its_account() {
    on_each(|store| {
        let mine = passkey("a", "liu", "one");
        store.change(vec![Change::AddPasskey(Box::new(mine.clone()))]).unwrap();
        let again = store.change(vec![Change::AddPasskey(Box::new(passkey("a", "zhao", "one")))]);
        assert!(matches!(again, Err(ChangeError::Stale)), "an id is one account's: {again:?}");
        store.change(vec![Change::AddPasskey(Box::new(passkey("a", "zhao", "two")))]).unwrap();
        store.change(vec![Change::AddPasskey(Box::new(passkey("b", "liu", "one")))]).unwrap();
        let used =
            |at| Change::UsePasskey { passkey: Box::new(mine.clone()), moving: "1".into(), used_at: at };
        store.change(vec![used(9)]).unwrap();
        let late = store.change(vec![event("a", 1), used(10)]);
        assert!(matches!(late, Err(ChangeError::Stale)), "{late:?}");
        assert_eq!(store.read(|r| r.event_head("a")).unwrap().0, 0);
        let now = store.read(|r| r.passkey("a", "one")).unwrap().unwrap();
        assert_eq!((now.used_at, now.moving.as_str()), (9, "1"));
        assert_eq!(store.read(|r| r.passkey("b", "one")).unwrap().unwrap().used_at, 0);
        let remove = |account: &str| {
            let (town, id) = ("a".to_owned(), "one".to_owned());
            vec![Change::RemovePasskey { town, account: account.to_owned(), id }]
        };
        let other = store.change(remove("zhao"));
        assert!(matches!(other, Err(ChangeError::Stale)), "{other:?}");
        assert_eq!(store.read(|r| r.passkeys_of_town("a")).unwrap().len(), 2);
        store.change(remove("liu")).unwrap();
        assert_eq!(store.read(|r| r.passkeys("a", "liu")).unwrap(), []);
        assert_eq!(store.read(|r| r.passkeys("a", "zhao")).unwrap().len(), 1);
    });
}

#[test]
fn a_challenge_is_answered_once_and_old_ones_are_swept_away() {
    on_each(|store| {
        let held = |challenge: &str, until| {
            let own = str::to_owned;
            let (town, account, state) = (own("a"), own("liu"), own("s"));
            Ceremony { town, challenge: own(challenge), account, state, until }
        };
        let hold = |c: Ceremony, sweep| store.change(vec![Change::Await { ceremony: Box::new(c), sweep }]);
        hold(held("old", 10), 0).unwrap();
        hold(held("new", 50), 11).unwrap();
        assert_eq!(store.read(|r| r.ceremony("a", "old")).unwrap(), None);
        assert_eq!(store.read(|r| r.ceremony("a", "new")).unwrap(), Some(held("new", 50)));
        assert_eq!(store.read(|r| r.ceremony("b", "new")).unwrap(), None);
        let answer = || vec![Change::Answer { town: "a".into(), challenge: "new".into() }];
        store.change(answer()).unwrap();
        assert!(matches!(store.change(answer()), Err(ChangeError::Stale)));
    });
}
