//! Why a document does not count as served.

use jiff::civil::Date;

/// Why a document does not count as served: the fact that is missing, and how it is mended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// The return slip is not signed.
    #[error(
        "the return slip bears no signature and date: have it signed, or leave the document with proof if it is refused (民事诉讼法 87, 89)"
    )]
    NotSigned,
    /// A family member under age signed.
    #[error(
        "the family member who signed is not of age: serve the addressee or an adult of the household (民事诉讼法 88)"
    )]
    SignerUnderAge,
    /// A family member signed who lives elsewhere.
    #[error(
        "the family member who signed does not live with the addressee: serve the addressee or an adult of the household (民事诉讼法 88)"
    )]
    SignerLivesElsewhere,
    /// A document was left although nobody refused it.
    #[error(
        "the document was left without having been refused: hand it over against a signed return slip (民事诉讼法 89)"
    )]
    NotRefused,
    /// It is not proved that the document was left.
    #[error(
        "there is no proof that the document was left: note signatures of witnesses, or take photographs or video (民事诉讼法 89)"
    )]
    NoProof,
    /// No witness signed.
    #[error(
        "no witness signed that the document was left: have at least one sign, or take photographs or video (民事诉讼法 89)"
    )]
    NoWitness,
    /// No consent to electronic service.
    #[error(
        "the addressee has not consented to electronic service: have the confirmation signed, or serve in another way (民事诉讼法 90, 行政处罚法 61)"
    )]
    NoConsent,
    /// The document arrived before consent was given.
    #[error(
        "the document arrived on {arrived}, before consent was given on {consent}: send it again (民事诉讼法 90)"
    )]
    ConsentTooLate {
        /// Day of consent.
        consent: Date,
        /// Day of arrival.
        arrived: Date,
    },
    /// The document has not arrived in the addressee's system.
    #[error(
        "no arrival in the addressee's system is known: wait for the confirmation, or serve in another way (民事诉讼法 90)"
    )]
    NotArrived,
    /// No receipt of the post.
    #[error(
        "the receipt of the post is not there: its date is the day of service; ask for it, or serve in another way (民事诉讼法 91)"
    )]
    NoPostReceipt,
    /// No ground for an announcement.
    #[error(
        "an announcement needs a ground: the addressee's whereabouts are unknown, or every other way has failed; note which, or serve in another way (民事诉讼法 95)"
    )]
    NoGround,
    /// The end of the announcement cannot be written as a date.
    #[error(
        "the announcement published on {published} would end after year 9999: correct the day of publication"
    )]
    OutOfRange {
        /// Day of publication.
        published: Date,
    },
}
