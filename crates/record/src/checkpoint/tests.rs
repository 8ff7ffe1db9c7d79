//! Checkpoints: signatures, keys, and everything that must be refused.

use super::*;
use proptest::prelude::*;

const ORIGIN: &str = "example.gov.cn/云溪";

fn signer(name: &str, seed: u8) -> SignerKey {
    SignerKey::from_seed(name, &[seed; 32]).unwrap()
}

fn checkpoint() -> Checkpoint {
    let mut tree = Frontier::new();
    tree.append(Hash::of_leaf(b"one"));
    Checkpoint::of(ORIGIN, &tree)
}

#[test]
fn sign_and_open() {
    let key = signer(ORIGIN, 1);
    let note = checkpoint().sign(&key).unwrap().to_string();
    assert_eq!(Checkpoint::open(&note, &key.verifier()), Ok(checkpoint()));
    let head = format!("{ORIGIN}\n1\n{}\n\n— {ORIGIN} ", Hash::of_leaf(b"one").to_base64());
    assert!(note.starts_with(&head), "{note}");
}

#[test]
fn witnesses_may_sign_too_and_strangers_are_passed_over() {
    let (key, witness, stranger) = (signer(ORIGIN, 1), signer("witness.example", 2), signer(ORIGIN, 3));
    let mut note = checkpoint().sign(&key).unwrap();
    note.sign(&witness);
    note.sign(&stranger);
    note.add(SignatureLine { name: "sm2.example".into(), id: [1, 2, 3, 4], signature: vec![9; 70] });
    note.sign(&witness);
    assert_eq!(note.signatures().len(), 4, "a key signs once");
    let note: SignedNote = note.to_string().parse().unwrap();
    let keys = [witness.verifier(), key.verifier()];
    assert_eq!(note.verify(&keys).unwrap(), [&keys[0], &keys[1]]);
    assert!(Checkpoint::open(&note.to_string(), &key.verifier()).is_ok());
    let other = signer("other.example", 4).verifier();
    assert_eq!(note.verify(&[other]), Err(NoteError::Unknown("other.example".into())));
}

#[test]
fn changed_notes_are_refused() {
    let key = signer(ORIGIN, 1);
    let good = checkpoint().sign(&key).unwrap().to_string();
    let open = |note: &str| Checkpoint::open(note, &key.verifier());
    let forged = |name: &str| Err(CheckpointError::Note(NoteError::Forged(name.into())));
    assert_eq!(open(&good.replacen("\n1\n", "\n2\n", 1)), forged(ORIGIN));
    let mut line = checkpoint().sign(&key).unwrap();
    line.add(SignatureLine { name: ORIGIN.into(), id: key.id(), signature: vec![0; 64] });
    assert_eq!(open(&line.to_string()), forged(ORIGIN));
    let bad = |error: NoteError| Err(CheckpointError::Note(error));
    assert_eq!(open(&good.replace("— ", "- ")), bad(NoteError::Line(1)));
    assert_eq!(open(good.trim_end()), bad(NoteError::Unsigned));
    assert_eq!(open(&good.replace("\n\n", "\n")), bad(NoteError::Unsigned));
    assert_eq!(open(&good.replacen("\n1\n", "\n1\t\n", 1)), bad(NoteError::Text));
    let many = format!("{good}{}", "— a.example AAAAAAA=\n".repeat(SIGNATURE_LIMIT));
    assert_eq!(open(&many), bad(NoteError::TooMany));
    let other = Checkpoint { origin: "another.example".into(), ..checkpoint() };
    let (expected, found) = (ORIGIN.to_owned(), "another.example".to_owned());
    assert_eq!(
        open(&other.sign(&key).unwrap().to_string()),
        Err(CheckpointError::Origin { expected, found })
    );
}

#[test]
fn texts_have_one_form() {
    let root = Hash::EMPTY.to_base64();
    let line = |line, expected| Err(CheckpointError::Line { line, expected });
    assert!(Checkpoint::from_text(&format!("o\n0\n{root}\n")).is_ok());
    assert_eq!(Checkpoint::from_text(&format!("o\n0\n{root}\nx\n")).unwrap().extensions, ["x"]);
    assert_eq!(Checkpoint::from_text(&format!("o\n01\n{root}\n")), line(2, "size"));
    assert_eq!(Checkpoint::from_text(&format!("o\n+1\n{root}\n")), line(2, "size"));
    assert_eq!(Checkpoint::from_text(&format!("o\n\n{root}\n")), line(2, "size"));
    assert_eq!(Checkpoint::from_text("o\n1\nAAAA\n"), line(3, "base64 hash"));
    assert_eq!(Checkpoint::from_text(&format!("\n1\n{root}\n")), line(1, "origin"));
    assert_eq!(Checkpoint::from_text(&format!("o\n1\n{root}\n\n")), line(4, "extension"));
    assert_eq!(Checkpoint::from_text(&format!("o\n1\n{root}")), line(1, "text that ends with a newline"));
    let broken = Checkpoint { origin: "two\nlines".into(), ..checkpoint() };
    assert_eq!(broken.to_text(), Err(CheckpointError::Line { line: 1, expected: "origin" }));
}

#[test]
fn keys_in_text() {
    let key = signer("a.example/b", 5);
    let secret: SignerKey = key.to_secret_text().parse().unwrap();
    assert_eq!(secret.verifier(), key.verifier());
    assert_eq!(format!("{key:?}"), "SignerKey(a.example/b, secret)");
    let text = key.verifier().to_string();
    assert_eq!(text.parse(), Ok(key.verifier()));
    let renamed = text.replacen("a.example", "c.example", 1);
    assert!(matches!(renamed.parse::<VerifierKey>(), Err(KeyError::Id { .. })));
    for bad in ["", "a", "a+b+c", "a+00000000+AAAA", "a+00000000+"] {
        assert_eq!(bad.parse::<VerifierKey>(), Err(KeyError::Form), "{bad}");
    }
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb"] {
        assert_eq!(SignerKey::from_seed(name, &[0; 32]).err(), Some(KeyError::Name(name.into())));
    }
}

proptest! {
    #[test]
    fn one_changed_byte_is_noticed(at: prop::sample::Index, mask in 1u8..=255) {
        let key = signer("a.example", 1);
        let text = Checkpoint { origin: "a.example".into(), ..checkpoint() };
        let good = text.sign(&key).unwrap().to_string();
        let mut bytes = good.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        let opened = String::from_utf8(bytes).ok().and_then(|note| Checkpoint::open(&note, &key.verifier()).ok());
        prop_assert_eq!(opened, None);
    }

    #[test]
    fn any_text_is_read_or_refused(note: String) {
        if let Ok(read) = note.parse::<SignedNote>() {
            prop_assert_eq!(read.to_string(), note);
        }
    }
}
