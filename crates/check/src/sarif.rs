//! SARIF 2.1.0, for editors and pipelines that show findings beside the text.

use serde_json::{Value, json};

use crate::report::{Finding, Language, Level, Report, Span};

/// One run over checked files, each with its path or URI. Offsets count characters of the text that was checked.
pub fn sarif<'a>(files: impl IntoIterator<Item = (&'a str, &'a Report)>, language: Language) -> Value {
    let place = |span: &Span| Where::Characters(span.start, span.end);
    let results = files.into_iter().flat_map(|(file, report)| {
        report.shown(false).map(move |f| result(file, f, language, &place)).collect::<Vec<_>>()
    });
    run(results.collect())
}

/// Where a span stands in the file itself.
pub(crate) enum Where {
    /// From a character up to another.
    Characters(usize, usize),
    /// In a format without plain offsets, by name: 表1第2行第3列.
    #[cfg(feature = "documents")]
    Named(String),
}

/// One run with its results.
pub(crate) fn run(results: Vec<Value>) -> Value {
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

/// One finding as a result.
pub(crate) fn result(
    file: &str,
    finding: &Finding,
    language: Language,
    place: &impl Fn(&Span) -> Where,
) -> Value {
    let level = match (finding.holds, finding.level) {
        (Some(false), Some(Level::Error)) => "error",
        (Some(false), Some(Level::Suspect)) => "warning",
        _ => "note",
    };
    let uri = uri(file);
    let location = |span: &Span| match place(span) {
        Where::Characters(start, end) => json!({"physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {
                "charOffset": start,
                "charLength": end.saturating_sub(start),
                "snippet": {"text": span.text},
            },
        }}),
        #[cfg(feature = "documents")]
        Where::Named(name) => json!({
            "physicalLocation": {"artifactLocation": {"uri": uri}},
            "logicalLocations": [{"fullyQualifiedName": name}],
            "message": {"text": span.text},
        }),
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

/// A path as a URI reference (RFC 3986): what may not stand in one is written by its UTF-8 bytes in percent.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'%' => {
                out.push(char::from(byte));
            }
            b'\\' => out.push('/'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_has_what_the_standard_requires() {
        let report = crate::check("共受理来信30件，其中：表扬12件、建议9件、其他8件。");
        let log = sarif([("年度 报告.txt", &report)], Language::Chinese);
        assert_eq!(
            (&log["version"], &log["runs"][0]["tool"]["driver"]["name"]),
            (&json!("2.1.0"), &json!("check"))
        );
        let result = &log["runs"][0]["results"][0];
        assert_eq!((&result["ruleId"], &result["level"]), (&json!("sum"), &json!("error")));
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "%E5%B9%B4%E5%BA%A6%20%E6%8A%A5%E5%91%8A.txt");
        assert_eq!((&place["region"]["charOffset"], &place["region"]["charLength"]), (&json!(5), &json!(3)));
        assert_eq!(result["relatedLocations"].as_array().map(Vec::len), Some(3));
    }
}
