//! One small procedure, sound as it stands, broken in one way after another; each is told as a story.

use super::read;
use crate::{prove, tell};
use kernel::Sources;

const LAW: &str = r#"
law TST "测试法" en="Test Act" {
    version "2000-01-01" from="2000-01-01"
    article "1" "测试" en="Test"
}
role clerk "经办人" en="Clerk"
role head "负责人" en="Head"
role reviewer "审核人" en="Reviewer"
register posts "岗位" en="Posts" basis="TST 1" {
    field holder "任职人" en="Holder" type=person personal=#true purpose="测试"
}
regional-calendar cn office=work citizen=work
"#;

const SOUND: &str = r#"
procedure fine "罚款" en="Fine" {
    serves S14
    in-force from="2020-01-01"
    number "测〔{year}〕{n}号"
    field proposed "拟罚款" en="Proposed" type=money personal=#false purpose="告知"
    field fined "罚款" en="Fined" type=money personal=#false purpose="决定"
    field guilty "应当处罚" en="Guilty" type=flag personal=#false purpose="决定"
    field wants_hearing "要求听证" en="Wants a hearing" type=flag personal=#false purpose="听证"
    stage open "立案" en="Open"
    stage told "已告知" en="Told"
    stage decided "已决定" en="Decided"
    stage closed "已结案" en="Closed" end=#true
    clock defence "申辩期" en="Defence" binds=citizen basis="TST 1" {
        term 3 days
        starts tell
        stops defend
        at-expiry does act=silence
    }
    clock publication "公开期" en="Publication" binds=office basis="TST 1" {
        term 7 days
        starts decide
        stops publish
        at-expiry late
    }
    action file "立案" en="File" basis="TST 1" { opens; to open; by clerk; }
    action tell "告知" en="Tell" basis="TST 1" { from open; to told; by clerk; asks proposed wants_hearing; }
    action defend "申辩" en="Defend" basis="TST 1" { from told; by anyone; }
    action silence "逾期未申辩" en="Silence" basis="TST 1" { from told; by clock; }
    action hear "听证" en="Hear" basis="TST 1" { from told; by reviewer
        guard "wants_hearing" basis="TST 1" says="未要求" en="Not asked for"
    }
    action decide "决定" en="Decide" basis="TST 1" { from told; to decided; by head; asks guilty fined
        guard "acts.defend > 0 || acts.silence > 0" basis="TST 1" says="申辩期未满" en="The defence still runs"
        guard "!wants_hearing || acts.hear > 0" basis="TST 1" says="未听证" en="No hearing yet"
        guard "fined <= proposed" basis="TST 1" says="不得加重" en="Not heavier"
    }
    action publish "公开" en="Publish" basis="TST 1" { from decided; by clerk; }
    action close "结案" en="Close" basis="TST 1" { from decided; to closed; by clerk
        guard "acts.publish > 0" basis="TST 1" says="未公开" en="Not published"
    }
    separate hear basis="TST 1" says="回避" en="Not the same" { from file tell; }
    separate file tell basis="TST 1" says="回避" en="Not the same" { from hear; }
    property before tell decide basis="TST 1" says="先告知后决定" en="Told before decided"
    property before defend silence decide basis="TST 1" says="申辩期后决定" en="Decided after the defence"
    property not-above fined proposed decide basis="TST 1" says="不得加重处罚" en="Not heavier than told"
    property never-same-person hear file tell basis="TST 1" says="主持人回避" en="Chair apart"
    property no-end-without publish basis="TST 1" says="公开后结案" en="Published before closed"
    property after-within decide publish basis="TST 1" says="七日内公开" en="Published in 7 days" { term 7 days; }
    property total defence basis="TST 1" says="三日" en="Three days" { term 3 days; }
    property only decide head basis="TST 1" says="负责人决定" en="Heads decide"
}
"#;

/// Codes of what the proof finds after a change of the text, and the length of the shortest story.
fn found(from: &str, to: &str) -> (Vec<&'static str>, usize) {
    assert!(from.is_empty() || SOUND.contains(from), "the change changes nothing: {from}");
    let text = if from.is_empty() { SOUND.to_owned() } else { SOUND.replacen(from, to, 1) };
    let sources =
        Sources::from([("law.kdl".to_owned(), LAW.to_owned()), ("p/definition.kdl".to_owned(), text)]);
    let book = read(&sources);
    let procedure = book.procedure("fine").expect("the procedure");
    let proof = prove(procedure);
    for finding in &proof.findings {
        // A declared property that breaks is told with the acts that break it.
        let told = tell(&book, procedure, &finding.story);
        assert_eq!(told.len(), finding.story.len());
        assert!(!finding.fault.says(procedure).zh.is_empty());
    }
    let shortest = proof.findings.iter().map(|f| f.story.len()).min().unwrap_or(0);
    (proof.findings.iter().map(|f| f.fault.code()).collect(), shortest)
}

