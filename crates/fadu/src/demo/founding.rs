//! The town's offices: who holds which post, who has a certificate.

use super::story::{Story, When};
use deadline::Date;
use kernel::Rulebook;
use std::collections::{BTreeMap, BTreeSet};

/// Holder, roles, office.
const POSTS: &[(&str, &[&str], &str)] = &[
    ("云甲子", &["party-secretary"], "党委"),
    ("云乙丑", &["office-head"], "政府"),
    ("溪丙寅", &["leader"], "党委"),
    ("溪丁卯", &["leader"], "政府"),
    ("石戊辰", &["leader"], "人大"),
    ("石己巳", &["organiser"], "党建办公室"),
    ("柳庚午", &["hotline-clerk"], "民生服务中心"),
    ("柳辛未", &["hotline-clerk"], "民生服务中心"),
    ("枣壬申", &["platform"], "县12345平台"),
    ("枣癸酉", &["petition-clerk"], "综治中心"),
    ("塬甲戌", &["county-reviewer"], "县信访局"),
    ("塬丙子", &["city-reviewer"], "市信访局"),
    ("塬乙亥", &["mediator"], "人民调解委员会"),
    ("云丙子", &["mediator"], "人民调解委员会"),
    ("云丁丑", &["mediator"], "司法所"),
    ("溪戊寅", &["disclosure-officer"], "党政办公室"),
    ("溪己卯", &["disclosure-head"], "党政办公室"),
    ("石庚辰", &["enforcement-officer"], "综合执法办公室"),
    ("石辛巳", &["enforcement-officer"], "综合执法办公室"),
    ("柳壬午", &["enforcement-officer"], "综合执法办公室"),
    ("柳癸未", &["enforcement-officer"], "综合执法办公室"),
    ("枣甲申", &["hearing-chair"], "司法所"),
    ("枣乙酉", &["legal-reviewer"], "司法所"),
    ("塬丙戌", &["publicity-officer"], "党政办公室"),
    ("塬丁亥", &["finance-officer"], "财政所"),
    ("云戊子", &["supervisor"], "司法所"),
    ("云己丑", &["safety-officer"], "应急管理办公室"),
    ("溪庚寅", &["safety-officer"], "应急管理办公室"),
    ("溪辛卯", &["emergency-officer"], "应急管理办公室"),
    ("石壬辰", &["legal-education-officer"], "司法所"),
    ("石癸巳", &["rule-of-law-clerk"], "党政办公室"),
    ("柳甲午", &["secrecy-checker"], "党政办公室"),
    ("枣庚戌", &["data-officer"], "党政办公室"),
    ("柳乙未", &["grid-worker"], "云上村"),
    ("枣丙申", &["grid-worker"], "溪头村"),
    ("枣丁酉", &["grid-worker"], "石桥村"),
    ("塬戊戌", &["grid-worker"], "柳湾村"),
    ("塬己亥", &["grid-worker"], "北塬村"),
];

/// Days of the founding: before the year begins, so that the year's figures are the year's.
const FOUNDED: Date = Date::constant(2023, 1, 1);

/// Those whom [`POSTS`] names for a role.
pub(super) fn held(role: &str) -> impl Iterator<Item = &'static str> {
    POSTS.iter().filter(move |(_, roles, _)| roles.contains(&role)).map(|(holder, ..)| *holder)
}

/// Holders of each role of the rulebook; a role that none of [`POSTS`] names gets two holders with invented names.
pub(super) fn holders(book: &Rulebook) -> BTreeMap<String, Vec<String>> {
    let mut holders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (holder, roles, _) in POSTS {
        for role in *roles {
            holders.entry((*role).to_owned()).or_default().push((*holder).to_owned());
        }
    }
    let unheld: Vec<&String> = book.roles.keys().filter(|r| !holders.contains_key(*r)).collect();
    for (n, role) in unheld.into_iter().enumerate() {
        // Names that nobody bears: a word of the town's villages and two cyclical signs out of step.
        let sign = |list: &str, at: usize| list.chars().nth(at % list.chars().count()).unwrap_or('甲');
        let name = |k: usize| -> String {
            let at = 2 * n + k;
            ["坡", "岔", "湾", "坪"]
                .get(at / 60 % 4)
                .copied()
                .unwrap_or("坡")
                .chars()
                .chain([sign("甲乙丙丁戊己庚辛壬癸", at), sign("子丑寅卯辰巳午未申酉戌亥", at)])
                .collect()
        };
        holders.insert(role.clone(), vec![name(0), name(1)]);
    }
    holders
}

/// Appointments and certificates.
pub(super) fn stories(holders: &BTreeMap<String, Vec<String>>) -> Vec<(Date, Story)> {
    let mut stories = Vec::new();
    for (holder, roles, office) in POSTS {
        for role in *roles {
            let story = Story::of("appointment")
                .then("appoint", "founder", When::Minutes(8 * 60))
                .with("holder", *holder)
                .with("role", *role)
                .with("office", *office)
                .with("from_on", FOUNDED.to_string());
            stories.push((FOUNDED, story));
        }
    }
    let named: BTreeSet<&str> = POSTS.iter().flat_map(|(_, roles, _)| roles.iter().copied()).collect();
    for (role, people) in holders.iter().filter(|(role, _)| !named.contains(role.as_str())) {
        for holder in people {
            let story = Story::of("appointment")
                .then("appoint", "founder", When::Minutes(8 * 60))
                .with("holder", holder.as_str())
                .with("role", role.as_str())
                .with("office", "示例单位")
                .with("from_on", FOUNDED.to_string());
            stories.push((FOUNDED, story));
        }
    }
    let officers = POSTS.iter().filter(|(_, roles, _)| roles.contains(&"enforcement-officer"));
    for (n, (holder, ..)) in (1..).zip(officers) {
        let story = Story::of("officer-certificate")
            .then("issue", "founder", When::Minutes(9 * 60))
            .with("officer", *holder)
            .with("certificate_no", format!("演示-{n:04}"))
            .with("area", "综合执法")
            .with("issued_on", "2022-06-01")
            .with("expires_on", "2027-05-31");
        stories.push((FOUNDED, story));
    }
    stories
}
