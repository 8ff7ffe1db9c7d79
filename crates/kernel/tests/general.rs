//! General law: woven into what is of its kind, told where a procedure does not say what it must know, and recusal.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

mod sources;

use deadline::DateTime;
use kernel::definition::{Demand, Procedure, Woven};
use kernel::{Act, Actor, Entry, Matter, RefusalCode, Rulebook, Value, View, decide};
use std::collections::BTreeMap;

const PENALTY: &str = "procedures/penalty/definition.kdl";

fn read(change: impl FnOnce(&mut kernel::Sources)) -> Result<Rulebook, Vec<kernel::Problem>> {
    const NEEDED: [&str; 7] =
        ["calendars/", "general/", "laws/", "parameters/", "registers/", "roles/", "procedures/penalty"];
    let mut sources = sources::sources();
    sources.retain(|path, _| NEEDED.iter().any(|n| path.starts_with(n)) && !path.contains("/scenarios/"));
    change(&mut sources);
    kernel::read::rulebook(&sources, "test")
}

fn replaced(file: &str, right: &str, wrong: &str) -> Result<Rulebook, Vec<kernel::Problem>> {
    read(|sources| {
        let text = sources.get_mut(file).unwrap();
        assert!(text.contains(right), "{right}");
        *text = text.replacen(right, wrong, 1);
    })
}

fn only(found: Result<Rulebook, Vec<kernel::Problem>>) -> kernel::Problem {
    let mut problems = found.unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

fn woven<'a>(procedure: &'a Procedure, general: &str) -> Vec<&'a Woven> {
    procedure.woven.iter().filter(|w| w.general == general).collect()
}

#[test]
fn a_penalty_is_under_the_general_law_of_penalties() {
    let book = read(|_| ()).unwrap();
    let penalty = book.procedure("penalty").unwrap();
    assert_eq!(woven(penalty, "penalty-decision").len(), 1);
    let service = penalty.clock("service").unwrap();
    assert_eq!(service.general.as_deref(), Some("penalty-decision"));
    assert_eq!(service.stops.iter().collect::<Vec<_>>(), ["announce", "serve", "undo"]);
    let publication = penalty.clock("publication").unwrap();
    assert_eq!(publication.when.as_ref().unwrap().source, "(outcome == '给予处罚')");
    // A demand on each way of service is a demand of its own.
    let due = |then: &str| {
        penalty
            .properties
            .iter()
            .any(|p| matches!(&p.demand, Demand::AfterWithin { then: t, .. } if t == then))
    };
    assert!(due("serve") && due("announce") && due("publish"));
    // What the pack says there is none of brings no clause.
    let spot = book.procedure("penalty-summary").unwrap();
    assert!(spot.clock("service").is_none() && spot.clock("publication").is_some());
}

#[test]
fn every_act_of_an_enforcement_officer_needs_his_certificate() {
    let book = kernel::read::rulebook(&sources::sources(), "test").unwrap();
    for action in book.procedures.values().flatten().flat_map(|p| &p.actions) {
        if action.by.contains("enforcement-officer") {
            let certificate = action.certificate.as_ref().unwrap();
            assert!(certificate.binds("enforcement-officer"), "{}", action.name);
            assert!(!certificate.binds("anyone"), "{}", action.name);
        }
    }
}

#[test]
fn what_general_law_must_know_is_asked_for_where_it_is_missing() {
    let problem = only(replaced(PENALTY, "is fine-collection {", "is penalty-review {"));
    assert_eq!((problem.code, problem.file.as_str()), ("general-law", PENALTY));
    assert!(problem.says.en.contains("Collecting a fine") && problem.says.en.contains("handled"));
    // What the clauses would have brought is missed elsewhere, too.
    let problems = replaced(PENALTY, "            undo undo\n", "").unwrap_err();
    let problem = problems.iter().find(|p| p.code == "general-law").unwrap();
    assert!(problem.help.en.contains("is penalty-decision { undo … }"), "{}", problem.help.en);
    let problem = only(replaced(
        PENALTY,
        "            undo undo\n",
        "            undo undo\n            undone undo\n",
    ));
    assert_eq!((problem.code, problem.help.en.as_str()), ("unknown-need", "did you mean `undo`?"));
}

#[test]
fn what_general_law_says_is_not_said_again() {
    let clock = "    clock service \"送达\" en=\"Service\" binds=office basis=\"APL 61\" {\n        term 30 days\n        starts decide\n        stops serve\n        at-expiry late\n    }\n    stage filed";
    let problem = only(replaced(PENALTY, "    stage filed", clock));
    assert_eq!(problem.code, "twice");
    assert!(problem.says.en.contains("`penalty-decision` has it already"), "{}", problem.says.en);
}

