//! What may be public, and of what.
//!
//! Four rules, all taken from the definitions:
//! 1. A matter is public when its procedure's class is *active* and one of its publishing acts was done: an act whose
//!    name is `publish` or begins with `publish-`. Nothing is public because it ended, or because it is not personal.
//! 2. Of a public matter those facts are shown that were recorded up to its last publishing act, and those of later
//!    corrections, if their field is not personal. Yes-or-no facts steer the procedure and are not shown.
//! 3. Once a staff act named `withdraw` was done after it, only the withdrawal is shown.
//! 4. A register is public when every procedure that makes its entries is *active*; personal fields are left out, and
//!    so is the key where it is made of a personal field.

use crate::citizen::OpenAction;
use deadline::DateTime;
use kernel::definition::{Action, Basis, Field, FieldKind, Procedure, PublicityClass, Register};
use kernel::{Matter, Rulebook, Value};
use std::collections::BTreeSet;
use store::StoredRecord;
use web::Language;

/// Whether a procedure's results are published on the office's own motion.
pub fn active(procedure: &Procedure) -> bool {
    procedure.publicity.as_ref().is_some_and(|p| p.class == PublicityClass::Active)
}

/// Whether an act publishes.
pub fn publishes(action: &str) -> bool {
    action == "publish" || action.starts_with("publish-") || action == "republish"
}

fn withdraws(procedure: &Procedure, action: &str) -> bool {
    (action == "withdraw" || action.starts_with("withdraw-")) && OpenAction::find(procedure, action).is_none()
}

fn corrects(procedure: &Procedure, action: &str) -> bool {
    (action == "correct" || action.starts_with("correct-")) && OpenAction::find(procedure, action).is_none()
}

/// Whether an act of a public matter is told in its log, by the form of its name.
pub fn is_notice(action: &str) -> bool {
    publishes(action) || action.starts_with("withdraw") || action.starts_with("correct")
}

/// Whether a procedure has an act that publishes at all.
pub fn can_publish(procedure: &Procedure) -> bool {
    active(procedure) && procedure.actions.iter().any(|a| publishes(&a.name))
}

/// Whether a matter is public.
pub fn is_public(procedure: &Procedure, matter: &Matter) -> bool {
    active(procedure) && matter.done.keys().any(|a| publishes(a))
}

/// Whether a public matter was taken back.
pub fn is_withdrawn(procedure: &Procedure, matter: &Matter) -> bool {
    matter.done.keys().any(|a| withdraws(procedure, a))
}

/// Whether a fact of that field may be shown to everybody.
pub fn may_show(rulebook: &Rulebook, field: &Field) -> bool {
    match &field.kind {
        _ if field.personal => false,
        // What a picture shows of people nobody has looked through.
        FieldKind::Person | FieldKind::Files(_) => false,
        FieldKind::Entry { register, .. } => !personal_key(rulebook, register),
        _ => true,
    }
}

/// Whether the keys of a register tell of persons: some action makes them of a personal field.
pub fn personal_key(rulebook: &Rulebook, register: &str) -> bool {
    let makes = |p: &Procedure| {
        let entries = p.actions.iter().flat_map(|a| &a.enters).filter(|e| e.register == register);
        let keys: Vec<&Field> = entries.filter_map(|e| p.field(e.key.as_ref()?)).collect();
        keys.iter().any(|f| f.personal || f.kind == FieldKind::Person)
    };
    rulebook.procedures.values().flatten().any(makes)
}

/// Whether a register is public; one that tells of nothing but persons never is.
pub fn open_register(rulebook: &Rulebook, register: &Register) -> bool {
    let enters =
        |p: &&Procedure| p.actions.iter().flat_map(|a| &a.enters).any(|e| e.register == register.name);
    let mut makers = rulebook.procedures.values().flatten().filter(enters).peekable();
    makers.peek().is_some() && makers.all(active) && register.fields.iter().any(|f| may_show(rulebook, f))
}

/// The fields of a register that everybody may see.
pub fn shown_fields<'a>(rulebook: &'a Rulebook, register: &'a Register) -> impl Iterator<Item = &'a Field> {
    register.fields.iter().filter(|f| may_show(rulebook, f))
}

/// A fact as a page tells it: an article as people cite it, anything else by its kind.
pub(crate) fn told(rulebook: &Rulebook, field: &Field, fact: &Value, language: Language) -> String {
    let article = (field.kind == FieldKind::Article).then(|| fact.as_text().and_then(Basis::read)).flatten();
    match article {
        Some(basis) => language.of(&rulebook.cite(&basis)).to_owned(),
        None => web::shown::value(&field.kind, fact, language),
    }
}

/// One fact that everybody may see.
#[derive(Clone, Debug)]
pub struct PublicFact<'a> {
    /// Its field.
    pub field: &'a Field,
    /// Its value.
    pub value: &'a Value,
}

/// One act that made, corrected or withdrew a publication.
#[derive(Clone, Debug)]
pub struct PublicAct<'a> {
    /// When it happened.
    pub at: DateTime,
    /// Its definition.
    pub action: &'a Action,
    /// What it said, where it may be shown.
    pub facts: Vec<PublicFact<'a>>,
}

