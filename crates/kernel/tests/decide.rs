//! Acts on the repository's procedures: lawful steps, every refusal that can be reached, clocks, and the fold.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

mod sources;

use deadline::{Date, DateTime};
use kernel::decide::expiry;
use kernel::definition::FieldKind;
use kernel::{
    Act, Actor, Entry, Matter, Recorded, Refusal, RefusalCode, Rulebook, Value, View, decide, fold,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> =
    LazyLock::new(|| kernel::read::rulebook(&sources::sources(), "test").unwrap());

const CLERK: &str = "云甲子";
const HEAD: &str = "溪乙丑";
const OFFICER: &str = "石丙寅";
const SECOND: &str = "柳丁卯";
const LAWYER: &str = "枣戊辰";
const EXPIRED: &str = "塬己巳";

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn facts(pairs: &[(&str, &str)]) -> BTreeMap<String, Value> {
    let value = |text: &str| match text {
        "#yes" => Value::Flag(true),
        "#no" => Value::Flag(false),
        _ => text.strip_prefix('#').map_or_else(|| text.into(), |n| n.parse::<i64>().unwrap().into()),
    };
    pairs.iter().map(|(k, v)| ((*k).to_owned(), value(v))).collect()
}

fn entry(register: &str, key: &str, until: Option<&str>, fields: &[(&str, &str)]) -> Entry {
    let (register, key) = (register.to_owned(), key.to_owned());
    Entry { register, key, from: at("2020-01-01T00:00:00"), until: until.map(at), fields: facts(fields) }
}

/// Posts and certificates; one certificate ended on 2023-03-01.
fn view() -> View {
    let posts = [
        (CLERK, "disclosure-officer"),
        (HEAD, "disclosure-head"),
        (HEAD, "office-head"),
        (OFFICER, "enforcement-officer"),
        (OFFICER, "legal-reviewer"),
        (SECOND, "enforcement-officer"),
        (SECOND, "finance-officer"),
        (LAWYER, "legal-reviewer"),
        (EXPIRED, "enforcement-officer"),
    ];
    let post = |(n, (holder, role)): (usize, &(&str, &str))| {
        entry("posts", &n.to_string(), None, &[("holder", holder), ("role", role)])
    };
    let mut entries: Vec<Entry> = posts.iter().enumerate().map(post).collect();
    entries.push(entry("officers", OFFICER, None, &[]));
    entries.push(entry("officers", SECOND, None, &[]));
    entries.push(entry("officers", EXPIRED, Some("2023-03-01T00:00:00"), &[]));
    View { entries }
}

/// One matter with all that was recorded of it.
struct Case {
    procedure: &'static str,
    matter: Option<Matter>,
    records: Vec<Recorded>,
}

impl Case {
    fn new(procedure: &'static str) -> Case {
        Case { procedure, matter: None, records: Vec::new() }
    }

    fn act(&self, actor: Actor, action: &str, when: &str, given: &[(&str, &str)]) -> Act {
        Act {
            town: "t".into(),
            matter: "m".into(),
            procedure: self.procedure.into(),
            action: action.into(),
            actor,
            facts: facts(given),
            happened_at: at(when),
            expected_steps: None,
            token: format!("{action} {when}"),
        }
    }

    fn take(&mut self, act: &Act, now: DateTime) -> Result<Vec<String>, Box<Refusal>> {
        let decision = decide(&BOOK, &view(), self.matter.as_ref(), act, now)?;
        self.records.push(decision.record);
        self.matter = Some(decision.matter);
        assert_eq!(fold(&BOOK, &self.records).unwrap(), self.matter, "the fold gives the decision's matter");
        Ok(decision.documents)
    }

    fn done(&mut self, who: &str, action: &str, when: &str, given: &[(&str, &str)]) -> Vec<String> {
        let act = self.act(Actor::Officer(who.into()), action, when, given);
        self.take(&act, at(when)).unwrap()
    }

    fn refused(&self, who: &str, action: &str, when: &str, given: &[(&str, &str)]) -> Refusal {
        let act = self.act(Actor::Officer(who.into()), action, when, given);
        *decide(&BOOK, &view(), self.matter.as_ref(), &act, at(when)).unwrap_err()
    }

    /// The clock's expiry, dated by itself, done at a moment.
    fn run_out(&mut self, clock: &str, now: &str) {
        let act = expiry(&BOOK, self.matter(), clock, at(now)).unwrap();
        self.take(&act, at(now)).unwrap();
    }

    fn matter(&self) -> &Matter {
        self.matter.as_ref().unwrap()
    }

    fn due(&self, clock: &str) -> Option<String> {
        self.matter().clocks[clock].due.map(|d| d.to_string())
    }
}

const REQUEST: &[(&str, &str)] = &[
    ("applicant", "某人"),
    ("contact", "000"),
    ("wanted", "某村道路合同"),
    ("channel", "网上"),
    ("received_on", "2023-05-08"),
];

const REVIEWED: &[(&str, &str)] =
    &[("review_opinion", "同意"), ("first_review", "#no"), ("qualified", "#yes")];

const FILE: &[(&str, &str)] = &[
    ("party", "某店"),
    ("facts", "占道经营"),
    ("item", "占道经营"),
    ("domain", "城镇管理"),
    ("committed_on", "2023-05-01"),
    ("discovered_on", "2023-05-05"),
    ("harmful", "#no"),
    ("second_officer", SECOND),
];

fn request() -> Case {
    let mut case = Case::new("disclosure-request");
    case.done(CLERK, "receive", "2023-05-08T09:00:00", REQUEST);
    case
}

/// A penalty up to the notice: with a legal review, without a hearing.
fn notified() -> Case {
    let mut case = Case::new("penalty");
    case.done(OFFICER, "file", "2023-05-08T09:00:00", FILE);
    let found = [
        ("evidence", "照片"),
        ("second_officer", SECOND),
        ("review_needed", "#yes"),
        ("complicated", "#no"),
        ("law_changed", "#no"),
    ];
    case.done(OFFICER, "investigate", "2023-05-10T09:00:00", &found);
    let proposed = [
        ("proposed_kind", "罚款"),
        ("proposed_fine", "#50000"),
        ("proposed_confiscation", "#0"),
        ("hearing_offered", "#no"),
        ("fined_before", "#no"),
        ("higher_norm", "#no"),
        ("under_14", "#no"),
        ("under_18", "#no"),
        ("shall_not", "#no"),
        ("lenience_found", "#no"),
        ("lighter", "#no"),
        ("correction_note", "当场清走堆放物"),
    ];
    case.done(OFFICER, "notify", "2023-05-11T09:00:00", &proposed);
    case
}

#[test]
fn a_request_is_answered() {
    let mut case = request();
    assert_eq!((case.matter().stage.as_str(), case.matter().steps), ("received", 1));
    assert_eq!(case.due("answer").as_deref(), Some("2023-06-05T23:59:59"));
    let published = [("outcome", "已主动公开"), ("route", "镇政府网站")];
    let made = case.done(CLERK, "answer", "2023-05-16T09:00:00", &published);
    assert_eq!(made, ["disclosure-answer"]);
    assert!(case.matter().ended);
    assert!(case.matter().clocks.values().all(|c| !c.running() && !c.late()));
}

#[test]
fn a_citizen_acts_in_no_role() {
    let mut case = Case::new("disclosure-request");
    let act = case.act(Actor::Citizen, "receive", "2023-05-08T09:00:00", REQUEST);
    case.take(&act, act.happened_at).unwrap();
    assert_eq!((case.records[0].actor.as_str(), case.records[0].capacity.as_str()), ("citizen", "anyone"));
}

#[test]
fn a_penalty_is_decided_and_paid() {
    let mut case = notified();
    case.done(OFFICER, "defend", "2023-05-12T09:00:00", &[("defence", "无异议")]);
    case.done(OFFICER, "submit-review", "2023-05-12T10:00:00", &[]);
    case.done(LAWYER, "review", "2023-05-12T11:00:00", REVIEWED);
    let decision = [("outcome", "给予处罚"), ("reasons", "依条例"), ("fine", "#50000")];
    case.done(HEAD, "decide", "2023-05-15T09:00:00", &decision);
    case.done(
        OFFICER,
        "serve",
        "2023-05-16T09:00:00",
        &[("service_way", "宣告后当场交付"), ("served_on", "2023-05-16")],
    );
    assert_eq!(case.due("payment").as_deref(), Some("2023-05-31T23:59:59"));
    let refusal = case.refused(OFFICER, "close", "2023-05-16T10:00:00", &[]);
    assert_eq!((refusal.code, refusal.basis[0].to_string()), (RefusalCode::Guard, "APL 48".to_owned()));
    // The second officer of the case holds the post of the cashier, and still may not take the money.
    let refusal = case.refused(SECOND, "pay", "2023-05-17T09:00:00", &[("paid", "#50000")]);
    assert_eq!((refusal.code, refusal.basis[0].to_string()), (RefusalCode::Separation, "APL 67".to_owned()));
}

#[test]
fn refused_by_what_is_asked_for() {
    let (case, new, when) = (request(), Case::new("disclosure-request"), "2023-05-09T09:00:00");
    let code = |case: &Case, who: &str, action: &str, when: &str, given: &[(&str, &str)]| {
        case.refused(who, action, when, given).code
    };
    assert_eq!(code(&Case::new("no-such"), CLERK, "receive", when, REQUEST), RefusalCode::UnknownProcedure);
    // Before the regulations of 2019 the procedure was not in force.
    let early = code(&new, CLERK, "receive", "2019-05-14T09:00:00", REQUEST);
    assert_eq!(early, RefusalCode::UnknownProcedure);
    assert_eq!(code(&case, CLERK, "burn", when, &[]), RefusalCode::UnknownAction);
    assert_eq!(code(&new, CLERK, "answer", when, &[("outcome", "予以公开")]), RefusalCode::UnknownMatter);
    assert_eq!(code(&case, CLERK, "receive", when, REQUEST), RefusalCode::MatterExists);
    let refusal = case.refused(CLERK, "hear", when, &[("opinion", "同意公开")]);
    assert_eq!((refusal.code, refusal.says.en.as_str()), (RefusalCode::WrongStage, "Received"));
    assert_eq!(refusal.missing[0].en, "Consulting a third party");
    let refusal = case.refused(CLERK, "extend", when, &[("reason", "量大")]);
    assert_eq!(
        (refusal.code, refusal.missing[0].en.as_str()),
        (RefusalCode::Role, "Head of the disclosure office")
    );
    let refusal = new.refused(CLERK, "receive", when, &REQUEST[1..4]);
    let missing: Vec<&str> = refusal.missing.iter().map(|w| w.zh.as_str()).collect();
    assert_eq!((refusal.code, missing), (RefusalCode::Missing, vec!["申请人", "收到之日"]));
    assert_eq!(code(&case, CLERK, "consult", when, &[("third_party", "  ")]), RefusalCode::Missing);
    let refusal = case.refused(CLERK, "answer", when, &[("outcome", "予以公开"), ("reason", "无")]);
    assert_eq!((refusal.code, refusal.missing[0].zh.as_str()), (RefusalCode::Unasked, "延期理由"));
    for wrong in ["传真", "#3", "#yes"] {
        assert_eq!(code(&case, CLERK, "answer", when, &[("outcome", wrong)]), RefusalCode::Kind, "{wrong}");
    }
}

#[test]
fn refused_by_time() {
    let mut case = request();
    let mut act =
        case.act(Actor::Officer(CLERK.into()), "consult", "2023-05-10T09:00:00", &[("third_party", "某")]);
    let code = |case: &Case, act: &Act, now: &str| {
        decide(&BOOK, &view(), case.matter.as_ref(), act, at(now)).map_err(|r| r.code).err()
    };
    assert_eq!(code(&case, &act, "2023-05-10T08:59:59"), Some(RefusalCode::Future));
    act.expected_steps = Some(7);
    assert_eq!(code(&case, &act, "2023-05-10T09:00:00"), Some(RefusalCode::Stale));
    act.expected_steps = Some(1);
    assert_eq!(code(&case, &act, "2023-05-10T09:00:00"), None);
    case.take(&act, act.happened_at).unwrap();
    let refusal = case.refused(CLERK, "hear", "2023-05-10T08:00:00", &[("opinion", "同意公开")]);
    assert_eq!((refusal.code, refusal.at), (RefusalCode::BeforeLast, Some(at("2023-05-10T09:00:00"))));
    let received_on = |day: &'static str| {
        let mut given = REQUEST.to_vec();
        given[4] = ("received_on", day);
        Case::new("disclosure-request").refused(CLERK, "receive", "2023-05-08T09:00:00", &given)
    };
    // No notice of rest days is loaded for 2021.
    assert_eq!(received_on("2021-03-01").code, RefusalCode::Calendar);
    // Nothing is received after it is registered.
    let refusal = received_on("2023-05-09");
    assert_eq!((refusal.code, refusal.basis[0].to_string()), (RefusalCode::Guard, "OGI 31".to_owned()));
}

