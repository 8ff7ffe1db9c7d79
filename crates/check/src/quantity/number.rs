//! Numbers: digits with thousands separators (comma or blank) and decimals, and Chinese numerals where they are unambiguous.

use crate::amount::ONE;
use crate::scan::Page;

/// A number as read: value in 1/[`ONE`], the weight of its last digit, and where it ends.
pub(crate) struct Number {
    pub(crate) value: i128,
    pub(crate) step: i128,
    pub(crate) end: usize,
    pub(crate) decimals: bool,
}

/// Where the run of digits, dots and dashes that begins at `i` ends, so that what is no number is passed as a whole.
pub(crate) fn run_end(page: &Page, mut i: usize) -> usize {
    while page.at(i).is_ascii_digit()
        || (matches!(page.at(i), '.' | '-' | '/') && page.at(i + 1).is_ascii_digit())
    {
        i += 1;
    }
    i
}

/// A number in digits at `i`; none for telephone numbers, dotted dates, numbers with leading zeros or of more than 15 digits.
pub(crate) fn digits(page: &Page, i: usize) -> Option<Number> {
    let mut end = i;
    let mut value: i128 = 0;
    let mut count = 0;
    while let Some(d) = page.at(end).to_digit(10) {
        if count == 15 {
            return None;
        }
        value = value * 10 + i128::from(d);
        count += 1;
        end += 1;
    }
    if count == 0 || (page.at(i) == '0' && count > 1) {
        return None;
    }
    if count <= 3 {
        while matches!(page.at(end), ',' | ' ') && thousands(page, end + 1) && value < 1_000_000_000_000 {
            for k in 1..=3 {
                value = value * 10 + i128::from(page.at(end + k).to_digit(10)?);
            }
            end += 4;
        }
    }
    let mut step = ONE;
    value *= ONE;
    let decimals = page.at(end) == '.' && page.at(end + 1).is_ascii_digit();
    if decimals {
        end += 1;
        while let Some(d) = page.at(end).to_digit(10) {
            step /= 10;
            if step < 100 {
                return None;
            }
            value += i128::from(d) * step;
            end += 1;
        }
    }
    let goes_on = matches!(page.at(end), '.' | '/') && page.at(end + 1).is_ascii_digit();
    (!goes_on).then_some(Number { value, step, end, decimals })
}

fn thousands(page: &Page, i: usize) -> bool {
    (0..3).all(|k| page.at(i + k).is_ascii_digit()) && !page.at(i + 3).is_ascii_digit()
}

/// Whether the character is a Chinese numeral.
pub(crate) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || weight(c).is_some()
}

/// The value of a single Chinese digit.
pub(crate) fn digit(c: char) -> Option<i128> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn weight(c: char) -> Option<i128> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// A Chinese numeral at `i`, read by place (二百三十一); none where a reader would hesitate (一万二, 三五).
pub(crate) fn numeral(page: &Page, i: usize) -> Option<Number> {
    let (mut total, mut section, mut pending): (i128, i128, Option<i128>) = (0, 0, None);
    let (mut end, mut last_weight, mut after_zero) = (i, 0, false);
    while is_numeral(page.at(end)) && end - i < 16 {
        let c = page.at(end);
        if let Some(d) = digit(c) {
            if pending.is_some() {
                return None;
            }
            after_zero |= d == 0;
            pending = (d != 0).then_some(d);
        } else if let Some(w) = weight(c) {
            if w >= 10_000 {
                section += pending.take().unwrap_or(0);
                if section == 0 {
                    return None;
                }
                total += section * w;
                section = 0;
            } else {
                let times = pending.take().unwrap_or(i128::from(w == 10));
                if times == 0 {
                    return None;
                }
                section += times * w;
            }
            last_weight = w;
            after_zero = false;
        }
        end += 1;
    }
    if let Some(d) = pending {
        if last_weight >= 100 && !after_zero {
            return None;
        }
        section += d;
    }
    let value = (total + section).checked_mul(ONE)?;
    (end > i).then_some(Number { value, step: ONE, end, decimals: false })
}
