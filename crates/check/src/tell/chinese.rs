//! Findings in Chinese.

use super::Told;
use crate::relation::Hint;
use crate::report::{Kind, Level};

/// The sentence for a finding.
pub(super) fn say(told: &Told<'_>) -> String {
    let (r, agrees) = (told.finding, &told.finding.agrees);
    if r.holds == Some(true) {
        return held(told);
    }
    let mut text = broken(told);
    match told.hint {
        Hint::None => {}
        Hint::SharesComplete => text.push_str("各项占比之和为100%，说明分项是齐全的。"),
        Hint::OnCurrentValue => text.push_str("所述增幅是用本期数作分母算出的，应当以上期数为基数。"),
        Hint::PercentForPoints => text.push_str("两个百分数相减得到的是百分点，不是百分之几。"),
        Hint::Units | Hint::NoSuchDay | Hint::Weekday => {}
        Hint::LikeLabels => text.push_str("两处的名称并不完全相同，请人工核对是否为同一事项。"),
    }
    if !agrees.with_stated.is_empty() {
        text.push_str(&format!("{}与{}相符，", r.stated, agrees.with_stated.join("、")));
        text.push_str(if r.kind == Kind::Sum {
            "问题多半出在分项。"
        } else {
            "问题多半出在别的数字。"
        });
    } else if !agrees.with_others.is_empty() {
        text.push_str(&format!(
            "其余数字另有{}佐证，问题多半出在{}。",
            agrees.with_others.join("、"),
            r.stated
        ));
    }
    if told.follows > 0 {
        text.push_str(&format!(
            "另有{}处不符源于同一个数字{}，问题多半出在这里，不再逐一列出。",
            told.follows, told.culprit
        ));
    }
    text
}

/// What cannot be assessed.
pub(crate) fn alone(kind: Kind, text: &str) -> String {
    match kind {
        Kind::UniversalClaim => format!("{text}：说的是全部，却没有写明总数，无从核对。"),
        Kind::Share => format!("占比{text}：文中没有可以对应的总数和分项，无从核对。"),
        _ => format!("比率{text}：文中没有可以对应的分子和分母，无从核对。"),
    }
}

/// A slip of the pen.
pub(crate) fn slip(text: &str, meant: &str) -> String {
    if meant.is_empty() {
        format!("“{text}”重复，疑为多写。")
    } else {
        format!("“{text}”疑为“{meant}”之误。")
    }
}

fn held(told: &Told<'_>) -> String {
    let (r, hint, formula) = (told.finding, told.hint, told.formula);
    match r.kind {
        Kind::Numbering => "序号连续。".to_owned(),
        Kind::ListCount => format!("所列{}项与所述数目一致。", r.stated),
        Kind::Period if hint == Hint::Weekday => format!("{}，与日历相符。", r.stated),
        Kind::Period => format!("{}与{}先后一致。", r.stated, r.computed),
        Kind::Deadline => format!("期限截至{}，推算无误。", r.stated),
        Kind::Bound => format!("{}未超过当月天数{}。", r.stated, r.computed),
        Kind::LawInForce => format!("所引{}部法规均不在民法典废止之列。", r.stated),
        Kind::SameQuantity => format!("两处均为{}。", r.stated),
        _ => format!("{}，与所述{}相符。", formula, r.stated),
    }
}

fn broken(told: &Told<'_>) -> String {
    let (r, hint, formula) = (told.finding, told.hint, told.formula);
    let (stated, computed) = (&r.stated, &r.computed);
    match (r.kind, r.level) {
        (_, Some(Level::Rounding)) => {
            format!("写作{stated}，按文中数字计算：{formula}，相差不出末位取整的范围，疑为舍入。")
        }
        (Kind::Sum | Kind::TableSum, _) => format!("总数写作{stated}，而分项之和{formula}。"),
        (Kind::Rate, _) => format!("比率写作{stated}，而{formula}。"),
        (Kind::Share, _) => format!("占比写作{stated}，而{formula}。"),
        (Kind::ShareSum, _) => format!("各项占比之和{formula}，不是100%。"),
        (Kind::Remainder, _) => format!("剩余写作{stated}，而{formula}。"),
        (Kind::Growth, _) => format!("增减幅度写作{stated}，而{formula}。"),
        (Kind::ChangeSum, _) => format!("总增减写作{stated}，而分项增减之和{formula}。"),
        (Kind::SameQuantity, _) => format!("同一事项前后两说：{stated}与{computed}。"),
        (Kind::Numbering, _) => format!("序号到{stated}处不连续，此处应为{computed}。"),
        (Kind::ListCount, _) => format!("写作{stated}项，实列{computed}项。"),
        (Kind::Period, _) if hint == Hint::NoSuchDay => format!("日历上没有{stated}。"),
        (Kind::Period, _) if hint == Hint::Weekday => format!("写作{stated}，而当天是{computed}。"),
        (Kind::Average, _) => format!("写作{stated}，而{formula}。"),
        (Kind::UnitClash, _) if hint == Hint::PercentForPoints => {
            format!("写作{stated}，而{formula}，应为{computed}个百分点。")
        }
        (Kind::UnitClash, _) if formula.contains('≠') => {
            format!("同一事项数字相同而单位相差一万倍：{}。", formula)
        }
        (Kind::UnitClash, _) => format!("换算写作{stated}，按{formula}。"),
        (Kind::Deadline, _) => format!("期限写作截至{stated}，按文中起算日和天数推算为{computed}。"),
        (Kind::UniversalClaim | Kind::Wording, _) => String::new(),
        (Kind::Period, _) => format!("{stated}与{computed}不一致。"),
        (Kind::Bound, _) => format!("当月日报{stated}期，而当月至多{computed}天。"),
        (Kind::LawInForce, _) => {
            let instead =
                if computed.is_empty() { "不宜再引".to_owned() } else { format!("应改引{computed}") };
            format!("{stated}在报告所述年度已被废止（依据：{formula}），{instead}。")
        }
    }
}
