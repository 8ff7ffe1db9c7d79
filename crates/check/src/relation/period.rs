//! Periods: the month of the title against the text, the date of signature against the year reported, and daily issues against the days of the month.

use super::Relation;
use crate::amount::Fit;
use crate::clause::{Line, Reading};
use crate::quantity::is_numeral;
use crate::report::{Kind, Level};
use crate::scan::{Page, marker};

/// A date as far as it is written.
#[derive(Clone, Copy, Debug)]
struct Date {
    start: usize,
    end: usize,
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
}

const LINES: usize = 40;

/// Finds what periods and dates contradict.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    let page = &reading.page;
    let lines: Vec<&Line> = reading.lines.iter().filter(|l| l.end > l.start).collect();
    let titles: Vec<&Line> = lines
        .iter()
        .take(4)
        .take_while(|l| l.end - l.start <= 50 && !page.has(l.start, l.end, "。"))
        .copied()
        .collect();
    found.extend(title_month(page, &titles, &lines));
    found.extend(signed_before(page, &titles, &lines));
    found.extend(daily(reading, &titles));
    for line in lines.iter().take(LINES) {
        found.extend(from_to(page, line));
    }
}

/// The month of the title against the month with which the first sentence of the text opens.
fn title_month(page: &Page, titles: &[&Line], lines: &[&Line]) -> Option<Relation> {
    let title = titles
        .iter()
        .flat_map(|l| dates(page, l.start, l.end))
        .find(|d| d.month.is_some() && d.day.is_none())?;
    let body = lines.iter().skip(titles.len()).take(3).find_map(|l| opening_month(page, l))?;
    let same =
        title.month == body.month && (title.year.is_none() || body.year.is_none() || title.year == body.year);
    let mut relation = Relation::new(Kind::Period, if same { Fit::Holds } else { Fit::Off }, Level::Error);
    let line_end =
        titles.iter().find(|l| l.start <= title.start && title.end <= l.end).map_or(title.end, |l| l.end);
    relation.places = vec![(title.start, line_end), (body.start, body.end)];
    Some(relation.words(page.text(title.start, title.end), page.text(body.start, body.end), ""))
}

/// A month that sets the time of a sentence: 2017年3月, at its head and before a comma.
fn opening_month(page: &Page, line: &Line) -> Option<Date> {
    dates(page, line.start, line.end.min(line.start + 200)).into_iter().find(|d| {
        let head = d.start == line.start || matches!(page.before(d.start), '。' | ';' | ' ');
        let end = if page.at(d.end) == '份' { d.end + 1 } else { d.end };
        head && d.month.is_some() && d.day.is_none() && page.at(end) == ','
    })
}

/// A report on a year that is signed before that year.
fn signed_before(page: &Page, titles: &[&Line], lines: &[&Line]) -> Option<Relation> {
    let title = titles.iter().flat_map(|l| dates(page, l.start, l.end)).find(|d| d.year.is_some())?;
    let reports = titles
        .iter()
        .any(|l| ["报告", "总结", "年报", "情况", "通报"].iter().any(|w| page.has(l.start, l.end, w)));
    let signed = lines.iter().rev().take(6).find_map(|l| {
        let date = *dates(page, l.start, l.end).first()?;
        let alone = l.end - l.start <= date.end - date.start + 2;
        (alone && date.year.is_some() && date.day.is_some()).then_some(date)
    })?;
    if !reports
        || titles.iter().any(|l| ["计划", "要点", "方案", "规划"].iter().any(|w| page.has(l.start, l.end, w)))
    {
        return None;
    }
    let fit = if signed.year < title.year { Fit::Off } else { Fit::Holds };
    let mut relation = Relation::new(Kind::Period, fit, Level::Suspect);
    relation.places = vec![(title.start, title.end), (signed.start, signed.end)];
    Some(relation.words(
        page.text(title.start, title.end),
        page.text(signed.start, signed.end),
        String::new(),
    ))
}

