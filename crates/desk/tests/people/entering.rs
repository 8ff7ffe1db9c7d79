//! The ways in: code, password, second factor, lock-out, sessions that end, acting only as oneself.

use crate::{NOW, OFFICER, Office, run};
use people::{COUNTY, Kind};

const PASSWORD: &str = "plough-sieve-orchard";

/// Sets the password with the code.
async fn set(office: &Office, town: &str, name: &str, code: &str) {
    let form = format!("town={town}&name={name}&code={code}&password={PASSWORD}&again={PASSWORD}");
    let answer = office.ask("POST", "/sign-in/code", "", &form).await;
    assert_eq!((answer.status, answer.to.as_str()), (303, "/sign-in"), "{}", answer.text);
}

async fn sign_in(office: &Office, name: &str, password: &str) -> crate::Answer {
    let form = format!("town=a&name={name}&password={password}&to=");
    office.ask("POST", "/sign-in", "", &form).await
}

#[test]
fn a_code_sets_a_password_once_and_the_password_opens() {
    run(async {
        let office = Office::new();
        let code = office.account("a", "xi", Kind::Officer, OFFICER);
        let weak = format!("town=a&name=xi&code={code}&password=123456789012&again=123456789012");
        assert_eq!(office.ask("POST", "/sign-in/code", "", &weak).await.status, 422);
        assert_eq!(sign_in(&office, "xi", PASSWORD).await.status, 422, "no password yet");
        set(&office, "a", "xi", &code).await;
        let again = format!("town=a&name=xi&code={code}&password={PASSWORD}&again={PASSWORD}");
        assert_eq!(office.ask("POST", "/sign-in/code", "", &again).await.status, 422, "a code works once");
        let answer = sign_in(&office, "xi", PASSWORD).await;
        assert_eq!((answer.status, answer.to.as_str()), (303, "/a"));
        assert!(answer.cookie.contains("HttpOnly; SameSite=Lax"), "{}", answer.cookie);
        let cookie = answer.session();
        assert_eq!(office.ask("GET", "/a", &cookie, "").await.status, 200);
        // The token is nowhere in the store.
        let hash = office.store.read(|r| r.sessions("a", "xi")).unwrap().remove(0).hash;
        assert!(!cookie.contains(&hash));
        // Another town's name in the cookie opens nothing.
        let forged = cookie.replace("fadu=a.", "fadu=b.");
        assert_eq!(office.ask("GET", "/b", &forged, "").await.status, 303);
        // Signed out is signed out, also for whoever kept the cookie.
        office.ask("POST", "/sign-out", &cookie, "").await;
        assert_eq!(office.ask("GET", "/a", &cookie, "").await.status, 303);
    });
}

#[test]
fn a_wrong_name_and_a_wrong_password_look_the_same_and_lock_out() {
    run(async {
        let office = Office::new();
        let code = office.account("a", "xi", Kind::Officer, OFFICER);
        set(&office, "a", "xi", &code).await;
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for n in 0..7 {
            known.push(sign_in(&office, "xi", &format!("wrong-wrong-{n}")).await);
            unknown.push(sign_in(&office, "nobody", &format!("wrong-wrong-{n}")).await);
        }
        let shown = |all: &[crate::Answer], name: &str| -> Vec<(u16, String)> {
            all.iter().map(|a| (a.status, a.text.replace(&format!("value=\"{name}\""), ""))).collect()
        };
        assert_eq!(shown(&known, "xi"), shown(&unknown, "nobody"));
        assert_eq!(known.iter().map(|a| a.status).collect::<Vec<_>>(), [422, 422, 422, 422, 422, 429, 429]);
        // The right password waits like the others; another name from there doesn't.
        assert_eq!(sign_in(&office, "xi", PASSWORD).await.status, 429);
        let code = office.account("a", "shi", Kind::Officer, "石庚辰");
        set(&office, "a", "shi", &code).await;
        assert_eq!(sign_in(&office, "shi", PASSWORD).await.status, 303);
    });
}

