//! The text that was adopted: Markdown in which a figure is a link to its name, `[198](<figure:hotline.handled:>)`, so that
//! it reads as text, and what moved since can be told.

use super::{NOT_APPLICABLE, Report};
use crate::live::{marked, relinked};
use figures::Row;

/// A figure that is not any more what the adopted text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Name of the figure.
    pub figure: String,
    /// Its part; empty for the whole.
    pub dimension: String,
    /// What was adopted.
    pub adopted: String,
    /// What the record says now.
    pub now: String,
}

impl Report {
    /// The text to adopt.
    pub fn to_adopt(&self) -> String {
        relinked(&self.marked)
    }

    /// A text that was adopted.
    pub(super) fn frozen(text: &str) -> Report {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = ["](<figure:", "](<claim:"].iter().filter_map(|m| rest.find(m)).min() {
            let (before, link) = (&rest[..at], &rest[at + "](<".len()..]);
            let Some(((lead, shown), (key, after))) = before.rsplit_once('[').zip(link.split_once(">)"))
            else {
                break;
            };
            out.push_str(lead);
            out.push_str(&crate::live::mark(key, shown));
            rest = after;
        }
        out.push_str(rest);
        Report { marked: out, unknown: Vec::new(), adopted: true }
    }

    /// Which of its figures are not any more what the record says: what a correction has to tell.
    pub fn moved(&self, rows: &[Row]) -> Vec<Moved> {
        let mut moved = Vec::new();
        for (key, shown) in marked(&self.marked) {
            let Some((figure, dimension)) = key.strip_prefix("figure:").and_then(|k| k.split_once(':'))
            else {
                continue;
            };
            let row = rows.iter().find(|r| r.figure == figure && r.dimension == dimension);
            let now = match row {
                Some(row) => row.value.map_or(NOT_APPLICABLE.to_owned(), |v| v.to_string()),
                None => "0".to_owned(),
            };
            let told = Moved { figure: figure.into(), dimension: dimension.into(), adopted: shown, now };
            if told.adopted != told.now && !moved.contains(&told) {
                moved.push(told);
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::live::mark;

    #[test]
    fn what_is_adopted_reads_back_as_it_was() {
        let marked = format!(
            "一、办理{}件，其中{}件[见附件](a.md)。{}。",
            mark("figure:hotline.handled:", "198"),
            mark("figure:hazard.found:农田(水利)", "11"),
            mark("claim:no-overdue", "全部按期办结")
        );
        let report = Report { marked: marked.clone(), unknown: Vec::new(), adopted: false };
        let text = report.to_adopt();
        assert_eq!(
            text,
            "一、办理[198](<figure:hotline.handled:>)件，其中[11](<figure:hazard.found:农田(水利)>)件[见附件](a.md)。[全部按期办结](<claim:no-overdue>)。"
        );
        let back = Report::frozen(&text);
        assert_eq!(back.marked, marked);
        assert!(back.is_adopted());
        assert_eq!(back.markdown(), report.markdown());
    }

    #[test]
    fn what_moved_is_told_once() {
        let row = |figure: &str, value| figures::Row {
            figure: figure.into(),
            dimension: String::new(),
            value: Some(figures::Amount::whole(value)),
            unit: "件".into(),
            numerator: None,
            denominator: None,
        };
        let text = "[198](<figure:a:>)件，[198](<figure:a:>)件，[3](<figure:b:>)件";
        let moved = Report::frozen(text).moved(&[row("a", 199), row("b", 3)]);
        assert_eq!(moved.len(), 1);
        assert_eq!((moved[0].adopted.as_str(), moved[0].now.as_str()), ("198", "199"));
    }
}
