//! Documents as files: each as PDF and DOCX, and the whole case file of a matter.

mod assemble;

pub use assemble::{Made, case_file, documents};

use crate::{Desk, blocking, town};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use paper::{Paper, Pdf};
use web::Problem;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// One document, `…/record/{seq}/documents/penalty-decision.pdf`.
pub(crate) async fn document(
    State(desk): State<Desk>,
    Path((key, seq, file)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let missing = || Problem::NotFound(file.clone());
    let place: u64 = seq.parse().map_err(|_| missing())?;
    let (name, kind) = file.rsplit_once('.').ok_or_else(missing)?;
    let (found, matter) = {
        let key = key.clone();
        desk.reading(move |r| {
            let record = r.scan(&key, place, 1)?.into_iter().find(|r| r.seq == place);
            Ok((town(r, &key)?, record.map(|r| r.recorded.matter)))
        })
        .await?
    };
    let (town, matter) = (found.ok_or_else(missing)?, matter.ok_or_else(missing)?);
    let (door, wanted) = (desk.door.clone(), name.to_owned());
    let all = blocking(move || documents(&door, &town, &matter)).await?.map_err(Problem::Fault)?;
    let made = all.into_iter().find(|m| m.seq == place && m.name == wanted).ok_or_else(missing)?;
    written(&desk, made.paper, kind, name).await
}

/// A matter's case file as one PDF.
pub(crate) async fn file(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = {
        let key = key.clone();
        desk.reading(move |r| town(r, &key)).await?
    };
    let town = found.ok_or(Problem::NotFound(key))?;
    let (door, matter) = (desk.door.clone(), id.clone());
    let made = blocking(move || case_file(&door, &town, &matter)).await?.map_err(Problem::Fault)?;
    let file = made.ok_or(Problem::NotFound(id))?;
    let fonts = desk.fonts.clone();
    let pdf = blocking(move || file.pdf(fonts.get())).await?.map_err(unwritten)?;
    Ok(shown(pdf, "case"))
}

/// A paper as the kind of file that its address names.
pub(crate) async fn written(desk: &Desk, paper: Paper, kind: &str, name: &str) -> Result<Response, Problem> {
    match kind {
        "pdf" => {
            let fonts = desk.fonts.clone();
            let pdf = blocking(move || paper::pdf(&paper, fonts.get())).await?.map_err(unwritten)?;
            Ok(shown(pdf, name))
        }
        "docx" => {
            let bytes = blocking(move || paper::docx(&paper)).await?.map_err(Problem::fault)?;
            let disposition = format!("attachment; filename=\"{name}.docx\"");
            Ok(([(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
                .into_response())
        }
        _ => Err(Problem::NotFound(format!("{name}.{kind}"))),
    }
}

/// Why there is no PDF: without fonts, how to get them.
fn unwritten(error: paper::DrawError) -> Problem {
    match error {
        paper::DrawError::NoFonts => Problem::Lacking("no-fonts"),
        other => Problem::fault(other),
    }
}

/// A PDF is looked at in the browser, from where it is printed.
fn shown(pdf: Pdf, name: &str) -> Response {
    let disposition = format!("inline; filename=\"{name}.pdf\"");
    let kind = "application/pdf".to_owned();
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], pdf.bytes).into_response()
}
