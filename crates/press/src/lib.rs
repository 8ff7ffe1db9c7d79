//! Documents out: the yearly report and the letters of a procedure as text and as papers, tables as workbooks.
//!
//! A report is a text with live figures and claims in it. Rendering puts marks where the figures stand
//! ([`live`]), and only the last step turns the marks into links or plain text, so that every form of the report
//! shows the same numbers.

pub mod casefile;
mod compose;
mod drawing;
pub mod letter;
pub mod list;
pub mod live;
mod procedure;
mod repealed;
pub mod report;
pub mod told;
pub mod workbook;

pub use compose::{Occasion, compose, paper};
pub use drawing::drawing;
pub use letter::{blanks, letter};
pub use live::Links;
pub use procedure::procedure;
pub use repealed::repealed;
pub use report::{Report, ReportError};
pub use told::{Told, ToldVerdict};
