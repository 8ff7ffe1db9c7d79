//! SRV-01 to SRV-06.

use super::{Ground, Proof, Served, ServiceError, Signer, Way};
use jiff::civil::date;

fn on(way: Way) -> (String, &'static str) {
    let Served { on, rule, .. } = way.served().unwrap();
    (on.to_string(), rule)
}

#[test]
fn srv_01_the_return_slip_bears_the_date() {
    let way = |signed| Way::Direct { signed, by: Signer::Addressee };
    assert_eq!(on(way(Some(date(2026, 3, 9)))), ("2026-03-09".to_owned(), "SRV-01"));
    assert_eq!(way(None).served(), Err(ServiceError::NotSigned));
}

#[test]
fn srv_02_who_may_sign() {
    let way = |by| Way::Direct { signed: Some(date(2026, 3, 9)), by };
    for by in [Signer::Family { adult: true, lives_with: true }, Signer::UnitReceiver, Signer::Authorised] {
        assert_eq!(on(way(by)).1, "SRV-02");
    }
    let child = way(Signer::Family { adult: false, lives_with: true });
    assert_eq!(child.served(), Err(ServiceError::SignerUnderAge));
    let uncle = way(Signer::Family { adult: true, lives_with: false });
    assert_eq!(uncle.served(), Err(ServiceError::SignerLivesElsewhere));
}

#[test]
fn srv_03_left_after_refusal_with_proof() {
    let way = |refused, proof| Way::Left { on: date(2026, 3, 9), refused, proof };
    for proof in [Proof::Witnesses { signed: 1 }, Proof::Recording] {
        assert_eq!(on(way(true, Some(proof))), ("2026-03-09".to_owned(), "SRV-03"));
    }
    assert_eq!(way(false, Some(Proof::Recording)).served(), Err(ServiceError::NotRefused));
    assert_eq!(way(true, None).served(), Err(ServiceError::NoProof));
    assert_eq!(way(true, Some(Proof::Witnesses { signed: 0 })).served(), Err(ServiceError::NoWitness));
}

#[test]
fn srv_04_electronic_service_needs_consent_and_arrival() {
    let arrived = Some(date(2026, 3, 9).at(22, 0, 0, 0));
    let way = |consent, arrived| Way::Electronic { consent, arrived };
    assert_eq!(on(way(Some(date(2026, 3, 9)), arrived)), ("2026-03-09".to_owned(), "SRV-04"));
    assert_eq!(way(None, arrived).served(), Err(ServiceError::NoConsent));
    assert_eq!(way(Some(date(2026, 3, 9)), None).served(), Err(ServiceError::NotArrived));
    let late = ServiceError::ConsentTooLate { consent: date(2026, 3, 10), arrived: date(2026, 3, 9) };
    assert_eq!(way(Some(date(2026, 3, 10)), arrived).served(), Err(late));
}

#[test]
fn srv_05_the_receipt_of_the_post() {
    assert_eq!(on(Way::Post { received: Some(date(2026, 3, 9)) }), ("2026-03-09".to_owned(), "SRV-05"));
    assert_eq!(Way::Post { received: None }.served(), Err(ServiceError::NoPostReceipt));
}

#[test]
fn srv_06_an_announcement_serves_on_its_thirtieth_day() {
    let way = |published, ground| Way::Announcement { published, ground };
    let ground = Some(Ground::WhereaboutsUnknown);
    assert_eq!(on(way(date(2026, 9, 1), ground)), ("2026-10-01".to_owned(), "SRV-06"));
    assert_eq!(on(way(date(2026, 3, 2), Some(Ground::OtherWaysFailed))).0, "2026-04-01");
    assert_eq!(on(way(date(2021, 12, 31), ground)).0, "2022-03-01", "sixty days before 2022");
    assert_eq!(way(date(2026, 9, 1), None).served(), Err(ServiceError::NoGround));
    assert!(matches!(way(date(9999, 12, 31), ground).served(), Err(ServiceError::OutOfRange { .. })));
}

#[test]
fn every_refusal_says_how_it_is_mended() {
    for error in
        [ServiceError::NotSigned, ServiceError::NoConsent, ServiceError::NoGround, ServiceError::NoProof]
    {
        let text = error.to_string();
        assert!(text.contains(':') && text.contains("民事诉讼法"), "{text}");
    }
}
