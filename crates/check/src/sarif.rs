//! SARIF 2.1.0, for editors and pipelines that show findings beside the text.

use serde_json::{Value, json};

use crate::report::{Finding, Language, Level, Report, Span};

/// One run over checked files, each with its address (a path or URI). Offsets count characters.
pub fn sarif<'a>(files: impl IntoIterator<Item = (&'a str, &'a Report)>, language: Language) -> Value {
    let mut results = Vec::new();
    for (file, report) in files {
        results.extend(report.shown(false).map(|f| result(file, f, language)));
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "check", "version": env!("CARGO_PKG_VERSION")}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(file: &str, finding: &Finding, language: Language) -> Value {
    let level = match (finding.holds, finding.level) {
        (Some(false), Some(Level::Error)) => "error",
        (Some(false), Some(Level::Suspect)) => "warning",
        _ => "note",
    };
    let location = |span: &Span| {
        json!({"physicalLocation": {
            "artifactLocation": {"uri": file},
            "region": {
                "charOffset": span.start,
                "charLength": span.end - span.start,
                "snippet": {"text": span.text},
            },
        }})
    };
    let mut spans = finding.spans.iter().map(location);
    json!({
        "ruleId": json!(finding.kind),
        "level": level,
        "message": {"text": finding.says(language)},
        "locations": spans.next().map(|first| vec![first]).unwrap_or_default(),
        "relatedLocations": spans.collect::<Vec<_>>(),
        "partialFingerprints": {"finding/v1": finding.key},
    })
}
