//! Files of a matter: taken with its acts, listed on its page, opened by whoever may open the matter.

use crate::matters::Line;
use crate::visit::Visit;
use crate::{Desk, blocking};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use door::{Incoming, NotTaken, asks_files};
use kernel::definition::{Action, Procedure};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{FilePart, FileRow, StoreError};
use web::shown::day;
use web::upload::{Outgoing, Sent, SentFile, not_taken, size};
use web::{Language, Problem, Wording};

/// Takes the files of a form: its texts with what the act shall say of them, and what is wrong by field.
pub(crate) async fn take(
    desk: &Desk,
    town: &str,
    procedure: &Procedure,
    action: &Action,
    sent: Sent,
    language: Language,
) -> Result<(Vec<(String, String)>, BTreeMap<String, String>), Problem> {
    if !asks_files(procedure, action) {
        return Ok((sent.texts, BTreeMap::new()));
    }
    let (door, town, now) = (desk.door.clone(), town.to_owned(), desk.clock.now());
    let (procedure, action) = (procedure.clone(), action.clone());
    let mut texts = sent.texts;
    let incoming: Vec<Incoming> = sent.files.into_iter().map(incoming).collect();
    let empty = incoming.is_empty();
    let (texts, taken) = blocking(move || {
        let taken = door.take_files(&town, (&procedure, &action), &mut texts, incoming, now);
        (texts, taken)
    })
    .await?;
    match taken {
        Ok(left_out) => Ok((texts, told(&left_out, desk.frame.wording(language)))),
        Err(StoreError::TooManyFilesWait(_)) if !empty => Err(Problem::Lacking("files-full")),
        Err(error) => Err(Problem::fault(error)),
    }
}

fn told(all: &[NotTaken], wording: &Wording) -> BTreeMap<String, String> {
    not_taken(all.iter().map(|n| (n.field.as_str(), n.name.as_str(), n.why.name(), n.why.limit())), wording)
}

fn incoming(file: SentFile) -> Incoming {
    Incoming { field: file.field, name: file.name, bytes: file.bytes }
}

/// A file as the matter's page lists it.
#[derive(Serialize)]
pub(crate) struct Listed {
    id: String,
    name: String,
    size: String,
    hash: String,
    picture: bool,
    seq: u64,
    /// The act that keeps it.
    act: String,
    /// When and why it was erased.
    erased: Option<(String, String)>,
}

/// The files of a matter in the order of its acts.
pub(crate) fn listed(files: &[FileRow], history: &[Line], language: Language) -> Vec<Listed> {
    let one = |row: &FileRow| {
        let seq = row.seq?;
        let act = history.iter().find(|l| l.seq == seq);
        Some(Listed {
            id: row.file.id.clone(),
            name: row.file.name.clone(),
            size: size(row.file.size),
            hash: row.file.hash.clone(),
            picture: row.file.is_image(),
            seq,
            act: act.map_or_else(String::new, |l| format!("{} {}", l.action, l.happened)),
            erased: row.erased.as_ref().map(|e| (day(e.at.date(), language), e.why.clone())),
        })
    };
    files.iter().filter_map(one).collect()
}

/// A part of a file of the matter: `small`, `large`, or `whole`, which is always downloaded.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path((key, id, file, part)): Path<(String, String, String, String)>,
    _: Visit,
) -> Result<Response, Problem> {
    let part = FilePart::named(&part).ok_or_else(|| Problem::NotFound(String::new()))?;
    let found = desk
        .reading(move |r| {
            let Some(row) = r.files(&key, &id)?.into_iter().find(|row| row.file.id == file) else {
                return Ok(None);
            };
            Ok(r.file_bytes(&key, &file, part)?.map(|bytes| (row.file, bytes)))
        })
        .await?;
    let (file, bytes) = found.ok_or_else(|| Problem::NotFound(String::new()))?;
    let shown = part != FilePart::Whole;
    let media = if shown { "image/jpeg".to_owned() } else { file.media };
    Ok(Outgoing { media, name: file.name, bytes, shown }.into_response())
}
