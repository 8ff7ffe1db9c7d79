//! The library from outside: vectors, rules by id, pauses, sentences, properties.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot build its data must fail"
)]

mod bound;
mod calendar;
mod counting;
mod in_time;
mod moved;
mod notices;
mod properties;
mod refused;
mod remaining;
mod replay;
mod sentence;
mod serial;
mod statute;
mod vectors;
mod waiting;
