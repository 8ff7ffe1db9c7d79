//! The rows of a batch, one statement a table: each column goes as one array.

use super::session::Session;
use crate::api::error::StoreError;
use crate::rows::{Batch, Placed};

const RECORD: &str = "insert into record (town, seq, matter, step, procedure, action, actor, capacity, happened_at,
    recorded_at, rulebook, token, facts, leaf)
    select * from unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[])";
const LEAF: &str = "insert into leaf (town, seq, hash)
    select * from unnest($1::text[], $2::bigint[], $3::bytea[])";
const POSTING: &str = "insert into posting (town, seq, ordinal, figure, day, dimension, amount)
    select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[])";
const GROUND: &str = "insert into ground (town, register, key, seq, link, from_at)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[])";
const PAPER: &str = "insert into paper (town, seq, document, number)
    select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[])";
const FILE: &str = "update file f set seq = w.seq
    from unnest($1::text[], $2::text[], $3::bigint[]) as w (town, id, seq)
    where f.town = w.town and f.id = w.id and f.seq is null";
const CLOSE: &str = "update entry e set until_at = w.from_at
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (town, register, key, from_at)
    where e.town = w.town and e.register = w.register and e.key = w.key
    and (e.until_at is null or e.until_at > w.from_at)";
const ENTRY: &str = "insert into entry (town, register, key, seq, ordinal, from_at, until_at, holder, fields)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
    $8::text[], $9::text[])";
const MATTER: &str = "insert into matter (town, id, procedure, number, stage, ended, opened_at, steps, state)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[],
    $8::bigint[], $9::text[])
    on conflict (town, id) do update set stage = excluded.stage, ended = excluded.ended, steps = excluded.steps,
    state = excluded.state";
const CLEAR: &str = "delete from clock c using unnest($1::text[], $2::text[]) as w (town, matter)
    where c.town = w.town and c.matter = w.matter";
const CLOCK: &str = "insert into clock (town, matter, clock, due)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])";
const HEAD: &str = "update town t set size = w.size, frontier = w.frontier
    from unnest($1::text[], $2::bigint[], $3::bytea[]) as w (town, size, frontier) where t.town = w.town";
const BOOK: &str = "insert into book (town, procedure, year, last)
    select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
    on conflict (town, procedure, year) do update set last = excluded.last";
const REGISTER: &str = "insert into register_head (town, register, seq)
    select * from unnest($1::text[], $2::text[], $3::bigint[])
    on conflict (town, register) do update set seq = excluded.seq";
const CELL: &str = "insert into cell (town, figure, month, dimension, amount)
    select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[])
    on conflict (town, figure, month, dimension) do update set amount = cell.amount + excluded.amount";
const STAGE: &str = "insert into stage_count (town, procedure, stage, n)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
    on conflict (town, procedure, stage) do update set n = stage_count.n + excluded.n";

/// One column of some rows.
macro_rules! column {
    ($rows:expr, $value:expr) => {
        $rows.iter().map($value).collect::<Vec<_>>()
    };
}

/// All rows of a batch.
pub(super) fn rows(session: &mut Session, batch: &Batch) -> Result<(), StoreError> {
    records(session, &batch.placed)?;
    postings(session, &batch.placed)?;
    grounds(session, &batch.placed)?;
    papers(session, &batch.placed)?;
    files(session, &batch.placed)?;
    entries(session, batch)?;
    matters(session, &batch.last_of_matter())?;
    sums(session, batch)
}

fn records(session: &mut Session, placed: &[Placed]) -> Result<(), StoreError> {
    let towns = column!(placed, |p| p.prepared.act.record.town.as_str());
    let seqs = column!(placed, |p| p.seq);
    let record = [
        column!(placed, |p| p.prepared.act.record.matter.as_str()),
        column!(placed, |p| p.prepared.act.record.procedure.as_str()),
        column!(placed, |p| p.prepared.act.record.action.as_str()),
        column!(placed, |p| p.prepared.act.record.actor.as_str()),
        column!(placed, |p| p.prepared.act.record.capacity.as_str()),
        column!(placed, |p| p.prepared.happened_at.as_str()),
        column!(placed, |p| p.prepared.recorded_at.as_str()),
        column!(placed, |p| p.prepared.act.record.rulebook.as_str()),
        column!(placed, |p| p.prepared.act.record.token.as_str()),
        column!(placed, |p| p.prepared.facts.as_str()),
    ];
    let [matter, procedure, action, actor, capacity, happened, recorded, rulebook, token, facts] = &record;
    let steps = column!(placed, |p| i64::from(p.prepared.act.record.step));
    let leaves = column!(placed, |p| p.prepared.act.leaf.as_slice());
    session.write(
        RECORD,
        &[
            &towns, &seqs, matter, &steps, procedure, action, actor, capacity, happened, recorded, rulebook,
            token, facts, &leaves,
        ],
        "write records",
    )?;
    let hashes = column!(placed, |p| p.prepared.act.leaf_hash.0.as_slice());
    session.write(LEAF, &[&towns, &seqs, &hashes], "write leaves").map(drop)
}