#[test]
fn refused_by_certificates() {
    let case = Case::new("penalty");
    let refusal = case.refused(EXPIRED, "file", "2023-05-08T09:00:00", FILE);
    assert_eq!((refusal.code, refusal.at), (RefusalCode::Certificate, Some(at("2023-03-01T00:00:00"))));
    assert_eq!(refusal.basis[0].to_string(), "APL 42");
    let with_second = |who: &'static str| {
        let mut given = FILE.to_vec();
        given[7] = ("second_officer", who);
        case.refused(OFFICER, "file", "2023-05-08T09:00:00", &given)
    };
    assert_eq!(with_second(OFFICER).code, RefusalCode::SecondOfficer);
    assert_eq!(with_second(EXPIRED).code, RefusalCode::Entry);
    assert_eq!(with_second("无此人").missing[0].zh, "另一名执法人员:无此人");
}

#[test]
fn refused_by_guards_and_separations() {
    let refusal = request().refused(CLERK, "answer", "2023-05-09T09:00:00", &[("outcome", "不予公开")]);
    assert_eq!((refusal.code, refusal.basis[0].to_string()), (RefusalCode::Guard, "OGI 36".to_owned()));
    assert_eq!(refusal.cure.en, "Fill in the ground");
    let mut case = notified();
    let refusal = case.refused(OFFICER, "submit-review", "2023-05-12T09:00:00", &[]);
    assert_eq!((refusal.code, refusal.basis.len()), (RefusalCode::Guard, 2));
    case.run_out("statement", "2023-05-17T09:00:00");
    case.done(OFFICER, "submit-review", "2023-05-17T10:00:00", &[]);
    let refusal = case.refused(OFFICER, "review", "2023-05-17T11:00:00", REVIEWED);
    assert_eq!((refusal.code, refusal.missing[0].zh.as_str()), (RefusalCode::Separation, "立案"));
    case.done(LAWYER, "review", "2023-05-17T11:00:00", REVIEWED);
    let more = [("outcome", "给予处罚"), ("reasons", "依条例"), ("fine", "#50001")];
    let refusal = case.refused(HEAD, "decide", "2023-05-18T09:00:00", &more);
    assert_eq!((refusal.code, refusal.basis[0].to_string()), (RefusalCode::Guard, "APL 45".to_owned()));
    // What was not discovered within two years of the act's end is no longer punished.
    let mut late = FILE.to_vec();
    late[5] = ("discovered_on", "2025-05-09");
    let refusal = Case::new("penalty").refused(OFFICER, "file", "2025-05-09T09:00:00", &late);
    assert_eq!((refusal.code, refusal.basis[0].to_string()), (RefusalCode::Guard, "APL 36".to_owned()));
}

