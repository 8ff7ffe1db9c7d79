//! Quantities: a number with its unit, its hedge and how exactly it was written.

mod fraction;
mod number;
mod unit;

pub(crate) use number::{digit, digits, is_numeral, run_end};
pub(crate) use unit::{Currency, Unit};

use crate::amount::{Amount, ONE};
use crate::scan::Page;
use number::Number;

/// One quantity of the text; positions in characters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quantity {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) amount: Amount,
    pub(crate) unit: Unit,
    /// The multiplier in writing: 1, 万 or 亿 and the like.
    pub(crate) scale: i128,
    /// 余, 近, 以上 and the like, or one end of a range: never part of a certain relation.
    pub(crate) hedged: bool,
}

/// The quantity at `i`, or where to read on if the number there counts nothing (a date, a name, a telephone number).
pub(crate) fn quantity_at(page: &Page, i: usize) -> Result<Quantity, usize> {
    if page.is(i, "百分之") {
        return percent_in_words(page, i);
    }
    if let Some(part) = fraction::fraction_at(page, i) {
        return Ok(part);
    }
    let ascii = page.at(i).is_ascii_digit();
    let number = if ascii { digits(page, i) } else { number::numeral(page, i) };
    let Some(number) = number else { return Err(if ascii { run_end(page, i) } else { i + 1 }) };
    let skip = Err(number.end.max(i + 1));
    let split = page.before(i) == ' ' && page.before(i - 1).is_ascii_digit();
    if matches!(page.before(i), '第' | '初' | '几' | '数') || page.before(i).is_ascii_digit() || split {
        return skip;
    }
    if !ascii && (is_numeral(page.before(i)) || number.end - i < 2 || !weighty(page, i, number.end)) {
        return skip;
    }
    let (mut end, scale) = if ascii { multiplier(page, number.end) } else { (number.end, 1) };
    let mut hedged = hedge_before(page, i) || in_range(page, i, end);
    while matches!(page.at(end), '余' | '多' | '来' | '几') {
        hedged = true;
        end += 1;
    }
    let (late, late_scale) = if hedged && scale == 1 { multiplier(page, end) } else { (end, 1) };
    let (end, scale) = (late, scale * late_scale);
    let at = page.skip_blank(end);
    let Some((unit, len)) = (if at <= end + 2 { unit::unit_at(page, at) } else { None }) else { return skip };
    let end = at + len;
    hedged |= hedge_after(page, end);
    let Some(mut amount) = amount(&number, scale) else { return skip };
    if matches!(unit, Unit::Percent | Unit::Points) {
        amount = Amount { half: number.step / 2, soft: number.step / 2, ..amount };
    }
    Ok(Quantity { start: i, end, amount, unit, scale, hedged })
}

fn amount(number: &Number, scale: i128) -> Option<Amount> {
    let limit = ONE.checked_mul(1_000_000_000_000_000_000)?;
    let value = number.value.checked_mul(scale).filter(|v| *v <= limit)?;
    let soft = number.step.checked_mul(scale)? / 2;
    let half = if number.decimals { soft } else { 0 };
    Some(Amount { value, half, soft: if scale > 1 || number.decimals { soft } else { 0 } })
}

/// Whether a Chinese numeral is written by place, so that it is a number and not a list of digits.
fn weighty(page: &Page, start: usize, end: usize) -> bool {
    page.slice(start, end).iter().any(|c| matches!(c, '十' | '百' | '千' | '万' | '亿'))
}

fn multiplier(page: &Page, i: usize) -> (usize, i128) {
    let at = page.skip_blank(i);
    match (page.at(at), page.at(at + 1)) {
        ('万', '亿') => (at + 2, 1_000_000_000_000),
        ('千', '万') => (at + 2, 10_000_000),
        ('百', '万') => (at + 2, 1_000_000),
        ('万', _) => (at + 1, 10_000),
        ('亿', _) => (at + 1, 100_000_000),
        ('千', '元' | '人' | '户' | '亩') => (at + 1, 1000),
        _ => (i, 1),
    }
}

fn hedge_before(page: &Page, i: usize) -> bool {
    let mut k = i;
    while page.before(k) == ' ' {
        k -= 1;
    }
    match page.before(k) {
        '近' => page.before(k - 1) != '附',
        '约' => !matches!(page.before(k - 1), '节' | '预' | '签' | '履' | '违' | '合' | '公'),
        '逾' | '超' => true,
        last if !matches!(
            last,
            '过' | '于' | '足' | '少' | '多' | '达' | '破' | '右' | '百' | '到' | '概' | '计' | '出'
        ) =>
        {
            false
        }
        _ => [
            "超过",
            "大于",
            "小于",
            "不足",
            "不低于",
            "不少于",
            "不超过",
            "至少",
            "最多",
            "多达",
            "突破",
            "接近",
            "左右",
            "上百",
            "高于",
            "低于",
            "不到",
            "大概",
            "估计",
            "超出",
        ]
        .iter()
        .any(|word| page.ends(k, word)),
    }
}

fn hedge_after(page: &Page, i: usize) -> bool {
    let first = page.at(i);
    if !matches!(first, '余' | '多' | '以' | '之' | '左' | '上' | '不' | '-' | '~' | '至' | '到') {
        return false;
    }
    matches!(first, '余' | '多')
        || ["以上", "以下", "以内", "之内", "左右", "上下", "不等", "之多", "之间"]
            .iter()
            .any(|word| page.is(i, word))
        || (matches!(page.at(i), '-' | '~' | '至' | '到') && page.at(i + 1).is_ascii_digit())
}

fn in_range(page: &Page, start: usize, end: usize) -> bool {
    let joins = |c: char| matches!(c, '-' | '~' | '至' | '到');
    let before = start >= 2
        && joins(page.before(start))
        && (page.before(start - 1).is_ascii_digit() || page.before(start - 1) == '%');
    before || (joins(page.at(end)) && page.at(end + 1).is_ascii_digit())
}

/// 百分之九十五点五 and 百分之95.5.
fn percent_in_words(page: &Page, start: usize) -> Result<Quantity, usize> {
    let i = start + 3;
    let skip = Err(i);
    let number = if page.at(i).is_ascii_digit() { digits(page, i) } else { number::numeral(page, i) };
    let Some(mut number) = number else { return skip };
    if page.at(number.end) == '点' {
        let mut step = ONE;
        let mut end = number.end + 1;
        while let Some(d) = digit(page.at(end)) {
            step /= 10;
            number.value += d * step;
            end += 1;
            if step < 1000 {
                return skip;
            }
        }
        number = Number { step, end, decimals: step < ONE, ..number };
    }
    let hedged = hedge_before(page, start) || hedge_after(page, number.end) || page.is(number.end, "几");
    let Some(amount) = amount(&number, 1) else { return skip };
    let soft = number.step / 2;
    Ok(Quantity {
        start,
        end: number.end,
        amount: Amount { half: soft, soft, ..amount },
        unit: Unit::Percent,
        scale: 1,
        hedged,
    })
}

#[cfg(test)]
mod tests;
