//! A town to measure: the real rulebook, requests for disclosure from citizens.

use crate::AnyError;
use deadline::DateTime;
use door::{Chance, Door};
use kernel::{Act, Actor, Sources, Value};
use record::Salt;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::{Place, Store, Town};

/// Salts out of a seed.
struct Seeded(Mutex<fastrand::Rng>);

impl Chance for Seeded {
    fn salt(&self) -> Salt {
        let mut bytes = [0; 16];
        if let Ok(mut rng) = self.0.lock() {
            rng.fill(&mut bytes);
        }
        Salt(bytes)
    }
}

fn gather(root: &Path, folder: &Path, sources: &mut Sources) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(root, &path, sources)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            sources.insert(name.to_string_lossy().into_owned(), std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// Opens a new town in a new database; gives the report's template too.
pub(crate) fn open(folder: &Path, rulebook: &Path) -> Result<(Door, String), AnyError> {
    let mut sources = Sources::new();
    gather(rulebook, rulebook, &mut sources)?;
    let report = sources.get("reports/yearly/report.md").cloned().unwrap_or_default();
    let book = kernel::read::rulebook(&sources, "bench")
        .map_err(|p| format!("{} problems in the rulebook", p.len()))?;
    let store = Store::open(&Place::Sqlite(folder.to_path_buf()))?;
    store.found(&Town { key: "t".into(), name: "t".into(), origin: "bench.invalid/t".into() })?;
    let chance = Seeded(Mutex::new(fastrand::Rng::with_seed(1)));
    Ok((Door::new(store, Arc::new(book), Arc::new(chance)), report))
}

/// The moment at which everything happens.
pub(crate) fn now() -> DateTime {
    deadline::Date::constant(2023, 5, 8).at(9, 30, 0, 0)
}

/// Who makes the n-th request; nobody else is called so.
pub(crate) fn applicant(n: usize) -> String {
    format!("云甲子{n}号")
}

/// The n-th request.
pub(crate) fn request(n: usize) -> Act {
    let text = |t: String| Value::Text(t);
    let day = 2 + n % 24;
    let facts = [
        ("applicant", text(applicant(n))),
        ("contact", text("000-0000".into())),
        ("wanted", text(format!("第{n}件:某村道路硬化项目的招标文件、合同和验收记录"))),
        ("channel", text("网上".into())),
        ("received_on", text(format!("2023-04-{day:02}"))),
    ];
    let id = format!("018750a0-0000-7000-8000-{n:012x}");
    Act {
        town: "t".into(),
        matter: id.clone(),
        procedure: "disclosure-request".into(),
        action: "receive".into(),
        actor: Actor::Citizen,
        facts: facts.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<BTreeMap<_, _>>(),
        happened_at: now(),
        expected_steps: None,
        token: id,
    }
}
