//! Rules that change under running matters: calendars move open limits, versions take matters over, numbers are dated.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

mod sources;

use deadline::DateTime;
use kernel::change::{self, change};
use kernel::{Act, Actor, Matter, Recorded, RefusalCode, Rulebook, Sources, View, advance, decide};
use std::collections::BTreeMap;

const LAW: &str = r#"
law TST "测试法" en="Test Act" {
    version "2000-01-01" from="2000-01-01"
    article "1" "测试" en="Test"
}
role clerk "经办人" en="Clerk"
register posts "岗位" en="Posts" basis="TST 1" {
    field holder "任职人" en="Holder" type=person personal=#true purpose="测试"
}
parameter answer.days "答复期限" en="Answer" layer=town source="测试" direction=shorter {
    term 20 working-days
    term 10 working-days from="2024-07-01"
}
"#;

const FIRST: &str = r#"
procedure letter "来信" en="Letter" {
    serves S01
    in-force from="2020-01-01" until="2024-06-01"
    number "信〔{year}〕{n}号"
    stage open "已收到" en="Received"
    stage asking "待补正" en="Waiting"
    stage answered "已答复" en="Answered" end=#true
    clock answer "答复期限" en="Answer" binds=office basis="TST 1" {
        term parameter=answer.days
        starts receive
        stops answer
        at-expiry late
    }
    action receive "收到" en="Receive" basis="TST 1" { opens; to open; by anyone; }
    action ask "补正" en="Ask" basis="TST 1" { from open; to asking; by anyone; }
    action answer "答复" en="Answer" basis="TST 1" { from open asking; to answered; by anyone; }
}
"#;

const SECOND: &str = r#"
procedure letter "来信" en="Letter" {
    serves S01
    in-force from="2024-06-01"
    transition move basis="TST 1" says="在办的转入新规定" en="They go over" { stage asking waiting; }
    number "信〔{year}〕{n}号"
    stage open "已收到" en="Received"
    stage waiting "待补正" en="Waiting"
    stage answered "已答复" en="Answered" end=#true
    clock answer "答复期限" en="Answer" binds=office basis="TST 1" {
        term 5 working-days
        starts receive
        stops answer
        at-expiry late
    }
    action receive "收到" en="Receive" basis="TST 1" { opens; to open; by anyone; }
    action ask "补正" en="Ask" basis="TST 1" { from open; to waiting; by anyone; }
    action answer "答复" en="Answer" basis="TST 1" { from open waiting; to answered; by anyone; }
}
"#;

fn sources(calendar: impl Fn(&str) -> String) -> Sources {
    let mut all = self::sources::sources();
    all.retain(|path, _| path.starts_with("calendars/"));
    for (path, text) in &mut all {
        if path.ends_with("2024.kdl") {
            *text = calendar(text);
        }
    }
    all.insert("law.kdl".into(), LAW.into());
    all.insert("first.kdl".into(), FIRST.into());
    all
}

