//! Units: measure words, money, percent and percentage points.

use crate::scan::{Page, words::begins};

/// What a figure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// A measure word or a physical unit.
    Count(Measure),
    /// Money, in the currency's whole unit.
    Money(Currency),
    /// Percent.
    Percent,
    /// Percentage points.
    Points,
}

/// A measure word, by its place in the table of units.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Measure(u8);

/// A currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Currency {
    /// 元.
    Yuan,
    /// 美元.
    Dollar,
}

impl Measure {
    /// The word.
    pub(crate) fn word(self) -> &'static str {
        UNITS.get(usize::from(self.0)).map_or("", |(word, _)| word)
    }

    fn family(self) -> u8 {
        FAMILIES.get(usize::from(self.0)).copied().unwrap_or(0)
    }
}

impl std::fmt::Debug for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl Unit {
    /// Whether this is a number of things or of money, neither percent nor points.
    pub(crate) fn is_amount(self) -> bool {
        matches!(self, Self::Count(_) | Self::Money(_))
    }

    /// Whether this is the measure word.
    pub(crate) fn is(self, word: &str) -> bool {
        matches!(self, Self::Count(measure) if measure.word() == word)
    }

    /// Whether a ratio of the two makes sense: the same unit, or two ways to count persons or cases.
    pub(crate) fn near(self, other: Self) -> bool {
        match (self, other) {
            (Self::Count(a), Self::Count(b)) => a == b || (a.family() != 0 && a.family() == b.family()),
            _ => self == other,
        }
    }
}

/// Measure words of which each may stand for the other: persons, and cases.
const ALIKE: [&[&str]; 2] = [&["人", "人次", "名", "位"], &["件", "起", "宗", "例", "件次"]];

/// For each unit one more than the group of [`ALIKE`] that it belongs to; 0 for none.
static FAMILIES: [u8; UNITS.len()] = {
    let mut families = [0; UNITS.len()];
    let mut k = 0;
    while k < UNITS.len() {
        let mut group = 0;
        while group < ALIKE.len() {
            let mut word = 0;
            while word < ALIKE[group].len() {
                if equal(UNITS[k].0.as_bytes(), ALIKE[group][word].as_bytes()) {
                    families[k] = group as u8 + 1;
                }
                word += 1;
            }
            group += 1;
        }
        k += 1;
    }
    families
};

const fn equal(a: &[u8], b: &[u8]) -> bool {
    let mut k = 0;
    while k < a.len() && k < b.len() && a[k] == b[k] {
        k += 1;
    }
    a.len() == b.len() && k == a.len()
}

/// Places in the index: the smallest number for which no two first characters of units meet.
const SLOTS: usize = 535;

/// For each place one more than the first unit there; 0 for none.
static INDEX: [u8; SLOTS] = index(UNITS);

/// For the first character of each word one more than the place of the first that begins with it.
const fn index(words: &[(&str, &str)]) -> [u8; SLOTS] {
    let mut index = [0; SLOTS];
    let mut k = words.len();
    while k > 0 {
        k -= 1;
        let bytes = words[k].0.as_bytes();
        let code = ((bytes[0] as usize & 0x0f) << 12)
            | ((bytes[1] as usize & 0x3f) << 6)
            | (bytes[2] as usize & 0x3f);
        index[code % SLOTS] = k as u8 + 1;
    }
    index
}

