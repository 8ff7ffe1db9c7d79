//! Who comes in: signing in, own account, the three administrators, the county's supervisors.

pub(crate) mod arrival;
pub(crate) mod consoles;
pub(crate) mod county;
pub(crate) mod own;
pub(crate) mod passkeys;
pub(crate) mod prove;
pub(crate) mod sign_in;

use crate::{Desk, blocking};
use passkey::Site;
use people::{Account, COUNTY, Chance, Hasher, Kind, Policy, Seconds};
use std::net::IpAddr;
use std::sync::Arc;
use store::{Change, ChangeError, Reader, StoreError};
use tokio::sync::Semaphore;
use web::Problem;

/// So many passwords are hashed at once: each takes much memory.
const HASHING_MAX: usize = 2;

/// What signing in needs.
#[derive(Clone)]
pub struct People {
    /// Passwords.
    pub hasher: Hasher,
    /// Chance for tokens and codes.
    pub chance: Arc<dyn Chance>,
    /// The true time.
    pub seconds: fn() -> Seconds,
    /// Demonstration accounts sign in by a button.
    pub demonstration: bool,
    /// The one proxy whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub proxy: Option<IpAddr>,
    site: Option<Arc<Site>>,
    hashing: Arc<Semaphore>,
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("People").field("demonstration", &self.demonstration).finish_non_exhaustive()
    }
}

impl People {
    /// What signing in needs.
    pub fn new(
        hasher: Hasher,
        chance: Arc<dyn Chance>,
        seconds: fn() -> Seconds,
        demonstration: bool,
        proxy: Option<IpAddr>,
    ) -> People {
        People {
            hasher,
            chance,
            seconds,
            demonstration,
            proxy,
            site: None,
            hashing: Arc::new(Semaphore::new(HASHING_MAX)),
        }
    }

    /// With passkeys, at the site.
    #[must_use]
    pub fn at(self, site: Site) -> People {
        People { site: Some(Arc::new(site)), ..self }
    }

    /// Works with passwords on a blocking thread, no more at once than memory allows.
    pub(crate) async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Hasher, &dyn Chance) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.hashing.acquire().await.map_err(Problem::fault)?;
        let (hasher, chance) = (self.hasher.clone(), self.chance.clone());
        blocking(move || work(&hasher, &*chance)).await
    }
}

/// The policy in force in a town.
pub(crate) fn policy(reader: &mut dyn Reader, town: &str) -> Result<Policy, StoreError> {
    let name = reader.setting(town, "policy")?.unwrap_or_default();
    Policy::named(&name).map_err(|e| StoreError::Unreadable { what: "policy", reason: e.to_string() })
}

/// Name of a town or of the county; none if there is no such place.
pub(crate) fn place(
    desk: &Desk,
    visit: &crate::visit::Visit,
    reader: &[store::Town],
    key: &str,
) -> Option<store::Town> {
    if key == COUNTY {
        let name = desk.say(visit, "county", &[]);
        return Some(store::Town { key: COUNTY.into(), name, origin: String::new() });
    }
    reader.iter().find(|t| t.key == key).cloned()
}

/// Where an account begins its work.
pub(crate) fn first_page(town: &str, kind: Kind) -> String {
    match kind {
        Kind::Officer => format!("/{town}"),
        Kind::Supervisor => "/county".to_owned(),
        kind => format!("/{town}/admin/{}", kind.name()),
    }
}

impl Desk {
    /// Does changes on a blocking thread.
    pub(crate) async fn change(&self, changes: Vec<Change>) -> Result<Result<(), ChangeError>, Problem> {
        let store = self.door.store.clone();
        blocking(move || store.change(changes)).await
    }

    /// Does changes that can only fail with the store.
    pub(crate) async fn must_change(&self, changes: Vec<Change>) -> Result<(), Problem> {
        self.change(changes).await?.map_err(Problem::fault)
    }
}

/// An account to be kept.
pub(crate) fn kept(account: Account) -> Change {
    Change::Account(Box::new(account))
}
