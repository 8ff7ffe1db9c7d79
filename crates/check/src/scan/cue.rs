//! The words that say how figures belong together, read off the folded characters one by one.

use super::Page;

/// A set of cues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cues(u32);

impl Cues {
    /// No cue.
    pub(crate) const NONE: Self = Self(0);
    /// 其中: parts of what was said before, perhaps not all.
    pub(crate) const AMONG: Self = Self(1);
    /// 包括, 分为: parts of what was said before, as a rule all.
    pub(crate) const INCLUDE: Self = Self(1 << 1);
    /// 按性质分: a classification of what was said before.
    pub(crate) const BY_CLASS: Self = Self(1 << 2);
    /// 其他: the rest class that closes a classification.
    pub(crate) const OTHER: Self = Self(1 << 3);
    /// 共, 合计: a total.
    pub(crate) const TOTAL: Self = Self(1 << 4);
    /// 剩余, 尚有: what is left over.
    pub(crate) const LEFT: Self = Self(1 << 5);
    /// 办结, 完成: what has been dealt with.
    pub(crate) const DONE: Self = Self(1 << 6);
    /// 目前, 截至: a new state of affairs, no part.
    pub(crate) const NOW: Self = Self(1 << 7);
    /// 增长: up.
    pub(crate) const UP: Self = Self(1 << 8);
    /// 下降: down.
    pub(crate) const DOWN: Self = Self(1 << 9);
    /// 比, 较, 同比: compared with something.
    pub(crate) const COMPARE: Self = Self(1 << 10);
    /// 上年, 同期: another period.
    pub(crate) const PRIOR: Self = Self(1 << 11);
    /// 占, 比重: a share.
    pub(crate) const SHARE: Self = Self(1 << 12);
    /// 率: a rate.
    pub(crate) const RATE: Self = Self(1 << 13);
    /// 年初预算, 任务: what was planned.
    pub(crate) const PLAN: Self = Self(1 << 14);
    /// 可比口径: a base that was changed.
    pub(crate) const ADJUSTED: Self = Self(1 << 15);
    /// 主要, 前三: an open list.
    pub(crate) const OPEN: Self = Self(1 << 16);
    /// 各, 每: the figure is not the total of its label.
    pub(crate) const EACH: Self = Self(1 << 17);
    /// 从: from one value …
    pub(crate) const FROM: Self = Self(1 << 18);
    /// … 增至, 降到: to another.
    pub(crate) const INTO: Self = Self(1 << 19);
    /// 多, 少 before a number, which say more and fewer only after a comparison.
    pub(crate) const MORE: Self = Self(1 << 20);
    /// See [`Self::MORE`].
    pub(crate) const FEWER: Self = Self(1 << 21);
    /// 未, 不: negated.
    pub(crate) const NOT: Self = Self(1 << 22);
    /// 要求, 标准: a threshold.
    pub(crate) const LIMIT: Self = Self(1 << 23);
    /// A colon.
    pub(crate) const COLON: Self = Self(1 << 24);
    /// A month, a quarter, half a year: another scope of time.
    pub(crate) const SEASON: Self = Self(1 << 25);
    /// 收到, 开展: a new act, so no further part.
    pub(crate) const ACT: Self = Self(1 << 26);
    /// 合起来占: the share of several figures together.
    pub(crate) const JOINTLY: Self = Self(1 << 27);
    /// 日均, 人均, 平均.
    pub(crate) const AVERAGE: Self = Self(1 << 28);

    const REST: Self = Self::OTHER.or(Self::LEFT);
    const SHARE_JOINTLY: Self = Self::JOINTLY.or(Self::SHARE);
    const TOTAL_JOINTLY: Self = Self::TOTAL.or(Self::JOINTLY);
    const UP_TO: Self = Self::UP.or(Self::INTO);
    const DOWN_TO: Self = Self::DOWN.or(Self::INTO);
    const COMPARE_PRIOR: Self = Self::COMPARE.or(Self::PRIOR);
    const PLAN_LIMIT: Self = Self::PLAN.or(Self::LIMIT);

    /// Both sets together.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is in this set.
    pub(crate) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

type Words = &'static [(&'static str, Cues)];

/// The cue word at `i` and its length; words that merely look like a cue are listed with no cue and so skipped.
pub(crate) fn cue_at(page: &Page, i: usize) -> Option<(Cues, usize)> {
    if matches!(page.at(i), '按' | '从' | '由') {
        if let Some(found) = phrase_at(page, i) {
            return Some(found);
        }
    }
    let found = words(page.at(i)).iter().find(|(word, _)| page.is(i, word))?;
    Some((found.1, found.0.chars().count()))
}

/// 按…分 and 从…看, whose middle is free.
fn phrase_at(page: &Page, i: usize) -> Option<(Cues, usize)> {
    let first = page.at(i);
    for k in i + 2..i + 14 {
        let (c, next) = (page.at(k), page.at(k + 1));
        if matches!(c, ',' | '。' | ';' | '\n' | '\0' | ':') || c.is_ascii_digit() {
            return None;
        }
        let ends = matches!(next, ',' | ':' | '为' | '看' | '类' | '别' | '布' | '有') || page.is(k + 1, "成");
        if first == '按' && c == '分' && ends {
            return Some((Cues::BY_CLASS, k + 1 - i));
        }
        if first == '从' && c == '看' && matches!(next, ',' | ':') {
            return Some((Cues::AMONG, k + 1 - i));
        }
        if c == '组' && next == '成' && first == '由' {
            return Some((Cues::NONE, 1));
        }
    }
    None
}

