//! Ledgers in: handed in, columns mapped, tried, imported, held against ours. No step needs a script.

mod columns;
mod compared;
mod hand_in;
mod reconcile;
mod run;
mod steps;
mod told;
mod trial;

pub(crate) use columns::{columns, keep_columns};
pub(crate) use compared::{compared, compared_file};
pub(crate) use hand_in::{hand_in, show};
pub use reconcile::{ReconcileError, Reconciled, as_list, days_of, reconcile, sums};
pub use run::{Import, ImportError, Imported, Mode, Wrong, import};
pub use told::{Told, reason_titles, to_mend, told};
pub(crate) use trial::{check, forget, mend, run_rows};

use crate::posts;
use crate::visit::Visit;
use crate::{Desk, blocking, town};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::Rulebook;
use ledger::{Limits, Mapping, Table, TableError, fingerprint, propose};
use press::list::xlsx;
use store::{Change, LedgerChange, Town, Upload};
use web::{Problem, Wording};

/// A ledger's file is never larger.
pub const FILE_BYTES_MAX: usize = 8 << 20;
/// Faults and differences shown on a page; the workbook has all.
const SHOWN_MAX: usize = 100;

/// Reads a ledger of a procedure from a file; the column of reasons of an earlier try is passed over.
///
/// # Errors
/// See [`TableError`].
pub fn table(
    rulebook: &Rulebook,
    procedure: &str,
    bytes: &[u8],
    name: &str,
    limits: &Limits,
) -> Result<Table, TableError> {
    let known = rulebook.procedure(procedure).map(steps::known_titles).unwrap_or_default();
    let mut table = ledger::read(bytes, name, &known, limits)?;
    table.drop_columns(&reason_titles());
    Ok(table)
}

/// The procedure and the action that begins its items, of `hotline` or `hotline/dispatch`; an action of the person's own
/// roles comes first.
///
/// # Errors
/// There is none.
pub fn opening(
    door: &door::Door,
    town: &str,
    person: &str,
    name: &str,
) -> Result<(String, String), ImportError> {
    let roles = door.store.read(|r| posts::roles_ever(r, town, person))?;
    let found = steps::named(&door.rulebook, name, &roles);
    let (procedure, action) = found.ok_or_else(|| ImportError::Unknown(name.to_owned()))?;
    Ok((procedure.name.clone(), action.name.clone()))
}

/// The mapping kept for this header, or one proposed by equal and near titles.
///
/// # Errors
/// The store's.
pub fn mapping_for(
    door: &door::Door,
    town: &str,
    procedure: &str,
    opening: &str,
    table: &Table,
) -> Result<(Mapping, bool), ImportError> {
    let header = fingerprint(&table.header);
    let under = format!("{procedure}/{opening}");
    let kept = door.store.read(|r| r.ledger_mapping(town, &under, &header))?;
    if let Some(mapping) = kept.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok((mapping, true));
    }
    let steps = door.rulebook.procedure(procedure).map(|p| steps::steps(p, opening));
    Ok((propose(table, &steps.unwrap_or_default()), false))
}

/// The change that keeps a mapping for a header.
pub fn kept(town: &str, procedure: &str, opening: &str, table: &Table, mapping: &Mapping) -> Change {
    Change::Ledger(LedgerChange::Mapping {
        town: town.to_owned(),
        procedure: format!("{procedure}/{opening}"),
        header: fingerprint(&table.header),
        mapping: serde_json::to_string(mapping).unwrap_or_default(),
    })
}

/// What a mapping lacks, in sentences; empty if a ledger can be imported under it.
pub fn mapping_faults(
    rulebook: &Rulebook,
    procedure: &str,
    opening: &str,
    table: &Table,
    mapping: &Mapping,
    wording: &Wording,
) -> Vec<String> {
    let steps = rulebook.procedure(procedure).map(|p| steps::steps(p, opening)).unwrap_or_default();
    let faults = mapping.faults(&table.header, &steps);
    let say = |f: &ledger::MappingFault| {
        wording.say_with(&format!("ledger-map-{}", f.name()), &[("what", &f.detail())])
    };
    faults.iter().map(say).collect()
}

/// A ledger that was handed in, with what is needed to go on.
struct Held {
    town: Town,
    upload: Upload,
    import: Import,
    kept: bool,
}

async fn held(desk: &Desk, key: &str, id: &str, visit: &Visit) -> Result<Held, Problem> {
    let person = visit.visitor.as_ref().ok_or(Problem::SignIn)?.person.clone();
    let (door, key, id) = (desk.door.clone(), key.to_owned(), id.to_owned());
    blocking(move || {
        let found =
            door.store.read(|r| Ok((town(r, &key)?, r.upload(&key, &id)?))).map_err(Problem::fault)?;
        let town = found.0.ok_or_else(|| Problem::NotFound(key.clone()))?;
        let upload = found.1.filter(|u| u.person == person).ok_or(Problem::NotFound(id))?;
        let table: Table = serde_json::from_str(&upload.contents).map_err(Problem::fault)?;
        let missing = || Problem::NotFound(upload.procedure.clone());
        let (procedure, opening) = upload.procedure.split_once('/').ok_or_else(missing)?;
        let (mapping, kept) = mapping_for(&door, &key, procedure, opening, &table).map_err(Problem::fault)?;
        let (procedure, opening) = (procedure.to_owned(), opening.to_owned());
        Ok(Held {
            import: Import { town: key, procedure, opening, person, table, mapping },
            town,
            upload,
            kept,
        })
    })
    .await?
}

async fn workbook(desk: &Desk, list: press::list::List, name: &str) -> Result<Response, Problem> {
    let today = crate::lists::midnight(desk.clock.now().date());
    let bytes = blocking(move || xlsx(&list, today)).await?.map_err(Problem::fault)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let attached = format!("attachment; filename=\"{name}.xlsx\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, attached)];
    Ok((headers, bytes).into_response())
}
