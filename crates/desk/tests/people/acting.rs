//! Acting for a holder for a time: through the record alone, before, during and after.

use crate::{OFFICER, Office, act, run};
use kernel::Actor;
use people::Kind;

const ACTING: &str = "石庚辰";
const MATTERS: [&str; 3] = [
    "0190b7a0-0000-7000-8000-00000000000a",
    "0190b7a0-0000-7000-8000-00000000000b",
    "0190b7a0-0000-7000-8000-00000000000c",
];

/// A person's name as a form sends it.
fn escaped(name: &str) -> String {
    name.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// Asks in a matter for a correction, as somebody signed in; the answer's status.
async fn ask_correction(office: &Office, who: (&str, &str), matter: usize, at: &str, n: u32) -> u16 {
    let (cookie, person) = who;
    let token = format!("0190b7a0-0000-7000-8000-0000000001{n:02}");
    let form = format!("token!={token}&unclear=x&happened!={at}&actor!={}", escaped(person));
    let path = format!("/a/matters/{}/do/ask-correction", MATTERS[matter]);
    let answer = office.ask("POST", &path, cookie, &form).await;
    // Refused for want of the post, and for nothing else.
    assert!(answer.status == 303 || answer.text.contains("这个环节要由下列身份办理"), "{}", answer.text);
    answer.status
}

#[test]
fn a_delegation_lets_in_on_its_first_day_and_no_longer_on_its_last() {
    run(async {
        let office = Office::new();
        let founding = "2024-02-27T12:00:00".parse().unwrap();
        let organiser = [
            ("holder", "辛巳"),
            ("role", "organiser"),
            ("office", "党建工作办公室"),
            ("from_on", "2023-01-01"),
        ];
        let appointed = act("a", "appointment", "organiser", "appoint", Actor::Founder, &organiser);
        office.door.act(&appointed, founding).unwrap();
        for matter in MATTERS {
            let facts = [("applicant", "甲"), ("contact", "乙"), ("wanted", "丙"), ("channel", "当面")];
            let facts = facts.into_iter().chain([("received_on", "2024-02-27")]).collect::<Vec<_>>();
            let received = act("a", "disclosure-request", matter, "receive", Actor::Citizen, &facts);
            office.door.act(&received, founding).unwrap();
        }
        let posts = office.store.read(|r| r.entries_of("a", "posts", OFFICER)).unwrap();
        let (from, until) = (("from_on", "2024-03-04"), ("until_on", "2024-03-06"));
        let facts = [("post", posts[0].key.as_str()), ("holder", ACTING), from, until, ("reason", "请假")];
        let delegate = act("a", "acting-post", "leave", "delegate", Actor::Officer("辛巳".into()), &facts);
        office.door.act(&delegate, founding).unwrap();
        for (name, person) in [("acting", ACTING), ("holder", OFFICER)] {
            office.account("a", name, Kind::Officer, person);
        }
        let (acting, holder) = (office.session("a", "acting"), office.session("a", "holder"));
        let title = office.door.rulebook.roles["disclosure-officer"].title.zh.as_str();
        let home = async |cookie: &str| office.ask("GET", "/a", cookie, "").await.text;

        office.clock.set("2024-03-03T23:59:00");
        assert!(!home(&acting).await.contains(title), "before: none of his day");
        assert_eq!(ask_correction(&office, (&acting, ACTING), 0, "2024-03-03T23:00", 1).await, 409);

        office.clock.set("2024-03-04T08:30:00");
        assert!(home(&acting).await.contains(title), "his day by the post that he acts in");
        assert!(home(&holder).await.contains(title));
        assert_eq!(ask_correction(&office, (&acting, ACTING), 0, "2024-03-04T08:20", 2).await, 303);
        assert_eq!(ask_correction(&office, (&holder, OFFICER), 1, "2024-03-04T08:25", 3).await, 303);
        let done = office.store.read(|r| r.recent("a", 2)).unwrap();
        let stands_on = |n: usize| format!("{:?}", done[n].recorded.facts.get("@stands-on"));
        assert_ne!(stands_on(0), stands_on(1), "each stands on his own entry");

        office.clock.set("2024-03-06T00:00:00");
        assert!(!home(&acting).await.contains(title), "after: none again");
        assert_eq!(ask_correction(&office, (&acting, ACTING), 2, "2024-03-06T00:00", 4).await, 409);
        assert!(home(&holder).await.contains(title), "the holder holds his post all the time");
        assert_eq!(ask_correction(&office, (&holder, OFFICER), 2, "2024-03-06T00:00", 5).await, 303);
    });
}
