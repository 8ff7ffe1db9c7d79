//! Ed25519 keys with their names, in the textual forms of signed notes.

use crate::hash::{Hash, push_hex, read_hex};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::fmt;
use std::str::FromStr;

/// Signature type of plain Ed25519 (C2SP signed-note).
const ED25519: u8 = 1;

/// How a text form of a signing key begins.
const SIGNER_PREFIX: &str = "PRIVATE+KEY+";

/// A name or a text that makes no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Empty, or with a space, plus or control character.
    #[error(
        "cannot use {0:?} as a key's name: it must not be empty nor hold spaces, plus signs or control characters"
    )]
    Name(String),
    /// Not three parts, bad digits or base64, another algorithm.
    #[error(
        "cannot read the key: expected name+8 hexadecimal digits+base64 of an Ed25519 key; copy the whole line"
    )]
    Form,
    /// The id is not that of the name and key.
    #[error("cannot read the key {name}: its id is {found}, but name and key give {expected}; copy it again")]
    Id {
        /// Name.
        name: String,
        /// Id in the text.
        found: String,
        /// Id computed.
        expected: String,
    },
}

/// A public key: name and Ed25519 key. Text form (vkey): `name+id+base64(0x01 ‖ key)`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key from its name and its 32 bytes.
    ///
    /// # Errors
    /// The name is not allowed; the bytes are no point of the curve.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<VerifierKey, KeyError> {
        check_name(name)?;
        let key = VerifyingKey::from_bytes(public).map_err(|_| KeyError::Form)?;
        Ok(VerifierKey { name: name.to_owned(), id: id_of(name, public), key })
    }

    /// Name; of a record's own key it is the record's origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// First four bytes of SHA-256 over name, newline, signature type and key.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Whether 64 bytes are this key's signature of a text; malleable forms are refused.
    pub(crate) fn holds(&self, text: &str, signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", key_text(&self.name, &self.id, self.key.as_bytes()))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<VerifierKey, KeyError> {
        let (name, id, bytes) = split_text(text)?;
        let key = VerifierKey::new(name, &bytes)?;
        checked_id(name, id, key.id)?;
        Ok(key)
    }
}

/// A signing key. `Debug` does not show the secret.
#[derive(Clone)]
pub struct SignerKey {
    name: String,
    id: [u8; 4],
    key: SigningKey,
}

impl SignerKey {
    /// The key of a secret seed: 32 bytes from the system's random source.
    ///
    /// # Errors
    /// The name is not allowed.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<SignerKey, KeyError> {
        check_name(name)?;
        let key = SigningKey::from_bytes(seed);
        Ok(SignerKey { name: name.to_owned(), id: id_of(name, key.verifying_key().as_bytes()), key })
    }

    /// Name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Id, the same as the public key's.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The public half.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), id: self.id, key: self.key.verifying_key() }
    }

    /// The secret text form, `PRIVATE+KEY+name+id+base64(0x01 ‖ seed)`: for a file that only the signer can read.
    pub fn to_secret_text(&self) -> String {
        format!("{SIGNER_PREFIX}{}", key_text(&self.name, &self.id, self.key.as_bytes()))
    }

    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.key.sign(text.as_bytes()).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({}, secret)", self.name)
    }
}

impl FromStr for SignerKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<SignerKey, KeyError> {
        let (name, id, seed) = split_text(text.strip_prefix(SIGNER_PREFIX).ok_or(KeyError::Form)?)?;
        let key = SignerKey::from_seed(name, &seed)?;
        checked_id(name, id, key.id)?;
        Ok(key)
    }
}

/// Whether a name may stand in a signature line.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

fn check_name(name: &str) -> Result<(), KeyError> {
    if is_name(name) { Ok(()) } else { Err(KeyError::Name(name.to_owned())) }
}

fn id_of(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let hash = Hash::of(&[name.as_bytes(), b"\n", &[ED25519], public]);
    let [a, b, c, d, ..] = hash.0;
    [a, b, c, d]
}

fn hex(id: &[u8; 4]) -> String {
    let mut digits = Vec::with_capacity(8);
    push_hex(&mut digits, id);
    digits.into_iter().map(char::from).collect()
}

fn key_text(name: &str, id: &[u8; 4], key: &[u8; 32]) -> String {
    let mut bytes = vec![ED25519];
    bytes.extend_from_slice(key);
    format!("{name}+{}+{}", hex(id), STANDARD.encode(bytes))
}

/// Name, id and the 32 bytes of either kind of key.
fn split_text(text: &str) -> Result<(&str, [u8; 4], [u8; 32]), KeyError> {
    // Base64 itself may hold plus signs, a name may not.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    let id = read_hex(id).map_err(|_| KeyError::Form)?;
    let bytes = STANDARD.decode(key).map_err(|_| KeyError::Form)?;
    match bytes.split_first() {
        Some((&ED25519, key)) => Ok((name, id, key.try_into().map_err(|_| KeyError::Form)?)),
        _ => Err(KeyError::Form),
    }
}

fn checked_id(name: &str, found: [u8; 4], expected: [u8; 4]) -> Result<(), KeyError> {
    if found == expected {
        return Ok(());
    }
    Err(KeyError::Id { name: name.to_owned(), found: hex(&found), expected: hex(&expected) })
}
