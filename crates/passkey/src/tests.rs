//! Where passkeys work, what browsers are asked, and answers that don't hold. That right answers hold is seen in a
//! real browser (`tests/browser/passkey.test.mjs`).

use super::*;
use sha2::{Digest, Sha256};

fn site() -> Site {
    Site::of("http://localhost:8866").expect("a site")
}

#[test]
fn passkeys_work_at_names_over_https_and_on_localhost() {
    for origin in ["https://fadu.example", "https://fadu.example:8443", "http://localhost:8866", "http://localhost"] {
        assert_eq!(Site::of(origin).map(|s| s.origin().to_owned()), Ok(origin.to_owned()));
    }
    for origin in ["http://127.0.0.1:8866", "https://10.1.2.3", "http://[::1]:80", "https://[2001:db8::1]"] {
        assert_eq!(Site::of(origin).map(|_| ()), Err(OriginFault::Address), "{origin}");
    }
    assert_eq!(Site::of("http://fadu.example").map(|_| ()), Err(OriginFault::Scheme));
    let odd = ["", "fadu.example", "https://", "https://a/", "https://a/b", "https://A.example", "ftp://a"];
    // Browsers leave a scheme's own port out, so that an origin with it would never be met.
    for origin in odd.into_iter().chain(["https://a:443", "http://localhost:80", "https://a:0", "https://a:+1", "https://a b"]) {
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

/// An answer that names the challenge, without a right signature.
fn forged(challenge: &str, origin: &str, flags: u8) -> String {
    let client = format!(
        "{{\"type\":\"webauthn.get\",\"challenge\":\"{challenge}\",\"origin\":\"{origin}\",\"crossOrigin\":false}}"
    );
    let mut data = Sha256::digest(b"localhost").to_vec();
    data.extend([flags, 0, 0, 0, 9]);
    let (id, user) = (text(&[1; 16]), text(&[7; HANDLE_BYTES]));
    serde_json::json!({
        "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": text(client.as_bytes()), "authenticatorData": text(&data),
            "signature": text(&[3; 64]), "userHandle": user,
        },
    })
    .to_string()
}

#[test]
fn answers_that_are_none_and_answers_that_do_not_hold_are_refused() {
    for nonsense in ["", "{}", "[]", "null", "{\"id\":\"AA\"}", "\u{1F511}"] {
        assert!(matches!(Shown::read(nonsense), Err(Fault::Unreadable { .. })), "{nonsense}");
        assert!(matches!(Added::read(nonsense), Err(Fault::Unreadable { .. })), "{nonsense}");
    }
    // RFC 8032 section 7.1, test 1: a public key of Ed25519; kind 0, no protection policy, no secret extension.
    let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let key: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&key[2 * i..2 * i + 2], 16).expect("hex")).collect();
    let fixed = [vec![0], key, vec![0, 0]].concat();
    let (id, handle) = (text(&[1; 16]), handle([7; HANDLE_BYTES]));
    let kept = Credential { id, handle, fixed: text(&fixed), moving: text(&[1, 0, 0, 0, 0, 5, 0]) };
    let refused = |origin: &str, flags: u8, other: bool| {
        let begun = begin_proving(&site()).expect("begun");
        let challenge = if other { text(&[9; 16]) } else { begun.challenge.clone() };
        let shown = Shown::read(&forged(&challenge, origin, flags)).expect("an answer");
        assert_eq!(shown.challenge, challenge);
        finish_proving(&site(), &begun.state, &shown, &kept).expect_err("refused").to_string()
    };
    let verified = 0b0000_0101;
    let all = [
        refused("http://localhost:8866", verified, false),
        refused("https://evil.example", verified, false),
        refused("http://localhost:8866", verified, true),
        refused("http://localhost:8866", 1, false),
    ];
    for (n, why) in all.iter().enumerate() {
        assert!(why.starts_with("the answer doesn't hold"), "{n}: {why}");
        println!("{why}");
    }
}
