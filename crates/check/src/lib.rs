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
mod compare;
#[cfg(feature = "documents")]
mod examine;
mod html;
mod judge;
mod law;
mod quantity;
mod relation;
mod report;
mod sarif;
mod scan;
mod tell;
mod unassessed;
mod verdict;
mod wording;

#[cfg(feature = "command")]
pub mod command;

pub use compare::compare;
#[cfg(feature = "documents")]
pub use examine::{Examined, examine};
pub use html::{STYLE, fragment, page};
pub use law::Law;
#[cfg(feature = "documents")]
pub use reading;
pub use report::{Agreement, Class, Finding, Key, Kind, Language, Level, Report, Span, View};
pub use sarif::sarif;
pub use tell::render;
pub use verdict::{Decision, Verdict, Verdicts, VerdictsError};

/// Reads a text and reports every relation between its figures that it states, held or not, in the order of the text.
///
/// Takes plain text in simplified or traditional characters, with ASCII or full-width punctuation and digits; tables as
/// rows parted by `|` or tabs. Offsets in the report count characters of `text`. Never fails: what is not understood is
/// left alone. Time and memory grow with the length of the text.
pub fn check(text: &str) -> Report {
    check_with(text, &[])
}

/// As [`check`], with laws beyond those that the Civil Code repealed.
pub fn check_with(text: &str, repealed: &[Law]) -> Report {
    let reading = clause::Reading::new(text);
    let laws: Vec<Law> = law::civil_code().into_iter().chain(repealed.iter().cloned()).collect();
    let judged = judge::judge(relation::relations(&reading, &laws));
    let alone = unassessed::find(&reading, &judged);
    let slips = wording::find(&reading.page);
    tell::report(text, &reading, judged, &alone, &slips)
}
