//! Tables of rows parted by bars or tabs: columns against their total, share columns, rows against the prose.

mod rows;

use std::collections::BTreeMap;

use super::{Relation, joined, plain, put};
use crate::amount::{Amount, Fit, ONE, percent_fits, percent_text};
use crate::clause::Reading;
use crate::quantity::digits;
use crate::report::{Kind, Level};

/// A number in a cell.
#[derive(Clone, Copy, Debug)]
struct Cell {
    start: usize,
    end: usize,
    amount: Amount,
    percent: bool,
}

#[derive(Debug)]
struct Row {
    label: String,
    cells: Vec<Option<Cell>>,
}

/// A header and its rows.
#[derive(Debug, Default)]
struct Table {
    header: Vec<String>,
    rows: Vec<Row>,
    start: usize,
}

/// Where a total comes from, and how it was written.
#[derive(Clone, Copy)]
struct Total {
    start: usize,
    end: usize,
    amount: Amount,
}

/// Finds what tables state.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    let tables = tables(reading);
    let prose = prose(reading, !tables.is_empty());
    for table in &tables {
        columns(reading, table, found);
        rows::find(table, found);
        rows_in_prose(reading, table, &prose, found);
    }
}

fn tables(reading: &Reading) -> Vec<Table> {
    let mut all = Vec::new();
    let mut table = Table::default();
    for line in &reading.lines {
        let cells = if line.table { split(reading, line.start, line.end) } else { Vec::new() };
        let numeric = cells.iter().skip(1).any(|(s, e)| cell(reading, *s, *e).is_some());
        if !numeric {
            if !table.rows.is_empty() {
                all.push(std::mem::take(&mut table));
            }
            table.header = cells.iter().map(|(s, e)| reading.page.text(*s, *e).trim().to_owned()).collect();
            table.start = line.start;
            continue;
        }
        let label =
            cells.first().map(|(s, e)| reading.page.text(*s, *e).trim().to_owned()).unwrap_or_default();
        table
            .rows
            .push(Row { label, cells: cells.iter().skip(1).map(|(s, e)| cell(reading, *s, *e)).collect() });
    }
    if !table.rows.is_empty() {
        all.push(table);
    }
    all
}

fn split(reading: &Reading, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    let mut from = start;
    for i in start..end {
        if matches!(reading.page.at(i), '|' | '\t') {
            if i > start {
                cells.push((from, i));
            }
            from = i + 1;
        }
    }
    if !reading.page.phrase(from, end).trim().is_empty() {
        cells.push((from, end));
    }
    cells
}

/// The number that a cell holds and nothing else.
fn cell(reading: &Reading, start: usize, end: usize) -> Option<Cell> {
    let page = &reading.page;
    let i = page.skip_blank(start);
    let minus = page.at(i) == '-';
    let number = digits(page, i + usize::from(minus))?;
    let percent = page.at(page.skip_blank(number.end)) == '%';
    let stop = if percent { page.skip_blank(number.end) + 1 } else { number.end };
    if page.skip_blank(stop) < end || stop > end {
        return None;
    }
    let half = if number.decimals || percent { number.step / 2 } else { 0 };
    let amount = Amount { value: if minus { -number.value } else { number.value }, half, soft: half };
    Some(Cell { start: i, end: stop, amount, percent })
}

fn is_total(label: &str) -> bool {
    let label: String = label.chars().filter(|c| *c != ' ').collect();
    matches!(label.as_str(), "合计" | "总计" | "总数" | "共计" | "总和" | "合计数")
}

