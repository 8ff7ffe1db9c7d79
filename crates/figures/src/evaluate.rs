//! The value of a figure over a period.

use crate::book::Book;
use deadline::Term;
use kernel::Rulebook;
use kernel::definition::{ClockSpan, Figure, FigureKind};
use std::collections::BTreeMap;
use std::fmt;

/// A figure's value: a whole number, or one with decimals; never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The value times 10^decimals.
    pub scaled: i64,
    /// Decimals that are stated.
    pub decimals: u8,
}

impl Amount {
    /// A whole number.
    pub fn whole(n: i64) -> Amount {
        Amount { scaled: n, decimals: 0 }
    }

    /// `numerator / denominator` in percent, rounded half up to the decimals; none when there is nothing to
    /// divide by: nothing over nothing is not applicable, never 100 %.
    pub fn percent(numerator: i64, denominator: i64, decimals: u8) -> Option<Amount> {
        if denominator == 0 {
            return None;
        }
        let factor = 10_i128.pow(u32::from(decimals)) * 100;
        let (top, bottom) = (i128::from(numerator) * factor, i128::from(denominator));
        let rounded = (top * 2 + bottom).div_euclid(bottom * 2);
        i64::try_from(rounded).ok().map(|scaled| Amount { scaled, decimals })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.decimals == 0 {
            return write!(f, "{}", self.scaled);
        }
        let factor = 10_u64.pow(u32::from(self.decimals));
        let (sign, size) = (if self.scaled < 0 { "-" } else { "" }, self.scaled.unsigned_abs());
        write!(f, "{sign}{}.{:0width$}", size / factor, size % factor, width = usize::from(self.decimals))
    }
}

/// One line of a figure: its total (empty dimension) or one part of its breakdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Figure.
    pub figure: String,
    /// Dimension; empty for the total.
    pub dimension: String,
    /// Value; none is *not applicable* (nothing over nothing, nobody to take the least of).
    pub value: Option<Amount>,
    /// Unit.
    pub unit: String,
    /// Of a ratio: what stands above the line.
    pub numerator: Option<i64>,
    /// Of a ratio: what stands below it.
    pub denominator: Option<i64>,
}

/// Rows of many figures, total first, then the parts.
pub type Rows = Vec<Row>;

/// All figures of the rulebook, in the order of their items and names; a limit is taken from the procedure in force
/// at the period's end.
pub fn evaluate(rulebook: &Rulebook, book: &Book) -> Rows {
    let mut figures: Vec<&Figure> = rulebook.figures.values().collect();
    figures.sort_by_key(|f| (f.item.unwrap_or(u32::MAX), f.name.clone()));
    figures.into_iter().flat_map(|f| evaluate_one(rulebook, book, f)).collect()
}

/// One figure: its total, then its parts if it has any.
pub fn evaluate_one(rulebook: &Rulebook, book: &Book, figure: &Figure) -> Rows {
    let row = |dimension: &str, value: Option<Amount>| Row {
        figure: figure.name.clone(),
        dimension: dimension.to_owned(),
        value,
        unit: figure.unit.clone(),
        numerator: None,
        denominator: None,
    };
    match &figure.kind {
        FigureKind::Flow(_) => parts(book.flow(&figure.name), row),
        FigureKind::Stock(_) => parts(book.stock(&figure.name), row),
        FigureKind::Ratio { numerator, denominator, decimals } => {
            let (top, bottom) = (total(rulebook, book, numerator), total(rulebook, book, denominator));
            let mut only = row("", Amount::percent(top, bottom, *decimals));
            (only.numerator, only.denominator) = (Some(top), Some(bottom));
            vec![only]
        }
        FigureKind::Least { of, among } => {
            let sums = book.flow(of);
            let held = book.stock(among).into_iter().flatten().filter(|(_, n)| **n > 0);
            let least = held.map(|(key, _)| sums.and_then(|s| s.get(key)).copied().unwrap_or(0)).min();
            vec![row("", least.map(Amount::whole))]
        }
        FigureKind::Limit { procedure, clock } => {
            let term =
                rulebook.procedure(procedure).and_then(|p| p.clock(clock)).and_then(|c| match c.span {
                    ClockSpan::Term(Term { n, .. }) => Some(Amount::whole(i64::from(n))),
                    ClockSpan::Before { .. } | ClockSpan::Until { .. } | ClockSpan::Counted { .. } => None,
                });
            vec![row("", term)]
        }
    }
}

fn parts(sums: Option<&BTreeMap<String, i64>>, row: impl Fn(&str, Option<Amount>) -> Row) -> Rows {
    let none = BTreeMap::new();
    let sums = sums.unwrap_or(&none);
    let total = sums.values().fold(0_i64, |a, b| a.saturating_add(*b));
    let mut rows = vec![row("", Some(Amount::whole(total)))];
    let named = sums.iter().filter(|(d, n)| !d.is_empty() && **n != 0);
    rows.extend(named.map(|(d, n)| row(d, Some(Amount::whole(*n)))));
    rows
}

/// The total of a flow or stock; other kinds have none.
pub(crate) fn total(rulebook: &Rulebook, book: &Book, name: &str) -> i64 {
    let sums = match rulebook.figures.get(name).map(|f| &f.kind) {
        Some(FigureKind::Flow(_)) => book.flow(name),
        Some(FigureKind::Stock(_)) => book.stock(name),
        _ => None,
    };
    sums.map_or(0, |s| s.values().fold(0, |a, b| a.saturating_add(*b)))
}
