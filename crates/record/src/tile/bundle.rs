//! Entry bundles: the leaves of a tile one after the other, each with its length in two bytes, big-endian.

/// Leaves that make no bundle, or bytes that are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// A leaf is longer than two bytes can say.
    #[error(
        "cannot write the entry bundle: leaf {at} of it has {length} bytes, at most 65535 fit; shorten the leaf"
    )]
    TooLong {
        /// Place in the bundle, from 0.
        at: usize,
        /// Bytes.
        length: usize,
    },
    /// The bytes end within a leaf.
    #[error("cannot read the entry bundle: it ends within leaf {at}; it was cut, rebuild it from the rows")]
    Cut {
        /// Place in the bundle, from 0.
        at: usize,
    },
}

/// Writes the leaves of one tile.
///
/// # Errors
/// [`BundleError::TooLong`].
pub fn encode_bundle<B: AsRef<[u8]>>(leaves: impl IntoIterator<Item = B>) -> Result<Vec<u8>, BundleError> {
    let mut out = Vec::new();
    for (at, leaf) in leaves.into_iter().enumerate() {
        let leaf = leaf.as_ref();
        let length =
            u16::try_from(leaf.len()).map_err(|_| BundleError::TooLong { at, length: leaf.len() })?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(leaf);
    }
    Ok(out)
}

/// Reads the leaves of a bundle.
///
/// # Errors
/// [`BundleError::Cut`].
pub fn decode_bundle(bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut leaves = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let cut = BundleError::Cut { at: leaves.len() };
        let (length, tail) = rest.split_first_chunk::<2>().ok_or(cut)?;
        let (leaf, tail) = tail.split_at_checked(u16::from_be_bytes(*length).into()).ok_or(cut)?;
        leaves.push(leaf);
        rest = tail;
    }
    Ok(leaves)
}
