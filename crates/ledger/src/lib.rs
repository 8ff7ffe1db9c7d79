//! Ledgers in: XLSX and CSV tables as rows of typed facts, item by item, with every fault told by row and column.
//!
//! [`read`] finds the header and the rows, [`propose`] says which column fills which field, [`rows`] reads the rows under
//! a [`Mapping`], [`compare`] holds two lists of the same items against each other. Nothing is kept or written here, no
//! clock is read, and what an action may do is not known.
//!
//! ```
//! use ledger::{Field, Kind, Source, Step, StepMap, Mapping, read, rows};
//! let table = read("热线台账\n工单编号,来电时间\nA-1,2023年3月1日\n".as_bytes(), "a.csv", &["工单编号"], &Default::default())?;
//! let field = Field::new("ticket", "工单编号", Kind::Text, true);
//! let steps = [Step::new("dispatch", "派单", vec![field])];
//! let mapping = ledger::propose(&table, &steps);
//! let row = rows(&table, &mapping, &steps).remove(0).map_err(|_| "faults").unwrap();
//! assert_eq!(row.steps[0].at.date(), jiff::civil::date(2023, 3, 1));
//! # Ok::<(), ledger::TableError>(())
//! ```

mod cell;
mod compare;
mod identity;
mod mapping;
mod rows;
mod table;

pub use cell::{Fault, Kind, Moment, Value, moment, value};
pub use compare::{Compared, Difference, Ours, Period, Theirs, compare};
pub use identity::{fingerprint, identity};
pub use mapping::{Field, Mapping, MappingFault, Source, Step, StepMap, bare, propose};
pub use reading::Limits;
pub use rows::{Problem, ReadRow, ReadStep, items, rows};
pub use table::{Cell, Row, Table, TableError, read};

#[cfg(test)]
mod tests;