fn book(sources: &Sources, version: &str) -> Rulebook {
    let regional = "regional-calendar cn office=work citizen=work\n";
    let mut sources = sources.clone();
    if !sources.values().any(|t| t.contains("regional-calendar")) {
        sources.insert("regional.kdl".into(), regional.into());
    }
    kernel::read::rulebook(&sources, version).unwrap_or_else(|p| unreachable!("{p:?}"))
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn act(book: &Rulebook, matter: Option<&Matter>, action: &str, when: &str) -> (Matter, Recorded) {
    let act = Act {
        town: "t".into(),
        matter: "m".into(),
        procedure: "letter".into(),
        action: action.into(),
        actor: Actor::Citizen,
        facts: BTreeMap::new(),
        happened_at: at(when),
        expected_steps: None,
        token: when.into(),
    };
    let decision = decide(book, &View::default(), matter, &act, at(when)).unwrap();
    (decision.matter, decision.record)
}

fn due(matter: &Matter) -> String {
    matter.clocks["answer"].due.unwrap().date().to_string()
}

#[test]
fn a_local_number_is_the_one_of_the_day_on_which_the_limit_began() {
    let book = book(&sources(str::to_owned), "a");
    let (early, _) = act(&book, None, "receive", "2024-05-06T09:00:00");
    assert_eq!(due(&early), "2024-05-31", "2024-05-11 was made a working Saturday");
    let clock = book.procedure("letter").unwrap().clock("answer").unwrap();
    let term = |day: &str| clock.term_on(day.parse().unwrap()).unwrap().to_string();
    assert_eq!(
        (term("2024-06-30"), term("2024-07-01")),
        ("20 working-days".into(), "10 working-days".into())
    );
}

#[test]
fn a_new_holiday_moves_open_limits_by_an_act_of_time() {
    let before = book(&sources(str::to_owned), "a");
    // A day of rest that nobody knew of, in the middle of the limit.
    let rest = |text: &str| text.replacen("{\n", "{\n    rest \"2024-05-20\" name=\"临时放假\"\n", 1);
    let after = book(&sources(rest), "b");
    let (open, _) = act(&before, None, "receive", "2024-05-06T09:00:00");
    assert!(change(&before, &open, at("2024-05-08T00:00:00")).unwrap().is_none(), "nothing moves by itself");

    let now = at("2024-05-08T10:00:00");
    let follow = change(&after, &open, now).unwrap().unwrap();
    let moved = follow.facts[change::MOVED].to_string();
    assert!(moved.contains("answer: 2024-05-31T23:59:59 → 2024-06-03T23:59:59"), "{moved}");
    let decision = decide(&after, &View::default(), Some(&open), &follow, now).unwrap();
    assert_eq!((due(&decision.matter).as_str(), decision.matter.steps), ("2024-06-03", 2));
    assert_eq!(advance(&after, Some(&open), &decision.record).unwrap().matter, decision.matter);
    assert!(change(&after, &decision.matter, now).unwrap().is_none(), "once is enough");
    // Nobody may make such an act up, and nobody but time may do it.
    let mut forged = follow.clone();
    forged.facts.insert(change::MOVED.into(), "answer: 2024-05-31T23:59:59 → 2030-01-01T23:59:59".into());
    let mut stolen = follow;
    stolen.actor = Actor::Officer("某人".into());
    for act in [forged, stolen] {
        let refusal = decide(&after, &View::default(), Some(&open), &act, now).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::UnknownAction);
    }
}

#[test]
fn a_version_takes_running_matters_over_from_its_first_day() {
    let mut both = sources(str::to_owned);
    both.insert("second.kdl".into(), SECOND.into());
    let book = book(&both, "a");
    let (open, _) = act(&book, None, "receive", "2024-05-27T09:00:00");
    let (asking, _) = act(&book, Some(&open), "ask", "2024-05-28T09:00:00");
    assert!(change(&book, &asking, at("2024-05-31T23:59:59")).unwrap().is_none());
    let now = at("2024-06-01T00:01:00");
    let follow = change(&book, &asking, now).unwrap().unwrap();
    let over = decide(&book, &View::default(), Some(&asking), &follow, now).unwrap().matter;
    assert_eq!((over.version.to_string().as_str(), over.stage.as_str()), ("2024-06-01", "waiting"));
    assert_eq!(due(&over), "2024-06-03", "five working days from the same start");
    let (ended, _) = act(&book, Some(&over), "answer", "2024-06-02T09:00:00");
    assert!(ended.ended && change(&book, &ended, at("2025-01-01T00:00:00")).unwrap().is_none());
}

#[test]
fn a_version_says_what_becomes_of_running_matters() {
    let problems = |second: &str| {
        let mut both = sources(str::to_owned);
        both.insert("second.kdl".into(), second.into());
        let found = kernel::read::rulebook(&both, "a").unwrap_err();
        found.iter().map(|p| p.code).collect::<Vec<_>>()
    };
    let line = SECOND.lines().find(|l| l.contains("transition")).unwrap();
    assert_eq!(problems(&SECOND.replace(line, "")), ["no-transition"]);
    assert_eq!(problems(&SECOND.replace(" { stage asking waiting; }", "")), ["transition-stage"]);
    assert_eq!(
        problems(&SECOND.replace("asking waiting", "asking nowhere")),
        ["transition-stage", "unknown-name"]
    );
}
