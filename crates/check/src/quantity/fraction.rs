//! Fractions and tenths: 三分之一, 九成, 两成五. They are spoken numbers, so they are read as percentages with a wide margin.

use super::{Quantity, Unit, hedge_after, hedge_before};
use crate::amount::{Amount, ONE};
use crate::scan::Page;

/// A fraction or tenths at `i`.
pub(super) fn fraction_at(page: &Page, i: usize) -> Option<Quantity> {
    let first = small(page, i)?;
    if super::is_numeral(page.before(i)) || page.before(i).is_ascii_digit() || page.before(i) == '.' {
        return None;
    }
    match page.at(i + 1) {
        '分' if page.at(i + 2) == '之' => parted(page, i, first),
        '成' => tenths(page, i, first),
        _ => None,
    }
}

fn small(page: &Page, i: usize) -> Option<i128> {
    let c = page.at(i);
    let digit = c.to_digit(10).map(i128::from).or_else(|| super::digit(c));
    digit.or((c == '十').then_some(10)).filter(|d| (1..=10).contains(d))
}

fn parted(page: &Page, i: usize, whole: i128) -> Option<Quantity> {
    let part = small(page, i + 3).filter(|p| *p < whole)?;
    Some(share(page, i, i + 4, part * 10_000 / whole, 2 * ONE))
}

fn tenths(page: &Page, i: usize, tenths: i128) -> Option<Quantity> {
    let half = small(page, i + 2).filter(|d| *d < 10 && !super::is_numeral(page.at(i + 3)));
    let end = i + 2 + usize::from(half.is_some());
    let word = matches!(
        page.at(end),
        '为' | '立'
            | '果'
            | '功'
            | '本'
            | '员'
            | '效'
            | '品'
            | '长'
            | '熟'
            | '绩'
            | '就'
            | '交'
            | '都'
            | '型'
            | '分'
            | '人'
            | '套'
    );
    let hundredths = tenths * 1000 + half.unwrap_or(0) * 100;
    (!word && tenths < 10)
        .then(|| share(page, i, end, hundredths, if half.is_some() { ONE } else { 5 * ONE }))
}

fn share(page: &Page, start: usize, end: usize, hundredths: i128, margin: i128) -> Quantity {
    let amount = Amount { value: hundredths * (ONE / 100), half: margin, soft: margin };
    let hedged = hedge_before(page, start) || hedge_after(page, end);
    Quantity { start, end, amount, unit: Unit::Percent, scale: 1, hedged }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<i128> {
        let page = Page::new(text);
        (0..page.len()).find_map(|i| fraction_at(&page, i)).map(|q| q.amount.value * 100 / ONE)
    }

    #[test]
    fn fractions_and_tenths_are_read_and_words_are_not() {
        assert_eq!(read("占三分之一"), Some(3333));
        assert_eq!(read("占四分之三。"), Some(7500));
        assert_eq!(read("九成"), Some(9000));
        assert_eq!(read("两成五"), Some(2500));
        for text in ["三成员单位", "一成为常态", "十二分之一", "之一", "分成三类"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
