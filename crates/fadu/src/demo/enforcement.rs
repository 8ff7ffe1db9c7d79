//! Penalties, file reviews, training and exams of officers.

use super::founding;
use super::story::{
    Story,
    When::{After, On},
};
use super::year::Days;
use deadline::{Date, DeadlineError};

/// All stories of this part.
pub(super) fn stories(_: &mut Days<'_>) -> Result<Vec<(Date, Story)>, DeadlineError> {
    let day = |m, d| Date::constant(2023, m, d);
    let mut out = vec![
        (day(3, 6), fined()),
        (day(4, 18), stopped()),
        (day(6, 12), minor()),
        (day(5, 16), on_the_spot("警告", 0)),
        (day(9, 11), on_the_spot("罚款", 15_000)),
        // Filed late in the year: decided in the next.
        (day(12, 11), filed(day(11, 20))),
    ];
    for (n, month) in [(0_i64, 5), (1, 11)] {
        let story = Story::of("file-review")
            .then("draw", "supervisor", On(day(month, 9)))
            .with("organiser", if n == 0 { "县司法局" } else { "镇司法所" })
            .with("files", 3 + n)
            .with("drawn_from", 5)
            .with("draw_way", "随机抽取")
            .with("file_list", "示例执法案卷")
            .then("score", "supervisor", After(5))
            .with("score_body", 14)
            .with("score_facts", 27 + n)
            .with("score_procedure", 27)
            .with("score_basis", 14)
            .with("score_papers", 9)
            .with("score", 91 + n)
            .with("findings", 2)
            .with("finding_list", "一件缺送达回证；一件询问笔录没有逐页签名")
            .then("repair", "enforcement-officer#0", After(if n == 0 { 13 } else { 24 }))
            .with("repaired", "补齐送达回证，补签询问笔录")
            .then("close", "supervisor", After(2))
            .with("confirmed", true);
        out.push((day(month, 9), story));
    }
    for (month, hours) in [(4, 24), (10, 16)] {
        out.push((day(month, 12), training(day(month, 12), hours)));
    }
    for (month, topic) in [(6, "公共法律知识"), (11, "综合法律知识")] {
        let story = Story::of("officer-exam")
            .then("announce", "supervisor", On(day(month, 13)))
            .with("topic", topic)
            .with("takers", 4)
            .then("hold", "supervisor", After(6))
            .with("passed", 4);
        out.push((day(month, 13), story));
    }
    Ok(out)
}

fn filed(committed: Date) -> Story {
    Story::of("penalty")
        .then("file", "enforcement-officer#0", After(0))
        .with("party", "溪乙卯")
        .with("item", "占用村道堆放物料")
        .with("domain", "城镇管理")
        .with("committed_on", committed.to_string())
        .with("discovered_on", committed.to_string())
        .with("second_officer", officer(1))
}

fn officer(n: usize) -> String {
    founding::held("enforcement-officer").nth(n).unwrap_or_default().to_owned()
}

/// A fine with defence, review, decision, service, payment; what the rules must stop is tried on the way.
fn fined() -> Story {
    filed(Date::constant(2023, 2, 20))
        .then("investigate", "enforcement-officer#0", After(9))
        .with("second_officer", officer(1))
        .with("review_needed", true)
        .with("complicated", false)
        .then("notify", "enforcement-officer#0", After(3))
        .with("proposed_kind", "罚款")
        .with("proposed_fine", 200_000)
        .with("proposed_confiscation", 0)
        .with("hearing_offered", false)
        // No decision before the party could speak.
        .then("decide", "office-head", After(0))
        .with("outcome", "给予处罚")
        .with("fine", 200_000)
        .refused()
        .then("defend", "citizen", After(2))
        .with("defence", "已自行清理,请求从轻")
        .then("submit-review", "enforcement-officer#0", After(1))
        .then("review", "legal-reviewer", After(4))
        .with("review_opinion", "同意")
        // Nor a heavier fine than was notified.
        .then("decide", "office-head", After(1))
        .with("outcome", "给予处罚")
        .with("fine", 300_000)
        .refused()
        .then("decide", "office-head", After(1))
        .with("outcome", "给予处罚")
        .with("fine", 100_000)
        .then("serve", "enforcement-officer#0", After(2))
        .with("service_way", "直接送达")
        .then("publish", "publicity-officer", After(3))
        .then("pay", "finance-officer", After(4))
        .with("paid", 100_000)
        .then("close", "enforcement-officer#0", After(2))
}