#[test]
fn the_sound_procedure_is_proved() {
    assert_eq!(found("", "").0, Vec::<&str>::new());
}

#[test]
fn a_dropped_guard_breaks_a_property_in_three_steps() {
    let (codes, steps) = found(
        "guard \"acts.defend > 0 || acts.silence > 0\" basis=\"TST 1\" says=\"申辩期未满\" en=\"The defence still runs\"",
        "",
    );
    assert!(codes.contains(&"property"), "{codes:?}");
    assert_eq!(steps, 3, "file, tell, decide");
}

#[test]
fn a_heavier_fine_is_found() {
    let (codes, _) =
        found("guard \"fined <= proposed\" basis=\"TST 1\" says=\"不得加重\" en=\"Not heavier\"", "");
    assert_eq!(codes, ["property"]);
}

#[test]
fn a_chair_who_handled_the_case_is_found_from_either_side() {
    let (codes, _) =
        found("separate hear basis=\"TST 1\" says=\"回避\" en=\"Not the same\" { from file tell; }", "");
    assert_eq!(codes, ["property"]);
}

#[test]
fn closing_unpublished_is_found() {
    let (codes, _) =
        found("guard \"acts.publish > 0\" basis=\"TST 1\" says=\"未公开\" en=\"Not published\"", "");
    assert!(codes.contains(&"property") && codes.contains(&"clock-runs-on"), "{codes:?}");
}

#[test]
fn a_longer_term_is_found() {
    assert_eq!(
        found("term 7 days\n        starts decide", "term 8 days\n        starts decide").0,
        ["property"]
    );
    assert_eq!(
        found("term 7 days\n        starts decide", "term 7 working-days\n        starts decide").0,
        ["property"]
    );
    assert_eq!(found("term 3 days\n        starts tell", "term 4 days\n        starts tell").0, ["property"]);
}

#[test]
fn a_wider_role_is_found() {
    assert_eq!(found("to decided; by head;", "to decided; by head clerk;").0, ["property"]);
}

#[test]
fn a_matter_that_can_only_wait_is_found() {
    // Nobody but the clock may end the waiting, and the clock no longer runs.
    let (codes, _) = found(
        "action hear \"听证\" en=\"Hear\" basis=\"TST 1\" { from told;",
        "action hear \"听证\" en=\"Hear\" basis=\"TST 1\" { from decided;",
    );
    assert!(codes.contains(&"stuck"), "{codes:?}");
}

#[test]
fn an_expiry_that_is_not_offered_is_found() {
    let (codes, _) = found(
        "action silence \"逾期未申辩\" en=\"Silence\" basis=\"TST 1\" { from told;",
        "action silence \"逾期未申辩\" en=\"Silence\" basis=\"TST 1\" { from decided;",
    );
    assert!(codes.contains(&"expiry-not-offered"), "{codes:?}");
}

#[test]
fn a_dead_action_is_found() {
    let (codes, _) =
        found("guard \"wants_hearing\" basis", "guard \"wants_hearing && acts.decide > 0\" basis");
    assert!(codes.contains(&"dead-action") && codes.contains(&"stuck"), "{codes:?}");
}

#[test]
fn a_stage_that_is_never_reached_is_found() {
    let (codes, _) = found("stage closed", "stage lost \"丢失\" en=\"Lost\"\n    stage closed");
    assert!(codes.contains(&"dead-stage"), "{codes:?}");
}

#[test]
fn a_guard_over_a_fact_that_was_never_given_is_found() {
    let (codes, _) = found("by head; asks guilty fined", "by head; asks guilty; may-ask fined");
    assert!(codes.contains(&"unevaluable"), "{codes:?}");
}

#[test]
fn a_course_that_skips_the_notice_is_found() {
    let (codes, _) = found("{ opens; to open; by clerk; }", "{ opens; to told; by clerk; }");
    assert!(codes.contains(&"unevaluable") && codes.contains(&"dead-stage"), "{codes:?}");
}
