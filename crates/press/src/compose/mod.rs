//! A document's Markdown as a paper: which line is the number, the main recipient, the signature, the date.
//!
//! The templates have one shape: `# 标题`, the number, the recipient with its colon, text, who signs, the day. What
//! has not this shape (a record, a sheet) is text.

use crate::letter::{chinese, letter};
use deadline::DateTime;
use kernel::definition::{Document, PaperKind, Procedure};
use kernel::{Matter, Rulebook};
use paper::{Block, Check, Day, Layout, Paper, Run, Table};
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Words of sentences that end with a colon because a list follows: no recipient is called so.
const INTRODUCING: &[&str] = &["如下", "下列", "现将", "现予"];

/// A document made in a matter.
#[derive(Clone, Debug)]
pub struct Occasion<'a> {
    /// The rulebook of the act.
    pub book: &'a Rulebook,
    /// The procedure under which the matter runs.
    pub procedure: &'a Procedure,
    /// The document.
    pub document: &'a Document,
    /// The matter after the act that made it.
    pub matter: &'a Matter,
    /// The document's own number, or the matter's if it has none.
    pub number: &'a str,
    /// Name of the town.
    pub town: &'a str,
    /// When the act happened.
    pub happened: DateTime,
    /// By what the paper can be held against the record.
    pub check: Option<Check>,
}

/// The document as a paper.
///
/// # Errors
/// A template that does not parse.
pub fn paper(occasion: &Occasion<'_>) -> Result<Paper, minijinja::Error> {
    let o = occasion;
    let text = letter(o.book, o.document, o.procedure, o.matter, o.number, o.town, o.happened)?;
    let mut paper = compose(&text, layout(o.document.paper), o.happened);
    shape(&mut paper, o.number, o.happened);
    let signed = paper.signed.as_deref().filter(|s| *s != o.town);
    paper.organ = Some(signed.map_or_else(|| format!("{}人民政府", o.town), str::to_owned));
    paper.check.clone_from(&o.check);
    Ok(paper)
}

fn layout(kind: PaperKind) -> Layout {
    match kind {
        PaperKind::Official => Layout::Official,
        PaperKind::Form => Layout::Form,
    }
}

/// Markdown as a paper: its first heading is the title, everything after it the body.
pub fn compose(markdown: &str, layout: Layout, at: DateTime) -> Paper {
    let mut reading = Reading::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reading.event(event);
    }
    let date = at.date();
    Paper {
        layout,
        organ: None,
        number: None,
        title: reading.title.unwrap_or_default(),
        recipient: None,
        body: reading.blocks,
        signed: None,
        dated: None,
        day: Day { year: date.year(), month: date.month(), day: date.day() },
        check: None,
    }
}

/// Takes number, recipient, signature and date out of the body.
fn shape(paper: &mut Paper, number: &str, happened: DateTime) {
    let first = |body: &[Block]| text(body.first()?);
    if first(&paper.body).is_some_and(|t| t.starts_with(number) && t.chars().count() < 60) {
        paper.number = first(&paper.body);
        paper.body.remove(0);
    }
    // 主送机关: a short line that ends with a colon.
    let called = first(&paper.body).and_then(|t| {
        let name = t.strip_suffix('：').or_else(|| t.strip_suffix(':'))?.trim().to_owned();
        let sentence = INTRODUCING.iter().any(|w| name.contains(w)) || name.contains(['。', '；', '\n']);
        (!sentence && name.chars().count() < 200).then_some(name)
    });
    if called.is_some() {
        paper.recipient = called;
        paper.body.remove(0);
    }
    let dated = chinese(happened.date());
    if paper.body.last().and_then(text).is_some_and(|t| t == dated) {
        paper.dated = Some(dated);
        paper.body.pop();
        let signed = paper.body.last().and_then(text).and_then(|t| signature(&t));
        if signed.is_some() {
            paper.signed = signed;
            paper.body.pop();
        }
    }
}