#[test]
fn a_clock_is_extended_once_and_in_time() {
    let mut case = request();
    case.done(HEAD, "extend", "2023-05-20T09:00:00", &[("reason", "量大")]);
    assert_eq!(case.due("answer").as_deref(), Some("2023-07-04T23:59:59"));
    let refusal = case.refused(HEAD, "extend", "2023-06-01T09:00:00", &[("reason", "量大")]);
    assert_eq!((refusal.code, refusal.basis[0].to_string()), (RefusalCode::Extension, "OGI 33".to_owned()));
    let refusal = request().refused(HEAD, "extend", "2023-06-06T09:00:00", &[("reason", "量大")]);
    assert_eq!((refusal.code, refusal.at), (RefusalCode::Extension, Some(at("2023-06-05T23:59:59"))));
}

#[test]
fn a_clock_stands_still_and_starts_afresh() {
    let mut case = request();
    case.done(CLERK, "consult", "2023-05-15T09:00:00", &[("third_party", "某公司")]);
    assert_eq!(case.due("answer"), None);
    assert!(case.due("third-party").is_some());
    case.done(CLERK, "hear", "2023-05-18T09:00:00", &[("opinion", "同意公开")]);
    assert_eq!(case.due("answer").as_deref(), Some("2023-06-08T23:59:59"));
    let mut case = request();
    case.done(CLERK, "ask-correction", "2023-05-10T09:00:00", &[("unclear", "哪一年")]);
    case.done(CLERK, "correct", "2023-05-15T09:00:00", &[("wanted", "2022年的合同")]);
    assert_eq!(case.due("answer").as_deref(), Some("2023-06-12T23:59:59"));
    assert_eq!(case.matter().facts["wanted"], "2022年的合同".into());
}

