//! Sums, ratios and their edges.

use crate::{Amount, Book, Cell, Period};
use proptest::prelude::*;

#[test]
fn nothing_over_nothing_is_not_applicable() {
    assert_eq!(Amount::percent(0, 0, 1), None);
    assert_eq!(Amount::percent(5, 0, 1), None);
}

#[test]
fn percentages_round_half_up_to_their_decimals() {
    let shown = |n, d, k| Amount::percent(n, d, k).map(|a| a.to_string());
    assert_eq!(shown(124, 140, 1).as_deref(), Some("88.6"));
    assert_eq!(shown(8287, 12870, 2).as_deref(), Some("64.39"));
    assert_eq!(shown(1, 3, 0).as_deref(), Some("33"));
    assert_eq!(shown(1, 8, 1).as_deref(), Some("12.5"));
    assert_eq!(shown(1, 200, 0).as_deref(), Some("1"));
    assert_eq!(shown(0, 7, 2).as_deref(), Some("0.00"));
}

fn cell(month: i32, dimension: &str, amount: i64) -> Cell {
    Cell { figure: "f".into(), month, dimension: dimension.into(), amount }
}

#[test]
fn flows_take_the_year_and_stocks_all_before() {
    let book = Book::new(
        [cell(2022 * 12 + 11, "a", 5), cell(2023 * 12, "a", 2), cell(2024 * 12, "a", 9)],
        Period { year: 2023 },
    );
    assert_eq!(book.flow("f").and_then(|m| m.get("a")), Some(&2));
    assert_eq!(book.stock("f").and_then(|m| m.get("a")), Some(&7));
}

proptest! {
    #[test]
    fn order_of_cells_does_not_matter(mut amounts in prop::collection::vec((0..24_i32, -50..50_i64), 0..40)) {
        let cells = |list: &[(i32, i64)]| list.iter().map(|(m, a)| cell(2022 * 12 + m, if a % 2 == 0 { "x" } else { "" }, *a)).collect::<Vec<_>>();
        let one = Book::new(cells(&amounts), Period { year: 2023 });
        amounts.reverse();
        let two = Book::new(cells(&amounts), Period { year: 2023 });
        prop_assert_eq!(one.flow("f"), two.flow("f"));
        prop_assert_eq!(one.stock("f"), two.stock("f"));
    }

    #[test]
    fn a_percentage_is_within_half_of_its_last_digit(n in 0..100_000_i64, d in 1..100_000_i64, k in 0..4_u8) {
        let a = Amount::percent(n, d, k).unwrap();
        let factor = 10_i128.pow(u32::from(k)) * 100;
        let error = (i128::from(n) * factor * 2 - i128::from(a.scaled) * 2 * i128::from(d)).abs();
        prop_assert!(error <= i128::from(d));
    }
}