/// Who signs: a short line that is no sentence. The word for the seal is not printed: the seal is.
fn signature(line: &str) -> Option<String> {
    let seal = ["（", "("].iter().find_map(|open| {
        let at = line.find(open)?;
        line.trim_end_matches(['）', ')']).ends_with("印章").then_some(at)
    });
    let name = line[..seal.unwrap_or(line.len())].trim().to_owned();
    let sentence = name.contains(['。', '，', '；', '：', ':', '\n', '_']);
    (!name.is_empty() && !sentence && name.chars().count() <= 40).then_some(name)
}

fn text(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph(runs) => Some(runs.iter().map(|r| r.text.as_str()).collect()),
        _ => None,
    }
}

/// The body in the making.
#[derive(Default)]
struct Reading {
    title: Option<String>,
    blocks: Vec<Block>,
    runs: Vec<Run>,
    strong: usize,
    /// The next number of each list around; none for a list without numbers.
    lists: Vec<Option<u64>>,
    table: Option<Table>,
}

impl Reading {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Strong) => self.strong += 1,
            Event::End(TagEnd::Strong) => self.strong = self.strong.saturating_sub(1),
            Event::Start(Tag::List(first)) => {
                self.paragraph();
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => drop(self.lists.pop()),
            Event::Start(Tag::Item) => self.item(),
            Event::End(TagEnd::Item | TagEnd::Paragraph) => self.paragraph(),
            Event::End(TagEnd::Heading(level)) => self.heading(level),
            Event::Start(Tag::Table(columns)) => {
                let centred =
                    columns.iter().map(|c| matches!(c, Alignment::Center | Alignment::Right)).collect();
                let table =
                    Table { shares: vec![1; columns.len()], head: Vec::new(), rows: Vec::new(), centred };
                self.table = Some(table);
            }
            Event::Start(Tag::TableRow) => self.table.iter_mut().for_each(|t| t.rows.push(Vec::new())),
            Event::End(TagEnd::TableCell) => self.cell(),
            Event::End(TagEnd::Table) => self.blocks.extend(self.table.take().map(Block::Table)),
            Event::Text(t) | Event::Code(t) | Event::Html(t) | Event::InlineHtml(t) => self.say(&t),
            Event::HardBreak => self.say("\n"),
            Event::SoftBreak => self.soft(),
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        let strong = self.strong > 0;
        match self.runs.last_mut() {
            Some(run) if run.strong == strong => run.text += text,
            _ => self.runs.push(Run { text: text.to_owned(), strong }),
        }
    }

    /// Lines of the source are one line of the page; only words of letters keep a space between them.
    fn soft(&mut self) {
        let last = self.runs.last().and_then(|r| r.text.chars().last());
        if last.is_some_and(|c| c.is_ascii_alphanumeric() || c.is_ascii_punctuation()) {
            self.say(" ");
        }
    }

    fn item(&mut self) {
        self.paragraph();
        if let Some(list) = self.lists.last_mut() {
            let sign = match list {
                Some(n) => {
                    *n += 1;
                    format!("{}. ", *n - 1)
                }
                None => "· ".to_owned(),
            };
            self.say(&sign);
        }
    }

    fn paragraph(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if runs.iter().any(|r| !r.text.trim().is_empty()) {
            self.blocks.push(Block::Paragraph(runs));
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let runs = std::mem::take(&mut self.runs);
        if level == HeadingLevel::H1 && self.title.is_none() {
            self.title = Some(runs.into_iter().map(|r| r.text).collect());
        } else {
            let level = if level == HeadingLevel::H2 { 1 } else { 2 };
            self.blocks.push(Block::Heading(level, runs));
        }
    }

    fn cell(&mut self) {
        let text: String = std::mem::take(&mut self.runs).into_iter().map(|r| r.text).collect();
        if let Some(table) = &mut self.table {
            match table.rows.last_mut() {
                Some(row) => row.push(text),
                None => table.head.push(text),
            }
        }
    }
}

#[cfg(test)]
mod tests;
