//! Grid findings, receptions, petitions, joint mediation.

use super::invent::VILLAGES;
use super::story::{Story, When::After};
use super::year::Days;
use deadline::{Date, DeadlineError};

const GRID_SETTLED: u32 = 305;
const VISITORS: i64 = 205;
const RECEPTIONS_SETTLED: u32 = 51;
const RECEPTIONS_ROUTED: u32 = 39;
const NET_PETITIONS: u32 = 10;
const INSPECTION_PETITIONS: u32 = 6;
const JOINT: u32 = 21;

/// All stories of this part.
pub(super) fn stories(days: &mut Days<'_>) -> Result<Vec<(Date, Story)>, DeadlineError> {
    let mut out = Vec::new();
    for n in 0..GRID_SETTLED {
        out.push((days.between((1, 3), (11, 20))?, grid(days, n)));
    }
    for _ in 0..12 {
        let story = found(days)
            .then("mediate", "mediator", After(2))
            .then("hand-over", "mediator", After(12))
            .with("routes", "联合调处");
        out.push((days.between((2, 1), (11, 10))?, story));
    }
    receptions(days, &mut out)?;
    for n in 0..NET_PETITIONS {
        out.push((days.between((1, 10), (9, 20))?, petition(n, "网上信访")));
    }
    for n in 0..INSPECTION_PETITIONS {
        out.push((days.between((3, 6), (8, 31))?, petition(100 + n, "巡视组交办")));
    }
    for n in 0..5 {
        out.push((days.between((2, 6), (10, 20))?, routed(n)));
    }
    for n in 0..JOINT + 7 {
        out.push((days.between((1, 5), (10, 31))?, joint(n)));
    }
    Ok(out)
}

fn found(days: &mut Days<'_>) -> Story {
    let village = VILLAGES.get(days.rng.usize(..VILLAGES.len())).copied().unwrap_or("");
    // Grid workers often write up in the evening what they found in the day: recorded later than it happened.
    let later = u32::from(days.rng.u8(0..6) == 0);
    Story::of("grid-finding")
        .then("find", "grid-worker", After(0))
        .with("village", village)
        .recorded_later(later)
}

fn grid(days: &mut Days<'_>, n: u32) -> Story {
    let story = found(days);
    if n.is_multiple_of(5) {
        // One in a while takes longer than a month.
        let after = if n.is_multiple_of(60) { 25 } else { 9 };
        story.then("mediate", "mediator", After(2)).then("settle", "mediator", After(after))
    } else {
        story.then("settle", "grid-worker", After(2))
    }
}

fn receptions(days: &mut Days<'_>, out: &mut Vec<(Date, Story)>) -> Result<(), DeadlineError> {
    let receptions = i64::from(RECEPTIONS_SETTLED + RECEPTIONS_ROUTED);
    let mut left = VISITORS;
    for n in 0..RECEPTIONS_SETTLED + RECEPTIONS_ROUTED {
        let still = receptions - i64::from(n);
        let visitors =
            if still == 1 { left } else { (left / still + i64::from(n % 3) - 1).clamp(1, left - still + 1) };
        left -= visitors;
        let day = days.between((1, 4), (12, 8))?;
        let mut story = Story::of("reception");
        if n == 30 {
            // Seven representatives are two too many.
            story = story
                .then("receive", "leader", After(0))
                .with("visitors", 12)
                .with("representatives", 7)
                .refused();
        }
        story = story
            .then("receive", "leader", After(0))
            .with("visitors", visitors)
            .with("representatives", visitors.min(5));
        story = if n < RECEPTIONS_SETTLED {
            story.then("settle", "leader", After(0))
        } else {
            story.then("route", "petition-clerk", After(if n.is_multiple_of(13) { 14 } else { 4 }))
        };
        out.push((day, story));
    }
    Ok(())
}

fn registered(channel: &'static str) -> Story {
    Story::of("petition").then("register", "petition-clerk", After(0)).with("channel", channel)
}

/// A petition handled to its opinion; one goes through review and re-review, some are extended or urgent.
fn petition(n: u32, channel: &'static str) -> Story {
    let urgent = n == 2;
    let mut story = registered(channel).with("urgent", urgent);
    if urgent {
        story = story
            .then("accept", "petition-clerk", After(1))
            .with("class", "申诉求决")
            .with("route", "信访程序")
            .refused()
            .then("report-up", "petition-clerk", After(0));
    }
    story =
        story.then("accept", "petition-clerk", After(4)).with("class", "申诉求决").with("route", "信访程序");
    if n == 4 || n == 101 {
        story = story.then("extend", "office-head", After(30)).with("reason", "需要勘测并征求多方意见");
    }
    story = story
        .then("answer", "leader", After(if n == 4 || n == 101 { 20 } else { 24 }))
        .with("opinion", "支持");
    match n {
        1 => story
            .then("ask-review", "citizen", After(8))
            .then("review", "county-reviewer", After(15))
            .with("review_opinion", "维持")
            .then("ask-re-review", "citizen", After(6))
            .then("open-hearing", "city-reviewer", After(5))
            .then("end-hearing", "city-reviewer", After(8))
            .then("re-review", "city-reviewer", After(9))
            .with("review_opinion", "变更"),
        3 | 102 => story,
        _ => story.then("close", "petition-clerk", After(6)),
    }
}

fn routed(n: u32) -> Story {
    let story = registered(if n.is_multiple_of(2) { "来信" } else { "来访" });
    story.then("route", "petition-clerk", After(6)).with("class", "申诉求决")
}

/// Joint handling and the committee's own mediation; some fail, one is refused at once, some go to the court.
fn joint(n: u32) -> Story {
    let joint = n < JOINT;
    let mut story = Story::of("joint-mediation");
    if n == 9 {
        story =
            story.then("accept", "mediator", After(0)).with("joint", joint).with("refused", true).refused();
    }
    let kind = if n.is_multiple_of(4) { "土地承包" } else { "损害赔偿" };
    story = story.then("accept", "mediator", After(0)).with("kind", kind).with("joint", joint).then(
        "tell-rights",
        "mediator",
        After(0),
    );
    if n >= JOINT + 4 {
        return story.then("fail", "mediator", After(14)).with("routes", "诉讼");
    }
    story = story.then("agree", "mediator", After(if n == 12 { 27 } else { 8 })).with("form", "书面");
    if n % 7 == 2 {
        story = story.then("confirm", "mediator", After(5));
    }
    story.then("close", "mediator", After(12))
}
