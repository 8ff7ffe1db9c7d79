//! CNT-12 to CNT-18: what “N日” means in which act.

use deadline::statute::{Act, TABLE, row_of, unit_of_days};
use deadline::{Binds, Unit};

fn working(act: Act, numbers: &[u32]) -> Vec<u32> {
    let is = |n: &&u32| unit_of_days(act, **n, Binds::Office) == Some(Unit::WorkingDays);
    numbers.iter().filter(is).copied().collect()
}

const NUMBERS: [u32; 12] = [1, 2, 3, 5, 7, 10, 11, 15, 20, 30, 60, 90];

#[test]
fn cnt_12_licensing() {
    assert_eq!(working(Act::Licensing, &NUMBERS), NUMBERS);
    assert_eq!(unit_of_days(Act::Licensing, 5, Binds::Citizen), Some(Unit::Days));
}

#[test]
fn cnt_13_penalties() {
    assert_eq!(working(Act::Penalties, &NUMBERS), [2, 3, 5, 7]);
}

#[test]
fn cnt_14_coercion() {
    assert_eq!(working(Act::Coercion, &NUMBERS), [1, 2, 3, 5, 7, 10]);
}

#[test]
fn cnt_15_reconsideration() {
    assert_eq!(working(Act::Reconsideration, &NUMBERS), [3, 5, 7, 10]);
}

#[test]
fn cnt_16_litigation() {
    assert!(working(Act::AdministrativeLitigation, &NUMBERS).is_empty());
    assert!(working(Act::CivilProcedure, &NUMBERS).is_empty());
}

#[test]
fn cnt_17_petitions() {
    assert!(working(Act::Petitions, &[15, 30, 60]).is_empty());
}

#[test]
fn cnt_18_disclosure_writes_working_days_each_time() {
    assert_eq!(unit_of_days(Act::Disclosure, 20, Binds::Office), None);
}

#[test]
fn trap_1_five_days_are_not_five_days() {
    let five = |act| unit_of_days(act, 5, Binds::Office).unwrap();
    assert_eq!(five(Act::Penalties), Unit::WorkingDays);
    assert_eq!(five(Act::AdministrativeLitigation), Unit::Days);
}

#[test]
fn trap_2_fifteen_days_to_pay_and_ninety_to_decide_are_natural() {
    for n in [15, 90] {
        assert_eq!(unit_of_days(Act::Penalties, n, Binds::Citizen), Some(Unit::Days));
    }
}

#[test]
fn the_table_is_in_the_order_of_the_rules() {
    assert!(TABLE.is_sorted_by_key(|row| row.rule));
    assert!(TABLE.iter().all(|row| row_of(row.act) == row && !row.article.is_empty()));
}
