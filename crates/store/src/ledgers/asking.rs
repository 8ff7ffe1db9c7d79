//! Reading about ledgers.

use super::{LedgerReader, Upload};
use crate::api::error::StoreError;
use crate::reading::{Param, Query, Snapshot};

impl<Q: Query> LedgerReader for Snapshot<'_, Q> {
    fn ledger_mapping(
        &mut self,
        town: &str,
        procedure: &str,
        header: &str,
    ) -> Result<Option<String>, StoreError> {
        let sql = "select mapping from ledger_mapping where town = $1 and procedure = $2 and header = $3";
        self.first(sql, &[Param::Text(town), Param::Text(procedure), Param::Text(header)], |r| r.text(0))
    }

    fn upload(&mut self, town: &str, id: &str) -> Result<Option<Upload>, StoreError> {
        let sql = "select town, id, person, procedure, name, made_at, contents from ledger_upload
                   where town = $1 and id = $2";
        self.first(sql, &[Param::Text(town), Param::Text(id)], |r| {
            Ok(Upload {
                town: r.text(0)?,
                id: r.text(1)?,
                person: r.text(2)?,
                procedure: r.text(3)?,
                name: r.text(4)?,
                made_at: r.int(5)?,
                contents: r.text(6)?,
            })
        })
    }
}
