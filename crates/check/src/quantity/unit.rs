//! Units: measure words, money, percent and percentage points.

use crate::scan::Page;

/// What a figure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// A measure word or a physical unit.
    Count(&'static str),
    /// Money, in the currency's whole unit.
    Money(&'static str),
    /// Percent.
    Percent,
    /// Percentage points.
    Points,
}

impl Unit {
    /// Whether this is a number of things or of money, neither percent nor points.
    pub(crate) fn is_amount(self) -> bool {
        matches!(self, Self::Count(_) | Self::Money(_))
    }

    /// Whether a ratio of the two makes sense: the same unit, or two ways to count persons or cases.
    pub(crate) fn near(self, other: Self) -> bool {
        const PERSONS: [&str; 4] = ["人", "人次", "名", "位"];
        const CASES: [&str; 5] = ["件", "起", "宗", "例", "件次"];
        match (self, other) {
            (Self::Count(a), Self::Count(b)) => {
                a == b
                    || (PERSONS.contains(&a) && PERSONS.contains(&b))
                    || (CASES.contains(&a) && CASES.contains(&b))
            }
            _ => self == other,
        }
    }
}

/// The units, longest first where they begin alike; beside each the characters that must not follow.
#[rustfmt::skip]
const UNITS: &[(&str, &str)] = &[
    ("人次", ""), ("人份", ""), ("人", "工民大社行均类格才力文"), ("名", "单义称录"), ("位", "置于"), ("件次", ""),
    ("件", ""), ("起", "草诉步点"), ("宗", "教旨"), ("例", "会如行"), ("个", "体性"), ("条次", ""), ("条", "例件款"),
    ("项次", ""), ("项", "目部"), ("次", "日年月要生"), ("场次", ""), ("场", "所地馆"), ("期", "间限货末"),
    ("份", "额子"), ("册", "子"), ("本", "级市县区镇乡村年月次科着届"), ("套", ""), ("家次", ""), ("家", "庭长园乡"),
    ("户次", ""), ("户", "籍口外厕"), ("处", "理置罚分级方"), ("所", "有以在属需"), ("座", "谈席"), ("栋", ""), ("幢", ""),
    ("间", "接隔距"), ("辆次", ""), ("辆", ""), ("台次", ""), ("台套", ""), ("台", "账风"),
    ("部", "门分署队委级长"), ("艘次", ""), ("艘", ""), ("架次", ""), ("架", ""), ("头", ""), ("只", "用要有能是"),
    ("株", ""), ("棵", ""), ("亩", ""), ("公顷", ""), ("公里", ""), ("公斤", ""), ("平方公里", ""),
    ("平方米", ""), ("立方米", ""), ("千瓦时", ""), ("千瓦", ""), ("千克", ""), ("千米", ""), ("米", ""),
    ("吨", ""), ("斤", ""), ("克", "服"), ("批次", ""), ("批", "准复示评"), ("班次", ""), ("班", "子组"),
    ("课时", ""), ("学时", ""), ("小时", ""), ("分钟", ""), ("天", "然气"), ("篇次", ""), ("篇", ""),
    ("幅", "度"), ("张", ""), ("块", ""), ("枚", ""), ("封", "闭"), ("则", ""), ("卷", ""), ("笔", "试记"),
    ("单", "位独项"), ("组次", ""), ("组", "织长员成"), ("支", "出付持部撑"), ("轮次", ""), ("轮", "流"),
    ("种", "植子养"), ("类", "似型"), ("节", "约能日目点"), ("堂", ""), ("票", ""), ("盏", ""), ("车次", ""),
    ("趟", ""), ("页", ""), ("眼", ""), ("口", "径头粮号"), ("面", "积对向"), ("标箱", ""), ("标段", ""),
];

/// The unit at `i` and its length in characters.
pub(crate) fn unit_at(page: &Page, i: usize) -> Option<(Unit, usize)> {
    let c = page.at(i);
    match c {
        '%' => return Some((Unit::Percent, 1)),
        '元' => return (!matches!(page.at(i + 1), '旦' | '素')).then_some((Unit::Money("元"), 1)),
        '美' if page.at(i + 1) == '元' => return Some((Unit::Money("美元"), 2)),
        '个' if page.is(i, "个百分点") => return Some((Unit::Points, 4)),
        '百' if page.is(i, "百分点") => return Some((Unit::Points, 3)),
        _ => {}
    }
    let (word, barred) = UNITS.iter().find(|(word, _)| page.is(i, word))?;
    let len = word.chars().count();
    (!barred.contains(page.at(i + len))).then_some((Unit::Count(word), len))
}
