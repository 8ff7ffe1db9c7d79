//! Any list as workbook, CSV or paper, in the columns and under the header that whoever asked for it wants.
//!
//! A cell is typed: text is written as text, so that no spreadsheet reads a formula out of it.

mod view;
mod write;

pub use view::{Mapped, View, ViewError};
pub use write::{csv, paper, xlsx};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, as it is.
    Text(String),
    /// A number with so many decimals: 12345 and 2 is 123.45.
    Number(i64, u8),
}

impl Cell {
    /// The cell as people read it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(scaled, 0) => scaled.to_string(),
            Cell::Number(scaled, decimals) => {
                let one = 10_u64.pow(u32::from(*decimals));
                let sign = if *scaled < 0 { "-" } else { "" };
                let (whole, part) = (scaled.unsigned_abs() / one, scaled.unsigned_abs() % one);
                format!("{sign}{whole}.{part:0width$}", width = usize::from(*decimals))
            }
        }
    }
}

/// A column that a list has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// By what it is named: `number`, `stage`, a field.
    pub name: String,
    /// Its title.
    pub title: String,
    /// It tells of natural persons: only on demand.
    pub personal: bool,
}

/// A list.
#[derive(Clone, Debug)]
pub struct List {
    /// Title.
    pub title: String,
    /// All its columns.
    pub columns: Vec<Column>,
    /// Rows with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl List {
    /// The list as a view wants it: its columns in its order under its header.
    ///
    /// # Errors
    /// The view names a column that the list has not.
    pub fn seen(&self, view: &View) -> Result<List, ViewError> {
        let place = |name: &String| {
            let found = self.columns.iter().position(|c| c.name == *name);
            found.ok_or_else(|| ViewError::unknown(name, &self.columns))
        };
        let mut places = Vec::new();
        for column in &view.columns {
            places.push(column.from.as_ref().map(&place).transpose()?);
        }
        let titled = |(m, at): (&Mapped, &Option<usize>)| Column {
            name: m.from.clone().unwrap_or_default(),
            title: m.title.clone(),
            personal: at.is_some_and(|n| self.columns[n].personal),
        };
        let cell =
            |row: &Vec<Cell>, at: &Option<usize>| at.and_then(|n| row.get(n).cloned()).unwrap_or(Cell::Empty);
        Ok(List {
            title: view.title.clone().unwrap_or_else(|| self.title.clone()),
            columns: view.columns.iter().zip(&places).map(titled).collect(),
            rows: self.rows.iter().map(|row| places.iter().map(|at| cell(row, at)).collect()).collect(),
        })
    }
}

#[cfg(test)]
mod tests;
