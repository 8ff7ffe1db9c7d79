//! The address at which passkeys work.

use std::net::IpAddr;
use webauthn_rp::request::{AsciiDomain, RpId};

/// An origin and the domain that passkeys are bound to.
#[derive(Debug)]
pub struct Site {
    pub(crate) domain: RpId,
    origin: String,
}

/// Why passkeys can't work at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginFault {
    /// Not `scheme://host` or `scheme://host:port`.
    #[error("an origin is https://host or https://host:port, in small letters, with nothing after it")]
    Form,
    /// Browsers give passkeys to secure contexts only.
    #[error("passkeys need https; http does for localhost only")]
    Scheme,
    /// WebAuthn binds passkeys to domains; an IP address is none.
    #[error(
        "passkeys are bound to a host's name; an IP address won't do (on one's own machine: http://localhost:PORT)"
    )]
    Address,
}

impl Site {
    /// The site of an origin as browsers write it, such as `https://fadu.example` or `http://localhost:8866`.
    ///
    /// # Errors
    /// Passkeys can't work there.
    pub fn of(origin: &str) -> Result<Site, OriginFault> {
        let (scheme, rest) = origin.split_once("://").ok_or(OriginFault::Form)?;
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !rest.ends_with(']') => (host, Some(port)),
            _ => (rest, None),
        };
        if host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
            return Err(OriginFault::Address);
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        // A browser leaves the scheme's own port out of an origin.
        let own = if scheme == "https" { "443" } else { "80" };
        let ported =
            port.is_none_or(|p| p != own && p.parse::<u16>().is_ok_and(|n| n.to_string() == p && n > 0));
        if host.is_empty() || !host.chars().all(plain) || !ported {
            return Err(OriginFault::Form);
        }
        let local = host == "localhost" || host.ends_with(".localhost");
        match scheme {
            "https" => {}
            "http" if local => {}
            "http" => return Err(OriginFault::Scheme),
            _ => return Err(OriginFault::Form),
        }
        let domain = AsciiDomain::try_from(host.to_owned()).map_err(|_| OriginFault::Form)?;
        Ok(Site { domain: RpId::Domain(domain), origin: origin.to_owned() })
    }

    /// The origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}