fn postings(session: &mut Session, placed: &[Placed]) -> Result<(), StoreError> {
    let rows: Vec<_> = placed
        .iter()
        .flat_map(|p| {
            let town = p.prepared.act.record.town.as_str();
            (0_i64..).zip(&p.prepared.act.postings).map(move |(ordinal, x)| (town, p.seq, ordinal, x))
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let towns = column!(rows, |r| r.0);
    let seqs = column!(rows, |r| r.1);
    let ordinals = column!(rows, |r| r.2);
    let figures = column!(rows, |r| r.3.figure.as_str());
    let days = column!(rows, |r| r.3.day.to_string());
    let dimensions = column!(rows, |r| r.3.dimension.as_str());
    let amounts = column!(rows, |r| r.3.amount);
    let params: [&(dyn ::postgres::types::ToSql + Sync); 7] =
        [&towns, &seqs, &ordinals, &figures, &days, &dimensions, &amounts];
    session.write(POSTING, &params, "write postings").map(drop)
}

fn grounds(session: &mut Session, placed: &[Placed]) -> Result<(), StoreError> {
    let rows: Vec<_> = placed.iter().flat_map(|p| p.prepared.grounds.iter().map(move |g| (p, g))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let towns = column!(rows, |(p, _)| p.prepared.act.record.town.as_str());
    let registers = column!(rows, |(_, g)| g.register.as_str());
    let keys = column!(rows, |(_, g)| g.key.as_str());
    let seqs = column!(rows, |(p, _)| p.seq);
    let links = column!(rows, |(_, g)| g.link.as_str());
    let from = column!(rows, |(_, g)| g.from_at.as_str());
    let params: [&(dyn ::postgres::types::ToSql + Sync); 6] =
        [&towns, &registers, &keys, &seqs, &links, &from];
    session.write(GROUND, &params, "write grounds").map(drop)
}

fn papers(session: &mut Session, placed: &[Placed]) -> Result<(), StoreError> {
    let rows: Vec<_> = placed.iter().flat_map(|p| p.papers.iter().map(move |paper| (p, paper))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let towns = column!(rows, |(p, _)| p.prepared.act.record.town.as_str());
    let seqs = column!(rows, |(p, _)| p.seq);
    let documents = column!(rows, |(_, (document, _))| document.as_str());
    let numbers = column!(rows, |(_, (_, number))| number.as_str());
    session.write(PAPER, &[&towns, &seqs, &documents, &numbers], "write documents' numbers").map(drop)
}

fn files(session: &mut Session, placed: &[Placed]) -> Result<(), StoreError> {
    let rows: Vec<_> = placed.iter().flat_map(|p| p.prepared.act.files.iter().map(move |f| (p, f))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let towns = column!(rows, |(p, _)| p.prepared.act.record.town.as_str());
    let ids = column!(rows, |(_, f)| f.id.as_str());
    let seqs = column!(rows, |(p, _)| p.seq);
    session.write(FILE, &[&towns, &ids, &seqs], "keep files").map(drop)
}

fn entries(session: &mut Session, batch: &Batch) -> Result<(), StoreError> {
    let (closed, made) = batch.entries();
    if !closed.is_empty() {
        let towns = column!(closed, |(key, _)| key.0);
        let registers = column!(closed, |(key, _)| key.1);
        let keys = column!(closed, |(key, _)| key.2);
        let from = column!(closed, |(_, from)| *from);
        session.write(CLOSE, &[&towns, &registers, &keys, &from], "end entries")?;
    }
    if made.is_empty() {
        return Ok(());
    }
    let towns = column!(made, |m| m.town);
    let registers = column!(made, |m| m.row.register.as_str());
    let keys = column!(made, |m| m.row.key.as_str());
    let seqs = column!(made, |m| m.seq);
    let ordinals = column!(made, |m| m.ordinal);
    let from = column!(made, |m| m.row.from_at.as_str());
    let until = column!(made, |m| m.until_at);
    let holders = column!(made, |m| m.row.holder.as_deref());
    let fields = column!(made, |m| m.row.fields.as_str());
    let params: [&(dyn ::postgres::types::ToSql + Sync); 9] =
        [&towns, &registers, &keys, &seqs, &ordinals, &from, &until, &holders, &fields];
    session.write(ENTRY, &params, "write entries").map(drop)
}

fn matters(session: &mut Session, placed: &[&Placed]) -> Result<(), StoreError> {
    let towns = column!(placed, |p| p.prepared.act.matter.town.as_str());
    let ids = column!(placed, |p| p.prepared.act.matter.id.as_str());
    let procedures = column!(placed, |p| p.prepared.act.matter.procedure.as_str());
    let numbers = column!(placed, |p| p.number.as_str());
    let stages = column!(placed, |p| p.prepared.act.matter.stage.as_str());
    let ended = column!(placed, |p| p.prepared.act.matter.ended);
    let opened = column!(placed, |p| p.prepared.opened_at.as_str());
    let steps = column!(placed, |p| i64::from(p.prepared.act.matter.steps));
    let states = column!(placed, |p| p.prepared.state.as_str());
    let params: [&(dyn ::postgres::types::ToSql + Sync); 9] =
        [&towns, &ids, &procedures, &numbers, &stages, &ended, &opened, &steps, &states];
    session.write(MATTER, &params, "write matters")?;
    session.write(CLEAR, &[&towns, &ids], "clear clocks")?;
    let rows: Vec<_> = placed
        .iter()
        .flat_map(|p| {
            let matter = &p.prepared.act.matter;
            p.prepared
                .clocks
                .iter()
                .map(|(clock, due)| (matter.town.as_str(), matter.id.as_str(), clock, due))
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let towns = column!(rows, |r| r.0);
    let ids = column!(rows, |r| r.1);
    let clocks = column!(rows, |r| r.2.as_str());
    let due = column!(rows, |r| r.3.as_str());
    session.write(CLOCK, &[&towns, &ids, &clocks, &due], "write clocks").map(drop)
}

/// Heads, numbers, registers and sums: each once a batch.
fn sums(session: &mut Session, batch: &Batch) -> Result<(), StoreError> {
    let heads: Vec<_> = batch.heads.iter().collect();
    let towns = column!(heads, |(town, _)| town.as_str());
    let sizes = column!(heads, |(_, head)| head.0);
    let edges = column!(heads, |(_, head)| head.1.to_bytes());
    session.write(HEAD, &[&towns, &sizes, &edges], "write heads")?;
    if !batch.books.is_empty() {
        let towns = column!(batch.books, |(key, _)| key.0.as_str());
        let procedures = column!(batch.books, |(key, _)| key.1.as_str());
        let years = column!(batch.books, |(key, _)| key.2);
        let last = column!(batch.books, |(_, last)| *last);
        session.write(BOOK, &[&towns, &procedures, &years, &last], "write books")?;
    }
    if !batch.registers.is_empty() {
        let towns = column!(batch.registers, |(key, _)| key.0.as_str());
        let names = column!(batch.registers, |(key, _)| key.1.as_str());
        let seqs = column!(batch.registers, |(_, seq)| *seq);
        session.write(REGISTER, &[&towns, &names, &seqs], "write registers")?;
    }
    if !batch.cells.is_empty() {
        let towns = column!(batch.cells, |(key, _)| key.0.as_str());
        let figures = column!(batch.cells, |(key, _)| key.1.as_str());
        let months = column!(batch.cells, |(key, _)| i64::from(key.2));
        let dimensions = column!(batch.cells, |(key, _)| key.3.as_str());
        let amounts = column!(batch.cells, |(_, amount)| *amount);
        session.write(CELL, &[&towns, &figures, &months, &dimensions, &amounts], "write sums")?;
    }
    if !batch.stages.is_empty() {
        let towns = column!(batch.stages, |(key, _)| key.0.as_str());
        let procedures = column!(batch.stages, |(key, _)| key.1.as_str());
        let stages = column!(batch.stages, |(key, _)| key.2.as_str());
        let numbers = column!(batch.stages, |(_, n)| *n);
        session.write(STAGE, &[&towns, &procedures, &stages, &numbers], "write counts")?;
    }
    Ok(())
}
