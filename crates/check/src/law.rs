//! Laws that are no longer in force, handed in by the caller or taken from the Civil Code's own list.

/// A law that was repealed as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// Title without 中华人民共和国, as cited between 《 and 》.
    pub title: String,
    /// First year in which no day of it was in force: a report on that year or a later one cites it wrongly.
    pub gone_by: u32,
    /// What the repeal is founded on, told to the reader, as 民法典第一千二百六十条.
    pub by: String,
    /// What to cite instead, with 《 and 》; empty if nothing took its place.
    pub instead: String,
}

/// The nine laws that the Civil Code repealed from 2021-01-01 (民法典 art. 1260).
pub(crate) fn civil_code() -> Vec<Law> {
    ["婚姻法", "继承法", "民法通则", "收养法", "担保法", "合同法", "物权法", "侵权责任法", "民法总则"]
        .iter()
        .map(|title| Law {
            title: (*title).to_owned(),
            gone_by: 2021,
            by: "民法典第一千二百六十条".to_owned(),
            instead: "《民法典》".to_owned(),
        })
        .collect()
}
