//! Where passkeys work, what browsers are asked, and answers that don't hold. That right answers hold is seen in a
//! real browser (`tests/browser/passkey.test.mjs`).

use super::*;
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};

fn site() -> Site {
    Site::of("http://localhost:8866").expect("a site")
}

#[test]
fn passkeys_work_at_names_over_https_and_on_localhost() {
    for origin in
        ["https://fadu.example", "https://fadu.example:8443", "http://localhost:8866", "http://localhost"]
    {
        assert_eq!(Site::of(origin).map(|s| s.origin().to_owned()), Ok(origin.to_owned()));
    }
    for origin in ["http://127.0.0.1:8866", "https://10.1.2.3", "http://[::1]:80", "https://[2001:db8::1]"] {
        assert_eq!(Site::of(origin).map(|_| ()), Err(OriginFault::Address), "{origin}");
    }
    assert_eq!(Site::of("http://fadu.example").map(|_| ()), Err(OriginFault::Scheme));
    let odd = ["", "fadu.example", "https://", "https://a/", "https://a/b", "https://A.example", "ftp://a"];
    // Browsers leave a scheme's own port out, so that an origin with it would never be met.
    for origin in odd.into_iter().chain([
        "https://a:443",
        "http://localhost:80",
        "https://a:0",
        "https://a:+1",
        "https://a b",
    ]) {
        assert_eq!(Site::of(origin).map(|_| ()), Err(OriginFault::Form), "{origin}");
    }
}

#[test]
fn a_browser_is_asked_for_a_discoverable_passkey_and_a_verified_user() {
    let handle = handle([7; HANDLE_BYTES]);
    let other = text(&[1; 16]);
    let user = User { handle: &handle, name: "柳庚午", others: std::slice::from_ref(&other) };
    let begun = begin_adding(&site(), user).expect("begun");
    let json: serde_json::Value = serde_json::from_str(&begun.options).expect("json");
    let asked = json.get("publicKey").unwrap_or(&json);
    assert_eq!(asked["challenge"], begun.challenge.as_str());
    assert_eq!(asked["rp"]["id"], "localhost");
    assert_eq!(asked["user"]["id"], handle.as_str());
    assert_eq!(asked["user"]["name"], "柳庚午");
    assert_eq!(asked["excludeCredentials"][0]["id"], other.as_str());
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
    let (one, two) = (begin_proving(&site()).expect("one"), begin_proving(&site()).expect("two"));
    assert_ne!(one.challenge, two.challenge);
    let json: serde_json::Value = serde_json::from_str(&one.options).expect("json");
    let asked = json.get("publicKey").unwrap_or(&json);
    assert_eq!(asked["userVerification"], "required");
    assert_eq!(asked["rpId"], "localhost");
}

/// The authenticator's key.
fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

/// An answer as an authenticator with that key makes it.
fn answer(challenge: &str, origin: &str, flags: u8, count: u8) -> String {
    let client = format!(
        "{{\"type\":\"webauthn.get\",\"challenge\":\"{challenge}\",\"origin\":\"{origin}\",\"crossOrigin\":false}}"
    );
    let mut data = Sha256::digest(b"localhost").to_vec();
    data.extend([flags, 0, 0, 0, count]);
    let signed = [data.as_slice(), Sha256::digest(client.as_bytes()).as_slice()].concat();
    let (id, user) = (text(&[1; 16]), text(&[7; HANDLE_BYTES]));
    serde_json::json!({
        "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": text(client.as_bytes()), "authenticatorData": text(&data),
            "signature": text(&key().sign(&signed).to_bytes()), "userHandle": user,
        },
    })
    .to_string()
}

#[test]
fn answers_that_are_none_are_told() {
    for nonsense in ["", "{}", "[]", "null", "{\"id\":\"AA\"}", "\u{1F511}"] {
        assert!(matches!(Shown::read(nonsense), Err(Fault::Unreadable { .. })), "{nonsense}");
        assert!(matches!(Added::read(nonsense), Err(Fault::Unreadable { .. })), "{nonsense}");
    }
}

#[test]
fn an_answer_holds_only_for_its_challenge_origin_key_verified_user_and_a_higher_counter() {
    const HERE: &str = "http://localhost:8866";
    const VERIFIED: u8 = 0b0000_0101;
    let kept = |key: [u8; 32]| {
        // Kind 0: Ed25519; no protection policy, no secret extension.
        let fixed = [vec![0], key.to_vec(), vec![0, 0]].concat();
        let (id, handle) = (text(&[1; 16]), handle([7; HANDLE_BYTES]));
        // Verified, not backed up, counter 5, attachment unknown.
        Credential { id, handle, fixed: text(&fixed), moving: text(&[1, 0, 5, 0, 0, 0, 0]) }
    };
    let mine = kept(key().verifying_key().to_bytes());
    let shown = |origin: &str, flags: u8, count: u8, challenge: Option<&str>, kept: &Credential| {
        let begun = begin_proving(&site()).expect("begun");
        let challenge = challenge.unwrap_or(&begun.challenge);
        let shown = Shown::read(&answer(challenge, origin, flags, count)).expect("an answer");
        assert_eq!(shown.challenge, challenge);
        finish_proving(&site(), &begun.state, &shown, kept)
    };
    let moved = shown(HERE, VERIFIED, 6, None, &mine).expect("it holds");
    assert_ne!(moved, mine.moving, "the counter is kept");
    assert_eq!(shown(HERE, VERIFIED, 5, None, &mine), Err(Fault::Counter));
    assert_eq!(shown(HERE, VERIFIED, 4, None, &mine), Err(Fault::Counter));
    let why = |outcome: Result<String, Fault>| outcome.expect_err("refused").to_string();
    let faults = [
        why(shown("https://evil.example", VERIFIED, 6, None, &mine)),
        why(shown(HERE, VERIFIED, 6, Some(&text(&[9; 16])), &mine)),
        why(shown(HERE, 1, 6, None, &mine)),
        why(shown(
            HERE,
            VERIFIED,
            6,
            None,
            &kept(SigningKey::from_bytes(&[6; 32]).verifying_key().to_bytes()),
        )),
    ];
    let different: std::collections::BTreeSet<&String> = faults.iter().collect();
    assert_eq!(different.len(), faults.len(), "each for its own reason: {faults:?}");
    assert!(faults.iter().all(|f| f.starts_with("the answer doesn't hold")), "{faults:?}");
}
