//! Which office answers: offices in place of persons, and how to reach the town.

use deadline::DateTime;
use kernel::competence::POST;
use kernel::{Entry, Recorded, Rulebook, Value};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{Reader, StoreError};
use web::Language;

/// Offices by role and by post.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offices {
    by_role: BTreeMap<String, BTreeSet<String>>,
    by_post: BTreeMap<String, String>,
}

impl Offices {
    /// As the posts stand at a moment.
    pub(crate) fn read(reader: &mut dyn Reader, town: &str, at: DateTime) -> Result<Offices, StoreError> {
        let mut offices = Offices::default();
        for post in reader.register(town, "posts")? {
            let Some(office) = post.fields.get("office").and_then(Value::as_text) else { continue };
            offices.by_post.insert(post.key.clone(), office.to_owned());
            if post.valid_at(at) {
                for role in post.fields.get("role").map(Value::texts).unwrap_or_default() {
                    offices.by_role.entry(role.to_owned()).or_default().insert(office.to_owned());
                }
            }
        }
        Ok(offices)
    }

    /// Who may do something: offices and the capacities in which they do.
    pub(crate) fn of_roles<'a>(
        &self,
        rulebook: &Rulebook,
        roles: impl IntoIterator<Item = &'a String>,
        language: Language,
    ) -> String {
        let mut offices = BTreeSet::new();
        let mut titles = Vec::new();
        for role in roles {
            if let Some(found) = rulebook.roles.get(role) {
                titles.push(language.of(&found.title).to_owned());
                offices.extend(self.by_role.get(role).into_iter().flatten().cloned());
            }
        }
        let names: Vec<String> = offices.into_iter().take(3).collect();
        let titles = titles.join(language.comma());
        match (names.is_empty(), language) {
            (true, _) => titles,
            (false, Language::Zh) => format!("{}（{titles}）", names.join("、")),
            (false, Language::En) => format!("{titles} ({})", names.join(", ")),
        }
    }

    /// The office that did an act; the capacity where no post is named.
    pub(crate) fn of_record(&self, rulebook: &Rulebook, record: &Recorded, language: Language) -> String {
        let grounds = record.grounds();
        let post = grounds.iter().find(|g| g.link == POST);
        let office = post.and_then(|g| self.by_post.get(&g.key)).cloned();
        let role = rulebook.roles.get(&record.capacity).map(|r| language.of(&r.title).to_owned());
        office.or(role).unwrap_or_default()
    }
}

/// How to reach the town.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Contact {
    /// The telephone, if the town has published one.
    pub(crate) phone: String,
    /// Everything published about it: title and text.
    pub(crate) lines: Vec<(String, String)>,
}

/// What the town has published last about its channels.
pub(crate) fn contact(
    reader: &mut dyn Reader,
    rulebook: &Rulebook,
    town: &str,
    at: DateTime,
    language: Language,
) -> Result<Contact, StoreError> {
    let Some(register) = rulebook.registers.get("petition-channels") else { return Ok(Contact::default()) };
    let standing: Vec<Entry> =
        reader.register(town, &register.name)?.into_iter().filter(|e| e.valid_at(at)).collect();
    let Some(entry) = standing.into_iter().max_by_key(|e| e.from) else { return Ok(Contact::default()) };
    let shown = crate::public::shown_fields(rulebook, register);
    let lines = shown.filter_map(|f| {
        Some((
            language.of(&f.title).to_owned(),
            web::shown::value(&f.kind, entry.fields.get(&f.name)?, language),
        ))
    });
    let phone = entry.fields.get("phone").and_then(Value::as_text).unwrap_or_default().to_owned();
    Ok(Contact { phone, lines: lines.collect() })
}
