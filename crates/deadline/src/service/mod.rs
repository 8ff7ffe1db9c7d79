//! Service of documents: the lawful ways, what each needs, and the day on which a document counts as served.
//!
//! 行政处罚法 61 and other acts point to 民事诉讼法 87 to 95; a period that service starts does not count the day of
//! service (CNT-01).

mod error;
#[cfg(test)]
mod tests;

pub use error::ServiceError;

use crate::civil::plus_days;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// Days of an announcement, since 2022-01-01 (民事诉讼法 95).
const ANNOUNCEMENT_DAYS: u32 = 30;
/// Days of an announcement that was published before.
const ANNOUNCEMENT_DAYS_BEFORE_2022: u32 = 60;

/// Who signed for a document (民事诉讼法 88).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "signer", rename_all = "kebab-case")]
pub enum Signer {
    /// The addressee.
    Addressee,
    /// A family member of the addressee, who must be of age and live with him.
    Family {
        /// Of age.
        adult: bool,
        /// Lives with the addressee.
        lives_with: bool,
    },
    /// The head of the unit that is served, or its office for receiving.
    UnitReceiver,
    /// An agent, or somebody whom the addressee named for receiving.
    Authorised,
}

/// How it was proved that a document was left behind (民事诉讼法 89).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "kebab-case")]
pub enum Proof {
    /// Representatives of a grass-roots organisation or of the unit were present and signed with the server.
    Witnesses {
        /// How many signed.
        signed: u32,
    },
    /// Photographs or video show how it was done.
    Recording,
}

/// Why a document may be announced (民事诉讼法 95).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Nobody knows where the addressee is.
    WhereaboutsUnknown,
    /// Every other way was tried and failed.
    OtherWaysFailed,
}

/// A way of serving a document, with the facts on which its effect depends. A fact that is not known is absent,
/// and the document is then not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "kebab-case")]
pub enum Way {
    /// Handed over against a signed return slip (SRV-01, SRV-02).
    Direct {
        /// The day written on the return slip by the one who signed.
        signed: Option<Date>,
        /// Who signed.
        by: Signer,
    },
    /// Left at the residence after it was refused (SRV-03).
    Left {
        /// The day on which it was left.
        on: Date,
        /// Whether it had been refused.
        refused: bool,
        /// How this is proved.
        proof: Option<Proof>,
    },
    /// Sent in a way whose arrival can be confirmed, with consent (SRV-04).
    Electronic {
        /// The day on which consent was signed (确认书); for penalties 行政处罚法 61(2).
        consent: Option<Date>,
        /// When it arrived in the addressee's system; not when it was sent.
        arrived: Option<DateTime>,
    },
    /// Posted (SRV-05).
    Post {
        /// The day of receipt on the receipt.
        received: Option<Date>,
    },
    /// Announced (SRV-06).
    Announcement {
        /// The day of publication.
        published: Date,
        /// Why it may be announced.
        ground: Option<Ground>,
    },
}

/// A document that counts as served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Served {
    /// The day of service; periods that it starts count from the day after.
    pub on: Date,
    /// The rule: `SRV-03`.
    pub rule: &'static str,
    /// The article.
    pub basis: &'static str,
}

impl Way {
    /// The day on which the document counts as served. An announcement counts as service on its thirtieth day (the
    /// sixtieth if published before 2022), which does not roll: it is a fiction, not a time to act in.
    ///
    /// # Errors
    /// [`ServiceError`] says which fact is missing, and how it is mended.
    pub fn served(&self) -> Result<Served, ServiceError> {
        match *self {
            Way::Direct { signed, by } => direct(signed, by),
            Way::Left { on, refused, proof } => left(on, refused, proof),
            Way::Electronic { consent, arrived } => electronic(consent, arrived),
            Way::Post { received } => {
                let on = received.ok_or(ServiceError::NoPostReceipt)?;
                Ok(Served { on, rule: "SRV-05", basis: "《民事诉讼法》第九十一条" })
            }
            Way::Announcement { published, ground } => announced(published, ground),
        }
    }
}

fn direct(signed: Option<Date>, by: Signer) -> Result<Served, ServiceError> {
    if let Signer::Family { adult, lives_with } = by {
        if !adult {
            return Err(ServiceError::SignerUnderAge);
        }
        if !lives_with {
            return Err(ServiceError::SignerLivesElsewhere);
        }
    }
    let on = signed.ok_or(ServiceError::NotSigned)?;
    Ok(match by {
        Signer::Addressee => Served { on, rule: "SRV-01", basis: "《民事诉讼法》第八十七条" },
        _ => Served { on, rule: "SRV-02", basis: "《民事诉讼法》第八十八条" },
    })
}

fn left(on: Date, refused: bool, proof: Option<Proof>) -> Result<Served, ServiceError> {
    if !refused {
        return Err(ServiceError::NotRefused);
    }
    match proof {
        None => Err(ServiceError::NoProof),
        Some(Proof::Witnesses { signed: 0 }) => Err(ServiceError::NoWitness),
        Some(_) => Ok(Served { on, rule: "SRV-03", basis: "《民事诉讼法》第八十九条" }),
    }
}

fn electronic(consent: Option<Date>, arrived: Option<DateTime>) -> Result<Served, ServiceError> {
    let consent = consent.ok_or(ServiceError::NoConsent)?;
    let on = arrived.ok_or(ServiceError::NotArrived)?.date();
    if on < consent {
        return Err(ServiceError::ConsentTooLate { consent, arrived: on });
    }
    Ok(Served {
        on, rule: "SRV-04", basis: "《民事诉讼法》第九十条、《行政处罚法》第六十一条第二款"
    })
}

fn announced(published: Date, ground: Option<Ground>) -> Result<Served, ServiceError> {
    if ground.is_none() {
        return Err(ServiceError::NoGround);
    }
    let days = if published.year() < 2022 { ANNOUNCEMENT_DAYS_BEFORE_2022 } else { ANNOUNCEMENT_DAYS };
    let on = plus_days(published, days).map_err(|_| ServiceError::OutOfRange { published })?;
    Ok(Served { on, rule: "SRV-06", basis: "《民事诉讼法》第九十五条" })
}
