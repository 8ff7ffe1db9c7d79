//! Values out of the rows of an answer.

use super::Line;
use crate::api::error::StoreError;
use crate::api::read::{
    Edition, Erased, FileRow, GroundRow, Listed, PaperNumber, StoredMatter, StoredRecord, TraceRow,
};
use crate::rows::{read_facts, read_json, read_time};
use figures::Posting;
use kernel::{Entry, FileRef, Ground, Recorded};
use record::Hash;

pub(super) fn small<T: TryFrom<i64, Error: std::fmt::Display>>(
    line: &dyn Line,
    index: usize,
) -> Result<T, StoreError> {
    T::try_from(line.int(index)?)
        .map_err(|e| StoreError::Unreadable { what: "number", reason: e.to_string() })
}

pub(super) fn stored_record(line: &dyn Line) -> Result<StoredRecord, StoreError> {
    let (facts, salts) = read_facts(&line.text(12)?)?;
    let recorded = Recorded {
        town: line.text(1)?,
        matter: line.text(2)?,
        step: small(line, 3)?,
        procedure: line.text(4)?,
        action: line.text(5)?,
        actor: line.text(6)?,
        capacity: line.text(7)?,
        happened_at: read_time(&line.text(8)?)?,
        recorded_at: read_time(&line.text(9)?)?,
        rulebook: line.text(10)?,
        token: line.text(11)?,
        facts,
    };
    Ok(StoredRecord { seq: small(line, 0)?, recorded, salts, leaf: line.bytes(13)? })
}

pub(super) fn entry(line: &dyn Line) -> Result<Entry, StoreError> {
    Ok(Entry {
        register: line.text(0)?,
        key: line.text(1)?,
        from: read_time(&line.text(2)?)?,
        until: line.maybe(3)?.as_deref().map(read_time).transpose()?,
        fields: read_json("entry", &line.text(4)?)?,
    })
}

pub(super) fn file(line: &dyn Line) -> Result<FileRow, StoreError> {
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    let erased = match (line.maybe(7)?, line.maybe(8)?) {
        (Some(at), why) => Some(Erased { at: read_time(&at)?, why: why.unwrap_or_default() }),
        (None, _) => None,
    };
    Ok(FileRow {
        file: FileRef {
            id: line.text(0)?,
            hash: line.text(1)?,
            media: line.text(2)?,
            size: whole(line.int(3)?),
            name: line.text(4)?,
        },
        staged_at: read_time(&line.text(5)?)?,
        // None while it waits is told as -1, since a number is never missing in an answer.
        seq: Some(line.int(6)?).filter(|n| *n >= 0).map(whole),
        erased,
    })
}

pub(super) fn edition(line: &dyn Line) -> Result<Edition, StoreError> {
    Ok(Edition {
        town: line.text(0)?,
        n: small(line, 1)?,
        version: line.text(2)?,
        adopted_at: read_time(&line.text(3)?)?,
        texts: line.bytes(4)?,
    })
}

pub(super) fn stored_matter(line: &dyn Line) -> Result<StoredMatter, StoreError> {
    Ok(StoredMatter { matter: read_json("matter", &line.text(0)?)?, number: line.text(1)? })
}

pub(super) fn listed(line: &dyn Line) -> Result<Listed, StoreError> {
    Ok(Listed {
        id: line.text(0)?,
        procedure: line.text(1)?,
        stage: line.text(2)?,
        ended: line.int(3)? != 0,
        opened_at: read_time(&line.text(4)?)?,
        steps: small(line, 5)?,
    })
}

pub(super) fn posting(line: &dyn Line, first: usize) -> Result<Posting, StoreError> {
    Ok(Posting {
        figure: line.text(first)?,
        day: read_time(&line.text(first + 1)?)?,
        dimension: line.text(first + 2)?,
        amount: line.int(first + 3)?,
    })
}

/// Link, register, key, first moment, from that column on.
pub(super) fn ground(line: &dyn Line, first: usize) -> Result<Ground, StoreError> {
    Ok(Ground {
        link: line.text(first)?,
        register: line.text(first + 1)?,
        key: line.text(first + 2)?,
        from: read_time(&line.text(first + 3)?)?,
    })
}

pub(super) fn ground_row(line: &dyn Line) -> Result<GroundRow, StoreError> {
    Ok(GroundRow {
        seq: small(line, 0)?,
        ground: ground(line, 1)?,
        happened_at: read_time(&line.text(5)?)?,
        actor: line.text(6)?,
        matter: line.text(7)?,
        number: line.text(8)?,
        procedure: line.text(9)?,
        action: line.text(10)?,
    })
}

pub(super) fn paper_number(line: &dyn Line) -> Result<PaperNumber, StoreError> {
    Ok(PaperNumber { seq: small(line, 0)?, document: line.text(1)?, number: line.text(2)? })
}

pub(super) fn hash(line: &dyn Line) -> Result<Hash, StoreError> {
    let wrong = |_| StoreError::Unreadable { what: "hash", reason: "it has not 32 bytes".into() };
    line.bytes(0)?.try_into().map(Hash).map_err(wrong)
}

pub(super) fn trace_row(line: &dyn Line) -> Result<TraceRow, StoreError> {
    Ok(TraceRow {
        seq: small(line, 0)?,
        ordinal: small(line, 1)?,
        posting: posting(line, 2)?,
        matter: line.text(6)?,
        number: line.text(7)?,
        procedure: line.text(8)?,
        action: line.text(9)?,
    })
}
