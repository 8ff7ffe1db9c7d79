//! Adding a passkey to an account.

use crate::{
    Begun, Credential, Fault, HANDLE_BYTES, Site, bytes, challenge_in, challenge_of, exactly, text,
    unreadable,
};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::PublicKeyCredentialDescriptor;
use webauthn_rp::request::register::{
    CredProtect, PublicKeyCredentialCreationOptions, PublicKeyCredentialUserEntity, RegistrationServerState,
    RegistrationVerificationOptions, UserHandle,
};
use webauthn_rp::response::register::Registration;
use webauthn_rp::response::{AuthTransports, CredentialId};

/// Whose passkey it shall be.
#[derive(Clone, Copy, Debug)]
pub struct User<'a> {
    /// Handle of the account, [`HANDLE_BYTES`] of chance.
    pub handle: &'a str,
    /// The account's name, as the authenticator shows it.
    pub name: &'a str,
    /// Ids of the account's passkeys: no authenticator makes a second one.
    pub others: &'a [String],
}

/// An answer that adds a passkey.
#[derive(Debug)]
pub struct Added {
    registration: Registration,
    /// The challenge that it answers.
    pub challenge: String,
}

impl Added {
    /// Reads an answer: a `RegistrationResponseJSON`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(json: &str) -> Result<Added, Fault> {
        let registration =
            Registration::from_json_relaxed(json.as_bytes()).map_err(|e| unreadable("answer", e))?;
        let challenge = challenge_of(registration.response().client_data_json())?;
        Ok(Added { registration, challenge })
    }
}

/// Begins: a passkey that its authenticator finds by itself and uses only after it has verified its user.
///
/// # Errors
/// The name or an id isn't one.
pub fn begin_adding(site: &Site, user: User<'_>) -> Result<Begun, Fault> {
    let handle: [u8; HANDLE_BYTES] = exactly("handle", user.handle)?;
    let Ok(handle) = UserHandle::decode(handle);
    let name = user.name.try_into().map_err(|e| unreadable("name", e))?;
    let entity = PublicKeyCredentialUserEntity { name, id: &handle, display_name: None };
    let mut others = Vec::new();
    for id in user.others {
        let id = CredentialId::decode(bytes("id", id)?).map_err(|e| unreadable("id", e))?;
        others.push(PublicKeyCredentialDescriptor { id, transports: no_transports()? });
    }
    let mut options = PublicKeyCredentialCreationOptions::passkey(&site.domain, entity, others);
    // The desk itself demands a verified user each time; asking authenticators to enforce it shuts many of them out.
    options.extensions.cred_protect = CredProtect::None;
    let (server, client) = options.start_ceremony().map_err(|e| unreadable("options", e))?;
    let options = serde_json::to_string(&client).map_err(|e| unreadable("options", e))?;
    let state = server.encode().map_err(|e| unreadable("state", e))?;
    Ok(Begun { challenge: challenge_in(&options)?, state: text(&state), options })
}

/// Ends: the passkey that is to be kept.
///
/// # Errors
/// The answer doesn't hold.
pub fn finish_adding(site: &Site, state: &str, added: &Added) -> Result<Credential, Fault> {
    let state = bytes("state", state)?;
    let state = RegistrationServerState::<HANDLE_BYTES>::decode(state.as_slice())
        .map_err(|e| unreadable("state", e))?;
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &[site.origin()],
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let credential =
        state.verify(&site.domain, &added.registration, &options).map_err(|e| Fault::Wrong(e.to_string()))?;
    let id = text(credential.id().inner());
    let Ok(fixed) = credential.static_state().encode().map(|b| text(&b));
    let Ok(moving) = credential.dynamic_state().encode().map(|b| text(&b));
    let Ok(handle) = credential.user_id().encode().map(|b| text(&b));
    Ok(Credential { id, handle, fixed, moving })
}

/// How the authenticators of other passkeys are reached isn't kept: browsers ask all of them.
fn no_transports() -> Result<AuthTransports, Fault> {
    AuthTransports::decode(0).map_err(|e| unreadable("transports", e))
}
