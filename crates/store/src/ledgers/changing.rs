//! Keeping and forgetting what belongs to ledgers.

use super::LedgerChange;
use crate::api::error::StoreError;
use crate::people::Writes;
use crate::reading::Param::{Int, Text};

/// Does one change within the caller's transaction.
pub(crate) fn apply(w: &mut impl Writes, change: &LedgerChange) -> Result<(), StoreError> {
    match change {
        LedgerChange::Mapping { town, procedure, header, mapping } => {
            let sql = "insert into ledger_mapping (town, procedure, header, mapping) values ($1, $2, $3, $4)
                       on conflict (town, procedure, header) do update set mapping = excluded.mapping";
            w.write(sql, &[Text(town), Text(procedure), Text(header), Text(mapping)])?;
        }
        LedgerChange::Upload { upload: u, sweep } => {
            w.write(
                "delete from ledger_upload where town = $1 and made_at < $2",
                &[Text(&u.town), Int(*sweep)],
            )?;
            let sql = "insert into ledger_upload (town, id, person, procedure, name, made_at, contents)
                       values ($1, $2, $3, $4, $5, $6, $7)";
            let of = [Text(&u.town), Text(&u.id), Text(&u.person), Text(&u.procedure), Text(&u.name)];
            let more = [Int(u.made_at), Text(&u.contents)];
            w.write(sql, &of.into_iter().chain(more).collect::<Vec<_>>())?;
        }
        LedgerChange::Forget { town, id } => {
            w.write("delete from ledger_upload where town = $1 and id = $2", &[Text(town), Text(id)])?;
        }
    }
    Ok(())
}
