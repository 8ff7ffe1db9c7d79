//! Sums of postings by figure, month and dimension: all that a report of any length of records needs.

use std::collections::BTreeMap;

/// A year, the period of the yearly report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The year.
    pub year: i16,
}

/// The sum of the postings of one figure, month and dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Figure.
    pub figure: String,
    /// Month as year × 12 + month − 1.
    pub month: i32,
    /// Dimension.
    pub dimension: String,
    /// Sum.
    pub amount: i64,
}

impl Cell {
    /// The month number of a day.
    pub fn month_of(day: deadline::Date) -> i32 {
        i32::from(day.year()) * 12 + i32::from(day.month()) - 1
    }
}

/// The sums of one period: flows within it, stocks at its end.
#[derive(Clone, Debug, Default)]
pub struct Book {
    flows: BTreeMap<String, BTreeMap<String, i64>>,
    stocks: BTreeMap<String, BTreeMap<String, i64>>,
}

impl Book {
    /// Sums cells of the period and of all time before it. Cells after the period are left out.
    pub fn new(cells: impl IntoIterator<Item = Cell>, period: Period) -> Book {
        let first = i32::from(period.year) * 12;
        let last = first + 11;
        let mut book = Book::default();
        for cell in cells.into_iter().filter(|c| c.month <= last) {
            let add = |sums: &mut BTreeMap<String, BTreeMap<String, i64>>| {
                let sum =
                    sums.entry(cell.figure.clone()).or_default().entry(cell.dimension.clone()).or_insert(0);
                *sum = sum.saturating_add(cell.amount);
            };
            add(&mut book.stocks);
            if cell.month >= first {
                add(&mut book.flows);
            }
        }
        book
    }

    /// Sums of the period by dimension.
    pub fn flow(&self, figure: &str) -> Option<&BTreeMap<String, i64>> {
        self.flows.get(figure)
    }

    /// Sums until the period's end by dimension; what came to nothing is still there as 0.
    pub fn stock(&self, figure: &str) -> Option<&BTreeMap<String, i64>> {
        self.stocks.get(figure)
    }
}