/// From the first date to the second: 起点是2019年1月1日,终点是2019年12月31日.
fn from_to(page: &Page, line: &Line) -> Option<Relation> {
    let full: Vec<Date> = dates(page, line.start, line.end.min(line.start + 400))
        .into_iter()
        .filter(|d| d.day.is_some() && d.year.is_some())
        .collect();
    let [a, b] = full.get(..2)? else { return None };
    let between = page.phrase(a.end, b.start);
    let range =
        between.trim().is_any(&["至", "到", "-", "起至", "~"]) || between.has("终点") || between.has("截止");
    if !range || b.start - a.end > 10 {
        return None;
    }
    let fit = if (a.year, a.month, a.day) <= (b.year, b.month, b.day) { Fit::Holds } else { Fit::Off };
    let mut relation = Relation::new(Kind::Period, fit, Level::Suspect);
    relation.places = vec![(a.start, a.end), (b.start, b.end)];
    Some(relation.words(page.text(a.start, a.end), page.text(b.start, b.end), ""))
}

/// More daily issues in a month than it has days.
fn daily(reading: &Reading, titles: &[&Line]) -> Option<Relation> {
    let page = &reading.page;
    let month = titles
        .iter()
        .flat_map(|l| dates(page, l.start, l.end))
        .find(|d| d.month.is_some() && d.day.is_none())?;
    let days = match month.month? {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let issues =
        reading.figures.iter().find(|f| f.unit().is("期") && page.ends(f.q.start, "日报") && !f.q.hedged)?;
    let limit = i128::from(days) * crate::amount::ONE;
    let fit = if issues.amount().value > limit { Fit::Off } else { Fit::Holds };
    let mut relation = Relation::new(Kind::Bound, fit, Level::Suspect);
    relation.places = vec![(issues.q.start, issues.q.end), (month.start, month.end)];
    Some(relation.words(super::number(issues), days.to_string(), ""))
}

/// The year of the report: of the title, else the first year in the text.
pub(crate) fn report_year(reading: &Reading) -> Option<u32> {
    let lines = reading.lines.iter().filter(|l| l.end > l.start).take(8);
    lines.flat_map(|l| dates(&reading.page, l.start, l.end.min(l.start + 200))).find_map(|d| d.year)
}

/// The dates of a range that name a year or a month.
fn dates(page: &Page, start: usize, end: usize) -> Vec<Date> {
    let mut found = Vec::new();
    let mut i = start;
    while i < end {
        match date_at(page, i) {
            Some(date) if date.end <= end => {
                i = date.end.max(i + 1);
                found.push(date);
            }
            _ => i += 1,
        }
    }
    found
}

fn date_at(page: &Page, i: usize) -> Option<Date> {
    let before = page.before(i);
    let c = page.at(i);
    if before.is_ascii_digit()
        || is_numeral(before)
        || matches!(before, '第' | '.' | '-' | '至')
        || !(c.is_ascii_digit() || is_numeral(c))
    {
        return None;
    }
    let (mut year, mut month, mut day, mut end) = (None, None, None, i);
    if let Some(y) = year_at(page, i) {
        year = Some(y);
        end = i + 5;
    }
    if let Some((m, to)) = small(page, end, '月').filter(|(m, _)| (1..=12).contains(m)) {
        month = Some(m);
        end = to;
        if let Some((d, to)) = small(page, end, '日').filter(|(d, _)| (1..=31).contains(d)) {
            day = Some(d);
            end = to;
        }
    }
    (end > i).then_some(Date { start: i, end, year, month, day })
}

fn year_at(page: &Page, i: usize) -> Option<u32> {
    let year = (0..4).try_fold(0, |n, k| Some(n * 10 + page.at(i + k).to_digit(10)?))?;
    (page.at(i + 4) == '年' && (1949..2100).contains(&year)).then_some(year)
}

/// A number below a hundred that the given character follows.
fn small(page: &Page, i: usize, unit: char) -> Option<(u32, usize)> {
    let to = (i + 1..i + 4).find(|k| page.at(*k) == unit)?;
    Some((u32::from(marker::value(page, i, to)?), to + 1))
}
