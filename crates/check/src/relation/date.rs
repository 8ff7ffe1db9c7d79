//! Dates in running text: days that the calendar does not have, days of the week, first and last day of a period, terms and their ends.

use super::{Hint, Relation};
use crate::amount::Fit;
use crate::clause::Reading;
use crate::report::{Kind, Level};
use crate::scan::Page;

/// A month and day as written, with the year if one stands before.
#[derive(Clone, Copy, Debug)]
struct Day {
    start: usize,
    end: usize,
    year: Option<i64>,
    month: i64,
    day: i64,
}

/// Finds what dates state.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    let page = &reading.page;
    let mut last: Option<Day> = None;
    for i in 1..page.len() {
        if page.at(i) != '月' || !page.before(i).is_ascii_digit() || !page.at(i + 1).is_ascii_digit() {
            continue;
        }
        let Some(day) = day_at(page, i) else { continue };
        if day.day > length(day.year, day.month) || day.month == 0 || day.month > 12 || day.day == 0 {
            found.push(unknown(page, day));
            last = None;
            continue;
        }
        found.extend(weekday(page, day));
        if let Some(before) = last {
            found.extend(range(page, before, day));
            found.extend(term(page, before, day));
        }
        last = Some(day);
    }
}

/// The date whose 月 stands at `i`.
fn day_at(page: &Page, i: usize) -> Option<Day> {
    let (month, mut start) = digits_before(page, i)?;
    let mut year = None;
    if page.before(start) == '年'
        && let Some((y, from)) = digits_before(page, start - 1).filter(|(y, _)| (1900..2200).contains(y))
    {
        year = Some(y);
        start = from;
    }
    let mut end = i + 1;
    let mut day = 0;
    while let Some(d) = page.at(end).to_digit(10).filter(|_| end < i + 4) {
        day = day * 10 + i64::from(d);
        end += 1;
    }
    (matches!(page.at(end), '日' | '号') && end < i + 4).then_some(Day {
        start,
        end: end + 1,
        year,
        month,
        day,
    })
}

fn digits_before(page: &Page, end: usize) -> Option<(i64, usize)> {
    let mut start = end;
    while page.before(start).is_ascii_digit() && end - start < 5 {
        start -= 1;
    }
    let value =
        page.slice(start, end).iter().try_fold(0, |n, c| Some(n * 10 + i64::from(c.to_digit(10)?)))?;
    (start < end && end - start < 5).then_some((value, start))
}

/// The days of a month; February of an unknown year may have 29.
fn length(year: Option<i64>, month: i64) -> i64 {
    match month {
        2 => year.map_or(29, |y| if y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) { 29 } else { 28 }),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1 March 0000 in the Gregorian calendar.
fn number(year: i64, month: i64, day: i64) -> i64 {
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1
}

fn unknown(page: &Page, day: Day) -> Relation {
    let mut relation = Relation::new(Kind::Period, Fit::Off, Level::Error).hint(Hint::NoSuchDay);
    relation.places = vec![(day.start, day.end)];
    let longest = if (1..=12).contains(&day.month) { length(day.year, day.month) } else { 12 };
    relation.words(page.text(day.start, day.end), longest.to_string(), "")
}

const WEEKDAYS: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];

/// 2023年12月4日(星期一).
fn weekday(page: &Page, day: Day) -> Option<Relation> {
    let year = day.year?;
    let from = day.end + usize::from(page.at(day.end) == '(');
    let word = ["星期", "周", "礼拜"].iter().find(|w| page.is(from, w))?;
    let at = from + word.chars().count();
    let told = match page.at(at) {
        '天' => '日',
        c => c,
    };
    let told_index = WEEKDAYS.iter().position(|c| *c == told)?;
    // 1 March 0000 was a Wednesday.
    let real = usize::try_from((number(year, day.month, day.day) + 2).rem_euclid(7)).ok()?;
    let fit = if real == told_index { Fit::Holds } else { Fit::Off };
    let mut relation = Relation::new(Kind::Period, fit, Level::Error).hint(Hint::Weekday);
    let end = at + 1 + usize::from(page.at(day.end) == '(' && page.at(at + 1) == ')');
    relation.places = vec![(day.start, end)];
    let shown = format!("星期{}", WEEKDAYS.get(real)?);
    Some(relation.words(page.text(day.start, day.end) + &format!("星期{told}"), shown, ""))
}

