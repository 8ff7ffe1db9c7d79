//! Laws that the Civil Code repealed (民法典 art. 1260, from 2021-01-01), cited in a report on a later year.

use super::Relation;
use crate::amount::Fit;
use crate::clause::Reading;
use crate::report::{Kind, Level};

const REPEALED: [&str; 9] =
    ["婚姻法", "继承法", "民法通则", "收养法", "担保法", "合同法", "物权法", "侵权责任法", "民法总则"];

/// Finds citations of repealed laws; where there are none but laws are cited, says that none of them is among the repealed.
pub(crate) fn find(reading: &Reading, found: &mut Vec<Relation>) {
    let page = &reading.page;
    let mut cited = Vec::new();
    let mut i = 0;
    let mut late = None;
    while i < page.len() {
        if page.at(i) == '《'
            && *late.get_or_insert_with(|| super::period::report_year(reading).is_some_and(|y| y >= 2021))
            && let Some(end) = (i + 1..i + 40).find(|k| page.at(*k) == '》')
        {
            let title = page.text(i + 1, end);
            let name = title.strip_prefix("中华人民共和国").unwrap_or(&title);
            if REPEALED.contains(&name) {
                found.push(repealed(i, end + 1, name));
            } else if name.ends_with('法') || name.ends_with("民法典") || name.ends_with("条例") {
                cited.push((i, end + 1));
            }
            i = end;
        }
        i += 1;
    }
    if cited.len() >= 2 && cited.len() <= 64 {
        let mut relation = Relation::new(Kind::LawInForce, Fit::Holds, Level::Suspect);
        let count = cited.len().to_string();
        relation.places = cited;
        found.push(relation.words(count, String::new(), String::new()));
    }
}

fn repealed(start: usize, end: usize, name: &str) -> Relation {
    let mut relation = Relation::new(Kind::LawInForce, Fit::Off, Level::Suspect);
    relation.places = vec![(start, end)];
    relation.words(format!("《{name}》"), "《民法典》".to_owned(), String::new())
}
