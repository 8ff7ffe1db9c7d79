//! The cue words, those that begin alike side by side and the longest first, with an index by the first character.

use super::cue::Cues;
use super::{Page, Sieve};

/// Whether a word begins with a character, told without encoding it.
#[inline]
pub(crate) fn begins(word: &str, c: char) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|first| first == c)
}

/// The word at `i` and its cues.
#[inline]
pub(crate) fn at(page: &Page, i: usize) -> Option<(&'static str, Cues)> {
    let c = page.at(i);
    let head = usize::from(*INDEX.get(slot(c))?).checked_sub(1)?;
    let alike = WORDS.get(head..)?.iter().take_while(|(word, _)| begins(word, c));
    alike.copied().find(|(word, _)| page.is(i, word))
}

/// Places in the index: the smallest number for which no two first characters meet.
const SLOTS: usize = 911;

const fn slot(c: char) -> usize {
    c as usize % SLOTS
}

/// For each place one more than the first word there; 0 for none.
static INDEX: [u8; SLOTS] = {
    let mut index = [0; SLOTS];
    let mut k = WORDS.len();
    while k > 0 {
        k -= 1;
        index[slot(first(WORDS[k].0))] = k as u8 + 1;
    }
    index
};

/// The characters at which a cue, a phrase or a number may begin: at all others a reader goes on at once.
pub(crate) static TELLING: Sieve = {
    let mut sieve = Sieve::empty();
    let (mut k, mut n) = (0, 0);
    while k < WORDS.len() {
        sieve = sieve.with(WORDS[k].0);
        k += 1;
    }
    while n < OTHERS.len() {
        sieve = sieve.with(OTHERS[n]);
        n += 1;
    }
    sieve
};

/// Numerals, and the first characters of phrases with a free middle.
const OTHERS: [&str; 19] = [
    "零", "一", "二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "亿", "按",
    "从", "由",
];

/// The first characters of words, to be compared before the words are.
pub(crate) const fn firsts<const N: usize>(words: &[(&str, &str); N]) -> [char; N] {
    let mut firsts = [' '; N];
    let mut k = 0;
    while k < N {
        firsts[k] = first(words[k].0);
        k += 1;
    }
    firsts
}

/// The first character of a word, which is ASCII or takes three bytes, as Han characters do.
const fn first(word: &str) -> char {
    let bytes = word.as_bytes();
    if bytes[0] < 0x80 {
        return bytes[0] as char;
    }
    let code = ((bytes[0] as u32 & 0x0f) << 12) | ((bytes[1] as u32 & 0x3f) << 6) | (bytes[2] as u32 & 0x3f);
    match char::from_u32(code) {
        Some(c) => c,
        None => ' ',
    }
}

