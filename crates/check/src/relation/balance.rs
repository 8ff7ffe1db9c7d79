//! Balances over a period: what was carried over and what came in, less what went out, is what is carried on.

use super::{Relation, number, plain};
use crate::clause::{Figure, Reading};
use crate::report::{Kind, Level};
use crate::scan::{Lexicon, Phrase};

static OPENING: Lexicon =
    Lexicon::new(&["上年结转", "上年转入", "年初", "期初", "月初", "旧存", "上年末", "上期末", "结转上年"]);
static INFLOW: Lexicon = Lexicon::new(&[
    "出生",
    "迁入",
    "新收",
    "新增",
    "收到",
    "入库",
    "购入",
    "受理",
    "接收",
    "本年收",
    "收入",
    "登记",
]);
static OUTFLOW: Lexicon = Lexicon::new(&[
    "死亡",
    "迁出",
    "解除",
    "退出",
    "取消",
    "办结",
    "答复",
    "出库",
    "支出",
    "领用",
    "注销",
    "审结",
    "执结",
    "消耗",
    "减少",
    "办理完毕",
]);
static CLOSING: Lexicon =
    Lexicon::new(&["结转下", "年末", "期末", "月末", "下年度", "转下年", "未结", "未办结"]);

/// The words of net changes and of what is left at the end: nearly no label has one.
static ENDING: Lexicon = Lexicon::new(&[
    "净增",
    "净减",
    "净流出",
    "结转下",
    "年末",
    "期末",
    "月末",
    "下年度",
    "转下年",
    "未结",
    "未办结",
]);

/// The balance that the closing figure at `k` belongs to, where the text names one of each.
pub(super) fn of(reading: &Reading, k: usize, closing: &Figure) -> Option<Relation> {
    let says = |f: &Figure, words: &Lexicon| words.occurs(reading.label(f).0);
    if !ENDING.occurs(reading.label(closing).0) {
        return None;
    }
    if let Some(up) = net(reading.label(closing)) {
        return changed(reading, k, closing, up);
    }
    if !says(closing, &CLOSING) {
        return None;
    }
    let flows: Vec<&Figure> = reading
        .back(k, 8)
        .map(|(_, f)| f)
        .take_while(|f| f.sentence == closing.sentence)
        .filter(|f| f.unit() == closing.unit() && f.depth == closing.depth)
        .collect();
    if flows.iter().any(|f| f.q.hedged) {
        return None;
    }
    let one = |words: &Lexicon, not: Option<&Lexicon>| {
        let mut all = flows.iter().filter(|f| says(f, words) && !not.is_some_and(|not| says(f, not)));
        all.next().filter(|_| all.next().is_none()).copied()
    };
    let opening = one(&OPENING, None)?;
    let inflow = one(&INFLOW, Some(&OPENING))?;
    let outflow = one(&OUTFLOW, Some(&OPENING))?;
    if flows.len() != 3 || inflow.q.start == outflow.q.start {
        return None;
    }
    let computed = opening.amount().plus(inflow.amount())?.plus(outflow.amount().negative())?;
    let fit = computed.fits(closing.amount());
    let shown = plain(computed.value, closing.q.scale);
    let formula = format!("{} + {} - {} = {shown}", number(opening), number(inflow), number(outflow));
    let relation = Relation::new(Kind::Remainder, fit, Level::Error).at(&[closing, opening, inflow, outflow]);
    Some(relation.words(number(closing), shown, formula))
}

/// Whether a label tells a net change, and whether it goes up.
fn net(label: Phrase<'_>) -> Option<bool> {
    if label.has("净增") {
        return Some(true);
    }
    (label.has("净减") || label.has("净流出")).then_some(false)
}

/// 新增862户,注销214户,净增648户: the two figures right before.
fn changed(reading: &Reading, k: usize, closing: &Figure, up: bool) -> Option<Relation> {
    let (out, inward) = (reading.figures.get(k.checked_sub(1)?)?, reading.figures.get(k.checked_sub(2)?)?);
    let plain_pair = [out, inward].iter().all(|f| {
        f.sentence == closing.sentence
            && f.unit() == closing.unit()
            && !f.q.hedged
            && f.depth == closing.depth
    });
    let says = |f: &Figure, words: &Lexicon| words.occurs(reading.label(f).0);
    let paired = says(inward, &INFLOW) && says(out, &OUTFLOW);
    if !plain_pair || !paired || reading.label(closing).has_any(&['比', '较']) {
        return None;
    }
    let difference = inward.amount().plus(out.amount().negative())?;
    let difference = if up { difference } else { difference.negative() };
    let fit = difference.fits(closing.amount());
    let shown = plain(difference.value, closing.q.scale);
    let formula = if up {
        format!("{} - {} = {shown}", number(inward), number(out))
    } else {
        format!("{} - {} = {shown}", number(out), number(inward))
    };
    let relation = Relation::new(Kind::Remainder, fit, Level::Error).at(&[closing, inward, out]);
    Some(relation.words(number(closing), shown, formula))
}
