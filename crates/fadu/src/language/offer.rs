//! What may be written next, and what an article says.

use crate::open::chinese;
use kernel::definition::Basis;
use kernel::read::spec;
use kernel::{Rulebook, Words};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Kinds of completion as the protocol numbers them.
const PROPERTY: u8 = 10;
const KEYWORD: u8 = 14;
const REFERENCE: u8 = 18;

/// Where a text is being written: the nodes around it, and the node begun on the same line.
struct Within<'a> {
    around: Vec<&'a str>,
    begun: Option<&'a str>,
    procedure: Option<&'a str>,
}

/// Follows braces and quotation marks up to a place; comments end with their line.
fn within(text: &str) -> Within<'_> {
    let (mut around, mut begun, mut procedure) = (Vec::new(), None, None);
    let (mut quoted, mut comment, mut word): (bool, bool, Option<usize>) = (false, false, None);
    let mut fresh = true;
    for (at, c) in text.char_indices() {
        if comment {
            comment = c != '\n';
            if comment {
                continue;
            }
        }
        if quoted {
            quoted = c != '"';
            continue;
        }
        if let Some(start) = word.filter(|_| c.is_whitespace() || matches!(c, '{' | '}' | ';')) {
            let name = text.get(start..at);
            if begun == Some("procedure") && procedure.is_none() {
                procedure = name;
            }
            if std::mem::replace(&mut fresh, false) {
                begun = name;
            }
            word = None;
        }
        match c {
            '"' => quoted = true,
            '/' if text.get(at..).is_some_and(|t| t.starts_with("//")) => comment = true,
            '{' => {
                around.extend(begun);
                (begun, fresh) = (None, true);
            }
            '}' => {
                around.pop();
                (begun, fresh) = (None, true);
            }
            ';' | '\n' => (begun, fresh) = (None, true),
            c if !c.is_whitespace() && word.is_none() => word = Some(at),
            _ => {}
        }
    }
    Within { around, begun, procedure }
}

/// What may stand at a place: nodes at the beginning of a line, else properties and names that are known.
pub(super) fn completions(book: Option<&Rulebook>, text: &str, offset: usize) -> Value {
    let before = text.get(..offset).unwrap_or(text);
    let place = within(before);
    let parent = place.around.join("/");
    let Some(node) = place.begun else {
        let children = spec::children(&parent);
        return children.iter().filter(|n| **n != "*").map(|n| item(n, KEYWORD, "")).collect();
    };
    let path = if parent.is_empty() { node.to_owned() } else { format!("{parent}/{node}") };
    let mut items = Vec::new();
    if let Some(spec) = spec::spec(&path) {
        let keys = spec.required.iter().chain(spec.optional);
        items.extend(
            keys.map(|key| json!({ "label": key, "kind": PROPERTY, "insertText": format!("{key}=") })),
        );
    }
    for (name, title) in book.map(|b| names(b, place.procedure)).unwrap_or_default() {
        items.push(item(&name, REFERENCE, &title));
    }
    Value::Array(items)
}

fn item(label: &str, kind: u8, detail: &str) -> Value {
    json!({ "label": label, "kind": kind, "detail": detail })
}

fn pick(words: &Words) -> &str {
    if chinese() { &words.zh } else { &words.en }
}

/// Names of the procedure that is being written, and of what all procedures share.
fn names(book: &Rulebook, procedure: Option<&str>) -> BTreeSet<(String, String)> {
    let of = |name: &String, title: &Words| (name.clone(), pick(title).to_owned());
    let mut names: BTreeSet<(String, String)> = BTreeSet::new();
    names.extend(book.roles.values().map(|r| of(&r.name, &r.title)));
    names.extend(book.registers.values().map(|r| of(&r.name, &r.title)));
    names.extend(book.parameters.values().map(|p| of(&p.name, &p.title)));
    names.extend(book.generals.values().flatten().map(|g| of(&g.name, &g.title)));
    names.extend(book.remedies.values().map(|r| of(&r.name, &r.title)));
    if let Some(p) = procedure.and_then(|name| book.procedure(name)) {
        names.extend(p.fields.iter().map(|f| of(&f.name, &f.title)));
        names.extend(p.stages.iter().map(|s| of(&s.name, &s.title)));
        names.extend(p.actions.iter().map(|a| of(&a.name, &a.title)));
        names.extend(p.clocks.iter().map(|c| of(&c.name, &c.title)));
        names.extend(p.documents.values().map(|d| of(&d.name, &d.title)));
    }
    names
}

/// What the article under the cursor says.
pub(super) fn hover(book: &Rulebook, text: &str, offset: usize) -> Option<Value> {
    let line_start = text.get(..offset)?.rfind('\n').map_or(0, |n| n + 1);
    let line = text.get(line_start..)?.lines().next()?;
    let column = offset - line_start;
    let key = line.find("basis=\"")? + "basis=\"".len();
    let mut from = key;
    for part in line.get(key..)?.split('"').next()?.split(';') {
        if (from..=from + part.len()).contains(&column) {
            let basis = Basis::read(part.trim())?;
            let (law, article) = book.article(&basis)?;
            let versions: Vec<String> = law.versions.iter().map(|v| v.from.to_string()).collect();
            let cited = book.cite(&basis);
            let value = format!("**{}** ({})\n\n{}", pick(&cited), versions.join(", "), pick(&article.gist));
            return Some(json!({ "contents": { "kind": "markdown", "value": value } }));
        }
        from += part.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nodes_around_a_place_are_known() {
        let text = "procedure p \"程序 { \" en=\"P\" {\n    // action {\n    action a \"环节\" en=\"A\" basis=\"X 1\" {\n        by clerk; asks x\n        gu";
        let place = within(text);
        assert_eq!((place.around, place.procedure), (vec!["procedure", "action"], Some("p")));
        let labels = completions(None, &text[..text.len() - 2], text.len() - 2);
        let labels: Vec<&str> =
            labels.as_array().unwrap().iter().filter_map(|i| i["label"].as_str()).collect();
        assert!(
            labels.contains(&"guard") && labels.contains(&"asks") && !labels.contains(&"clock"),
            "{labels:?}"
        );
        let line = "procedure p \"程\" en=\"P\" {\n    clock c \"期限\" ";
        let keys = completions(None, line, line.len());
        let keys: Vec<&str> = keys.as_array().unwrap().iter().filter_map(|i| i["label"].as_str()).collect();
        assert_eq!(keys, ["en", "binds", "basis"]);
    }

    #[test]
    fn an_article_is_told_under_the_cursor() {
        let book = crate::rulebook::load(&crate::rulebook::sources(None).unwrap(), false).unwrap();
        let text = "\n    guard \"x\" basis=\"APL 44; APL 62\" says=\"\" en=\"\"\n";
        let told = hover(&book, text, text.find("APL 62").unwrap() + 2).unwrap().to_string();
        assert!(told.contains("第62条"), "{told}");
        assert!(hover(&book, text, text.find("guard").unwrap()).is_none());
    }
}
