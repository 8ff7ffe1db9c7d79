//! Reading connections, kept and lent.

use crate::api::error::{Doing, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// So many reads run at once for each core: more would only wait for each other inside of their transactions.
const READS_PER_CORE: usize = 2;

/// Connections that are opened when first needed, then kept. A reader beyond the last one waits for it to be free, so
/// a read must not begin another one.
pub(super) struct Pool {
    path: PathBuf,
    most: usize,
    idle: Mutex<Idle>,
    freed: Condvar,
}

struct Idle {
    connections: Vec<Connection>,
    lent: usize,
}

/// A connection, given back when it goes out of scope.
pub(super) struct Lent<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl Pool {
    pub(super) fn new(path: PathBuf) -> Pool {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let idle = Mutex::new(Idle { connections: Vec::new(), lent: 0 });
        Pool { path, most: READS_PER_CORE * cores.max(2), idle, freed: Condvar::new() }
    }

    /// Calls `f` with a connection, waiting for one if all are lent.
    pub(super) fn with<T>(
        &self,
        f: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut idle = self
            .freed
            .wait_while(self.idle(), |idle| idle.lent >= self.most)
            .unwrap_or_else(PoisonError::into_inner);
        idle.lent += 1;
        let mut lent = Lent { pool: self, connection: idle.connections.pop() };
        drop(idle);
        match &mut lent.connection {
            Some(connection) => f(connection),
            none => f(none.insert(self.open()?)),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).doing("open its file for reading")?;
        super::prepare(&connection)?;
        connection.pragma_update(None, "query_only", true).doing("set a reader")?;
        Ok(connection)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut idle = self.pool.idle();
        idle.lent -= 1;
        idle.connections.extend(self.connection.take());
        drop(idle);
        self.pool.freed.notify_one();
    }
}
