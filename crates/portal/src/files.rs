//! Files of a citizen's form: taken with it, and opened by whoever holds the receipt code.

use crate::citizen::OpenAction;
use crate::{Portal, blocking};
use door::{Incoming, NotTaken, asks_files};
use kernel::FileRef;
use std::collections::BTreeMap;
use store::{FilePart, StoreError};
use web::upload::{Outgoing, Sent, SentFile};
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
        Some(taken.map(|not_taken| (texts, not_taken)))
    })
    .await?;
    match taken {
        Some(Ok((texts, not_taken))) => Ok((texts, told(&not_taken, portal.frame.wording(language)))),
        Some(Err(StoreError::TooManyFilesWait(_))) => Err(Problem::Lacking("files-full")),
        Some(Err(error)) => Err(Problem::fault(error)),
        None => Err(Problem::NotFound(String::new())),
    }
}

fn incoming(file: SentFile) -> Incoming {
    Incoming { field: file.field, name: file.name, bytes: file.bytes }
}

/// Why files were not taken, as sentences by field.
fn told(not_taken: &[NotTaken], wording: &Wording) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for one in not_taken {
        let n = one.why.limit().map_or_else(String::new, |n| n.to_string());
        let key = format!("file-not-{}", one.why.name());
        let sentence = wording.say_with(&key, &[("name", &one.name), ("n", &n)]);
        let all = out.entry(one.field.clone()).or_default();
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&sentence);
    }
    out
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
    let part = match part {
        "small" => FilePart::Small,
        "large" => FilePart::Large,
        "whole" => FilePart::Whole,
        _ => return Err(Problem::NotFound(String::new())),
    };
    let (town, id) = (town.to_owned(), file.id.clone());
    let bytes = portal.reading(move |r| r.file_bytes(&town, &id, part)).await?;
    let bytes = bytes.ok_or_else(|| Problem::NotFound(String::new()))?;
    let shown = part != FilePart::Whole;
    let media = if shown { "image/jpeg".to_owned() } else { file.media };
    Ok(Outgoing { media, name: file.name, bytes, shown })
}
