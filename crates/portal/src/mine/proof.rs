//! The proof that the matter's first act is in the record, as a file for anybody who checks it off line.

use super::held;
use crate::Portal;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use record::Hash;
use record::receipt::Receipt;
use web::Problem;

/// Hashes read in one go.
const AT_ONCE: u32 = 4096;

/// The proof: place, path, signed checkpoint. Until the next checkpoint is signed there is none.
///
/// It reads the hashes of all acts up to the checkpoint, 32 bytes each.
pub(crate) async fn download(
    State(portal): State<Portal>,
    Path((key, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let held = held(&portal, &headers, &key, &id).await?;
    let missing = || Problem::NotFound(String::new()).into_response();
    let seq = held.records.first().map(|r| r.seq).ok_or_else(missing)?;
    let made = portal
        .reading(move |r| {
            let sealed =
                r.checkpoints(&key)?.into_iter().filter(|(size, _)| *size > seq).min_by_key(|(s, _)| *s);
            let Some((size, note)) = sealed else { return Ok(None) };
            let mut hashes: Vec<Hash> = Vec::new();
            while (hashes.len() as u64) < size {
                let found = r.leaf_hashes(&key, hashes.len() as u64, AT_ONCE)?;
                if found.is_empty() {
                    break;
                }
                hashes.extend(found);
            }
            hashes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
            Ok(Some(Receipt::make(&hashes, seq, &note)))
        })
        .await
        .map_err(IntoResponse::into_response)?;
    let receipt = made.ok_or_else(missing)?.map_err(|e| Problem::fault(e).into_response())?;
    let kind = "text/plain; charset=utf-8";
    let name = "attachment; filename=\"receipt.tlog-proof\"";
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], receipt.to_string())
        .into_response())
}
