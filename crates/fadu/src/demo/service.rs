//! Hotline orders and requests for disclosure.

use super::invent::VILLAGES;
use super::story::{
    Story,
    When::{After, Minutes},
};
use super::year::Days;
use deadline::{Date, DeadlineError};

/// What people call about.
const CALLS: [(&str, &str); 10] = [
    ("咨询", "咨询城乡居民医保缴费时间"),
    ("咨询", "咨询宅基地申请需要的材料"),
    ("一般诉求", "村道路灯不亮,夜间出行不便"),
    ("一般诉求", "垃圾清运不及时"),
    ("一般诉求", "自来水水压不足"),
    ("一般诉求", "邻居装修噪声扰民"),
    ("一般诉求", "村口道路破损积水"),
    ("一般诉求", "流浪犬出没,请求处置"),
    ("复杂诉求", "灌溉渠道改建占地补偿未到位"),
    ("复杂诉求", "承包地界址不清引起争议"),
];

/// Orders closed within the year; the source tells 191 in one place and 198 in another.
const CLOSED: u32 = 198;

/// All stories of this part.
pub(super) fn stories(days: &mut Days<'_>) -> Result<Vec<(Date, Story)>, DeadlineError> {
    let mut out = Vec::new();
    for n in 0..CLOSED {
        let day = days.between((1, 3), (11, 24))?;
        out.push((day, order(days, n, n % 23 == 7, n % 17 == 5, true)));
    }
    for n in 0..9 {
        out.push((days.between((2, 6), (11, 20))?, objected(days, CLOSED + n)));
    }
    for n in 0..6 {
        out.push((days.between((12, 25), (12, 29))?, order(days, 900 + n, false, false, false)));
    }
    for n in 0..11 {
        let day = days.between((2, 1), (10, 20))?;
        out.push((day, request(day, n)));
    }
    Ok(out)
}

fn dispatched(days: &mut Days<'_>, n: u32) -> (Story, &'static str) {
    let (class, what) = CALLS.get(days.rng.usize(..CALLS.len())).copied().unwrap_or(("咨询", ""));
    let village = VILLAGES.get(days.rng.usize(..VILLAGES.len())).copied().unwrap_or("");
    let story = Story::of("hotline")
        .then("dispatch", "platform", After(0))
        .with("ticket", format!("演示工单{:05}", n + 1))
        .with("class", class)
        .with("content", what)
        .with("village", village);
    (story, class)
}

/// An order answered and closed; some late, some handled twice.
fn order(days: &mut Days<'_>, n: u32, late: bool, again: bool, closed: bool) -> Story {
    let (story, class) = dispatched(days, n);
    let (normal, slow) = match class {
        "咨询" => (1, 4),
        "一般诉求" => (3, 8),
        _ => (9, 18),
    };
    let mut story = story.then("sign", "hotline-clerk", Minutes(days.rng.i64(10..150)));
    if n % 40 == 3 {
        // A case closed before it was called back is stopped by the rules.
        story = story.then("close", "hotline-clerk", After(0)).refused();
    }
    if !closed {
        return story.then("answer", "hotline-clerk", After(normal));
    }
    story = story.then("answer", "hotline-clerk", After(if late { slow } else { normal }));
    story = story.then("call-back", "platform", After(1)).with("satisfied", !again);
    if again {
        story = story
            .then("handle-again", "platform", After(1))
            .then("answer", "hotline-clerk", After(2))
            .then("call-back", "platform", After(1))
            .with("satisfied", true);
    }
    story.then("close", "hotline-clerk", After(1))
}

/// An order that belonged elsewhere; some objections are rejected, and these orders go on into January.
fn objected(days: &mut Days<'_>, n: u32) -> Story {
    let (story, _) = dispatched(days, n);
    story
        .then("object", "hotline-clerk", Minutes(days.rng.i64(20..120)))
        .with("objection", "诉求涉及县级部门职责,不在乡镇履职事项清单内")
        .then("return", "platform", After(1))
}

/// Requests for disclosure: corrected, with a third party, extended, refused with its ground, abandoned.
fn request(day: Date, n: u32) -> Story {
    let story = Story::of("disclosure-request")
        .then("receive", "citizen", After(0))
        .with("received_on", day.to_string())
        .with("channel", if n.is_multiple_of(2) { "网上" } else { "当面" })
        .with("wanted", "村道路硬化项目的招标文件和验收记录");
    // Whatever is held is searched for and reviewed before anything of it is given or withheld.
    let reviewed = |story: Story, after: u32, secrecy: &'static str| {
        story
            .then("search", "disclosure-officer", After(after))
            .with("search", "档案室和各办公室")
            .with("found", true)
            .then("review", "secrecy-checker", After(1))
            .with("secrecy", secrecy)
    };
    let told = |story: Story, after: u32, outcome: &'static str| {
        story.then("answer", "disclosure-officer", After(after)).with("outcome", outcome)
    };
    let answer = |story: Story, after: u32| told(reviewed(story, after, "可以公开"), 1, "予以公开");
    match n {
        0 | 1 => answer(story, 6),
        2 => answer(
            story.then("ask-correction", "disclosure-officer", After(3)).then("correct", "citizen", After(6)),
            10,
        ),
        3 => story.then("ask-correction", "disclosure-officer", After(4)),
        4 => {
            let heard = story
                .then("consult", "disclosure-officer", After(2))
                .then("hear", "disclosure-officer", After(9))
                .with("opinion", "不同意公开");
            told(reviewed(heard, 8, "部分不公开"), 1, "部分公开")
                .with("ground", "涉及第三方商业秘密的部分不予公开")
        }
        5 => answer(story.then("consult", "disclosure-officer", After(2)), 20),
        6 => answer(
            story.then("extend", "disclosure-head", After(15)).with("reason", "需要汇总多个村的资料"),
            12,
        ),
        7 => {
            // An answer that withholds without a ground is stopped; with its ground it passes.
            let code = "不予公开：行政执法案卷";
            let story = told(reviewed(story, 8, "不公开"), 1, "不予公开").with("code", code).refused();
            told(story, 1, "不予公开").with("code", code).with("ground", "属于行政执法案卷信息")
        }
        8 => {
            let searched = story
                .then("search", "disclosure-officer", After(10))
                .with("search", "档案室和各办公室")
                .with("found", false);
            told(searched, 2, "无法提供")
                .with("code", "无法提供：本机关不掌握")
                .with("ground", "经检索没有制作或者获取该信息")
        }
        9 => answer(story.then("extend", "hotline-clerk", After(5)).refused(), 4),
        _ => told(story, 5, "重复申请").with("route", "云溪依申〔2023〕1号答复"),
    }
}
