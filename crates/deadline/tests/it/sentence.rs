//! Sentences, compared as whole texts.

use crate::notices::{derived, extension, pause, regional, request, restart};
use deadline::{Binds, Derivation, Effect, Language, RegionalDays, derive};

fn check(derivation: &Derivation, zh: &str, en: &str) {
    assert_eq!(derivation.sentence(Language::Zh), zh);
    assert_eq!(derivation.sentence(Language::En), en);
}

#[test]
fn working_days_name_the_rest_days_and_make_up_days() {
    check(
        &derived(&request("2026-02-10", "20 working-days")),
        "自2026年2月10日“收到申请”之日起计20个工作日（依据OGI 33），当日不计入，扣除周末5天、春节9天（2月15日至23日），2月14日、2月28日调休上班计入，于2026年3月16日届满。",
        "The limit of 20 working days (OGI 33) runs from “收到申请” on 10 February 2026, that day not counted, leaving out 5 weekend days and 春节 (15 to 23 February), counting the make-up working days 14 February and 28 February, and expires at the end of 16 March 2026.",
    );
    check(
        &derived(&request("2025-12-25", "5 working-days")),
        "自2025年12月25日“收到申请”之日起计5个工作日（依据OGI 33），当日不计入，扣除周末2天、元旦3天（2026年1月1日至3日），1月4日调休上班计入，于2026年1月4日届满。",
        "The limit of 5 working days (OGI 33) runs from “收到申请” on 25 December 2025, that day not counted, leaving out 2 weekend days and 元旦 (1 to 3 January 2026), counting the make-up working day 4 January, and expires at the end of 4 January 2026.",
    );
}

#[test]
fn rolls_name_the_rest_day() {
    check(
        &derived(&request("2026-09-17", "15 days")),
        "自2026年9月17日“收到申请”之日起计15日（依据OGI 33），当日不计入，最后一日10月2日为休息日（国庆节）、顺延至10月8日，于2026年10月8日届满。",
        "The limit of 15 days (OGI 33) runs from “收到申请” on 17 September 2026, that day not counted, moves from 2 October (国庆节) to 8 October, and expires at the end of 8 October 2026.",
    );
    check(
        &derived(&request("2026-03-04", "10 days")),
        "自2026年3月4日“收到申请”之日起计10日（依据OGI 33），当日不计入，最后一日3月14日为休息日（周末）、顺延至3月16日，于2026年3月16日届满。",
        "The limit of 10 days (OGI 33) runs from “收到申请” on 4 March 2026, that day not counted, moves from 14 March (weekend) to 16 March, and expires at the end of 16 March 2026.",
    );
}

#[test]
fn a_month_without_the_day() {
    check(
        &derived(&request("2026-01-31", "1 month")),
        "自2026年1月31日“收到申请”之日起计1个月（依据OGI 33），当日不计入，2026年2月没有31日、以该月末日28日为最后一日，于2026年2月28日届满。",
        "The limit of 1 month (OGI 33) runs from “收到申请” on 31 January 2026, that day not counted, ends on the last day of February 2026, which has no day 31, and expires at the end of 28 February 2026.",
    );
}

#[test]
fn hours() {
    check(
        &derived(&request("2026-05-01T09:30:00", "48 hours")),
        "自2026年5月1日9时30分“收到申请”起计48小时（依据OGI 33），于2026年5月3日9时30分届满。",
        "The limit of 48 hours (OGI 33) runs from “收到申请” on 1 May 2026 at 09:30 and expires on 3 May 2026 at 09:30.",
    );
    let mut r = request("2026-05-01T09:00:00", "24 hours");
    r.pauses = vec![pause("2026-05-01T10:00:00", "2026-05-01T11:15:00")];
    check(
        &derived(&r),
        "自2026年5月1日9时“收到申请”起计24小时（依据OGI 33），5月1日10时至5月1日11时15分因“征求第三方意见”中止（依据OGI 32）、扣除75分钟，于2026年5月2日10时15分届满。",
        "The limit of 24 hours (OGI 33) runs from “收到申请” on 1 May 2026 at 09:00, is paused from 1 May at 10:00 to 1 May at 11:15 for “征求第三方意见” (OGI 32), which leaves out 75 minutes, and expires on 2 May 2026 at 10:15.",
    );
}

#[test]
fn a_pause_and_an_extension() {
    let mut r = request("2026-09-07", "20 working-days");
    r.pauses = vec![pause("2026-09-14", "2026-09-23")];
    r.extensions = vec![extension("20 working-days", "2026-10-10")];
    check(
        &derived(&r),
        "自2026年9月7日“收到申请”之日起计20个工作日（依据OGI 33），当日不计入，9月14日至23日因“征求第三方意见”中止（依据OGI 32）、扣除8个工作日，扣除周末5天、中秋节3天（9月25日至27日）、国庆节7天（10月1日至7日），10月10日调休上班计入，10月10日经信息公开机构负责人批准延长20个工作日（依据OGI 33），扣除周末8天，于2026年11月18日届满。",
        "The limit of 20 working days (OGI 33) runs from “收到申请” on 7 September 2026, that day not counted, is paused from 14 to 23 September for “征求第三方意见” (OGI 32), which leaves out 8 working days, leaving out 5 weekend days, 中秋节 (25 to 27 September) and 国庆节 (1 to 7 October), counting the make-up working day 10 October, is extended by 20 working days by 信息公开机构负责人 on 10 October (OGI 33), leaving out 8 weekend days, and expires at the end of 18 November 2026.",
    );
    r.pauses = vec![pause("2026-09-14", "")];
    check(
        &derived(&r),
        "自2026年9月7日“收到申请”之日起计20个工作日（依据OGI 33），当日不计入，9月14日起因“征求第三方意见”中止（依据OGI 32），10月10日经信息公开机构负责人批准延长20个工作日（依据OGI 33），尚余35个工作日，届满日待中止结束后确定。",
        "The limit of 20 working days (OGI 33) runs from “收到申请” on 7 September 2026, that day not counted, has been paused since 14 September for “征求第三方意见” (OGI 32), is extended by 20 working days by 信息公开机构负责人 on 10 October (OGI 33), and has 35 working days left, its last day not being fixed until the pause ends.",
    );
}

