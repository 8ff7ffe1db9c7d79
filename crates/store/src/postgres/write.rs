//! The writing side of PostgreSQL. A batch costs a fixed number of round trips, whatever its size.

use crate::api::error::{Doing, StoreError};
use crate::api::read::{Committed, Town};
use crate::rows::{Batch, Placed};
use crate::writer::{Batches, Found, Standing, Wanted};
use postgres::types::ToSql;
use postgres::{Client, Row};
use record::tree::Frontier;

/// The one writing connection.
pub(crate) struct PostgresBatches {
    client: Client,
    url: String,
}

impl PostgresBatches {
    pub(crate) fn new(client: Client, url: &str) -> Self {
        PostgresBatches { client, url: url.to_owned() }
    }

    fn query(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        self.client.query(sql, params).doing(doing)
    }
}

fn frontier(bytes: &[u8]) -> Result<Frontier, StoreError> {
    Frontier::from_bytes(bytes)
        .map_err(|e| StoreError::Unreadable { what: "frontier", reason: e.to_string() })
}

fn get<'a, T: postgres::types::FromSql<'a>>(row: &'a Row, index: usize) -> Result<T, StoreError> {
    row.try_get(index).doing("read a column")
}

fn step(row: &Row, index: usize) -> Result<u32, StoreError> {
    Ok(u32::try_from(get::<i64>(row, index)?).unwrap_or(u32::MAX))
}

/// Two columns of pairs as arrays.
fn pairs<'a>(keys: impl Iterator<Item = &'a (String, String)>) -> (Vec<&'a str>, Vec<&'a str>) {
    keys.map(|(a, b)| (a.as_str(), b.as_str())).unzip()
}

impl Batches for PostgresBatches {
    fn look(&mut self, wanted: &Wanted) -> Result<Found, StoreError> {
        if self.client.is_closed() {
            self.client = super::connect(&self.url)?;
        }
        self.client.batch_execute("begin").doing("begin writing")?;
        let mut found = Found::default();
        // Locked in the order of the keys: several programs on one database wait for each other and don't interlock.
        let towns: Vec<&str> = wanted.towns.iter().map(String::as_str).collect();
        let sql = "select town, size, frontier from town where town = any($1) order by town for update";
        for row in self.query("look up a town", sql, &[&towns])? {
            found.heads.insert(get(&row, 0)?, (get(&row, 1)?, frontier(&get::<Vec<u8>>(&row, 2)?)?));
        }
        let (towns, tokens) = pairs(wanted.tokens.iter());
        let sql = "select r.town, r.token, r.seq, r.step, m.number from unnest($1::text[], $2::text[]) as w(town, token)
                   join record r on r.town = w.town and r.token = w.token join matter m on m.town = r.town and m.id = r.matter";
        for row in self.query("look up a token", sql, &[&towns, &tokens])? {
            let committed = Committed {
                seq: get::<i64>(&row, 2)?.unsigned_abs(),
                step: step(&row, 3)?,
                number: get(&row, 4)?,
                repeated: true,
            };
            found.tokens.insert((get(&row, 0)?, get(&row, 1)?), committed);
        }
        let (towns, ids) = pairs(wanted.matters.iter());
        let sql = "select m.town, m.id, m.steps, m.number, m.stage from unnest($1::text[], $2::text[]) as w(town, id)
                   join matter m on m.town = w.town and m.id = w.id";
        for row in self.query("look up a matter", sql, &[&towns, &ids])? {
            let standing = Standing { steps: step(&row, 2)?, number: get(&row, 3)?, stage: get(&row, 4)? };
            found.matters.insert((get(&row, 0)?, get(&row, 1)?), standing);
        }
        let (towns, names) = pairs(wanted.registers.iter());
        let sql = "select h.town, h.register, h.seq from unnest($1::text[], $2::text[]) as w(town, register)
                   join register_head h on h.town = w.town and h.register = w.register";
        for row in self.query("look up a register", sql, &[&towns, &names])? {
            found.registers.insert((get(&row, 0)?, get(&row, 1)?), get(&row, 2)?);
        }
        let towns: Vec<&str> = wanted.books.iter().map(|b| b.0.as_str()).collect();
        let names: Vec<&str> = wanted.books.iter().map(|b| b.1.as_str()).collect();
        let years: Vec<i64> = wanted.books.iter().map(|b| b.2).collect();
        let sql = "select b.town, b.procedure, b.year, b.last
                   from unnest($1::text[], $2::text[], $3::bigint[]) as w(town, procedure, year)
                   join book b on b.town = w.town and b.procedure = w.procedure and b.year = w.year";
        for row in self.query("look up a book", sql, &[&towns, &names, &years])? {
            found.books.insert((get(&row, 0)?, get(&row, 1)?, get(&row, 2)?), get(&row, 3)?);
        }
        Ok(found)
    }

    fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        write_records(&mut self.client, &batch.placed)?;
        write_postings(&mut self.client, &batch.placed)?;
        write_entries(&mut self.client, &batch.placed)?;
        write_matters(&mut self.client, &batch.last_of_matter())?;
        write_sums(&mut self.client, batch)?;
        self.client.batch_execute("commit").doing("commit")
    }

    fn abandon(&mut self) {
        // A connection that is gone has abandoned its transaction already.
        drop(self.client.batch_execute("rollback"));
    }

    fn found(&mut self, town: &Town) -> Result<(), StoreError> {
        let empty = Frontier::default().to_bytes();
        let sql = "insert into town (town, name, origin, size, frontier) values ($1, $2, $3, 0, $4) on conflict do nothing";
        self.client.execute(sql, &[&town.key, &town.name, &town.origin, &empty]).doing("found a town")?;
        let sql = "select name, origin from town where town = $1";
        let row = self.client.query_one(sql, &[&town.key]).doing("look up a town")?;
        let same = get::<String>(&row, 0)? == town.name && get::<String>(&row, 1)? == town.origin;
        if same { Ok(()) } else { Err(StoreError::TownTaken(town.key.clone())) }
    }

    fn checkpoint(&mut self, town: &str, size: u64, note: &str) -> Result<(), StoreError> {
        let sql = "insert into checkpoint (town, size, note) values ($1, $2, $3)
                   on conflict (town, size) do update set note = excluded.note";
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        self.client.execute(sql, &[&town, &size, &note]).doing("keep a checkpoint").map(drop)
    }
}

/// One column of all acts.
fn column<'a, T>(placed: &'a [Placed], pick: impl Fn(&'a Placed) -> T) -> Vec<T> {
    placed.iter().map(pick).collect()
}

fn write_records(client: &mut Client, placed: &[Placed]) -> Result<(), StoreError> {
    let town = column(placed, |p| p.prepared.act.record.town.as_str());
    let seq = column(placed, |p| p.seq);
    let matter = column(placed, |p| p.prepared.act.record.matter.as_str());
    let step = column(placed, |p| i64::from(p.prepared.act.record.step));
    let procedure = column(placed, |p| p.prepared.act.record.procedure.as_str());
    let action = column(placed, |p| p.prepared.act.record.action.as_str());
    let actor = column(placed, |p| p.prepared.act.record.actor.as_str());
    let capacity = column(placed, |p| p.prepared.act.record.capacity.as_str());
    let happened = column(placed, |p| p.prepared.happened_at.as_str());
    let recorded = column(placed, |p| p.prepared.recorded_at.as_str());
    let rulebook = column(placed, |p| p.prepared.act.record.rulebook.as_str());
    let token = column(placed, |p| p.prepared.act.record.token.as_str());
    let facts = column(placed, |p| p.prepared.facts.as_str());
    let leaf = column(placed, |p| p.prepared.act.leaf.as_slice());
    let sql = "insert into record (town, seq, matter, step, procedure, action, actor, capacity, happened_at, recorded_at,
               rulebook, token, facts, leaf) select * from unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[],
               $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
               $13::text[], $14::bytea[])";
    let params: &[&(dyn ToSql + Sync)] = &[
        &town, &seq, &matter, &step, &procedure, &action, &actor, &capacity, &happened, &recorded, &rulebook,
        &token, &facts, &leaf,
    ];
    client.execute(sql, params).doing("write records")?;
    let hash = column(placed, |p| p.prepared.act.leaf_hash.0.as_slice());
    let sql =
        "insert into leaf (town, seq, hash) select * from unnest($1::text[], $2::bigint[], $3::bytea[])";
    client.execute(sql, &[&town, &seq, &hash]).doing("write leaves").map(drop)
}

fn write_postings(client: &mut Client, placed: &[Placed]) -> Result<(), StoreError> {
    let all =
        || placed.iter().flat_map(|p| (0_i64..).zip(&p.prepared.act.postings).map(move |(n, x)| (p, n, x)));
    if all().next().is_none() {
        return Ok(());
    }
    let town: Vec<&str> = all().map(|(p, ..)| p.prepared.act.record.town.as_str()).collect();
    let seq: Vec<i64> = all().map(|(p, ..)| p.seq).collect();
    let ordinal: Vec<i64> = all().map(|(_, n, _)| n).collect();
    let figure: Vec<&str> = all().map(|(.., x)| x.figure.as_str()).collect();
    let day: Vec<String> = all().map(|(.., x)| x.day.to_string()).collect();
    let dimension: Vec<&str> = all().map(|(.., x)| x.dimension.as_str()).collect();
    let amount: Vec<i64> = all().map(|(.., x)| x.amount).collect();
    let sql = "insert into posting (town, seq, ordinal, figure, day, dimension, amount) select * from
               unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[])";
    client
        .execute(sql, &[&town, &seq, &ordinal, &figure, &day, &dimension, &amount])
        .doing("write postings")
        .map(drop)
}