#[test]
fn clocks_run_out() {
    let mut case = request();
    assert!(expiry(&BOOK, case.matter(), "ask-correction", at("2023-05-17T23:59:59")).is_none());
    case.run_out("ask-correction", "2023-05-18T08:00:00");
    let last = case.records.last().unwrap();
    assert_eq!((last.action.as_str(), last.happened_at), ("correction-closed", at("2023-05-18T00:00:00")));
    let refusal = case.refused(CLERK, "ask-correction", "2023-05-18T09:00:00", &[("unclear", "哪年")]);
    assert_eq!((refusal.code, refusal.cure.en.as_str()), (RefusalCode::Guard, "Answer the request"));
    case.run_out("answer", "2023-06-10T09:00:00");
    assert!(case.matter().clocks["answer"].late());
    assert_eq!(case.matter().stage, "received", "a late answer is still owed");
    let mut case = request();
    case.done(CLERK, "ask-correction", "2023-05-10T09:00:00", &[("unclear", "哪一年")]);
    case.run_out("correction", "2023-06-01T09:00:00");
    assert_eq!((case.matter().stage.as_str(), case.matter().ended), ("lapsed", true));
}

/// A value of the field's kind, another for each number.
fn any_value(kind: &FieldKind, n: usize, today: Date) -> Value {
    match kind {
        FieldKind::Number { .. } | FieldKind::Money => Value::Number(i64::try_from(n).unwrap_or(0)),
        FieldKind::Flag => n.is_multiple_of(2).into(),
        FieldKind::Date => today.to_string().into(),
        FieldKind::Time => today.at(8, 0, 0, 0).to_string().into(),
        FieldKind::Choice { options } => options[n % options.len()].zh.clone().into(),
        FieldKind::Entry { many: false, .. } => [SECOND, OFFICER, EXPIRED][n % 3].into(),
        FieldKind::Entry { many: true, .. } => Value::List(vec![SECOND.into()]),
        FieldKind::Article => "APL 42".into(),
        FieldKind::Files(accepts) => Value::List(vec![accepts.example().to_string().into()]),
        FieldKind::Text | FieldKind::LongText | FieldKind::Person => "某".into(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is tried in whatever order: no panic, and the records fold to what was decided.
    #[test]
    fn fold_is_what_was_decided(
        penalty in any::<bool>(),
        tries in prop::collection::vec((0usize..64, 0usize..8, 0i64..6, 0usize..16, any::<bool>()), 1..60),
    ) {
        let name = if penalty { "penalty" } else { "disclosure-request" };
        let procedure = BOOK.procedure(name).unwrap();
        let mut case = Case::new(name);
        let mut now = at("2023-05-08T09:00:00");
        for (i, (action, who, days, n, optional)) in tries.into_iter().enumerate() {
            now = now.checked_add(jiff::Span::new().days(days).minutes(1)).unwrap();
            if who == 7 && let Some((clock, _)) = case.matter.as_ref().and_then(Matter::next_due) {
                let act = expiry(&BOOK, case.matter(), clock, now);
                act.map(|act| case.take(&act, now).is_ok());
                continue;
            }
            let action = &procedure.actions[if i == 0 { 0 } else { action % procedure.actions.len() }];
            let asked = action.asks.iter().chain(action.may_ask.iter().filter(|_| optional));
            let facts = asked
                .filter_map(|f| procedure.field(f))
                .map(|f| (f.name.clone(), any_value(&f.kind, n, now.date())))
                .collect();
            let actor = Actor::Officer([CLERK, HEAD, OFFICER, SECOND, LAWYER, EXPIRED, OFFICER, CLERK][who].into());
            let mut act = case.act(actor, &action.name, "2023-05-08T09:00:00", &[]);
            (act.facts, act.happened_at) = (facts, now);
            let before = (case.matter.clone(), case.records.len());
            if case.take(&act, now).is_err() {
                prop_assert_eq!(before, (case.matter.clone(), case.records.len()));
            }
        }
        prop_assert_eq!(fold(&BOOK, &case.records).unwrap(), case.matter);
    }
}
