//! Properties: no text makes the checker fail, spans always lie in the text, and punctuation and width do not matter.

use check::{Language, check, render};
use proptest::prelude::*;

/// Pieces from which digit-rich texts are made.
const PIECES: [&str; 48] = [
    "其中",
    ":",
    "、",
    ",",
    ";",
    "。",
    "\n",
    "(",
    ")",
    "件",
    "万元",
    "%",
    "占",
    "率",
    "比上年",
    "增长",
    "下降",
    "共",
    "合计",
    "剩余",
    "完成",
    "按性质分",
    "其他",
    "一、",
    "(一)",
    "1.",
    "第",
    "余",
    "近",
    "|",
    "\t",
    "0",
    "7",
    "12",
    "345",
    "1,234",
    "0.5",
    "99.9",
    "百分之三",
    "二十一",
    "亿",
    "的",
    "2023年",
    "5月",
    "《",
    "》",
    "等三个",
    "12345678901234567",
];

fn fragments() -> impl Strategy<Value = String> {
    proptest::collection::vec(0..PIECES.len(), 0..80)
        .prop_map(|ks| ks.into_iter().filter_map(|k| PIECES.get(k)).copied().collect())
}

fn sound(text: &str) {
    let length = text.chars().count();
    for finding in &check(text).findings {
        for span in &finding.spans {
            assert!(span.start <= span.end && span.end <= length);
        }
        assert!(!render(text, finding, Language::Chinese).is_empty());
        assert!(!finding.says(Language::English).is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_digit_rich_text_is_read(text in fragments()) {
        sound(&text);
    }

    #[test]
    fn a_true_breakdown_is_silent_and_a_false_one_is_told(parts in proptest::collection::vec(1u32..5000, 2..8), slip in 1u32..9) {
        let names = ["甲类", "乙类", "丙类", "丁类", "戊类", "己类", "庚类"];
        let mut list: Vec<String> = parts.iter().zip(names).map(|(n, name)| format!("{name}{n}件")).collect();
        let sum: u32 = parts.iter().take(list.len()).sum::<u32>() + 1000;
        list.push("其他1000件".to_owned());
        let text = |total: u32| format!("全年登记{total}件,其中:{}。", list.join("、"));
        prop_assert_eq!(check(&text(sum)).contradictions().count(), 0);
        let report = check(&text(sum + slip));
        let told: Vec<&str> = report.contradictions().map(|f| f.computed.as_str()).collect();
        prop_assert_eq!(told, vec![sum.to_string()]);
    }

    #[test]
    fn full_width_text_reads_like_half_width(parts in proptest::collection::vec(1u32..900, 3..6), total in 100u32..4000) {
        let list: Vec<String> = parts.iter().map(|n| format!("某类{n}件")).collect();
        let plain = format!("全年登记{total}件,其中:{},占全部登记的50.0%。", list.join("、"));
        let wide: String = plain.chars().map(|c| match c {
            '0'..='9' | ',' | ':' | '%' | '.' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
            c => c,
        }).collect();
        let shape = |text: &str| check(text).findings.iter().map(|f| (f.kind, f.holds, f.level, f.computed.clone())).collect::<Vec<_>>();
        prop_assert_eq!(shape(&plain), shape(&wide));
    }
}