/// The units, those that begin alike side by side, the longest first; beside each the characters that must not follow.
#[rustfmt::skip]
const UNITS: &[(&str, &str)] = &[
    ("人次", ""), ("人份", ""), ("人", "工民大社行均类格才力文"), ("名", "单义称录"), ("位", "置于"),
    ("件次", ""), ("件", ""), ("起", "草诉步点"), ("宗", "教旨"), ("例", "会如行"), ("个", "体性"),
    ("条次", ""), ("条", "例件款"), ("项次", ""), ("项", "目部"), ("次", "日年月要生"), ("场次", ""),
    ("场", "所地馆"), ("期", "间限货末"), ("份", "额子"), ("册", "子"), ("本", "级市县区镇乡村年月次科着届"),
    ("套", ""), ("家次", ""), ("家", "庭长园乡"), ("户次", ""), ("户", "籍口外厕"), ("处", "理置罚分级方"),
    ("所", "有以在属需"), ("座", "谈席"), ("栋", ""), ("幢", ""), ("间", "接隔距"), ("辆次", ""), ("辆", ""),
    ("台次", ""), ("台套", ""), ("台", "账风"), ("部", "门分署队委级长"), ("艘次", ""), ("艘", ""),
    ("架次", ""), ("架", ""), ("头", ""), ("只", "用要有能是"), ("株", ""), ("棵", ""), ("亩", ""),
    ("公顷", ""), ("公里", ""), ("公斤", ""), ("平方公里", ""), ("平方米", ""), ("立方米", ""), ("千瓦时", ""),
    ("千瓦", ""), ("千克", ""), ("千米", ""), ("米", ""), ("吨", ""), ("斤", ""), ("克", "服"), ("批次", ""),
    ("批", "准复示评"), ("班次", ""), ("班", "子组"), ("课时", ""), ("学时", ""), ("小时", ""), ("分钟", ""),
    ("天", "然气"), ("篇次", ""), ("篇", ""), ("幅", "度"), ("张", ""), ("块", ""), ("枚", ""), ("封", "闭"),
    ("则", ""), ("卷", ""), ("笔", "试记"), ("单", "位独项"), ("组次", ""), ("组", "织长员成"),
    ("支", "出付持部撑"), ("轮次", ""), ("轮", "流"), ("种", "植子养"), ("类", "似型"), ("节", "约能日目点"),
    ("堂", ""), ("票", ""), ("盏", ""), ("车次", ""), ("趟", ""), ("页", ""), ("眼", ""), ("口", "径头粮号"),
    ("面", "积对向"), ("标箱", ""), ("标段", ""),
];

/// The unit at `i` and its length in characters.
pub(crate) fn unit_at(page: &Page, i: usize) -> Option<(Unit, usize)> {
    let c = page.at(i);
    match c {
        '%' => return Some((Unit::Percent, 1)),
        '元' => return (!matches!(page.at(i + 1), '旦' | '素')).then_some((Unit::Money(Currency::Yuan), 1)),
        '美' if page.at(i + 1) == '元' => return Some((Unit::Money(Currency::Dollar), 2)),
        '个' if page.is(i, "个百分点") => return Some((Unit::Points, 4)),
        '百' if page.is(i, "百分点") => return Some((Unit::Points, 3)),
        _ => {}
    }
    let first = usize::from(*INDEX.get(c as usize % SLOTS)?).checked_sub(1)?;
    let mut alike = UNITS.iter().enumerate().skip(first).take_while(|(_, (word, _))| begins(word, c));
    let (k, (word, barred)) = alike.find(|(_, (word, _))| page.is(i, word))?;
    let len = word.chars().count();
    let measure = Measure(u8::try_from(k).ok()?);
    (!barred.contains(page.at(i + len))).then_some((Unit::Count(measure), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_found_by_its_first_character() {
        for (word, _) in UNITS {
            let found = unit_at(&Page::new(word), 0);
            assert_eq!(
                found.map(|(unit, length)| (unit.is(word), length)),
                Some((true, word.chars().count())),
                "{word}"
            );
        }
        assert_eq!(unit_at(&Page::new("镇"), 0), None);
    }

    #[test]
    fn persons_go_with_persons_and_cases_with_cases() {
        let unit = |word: &str| unit_at(&Page::new(word), 0).map(|(unit, _)| unit);
        let near = |a, b| unit(a).zip(unit(b)).map(|(a, b)| a.near(b));
        assert_eq!(
            (near("人次", "名"), near("件", "宗"), near("人", "件"), near("户", "家")),
            (Some(true), Some(true), Some(false), Some(false))
        );
    }
}
