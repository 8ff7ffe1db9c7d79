//! One behaviour suite, run on SQLite always and on PostgreSQL when `FADU_TEST_POSTGRES` names a server on which
//! databases may be made. `cargo xtask test` starts one and sets it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that is not as it should be"
)]

mod acts;
mod commits;
mod engines;
mod files;
mod killed;
mod ledgers;
mod lists;
mod people;
mod places;
mod registers;
mod same;
mod search;
mod sql;
mod together;
mod whole;
