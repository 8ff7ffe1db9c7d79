//! The entries of one key of a register: its versions, and the acts that stand on them.

use crate::visit::Visit;
use crate::{Desk, blocking, town};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use door::{Standing, StandingAct};
use press::live::encoded;
use serde::{Deserialize, Serialize};
use store::{Entry, GroundQuery};
use web::Problem;
use web::shown::{moment, value};

/// Acts on one page.
const PAGE: u32 = 50;

/// What the address says.
#[derive(Deserialize)]
pub(crate) struct Asked {
    register: String,
    key: String,
    after: Option<String>,
}

#[derive(Serialize)]
struct Version {
    from: String,
    until: String,
    fields: Vec<(String, String)>,
    lapsed: Vec<String>,
}

#[derive(Serialize)]
struct Act {
    seq: u64,
    happened: String,
    number: String,
    matter: String,
    action: String,
    actor: String,
    link: String,
    covered: bool,
}

/// One entry that an act stands on, as its record shows it.
#[derive(Serialize)]
pub(crate) struct ShownGround {
    link: String,
    register: String,
    key: String,
    from: String,
    href: String,
}

/// What a record's chain looks like.
pub(crate) fn grounds(desk: &Desk, visit: &Visit, town: &str, record: &kernel::Recorded) -> Vec<ShownGround> {
    let shown = |g: kernel::Ground| ShownGround {
        link: link(desk, visit, &record.procedure, &g.link),
        register: register_title(desk, visit, &g.register),
        from: moment(g.from, visit.language),
        href: href(town, &g.register, &g.key),
        key: g.key,
    };
    record.grounds().into_iter().map(shown).collect()
}

fn href(town: &str, register: &str, key: &str) -> String {
    format!("/{town}/entries?register={}&key={}", encoded(register), encoded(key))
}

fn register_title(desk: &Desk, visit: &Visit, name: &str) -> String {
    let register = desk.door.rulebook.registers.get(name);
    register.map_or_else(|| name.to_owned(), |r| visit.language.of(&r.title).to_owned())
}

/// As what the entry is named: the post, the own certificate, or the field.
fn link(desk: &Desk, visit: &Visit, procedure: &str, link: &str) -> String {
    let field = || desk.door.rulebook.procedure(procedure).and_then(|p| p.field(link));
    match link {
        kernel::competence::POST => desk.say(visit, "ground-post", &[]),
        kernel::competence::CERTIFICATE => desk.say(visit, "ground-certificate", &[]),
        other => field().map_or_else(|| other.to_owned(), |f| visit.language.of(&f.title).to_owned()),
    }
}

/// The page.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    let found = {
        let key = key.clone();
        desk.reading(move |r| town(r, &key)).await?
    };
    let town = found.ok_or(Problem::NotFound(key))?;
    let standing = read(&desk, &town.key, &asked).await?;
    if standing.versions.is_empty() {
        return Err(Problem::NotFound(asked.key));
    }
    let full = standing.acts.len() == PAGE as usize;
    let more = standing.acts.last().filter(|_| full).map_or_else(String::new, |a| {
        let after = format!("{}~{}", a.row.seq, a.row.ground.link);
        format!("{}&after={}", href(&town.key, &asked.register, &asked.key), encoded(&after))
    });
    let versions: Vec<Version> =
        standing.versions.iter().map(|e| version(&desk, &visit, &asked.register, e)).collect();
    let acts: Vec<Act> = standing.acts.into_iter().map(|a| act(&desk, &visit, a)).collect();
    let content = minijinja::context! {
        register => register_title(&desk, &visit, &asked.register), key => asked.key.clone(), more,
        uncovered => acts.iter().filter(|a| !a.covered).count(),
        versions => minijinja::value::Serde(versions), acts => minijinja::value::Serde(acts),
    };
    let title = format!("{} · {}", register_title(&desk, &visit, &asked.register), asked.key);
    desk.frame.page("entry.html", &desk.top(&visit, &town, title), content)
}

async fn read(desk: &Desk, town: &str, asked: &Asked) -> Result<Standing, Problem> {
    let after = asked.after.as_deref().and_then(|a| a.split_once('~'));
    let after = after.and_then(|(seq, link)| Some((seq.parse().ok()?, link.to_owned())));
    let (door, town) = (desk.door.clone(), town.to_owned());
    let (register, key) = (asked.register.clone(), asked.key.clone());
    blocking(move || {
        let after = after.as_ref().map(|(seq, link)| (*seq, link.as_str()));
        door.standing_on(&town, &GroundQuery { register: &register, key: &key, after, limit: PAGE })
    })
    .await?
    .map_err(Problem::fault)
}

fn version(desk: &Desk, visit: &Visit, register: &str, entry: &Entry) -> Version {
    let fields = desk.door.rulebook.registers.get(register).map(|r| r.fields.as_slice()).unwrap_or_default();
    let shown = |f: &kernel::definition::Field| {
        let held = entry.fields.get(&f.name)?;
        Some((visit.language.of(&f.title).to_owned(), value(&f.kind, held, visit.language)))
    };
    let today = desk.clock.now();
    let lapsed =
        if entry.valid_at(today) { desk.door.rulebook.lapsed(entry, today.date()) } else { Vec::new() };
    let cited = |b: &kernel::definition::Basis| visit.language.of(&desk.door.rulebook.cite(b)).to_owned();
    Version {
        lapsed: lapsed.iter().map(cited).collect(),
        from: moment(entry.from, visit.language),
        until: entry.until.map(|u| moment(u, visit.language)).unwrap_or_default(),
        fields: fields.iter().filter_map(shown).collect(),
    }
}

fn act(desk: &Desk, visit: &Visit, standing: StandingAct) -> Act {
    let row = standing.row;
    let action = desk.door.rulebook.procedure(&row.procedure).and_then(|p| p.act_title(&row.action));
    Act {
        seq: row.seq,
        happened: moment(row.happened_at, visit.language),
        number: row.number,
        matter: row.matter,
        action: action.map_or_else(|| row.action.clone(), |t| visit.language.of(t).to_owned()),
        actor: row.actor,
        link: link(desk, visit, &row.procedure, &row.ground.link),
        covered: standing.covered,
    }
}
