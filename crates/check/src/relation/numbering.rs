//! List markers that skip or go back. Restarts and lists that run on under new headings are right.

use super::Relation;
use crate::amount::Fit;
use crate::clause::Reading;
use crate::quantity::is_numeral;
use crate::report::{Kind, Level};
use crate::scan::{Page, marker};

/// The five styles, from the outermost in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Chapter,
    Bracket,
    Digit,
    BracketDigit,
    Is,
}

struct Marker {
    style: Style,
    value: u8,
    start: usize,
    end: usize,
    heads_line: bool,
}

#[derive(Default)]
struct Sequence {
    places: Vec<(usize, usize)>,
    last: u8,
    from_one: bool,
    broken: Option<(u8, u8)>,
    /// A marker of an outer style came since the last one.
    interrupted: bool,
    heads_lines: bool,
}

/// Finds sequences of markers.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    let mut open: [Sequence; 5] = Default::default();
    for line in reading.lines.iter().filter(|l| !l.table) {
        let mut i = line.start;
        while i < line.end {
            let Some(marker) = marker_at(&reading.page, i, line.start) else {
                i += 1;
                continue;
            };
            i = marker.end.max(i + 1);
            take(&mut open, &marker, found);
        }
    }
    for sequence in open {
        found.extend(close(sequence));
    }
}

fn take(open: &mut [Sequence; 5], marker: &Marker, found: &mut Vec<Relation>) {
    let rank = marker.style as usize;
    for inner in open.iter_mut().skip(rank + 1) {
        inner.interrupted = true;
    }
    let Some(sequence) = open.get_mut(rank) else { return };
    if marker.value == 1 {
        let done = std::mem::take(sequence);
        found.extend(close(done));
        sequence.from_one = true;
        sequence.heads_lines = true;
    } else if marker.value != sequence.last + 1 && !sequence.places.is_empty() {
        if sequence.interrupted {
            let done = std::mem::take(sequence);
            found.extend(close(done));
        } else if sequence.broken.is_none() {
            sequence.broken = Some((sequence.last, marker.value));
        }
    }
    sequence.interrupted = false;
    sequence.heads_lines &= marker.heads_line || marker.style == Style::Is;
    sequence.last = marker.value;
    sequence.places.push((marker.start, marker.end));
}

fn close(sequence: Sequence) -> Option<Relation> {
    if !sequence.from_one || sequence.places.len() < 2 {
        return None;
    }
    let fit = if sequence.broken.is_some() { Fit::Off } else { Fit::Holds };
    let (last, stated) = sequence.broken.unwrap_or((sequence.last.saturating_sub(1), sequence.last));
    if fit == Fit::Off && (!sequence.heads_lines || last < 2) {
        return None;
    }
    let mut relation = Relation::new(Kind::Numbering, fit, Level::Suspect);
    relation.places = sequence.places;
    let next = (last + 1).to_string();
    Some(relation.words(stated.to_string(), next.clone(), format!("{last}, {next}")))
}

/// The marker at `i`, at the head of a line or after the end of a clause.
fn marker_at(page: &Page, i: usize, line_start: usize) -> Option<Marker> {
    let c = page.at(i);
    if !(c == '(' || c.is_ascii_digit() || is_numeral(c)) {
        return None;
    }
    let heads_line = page.slice(line_start, i).iter().all(|c| matches!(c, ' ' | '\t'));
    let fresh = heads_line || matches!(page.before(i), '。' | ';' | ':' | '!' | '?' | ',' | ' ');
    if !fresh {
        return None;
    }
    let from = i + usize::from(c == '(');
    let mut to = from;
    let ascii = page.at(from).is_ascii_digit();
    while to < from + 3 && (if ascii { page.at(to).is_ascii_digit() } else { is_numeral(page.at(to)) }) {
        to += 1;
    }
    let value = marker::value(page, from, to)?;
    let (style, after) = match (c == '(', ascii, page.at(to)) {
        (true, false, ')') => (Style::Bracket, to + 1),
        (true, true, ')') => (Style::BracketDigit, to + 1),
        (false, false, '、') => (Style::Chapter, to + 1),
        (false, false, '是') => (Style::Is, to + 1),
        (false, true, '、' | '.') if !page.at(to + 1).is_ascii_digit() => (Style::Digit, to + 1),
        _ => return None,
    };
    if !heads_line
        && matches!(style, Style::Digit | Style::Chapter)
        && !matches!(page.before(i), '。' | ';' | ' ')
    {
        return None;
    }
    Some(Marker { style, value, start: i, end: title_end(page, after), heads_line })
}

/// Where the first words of an item end.
fn title_end(page: &Page, start: usize) -> usize {
    (start..start + 16)
        .find(|i| matches!(page.at(*i), ',' | '。' | ';' | ':' | '\n' | '\0'))
        .unwrap_or(start + 16)
}
