//! Laws cited after they were repealed, by the list that the caller handed in.

use super::Relation;
use crate::amount::Fit;
use crate::clause::Reading;
use crate::law::Law;
use crate::report::{Kind, Level};

const COUNTRY: &str = "中华人民共和国";

/// Finds citations of repealed laws; where there are none but laws are cited, says that none of them is among the repealed.
pub(crate) fn find(reading: &Reading, laws: &[Law], found: &mut Vec<Relation>) {
    let page = &reading.page;
    let mut cited = Vec::new();
    let mut i = 0;
    let mut year = None;
    while i < page.len() {
        if page.at(i) == '《'
            && let Some(end) = (i + 1..i + 40).find(|k| page.at(*k) == '》')
            && let Some(year) = *year.get_or_insert_with(|| super::period::report_year(reading))
        {
            let title = page.phrase(i + 1, end);
            let name = if title.starts_with(COUNTRY) { title.after(COUNTRY.chars().count()) } else { title };
            let old = page.has(i.saturating_sub(8), i, "原") || page.has(i.saturating_sub(8), i, "废止");
            if let Some(law) = laws.iter().find(|l| name.is(&l.title) && year >= l.gone_by) {
                if !old {
                    found.push(repealed(i, end + 1, law));
                }
            } else if name.ends_with("法") || name.ends_with("民法典") || name.ends_with("条例") {
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
        found.push(relation.words(count, String::new(), ""));
    }
}

fn repealed(start: usize, end: usize, law: &Law) -> Relation {
    let mut relation = Relation::new(Kind::LawInForce, Fit::Off, Level::Suspect);
    relation.places = vec![(start, end)];
    relation.words(format!("《{}》", law.title), law.instead.clone(), law.by.clone())
}
