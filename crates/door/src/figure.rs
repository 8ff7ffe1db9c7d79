//! Figures of a year, read from the month sums.

use crate::act::Door;
use figures::{Book, Period, Rows};
use store::StoreError;

/// A year's figures with the book they came from.
#[derive(Debug)]
pub struct Figures {
    /// Sums.
    pub book: Book,
    /// Rows of all figures.
    pub rows: Rows,
}

impl Door {
    /// The figures of a year. The cost depends on the number of figures and months, not of matters.
    ///
    /// # Errors
    /// The store failed.
    pub fn figures(&self, town: &str, year: i16) -> Result<Figures, StoreError> {
        let until = i32::from(year) * 12 + 11;
        let cells = self.store.read(|reader| reader.cells(town, until))?;
        let book = Book::new(cells, Period { year });
        let rows = figures::evaluate(&self.rulebook, &book);
        Ok(Figures { book, rows })
    }
}
