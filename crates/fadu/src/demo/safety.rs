//! Plans, drills, an incident, inspections and hazards; meetings, lectures, outreach, the campaign; the yearly report.

use super::invent::VILLAGES;
use super::story::{
    Story,
    When::{After, Minutes, On},
};
use super::year::Days;
use deadline::{Date, DeadlineError};

/// Field and number of general hazards. The source names seven fields that add up to 139 of its 140; the last one
/// stands here under hazardous chemicals, a field that the source inspected and left out of its list.
const HAZARDS: [(&str, u32); 8] = [
    ("校园", 1),
    ("卫生", 1),
    ("工贸", 47),
    ("燃气", 16),
    ("建筑及供电", 41),
    ("林业水利", 11),
    ("道路交通", 22),
    ("危险化学品", 1),
];
/// So many of them wait for other departments at the year's end.
const OUTSTANDING: u32 = 16;
const PLACES: [(&str, &str, u32); 3] =
    [("企业等场所", "家", 170), ("人员密集场所", "家", 61), ("行政村", "个", 9)];
const PLANS: [(&str, &str); 15] = [
    ("防汛抗旱", "自然灾害"),
    ("地震", "自然灾害"),
    ("低温雨雪", "自然灾害"),
    ("地质灾害", "自然灾害"),
    ("森林草原火灾", "自然灾害"),
    ("生产安全事故", "事故灾难"),
    ("道路交通事故", "事故灾难"),
    ("燃气事故", "事故灾难"),
    ("危险化学品事故", "事故灾难"),
    ("传染病疫情", "公共卫生"),
    ("食品安全", "公共卫生"),
    ("动物疫情", "公共卫生"),
    ("群体性事件", "社会安全"),
    ("校园安全", "社会安全"),
    ("总体", "综合"),
];

/// All stories of this part.
pub(super) fn stories(days: &mut Days<'_>) -> Result<Vec<(Date, Story)>, DeadlineError> {
    let mut out = Vec::new();
    plans(days, &mut out)?;
    inspections(days, &mut out)?;
    hazards(days, &mut out)?;
    meetings(days, &mut out)?;
    education(days, &mut out)?;
    out.push((Date::constant(2024, 1, 8), report()));
    Ok(out)
}

fn plans(days: &mut Days<'_>, out: &mut Vec<(Date, Story)>) -> Result<(), DeadlineError> {
    for (n, (title, class)) in (0..).zip(PLANS) {
        let mut story = Story::of("emergency-plan")
            .then("draft", "emergency-officer", After(0))
            .with("plan_title", format!("云溪镇{title}应急预案"))
            .with("plan_class", class);
        // The rescue plan for work accidents is published and drilled within two years.
        let safety = title == "生产安全事故";
        if safety {
            story = story.with("production_safety", true);
        }
        if n == 4 {
            story = story.then("issue", "office-head", After(8)).with("complete", false).refused();
        }
        story = story.then("issue", "office-head", After(10)).with("complete", true);
        if safety {
            story = story.with("drill_before", "2024-12-31");
        }
        // One is filed too late.
        story = story.then("file", "emergency-officer", After(if n == 6 { 24 } else { 9 }));
        if safety {
            story = story.then("publish", "publicity-officer", After(3));
        }
        if n % 6 == 2 {
            story = story
                .then("revise", "office-head", After(60))
                .with("ground", "风险变化")
                .with("complete", true)
                .then("file", "emergency-officer", After(7));
        }
        out.push((days.between((1, 9), (4, 28))?, story));
    }
    let old = Story::of("emergency-plan")
        .then("draft", "emergency-officer", After(0))
        .with("plan_title", "云溪镇沙尘暴应急预案")
        .with("plan_class", "自然灾害")
        .then("issue", "office-head", After(5))
        .with("complete", true)
        .then("file", "emergency-officer", After(6))
        .then("repeal", "office-head", After(90));
    out.push((days.between((1, 9), (2, 28))?, old));
    for (month, plan) in [(5, "地震"), (6, "防汛抗旱"), (11, "燃气事故")] {
        let story = Story::of("drill")
            .then("plan-drill", "emergency-officer", On(Date::constant(2023, month, 8)))
            .with("plan", format!("云溪镇{plan}应急预案"))
            .then("hold", "emergency-officer", After(6))
            .with("people", 60 + i64::from(month))
            .then("evaluate", "emergency-officer", After(4));
        out.push((Date::constant(2023, month, 8), story));
    }
    let minor = Story::of("incident")
        .then("learn", "emergency-officer", On(Date::constant(2023, 7, 20)))
        .with("grade", "一般")
        .with("what", "短时强降雨,一处路段积水,无人员伤亡")
        .then("report", "emergency-officer", Minutes(18))
        .then("close", "emergency-officer", After(1));
    out.push((Date::constant(2023, 7, 20), minor));
    let major = Story::of("incident")
        .then("learn", "emergency-officer", On(Date::constant(2023, 8, 16)))
        .with("grade", "重大")
        .with("what", "山洪预警转移群众(演示)")
        .then("report", "emergency-officer", Minutes(12))
        .then("close", "emergency-officer", Minutes(60))
        .refused()
        .then("release", "office-head", Minutes(170))
        .then("hold-briefing", "office-head", Minutes(600))
        .then("close", "emergency-officer", After(3));
    out.push((Date::constant(2023, 8, 16), major));
    Ok(())
}

