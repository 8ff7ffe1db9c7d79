//! Figures of a year, read from the month sums.

use crate::act::Door;
use figures::{Book, Period, Rows};
use kernel::Value;
use store::{MattersQuery, StoreError, StoredMatter};

/// A year's figures with the book they came from.
#[derive(Debug)]
pub struct Figures {
    /// Sums.
    pub book: Book,
    /// Rows of all figures.
    pub rows: Rows,
}

/// Most matters of one procedure that are looked through for a year.
const YEARS_MAX: u32 = 200;

impl Door {
    /// The latest matter of a procedure whose field names a year: the one in which that year's report is made.
    ///
    /// # Errors
    /// The store's.
    pub fn matter_of_year(
        &self,
        town: &str,
        procedure: &str,
        field: &str,
        year: i16,
    ) -> Result<Option<StoredMatter>, StoreError> {
        let query = MattersQuery { procedure, limit: YEARS_MAX, ..MattersQuery::default() };
        let all = self.store.read(|r| r.matters(town, &query))?;
        Ok(all.into_iter().find(|m| m.matter.facts.get(field) == Some(&Value::Number(i64::from(year)))))
    }

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