/// A public matter.
#[derive(Clone, Debug)]
pub struct Publication<'a> {
    /// What is published; nothing once it is withdrawn.
    pub facts: Vec<PublicFact<'a>>,
    /// Publishing, correcting, withdrawing, oldest first.
    pub acts: Vec<PublicAct<'a>>,
    /// It was taken back.
    pub withdrawn: bool,
}

/// What everybody may see of a matter's records; none if it is not public.
pub fn publication<'a>(
    rulebook: &'a Rulebook,
    procedure: &'a Procedure,
    records: &'a [StoredRecord],
) -> Option<Publication<'a>> {
    if !active(procedure) {
        return None;
    }
    let last = records.iter().rposition(|r| publishes(&r.recorded.action))?;
    let withdrawn = records.iter().skip(last).any(|r| withdraws(procedure, &r.recorded.action));
    let shown = |r: &'a StoredRecord| -> Vec<PublicFact<'a>> {
        let facts = r.recorded.own_facts().filter_map(|(name, value)| {
            let field = procedure.field(name).filter(|f| may_show(rulebook, f))?;
            (field.kind != FieldKind::Flag).then_some(PublicFact { field, value })
        });
        facts.collect()
    };
    let mut facts: Vec<PublicFact<'a>> = Vec::new();
    let mut acts = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let name = record.recorded.action.as_str();
        let later = corrects(procedure, name) || withdraws(procedure, name);
        if at <= last && !withdrawn {
            for fact in shown(record) {
                // A later value takes the place of the earlier one.
                facts.retain(|f| f.field.name != fact.field.name);
                facts.push(fact);
            }
        }
        if (publishes(name) || (at > last && later))
            && let Some(action) = procedure.action(name)
        {
            let said = if later { shown(record) } else { Vec::new() };
            acts.push(PublicAct { at: record.recorded.happened_at, action, facts: said });
        }
    }
    let order = |f: &PublicFact<'_>| procedure.fields.iter().position(|g| g.name == f.field.name);
    facts.sort_by_key(order);
    Some(Publication { facts, acts, withdrawn })
}

/// What a list calls a matter: its first published text.
pub fn headline(rulebook: &Rulebook, procedure: &Procedure, matter: &Matter) -> String {
    let text = |f: &&Field| f.kind == FieldKind::Text && may_show(rulebook, f);
    let titled = procedure.fields.iter().filter(text).filter(|f| f.name.contains("title"));
    let rest = procedure.fields.iter().filter(text);
    let entry = procedure
        .fields
        .iter()
        .filter(|f| matches!(f.kind, FieldKind::Entry { .. }) && may_show(rulebook, f));
    let mut values =
        titled.chain(rest).chain(entry).filter_map(|f| matter.facts.get(&f.name)).map(ToString::to_string);
    let found = values.find(|v| !v.trim().is_empty()).unwrap_or_default();
    let mut chars = found.chars();
    let short: String = chars.by_ref().take(60).collect();
    if chars.next().is_some() { short + "…" } else { short }
}

