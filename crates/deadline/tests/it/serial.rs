//! How derivations are written as JSON.

use crate::notices::{derived, extension, pause, request};
use deadline::{Derivation, Due, Effect, Term};

#[test]
fn steps_bear_their_kind() {
    let json = serde_json::to_value(derived(&request("2026-09-17", "15 days"))).unwrap();
    let kinds: Vec<&str> =
        json["steps"].as_array().unwrap().iter().map(|s| s["step"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["start", "not-counted", "counted", "roll", "result", "calendar"]);
    assert_eq!(json["due"], serde_json::json!({ "day": "2026-10-08" }));
    assert_eq!(json["term"], "15 days");
    assert_eq!(json["binds"], "office");
    assert_eq!(json["at-expiry"], serde_json::json!({ "effect": "late" }));
    assert_eq!(
        json["steps"][3],
        serde_json::json!({ "step": "roll", "from": "2026-10-02", "kind": { "holiday": "国庆节" }, "to": "2026-10-08" })
    );
    assert_eq!(json["steps"][2]["make-up"], serde_json::json!([]));
}

#[test]
fn a_derivation_comes_back_as_it_was() {
    let mut r = request("2026-01-31", "1 month");
    r.pauses = vec![pause("2026-02-03", "2026-02-05"), pause("2026-03-09", "")];
    r.extensions = vec![extension("20 working-days", "2026-02-10"), extension("1 year", "2026-03-20")];
    r.at_expiry = Effect::Deemed { outcome: "受理".to_owned(), backdated: true };
    let derivation = derived(&r);
    assert!(matches!(derivation.due, Due::Open { .. }));
    let json = serde_json::to_string(&derivation).unwrap();
    assert_eq!(serde_json::from_str::<Derivation>(&json).unwrap(), derivation);
    assert!(serde_json::from_str::<Term>("\"0 days\"").is_err());
}