/// A stop of business with a hearing, returned once by the legal review.
fn stopped() -> Story {
    filed(Date::constant(2023, 4, 10))
        .with("item", "未办理手续擅自经营")
        .with("domain", "安全生产")
        .then("investigate", "enforcement-officer#0", After(10))
        .with("second_officer", officer(2))
        .with("review_needed", true)
        .with("complicated", true)
        .then("notify", "enforcement-officer#0", After(4))
        .with("proposed_kind", "责令停产停业")
        .with("proposed_fine", 0)
        .with("proposed_confiscation", 0)
        .with("hearing_offered", true)
        .then("request-hearing", "citizen", After(2))
        .then("call-hearing", "hearing-chair", After(1))
        .with("hearing_on", "2023-05-24")
        .then("hold-hearing", "hearing-chair", On(Date::constant(2023, 5, 24)))
        .then("record-hearing", "hearing-chair", After(0))
        .with("record_signed", "当事人签字或者盖章")
        .then("submit-review", "enforcement-officer#0", After(2))
        .then("review", "legal-reviewer", After(3))
        .with("review_opinion", "同意")
        // Complicated cases are discussed collectively first.
        .then("decide", "office-head", After(1))
        .with("outcome", "给予处罚")
        .refused()
        .then("decide", "office-head", After(1))
        .with("outcome", "给予处罚")
        .with("discussed_on", "2023-06-14")
        .then("serve", "enforcement-officer#0", After(3))
        .with("service_way", "留置送达")
        .then("publish", "publicity-officer", After(9))
        .then("close", "enforcement-officer#0", After(12))
}

/// Minor and corrected in time: no penalty.
fn minor() -> Story {
    filed(Date::constant(2023, 6, 2))
        .with("item", "建筑垃圾未及时清运")
        .then("investigate", "enforcement-officer#0", After(6))
        .with("second_officer", officer(3))
        .with("review_needed", false)
        .with("complicated", false)
        .then("notify", "enforcement-officer#0", After(2))
        .with("proposed_kind", "警告")
        .with("proposed_fine", 0)
        .with("proposed_confiscation", 0)
        .with("hearing_offered", false)
        .then("decide", "office-head", After(6))
        .with("outcome", "情节轻微不予处罚")
        .then("serve", "enforcement-officer#0", After(2))
        .with("service_way", "宣告后当场交付")
        .then("close", "enforcement-officer#0", After(1))
}

fn on_the_spot(kind: &'static str, fine: i64) -> Story {
    let mut story = Story::of("penalty-summary");
    let decide = |story: Story| {
        story
            .then("decide", "enforcement-officer#2", After(0))
            .with("second_officer", officer(3))
            .with("party_kind", "公民")
            .with("heard", true)
            .with("kind", kind)
            .with("place", "云上村村部旁")
            .with("legal_basis", "示例条例第十二条")
            .with("delivery", "当场交付并签收")
    };
    if fine > 0 {
        // More than 200 yuan can't be fined on the spot.
        story = decide(story).with("fine", 50_000).refused();
    }
    story = decide(story);
    if fine > 0 {
        story = story.with("fine", fine);
    }
    let story = story.then("report", "enforcement-officer#2", After(1)).then(
        "publish",
        "publicity-officer",
        After(3),
    );
    let story =
        if fine > 0 { story.then("pay", "finance-officer", After(4)).with("paid", fine) } else { story };
    story.then("close", "enforcement-officer#2", After(2))
}

/// A session attended by every officer: 40 hours each over the year.
fn training(day: Date, hours: i64) -> Story {
    let mut story =
        Story::of("officer-training").then("hold", "supervisor", On(day)).with("topic", "行政执法程序和文书");
    for n in 0..4 {
        story = story.then("attend", "supervisor", After(0)).with("officer", officer(n)).with("hours", hours);
    }
    story.then("close", "supervisor", After(2))
}
