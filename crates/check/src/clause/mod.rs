//! Clauses: each figure with its label, its place in sentence and paragraph, and the part it plays.

mod role;

pub(crate) use role::Role;

use crate::amount::Amount;
use crate::quantity::{Quantity, Unit, is_numeral, quantity_at, run_end};
use crate::scan::{Page, Phrase, cue::Cues, cue::cue_at, words::TELLING};

/// How strongly two neighbouring figures are parted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Joint {
    /// Nothing between them but words.
    #[default]
    Close,
    /// 、
    Pause,
    /// A comma, a colon, a bracket.
    Comma,
    /// A semicolon.
    Semicolon,
    /// The end of a sentence.
    Stop,
    /// The end of a line.
    Line,
}

/// A figure in its clause.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure {
    pub(crate) q: Quantity,
    /// Where the label begins; it ends where the number begins.
    pub(crate) label: usize,
    /// The cues of the label.
    pub(crate) cues: Cues,
    /// The cues of everything since the figure before, in this sentence.
    pub(crate) gap: Cues,
    /// The strongest mark since the figure before.
    pub(crate) joint: Joint,
    /// How many brackets are open.
    pub(crate) depth: u8,
    /// Whether a bracket was opened since the figure before.
    pub(crate) opened: bool,
    /// Running number of the sentence and of the line.
    pub(crate) sentence: u32,
    pub(crate) line: u32,
    /// The number of the list item ((三), 3.) whose first figure this is; 0 for none.
    pub(crate) item: u8,
    /// Whether a number without a unit stands since the figure before, so that a list may have a part more.
    pub(crate) bare: bool,
    pub(crate) role: Role,
}

impl Figure {
    pub(crate) fn amount(&self) -> Amount {
        self.q.amount
    }

    pub(crate) fn unit(&self) -> Unit {
        self.q.unit
    }

    /// Whether this states how many there are now, neither a change nor a plan nor a percentage.
    pub(crate) fn is_level(&self) -> bool {
        self.role == Role::Level && self.q.unit.is_amount()
    }
}

/// One line: its range, and whether it is a row of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) table: bool,
}

/// A text as read.
pub(crate) struct Reading {
    pub(crate) page: Page,
    pub(crate) figures: Vec<Figure>,
    pub(crate) lines: Vec<Line>,
}

impl Reading {
    /// Reads a text in one pass.
    pub(crate) fn new(text: &str) -> Self {
        let page = Page::new(text);
        let mut reader = Reader::new(&page);
        reader.run();
        let Reader { figures, lines, .. } = reader;
        Self { page, figures, lines }
    }

    /// The label of a figure, its last sixty characters at most.
    pub(crate) fn label(&self, figure: &Figure) -> Phrase<'_> {
        self.page.phrase(figure.label.max(figure.q.start.saturating_sub(60)), figure.q.start)
    }

    /// Earlier figures in the same paragraph, nearest first, at most `reach` of them.
    pub(crate) fn back(&self, from: usize, reach: usize) -> impl Iterator<Item = (usize, &Figure)> {
        let line = self.figures.get(from).map(|f| f.line);
        let earlier = self.figures.get(..from).unwrap_or(&[]);
        earlier.iter().enumerate().rev().take(reach).take_while(move |(_, f)| Some(f.line) == line)
    }
}

/// Whether a character parts clauses.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, ',' | ';' | '。' | ':' | '!' | '?' | '\n' | '(' | ')' | '\0' | '>' | '|' | '、')
}

struct Reader<'a> {
    page: &'a Page,
    figures: Vec<Figure>,
    lines: Vec<Line>,
    label: usize,
    cues: Cues,
    gap: Cues,
    joint: Joint,
    depth: u8,
    opened: bool,
    sentence: u32,
    line_start: usize,
    item: u8,
    bare: bool,
}

impl<'a> Reader<'a> {
    fn new(page: &'a Page) -> Self {
        Self {
            page,
            figures: Vec::new(),
            lines: Vec::new(),
            label: 0,
            cues: Cues::NONE,
            gap: Cues::NONE,
            joint: Joint::Line,
            depth: 0,
            opened: false,
            sentence: 0,
            line_start: 0,
            item: 0,
            bare: false,
        }
    }

    fn run(&mut self) {
        let page = self.page;
        let mut i = 0;
        while i < page.len() {
            if i == self.line_start
                && let Some(end) = table_row(page, i)
            {
                self.lines.push(Line { start: i, end, table: true });
                self.new_line(end + 1);
                i = end + 1;
                continue;
            }
            let c = page.at(i);
            let mute = ('\u{4e00}'..='\u{9fff}').contains(&c) && !TELLING.holds(c);
            i = if mute { i + 1 } else { self.step(i) };
        }
        if self.line_start < page.len() {
            self.lines.push(Line { start: self.line_start, end: page.len(), table: false });
        }
    }

