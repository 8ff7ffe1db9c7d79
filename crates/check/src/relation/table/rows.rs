//! What a row states by its header: its own total, a growth against last year, a rate of completion against a plan.

use super::super::{Relation, joined, plain};
use super::{Cell, Row, Table};
use crate::amount::{Amount, Fit, ONE, percent_fits, percent_text};
use crate::report::{Kind, Level};
use smol_str::SmolStr;

const TOTAL: [&str; 5] = ["合计", "总计", "共计", "总数", "小计"];
const NOW: [&str; 6] = ["本年", "今年", "本期", "当年", "本月", "本季"];
const BEFORE: [&str; 6] = ["上年", "去年", "上期", "同期", "上月", "上季"];
const GROWTH: [&str; 6] = ["增长", "增幅", "同比", "环比", "增减%", "增减率"];
const PLAN: [&str; 4] = ["预算", "计划", "任务", "目标"];
const DONE: [&str; 7] = ["执行", "完成", "实际", "决算", "实绩", "到位", "支出数"];
const RATE: [&str; 5] = ["完成率", "执行率", "完成%", "完成比", "进度"];

/// Finds what the rows of a table state.
pub(super) fn find(table: &Table, found: &mut Vec<Relation>) {
    let column =
        |words: &[&str], not: &[&str]| {
            let mut all =
                table.header.iter().enumerate().skip(1).filter(|(_, h)| {
                    words.iter().any(|w| h.contains(w)) && !not.iter().any(|w| h.contains(w))
                });
            all.next().filter(|_| all.next().is_none()).map(|(i, _)| i - 1)
        };
    if let Some(total) = column(&TOTAL, &[]) {
        table.rows.iter().for_each(|row| found.extend(crossfoot(table, row, total)));
    }
    let growth = column(&GROWTH, &["额", "数", "点"]);
    let (now, before) = (column(&NOW, &GROWTH), column(&BEFORE, &GROWTH));
    if let (Some(growth), Some(now), Some(before)) = (growth, now, before) {
        table.rows.iter().for_each(|row| found.extend(grown(row, growth, now, before)));
    }
    let rate = column(&RATE, &[]);
    let (plan, done) = (column(&PLAN, &RATE), column(&DONE, &RATE));
    let columns = match (rate, plan, done) {
        (Some(rate), Some(plan), Some(done)) => Some((rate, plan, done)),
        _ => named_rate(table),
    };
    if let Some((rate, plan, done)) = columns {
        let mut relations: Vec<Relation> =
            table.rows.iter().filter_map(|row| completed(row, rate, plan, done)).collect();
        // What the columns mean is sure once a row holds.
        if !relations.iter().any(|r| r.holds) {
            relations.retain(|r| r.level == Level::Rounding);
        }
        found.extend(relations);
    }
}

const WHOLE: [&str; 9] = ["受理", "接收", "总数", "申请", "抽检", "排查", "发现", "立案", "应"];

/// The columns of a rate that is named after another column: 办结率, 受理数, 办结数.
fn named_rate(table: &Table) -> Option<(usize, usize, usize)> {
    let heads = || table.header.iter().enumerate().skip(1);
    let mut rates = heads().filter_map(|(i, h)| {
        let stem = h.trim_end_matches(['%', '(', ')']).strip_suffix('率')?;
        (stem.chars().count() >= 2 && !stem.contains(['增', '同', '环'])).then_some((i - 1, stem))
    });
    let (rate, stem) = rates.next().filter(|_| rates.next().is_none())?;
    let one = |mut all: Box<dyn Iterator<Item = usize> + '_>| all.next().filter(|_| all.next().is_none());
    let done = one(Box::new(heads().filter(|(i, h)| i - 1 != rate && h.contains(stem)).map(|(i, _)| i - 1)))?;
    let whole = one(Box::new(
        heads()
            .filter(|(i, h)| i - 1 != rate && i - 1 != done && WHOLE.iter().any(|w| h.contains(w)))
            .map(|(i, _)| i - 1),
    ))?;
    Some((rate, whole, done))
}

