//! Tests of exact amounts.

use super::*;

fn whole(n: i128) -> Amount {
    Amount::exact(n * ONE)
}

fn percent(hundredths: i128, half_hundredths: i128) -> Amount {
    let half = half_hundredths * ONE / 100;
    Amount { value: hundredths * ONE / 100, half, soft: half }
}

#[test]
fn a_rate_holds_if_the_intervals_meet() {
    let tenth = |hundredths| Amount { half: ONE / 20, ..percent(hundredths, 0) };
    assert_eq!(percent_fits(whole(124), whole(140), tenth(8860)), Some(Fit::Holds));
    assert_eq!(percent_fits(whole(111), whole(145), tenth(7650)), Some(Fit::LastDigit));
    assert_eq!(percent_fits(whole(124), whole(140), tenth(8680)), Some(Fit::Off));
    assert_eq!(percent_fits(whole(124), whole(0), tenth(8680)), None);
    assert_eq!(percent_fits(Amount::exact(i128::MAX / 2), whole(2), tenth(8680)), None);
}

#[test]
fn sums_may_miss_by_their_half_digits() {
    let rounded = Amount { value: 5 * ONE, half: ONE / 20, soft: ONE / 20 };
    assert_eq!(rounded.fits(Amount::exact(5 * ONE + ONE / 20)), Fit::Holds);
    assert_eq!(rounded.fits(Amount::exact(5 * ONE + ONE / 10)), Fit::Off);
    let whole_ten_thousands = Amount { soft: ONE / 2, ..whole(5) };
    assert_eq!(whole_ten_thousands.fits(Amount::exact(5 * ONE + ONE / 2)), Fit::LastDigit);
}

#[test]
fn decimals_are_written_without_trailing_zeros() {
    assert_eq!(decimal(-18_50000000, 8), "-18.5");
    assert_eq!(decimal(41 * ONE, 8), "41");
    assert_eq!(percent_text(124 * ONE, 140 * ONE, 3).as_deref(), Some("88.571"));
    assert_eq!(percent_text(-1, 3, 1).as_deref(), Some("-33.3"));
}

#[test]
fn one_slip_is_one_digit_or_one_swap() {
    assert!(one_slip(1284, 1248));
    assert!(one_slip(372, 392));
    assert!(!one_slip(372, 372));
    assert!(!one_slip(372, 492));
    assert!(!one_slip(37, 372));
}