/// Words of parts and totals, of change and comparison, of shares, rates, plans and states. Words that merely look like a cue
/// carry none and so are passed over.
#[rustfmt::skip]
const WORDS: &[(&str, Cues)] = &[
    ("其中", Cues::AMONG), ("其他", Cues::OTHER), ("其它", Cues::OTHER), ("其余", Cues::REST),
    ("包括", Cues::INCLUDE), ("包含", Cues::INCLUDE), ("分为", Cues::INCLUDE), ("分成", Cues::INCLUDE),
    ("共同", Cues::NONE), ("共享", Cues::NONE), ("共建", Cues::NONE), ("共治", Cues::NONE), ("共产", Cues::NONE),
    ("共青", Cues::NONE), ("共和", Cues::NONE), ("共性", Cues::NONE), ("共", Cues::TOTAL), ("公共", Cues::NONE),
    ("中共", Cues::NONE), ("合计占", Cues::SHARE_JOINTLY), ("合起来", Cues::TOTAL_JOINTLY),
    ("合计", Cues::TOTAL_JOINTLY), ("合共", Cues::TOTAL), ("累计", Cues::TOTAL), ("总计", Cues::TOTAL),
    ("总共", Cues::TOTAL), ("总数", Cues::TOTAL), ("总量", Cues::TOTAL), ("总额", Cues::TOTAL),
    ("加在一起", Cues::TOTAL_JOINTLY), ("加起来", Cues::TOTAL_JOINTLY), ("小计", Cues::TOTAL),
    ("增收节支", Cues::NONE), ("增加值", Cues::NONE), ("增加到", Cues::UP_TO), ("增加至", Cues::UP_TO), ("增长到", Cues::UP_TO),
    ("增长至", Cues::UP_TO), ("增至", Cues::UP_TO), ("增到", Cues::UP_TO), ("增设", Cues::NONE),
    ("增强", Cues::NONE), ("增值", Cues::NONE), ("增效", Cues::NONE), ("增补", Cues::NONE), ("增发", Cues::NONE),
    ("增", Cues::UP), ("新增", Cues::ACT), ("减少到", Cues::DOWN_TO), ("减少至", Cues::DOWN_TO),
    ("减至", Cues::DOWN_TO), ("减免", Cues::NONE), ("减税", Cues::NONE), ("减排", Cues::NONE),
    ("减便", Cues::NONE), ("减负", Cues::NONE), ("减灾", Cues::NONE), ("减", Cues::DOWN), ("压减", Cues::DOWN),
    ("压缩", Cues::DOWN), ("压降", Cues::DOWN), ("下降到", Cues::DOWN_TO), ("下降至", Cues::DOWN_TO),
    ("下半年", Cues::SEASON), ("下降", Cues::DOWN), ("下滑", Cues::DOWN), ("降低到", Cues::DOWN_TO),
    ("降低至", Cues::DOWN_TO), ("降至", Cues::DOWN_TO), ("降到", Cues::DOWN_TO), ("降水", Cues::NONE),
    ("降", Cues::DOWN), ("上升到", Cues::UP_TO), ("上升至", Cues::UP_TO), ("上一年", Cues::PRIOR),
    ("上半年", Cues::SEASON), ("上升", Cues::UP), ("上涨", Cues::UP), ("上年", Cues::PRIOR),
    ("上月", Cues::PRIOR), ("上季", Cues::PRIOR), ("上期", Cues::PRIOR), ("提高到", Cues::UP_TO),
    ("提高至", Cues::UP_TO), ("提升到", Cues::UP_TO), ("提升至", Cues::UP_TO), ("提高", Cues::UP),
    ("提升", Cues::UP), ("扩大到", Cues::UP_TO), ("扩大至", Cues::UP_TO), ("回落", Cues::DOWN),
    ("回复", Cues::DONE), ("回升", Cues::UP), ("涨", Cues::UP), ("跌", Cues::DOWN), ("缩减", Cues::DOWN),
    ("多收", Cues::UP), ("多支", Cues::UP), ("多元", Cues::NONE), ("多种", Cues::NONE), ("多次", Cues::NONE),
    ("多个", Cues::NONE), ("多", Cues::MORE), ("少收", Cues::DOWN), ("少支", Cues::DOWN), ("少数", Cues::NONE),
    ("少年", Cues::NONE), ("少", Cues::FEWER), ("比重", Cues::SHARE), ("比例", Cues::SHARE),
    ("比率", Cues::RATE), ("比赛", Cues::NONE), ("比较", Cues::NONE), ("比武", Cues::NONE), ("比如", Cues::OPEN),
    ("比对", Cues::NONE), ("比", Cues::COMPARE), ("较大", Cues::NONE), ("较好", Cues::NONE),
    ("较多", Cues::NONE), ("较为", Cues::NONE), ("较强", Cues::NONE), ("较", Cues::COMPARE),
    ("同口径", Cues::ADJUSTED), ("同上年", Cues::COMPARE_PRIOR), ("同去年", Cues::COMPARE_PRIOR),
    ("同比", Cues::COMPARE), ("同期", Cues::PRIOR), ("环比", Cues::COMPARE), ("去年", Cues::PRIOR),
    ("前10", Cues::OPEN), ("前年", Cues::PRIOR), ("前三", Cues::OPEN), ("前五", Cues::OPEN),
    ("前十", Cues::OPEN), ("前四", Cues::OPEN), ("前两", Cues::OPEN), ("前六", Cues::OPEN), ("前列", Cues::OPEN),
    ("前3", Cues::OPEN), ("前5", Cues::OPEN), ("可比", Cues::ADJUSTED), ("剔除", Cues::ADJUSTED),
    ("扣除", Cues::ADJUSTED), ("由于", Cues::NONE), ("由", Cues::FROM), ("从", Cues::FROM),
    ("占比", Cues::SHARE), ("占用", Cues::NONE), ("占地", Cues::NONE), ("占道", Cues::NONE), ("占", Cues::SHARE),
    ("率先", Cues::NONE), ("率队", Cues::NONE), ("率", Cues::RATE), ("效率", Cues::NONE),
    ("年初预算", Cues::PLAN), ("年度预算", Cues::PLAN), ("年初", Cues::PRIOR), ("年均", Cues::AVERAGE),
    ("预算安排", Cues::PLAN), ("预算为", Cues::PLAN), ("预算数", Cues::PLAN), ("预算的", Cues::PLAN),
    ("预期", Cues::PLAN), ("预计", Cues::PLAN), ("全年预算", Cues::PLAN), ("全年任务", Cues::PLAN),
    ("全年目标", Cues::PLAN), ("调整预算", Cues::PLAN), ("调处", Cues::DONE), ("调解", Cues::DONE),
    ("计划", Cues::PLAN), ("任务", Cues::PLAN), ("目标", Cues::PLAN_LIMIT), ("目前", Cues::NOW),
    ("应急", Cues::NONE), ("应用", Cues::NONE), ("应收", Cues::PLAN), ("应办", Cues::PLAN), ("应参", Cues::PLAN),
    ("应到", Cues::PLAN), ("截至", Cues::NOW), ("截止", Cues::NOW), ("剩", Cues::LEFT), ("还有", Cues::LEFT),
    ("还剩", Cues::LEFT), ("尚", Cues::LEFT), ("余下", Cues::LEFT), ("正在", Cues::LEFT), ("未", Cues::NOT),
    ("不包括", Cues::ADJUSTED), ("不变价", Cues::ADJUSTED), ("不低于", Cues::LIMIT), ("不超过", Cues::LIMIT),
    ("不含", Cues::ADJUSTED), ("不少", Cues::NONE), ("不断", Cues::NONE), ("不", Cues::NOT), ("已", Cues::DONE),
    ("完成", Cues::DONE), ("办结", Cues::DONE), ("办毕", Cues::DONE), ("处理", Cues::DONE), ("处置", Cues::DONE),
    ("处结", Cues::DONE), ("审执结", Cues::DONE), ("审结", Cues::DONE), ("执结", Cues::DONE),
    ("结案", Cues::DONE), ("结转", Cues::NONE), ("整改", Cues::DONE), ("化解", Cues::DONE), ("解决", Cues::DONE),
    ("答复", Cues::DONE), ("销号", Cues::DONE), ("收到", Cues::ACT), ("开展", Cues::ACT), ("举办", Cues::ACT),
    ("召开", Cues::ACT), ("发放", Cues::ACT), ("发现", Cues::ACT), ("组织开展", Cues::ACT), ("涉及", Cues::ACT),
    ("居前", Cues::OPEN), ("排在前", Cues::OPEN), ("排名", Cues::OPEN), ("主要", Cues::OPEN),
    ("例如", Cues::OPEN), ("至少", Cues::LIMIT), ("每", Cues::EACH), ("平均", Cues::AVERAGE),
    ("日均", Cues::AVERAGE), ("日报", Cues::NONE), ("人均", Cues::AVERAGE), ("人民", Cues::NONE),
    ("要求", Cues::LIMIT), ("标准", Cues::LIMIT), ("季度", Cues::SEASON), ("月均", Cues::AVERAGE),
    ("月", Cues::SEASON),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_at_its_first_character() {
        for (word, cues) in WORDS {
            assert_eq!(at(&Page::new(word), 0), Some((*word, *cues)));
        }
        assert_eq!(at(&Page::new("镇"), 0), None);
    }

    #[test]
    fn whatever_begins_a_number_or_a_cue_is_telling() {
        for c in ('\u{4e00}'..='\u{9fff}').filter(|c| !TELLING.holds(*c)) {
            let page = Page::new(&c.to_string());
            let folded = page.at(0);
            let mute = at(&page, 0).is_none() && !crate::quantity::is_numeral(folded);
            assert!(mute || TELLING.holds(folded), "{c}");
        }
        assert!(['按', '从', '由'].iter().all(|c| TELLING.holds(*c)) && !TELLING.holds('镇'));
    }
}