/// 自2023年7月1日至2023年3月31日.
fn range(page: &Page, first: Day, second: Day) -> Option<Relation> {
    let between = page.phrase(first.end, second.start.min(first.end + 8));
    let joins = between.trim().is_any(&["至", "到", "-", "起至", "~", "起到"]);
    let opened = matches!(page.before(first.start), '自' | '从' | '(' | '为' | '期' | ':' | '间' | '于');
    let (a, b) = (first.year?, second.year.or(first.year)?);
    if !joins || (second.year.is_none() && !opened) {
        return None;
    }
    let ordered = number(a, first.month, first.day) <= number(b, second.month, second.day);
    if !ordered && second.year.is_none() {
        // The year that follows is often left out: 2023年12月20日至1月10日.
        return None;
    }
    let mut relation =
        Relation::new(Kind::Period, if ordered { Fit::Holds } else { Fit::Off }, Level::Suspect);
    relation.places = vec![(first.start, first.end), (second.start, second.end)];
    Some(relation.words(
        page.text(first.start, first.end),
        page.text(second.start, second.end),
        String::new(),
    ))
}

/// 2023年3月1日送达,限15日内(即2023年3月16日前).
fn term(page: &Page, from: Day, until: Day) -> Option<Relation> {
    if until.start - from.end > 60 || page.has(from.end, until.start, "。") {
        return None;
    }
    let i = (from.end..until.start)
        .find(|i| page.is(*i, "日内") || page.is(*i, "个工作日内") || page.is(*i, "天内"))?;
    let (days, start) = digits_before(page, i)?;
    let tail = page.phrase(i, until.start);
    let means = ["即", "截至", "截止", "至", "应于", "于"].iter().any(|w| tail.ends_with(w));
    let anchored = ["送达", "收到", "印发", "受理", "作出", "起", "签收", "公告", "立案"]
        .iter()
        .any(|w| page.has(from.end, i, w));
    if !means || !anchored || page.is(i, "个工作日内") || days == 0 {
        return None;
    }
    let year = from.year?;
    let begun = number(year, from.month, from.day);
    let ends = number(until.year.unwrap_or(year), until.month, until.day);
    // The first day is not counted; a last day on a holiday moves on (民法典 arts. 201, 203), seven days at most.
    let off = ends - begun - days;
    let weekend = matches!((begun + days + 2).rem_euclid(7), 5 | 6);
    let holiday = matches!((from.month * 31 + from.day + days) / 31, 1 | 2 | 4 | 5 | 6 | 9 | 10);
    let slack = if holiday {
        8
    } else if weekend {
        2
    } else {
        0
    };
    let fit = if (-1..=slack).contains(&off) { Fit::Holds } else { Fit::Off };
    let mut relation = Relation::new(Kind::Deadline, fit, Level::Suspect);
    relation.places = vec![(until.start, until.end), (from.start, from.end), (start, i + 2)];
    let (y, m, d) = civil(begun + days);
    Some(relation.words(page.text(until.start, until.end), format!("{y}年{m}月{d}日"), ""))
}

/// Year, month and day of a day number.
fn civil(number_of_day: i64) -> (i64, i64, i64) {
    let era = number_of_day.div_euclid(146_097);
    let day_of_era = number_of_day.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let (month, day) = (if m < 10 { m + 3 } else { m - 9 }, day_of_year - (153 * m + 2) / 5 + 1);
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_and_named_back() {
        for (y, m, d) in [(2023, 3, 1), (2024, 2, 29), (1999, 12, 31), (2000, 1, 1)] {
            assert_eq!(civil(number(y, m, d)), (y, m, d));
        }
        assert_eq!((number(2023, 12, 4) + 2).rem_euclid(7), 0, "a Monday");
    }
}
