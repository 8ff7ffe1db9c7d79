//! The rows of a batch, by prepared statements.

use crate::api::error::{Doing, StoreError};
use crate::rows::{Batch, Placed};
use rusqlite::{Connection, params};

/// All rows of a batch.
pub(super) fn rows(c: &Connection, batch: &Batch) -> Result<(), StoreError> {
    for placed in &batch.placed {
        write_act(c, placed)?;
    }
    write_entries(c, batch)?;
    for placed in batch.last_of_matter() {
        write_matter(c, placed)?;
    }
    let sql = "update town set size = ?2, frontier = ?3 where town = ?1";
    let mut head = c.prepare_cached(sql).doing("write a head")?;
    for (town, (size, edge)) in &batch.heads {
        head.execute(params![town, size, edge.to_bytes()]).doing("write a head")?;
    }
    let sql = "insert into book (town, procedure, year, last) values (?1, ?2, ?3, ?4)
               on conflict (town, procedure, year) do update set last = excluded.last";
    let mut book = c.prepare_cached(sql).doing("write a book")?;
    for ((town, procedure, year), last) in &batch.books {
        book.execute(params![town, procedure, year, last]).doing("write a book")?;
    }
    let sql = "insert into register_head (town, register, seq) values (?1, ?2, ?3)
               on conflict (town, register) do update set seq = excluded.seq";
    let mut register = c.prepare_cached(sql).doing("write a register")?;
    for ((town, name), seq) in &batch.registers {
        register.execute(params![town, name, seq]).doing("write a register")?;
    }
    let sql = "insert into cell (town, figure, month, dimension, amount) values (?1, ?2, ?3, ?4, ?5)
               on conflict (town, figure, month, dimension) do update set amount = amount + excluded.amount";
    let mut cell = c.prepare_cached(sql).doing("write a sum")?;
    for ((town, figure, month, dimension), amount) in &batch.cells {
        cell.execute(params![town, figure, month, dimension, amount]).doing("write a sum")?;
    }
    let sql = "insert into stage_count (town, procedure, stage, n) values (?1, ?2, ?3, ?4)
               on conflict (town, procedure, stage) do update set n = n + excluded.n";
    let mut count = c.prepare_cached(sql).doing("write a count")?;
    for ((town, procedure, stage), n) in batch.stages.iter().filter(|(_, n)| **n != 0) {
        count.execute(params![town, procedure, stage, n]).doing("write a count")?;
    }
    Ok(())
}

fn write_act(c: &Connection, placed: &Placed) -> Result<(), StoreError> {
    let p = &placed.prepared;
    let r = &p.act.record;
    let sql = "insert into record (town, seq, matter, step, procedure, action, actor, capacity, happened_at,
               recorded_at, rulebook, token, facts, leaf) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)";
    let mut record = c.prepare_cached(sql).doing("write a record")?;
    record
        .execute(params![
            r.town,
            placed.seq,
            r.matter,
            r.step,
            r.procedure,
            r.action,
            r.actor,
            r.capacity,
            p.happened_at,
            p.recorded_at,
            r.rulebook,
            r.token,
            p.facts,
            p.act.leaf
        ])
        .doing("write a record")?;
    let mut leaf =
        c.prepare_cached("insert into leaf (town, seq, hash) values (?1, ?2, ?3)").doing("write a leaf")?;
    leaf.execute(params![r.town, placed.seq, p.act.leaf_hash.0.as_slice()]).doing("write a leaf")?;
    let sql = "insert into posting (town, seq, ordinal, figure, day, dimension, amount) values (?1,?2,?3,?4,?5,?6,?7)";
    let mut posting = c.prepare_cached(sql).doing("write a posting")?;
    for (ordinal, x) in p.act.postings.iter().enumerate() {
        let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
        posting
            .execute(params![r.town, placed.seq, ordinal, x.figure, x.day.to_string(), x.dimension, x.amount])
            .doing("write a posting")?;
    }
    let sql = "insert into ground (town, register, key, seq, link, from_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut ground = c.prepare_cached(sql).doing("write a ground")?;
    for g in &p.grounds {
        ground
            .execute(params![r.town, g.register, g.key, placed.seq, g.link, g.from_at])
            .doing("write a ground")?;
    }
    let sql = "insert into paper (town, seq, document, number) values (?1, ?2, ?3, ?4)";
    let mut paper = c.prepare_cached(sql).doing("write a document's number")?;
    for (document, number) in &placed.papers {
        paper.execute(params![r.town, placed.seq, document, number]).doing("write a document's number")?;
    }
    let sql = "update file set seq = ?3 where town = ?1 and id = ?2 and seq is null";
    let mut file = c.prepare_cached(sql).doing("keep a file")?;
    for f in &p.act.files {
        file.execute(params![r.town, f.id, placed.seq]).doing("keep a file")?;
    }
    Ok(())
}

fn write_entries(c: &Connection, batch: &Batch) -> Result<(), StoreError> {
    let (closed, made) = batch.entries();
    let sql = "update entry set until_at = ?4 where town = ?1 and register = ?2 and key = ?3
               and (until_at is null or until_at > ?4)";
    let mut close = c.prepare_cached(sql).doing("end an entry")?;
    for ((town, register, key), from) in closed {
        close.execute(params![town, register, key, from]).doing("end an entry")?;
    }
    let sql = "insert into entry (town, register, key, seq, ordinal, from_at, until_at, holder, fields)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let mut entry = c.prepare_cached(sql).doing("write an entry")?;
    for m in made {
        let e = m.row;
        entry
            .execute(params![
                m.town, e.register, e.key, m.seq, m.ordinal, e.from_at, m.until_at, e.holder, e.fields
            ])
            .doing("write an entry")?;
    }
    Ok(())
}

fn write_matter(c: &Connection, placed: &Placed) -> Result<(), StoreError> {
    let p = &placed.prepared;
    let m = &p.act.matter;
    let sql = "insert into matter (town, id, procedure, number, stage, ended, opened_at, steps, state)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
               on conflict (town, id) do update set stage = excluded.stage, ended = excluded.ended,
               steps = excluded.steps, state = excluded.state";
    let mut matter = c.prepare_cached(sql).doing("write a matter")?;
    matter
        .execute(params![
            m.town,
            m.id,
            m.procedure,
            placed.number,
            m.stage,
            m.ended,
            p.opened_at,
            m.steps,
            p.state
        ])
        .doing("write a matter")?;
    let mut clear =
        c.prepare_cached("delete from clock where town = ?1 and matter = ?2").doing("write clocks")?;
    if m.steps > 1 {
        clear.execute(params![m.town, m.id]).doing("write clocks")?;
    }
    let sql = "insert into clock (town, matter, clock, due) values (?1, ?2, ?3, ?4)
               on conflict (town, matter, clock) do update set due = excluded.due";
    let mut clock = c.prepare_cached(sql).doing("write clocks")?;
    for (name, due) in &p.clocks {
        clock.execute(params![m.town, m.id, name, due]).doing("write clocks")?;
    }
    Ok(())
}