fn columns(reading: &Reading, table: &Table, found: &mut Vec<Relation>) {
    let total_row = table.rows.iter().find(|r| is_total(&r.label));
    let parts: Vec<&Row> = table.rows.iter().filter(|r| !is_total(&r.label)).collect();
    let nested =
        parts.iter().any(|r| r.label.contains("小计") || r.label.contains("其中") || r.label.is_empty());
    let width = table.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let shares = share_column(table, width);
    for column in 0..width {
        if !countable(table, &parts, column) || parts.len() < 2 {
            continue;
        }
        let cells: Vec<Cell> = parts.iter().filter_map(|r| r.cells.get(column).copied().flatten()).collect();
        let Some(sum) = cells.iter().try_fold(Amount::exact(0), |s, c| s.plus(c.amount)) else { continue };
        let own = total_row.and_then(|r| r.cells.get(column).copied().flatten()).map(|c| Total {
            start: c.start,
            end: c.end,
            amount: c.amount,
        });
        let shares = shares.filter(|_| column == 0).map(|s| pairs(&parts, column, s)).unwrap_or_default();
        let told = own.or_else(|| told(reading, table, sum, &shares));
        let Some(total) = told else { continue };
        let fit = sum.fits(total.amount);
        if fit == Fit::Holds || (!nested && cells.len() == parts.len()) {
            found.push(sum_relation(total, &cells, sum, fit));
        }
        if let (Some(row), Some(prose)) = (own, same_in_prose(reading, table, total.amount)) {
            found.push(same(row, prose, Fit::Holds));
        }
        found.extend(shares.iter().filter_map(|(cell, share)| share_relation(*cell, *share, total)));
        let of_hundred = shares.iter().try_fold(Amount::exact(0), |s, (_, share)| s.plus(share.amount));
        if let (Some(all), true) = (of_hundred, shares.len() == parts.len() && fit == Fit::Holds) {
            found.push(hundred(&shares, all));
        }
    }
}

/// The column of shares of the first column.
fn share_column(table: &Table, width: usize) -> Option<usize> {
    (1..width).find(|c| {
        table
            .header
            .get(c + 1)
            .is_some_and(|h| ["比重", "占比", "比例", "占总"].iter().any(|w| h.contains(w)))
    })
}

fn pairs(parts: &[&Row], column: usize, shares: usize) -> Vec<(Cell, Cell)> {
    parts
        .iter()
        .filter_map(|r| Some(((*r.cells.get(column)?)?, (*r.cells.get(shares)?).filter(|c| c.percent)?)))
        .collect()
}

/// Whether a column holds counts that may be added up.
fn countable(table: &Table, parts: &[&Row], column: usize) -> bool {
    let header = table.header.get(column + 1).map(String::as_str).unwrap_or_default();
    let barred = ["率", "比", "增", "降", "均", "排名", "序号", "年份", "编号", "名次"]
        .iter()
        .any(|w| header.contains(w));
    let cells: Vec<Cell> = parts.iter().filter_map(|r| r.cells.get(column).copied().flatten()).collect();
    !barred && cells.len() >= 2 && cells.iter().all(|c| !c.percent && c.amount.value >= 0)
}

/// The total in the prose before a table without a total row: what the column makes, or what most shares fit.
fn told(reading: &Reading, table: &Table, sum: Amount, shares: &[(Cell, Cell)]) -> Option<Total> {
    let before = || {
        let upto = reading.figures.partition_point(|f| f.q.start < table.start);
        let range = reading.figures.get(upto.saturating_sub(40)..upto).unwrap_or(&[]);
        range.iter().rev().filter(|f| f.is_level() && !f.q.hedged)
    };
    let hit = before().find(|f| f.amount().fits(sum) == Fit::Holds).or_else(|| {
        before().find(|f| {
            let fitting = shares
                .iter()
                .filter(|(c, s)| percent_fits(c.amount, f.amount(), s.amount) == Some(Fit::Holds))
                .count();
            shares.len() >= 3 && fitting * 3 >= shares.len() * 2
        })
    })?;
    Some(Total { start: hit.q.start, end: hit.q.end, amount: hit.amount() })
}

fn sum_relation(total: Total, cells: &[Cell], sum: Amount, fit: Fit) -> Relation {
    let text = plain(sum.value, 1);
    let mut relation = Relation::new(Kind::TableSum, fit, Level::Error);
    relation.places =
        std::iter::once((total.start, total.end)).chain(cells.iter().map(|c| (c.start, c.end))).collect();
    relation.words(
        plain(total.amount.value, 1),
        text.clone(),
        joined(cells.iter().map(|c| c.amount), 1).makes(&text),
    )
}