#[test]
fn a_decision_tells_how_to_seek_redress() {
    let letter = "procedures/penalty/documents/penalty-decision.md";
    let problem = only(replaced(letter, "{{ remedy }}", "不服的可以反映。"));
    assert_eq!((problem.code, problem.file.as_str()), ("document-without-remedy", PENALTY));
    let problem = only(replaced(letter, "{{ evidence }}", "证据若干"));
    assert_eq!(problem.code, "document-element");
    assert!(problem.says.en.contains("Administrative Penalty Law"), "{}", problem.says.en);
    let problems = replaced(PENALTY, " remedy=reconsideration-or-suit", "").unwrap_err();
    assert_eq!(
        problems.iter().map(|p| p.code).collect::<Vec<_>>(),
        ["decision-without-remedy", "remedy-unknown"]
    );
}

#[test]
fn the_remedy_of_a_spot_penalty_changes_with_the_law() {
    let book = read(|_| ()).unwrap();
    let remedy = &book.remedies["reconsideration-first"];
    let day = |text: &str| text.parse().unwrap();
    assert!(remedy.text(day("2023-12-31")).unwrap().contains("或者自收到之日起六个月内"));
    assert!(remedy.text(day("2024-01-01")).unwrap().contains("先向县人民政府申请行政复议"));
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn entry(register: &str, key: &str, fields: &[(&str, &str)]) -> Entry {
    let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect();
    Entry { register: register.into(), key: key.into(), from: at("2020-01-01T00:00:00"), until: None, fields }
}

fn act(
    book: &Rulebook,
    matter: Option<&Matter>,
    who: &str,
    action: &str,
    when: &str,
    facts: &[(&str, Value)],
) -> Result<Matter, RefusalCode> {
    let post = |n: &str, holder: &str, role: &str| entry("posts", n, &[("holder", holder), ("role", role)]);
    let view = View {
        entries: vec![
            post("1", "甲", "enforcement-officer"),
            post("2", "乙", "enforcement-officer"),
            post("3", "丙", "office-head"),
            entry("officers", "甲", &[]),
            entry("officers", "乙", &[]),
            entry("officers", "丁", &[]),
        ],
    };
    let act = Act {
        town: "t".into(),
        matter: "m".into(),
        procedure: "penalty".into(),
        action: action.into(),
        actor: Actor::Officer(who.into()),
        facts: facts.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect::<BTreeMap<_, _>>(),
        happened_at: at(when),
        expected_steps: None,
        token: when.into(),
    };
    decide(book, &view, matter, &act, at(when)).map(|d| d.matter).map_err(|r| r.code)
}

#[test]
fn who_stepped_back_takes_no_further_part() {
    let book = read(|_| ()).unwrap();
    let filed: &[(&str, Value)] = &[
        ("party", "某店".into()),
        ("facts", "占道".into()),
        ("item", "占道".into()),
        ("domain", "城镇管理".into()),
        ("committed_on", "2024-05-01".into()),
        ("discovered_on", "2024-05-06".into()),
        ("harmful", Value::Flag(false)),
        ("second_officer", "乙".into()),
    ];
    let case = act(&book, None, "甲", "file", "2024-05-08T09:00:00", filed).unwrap();
    let reason: &[(&str, Value)] = &[("recused", "乙".into()), ("recusal_reason", "与当事人是近亲属".into())];
    assert_eq!(
        act(&book, Some(&case), "甲", "recuse", "2024-05-09T09:00:00", reason),
        Err(RefusalCode::Role)
    );
    let case = act(&book, Some(&case), "丙", "recuse", "2024-05-09T09:00:00", reason).unwrap();
    assert!(case.withdrawn.contains("乙"));
    let with = |second: &str| -> Vec<(&str, Value)> {
        vec![
            ("evidence", "照片".into()),
            ("second_officer", Value::from(second)),
            ("review_needed", Value::Flag(false)),
            ("complicated", Value::Flag(false)),
            ("law_changed", Value::Flag(false)),
        ]
    };
    let investigate = |who: &str, second: &str| {
        act(&book, Some(&case), who, "investigate", "2024-05-10T09:00:00", &with(second))
    };
    assert_eq!(investigate("乙", "甲"), Err(RefusalCode::Separation));
    assert_eq!(investigate("甲", "乙"), Err(RefusalCode::Separation), "nor as the second officer");
    assert!(investigate("甲", "丁").is_ok(), "the investigation goes on without him");
}
