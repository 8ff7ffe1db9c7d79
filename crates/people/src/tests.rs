//! Examples from the standards, and what must hold whatever comes.

use crate::*;
use proptest::prelude::*;
use std::sync::Mutex;

/// Chance out of a seed (xorshift64), so that a test gives the same each time.
struct Seeded(Mutex<u64>);

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        let mut next = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for b in bytes {
            *next ^= *next << 13;
            *next ^= *next >> 7;
            *next ^= *next << 17;
            *b = next.to_be_bytes()[0];
        }
    }
}

fn chance() -> Seeded {
    Seeded(Mutex::new(0x9E37_79B9_7F4A_7C15))
}

fn policy(name: &str) -> Policy {
    Policy::named(name).unwrap_or_else(|e| unreachable!("{name}: {e}"))
}

fn cheap() -> Hasher {
    Hasher::new(Cost { memory: 64, passes: 1 }, &chance()).unwrap_or_else(|e| unreachable!("{e}"))
}

#[test]
fn both_policies_read_and_say_where_their_numbers_are_from() {
    for name in Policy::NAMES {
        let p = policy(name);
        assert_eq!(p.name, name);
        assert!(p.source.len() > 40, "{name}");
    }
    assert_eq!(policy("asvs").password.classes_min, 0, "no composition rules");
    assert!(policy("dengbao").second_factor.contains(&Kind::Audit));
}

#[test]
fn weak_passwords_are_refused_and_say_why() {
    let asvs = policy("asvs").password;
    let of = |text: &str| weaknesses(&asvs, text, &["云溪镇", "yunxi", "柳庚午", "liugengwu"]);
    for (text, weakness) in [
        ("路灯亮了", Weakness::Short),
        ("correcthorsebatterystaple", Weakness::Common),
        ("Woaini1314520", Weakness::Common),
        ("password2024!", Weakness::Common),
        ("abababababab", Weakness::Pattern),
        ("123456789012", Weakness::Pattern),
        ("云溪镇云溪镇云溪镇2024", Weakness::Context),
        ("LiuGengwu-20240101", Weakness::Context),
    ] {
        assert!(of(text).contains(&weakness), "{text}: {:?}", of(text));
    }
    for text in ["枣树 石桥 八点半 开会去", "plough sieve orchard lamp", "x9-Taubenhaus-44"] {
        assert_eq!(of(text), [], "{text}");
    }
    assert_eq!(weaknesses(&asvs, &"长句".repeat(100), &[]), [Weakness::Long, Weakness::Pattern]);
    let dengbao = policy("dengbao").password;
    assert_eq!(weaknesses(&dengbao, "plough sieve orchard", &[]), [Weakness::Classes]);
    assert_eq!(weaknesses(&dengbao, "Plough-sieve9", &[]), []);
}

#[test]
fn a_password_is_right_only_as_typed_and_nobody_has_none() {
    let (hasher, rules) = (cheap(), policy("dengbao").password);
    let keep = |text: &str, before: Option<&Password>| {
        hasher.keep(text, before, &rules, 100, &chance()).unwrap_or_else(|e| unreachable!("{e}"))
    };
    let first = keep("Plough-sieve9", None);
    assert!(hasher.right(Some(&first), "Plough-sieve9"));
    assert!(!hasher.right(Some(&first), "plough-sieve9"));
    assert!(!hasher.right(None, "nobody's password"), "the hash of nobody opens nothing");
    let second = keep("Orchard-lamp7", Some(&first));
    assert!(hasher.used_before(&second, &rules, "Plough-sieve9"));
    assert!(hasher.used_before(&second, &rules, "Orchard-lamp7"));
    assert!(!hasher.used_before(&second, &rules, "Window-rain55"));
    assert!(!second.stale(&rules, 100 + 90 * 86_400));
    assert!(second.stale(&rules, 101 + 90 * 86_400));
    assert!(!second.stale(&policy("asvs").password, i64::MAX));
    assert!(!hasher.outdated(&first));
    let dearer =
        Hasher::new(Cost { memory: 128, passes: 1 }, &chance()).unwrap_or_else(|e| unreachable!("{e}"));
    assert!(dearer.outdated(&first) && dearer.right(Some(&first), "Plough-sieve9"));
    let shown = format!("{first:?}");
    assert!(!shown.contains("argon2"), "{shown}");
}