/// The words that begin with `first`, longest first.
fn words(first: char) -> Words {
    type C = Cues;
    match first {
        '其' => &[("其中", C::AMONG), ("其他", C::OTHER), ("其它", C::OTHER), ("其余", C::REST)],
        '包' => &[("包括", C::INCLUDE), ("包含", C::INCLUDE)],
        '分' => &[("分为", C::INCLUDE), ("分成", C::INCLUDE)],
        '共' => &[
            ("共同", C::NONE), ("共享", C::NONE), ("共建", C::NONE), ("共治", C::NONE), ("共产", C::NONE),
            ("共青", C::NONE), ("共和", C::NONE), ("共性", C::NONE), ("共", C::TOTAL),
        ],
        '公' => &[("公共", C::NONE)],
        '中' => &[("中共", C::NONE)],
        '合' => &[("合计占", C::SHARE_JOINTLY), ("合计", C::TOTAL_JOINTLY), ("合起来", C::TOTAL_JOINTLY), ("合共", C::TOTAL)],
        '累' => &[("累计", C::TOTAL)],
        '总' => &[("总计", C::TOTAL), ("总共", C::TOTAL), ("总数", C::TOTAL), ("总量", C::TOTAL), ("总额", C::TOTAL)],
        '加' => &[("加在一起", C::TOTAL_JOINTLY), ("加起来", C::TOTAL_JOINTLY)],
        '小' => &[("小计", C::TOTAL)],
        _ => movement(first),
    }
}

/// Words of change and comparison.
fn movement(first: char) -> Words {
    type C = Cues;
    match first {
        '增' => &[
            ("增加值", C::NONE), ("增加到", C::UP_TO), ("增加至", C::UP_TO), ("增长到", C::UP_TO),
            ("增长至", C::UP_TO), ("增至", C::UP_TO), ("增到", C::UP_TO), ("增设", C::NONE), ("增强", C::NONE),
            ("增值", C::NONE), ("增效", C::NONE), ("增补", C::NONE), ("增发", C::NONE), ("增", C::UP),
        ],
        '新' => &[("新增", C::ACT)],
        '减' => &[
            ("减少到", C::DOWN_TO), ("减少至", C::DOWN_TO), ("减至", C::DOWN_TO), ("减免", C::NONE),
            ("减税", C::NONE), ("减排", C::NONE), ("减便", C::NONE), ("减负", C::NONE), ("减灾", C::NONE), ("减", C::DOWN),
        ],
        '压' => &[("压减", C::DOWN), ("压缩", C::DOWN), ("压降", C::DOWN)],
        '下' => &[("下降到", C::DOWN_TO), ("下降至", C::DOWN_TO), ("下降", C::DOWN), ("下滑", C::DOWN), ("下半年", C::SEASON)],
        '降' => &[("降低到", C::DOWN_TO), ("降低至", C::DOWN_TO), ("降至", C::DOWN_TO), ("降到", C::DOWN_TO), ("降水", C::NONE), ("降", C::DOWN)],
        '上' => &[
            ("上升到", C::UP_TO), ("上升至", C::UP_TO), ("上升", C::UP), ("上涨", C::UP), ("上年", C::PRIOR), ("上一年", C::PRIOR),
            ("上月", C::PRIOR), ("上季", C::PRIOR), ("上期", C::PRIOR), ("上半年", C::SEASON),
        ],
        '提' => &[("提高到", C::UP_TO), ("提高至", C::UP_TO), ("提升到", C::UP_TO), ("提升至", C::UP_TO), ("提高", C::UP), ("提升", C::UP)],
        '扩' => &[("扩大到", C::UP_TO), ("扩大至", C::UP_TO)],
        '回' => &[("回落", C::DOWN), ("回复", C::DONE), ("回升", C::UP)],
        '涨' => &[("涨", C::UP)],
        '跌' => &[("跌", C::DOWN)],
        '缩' => &[("缩减", C::DOWN)],
        '多' => &[("多收", C::UP), ("多支", C::UP), ("多元", C::NONE), ("多种", C::NONE), ("多次", C::NONE), ("多个", C::NONE), ("多", C::MORE)],
        '少' => &[("少收", C::DOWN), ("少支", C::DOWN), ("少数", C::NONE), ("少年", C::NONE), ("少", C::FEWER)],
        '比' => &[
            ("比重", C::SHARE), ("比例", C::SHARE), ("比率", C::RATE), ("比赛", C::NONE), ("比较", C::NONE), ("比武", C::NONE),
            ("比如", C::OPEN), ("比对", C::NONE), ("比", C::COMPARE),
        ],
        '较' => &[("较大", C::NONE), ("较好", C::NONE), ("较多", C::NONE), ("较为", C::NONE), ("较强", C::NONE), ("较", C::COMPARE)],
        '同' => &[("同比", C::COMPARE), ("同口径", C::ADJUSTED), ("同期", C::PRIOR), ("同上年", C::COMPARE_PRIOR), ("同去年", C::COMPARE_PRIOR)],
        '环' => &[("环比", C::COMPARE)],
        '去' => &[("去年", C::PRIOR)],
        '前' => &[("前年", C::PRIOR), ("前三", C::OPEN), ("前五", C::OPEN), ("前十", C::OPEN), ("前四", C::OPEN), ("前两", C::OPEN), ("前六", C::OPEN), ("前列", C::OPEN), ("前3", C::OPEN), ("前5", C::OPEN), ("前10", C::OPEN)],
        '可' => &[("可比", C::ADJUSTED)],
        '剔' => &[("剔除", C::ADJUSTED)],
        '扣' => &[("扣除", C::ADJUSTED)],
        '从' | '由' => &[("由于", C::NONE), ("由", C::FROM), ("从", C::FROM)],
        _ => measure(first),
    }
}