/// Figures whose parts are named by a personal field: the parts are not shown.
pub fn personal_parts(rulebook: &Rulebook) -> BTreeSet<&str> {
    use kernel::definition::FigureKind;
    let mut names = BTreeSet::new();
    for figure in rulebook.figures.values() {
        let (FigureKind::Flow(counts) | FigureKind::Stock(counts)) = &figure.kind else { continue };
        let personal = counts.iter().any(|c| {
            let versions = rulebook.procedures.get(&c.procedure).map(Vec::as_slice).unwrap_or_default();
            let fields = versions.iter().filter_map(|p| p.field(c.by.as_ref()?));
            fields.into_iter().any(|f| !may_show(rulebook, f))
        });
        if personal {
            names.insert(figure.name.as_str());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{
        active, can_publish, is_public, may_show, open_register, personal_key, publication, shown_fields,
    };
    use kernel::definition::FieldKind;
    use kernel::{Matter, Recorded, Rulebook, Value};
    use std::collections::BTreeMap;
    use store::StoredRecord;

    fn record(procedure: &str, step: u32, action: &str, facts: &[(&str, Value)]) -> StoredRecord {
        let at = deadline::Date::constant(2023, 5, 8).at(9, i8::try_from(step).unwrap(), 0, 0);
        StoredRecord {
            seq: u64::from(step),
            recorded: Recorded {
                town: "t".into(),
                matter: "m".into(),
                step,
                procedure: procedure.into(),
                action: action.into(),
                actor: "石庚辰".into(),
                capacity: "publicity-officer".into(),
                happened_at: at,
                recorded_at: at,
                rulebook: "test".into(),
                token: step.to_string(),
                facts: facts.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect(),
            },
            salts: BTreeMap::new(),
            leaf: Vec::new(),
        }
    }

    fn told(
        rulebook: &Rulebook,
        name: &str,
        records: &[StoredRecord],
    ) -> Option<(Vec<String>, Vec<String>, bool)> {
        let procedure = rulebook.procedure(name).unwrap();
        let found = publication(rulebook, procedure, records)?;
        let facts = found.facts.iter().map(|f| f.field.name.clone()).collect();
        let said = found.acts.iter().map(|a| format!("{}{}", a.action.name, a.facts.len())).collect();
        Some((facts, said, found.withdrawn))
    }

    #[test]
    fn a_matter_is_public_from_its_publication_until_it_is_withdrawn() {
        let rulebook = crate::tests::rulebook();
        let name = "own-motion-disclosure";
        let mut records = vec![
            record(
                name,
                1,
                "make",
                &[
                    ("info_title", "救助名单".into()),
                    ("has_personal", true.into()),
                    ("formed_on", "2023-05-08".into()),
                ],
            ),
            record(name, 2, "review", &[("secrecy", "遮蔽后公开".into())]),
        ];
        assert_eq!(told(&rulebook, name, &records), None, "not before it is published");
        records.push(record(
            name,
            3,
            "publish",
            &[("published_url", "镇网站".into()), ("redacted", true.into())],
        ));
        let (facts, acts, withdrawn) = told(&rulebook, name, &records).unwrap();
        assert_eq!(facts, ["info_title", "formed_on", "secrecy", "published_url"], "no yes-or-no facts");
        assert_eq!((acts.as_slice(), withdrawn), (["publish0".to_owned()].as_slice(), false));
        records.push(record(
            name,
            4,
            "correct",
            &[("found_false", "错".into()), ("correction", "对".into())],
        ));
        records.push(record(name, 5, "revoke", &[("revoked_on", "2023-09-08".into())]));
        let (facts, acts, _) = told(&rulebook, name, &records).unwrap();
        assert_eq!(facts.len(), 4, "what comes later is told in the log");
        assert_eq!(acts, ["publish0", "correct2"]);
        records.push(record(name, 6, "withdraw", &[("withdraw_note", "经复议撤销".into())]));
        let (facts, acts, withdrawn) = told(&rulebook, name, &records).unwrap();
        assert!(withdrawn && facts.is_empty(), "{facts:?}");
        assert_eq!(acts, ["publish0", "correct2", "withdraw1"]);
    }

    #[test]
    fn what_is_not_active_is_never_public_whatever_its_acts_are_called() {
        let rulebook = crate::tests::rulebook();
        for procedure in rulebook.procedures.values().flatten().filter(|p| !active(p)) {
            let records: Vec<StoredRecord> = (1..)
                .zip(&procedure.actions)
                .map(|(n, a)| record(&procedure.name, n, &a.name, &[]))
                .collect();
            assert!(publication(&rulebook, procedure, &records).is_none(), "{}", procedure.name);
            let done =
                procedure.actions.iter().map(|a| (a.name.clone(), kernel::matter::Done::default())).collect();
            let at = deadline::Date::constant(2023, 5, 8).at(9, 0, 0, 0);
            let matter = Matter {
                town: "t".into(),
                id: "m".into(),
                procedure: procedure.name.clone(),
                version: procedure.from,
                stage: String::new(),
                ended: true,
                opened_at: at,
                last_at: at,
                steps: 1,
                facts: BTreeMap::new(),
                done,
                clocks: BTreeMap::new(),
                withdrawn: Default::default(),
            };
            assert!(!is_public(procedure, &matter) && !can_publish(procedure), "{}", procedure.name);
        }
    }

    #[test]
    fn no_personal_field_and_no_person_is_shown() {
        let rulebook = crate::tests::rulebook();
        let fields = rulebook.procedures.values().flatten().flat_map(|p| &p.fields);
        for field in fields.chain(rulebook.registers.values().flat_map(|r| &r.fields)) {
            if field.personal || matches!(field.kind, FieldKind::Person | FieldKind::Files(_)) {
                assert!(!may_show(&rulebook, field), "{}", field.name);
            }
        }
        let second = rulebook.procedures.values().flatten().flat_map(|p| &p.fields);
        let officers =
            |k: &FieldKind| matches!(k, FieldKind::Entry { register, .. } if register == "officers");
        let named: Vec<_> = second.filter(|f| officers(&f.kind)).collect();
        assert!(
            !named.is_empty() && named.iter().all(|f| !may_show(&rulebook, f)),
            "an officer's entry is his name"
        );
    }

    #[test]
    fn registers_are_public_where_their_makers_are() {
        let rulebook = crate::tests::rulebook();
        let open = |name: &str| open_register(&rulebook, &rulebook.registers[name]);
        for name in
            ["service-items", "service-materials", "disclosure-catalogue", "enforcement-items", "officers"]
        {
            assert!(open(name), "{name}");
        }
        for name in ["first-offences", "legal-advisers", "assistance-recipients"] {
            assert!(!open(name), "{name}");
        }
        assert!(personal_key(&rulebook, "officers") && !personal_key(&rulebook, "service-items"));
        let shown: Vec<&str> =
            shown_fields(&rulebook, &rulebook.registers["officers"]).map(|f| f.name.as_str()).collect();
        assert_eq!(shown, ["certificate_no", "area"]);
    }
}