fn share_relation(cell: Cell, share: Cell, total: Total) -> Option<Relation> {
    let fit = percent_fits(cell.amount, total.amount, share.amount)?;
    let places = if share.amount.half >= ONE / 2 { 1 } else { 3 };
    let computed = percent_text(cell.amount.value, total.amount.value, places)?;
    let formula = format!("{} / {} = {computed}%", plain(cell.amount.value, 1), plain(total.amount.value, 1));
    let mut relation = Relation::new(Kind::Share, fit, Level::Error);
    relation.places = vec![(share.start, share.end), (cell.start, cell.end), (total.start, total.end)];
    Some(relation.words(format!("{}%", plain(share.amount.value, 1)), format!("{computed}%"), formula))
}

fn hundred(shares: &[(Cell, Cell)], all: Amount) -> Relation {
    let text = plain(all.value, 1);
    let fit = all.fits(Amount::exact(100 * ONE));
    let fit = if fit == Fit::Off { Fit::LastDigit } else { fit };
    let mut relation = Relation::new(Kind::ShareSum, fit, Level::Rounding);
    relation.places = shares.iter().map(|(_, s)| (s.start, s.end)).collect();
    relation.words("100%", put(&[&text, "%"]), joined(shares.iter().map(|(_, s)| s.amount), 1).makes(&text))
}

fn same_in_prose(reading: &Reading, table: &Table, amount: Amount) -> Option<(usize, usize)> {
    let upto = reading.figures.partition_point(|f| f.q.start < table.start);
    let range = reading.figures.get(upto.saturating_sub(24)..upto)?;
    range
        .iter()
        .rev()
        .find(|f| f.is_level() && f.amount().value == amount.value)
        .map(|f| (f.q.start, f.q.end))
}

fn same(row: Total, prose: (usize, usize), fit: Fit) -> Relation {
    let mut relation = Relation::new(Kind::SameQuantity, fit, Level::Suspect);
    relation.places = vec![prose, (row.start, row.end)];
    let text = plain(row.amount.value, 1);
    relation.words(text.clone(), text.clone(), text)
}

/// Figures of the prose by the two characters before them.
type Prose = BTreeMap<(char, char), Vec<usize>>;

fn prose(reading: &Reading, wanted: bool) -> Prose {
    let mut map = Prose::new();
    for (k, f) in reading.figures.iter().enumerate().filter(|_| wanted) {
        if f.is_level() && !f.q.hedged {
            let list = map
                .entry((reading.page.before(f.q.start.saturating_sub(1)), reading.page.before(f.q.start)))
                .or_default();
            if list.len() < 8 {
                list.push(k);
            }
        }
    }
    map
}

/// A row whose label stands word for word before a figure of the prose.
fn rows_in_prose(reading: &Reading, table: &Table, prose: &Prose, found: &mut Vec<Relation>) {
    for row in table.rows.iter().filter(|r| !is_total(&r.label)) {
        let label: Vec<char> = row.label.chars().collect();
        let (Some(cell), [.., a, b]) = (row.cells.first().copied().flatten(), label.as_slice()) else {
            continue;
        };
        let near = prose.get(&(*a, *b)).map(Vec::as_slice).unwrap_or(&[]);
        let matches: Vec<_> = near
            .iter()
            .filter_map(|k| reading.figures.get(*k))
            .filter(|f| reading.page.ends(f.q.start, &row.label))
            .collect();
        let [figure] = matches.as_slice() else { continue };
        let total = Total { start: cell.start, end: cell.end, amount: cell.amount };
        let place = (figure.q.start, figure.q.end);
        if figure.amount().value == cell.amount.value {
            found.push(same(total, place, Fit::Holds));
        } else if label.len() >= 4
            && crate::amount::one_slip(figure.amount().value / ONE, cell.amount.value / ONE)
        {
            let stated = plain(figure.amount().value, figure.q.scale);
            let relation = same(total, place, Fit::Off);
            let formula = format!("{stated} ≠ {}", relation.computed);
            let computed = relation.computed.clone();
            found.push(relation.words(stated, computed, formula));
        }
    }
}