/// Words of shares, rates, plans and states.
fn measure(first: char) -> Words {
    type C = Cues;
    match first {
        '占' => &[("占比", C::SHARE), ("占用", C::NONE), ("占地", C::NONE), ("占道", C::NONE), ("占", C::SHARE)],
        '率' => &[("率先", C::NONE), ("率队", C::NONE), ("率", C::RATE)],
        '效' => &[("效率", C::NONE)],
        '年' => &[("年初预算", C::PLAN), ("年度预算", C::PLAN), ("年初", C::PRIOR), ("年均", C::AVERAGE)],
        '预' => &[("预算为", C::PLAN), ("预算安排", C::PLAN), ("预算数", C::PLAN), ("预算的", C::PLAN), ("预期", C::PLAN), ("预计", C::PLAN)],
        '全' => &[("全年预算", C::PLAN), ("全年任务", C::PLAN), ("全年目标", C::PLAN)],
        '调' => &[("调整预算", C::PLAN), ("调处", C::DONE), ("调解", C::DONE)],
        '计' => &[("计划", C::PLAN)],
        '任' => &[("任务", C::PLAN)],
        '目' => &[("目标", C::PLAN_LIMIT), ("目前", C::NOW)],
        '应' => &[("应急", C::NONE), ("应用", C::NONE), ("应收", C::PLAN), ("应办", C::PLAN), ("应参", C::PLAN), ("应到", C::PLAN)],
        '截' => &[("截至", C::NOW), ("截止", C::NOW)],
        '剩' => &[("剩", C::LEFT)],
        '还' => &[("还有", C::LEFT), ("还剩", C::LEFT)],
        '尚' => &[("尚", C::LEFT)],
        '余' => &[("余下", C::LEFT)],
        '正' => &[("正在", C::LEFT)],
        '未' => &[("未", C::NOT)],
        '不' => &[("不含", C::ADJUSTED), ("不包括", C::ADJUSTED), ("不变价", C::ADJUSTED), ("不低于", C::LIMIT), ("不超过", C::LIMIT), ("不少", C::NONE), ("不断", C::NONE), ("不", C::NOT)],
        '已' => &[("已", C::DONE)],
        '完' => &[("完成", C::DONE)],
        '办' => &[("办结", C::DONE), ("办毕", C::DONE)],
        '处' => &[("处理", C::DONE), ("处置", C::DONE), ("处结", C::DONE)],
        '审' => &[("审结", C::DONE), ("审执结", C::DONE)],
        '执' => &[("执结", C::DONE)],
        '结' => &[("结案", C::DONE), ("结转", C::NONE)],
        '整' => &[("整改", C::DONE)],
        '化' => &[("化解", C::DONE)],
        '解' => &[("解决", C::DONE)],
        '答' => &[("答复", C::DONE)],
        '销' => &[("销号", C::DONE)],
        '收' => &[("收到", C::ACT)],
        '开' => &[("开展", C::ACT)],
        '举' => &[("举办", C::ACT)],
        '召' => &[("召开", C::ACT)],
        '发' => &[("发放", C::ACT), ("发现", C::ACT)],
        '组' => &[("组织开展", C::ACT)],
        '涉' => &[("涉及", C::ACT)],
        '居' => &[("居前", C::OPEN)],
        '排' => &[("排在前", C::OPEN), ("排名", C::OPEN)],
        '主' => &[("主要", C::OPEN)],
        '例' => &[("例如", C::OPEN)],
        '至' => &[("至少", C::LIMIT)],
        '每' => &[("每", C::EACH)],
        '平' => &[("平均", C::AVERAGE)],
        '日' => &[("日均", C::AVERAGE), ("日报", C::NONE)],
        '人' => &[("人均", C::AVERAGE), ("人民", C::NONE)],
        '要' => &[("要求", C::LIMIT)],
        '标' => &[("标准", C::LIMIT)],
        '季' => &[("季度", C::SEASON)],
        '月' => &[("月均", C::AVERAGE), ("月", C::SEASON)],
        _ => &[],
    }
}