#[test]
fn nobody_acts_as_another() {
    run(async {
        let office = Office::new();
        office.everybody();
        let cookie = office.session("a", "officer");
        let ids = "token!=0190b7a0-0000-7000-8000-000000000001&matter!=0190b7a0-0000-7000-8000-000000000002";
        let facts = "applicant=x&contact=y&wanted=z&channel=%E5%BD%93%E9%9D%A2&received_on=2024-02-28&happened!=2024-02-28T09:00";
        let path = "/a/begin/disclosure-request/receive";
        let other = format!("{ids}&{facts}&actor!=%E4%BA%91%E7%94%B2%E5%AD%90");
        assert_eq!(office.ask("POST", path, &cookie, &other).await.status, 403);
        // For somebody who came in person he enters the request.
        let party = format!("{ids}&{facts}&actor!=");
        assert_eq!(office.ask("POST", path, &cookie, &party).await.status, 303);
    });
}

#[test]
fn the_administrators_keep_to_their_parts() {
    run(async {
        let office = Office::new();
        office.everybody();
        let system = office.session("a", "system");
        let add = |name: &str, person: &str, kind: &str| format!("name={name}&person={person}&kind={kind}");
        let path = "/a/admin/system/add";
        assert_eq!(office.ask("POST", path, &system, &add("new", "new", "officer")).await.status, 303);
        // Nobody is two; a supervisor is the county's.
        assert_eq!(office.ask("POST", path, &system, &add("second", "audit", "security")).await.status, 422);
        assert_eq!(office.ask("POST", path, &system, &add("super", "super", "supervisor")).await.status, 422);
        assert_eq!(office.ask("POST", path, &system, &add("%3Cb%3E", "b", "officer")).await.status, 422);
        // He can't give the new account a code, nor end his own.
        assert_eq!(office.ask("POST", "/a/admin/security/code", &system, "name=new").await.status, 403);
        assert_eq!(office.ask("POST", "/a/admin/system/disable", &system, "name=system").await.status, 403);
        let security = office.session("a", "security");
        let given = office.ask("POST", "/a/admin/security/code", &security, "name=new").await;
        assert_eq!(given.status, 200);
        let code =
            given.text.split("<code class=\"big\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        set(&office, "a", "new", &code).await;
        let entered = sign_in(&office, "new", PASSWORD).await.session();
        assert_eq!(office.ask("GET", "/a", &entered, "").await.status, 200);
        // Disabled, every session is over at once.
        office.ask("POST", "/a/admin/system/disable", &system, "name=new").await;
        assert_eq!(office.ask("GET", "/a", &entered, "").await.status, 303);
        assert_eq!(sign_in(&office, "new", PASSWORD).await.status, 422);
        // The auditor reads all of it, and that the chain is whole.
        let audit = office.session("a", "audit");
        let page = office.ask("POST", "/a/admin/audit/verify", &audit, "").await;
        assert!(page.status == 200 && page.text.contains("new") && page.text.contains("role=\"status\""));
        assert!(!page.text.contains(&code), "no secret stands in the chain");
        // A county's administrator has his own place.
        let county = office.session(COUNTY, "system");
        assert_eq!(office.ask("GET", "/@county/admin/system", &county, "").await.status, 200);
        // A stricter policy asks the administrators for a second factor at once.
        assert_eq!(
            office.ask("POST", "/a/admin/security/policy", &security, "policy=dengbao").await.status,
            303
        );
        assert_eq!(office.ask("GET", "/a/admin/audit", &audit, "").await.to, "/account");
        // Its sessions are short.
        let officer = office.session("a", "officer");
        assert_eq!(office.ask("GET", "/a", &officer, "").await.status, 200);
        let kept = office.store.read(|r| r.sessions("a", "officer")).unwrap();
        let limits = people::Policy::named("dengbao").unwrap().session;
        assert!(kept.iter().all(|s| s.alive(&limits, NOW + 900) && !s.alive(&limits, NOW + 901)));
    });
}
