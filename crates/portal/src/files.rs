//! Files of a citizen's form: taken with it, and opened by whoever holds the receipt code.

use crate::citizen::OpenAction;
use crate::{Portal, blocking};
use door::{Incoming, NotTaken, asks_files};
use kernel::FileRef;
use std::collections::BTreeMap;
use store::{FilePart, StoreError};
use web::upload::{Outgoing, Sent, SentFile, not_taken};
use web::{Language, Problem, Wording};

/// Takes the files of a form: its texts with what the act shall say of them, and what is wrong by field.
pub(crate) async fn take(
    portal: &Portal,
    town: &str,
    open: OpenAction<'_>,
    sent: Sent,
    language: Language,
) -> Result<(Vec<(String, String)>, BTreeMap<String, String>), Problem> {
    if !asks_files(open.procedure(), open.action()) {
        return Ok((sent.texts, BTreeMap::new()));
    }
    let (door, town, now) = (portal.door.clone(), town.to_owned(), (portal.now)());
    let (procedure, name) = (open.procedure().clone(), open.action().name.clone());
    let mut texts = sent.texts;
    let incoming = sent.files.into_iter().map(incoming).collect();
    let taken = blocking(move || {
        let open = OpenAction::find(&procedure, &name)?;
        let taken = door.take_files(&town, open, &mut texts, incoming, now);
        Some(taken.map(|left_out| (texts, left_out)))
    })
    .await?;
    match taken {
        Some(Ok((texts, left_out))) => Ok((texts, told(&left_out, portal.frame.wording(language)))),
        Some(Err(StoreError::TooManyFilesWait(_))) => Err(Problem::Lacking("files-full")),
        Some(Err(error)) => Err(Problem::fault(error)),
        None => Err(Problem::NotFound(String::new())),
    }
}

fn told(all: &[NotTaken], wording: &Wording) -> BTreeMap<String, String> {
    not_taken(all.iter().map(|n| (n.field.as_str(), n.name.as_str(), n.why.name(), n.why.limit())), wording)
}

fn incoming(file: SentFile) -> Incoming {
    Incoming { field: file.field, name: file.name, bytes: file.bytes }
}

/// The files that texts of the record or of a draft name.
pub(crate) fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<FileRef> {
    texts.into_iter().filter_map(FileRef::read).collect()
}

/// A part of a file that its reader may open: `small`, `large`, or `whole`, which is always downloaded.
pub(crate) async fn part(
    portal: &Portal,
    town: &str,
    file: FileRef,
    part: &str,
) -> Result<Outgoing, Problem> {
    let part = FilePart::named(part).ok_or_else(|| Problem::NotFound(String::new()))?;
    let (town, id) = (town.to_owned(), file.id.clone());
    let bytes = portal.reading(move |r| r.file_bytes(&town, &id, part)).await?;
    let bytes = bytes.ok_or_else(|| Problem::NotFound(String::new()))?;
    let shown = part != FilePart::Whole;
    let media = if shown { "image/jpeg".to_owned() } else { file.media };
    Ok(Outgoing { media, name: file.name, bytes, shown })
}