/// RFC 6238 appendix B, SHA-1: the last six of the eight digits.
#[test]
fn the_codes_are_those_of_the_standard() {
    // "12345678901234567890"
    let key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    for (now, code) in
        [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
    {
        assert!(Factor::begin(key, code, now, &chance()).is_some(), "{now}");
        assert!(Factor::begin(key, code, now + 30, &chance()).is_some(), "one step of drift");
        assert!(Factor::begin(key, code, now + 90, &chance()).is_none(), "no more than that");
    }
}

#[test]
fn a_code_is_good_once_and_a_recovery_code_too() {
    let key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let Some((mut factor, codes)) = Factor::begin(key, "081 804", 1_111_111_109, &chance()) else {
        unreachable!("the first code is right")
    };
    assert_eq!(factor.used("081804", 1_111_111_109), None, "the code of the enrolment");
    assert_eq!(factor.used("005924", 1_234_567_890), Some(Used::Device));
    assert_eq!(factor.used("005924", 1_234_567_891), None);
    assert_eq!((codes.len(), factor.left()), (RECOVERY_CODES, RECOVERY_CODES));
    let typed = codes[3].to_string().to_lowercase().replace('-', " ");
    assert_eq!(factor.used(&typed, 0), Some(Used::Recovery));
    assert_eq!(factor.used(&typed, 0), None);
    assert_eq!(factor.left(), RECOVERY_CODES - 1);
    let url = enrolment(&new_secret(&chance()), "云溪镇", "liu");
    assert!(url.starts_with("otpauth://totp/%E4%BA%91%E6%BA%AA%E9%95%87:liu?secret="), "{url}");
}

#[test]
fn a_given_code_is_good_for_a_day_and_mistaken_letters_do_not_matter() {
    let code = Code::new(&chance());
    let given = OneTime::of(&code, 1000);
    assert!(given.fits(&code.to_string(), 1000 + CODE_SECONDS));
    assert!(!given.fits(&code.to_string(), 1001 + CODE_SECONDS));
    assert!(given.fits(&code.to_string().replace('0', "o").replace('1', "l"), 1000));
    assert!(!given.fits("", 1000));
    let mut account = Account::new("a", "liu", Kind::Officer, "柳庚午");
    assert!(!account.code_fits(&code.to_string(), 1000), "a new account opens to nothing");
    account.give(given);
    assert!(account.code_fits(&code.to_string(), 1000));
    account.secrets.disabled = true;
    assert!(!account.code_fits(&code.to_string(), 1000));
}

#[test]
fn sessions_end_by_idleness_and_by_age() {
    let limits = policy("dengbao").session;
    let mut s = Session::new("a", "liu", "h".into(), 0, "::1", "Browser\r\nX");
    assert_eq!(s.device, "BrowserX");
    assert!(s.alive(&limits, 900) && !s.alive(&limits, 901));
    s.seen_at = 28_800;
    assert!(s.alive(&limits, 28_800) && !s.alive(&limits, 28_801));
    let due = |role: &str, now| policy("dengbao").step_up.due(0, std::iter::once(role), now);
    assert!(!due("leader", 300));
    assert!(due("leader", 301));
    assert!(!due("grid-worker", 9999));
}

#[test]
fn names_and_kinds() {
    assert_eq!(name_fault("柳庚午"), None);
    assert_eq!(name_fault("a b"), Some(NameFault::Character));
    assert_eq!(name_fault("<script>"), Some(NameFault::Character));
    assert_eq!(name_fault(""), Some(NameFault::Length));
    for kind in Kind::ALL {
        assert_eq!(Kind::read(kind.name()), Some(kind));
    }
    assert!(!Kind::Supervisor.fits("yunxi") && !Kind::Officer.fits(COUNTY));
}

fn chain(n: i64) -> Vec<Linked> {
    let mut before = String::new();
    (1..=n)
        .map(|seq| {
            let event =
                Event::new("a", seq * 10, "zhao", Deed::CodeGiven, &format!("u{seq}"), "::1").with("k", "v");
            let hash = event.hash(seq, &before);
            before.clone_from(&hash);
            Linked { seq, event, hash }
        })
        .collect()
}

#[test]
fn deeds_have_names() {
    assert_eq!(Deed::SignInRefused.name(), "sign-in-refused");
    assert_eq!(Deed::read("looked"), Some(Deed::Looked));
    assert_eq!(Deed::read("nothing"), None);
}

proptest! {
    #[test]
    fn a_changed_chain_is_broken_where_it_was_changed(n in 2_i64..12, at in 0_usize..12, how in 0..5) {
        let whole = chain(n);
        let head = (n, whole.last().map_or("", |l| l.hash.as_str()).to_owned());
        prop_assert_eq!(broken(&whole, (head.0, &head.1)), None);
        let at = at % whole.len();
        let mut changed = whole.clone();
        match how {
            0 => changed[at].event.actor.push('x'),
            1 => changed[at].event.at += 1,
            2 => drop(changed.remove(at)),
            3 => { changed[at].event.details.insert("k2".into(), "v".into()); }
            _ => changed.truncate(at),
        }
        let place = i64::try_from(at).unwrap_or(0) + 1;
        prop_assert_eq!(broken(&changed, (head.0, &head.1)), Some(place));
    }

    #[test]
    fn waiting_grows_to_its_limit_and_is_forgotten(failures in 0_u32..80, last_at in 0_i64..1_000_000) {
        for name in Policy::NAMES {
            let lockout = policy(name).lockout;
            for subject in Subject::ALL {
                let limit = lockout.of(subject);
                let of = |failures| {
                    let a = Attempts { failures, last_at };
                    a.until(&lockout, subject, last_at).map_or(0, |u| u - last_at)
                };
                prop_assert!(of(failures) <= of(failures + 1), "never shorter");
                prop_assert!(of(failures) <= limit.most_seconds);
                prop_assert_eq!(of(failures) == 0, failures < limit.free);
                let later = last_at + lockout.forget_seconds + 1;
                prop_assert_eq!(Attempts { failures, last_at }.until(&lockout, subject, later), None);
                prop_assert_eq!(Attempts { failures, last_at }.counted(&lockout, later).failures, 1);
                prop_assert_eq!(Attempts { failures, last_at }.counted(&lockout, last_at).failures, failures + 1);
            }
        }
    }

    #[test]
    fn no_password_makes_the_rules_fail(text in "\\PC{0,40}", word in "\\PC{0,6}") {
        for name in Policy::NAMES {
            drop(weaknesses(&policy(name).password, &text, &[&word]));
        }
    }
}
