//! The words that say how figures belong together, read off the folded characters one by one.

use super::Page;
use super::words;

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

    /// Both of the two.
    pub(crate) const REST: Self = Self::OTHER.or(Self::LEFT);
    /// Both of the two.
    pub(crate) const SHARE_JOINTLY: Self = Self::JOINTLY.or(Self::SHARE);
    /// Both of the two.
    pub(crate) const TOTAL_JOINTLY: Self = Self::TOTAL.or(Self::JOINTLY);
    /// Both of the two.
    pub(crate) const UP_TO: Self = Self::UP.or(Self::INTO);
    /// Both of the two.
    pub(crate) const DOWN_TO: Self = Self::DOWN.or(Self::INTO);
    /// Both of the two.
    pub(crate) const COMPARE_PRIOR: Self = Self::COMPARE.or(Self::PRIOR);
    /// Both of the two.
    pub(crate) const PLAN_LIMIT: Self = Self::PLAN.or(Self::LIMIT);

    /// Both sets together.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is in this set.
    pub(crate) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The cue word at `i` and its length; words that merely look like a cue are listed with no cue and so skipped.
pub(crate) fn cue_at(page: &Page, i: usize) -> Option<(Cues, usize)> {
    if matches!(page.at(i), '按' | '从' | '由')
        && let Some(found) = phrase_at(page, i)
    {
        return Some(found);
    }
    let (word, cues) = words::at(page, i)?;
    Some((cues, word.chars().count()))
}

/// 按…分 and 从…看, whose middle is free.
fn phrase_at(page: &Page, i: usize) -> Option<(Cues, usize)> {
    let first = page.at(i);
    for k in i + 2..i + 14 {
        let (c, next) = (page.at(k), page.at(k + 1));
        if matches!(c, ',' | '。' | ';' | '\n' | '\0' | ':') || c.is_ascii_digit() {
            return None;
        }
        let ends =
            matches!(next, ',' | ':' | '为' | '看' | '类' | '别' | '布' | '有') || page.is(k + 1, "成");
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
