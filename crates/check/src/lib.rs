//! Finds what a Chinese government report contradicts in itself: totals and parts, rates, shares, growth, remainders, figures told twice.
//!
//! Text in, findings out. The core knows nothing of files: readers for document formats hand it plain text.
//!
//! A false contradiction is worse than a missed one, so a relation is only checked where the text itself states it, hedged
//! figures (余, 近, 以上) never make one, and what a person has to decide is told as such ([`Level::Suspect`]). All
//! arithmetic is exact; a figure with decimals is uncertain by half its last digit.
//!
//! ```
//! let report = check::check("共受理来信30件，其中：表扬12件、建议9件、其他8件。");
//! let finding = report.contradictions().next().expect("29 is not 30");
//! assert_eq!((finding.stated.as_str(), finding.computed.as_str()), ("30", "29"));
//! ```

mod amount;
mod clause;
mod judge;
mod quantity;
mod relation;
mod report;
mod scan;
mod tell;

pub use report::{Finding, Kind, Language, Level, Report, Span, View};
pub use tell::render;

/// Reads a text and reports every relation between its figures that it states, held or not, in the order of the text.
///
/// Takes plain text in simplified or traditional characters, with ASCII or full-width punctuation and digits; tables as
/// rows parted by `|` or tabs. Offsets in the report count characters of `text`. Never fails: what is not understood is
/// left alone. Time and memory grow with the length of the text.
pub fn check(text: &str) -> Report {
    let reading = clause::Reading::new(text);
    let relations = relation::relations(&reading);
    tell::report(text, &reading, judge::judge(relations))
}