/// Entries are few; each closes the standing one of its key before it is made.
fn write_entries(client: &mut Client, placed: &[Placed]) -> Result<(), StoreError> {
    for p in placed {
        let town = &p.prepared.act.record.town;
        for (ordinal, e) in (0_i64..).zip(&p.prepared.entries) {
            let close = "update entry set until_at = $4 where town = $1 and register = $2 and key = $3
                         and (until_at is null or until_at > $4)";
            client.execute(close, &[town, &e.register, &e.key, &e.from_at]).doing("end an entry")?;
            if !e.ends {
                let sql =
                    "insert into entry (town, register, key, seq, ordinal, from_at, until_at, holder, fields)
                           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
                let params: &[&(dyn ToSql + Sync)] = &[
                    town,
                    &e.register,
                    &e.key,
                    &p.seq,
                    &ordinal,
                    &e.from_at,
                    &e.until_at,
                    &e.holder,
                    &e.fields,
                ];
                client.execute(sql, params).doing("write an entry")?;
            }
        }
    }
    Ok(())
}

fn write_matters(client: &mut Client, last: &[&Placed]) -> Result<(), StoreError> {
    let town: Vec<&str> = last.iter().map(|p| p.prepared.act.record.town.as_str()).collect();
    let id: Vec<&str> = last.iter().map(|p| p.prepared.act.matter.id.as_str()).collect();
    let procedure: Vec<&str> = last.iter().map(|p| p.prepared.act.matter.procedure.as_str()).collect();
    let number: Vec<&str> = last.iter().map(|p| p.number.as_str()).collect();
    let stage: Vec<&str> = last.iter().map(|p| p.prepared.act.matter.stage.as_str()).collect();
    let ended: Vec<i64> = last.iter().map(|p| i64::from(p.prepared.act.matter.ended)).collect();
    let opened: Vec<&str> = last.iter().map(|p| p.prepared.opened_at.as_str()).collect();
    let steps: Vec<i64> = last.iter().map(|p| i64::from(p.prepared.act.matter.steps)).collect();
    let state: Vec<&str> = last.iter().map(|p| p.prepared.state.as_str()).collect();
    let sql = "insert into matter (town, id, procedure, number, stage, ended, opened_at, steps, state) select * from
               unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[],
               $9::text[]) on conflict (town, id) do update set stage = excluded.stage, ended = excluded.ended,
               steps = excluded.steps, state = excluded.state";
    let params: &[&(dyn ToSql + Sync)] =
        &[&town, &id, &procedure, &number, &stage, &ended, &opened, &steps, &state];
    client.execute(sql, params).doing("write matters")?;
    let sql = "delete from clock c using unnest($1::text[], $2::text[]) as w(town, id) where c.town = w.town and c.matter = w.id";
    client.execute(sql, &[&town, &id]).doing("write clocks")?;
    let all = || last.iter().flat_map(|p| p.prepared.clocks.iter().map(move |c| (p, c)));
    let town: Vec<&str> = all().map(|(p, _)| p.prepared.act.record.town.as_str()).collect();
    let id: Vec<&str> = all().map(|(p, _)| p.prepared.act.matter.id.as_str()).collect();
    let name: Vec<&str> = all().map(|(_, c)| c.0.as_str()).collect();
    let due: Vec<&str> = all().map(|(_, c)| c.1.as_str()).collect();
    let sql = "insert into clock (town, matter, clock, due) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])";
    client.execute(sql, &[&town, &id, &name, &due]).doing("write clocks").map(drop)
}

/// Heads, books, registers, month sums and counts: one row each a batch, so a loop costs little.
fn write_sums(client: &mut Client, batch: &Batch) -> Result<(), StoreError> {
    for (town, (size, edge)) in &batch.heads {
        let sql = "update town set size = $2, frontier = $3 where town = $1";
        client.execute(sql, &[town, size, &edge.to_bytes()]).doing("write a head")?;
    }
    for ((town, procedure, year), last) in &batch.books {
        let sql = "insert into book (town, procedure, year, last) values ($1, $2, $3, $4)
                   on conflict (town, procedure, year) do update set last = excluded.last";
        client.execute(sql, &[town, procedure, year, last]).doing("write a book")?;
    }
    for ((town, name), seq) in &batch.registers {
        let sql = "insert into register_head (town, register, seq) values ($1, $2, $3)
                   on conflict (town, register) do update set seq = excluded.seq";
        client.execute(sql, &[town, name, seq]).doing("write a register")?;
    }
    for ((town, figure, month, dimension), amount) in &batch.cells {
        let sql = "insert into cell (town, figure, month, dimension, amount) values ($1, $2, $3, $4, $5)
                   on conflict (town, figure, month, dimension) do update set amount = cell.amount + excluded.amount";
        client.execute(sql, &[town, figure, &i64::from(*month), dimension, amount]).doing("write a sum")?;
    }
    for ((town, procedure, stage), n) in batch.stages.iter().filter(|(_, n)| **n != 0) {
        let sql = "insert into stage_count (town, procedure, stage, n) values ($1, $2, $3, $4)
                   on conflict (town, procedure, stage) do update set n = stage_count.n + excluded.n";
        client.execute(sql, &[town, procedure, stage, n]).doing("write a count")?;
    }
    Ok(())
}
