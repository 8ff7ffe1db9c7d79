//! What a drafter writes: plain paragraphs in which `{{隐患排查数}}` or `{{hazard.found·燃气}}` stands for a live figure.

use super::NOT_APPLICABLE;
use crate::live::mark;
use figures::Row;
use kernel::Rulebook;

/// The text with its figures as marks, each line a paragraph; nothing in it counts as a link or as HTML. A name that is no
/// figure stays as it was typed and is added to `unknown`.
pub(super) fn filled(text: &str, rulebook: &Rulebook, rows: &[Row], unknown: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        out.push_str(&plain(before));
        match figure(name.trim(), rulebook, rows) {
            Some(marked) => out.push_str(&marked),
            None => {
                unknown.push(name.trim().to_owned());
                out.push_str(&plain(&format!("{{{{{name}}}}}")));
            }
        }
        rest = behind;
    }
    out.push_str(&plain(rest));
    out
}

/// A figure by its name or its Chinese title, with `·` before a part.
fn figure(asked: &str, rulebook: &Rulebook, rows: &[Row]) -> Option<String> {
    let (asked, part) = asked.split_once('·').unwrap_or((asked, ""));
    let by_title = || rulebook.figures.values().find(|f| f.title.zh == asked);
    let name = &rulebook.figures.get(asked).or_else(by_title)?.name;
    let of_it = || rows.iter().filter(|r| r.figure == *name);
    let row = of_it().find(|r| r.dimension == part);
    // A part to which nothing was posted is nothing, if the figure itself is there.
    let value = match row {
        Some(row) => row.value.map_or(NOT_APPLICABLE.to_owned(), |v| v.to_string()),
        None => of_it().next().map(|_| "0".to_owned())?,
    };
    Some(mark(&format!("figure:{name}:{part}"), &value))
}

/// Text that stays text in Markdown, a paragraph a line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\r' => {}
            '\n' => out.push_str("\n\n"),
            '[' | ']' | '<' | '\\' | '`' | '*' | '_' => out.extend(['\\', character]),
            // What marks figures is nobody's to type.
            '\u{E000}'..='\u{E002}' => {}
            other => out.push(other),
        }
    }
    out
}
