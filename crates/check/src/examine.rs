//! A file of any format that is read, checked: bytes and a name in, findings with their places in the original out.

use serde_json::{Value, json};

use crate::report::{Finding, Language, Report, Span, View};
use crate::sarif::Where;
use crate::{Law, check_with};
use reading::{Document, Error, Limits, Place};

/// A checked file.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The text that was checked and where each character of it comes from.
    pub document: Document,
    /// The findings; their offsets count characters of the document's text.
    pub report: Report,
}

/// Reads a file and checks it. Nothing is kept.
///
/// # Errors
/// What [`reading::read`] says of a file that is not read.
pub fn examine(bytes: &[u8], name: &str, limits: &Limits, repealed: &[Law]) -> Result<Examined, Error> {
    let document = reading::read(bytes, name, limits)?;
    let report = check_with(document.text(), repealed);
    Ok(Examined { document, report })
}

impl Examined {
    /// Where a span stands in the file: characters of it, or a name in a format without plain offsets.
    fn position(&self, span: &Span, language: Language) -> Where {
        match self.document.place(span.start) {
            Place::Character(start) => {
                match self.document.place(span.end.saturating_sub(1).max(span.start)) {
                    Place::Character(last) => Where::Characters(start, last + 1),
                    _ => Where::Characters(start, start + span.end - span.start),
                }
            }
            other => other
                .name(language == Language::English)
                .map_or(Where::Characters(span.start, span.end), Where::Named),
        }
    }

    /// The SARIF form of one finding, with its places in the file that has this path.
    pub(crate) fn sarif(&self, file: &str, finding: &Finding, language: Language) -> Value {
        crate::sarif::result(file, finding, language, &|span: &Span| self.position(span, language))
    }

    /// The JSON form of one finding. In TXT, Markdown and HTML `start` and `end` count characters of the file; in other
    /// formats they count characters of the text taken from it, and `place` says where that stands in the file.
    pub fn json(&self, finding: &Finding, language: Language) -> Value {
        let view: View<'_> = finding.view(language);
        let mut value = json!(view);
        let spans = value.get_mut("spans").and_then(Value::as_array_mut);
        for (shown, span) in spans.into_iter().flatten().zip(&finding.spans) {
            match self.position(span, language) {
                Where::Characters(start, end) => {
                    shown["start"] = json!(start);
                    shown["end"] = json!(end);
                }
                Where::Named(name) => shown["place"] = json!(name),
            }
        }
        value
    }

    /// Where a finding's first figure stands in a format without plain offsets: 第3段, 表1第2行第3列, Sheet1!B3, 第2页.
    pub fn place(&self, finding: &Finding, language: Language) -> Option<String> {
        let span = finding.spans.first()?;
        self.document.place(span.start).name(language == Language::English)
    }
}
