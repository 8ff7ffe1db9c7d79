//! Files beside the record: sent before their act, kept by it, erased when the law says so. The same SQL text runs in
//! either engine.

use crate::api::error::StoreError;
use crate::people::Writes;
use crate::reading::Param::{Bytes, Int, MaybeBytes, Text};
use deadline::DateTime;
use kernel::FileRef;

/// Files of a town that wait for their acts at most.
const WAITING_MAX: i64 = 2_000;
/// Bytes of them together at most.
const WAITING_BYTES_MAX: i64 = 1024 * 1024 * 1024;
/// A file that waits longer falls away.
const WAITING_HOURS: i64 = 24;
/// Where there is no room any more, files that wait longer than this make room: a form is mostly sent before.
const FULL_HOURS: i64 = 2;

/// A file that was sent and that an act may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Town.
    pub town: String,
    /// As the act shall name it. Its id is a secret until then: who knows it may name the file.
    pub file: FileRef,
    /// When it came.
    pub staged_at: DateTime,
    /// Of a picture: copies to show, the small one and the large one.
    pub copies: Option<(Vec<u8>, Vec<u8>)>,
    /// Its bytes as they came.
    pub bytes: Vec<u8>,
}

/// What is done with files apart from acts.
#[derive(Clone, Debug)]
pub(crate) enum FileChange {
    Stage(Box<NewFile>),
    Erase { town: String, id: String, at: String, why: String },
}

/// Does the change within the caller's transaction.
pub(crate) fn apply(w: &mut impl Writes, change: &FileChange) -> Result<(), StoreError> {
    match change {
        FileChange::Stage(new) => stage(w, new),
        FileChange::Erase { town, id, at, why } => {
            let sql = "update file set small = null, large = null, bytes = null, name = '', erased_at = $1,
                       erased_why = $2 where town = $3 and id = $4 and seq is not null and erased_at is null";
            match w.write(sql, &[Text(at), Text(why), Text(town), Text(id)])? {
                0 => Err(StoreError::NoFile(id.clone())),
                _ => Ok(()),
            }
        }
    }
}

fn stage(w: &mut impl Writes, new: &NewFile) -> Result<(), StoreError> {
    let town = Text(&new.town);
    // The town's row is locked, so that no act of another process takes a file that is about to fall away.
    if w.write("update town set size = size where town = $1", &[town])? == 0 {
        return Err(StoreError::NoTown(new.town.clone()));
    }
    fall_away(w, new, WAITING_HOURS)?;
    if !room(w, new)? {
        fall_away(w, new, FULL_HOURS)?;
        if !room(w, new)? {
            return Err(StoreError::TooManyFilesWait(new.town.clone()));
        }
    }
    let size = i64::try_from(new.file.size).unwrap_or(i64::MAX);
    let sql = "insert into file (town, id, hash, media, size, name, staged_at, small, large, bytes)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (file, at) = (&new.file, new.staged_at.to_string());
    let copies = new.copies.as_ref();
    let small = MaybeBytes(copies.map(|c| c.0.as_slice()));
    let large = MaybeBytes(copies.map(|c| c.1.as_slice()));
    let told = [Text(&new.town), Text(&file.id), Text(&file.hash), Text(&file.media), Int(size)];
    let held = [Text(&file.name), Text(&at), small, large, Bytes(&new.bytes)];
    w.write(sql, &told.into_iter().chain(held).collect::<Vec<_>>())?;
    Ok(())
}

/// Takes away what has waited longer than so many hours when the new file came.
fn fall_away(w: &mut impl Writes, new: &NewFile, hours: i64) -> Result<(), StoreError> {
    let oldest = new.staged_at.checked_sub(jiff::Span::new().hours(hours)).unwrap_or(DateTime::MIN);
    let sql = "delete from file where town = $1 and seq is null and staged_at < $2";
    w.write(sql, &[Text(&new.town), Text(&oldest.to_string())]).map(drop)
}

/// Whether one more file may wait.
fn room(w: &mut impl Writes, new: &NewFile) -> Result<bool, StoreError> {
    let sql = "select count(*), cast(coalesce(sum(size), 0) as bigint) from file
               where town = $1 and seq is null";
    let mut waiting = (0, 0);
    w.each(sql, &[Text(&new.town)], &mut |line| {
        waiting = (line.int(0)?, line.int(1)?);
        Ok(())
    })?;
    let size = i64::try_from(new.file.size).unwrap_or(i64::MAX);
    Ok(waiting.0 < WAITING_MAX && waiting.1.saturating_add(size) <= WAITING_BYTES_MAX)
}
