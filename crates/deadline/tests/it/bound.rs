//! CNT-07 and CNT-19: words that set a bound.

use deadline::bound::Bound;

#[test]
fn cnt_07_which_words_include_the_number() {
    for (word, below, same, above) in [
        ("以上", false, true, true),
        ("届满", false, true, true),
        ("以下", true, true, false),
        ("以内", true, true, false),
        ("超过", false, false, true),
        ("以外", false, false, true),
        ("不满", true, false, false),
    ] {
        let bound: Bound = word.parse().unwrap();
        assert_eq!([9, 10, 11].map(|v| bound.holds(&v, &10)), [below, same, above], "{word}");
        assert_eq!(bound.is_inclusive(), same, "{word}");
        assert_eq!(bound.to_string(), word);
    }
    assert!("以前".parse::<Bound>().unwrap_err().to_string().contains("以前"));
}

#[test]
fn cnt_19_public_security_names_three_of_them() {
    let named = Bound::ALL.iter().filter(|b| b.articles().len() == 2).map(|b| b.zh());
    assert_eq!(named.collect::<Vec<_>>(), ["以上", "以下", "以内"]);
    assert!(Bound::ALL.iter().all(|b| b.is_inclusive() || b.articles().len() == 1));
}
