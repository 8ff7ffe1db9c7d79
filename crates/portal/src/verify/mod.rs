//! Whether a receipt is genuine: pasted, held against the town's key and record.

use crate::Portal;
use crate::visit::Visit;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use record::Hash;
use record::checkpoint::{Checkpoint, CheckpointError, SignedNote, VerifierKey};
use record::receipt::{HEADER, Receipt};
use serde::Serialize;
use web::Problem;

/// What a text turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Verdict {
    /// `genuine`, `altered` or `unknown`.
    state: &'static str,
    /// Key of the sentence that says why.
    why: &'static str,
    /// Place of the act in the record.
    place: Option<u64>,
    /// Number of acts that the checkpoint covers.
    size: Option<u64>,
}

impl Verdict {
    fn of(state: &'static str, why: &'static str) -> Verdict {
        Verdict { state, why, place: None, size: None }
    }
}

/// Whether a checkpoint names this record, signed or not.
fn names(note: &str, origin: &str) -> bool {
    let read = note.parse::<SignedNote>().ok().and_then(|n| Checkpoint::from_text(n.text()).ok());
    read.is_some_and(|c| c.origin == origin) || note.lines().next() == Some(origin)
}

/// Holds a text against the town's key and the record's own hashes.
pub(crate) fn verify(text: &str, key: &VerifierKey, leaf: impl FnOnce(u64) -> Option<Hash>) -> Verdict {
    // Programs that show texts change line ends and blanks at the edges; they mean nothing.
    let mut text = text.replace("\r\n", "\n").trim().to_owned();
    text.push('\n');
    if !text.starts_with(HEADER) {
        return match Checkpoint::open(&text, key) {
            Ok(checkpoint) => {
                Verdict { size: Some(checkpoint.size), ..Verdict::of("genuine", "verify-checkpoint") }
            }
            Err(_) if names(&text, key.name()) => Verdict::of("altered", "verify-signature"),
            Err(_) => Verdict::of("unknown", "verify-no-receipt"),
        };
    }
    let receipt: Receipt = match text.parse() {
        Ok(receipt) => receipt,
        Err(_) => return Verdict::of("altered", "verify-damaged"),
    };
    match Checkpoint::open(&receipt.checkpoint, key) {
        Ok(_) => {}
        Err(CheckpointError::Origin { .. }) => return Verdict::of("unknown", "verify-other-record"),
        Err(_) if names(&receipt.checkpoint, key.name()) => {
            return Verdict::of("altered", "verify-signature");
        }
        Err(_) => return Verdict::of("unknown", "verify-other-record"),
    }
    let Some(hash) = leaf(receipt.index) else { return Verdict::of("altered", "verify-no-place") };
    match receipt.verify(&hash, key) {
        Ok(checkpoint) => Verdict {
            place: Some(receipt.index),
            size: Some(checkpoint.size),
            ..Verdict::of("genuine", "verify-genuine")
        },
        Err(_) => Verdict::of("altered", "verify-path"),
    }
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    key: &str,
    text: &str,
    verdict: Option<Verdict>,
) -> Result<Response, Problem> {
    let town = portal.town(key).await?;
    let wanted = key.to_owned();
    let last = portal.reading(move |r| Ok(r.checkpoints(&wanted)?.pop())).await?;
    let content = minijinja::context! {
        text, verdict => minijinja::value::Serde(verdict), origin => town.origin.clone(),
        checkpoint => last.map(|(_, note)| note), key => portal.keys.get(key).map(ToString::to_string),
    };
    let title = portal.say(visit, "portal-verify", &[]);
    portal.page("verify.html", visit, &town, &title, &[(title.clone(), "/verify")], content)
}

/// The form.
pub(crate) async fn form(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    page(&portal, &visit, &key, "", None).await
}

/// The verdict.
pub(crate) async fn submit(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
    Form(sent): Form<crate::file::Sent>,
) -> Result<Response, Problem> {
    let text = crate::file::last(&sent, "text").to_owned();
    let town = portal.town(&key).await?;
    let verdict = match portal.keys.get(&key).cloned() {
        None => Verdict::of("unknown", "verify-no-key"),
        Some(verifier) => {
            let text = text.clone();
            portal
                .reading(move |r| {
                    let mut fault = None;
                    let leaf = |place| match r.leaf_hashes(&town.key, place, 1) {
                        Ok(hashes) => hashes.into_iter().next(),
                        Err(error) => {
                            fault = Some(error);
                            None
                        }
                    };
                    let verdict = verify(&text, &verifier, leaf);
                    fault.map_or(Ok(verdict), Err)
                })
                .await?
        }
    };
    page(&portal, &visit, &key, &text, Some(verdict)).await
}

#[cfg(test)]
mod tests {
    use super::verify;
    use record::Hash;
    use record::checkpoint::{Checkpoint, SignerKey};
    use record::receipt::Receipt;
    use record::tree::Frontier;

    fn made(origin: &str) -> (SignerKey, Vec<Hash>, String) {
        let signer = SignerKey::from_seed(origin, &[3; 32]).unwrap();
        let hashes: Vec<Hash> = (0..9_u8).map(|n| Hash::of_leaf(&[n])).collect();
        let mut tree = Frontier::new();
        hashes.iter().for_each(|h| tree.append(*h));
        let note = Checkpoint::of(origin, &tree).sign(&signer).unwrap().to_string();
        let receipt = Receipt::make(&hashes, 5, &note).unwrap().to_string();
        (signer, hashes, receipt)
    }

    #[test]
    fn a_receipt_is_genuine_altered_or_unknown() {
        let (signer, hashes, receipt) = made("yunxi.example/record");
        let key = signer.verifier();
        let state = |text: &str| verify(text, &key, |at| hashes.get(at as usize).copied()).state;
        assert_eq!(state(&receipt), "genuine");
        assert_eq!(state(&receipt.replace('\n', "\r\n")), "genuine", "as a Windows program pastes it");
        assert_eq!(state(&format!("\n  {receipt}\n\n")), "genuine");
        assert_eq!(state("好吧"), "unknown");
        assert_eq!(state(""), "unknown");
        assert_eq!(state(&made("other.example/record").2), "unknown");
        assert_eq!(state(&receipt.replace("index 5", "index 4")), "altered");
        assert_eq!(state(&receipt.replace("index 5", "index 500")), "altered");
        let note = receipt.split_once("\n\n").unwrap().1;
        assert_eq!(state(note), "genuine");
        assert_eq!(state(&note.replacen("\n9\n", "\n8\n", 1)), "altered");
        // The record's own row was changed after the receipt was given.
        assert_eq!(verify(&receipt, &key, |_| Some(Hash::of_leaf(b"x"))).state, "altered");
    }

    #[test]
    fn no_changed_byte_of_a_receipt_passes_as_genuine() {
        let (signer, hashes, receipt) = made("yunxi.example/record");
        let key = signer.verifier();
        for at in 0..receipt.len() {
            let mut bytes = receipt.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            let found = verify(&changed, &key, |at| hashes.get(at as usize).copied());
            assert_ne!(found.state, "genuine", "byte {at} of\n{receipt}");
        }
    }
}