fn inspections(days: &mut Days<'_>, out: &mut Vec<(Date, Story)>) -> Result<(), DeadlineError> {
    for (kind, _, number) in PLACES {
        for n in 0..number {
            let place = match kind {
                "行政村" => VILLAGES.get(n as usize % VILLAGES.len()).copied().unwrap_or("").to_owned(),
                kind => format!("{kind}{:03}号", n + 1),
            };
            let story = Story::of("site-inspection")
                .then("begin", "safety-officer", After(0))
                .with("place", place)
                .with("place_kind", kind)
                .then("finish", "safety-officer", After(0))
                .with("signed", if n % 31 == 8 { "拒签已注明" } else { "已签字" });
            out.push((days.between((2, 6), (12, 8))?, story));
        }
    }
    Ok(())
}

fn hazards(days: &mut Days<'_>, out: &mut Vec<(Date, Story)>) -> Result<(), DeadlineError> {
    let mut n = 0_u32;
    for (area, number) in HAZARDS {
        for _ in 0..number {
            // The last of the large fields wait for other departments.
            let waits = matches!(area, "建筑及供电" | "道路交通" | "燃气")
                && n.is_multiple_of(5)
                && waiting(out) < OUTSTANDING;
            let mut story = Story::of("hazard")
                .then("register", "safety-officer", After(0))
                .with("area", area)
                .with("level", "一般")
                .with("place", format!("{area}单位{:03}", n + 1))
                .then("order", "safety-officer", After(0));
            story = if waits {
                story.then("transfer", "safety-officer", After(5)).with("department", "县级主管部门")
            } else {
                mended(story, n)
            };
            n += 1;
            out.push((days.between((2, 8), (10, 31))?, story));
        }
    }
    let major = Story::of("hazard")
        .then("register", "safety-officer", After(0))
        .with("area", "危险化学品")
        .with("level", "重大")
        .then("order", "safety-officer", After(0))
        .with("stopped", false)
        .refused()
        .then("order", "safety-officer", After(0))
        .with("stopped", true)
        .then("report-county", "safety-officer", After(0))
        .then("submit-plan", "safety-officer", After(2))
        .with("staff_told", true)
        .then("rectify", "safety-officer", After(6))
        .then("accept", "safety-officer", After(1))
        .refused()
        .then("consent-resume", "office-head", After(2))
        .then("accept", "safety-officer", After(1));
    out.push((days.between((4, 3), (9, 20))?, major));
    Ok(())
}

/// Hazards told so far that wait for other departments.
fn waiting(out: &[(Date, Story)]) -> u32 {
    let waits =
        out.iter().filter(|(_, s)| s.procedure == "hazard" && s.steps.iter().any(|x| x.action == "transfer"));
    u32::try_from(waits.count()).unwrap_or(u32::MAX)
}

fn mended(story: Story, n: u32) -> Story {
    match n % 12 {
        3 => story
            .then("extend", "office-head", After(6))
            .with("reason", "配件到货需要时间")
            .then("rectify", "safety-officer", After(12))
            .then("accept", "safety-officer", After(4)),
        7 => story
            .then("rectify", "safety-officer", After(5))
            .then("reject", "safety-officer", After(3))
            .then("rectify", "safety-officer", After(4))
            .then("accept", "safety-officer", After(3)),
        // Mended too late.
        10 => story.then("rectify", "safety-officer", After(16)).then("accept", "safety-officer", After(5)),
        _ => story.then("rectify", "citizen", After(4)).then("accept", "safety-officer", After(3)),
    }
}

fn meetings(days: &mut Days<'_>, out: &mut Vec<(Date, Story)>) -> Result<(), DeadlineError> {
    for (topic, number) in [("安全隐患排查整治", 9_u32), ("信访联席", 6), ("法治建设", 3)] {
        for n in 0..number {
            let by =
                if topic == "安全隐患排查整治" { "emergency-officer" } else { "rule-of-law-clerk" };
            let story = Story::of("meeting")
                .then("call", by, After(0))
                .with("topic", topic)
                .then("hold", if n.is_multiple_of(3) { "party-secretary" } else { "leader" }, After(2))
                .with("people", 12 + i64::from(n));
            out.push((days.between((1, 10), (12, 8))?, story));
        }
    }
    Ok(())
}

