//! Proving with a passkey who one is.

use crate::{
    Begun, Credential, Fault, HANDLE_BYTES, Site, bytes, challenge_in, challenge_of, exactly, text,
    unreadable,
};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::UserHandle;
use webauthn_rp::response::CredentialId;
use webauthn_rp::response::auth::DiscoverableAuthentication64;
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthenticationServerState, DiscoverableCredentialRequestOptions,
};

type Key = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// An answer that shows a passkey.
#[derive(Debug)]
pub struct Shown {
    authentication: DiscoverableAuthentication64,
    /// The challenge that it answers.
    pub challenge: String,
    /// Id of the passkey.
    pub id: String,
}

impl Shown {
    /// Reads an answer: an `AuthenticationResponseJSON`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(json: &str) -> Result<Shown, Fault> {
        let authentication = DiscoverableAuthentication64::from_json_relaxed(json.as_bytes())
            .map_err(|e| unreadable("answer", e))?;
        let challenge = challenge_of(authentication.response().client_data_json())?;
        let id = text(authentication.raw_id().inner());
        Ok(Shown { authentication, challenge, id })
    }
}

/// Begins: any passkey that the authenticator has for the site, used after it has verified its user.
///
/// # Errors
/// None that a caller could mend.
pub fn begin_proving(site: &Site) -> Result<Begun, Fault> {
    let options = DiscoverableCredentialRequestOptions::passkey(&site.domain);
    let (server, client) = options.start_ceremony().map_err(|e| unreadable("options", e))?;
    let options = serde_json::to_string(&client).map_err(|e| unreadable("options", e))?;
    let state = server.encode().map_err(|e| unreadable("state", e))?;
    Ok(Begun { challenge: challenge_in(&options)?, state: text(&state), options })
}

/// Ends: what of the passkey is to be kept from now on as [`Credential::moving`].
///
/// # Errors
/// The answer doesn't hold, or the signature counter did not go up.
pub fn finish_proving(site: &Site, state: &str, shown: &Shown, kept: &Credential) -> Result<String, Fault> {
    let state = bytes("state", state)?;
    let state = DiscoverableAuthenticationServerState::decode(state.as_slice())
        .map_err(|e| unreadable("state", e))?;
    let id = bytes("id", &kept.id)?;
    let id = CredentialId::<&[u8]>::decode(id.as_slice()).map_err(|e| unreadable("id", e))?;
    let handle: [u8; HANDLE_BYTES] = exactly("handle", &kept.handle)?;
    let Ok(handle) = UserHandle::<HANDLE_BYTES>::decode(handle);
    let fixed = bytes("passkey", &kept.fixed)?;
    let fixed = StaticState::<Key>::decode(fixed.as_slice()).map_err(|e| unreadable("passkey", e))?;
    let moving =
        DynamicState::decode(exactly("passkey", &kept.moving)?).map_err(|e| unreadable("passkey", e))?;
    let mut credential =
        AuthenticatedCredential::new(id, &handle, fixed, moving).map_err(|e| unreadable("passkey", e))?;
    let options = AuthenticationVerificationOptions::<&str, &str> {
        allowed_origins: &[site.origin()],
        error_on_unsolicited_extensions: false,
        ..AuthenticationVerificationOptions::default()
    };
    match state.verify(&site.domain, &shown.authentication, &mut credential, &options) {
        Ok(_) => {
            let Ok(moving) = credential.dynamic_state().encode().map(|b| text(&b));
            Ok(moving)
        }
        Err(AuthCeremonyErr::SignatureCounter) => Err(Fault::Counter),
        Err(error) => Err(Fault::Wrong(error.to_string())),
    }
}
