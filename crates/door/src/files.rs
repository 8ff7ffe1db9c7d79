//! Files on their way to an act: looked through, kept for it, named by it; and held against the record afterwards.

use crate::act::Door;
use crate::verify::Fault;
use deadline::DateTime;
use files::FileError;
use kernel::definition::{Accepts, Action, FieldKind, Procedure};
use kernel::{FileRef, MediaGroup, Recorded, Words};
use std::collections::BTreeMap;
use store::{FilePart, FileRow, NewFile, Reader, StoreError};

/// Rows read in one go.
const AT_ONCE: u32 = 256;

/// A file as it came with a form.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The field that it is for.
    pub field: String,
    /// What its sender calls it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// The field that it was for.
    pub field: String,
    /// What its sender calls it; empty for one that was sent earlier and is gone.
    pub name: String,
    /// Why.
    pub why: Why,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// What it is, or that it is nothing that is known.
    File(FileError),
    /// The field does not take this kind.
    Kind,
    /// Larger than the field takes, in megabytes.
    Size(u64),
    /// More than the field takes.
    Count(u8),
    /// It was sent too long ago.
    Gone,
}

impl Why {
    /// Stable name, as `too-large`.
    pub fn name(self) -> &'static str {
        match self {
            Why::File(error) => error.name(),
            Why::Kind => "kind",
            Why::Size(_) => "size",
            Why::Count(_) => "count",
            Why::Gone => "gone",
        }
    }

    /// The limit that was passed, if it was one.
    pub fn limit(self) -> Option<u64> {
        match self {
            Why::Size(megabytes) => Some(megabytes),
            Why::Count(most) => Some(u64::from(most)),
            _ => None,
        }
    }
}

/// The file fields of an action.
fn fields<'a>(procedure: &'a Procedure, action: &'a Action) -> BTreeMap<&'a str, &'a Accepts> {
    let asked = action.asks.iter().chain(&action.may_ask).filter_map(|n| procedure.field(n));
    let files = asked.filter_map(|f| match &f.kind {
        FieldKind::Files(accepts) => Some((f.name.as_str(), accepts)),
        _ => None,
    });
    files.collect()
}

/// Whether an action asks for files.
pub fn asks_files(procedure: &Procedure, action: &Action) -> bool {
    !fields(procedure, action).is_empty()
}

/// The files that a record names.
pub fn named(procedure: &Procedure, recorded: &Recorded) -> Vec<FileRef> {
    let of = |(name, value): (&String, &kernel::Value)| {
        let files = matches!(procedure.field(name)?.kind, FieldKind::Files(_));
        files.then(|| value.texts().into_iter().filter_map(FileRef::read).collect::<Vec<_>>())
    };
    recorded.facts.iter().filter_map(of).flatten().collect()
}

impl Door {
    /// Takes the files of a form. What came is looked through and kept for the act; the answers of file fields, which
    /// name files by their ids, become what the act shall say of them. What is not taken is left out and told.
    ///
    /// # Errors
    /// The store failed, or too many files wait.
    pub fn take_files(
        &self,
        town: &str,
        (procedure, action): (&Procedure, &Action),
        answers: &mut Vec<(String, String)>,
        incoming: Vec<Incoming>,
        now: DateTime,
    ) -> Result<Vec<NotTaken>, StoreError> {
        let fields = fields(procedure, action);
        let mut not_taken = Vec::new();
        let mut count: BTreeMap<String, u8> = BTreeMap::new();
        let mut kept: Vec<(String, String)> = Vec::new();
        for (field, text) in std::mem::take(answers) {
            if !fields.contains_key(field.as_str()) {
                kept.push((field, text));
                continue;
            }
            let row = self.store.read(|r| r.file(town, &text))?.filter(|row| row.erased.is_none());
            match row {
                Some(row) if !kept.iter().any(|(_, v)| *v == row.file.to_string()) => {
                    *count.entry(field.clone()).or_insert(0) += 1;
                    kept.push((field, row.file.to_string()));
                }
                Some(_) => {}
                None => not_taken.push(NotTaken { field, name: String::new(), why: Why::Gone }),
            }
        }
        for file in incoming {
            let Some(accepts) = fields.get(file.field.as_str()) else { continue };
            let so_far = count.entry(file.field.clone()).or_insert(0);
            match self.take(town, accepts, *so_far, &file, now)? {
                Ok(taken) => {
                    *so_far += 1;
                    kept.push((file.field, taken.to_string()));
                }
                Err(why) => {
                    not_taken.push(NotTaken { field: file.field, name: files::clean(&file.name), why })
                }
            }
        }
        *answers = kept;
        Ok(not_taken)
    }

