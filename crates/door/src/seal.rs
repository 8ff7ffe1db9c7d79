//! Sealing: the signed head of a town's record.

use crate::act::Door;
use record::checkpoint::{Checkpoint, SignerKey};
use store::StoreError;

/// Why a record could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The store failed, or there is no such town.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such town.
    #[error("there is no town `{0}`")]
    NoTown(String),
    /// The checkpoint could not be written.
    #[error("the checkpoint could not be signed: {0}")]
    Sign(String),
}

/// A signed checkpoint.
#[derive(Clone, Debug)]
pub struct Seal {
    /// Number of records.
    pub size: u64,
    /// The signed note.
    pub note: String,
}

impl Door {
    /// Signs the head of a town's record and keeps the checkpoint; the head that was signed last is not signed again.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn seal(&self, town: &str, signer: &SignerKey) -> Result<Seal, SealError> {
        let (found, head, last) = self.store.read(|r| {
            let found = r.towns()?.into_iter().find(|t| t.key == town);
            Ok((found, r.head(town)?, r.checkpoints(town)?.into_iter().last()))
        })?;
        let (Some(found), Some(head)) = (found, head) else { return Err(SealError::NoTown(town.to_owned())) };
        if let Some((size, note)) = last.filter(|(size, _)| *size == head.size) {
            return Ok(Seal { size, note });
        }
        let checkpoint = Checkpoint::of(&found.origin, &head.frontier);
        let note = checkpoint.sign(signer).map_err(|e| SealError::Sign(e.to_string()))?.to_string();
        self.store.put_checkpoint(town, head.size, &note)?;
        Ok(Seal { size: head.size, note })
    }
}
