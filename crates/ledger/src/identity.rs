//! Who an item is: the same row gives the same identity, wherever and however often it is read.

use sha2::{Digest, Sha256};

/// The first 16 bytes of the SHA-256 of the parts, each with its length before it, so that no two lists of parts are alike.
pub fn identity(parts: &[&str]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let whole = hash.finalize();
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(whole) {
        *to = from;
    }
    first
}

/// The fingerprint of a header by which its mapping is found again: the titles in their order.
pub fn fingerprint(header: &[String]) -> String {
    let parts: Vec<&str> = header.iter().map(String::as_str).collect();
    identity(&parts).iter().map(|b| format!("{b:02x}")).collect()
}
