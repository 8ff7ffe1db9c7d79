//! Tests of reading quantities.

use super::*;

/// The quantities of a text: value times a hundred, unit, hedged.
fn read(text: &str) -> Vec<(i128, Unit, bool)> {
    let page = Page::new(text);
    let (mut i, mut found) = (0, Vec::new());
    while i < page.len() {
        let starts = page.at(i).is_ascii_digit() || is_numeral(page.at(i)) || page.is(i, "百分之");
        match starts.then(|| quantity_at(&page, i)) {
            Some(Ok(q)) => {
                found.push((q.amount.value * 100 / ONE, q.unit, q.hedged));
                i = q.end;
            }
            Some(Err(next)) => i = next.max(i + 1),
            None => i += 1,
        }
    }
    found
}

#[test]
fn numbers_with_units_are_read_in_every_writing() {
    let unit = |word| super::unit::unit_at(&Page::new(word), 0).expect("a unit of the table").0;
    let count = |n: i128, word| vec![(n * 100, unit(word), false)];
    assert_eq!(read("１２，345份".replace('，', ",").as_str()), count(12345, "份"));
    assert_eq!(read("321 146件"), count(321_146, "件"));
    assert_eq!(read("3.5万人"), count(35_000, "人"));
    assert_eq!(read("二百三十一名"), count(231, "名"));
    assert_eq!(read("一百零五起"), count(105, "起"));
    assert_eq!(read("21 万元"), vec![(21_000_000, unit("元"), false)]);
    assert_eq!(read("百分之八十八点六"), vec![(8860, Unit::Percent, false)]);
    assert_eq!(read("１００ ％"), vec![(10_000, Unit::Percent, false)]);
    assert_eq!(read("1.2个百分点"), vec![(120, Unit::Points, false)]);
}

#[test]
fn hedges_are_seen_before_within_and_after() {
    for text in [
        "近300人",
        "约300人",
        "300余人",
        "300多人",
        "3万余人",
        "300人以上",
        "不少于300人",
        "超过300人",
        "300人左右",
        "100-300人",
        "80%以上",
    ] {
        let found = read(text);
        assert!(!found.is_empty() && found.iter().all(|q| q.2), "{text}: {found:?}");
    }
    assert_eq!(read("节约300元").first().map(|q| q.2), Some(false));
    assert_eq!(read("附近3家").first().map(|q| q.2), Some(false));
}

#[test]
fn what_counts_nothing_is_passed() {
    for text in [
        "12345热线",
        "12345人工座席",
        "110报警",
        "0809-5126740",
        "第3件",
        "2023年",
        "3月5日",
        "〔2024〕3号",
        "“4.15”",
        "一万二件",
        "三五件",
        "二十大",
        "2.3.4件",
        "1234567890123456件",
        "9个性",
        "12项目",
    ] {
        assert_eq!(read(text), vec![], "{text}");
    }
}
