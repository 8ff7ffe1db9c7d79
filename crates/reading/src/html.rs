//! HTML: what a reader sees, each stretch with its place in the source. Scripts, styles and hidden heads are passed over.

use crate::document::{Builder, Document, Format, Place};
use crate::markdown::Counter;
use crate::{Error, Limits};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

const BLOCKS: [&str; 26] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "blockquote",
    "pre",
    "dl",
    "dt",
    "dd",
    "hr",
    "caption",
    "title",
];
const SKIPPED: [&str; 7] = ["script", "style", "template", "noscript", "select", "svg", "textarea"];

/// Reads HTML.
pub(crate) fn read(source: &str, limits: &Limits) -> Result<Document, Error> {
    let mut builder = Builder::new(Format::Html, limits);
    let mut at = Counter { source, byte: 0, characters: 0 };
    let mut skipping: Option<Vec<u8>> = None;
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let (mut row, mut cells) = (false, 0_u32);
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if skipping.is_none() => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if SKIPPED.contains(&name.as_str()) && !tag.self_closing {
                    skipping = Some(tag.name.to_vec());
                } else if name == "td" || name == "th" {
                    if row && cells > 0 {
                        builder.append(" | ")?;
                    }
                    cells += 1;
                } else if BLOCKS.contains(&name.as_str()) && (name == "tr" || !row) {
                    builder.end_line()?;
                }
                if name == "tr" {
                    (row, cells) = (true, 0);
                }
            }
            Token::EndTag(tag) => {
                if skipping.as_deref() == Some(tag.name.as_slice()) {
                    skipping = None;
                } else if skipping.is_none() {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    row &= !(name == "tr" || name == "table");
                    if BLOCKS.contains(&name.as_str()) && !row {
                        builder.end_line()?;
                    }
                }
            }
            Token::String(text) if skipping.is_none() => {
                visible(&mut builder, &String::from_utf8_lossy(&text.value), at.character(text.span.start))?;
            }
            _ => {}
        }
    }
    Ok(builder.finish())
}

/// Adds text with its blanks folded: those between Han characters vanish as a browser shows them, others become one.
fn visible(builder: &mut Builder, text: &str, from: usize) -> Result<(), Error> {
    let mut word = String::new();
    let mut start = from;
    for (k, c) in text.chars().enumerate() {
        let blank = matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}');
        if !blank {
            if word.is_empty() {
                start = from + k;
            }
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            builder.push(&word, || Place::Character(start))?;
            word.clear();
        }
        if !builder.ends_with(' ') && !builder.ends_with('\n') && c == ' ' {
            builder.append(" ")?;
        }
    }
    builder.push(&word, || Place::Character(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_read_with_its_place() {
        let source = "<html><head><title>月报</title><style>p{}</style></head><body><p>共<b>30</b>件</p>\
                      <script>var x = '99件';</script><table><tr><th>类</th><th>件</th></tr><tr><td><p>甲</p></td><td>12</td></tr></table></body></html>";
        let document = read(source, &Limits::default()).expect("HTML is read");
        assert_eq!(document.text(), "月报\n共30件\n类 | 件\n甲 | 12\n");
        let at = document.text().chars().position(|c| c == '3').expect("the 30");
        let Place::Character(original) = document.place(at) else { panic!("a character") };
        assert_eq!(source.chars().nth(original), Some('3'));
    }

    #[test]
    fn an_open_script_ends_with_the_file() {
        let document = read("<p>1件</p><script>", &Limits::default()).expect("HTML is read");
        assert_eq!(document.text(), "1件\n");
    }
}
