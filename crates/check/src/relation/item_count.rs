//! Counted lists: 沙鸥、北栌、望礁三个乡镇. After 等 the names may be a sample.

use super::Relation;
use crate::amount::Fit;
use crate::clause::Reading;
use crate::quantity::is_numeral;
use crate::report::{Kind, Level};
use crate::scan::{Page, marker};

/// A run of names joined by 、.
#[derive(Default)]
struct Run {
    start: usize,
    pauses: usize,
    last: usize,
    digits: bool,
}

/// Finds counted lists.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    let page = &reading.page;
    let mut run = Run::default();
    let mut titled = false;
    for i in 0..page.len() {
        let c = page.at(i);
        match c {
            '《' => titled = true,
            '》' => titled = false,
            '、' if !titled => {
                run.pauses += 1;
                run.last = i + 1;
            }
            ',' | '。' | ';' | ':' | '!' | '?' | '\n' | '(' | ')' | '|' => {
                run = Run { start: i + 1, last: i + 1, ..Run::default() };
                titled = false;
            }
            _ if run.pauses > 0 && !titled && (c.is_ascii_digit() || is_numeral(c)) => {
                if !run.digits {
                    found.extend(counted(page, &run, i));
                }
                run.digits |= c.is_ascii_digit();
            }
            _ => {}
        }
    }
}

fn counted(page: &Page, run: &Run, i: usize) -> Option<Relation> {
    let ascii = page.at(i).is_ascii_digit();
    let before = page.before(i);
    if is_numeral(before) || before.is_ascii_digit() || before == '第' || i <= run.last || i > run.last + 40
    {
        return None;
    }
    let sample = before == '等';
    if ascii && !sample {
        return None;
    }
    let mut end = i;
    while end < i + 3 && (if ascii { page.at(end).is_ascii_digit() } else { is_numeral(page.at(end)) }) {
        end += 1;
    }
    let stated = usize::from(marker::value(page, i, end)?);
    if !matches!(page.at(end), '个' | '项' | '类' | '大' | '种' | '部' | '家' | '方' | '级' | '条')
        || stated < 2
    {
        return None;
    }
    let listed = run.pauses + 1;
    let last_item = page.slice(run.last, i);
    let joined = last_item.iter().any(|c| matches!(c, '和' | '及' | '与'));
    if stated == listed || (joined && stated == listed + 1) {
        return Some(relation(run, i, end, stated, stated, Fit::Holds));
    }
    let off = stated.abs_diff(listed);
    let many = if sample { 5 } else { 3 };
    let plain = !joined && !ascii && last_item.len() <= 12 && i - run.start <= 120;
    (off == 1 && listed >= many && plain).then(|| relation(run, i, end, stated, listed, Fit::Off))
}

fn relation(run: &Run, i: usize, end: usize, stated: usize, listed: usize, fit: Fit) -> Relation {
    let mut relation = Relation::new(Kind::ListCount, fit, Level::Suspect);
    relation.places = vec![(i, end + 1), (run.start, i)];
    relation.words(stated.to_string(), listed.to_string(), listed.to_string())
}
