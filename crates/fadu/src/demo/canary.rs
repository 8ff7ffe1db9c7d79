//! No personal value of the demonstration is anywhere in what is public.

use super::{founding, play::Player, story::Story, told, town};
use crate::clock::{SeededChance, SystemChance};
use crate::{rulebook, serve};
use deadline::Date;
use door::Door;
use kernel::Value;
use kernel::definition::{Field, FieldKind};
use portal::{CodeKey, County, OpenAction, Parts, Portal, PublicDoor};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Place, Store};

/// What is planted: in no text by chance.
const CANARY: &str = "金丝雀";

/// The answer to a question of a form: a canary wherever it tells of a person.
fn answer(field: &Field, standing: &BTreeMap<String, String>, today: Date) -> Option<Value> {
    Some(match &field.kind {
        FieldKind::Person | FieldKind::Text | FieldKind::LongText if field.personal => {
            Value::Text(format!("{CANARY}{}", field.name))
        }
        FieldKind::Person | FieldKind::Text | FieldKind::LongText => Value::Text("公开内容".into()),
        FieldKind::Article => Value::Text("LOL 76".into()),
        FieldKind::Number { .. } | FieldKind::Money => Value::Number(3),
        FieldKind::Date => Value::Text(today.to_string()),
        FieldKind::Time => Value::Text(today.at(9, 0, 0, 0).to_string()),
        FieldKind::Flag => Value::Flag(true),
        FieldKind::Files(_) => return None,
        FieldKind::Choice { options } => {
            Value::Text(options.iter().rev().find(|o| o.zh.contains('网')).or(options.first())?.zh.clone())
        }
        FieldKind::Entry { register, .. } => Value::Text(standing.get(register)?.clone()),
    })
}

#[test]
fn no_personal_value_is_in_any_public_page_or_file() {
    let folder = tempfile::tempdir().unwrap();
    let sources = rulebook::sources(None).unwrap();
    let book = Arc::new(rulebook::load(&sources, false).unwrap());
    let store = Store::open(&Place::Sqlite(folder.path().to_owned())).unwrap();
    let town = town();
    store.found(&town).unwrap();
    let door = Door::new(store, book.clone(), Arc::new(SeededChance::new(7)));
    let template = rulebook::report(&sources).unwrap();
    let mut player = Player::new(&door, &town, &template, 7);
    player.holders = founding::holders(&book);
    let founding = founding::stories(&player.holders);
    let told = told::stories(&book, &player.holders, &BTreeSet::from(["appointment".to_owned()]));
    let stories: Vec<(Date, Story)> = founding.into_iter().chain(told).collect();
    player.play(stories, |_| {}).unwrap();
    let now = serve::last_recorded(&door, &town).unwrap();

    // Everybody files whatever may be filed, with a canary wherever a person is told of.
    let standing: BTreeMap<String, String> = door
        .store
        .read(|r| {
            let mut keys = BTreeMap::new();
            for register in book.registers.keys() {
                let first = r.register(&town.key, register)?.into_iter().find(|e| e.valid_at(now));
                keys.extend(first.map(|e| (register.clone(), e.key)));
            }
            Ok(keys)
        })
        .unwrap();
    let public = PublicDoor::new(door.clone());
    let mut filed = 0;
    for procedure in book.procedures.keys().filter_map(|n| book.procedure_on(n, now.date())) {
        for open in OpenAction::openings(procedure) {
            let fields = open.action().asks.iter().filter_map(|n| procedure.field(n));
            let facts =
                fields.filter_map(|f| Some((f.name.clone(), answer(f, &standing, now.date())?))).collect();
            let sending = portal::citizen::Sending {
                town: town.key.clone(),
                matter: uuid::Uuid::now_v7().to_string(),
                facts,
                expected_steps: None,
                token: format!("canary-{}", procedure.name),
            };
            filed += u32::from(public.send(open, sending, now).is_ok());
        }
    }
    assert!(filed >= 8, "only {filed} were filed");

    // All personal texts of the record, but for words that the rulebook itself says (不同意) and digits alone: these
    // stand on pages by their own right. A word of one or two characters may stand anywhere.
    let own: String =
        sources.iter().filter(|(p, _)| !p.contains("/scenarios/")).map(|(_, text)| text.as_str()).collect();
    let telling =
        |t: &&str| t.chars().count() > 2 && !t.chars().all(|c| c.is_ascii_digit()) && !own.contains(*t);
    let mut personal: BTreeMap<String, String> = BTreeMap::new();
    let mut from = 0;
    loop {
        let records = door.store.read(|r| r.scan(&town.key, from, 500)).unwrap();
        let Some(last) = records.last() else { break };
        from = last.seq + 1;
        for r in records {
            let versions = book.procedures.get(&r.recorded.procedure).map(Vec::as_slice).unwrap_or_default();
            for (name, value) in r.recorded.own_facts() {
                let field = versions.iter().find_map(|p| p.field(name));
                let text = field.filter(|f| {
                    f.personal && matches!(f.kind, FieldKind::Person | FieldKind::Text | FieldKind::LongText)
                });
                if let (Some(_), Some(value)) = (text, value.as_text().filter(telling)) {
                    personal.insert(value.to_owned(), format!("{}/{name}", r.recorded.procedure));
                }
            }
        }
    }
    assert!(personal.len() > 300, "{}", personal.len());
    assert!(personal.keys().filter(|v| v.starts_with(CANARY)).count() >= 8);

    let portal = Portal::new(Parts {
        door: public,
        now: Arc::new(move || now),
        codes: CodeKey::new([1; 32]),
        chance: Arc::new(SystemChance),
        report: rulebook::report(&sources).unwrap(),
        demo: true,
        url: "https://live.invalid".into(),
        county: County {
            head: String::new(),
            header: "<p>县网站页首</p>".into(),
            footer: "<p>县网站页脚</p>".into(),
        },
        keys: BTreeMap::new(),
    })
    .unwrap();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let done = runtime
        .block_on(portal::export(&portal, &town.key, "https://county.invalid", |path, bytes| {
            files.insert(path.to_owned(), String::from_utf8(bytes.to_vec()).unwrap());
            Ok(())
        }))
        .unwrap();
    assert!(done.pages > 400 && done.files > 40, "{done:?}");
    let mut leaks = Vec::new();
    for (path, text) in &files {
        leaks.extend(
            personal
                .iter()
                .filter(|(v, _)| text.contains(v.as_str()))
                .map(|(v, f)| format!("{path}: {v} ({f})")),
        );
    }
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
    links_resolve(&files);
    for path in ["index.html", "en/index.html", "elder/index.html", "en/elder/index.html"] {
        let page = files.get(path).unwrap();
        assert!(
            page.contains("县网站页首") && page.contains("县网站页脚"),
            "{path} stands in the county's frame"
        );
    }
}

/// Every link of every page leads to a file of the export, and every fragment to a place on it, or to another site.
fn links_resolve(files: &BTreeMap<String, String>) {
    for (path, text) in files.iter().filter(|(p, _)| p.ends_with(".html")) {
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
            let mut parts: Vec<&str> = path.split('/').collect();
            if !file.is_empty() {
                parts.pop();
                for part in file.split('/') {
                    match part {
                        ".." => parts.truncate(parts.len().saturating_sub(1)),
                        part => parts.push(part),
                    }
                }
            }
            let target = parts.join("/");
            let found =
                files.get(&target).unwrap_or_else(|| panic!("{path} links to {link}: no file {target}"));
            assert!(
                fragment.is_empty() || found.contains(&format!("id=\"{fragment}\"")),
                "{path} links to {link}"
            );
        }
    }
}
