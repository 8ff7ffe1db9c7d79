//! What labels say of each other: classes that exhaust a whole (城镇 and 乡村, 新收 and 旧存), and qualities that may overlap (女, 党员).

use crate::scan::Phrase;

/// Groups of classes of which every whole consists. Each class is a set of words, any of which marks it.
#[rustfmt::skip]
const GROUPS: &[&[&[&str]]] = &[
    &[&["男"], &["女"]],
    &[&["城镇", "城市", "城区"], &["农村", "乡村", "乡镇", "农业"]],
    &[&["线上", "网上", "网络"], &["线下", "现场", "窗口"]],
    &[&["自然人"], &["法人"]],
    &[&["税收"], &["非税"]],
    &[&["旧存", "上年结转", "上年转入"], &["新收", "本年新"]],
    &[&["一般程序", "普通程序"], &["简易程序", "简易"]],
    &[&["一般隐患", "一般事故", "一般问题"], &["重大隐患", "较大", "重大"]],
    &[&["集中供养", "集中"], &["分散"]],
    &[&["初次", "首次", "初信", "初访"], &["重复", "重信", "重访", "再次"]],
    &[&["在职"], &["离退休", "退休"]],
    &[&["主办"], &["协办", "会办", "分办"]],
    &[&["因公出国"], &["公务接待"], &["公务用车", "公车"]],
    &[&["第一产业"], &["第二产业"], &["第三产业"]],
    &[&["合格"], &["不合格"]],
    &[&["实名"], &["匿名"]],
    &[&["A类"], &["B类"], &["C类"]],
    &[&["脱贫户"], &["监测户", "监测对象"], &["一般户", "一般农户"]],
];

/// Qualities that one person or thing may have together with others.
const OVERLAPS: [&str; 10] = ["女", "男", "以上", "以下", "少数民族", "党员", "学历", "涉及", "职称", "重点"];

/// Whether the labels name every class of a group, one each, so that the parts exhaust their whole.
pub(super) fn closed(labels: &[Phrase<'_>]) -> bool {
    GROUPS.iter().any(|group| {
        group.len() == labels.len()
            && group.iter().all(|class| labels.iter().filter(|l| names(class, **l, group)).count() == 1)
    })
}

/// Whether a label names a class: of the words of the group that it holds the longest counts, of equal ones the first
/// (非税收入 is 非税, not 税收).
fn names(class: &[&str], label: Phrase<'_>, group: &[&[&str]]) -> bool {
    let strength =
        |class: &[&str]| class.iter().filter_map(|w| Some((w.len(), usize::MAX - label.find(w)?))).max();
    let own = strength(class);
    own.is_some() && group.iter().all(|other| strength(other) <= own)
}

/// Whether one of the labels is a quality that may overlap with another; age bands that follow on each other do not.
pub(super) fn may_overlap(labels: &[Phrase<'_>]) -> bool {
    let bands = labels.iter().filter(|l| l.has("岁")).count();
    if bands == labels.len() && labels.len() >= 3 {
        return !labels.iter().any(|l| l.has_any(&['至', '-', '~']));
    }
    labels.iter().any(|l| OVERLAPS.iter().any(|w| l.has(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str], test: fn(&[Phrase<'_>]) -> bool) -> bool {
        let all: Vec<Vec<char>> = words.iter().map(|w| w.chars().collect()).collect();
        test(&all.iter().map(|chars| Phrase(chars)).collect::<Vec<_>>())
    }

    #[test]
    fn classes_that_exhaust_a_whole_are_known() {
        assert!(asked(&["其中旧存", "新收"], closed));
        assert!(asked(&["税收收入完成", "非税收入完成"], closed));
        assert!(asked(&["合格", "不合格"], closed));
        assert!(!asked(&["税收收入完成", "税收返还"], closed));
        assert!(!asked(&["男", "女", "党员"], closed));
        assert!(!asked(&["教育", "卫生"], closed));
    }

    #[test]
    fn qualities_overlap_and_age_bands_do_not() {
        assert!(asked(&["女党员", "大专以上学历"], may_overlap));
        assert!(asked(&["35岁以下", "60岁以上"], may_overlap));
        assert!(!asked(&["60至69岁", "70至79岁", "80岁以上"], may_overlap));
    }
}