    fn take(
        &self,
        town: &str,
        accepts: &Accepts,
        so_far: u8,
        file: &Incoming,
        now: DateTime,
    ) -> Result<Result<FileRef, Why>, StoreError> {
        if so_far >= accepts.at_most {
            return Ok(Err(Why::Count(accepts.at_most)));
        }
        let size = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        if size > accepts.bytes_max {
            return Ok(Err(Why::Size(accepts.bytes_max / (1024 * 1024))));
        }
        let examined = {
            let _place = self.examining.enter();
            match files::examine(&file.name, &file.bytes) {
                Ok(examined) => examined,
                Err(error) => return Ok(Err(Why::File(error))),
            }
        };
        let media = examined.content.media();
        if MediaGroup::of(media).is_none_or(|g| !accepts.groups.contains(&g)) {
            return Ok(Err(Why::Kind));
        }
        let taken = FileRef {
            id: self.secret(),
            hash: examined.hash,
            media: media.to_owned(),
            size,
            name: examined.name,
        };
        self.store.stage(NewFile {
            town: town.to_owned(),
            file: taken.clone(),
            staged_at: now,
            copies: examined.copies.map(|c| (c.small, c.large)),
            bytes: file.bytes.clone(),
        })?;
        Ok(Ok(taken))
    }
}

/// What of the files was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// Files whose bytes have the hash that their act says.
    pub whole: u64,
    /// Files whose bytes were erased; their acts still name their hashes.
    pub erased: u64,
}

/// Holds the stored bytes against what the records say of them.
pub(crate) fn compare(
    reader: &mut dyn Reader,
    town: &str,
    mut expected: BTreeMap<String, (u64, FileRef)>,
    faults: &mut Vec<Fault>,
) -> Result<FileCounts, StoreError> {
    let mut counts = FileCounts::default();
    let mut after = String::new();
    loop {
        let some = reader.scan_files(town, &after, AT_ONCE)?;
        let Some(last) = some.last() else { break };
        after.clone_from(&last.file.id);
        for row in some {
            let should = expected.remove(&row.file.id);
            match wrong(reader, town, &row, should.as_ref())? {
                Some(says) => faults.push(Fault { place: place(&row.file, row.seq), says }),
                None if row.erased.is_some() => counts.erased = counts.erased.saturating_add(1),
                None if row.seq.is_some() => counts.whole = counts.whole.saturating_add(1),
                None => {}
            }
        }
    }
    for (seq, file) in expected.into_values() {
        let says = Words::new(
            format!("缺少文件“{}”,它的 SHA-256 应为 {}", file.name, file.hash),
            format!("the file `{}` is missing; its SHA-256 should be {}", file.name, file.hash),
        );
        faults.push(Fault { place: place(&file, Some(seq)), says });
    }
    Ok(counts)
}

fn place(file: &FileRef, seq: Option<u64>) -> String {
    let record = seq.map_or("—".to_owned(), |seq| seq.to_string());
    format!("file {} (record {record})", file.id)
}

/// What is wrong with a stored file, if anything.
fn wrong(
    reader: &mut dyn Reader,
    town: &str,
    row: &FileRow,
    should: Option<&(u64, FileRef)>,
) -> Result<Option<Words>, StoreError> {
    let say = |zh: &str, en: &str| Ok(Some(Words::new(zh, en)));
    let Some((seq, file)) = should else {
        return match row.seq {
            Some(_) => say("没有记录提到这个文件", "no record names this file"),
            None => Ok(None),
        };
    };
    if row.seq != Some(*seq) {
        return say("它登记在别的记录下", "it is kept for another record");
    }
    let named = FileRef {
        name: if row.erased.is_some() { String::new() } else { file.name.clone() },
        ..file.clone()
    };
    if row.file != named {
        return say(
            "名称、类型、大小或者哈希与记录不符",
            "name, media type, size or hash differ from the record",
        );
    }
    let bytes = reader.file_bytes(town, &row.file.id, FilePart::Whole)?;
    match (&row.erased, bytes) {
        (Some(_), None) => Ok(None),
        (Some(_), Some(_)) => say("写明已删除,字节却还在", "it is said to be erased, its bytes are there"),
        (None, None) => {
            say("字节不在,也没有删除的说明", "its bytes are gone and nothing says that they were erased")
        }
        (None, Some(bytes)) if files::hash(&bytes) != file.hash => {
            say("字节与记录的哈希不符", "its bytes differ from the hash in the record")
        }
        (None, Some(_)) => Ok(None),
    }
}