#[test]
fn an_extension_too_late_is_told() {
    let mut r = request("2026-08-02", "60 days");
    r.extensions = vec![extension("30 days", "2026-10-09")];
    r.pauses = vec![pause("2026-08-10", "2026-08-12"), pause("2026-08-20", "2026-08-20")];
    check(
        &derived(&r),
        "自2026年8月2日“收到申请”之日起计60日（依据OGI 33），当日不计入，8月10日至12日因“征求第三方意见”中止（依据OGI 32）、扣除2日，8月20日因“征求第三方意见”中止（依据OGI 32）、不影响期限，10月9日经信息公开机构负责人批准的延长30日因期限已经届满而无效，最后一日10月3日为休息日（国庆节）、顺延至10月8日，于2026年10月8日届满。",
        "The limit of 60 days (OGI 33) runs from “收到申请” on 2 August 2026, that day not counted, is paused from 10 to 12 August for “征求第三方意见” (OGI 32), which leaves out 2 days, is paused on 20 August for “征求第三方意见” (OGI 32), which leaves out nothing, is not extended by the 30 days granted by 信息公开机构负责人 on 9 October, when it had expired, moves from 3 October (国庆节) to 8 October, and expires at the end of 8 October 2026.",
    );
}

#[test]
fn a_restart() {
    let mut r = request("2026-09-07", "20 working-days");
    r.restarts = vec![restart("2026-09-16")];
    check(
        &derived(&r),
        "自2026年9月7日“收到申请”之日起计20个工作日（依据OGI 33），自9月16日“收到补正”之日重新起算（依据OGI 30），当日不计入，扣除周末4天、中秋节3天（9月25日至27日）、国庆节7天（10月1日至7日），9月20日、10月10日调休上班计入，于2026年10月20日届满。",
        "The limit of 20 working days (OGI 33) runs from “收到申请” on 7 September 2026, starts afresh from “收到补正” on 16 September (OGI 30), that day not counted, leaving out 4 weekend days, 中秋节 (25 to 27 September) and 国庆节 (1 to 7 October), counting the make-up working days 20 September and 10 October, and expires at the end of 20 October 2026.",
    );
}

#[test]
fn what_silence_means() {
    let mut r = request("2026-09-24", "5 working-days");
    r.at_expiry = Effect::Deemed { outcome: "受理".to_owned(), backdated: true };
    check(
        &derived(&r),
        "自2026年9月24日“收到申请”之日起计5个工作日（依据OGI 33），当日不计入，扣除中秋节3天（9月25日至27日）、国庆节7天（10月1日至7日），于2026年10月9日届满，逾期未办的，自2026年9月24日起视为受理。",
        "The limit of 5 working days (OGI 33) runs from “收到申请” on 24 September 2026, that day not counted, leaving out 中秋节 (25 to 27 September) and 国庆节 (1 to 7 October), and expires at the end of 9 October 2026; if nothing is done by then, the law takes it as “受理” from 24 September 2026 on.",
    );
    r.at_expiry = Effect::Lapses { outcome: "视为放弃申请".to_owned() };
    assert!(derived(&r).sentence(Language::Zh).ends_with("届满，逾期未办的，视为放弃申请。"));
}

#[test]
fn regional_days_are_told_as_such() {
    let mut r = request("2026-03-19", "2 working-days");
    r.binds = Binds::Citizen;
    check(
        &derive(&regional(RegionalDays::Work, RegionalDays::Rest), &r).unwrap(),
        "自2026年3月19日“收到申请”之日起计2个工作日（依据OGI 33），当日不计入，扣除周末2天、开斋节1天（地方假日，3月20日），于2026年3月24日届满。",
        "The limit of 2 working days (OGI 33) runs from “收到申请” on 19 March 2026, that day not counted, leaving out 2 weekend days and 开斋节 (regional, 20 March), and expires at the end of 24 March 2026.",
    );
}

#[test]
fn what_was_not_given_is_not_told() {
    let mut r = request("2026-03-09", "4 days");
    r.start_cause.clear();
    r.basis.clear();
    check(
        &derived(&r),
        "自2026年3月9日起计4日，当日不计入，于2026年3月13日届满。",
        "The limit of 4 days runs from 9 March 2026, that day not counted, and expires at the end of 13 March 2026.",
    );
}
