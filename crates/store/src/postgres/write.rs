//! The writing side of PostgreSQL: a batch costs the same number of statements whatever its size.

use super::session::Session;
use super::{insert, look};
use crate::api::error::{Doing, StoreError};
use crate::api::read::{Edition, Town};
use crate::people::{self, Change, ChangeError};
use crate::rows::Batch;
use crate::search::{self, Passages};
use crate::staging::{self, FileChange};
use crate::writer::{Batches, Found, Wanted};
use record::tree::Frontier;

/// The one writing connection.
pub(crate) struct PostgresBatches {
    url: String,
    session: Option<Session>,
}

impl PostgresBatches {
    pub(super) fn new(url: &str, session: Session) -> Self {
        PostgresBatches { url: url.to_owned(), session: Some(session) }
    }

    /// The connection within a transaction. One that broke meanwhile is replaced.
    fn begin(&mut self) -> Result<&mut Session, StoreError> {
        const BEGIN: &str = "begin isolation level read committed read write";
        if let Some(mut standing) = self.session.take()
            && standing.run(BEGIN, "begin writing").is_ok()
        {
            return Ok(self.session.insert(standing));
        }
        let mut session = Session::open(&self.url)?;
        session.run(BEGIN, "begin writing")?;
        Ok(self.session.insert(session))
    }

    /// Work in a transaction of its own.
    fn alone(&mut self, work: impl FnOnce(&mut Session) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let session = self.begin()?;
        let done = work(session).and_then(|()| session.run("commit", "commit"));
        if done.is_err() {
            self.abandon();
        }
        done
    }
}

impl Batches for PostgresBatches {
    fn look(&mut self, wanted: &Wanted) -> Result<Found, StoreError> {
        look::look(self.begin()?, wanted)
    }

    fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let session = self.session.as_mut().ok_or(StoreError::WriterGone)?;
        insert::rows(session, batch)?;
        session.run("commit", "commit")
    }

    fn abandon(&mut self) {
        // A connection that can't roll back is broken; dropping it ends its transaction.
        if let Some(session) = &mut self.session
            && session.run("rollback", "roll back").is_err()
        {
            self.session = None;
        }
    }

    fn found(&mut self, town: &Town) -> Result<(), StoreError> {
        self.alone(|session| {
            let empty = Frontier::default().to_bytes();
            let sql = "insert into town (town, name, origin, size, frontier) values ($1, $2, $3, 0, $4)
                       on conflict (town) do nothing";
            session.write(sql, &[&town.key, &town.name, &town.origin, &empty], "found a town")?;
            let sql = "select name = $2 and origin = $3 from town where town = $1";
            let rows = session.query(sql, &[&town.key, &town.name, &town.origin], "look up a town")?;
            let same = rows.first().map(|r| r.try_get(0)).transpose().doing("look up a town")?;
            if same == Some(true) { Ok(()) } else { Err(StoreError::TownTaken(town.key.clone())) }
        })
    }

    fn edition(&mut self, edition: &Edition) -> Result<(), StoreError> {
        self.alone(|session| {
            let sql = "insert into edition (town, n, version, adopted_at, texts)
                       select town, $2, $3, $4, $5 from town where town = $1";
            let n = i64::try_from(edition.n).unwrap_or(i64::MAX);
            let at = edition.adopted_at.to_string();
            let values: [&(dyn postgres::types::ToSql + Sync); 5] =
                [&edition.town, &n, &edition.version, &at, &edition.texts];
            match session.write(sql, &values, "keep a rulebook")? {
                0 => Err(StoreError::NoTown(edition.town.clone())),
                _ => Ok(()),
            }
        })
    }

    fn checkpoint(&mut self, town: &str, size: u64, note: &str) -> Result<(), StoreError> {
        self.alone(|session| {
            let sql =
                "insert into checkpoint (town, size, note) select town, $2, $3 from town where town = $1
                       on conflict (town, size) do update set note = excluded.note";
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            match session.write(sql, &[&town, &size, &note], "keep a checkpoint")? {
                0 => Err(StoreError::NoTown(town.to_owned())),
                _ => Ok(()),
            }
        })
    }

    fn forget_words(&mut self, town: &str) -> Result<(), StoreError> {
        self.alone(|session| search::postgres::forget(session, town))
    }

    fn passages(&mut self, passages: &Passages) -> Result<bool, StoreError> {
        let mut followed = false;
        self.alone(|session| {
            followed = search::postgres::put(session, passages)?;
            Ok(())
        })?;
        Ok(followed)
    }

    fn file(&mut self, change: &FileChange) -> Result<(), StoreError> {
        self.alone(|session| staging::apply(session, change))
    }

    fn change(&mut self, changes: &[Change]) -> Result<(), ChangeError> {
        let session = self.begin()?;
        let done = people::apply(session, changes)
            .and_then(|()| session.run("commit", "commit").map_err(ChangeError::from));
        if done.is_err() {
            self.abandon();
        }
        done
    }
}
