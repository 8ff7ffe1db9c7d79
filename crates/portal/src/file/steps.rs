//! One thing a page: in which order an opening's questions are asked, and what need not be asked at all.

use crate::public::{open_register, personal_key};
use kernel::Rulebook;
use kernel::definition::{Action, Field, FieldKind, Procedure};
use std::collections::BTreeMap;

/// The pages of a form, each with the fields that it asks: what it is about, what happened, the rest, and last who.
pub(super) fn pages(
    procedure: &Procedure,
    action: &Action,
    known: &BTreeMap<String, Vec<String>>,
) -> Vec<Vec<String>> {
    let asked = action.asks.iter().filter_map(|n| procedure.field(n));
    // A contact or a photo that may be given is worth a question; other optional facts are offered on the last page.
    let worth = |f: &&Field| who(f) || matches!(f.kind, FieldKind::Files(_));
    let may = action.may_ask.iter().filter_map(|n| procedure.field(n)).filter(worth);
    let fields: Vec<&Field> = asked.chain(may).filter(|f| !known.contains_key(&f.name)).collect();
    let (mut pages, mut last) = (Vec::new(), Vec::new());
    for rank in 0..3 {
        for field in fields.iter().filter(|f| !who(f) && self::rank(f) == rank) {
            pages.push(vec![field.name.clone()]);
        }
    }
    last.extend(fields.iter().filter(|f| who(f)).map(|f| f.name.clone()));
    pages.extend(Some(last).filter(|l| !l.is_empty()));
    pages
}

/// Names and how to reach somebody stand on one page.
pub(crate) fn who(field: &Field) -> bool {
    field.personal && matches!(field.kind, FieldKind::Person | FieldKind::Text)
}

fn rank(field: &Field) -> u8 {
    match field.kind {
        FieldKind::Entry { .. } | FieldKind::Choice { .. } => 0,
        FieldKind::LongText => 1,
        _ => 2,
    }
}

/// What is known without asking: the day, where a condition holds it against today; the way in, where one of the
/// choices is online. Both can be changed before sending.
pub(super) fn known(
    procedure: &Procedure,
    action: &Action,
    today: deadline::Date,
) -> BTreeMap<String, Vec<String>> {
    let mut known = BTreeMap::new();
    for field in action.asks.iter().filter_map(|n| procedure.field(n)) {
        let held_against_today = || {
            action.guards.iter().any(|g| g.names().facts.contains(&field.name) && g.source.contains("today"))
        };
        let value = match &field.kind {
            FieldKind::Date if held_against_today() => Some(today.to_string()),
            FieldKind::Choice { options } => {
                let online =
                    |w: &&kernel::Words| w.zh.contains('网') || w.en.to_lowercase().contains("online");
                let mut found = options.iter().filter(online);
                found.next().filter(|_| found.next().is_none()).map(|w| w.zh.clone())
            }
            _ => None,
        };
        if let Some(value) = value {
            known.insert(field.name.clone(), vec![value]);
        }
    }
    known
}

/// Whether everybody may see a register's entries to choose from them: a public one without personal data. Of any
/// other the key is typed by who knows it.
pub(super) fn may_list(rulebook: &Rulebook, register: &str) -> bool {
    rulebook.registers.get(register).is_some_and(|r| {
        open_register(rulebook, r)
            && !personal_key(rulebook, register)
            && r.fields.iter().all(|f| !f.personal)
    })
}

#[cfg(test)]
mod tests {
    use super::{known, may_list, pages};
    use crate::OpenAction;
    use kernel::definition::FieldKind;
    use std::collections::BTreeMap;

    #[test]
    fn every_asked_field_is_asked_once_or_known() {
        let rulebook = crate::tests::rulebook();
        let today = "2024-03-01".parse().unwrap();
        for procedure in rulebook.procedures.values().flatten() {
            for open in OpenAction::openings(procedure) {
                let action = open.action();
                let known = known(procedure, action, today);
                let mut seen: Vec<String> = pages(procedure, action, &known).concat();
                seen.extend(known.keys().cloned());
                for name in &action.asks {
                    assert_eq!(seen.iter().filter(|s| *s == name).count(), 1, "{} {name}", procedure.name);
                }
            }
        }
    }

    #[test]
    fn a_hazard_is_told_before_its_teller_is_asked_who_he_is() {
        let rulebook = crate::tests::rulebook();
        let procedure = rulebook.procedure("hazard-tip").unwrap();
        let action = procedure.action("receive").unwrap();
        let found = pages(procedure, action, &BTreeMap::new());
        assert_eq!(
            found,
            [
                vec!["what".to_owned()],
                vec!["place".to_owned()],
                vec!["photos".to_owned()],
                vec!["reporter".to_owned(), "contact".to_owned()]
            ]
        );
    }

    #[test]
    fn an_application_online_is_of_today_and_online() {
        let rulebook = crate::tests::rulebook();
        let procedure = rulebook.procedure("service-application").unwrap();
        let action = procedure.action("apply").unwrap();
        let found = known(procedure, action, "2024-03-01".parse().unwrap());
        assert_eq!(found["counted_from"], ["2024-03-01"]);
        assert_eq!(found["channel"], ["网上"]);
    }

    #[test]
    fn no_list_with_persons_is_offered_to_choose_from() {
        let rulebook = crate::tests::rulebook();
        assert!(may_list(&rulebook, "service-items"));
        for register in rulebook.registers.values().filter(|r| r.fields.iter().any(|f| f.personal)) {
            assert!(!may_list(&rulebook, &register.name), "{}", register.name);
        }
        assert!(!may_list(&rulebook, "officers"));
        let entries = rulebook.procedures.values().flatten().flat_map(|p| &p.fields);
        assert!(entries.filter(|f| matches!(f.kind, FieldKind::Entry { .. })).count() > 10);
    }
}
