//! What a person decided about findings: kept by key in a file beside the report, so that a run on a changed text remembers it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::{Finding, Language};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// The finding is right: the report is to be mended.
    Confirmed,
    /// The report is right: the finding is not shown again.
    Dismissed,
}

/// A decision with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What was decided.
    pub decision: Decision,
    /// Why; may be empty.
    #[serde(default)]
    pub note: String,
    /// The finding's sentence when it was decided, so that the file can be read by itself.
    #[serde(default)]
    pub says: String,
}

/// Verdicts by the key of their finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    verdicts: BTreeMap<String, Verdict>,
}

/// A side file that is not understood.
#[derive(Debug)]
pub struct VerdictsError(serde_json::Error);

impl std::fmt::Display for VerdictsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "结论文件读不懂，请改正或删去后再试 · the file of verdicts is not understood; mend or remove it: {}",
            self.0
        )
    }
}

impl std::error::Error for VerdictsError {}

impl Verdicts {
    /// Reads the side file's JSON.
    ///
    /// # Errors
    /// [`VerdictsError`] if it is not what [`Verdicts::to_json`] writes.
    pub fn from_json(json: &str) -> Result<Self, VerdictsError> {
        serde_json::from_str(json).map_err(VerdictsError)
    }

    /// The side file, one key a line and in order, so that versions of it compare well.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Keeps a verdict on a finding, in place of an earlier one.
    pub fn set(&mut self, finding: &Finding, decision: Decision, note: &str) {
        let verdict = Verdict { decision, note: note.to_owned(), says: finding.says(Language::Chinese) };
        self.verdicts.insert(finding.key.to_string(), verdict);
    }

    /// The verdict on a finding, if there is one.
    pub fn of(&self, finding: &Finding) -> Option<&Verdict> {
        self.verdicts.get(&finding.key.to_string())
    }

    /// Whether the finding was dismissed.
    pub fn dismissed(&self, finding: &Finding) -> bool {
        self.of(finding).is_some_and(|v| v.decision == Decision::Dismissed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "全年登记来信30件，其中：表扬12件、建议9件、其他8件。";

    #[test]
    fn a_verdict_survives_changes_elsewhere_and_falls_with_the_figure() {
        let first = crate::check(REPORT);
        let finding = first.contradictions().next().expect("29 is not 30");
        let mut verdicts = Verdicts::default();
        verdicts.set(finding, Decision::Dismissed, "另有一件未分类");
        let verdicts = Verdicts::from_json(&verdicts.to_json()).expect("what was written is read");
        let dismissed = |text: &str| {
            let report = crate::check(text);
            report.contradictions().map(|f| verdicts.dismissed(f)).collect::<Vec<_>>()
        };
        assert_eq!(dismissed(&format!("一、概况\n开会12次。\n{REPORT}")), vec![true]);
        assert_eq!(dismissed(&REPORT.replace('8', "7")), vec![false]);
    }

    #[test]
    fn another_file_is_refused() {
        assert!(Verdicts::from_json("[]").is_err());
    }
}
