//! Excerpts for a terminal: the lines of a finding with its figures underlined, double-width characters counted as two.

use std::fmt::Write as _;

use crate::report::{Finding, Kind, Language, Level, Span};

/// How many characters of context an excerpt keeps on each side of a figure.
const CONTEXT: usize = 18;

/// Renders a finding for a terminal: a head line, the excerpts with the figures underlined, then the finding itself.
/// `text` must be the text that was checked; spans beyond its end are left out.
pub fn render(text: &str, finding: &Finding, language: Language) -> String {
    shown(&text.chars().collect::<Vec<_>>(), finding, language)
}

/// As [`render`], of a text whose characters are at hand.
pub(crate) fn shown(chars: &[char], finding: &Finding, language: Language) -> String {
    let key = finding.key.to_string();
    let mut out = format!("{} [{}]\n", head(finding, language), key.get(..8).unwrap_or_default());
    out.push_str(&excerpts(chars, &finding.spans));
    let _ = writeln!(out, "  {}", finding.says(language));
    out
}

/// The lines around some places, the places underlined.
pub(crate) fn excerpts(chars: &[char], spans: &[Span]) -> String {
    let mut out = String::new();
    for group in windows(chars, spans) {
        excerpt(&mut out, chars, &group);
    }
    out
}

/// The word for what a finding is.
pub(crate) fn head(finding: &Finding, language: Language) -> &'static str {
    match (finding.holds, finding.level, language) {
        (Some(false), Some(Level::Error), Language::Chinese) => "矛盾",
        (Some(false), Some(Level::Error), Language::English) => "contradiction",
        (Some(false), Some(Level::Suspect), Language::Chinese) => "存疑",
        (Some(false), Some(Level::Suspect), Language::English) => "suspect",
        (Some(false), Some(Level::Rounding), Language::Chinese) => "舍入",
        (Some(false), Some(Level::Rounding), Language::English) => "rounding",
        (Some(true), _, Language::Chinese) => "相符",
        (Some(true), _, Language::English) => "holds",
        _ if finding.kind == Kind::Wording && language == Language::Chinese => "用字",
        _ if finding.kind == Kind::Wording => "wording",
        (_, _, Language::Chinese) => "无从核对",
        (_, _, Language::English) => "not assessable",
    }
}

/// A stretch of one line and the spans in it.
struct Window {
    start: usize,
    end: usize,
    spans: Vec<(usize, usize)>,
}

fn windows(chars: &[char], spans: &[Span]) -> Vec<Window> {
    let mut places: Vec<(usize, usize)> =
        spans.iter().map(|s| (s.start, s.end)).filter(|(s, e)| s < e && *e <= chars.len()).collect();
    places.sort_unstable();
    places.dedup();
    let mut found: Vec<Window> = Vec::new();
    for (start, end) in places {
        let from = (start.saturating_sub(CONTEXT)..start)
            .rev()
            .take_while(|i| chars.get(*i) != Some(&'\n'))
            .last()
            .unwrap_or(start);
        let to = (end..(end + CONTEXT).min(chars.len()))
            .take_while(|i| chars.get(*i) != Some(&'\n'))
            .last()
            .map_or(end, |i| i + 1);
        let digit = |i: usize| chars.get(i).is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | '%'));
        let to = (to..to + 12).find(|i| !digit(*i)).unwrap_or(to);
        let from = (from.saturating_sub(12)..from).rev().take_while(|i| digit(*i)).last().unwrap_or(from);
        match found.last_mut() {
            Some(last) if from <= last.end => {
                last.end = last.end.max(to);
                last.spans.push((start, end));
            }
            _ => found.push(Window { start: from, end: to, spans: vec![(start, end)] }),
        }
    }
    found
}

/// Writes a window, broken after about seventy-two columns, each line with its underline.
fn excerpt(out: &mut String, chars: &[char], window: &Window) {
    let (mut line, mut marks, mut columns) = (String::new(), String::new(), 0);
    for i in window.start..window.end {
        let Some(c) = chars.get(i).copied() else { break };
        let shown = if c.is_control() { ' ' } else { c };
        let wide = width(shown);
        let marked = window.spans.iter().any(|(s, e)| *s <= i && i < *e);
        if columns + wide > 72 {
            flush(out, &mut line, &mut marks);
            columns = 0;
        }
        line.push(shown);
        for _ in 0..wide {
            marks.push(if marked { '^' } else { ' ' });
        }
        columns += wide;
    }
    flush(out, &mut line, &mut marks);
}

fn flush(out: &mut String, line: &mut String, marks: &mut String) {
    let _ = writeln!(out, "  {line}");
    if marks.contains('^') {
        let _ = writeln!(out, "  {}", marks.trim_end());
    }
    line.clear();
    marks.clear();
}

/// Columns that a character takes: two for East Asian wide and full-width forms (UAX #11), else one.
fn width(c: char) -> usize {
    let wide = matches!(u32::from(c),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—');
    if wide { 2 } else { 1 }
}

#[cfg(test)]
mod tests;