fn education(days: &mut Days<'_>, out: &mut Vec<(Date, Story)>) -> Result<(), DeadlineError> {
    for (month, topic) in [(3, "宪法"), (7, "民法典"), (10, "行政处罚法")] {
        out.push((Date::constant(2023, month, 15), lecture(month, topic, "领导班子")));
    }
    out.push((Date::constant(2023, 9, 15), lecture(9, "农村土地承包法", "镇村干部")));
    let population = Story::of("outreach")
        .then("count-residents", "legal-education-officer", After(0))
        .with("residents", 18_200);
    out.push((Date::constant(2023, 1, 11), population));
    let events = [
        ("国家安全日", 4, 1_500, 400, 3_200),
        ("国际禁毒日", 6, 1_200, 350, 2_900),
        ("民法典宣传月", 5, 1_300, 400, 2_500),
        ("乡村集市法律咨询", 8, 1_000, 300, 2_060),
        ("反诈宣传", 10, 1_100, 350, 1_900),
        ("国家宪法日", 12, 1_400, 400, 2_000),
    ];
    for (theme, month, leaflets, items, audience) in events {
        let story = Story::of("outreach")
            .then("plan-event", "legal-education-officer", After(0))
            .with("theme", theme)
            .then("hold", "legal-education-officer", After(3))
            .with("leaflets", leaflets)
            .with("items", items)
            .with("audience", audience);
        out.push((Date::constant(2023, month, if month == 12 { 1 } else { 11 }), story));
    }
    campaign(days, out);
    Ok(())
}

fn lecture(month: i8, topic: &'static str, audience: &'static str) -> Story {
    Story::of("lecture")
        .then("plan-lecture", "rule-of-law-clerk", On(Date::constant(2023, month, 15)))
        .with("topic", topic)
        .with("audience_kind", audience)
        .then("hold", "rule-of-law-clerk", After(3))
        .with("people", 14)
}

/// Nine villages share a target of 12,870 and report 8,287 installs month by month.
fn campaign(days: &mut Days<'_>, out: &mut Vec<(Date, Story)>) {
    const INSTALLS: i64 = 8_287;
    const TARGET: i64 = 12_870;
    let mut left = INSTALLS;
    for (n, village) in (0_i64..).zip(VILLAGES) {
        let last = n == 8;
        let own = if last { left } else { 820 + 23 * n };
        left -= own;
        let mut story = Story::of("antifraud")
            .then("set-target", "legal-education-officer", On(Date::constant(2023, 2, 15)))
            .with("village", village)
            .with("target", TARGET / 9);
        let mut rest = own;
        for month in 3_i8..=11 {
            let now = if month == 11 { rest } else { (own / 9 + days.rng.i64(-20..=20)).clamp(1, rest - 10) };
            rest -= now;
            let day = Date::constant(2023, month, 20 + (month % 3));
            story = story.then("report", "grid-worker", On(day)).with("installs", now);
        }
        out.push((Date::constant(2023, 2, 15), story));
    }
}

/// The report on the year: drafted in January, checked, screened, signed by both heads, submitted before 1 March.
fn report() -> Story {
    Story::of("yearly-report")
        .then("draft", "rule-of-law-clerk", After(0))
        .with("report_title", "云溪镇2023年度法治政府建设年度报告")
        .with("year", 2023)
        .with("year_end", "2023-12-31")
        .then("complete", "rule-of-law-clerk", After(6))
        .with("measures", "每一件事记录一次，期限由记录推算，清单、文书和本报告的数字都由记录得出。")
        .with("last_results", "上年度提出的不足逐项列入整改，结果记在不足台账。")
        .with("shortcomings", "一是执法力量偏少，少数案件、工单临近期限才办结；二是隐患整改中需要上级部门协同的事项协调时间长，年末仍有{{hazard.outstanding}}条未整改；三是普法内容与群众需要结合不够紧密。")
        .with("heads", "镇党委书记、镇长作为第一责任人，主持研究法治建设工作，参加法治专题讲座{{training.leader_lectures}}期，听取案卷评查情况{{enforcement.file_reviews}}次，督办逾期事项。")
        .with("next_year", "2024年重点做好三件事：把临期提醒用到每一个期限上；对需要协同整改的隐患逐条移送、逐条跟踪；执法人员培训按岗位安排。")
        .with("other", "没有其他需要报告的情况。")
        .then("check", "legal-reviewer", After(6))
        .with("legal", "同意")
        .then("screen", "secrecy-checker", After(2))
        .with("secret", "可以公开")
        .then("endorse", "party-secretary", After(4))
        .then("adopt", "office-head", After(1))
        .then("submit", "rule-of-law-clerk", On(Date::constant(2024, 2, 28)))
        .with("submitted_to", "县委、县政府")
        .with("copied_to", "县委依法治县办")
}