    /// Reads what stands at `i` and says where to go on.
    fn step(&mut self, i: usize) -> usize {
        let page = self.page;
        let c = page.at(i);
        match c {
            '《' => return title_end(page, i),
            '(' => {
                if let Some(end) = plain_bracket(page, i) {
                    self.mark_item(i, crate::scan::marker::value(page, i + 1, end - 1));
                    return end;
                }
                self.depth = self.depth.saturating_add(1);
                self.opened = true;
                self.part(Joint::Comma, i + 1);
            }
            ')' => {
                self.depth = self.depth.saturating_sub(1);
                self.label = i + 1;
                self.cues = Cues::NONE;
            }
            '、' => {
                if self.figures.last().is_some_and(|f| self.label <= f.q.end) {
                    self.part(Joint::Pause, i + 1);
                }
            }
            ',' | '>' => self.part(Joint::Comma, i + 1),
            ':' => {
                self.gap = self.gap.or(Cues::COLON);
                self.part(Joint::Comma, i + 1);
            }
            ';' => self.part(Joint::Semicolon, i + 1),
            '。' | '!' | '?' => {
                self.sentence += 1;
                self.depth = 0;
                self.gap = Cues::NONE;
                self.part(Joint::Stop, i + 1);
            }
            '\n' => {
                if !soft_break(page, self.line_start, i) {
                    self.lines.push(Line { start: self.line_start, end: i, table: false });
                    self.new_line(i + 1);
                }
            }
            _ => return self.word(i),
        }
        i + 1
    }

    fn word(&mut self, i: usize) -> usize {
        let page = self.page;
        let c = page.at(i);
        if c.is_ascii_digit() || is_numeral(c) || (c == '百' && page.is(i, "百分之")) {
            match quantity_at(page, i) {
                Ok(q) => {
                    self.push(q);
                    return q.end;
                }
                Err(next) if c.is_ascii_digit() => {
                    if matches!(page.at(next), '、' | '.' | ')') {
                        self.mark_item(i, crate::scan::marker::value(page, i, next));
                    }
                    self.bare |= matches!(page.at(next), ',' | ';' | '、' | '。')
                        && ('\u{4e00}'..='\u{9fff}').contains(&page.before(i));
                    return next.max(i + 1);
                }
                Err(_) => return i + 1,
            }
        }
        if u32::from(c) >= 0x4e00
            && let Some((cues, len)) = cue_at(page, i)
        {
            self.cues = self.cues.or(cues);
            self.gap = self.gap.or(cues);
            return i + len;
        }
        i + 1
    }

    /// Notes that a list item begins, if nothing but blanks stands before it in its clause.
    fn mark_item(&mut self, i: usize, value: Option<u8>) {
        if let Some(value) = value {
            let fresh = matches!(self.page.before(i), '\n' | ';' | '。' | ' ' | ')' | ':' | '\0' | '(');
            if fresh {
                self.item = value;
            }
        }
    }

    fn part(&mut self, joint: Joint, label: usize) {
        self.joint = self.joint.max(joint);
        self.label = label;
        self.cues = Cues::NONE;
    }

    fn new_line(&mut self, start: usize) {
        self.sentence += 1;
        self.depth = 0;
        self.line_start = start;
        self.gap = Cues::NONE;
        self.part(Joint::Line, start);
    }

    fn push(&mut self, q: Quantity) {
        let line = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        let mut figure = Figure {
            q,
            label: self.label,
            cues: self.cues,
            gap: self.gap,
            joint: self.joint,
            depth: self.depth,
            opened: self.opened,
            sentence: self.sentence,
            line,
            item: self.item,
            bare: self.bare,
            role: Role::Level,
        };
        figure.role = role::of(self.page, &figure);
        self.figures.push(figure);
        self.joint = Joint::Close;
        self.gap = Cues::NONE;
        self.cues = Cues::NONE;
        self.opened = false;
        self.item = 0;
        self.bare = false;
        self.label = q.end;
    }
}

/// The end of a line that is a table row: cells parted by bars or tabs.
fn table_row(page: &Page, start: usize) -> Option<usize> {
    let mut i = start;
    let mut bars = 0;
    while !matches!(page.at(i), '\n' | '\0') || (page.at(i) == '\0' && i < page.len()) {
        bars += usize::from(matches!(page.at(i), '|' | '\t') && i > start);
        i += 1;
    }
    (bars >= 1).then_some(i)
}

/// The end of a title in 《》, which holds no quantity.
fn title_end(page: &Page, start: usize) -> usize {
    (start + 1..start + 60).find(|i| page.at(*i) == '》').map_or(start + 1, |i| i + 1)
}

/// The end of a short bracket without a digit, which is part of a word: 因公出国（境）费.
fn plain_bracket(page: &Page, start: usize) -> Option<usize> {
    for i in start + 1..start + 14 {
        let c = page.at(i);
        if c == ')' {
            return Some(i + 1);
        }
        if c.is_ascii_digit() || matches!(c, '\0' | ';' | '。' | '%') || (c == '\n' && page.at(i + 1) == '\n')
        {
            return None;
        }
    }
    None
}

/// Whether a line break merely wraps a sentence.
fn soft_break(page: &Page, line_start: usize, i: usize) -> bool {
    let last = page.before(i);
    let next = page.at(page.skip_blank(i + 1));
    if matches!(next, '\n' | '\0' | '(' | '|') || run_end(page, i + 1) > i + 3 {
        return false;
    }
    if matches!(last, ',' | '、') {
        return true;
    }
    let prose = i - line_start >= 30
        && page.slice(line_start.max(i.saturating_sub(200)), i).iter().any(|c| matches!(c, ',' | '。' | ';'));
    let numbered = is_numeral(next) && (page.at(i + 2) == '、' || page.at(i + 2) == '是');
    prose && !numbered && ('\u{4e00}'..='\u{9fff}').contains(&last) && !next.is_ascii_digit()
}
