//! Passkeys asked of the desk: challenges, whose they are, and what is refused. That right ones let in is seen in a
//! browser with a virtual authenticator.

use crate::{Office, run};
use people::{Deed, Kind, Passkey};
use store::Change;

fn kept(account: &str, id: &str) -> Change {
    let own = str::to_owned;
    Change::AddPasskey(Box::new(Passkey {
        town: own("a"),
        account: own(account),
        id: own(id),
        label: own("手机"),
        made_at: 1,
        used_at: 0,
        handle: own("AA"),
        fixed: own("AA"),
        moving: own("AA"),
    }))
}

/// The challenge of options.
fn challenge(options: &str) -> String {
    options.split("\"challenge\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn nonsense_lets_nobody_in() {
    run(async {
        let office = Office::new();
        office.everybody();
        for nonsense in
            ["", "passkey=", "passkey=%7B%7D", "passkey=null", "passkey=%F0%9F%94%91", "to=//evil"]
        {
            let answer = office.ask("POST", "/sign-in/passkey", "", nonsense).await;
            assert!(answer.status == 422 && answer.cookie.is_empty(), "{nonsense}: {}", answer.status);
            assert!(answer.text.contains("id=\"said\""));
        }
        let asked = office.ask("POST", "/sign-in/passkey/options", "", "").await;
        assert_eq!(asked.status, 200);
        let again = office.ask("POST", "/sign-in/passkey/options", "", "").await;
        assert_ne!(challenge(&asked.text), challenge(&again.text));
        assert!(asked.text.contains("\"userVerification\":\"required\""));
    });
}

#[test]
fn a_challenge_to_add_is_given_only_to_whom_proves_who_he_is() {
    run(async {
        let office = Office::new();
        office.account("a", "xi", Kind::Officer, "溪戊寅");
        let cookie = office.session("a", "xi");
        let refused = office.ask("POST", "/account/passkey/options", &cookie, "current=wrong").await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.starts_with("{\"wrong\":"), "{}", refused.text);
        // A challenge to sign in is none to add, and adds nothing.
        office.ask("POST", "/sign-in/passkey/options", "", "").await;
        let added = office.ask("POST", "/account/passkey", &cookie, "label=x&passkey=%7B%7D").await;
        assert_eq!(added.status, 422);
        assert_eq!(office.store.read(|r| r.passkeys("a", "xi")).unwrap(), []);
        let many: Vec<Change> = (0..20).map(|n| kept("xi", &format!("id{n}"))).collect();
        office.store.change(many).unwrap();
        let refused = office.ask("POST", "/account/passkey/options", &cookie, "current=wrong").await;
        assert!(refused.status == 422 && refused.text.contains("20"), "{}", refused.text);
    });
}

#[test]
fn the_security_administrator_takes_away_what_is_an_others_and_there() {
    run(async {
        let office = Office::new();
        office.everybody();
        office.store.change(vec![kept("officer", "one"), kept("security", "two")]).unwrap();
        let officer = office.session("a", "officer");
        let security = office.session("a", "security");
        let page = office.ask("GET", "/a/admin/security", &security, "").await.text;
        assert!(page.contains("value=\"one\"") && !page.contains("value=\"two\""), "not his own");
        let path = "/a/admin/security/passkey";
        assert_eq!(office.ask("POST", path, &security, "name=security&passkey=two").await.status, 403);
        assert_eq!(office.ask("POST", path, &security, "name=audit&passkey=one").await.status, 404);
        assert_eq!(office.ask("POST", path, &officer, "name=officer&passkey=one").await.status, 403);
        assert_eq!(office.ask("POST", path, &security, "name=officer&passkey=one").await.status, 303);
        assert_eq!(office.store.read(|r| r.passkeys("a", "officer")).unwrap(), []);
        assert_eq!(office.ask("GET", "/a", &officer, "").await.status, 303, "his sessions are over");
        let last = office.store.read(|r| r.events("a", 0, 1)).unwrap();
        assert_eq!(last[0].event.deed, Deed::PasskeyRemoved);
    });
}

#[test]
fn a_passkey_is_the_second_factor_that_the_policy_asks_for() {
    run(async {
        let office = Office::new();
        office.everybody();
        let security = office.session("a", "security");
        office.store.change(vec![kept("security", "two")]).unwrap();
        office.ask("POST", "/a/admin/security/policy", &security, "policy=dengbao").await;
        assert_eq!(office.ask("GET", "/a/admin/security", &security, "").await.status, 200);
        let audit = office.session("a", "audit");
        assert_eq!(office.ask("GET", "/a/admin/audit", &audit, "").await.to, "/account");
    });
}