fn at(row: &Row, column: usize) -> Option<Cell> {
    row.cells.get(column).copied().flatten()
}

/// The total of a row against the cells beside it, where all of them hold counts; a header that names a part of another
/// (其中) leaves it open.
fn crossfoot(table: &Table, row: &Row, total: usize) -> Option<Relation> {
    let stated = at(row, total).filter(|c| !c.percent)?;
    let nested = table.header.iter().any(|h| {
        ["其中", "率", "比", "%", "均", "序号", "排名", "年", "增", "减"].iter().any(|w| h.contains(w))
    });
    let says = |words: &[&str]| table.header.iter().skip(1).any(|h| words.iter().any(|w| h.contains(w)));
    let mixed = says(&["金额", "资金", "经费", "投资", "万元"])
        && says(&["人数", "户数", "件数", "个数", "数量", "人次", "面积"]);
    let short = table.header.get(total + 1).is_some_and(|h| h.chars().count() <= 4);
    let nested = nested || mixed || !short;
    let cells: Option<Vec<Cell>> =
        (0..row.cells.len()).filter(|c| *c != total).map(|c| at(row, c).filter(|c| !c.percent)).collect();
    let cells = cells.filter(|c| c.len() >= 2 && !nested)?;
    let sum = cells.iter().try_fold(Amount::exact(0), |s, c| s.plus(c.amount))?;
    let fit = sum.fits(stated.amount);
    let text = plain(sum.value, 1);
    let close = (sum.value - stated.amount.value).abs() * 2 <= stated.amount.value.abs();
    let mut relation = Relation::new(Kind::TableSum, fit, Level::Error);
    relation.places =
        std::iter::once((stated.start, stated.end)).chain(cells.iter().map(|c| (c.start, c.end))).collect();
    (fit == Fit::Holds || close).then(|| {
        relation.words(
            plain(stated.amount.value, 1),
            text.clone(),
            joined(cells.iter().map(|c| c.amount), 1).makes(&text),
        )
    })
}

fn percent(cell: Cell) -> Amount {
    let half = if cell.percent || cell.amount.half > 0 { cell.amount.half } else { ONE / 2 };
    Amount { half, soft: half, ..cell.amount }
}

fn grown(row: &Row, growth: usize, now: usize, before: usize) -> Option<Relation> {
    let (rate, now, before) = (at(row, growth)?, at(row, now)?, at(row, before)?);
    let change = now.amount.plus(before.amount.negative())?;
    let fit = percent_fits(change, before.amount, percent(rate))?;
    let shown = percent_text(change.value, before.amount.value, 2)?;
    let (a, b) = (plain(now.amount.value, 1), plain(before.amount.value, 1));
    let formula = format!("({a} - {b}) / {b} = {shown}%");
    Some(relation(Kind::Growth, fit, [rate, now, before], shown, formula))
}

fn completed(row: &Row, rate: usize, plan: usize, done: usize) -> Option<Relation> {
    let (rate, plan, done) = (at(row, rate)?, at(row, plan)?, at(row, done)?);
    let fit = percent_fits(done.amount, plan.amount, percent(rate))?;
    let shown = percent_text(done.amount.value, plan.amount.value, 2)?;
    let formula = format!("{} / {} = {shown}%", plain(done.amount.value, 1), plain(plan.amount.value, 1));
    Some(relation(Kind::Rate, fit, [rate, done, plan], shown, formula))
}

fn relation(kind: Kind, fit: Fit, cells: [Cell; 3], shown: SmolStr, formula: String) -> Relation {
    let stated = cells.first().map(|c| plain(c.amount.value, 1)).unwrap_or_default();
    let mut relation = Relation::new(kind, fit, Level::Error);
    relation.places = cells.iter().map(|c| (c.start, c.end)).collect();
    relation.words(format!("{stated}%"), format!("{shown}%"), formula)
}
