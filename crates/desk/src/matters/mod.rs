//! Matters: lists by procedure and stage; one matter with its facts, clocks, history and what can be done.

use crate::visit::Visit;
use crate::{Desk, town};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::Matter;
use kernel::clock::{ClockView, views};
use kernel::definition::{Expiry, Opening, Procedure};
use serde::{Deserialize, Serialize};
use store::{MattersQuery, StoredRecord};
use web::shown::{Card, cards, day, moment, value};
use web::{Language, Problem};

/// Matters on one page.
const PAGE: u32 = 50;

/// One act in a list.
#[derive(Serialize)]
pub(crate) struct Line {
    pub(crate) seq: u64,
    pub(crate) matter: String,
    pub(crate) procedure: String,
    pub(crate) action: String,
    pub(crate) actor: String,
    pub(crate) capacity: String,
    pub(crate) happened: String,
    pub(crate) recorded: String,
    pub(crate) clock: bool,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) cards: Vec<Card>,
    pub(crate) documents: Vec<(String, String)>,
}

/// An act as lists and histories show it.
pub(crate) fn line(desk: &Desk, visit: &Visit, stored: &StoredRecord) -> Line {
    let r = &stored.recorded;
    let rulebook = &desk.door.rulebook;
    let language = visit.language;
    let procedure = rulebook
        .procedure_on(&r.procedure, r.happened_at.date())
        .or_else(|| rulebook.procedure(&r.procedure));
    let action = procedure.and_then(|p| p.action(&r.action));
    let act_title = procedure.and_then(|p| p.act_title(&r.action));
    let fact = |(name, v): (&String, &kernel::Value)| {
        let field = procedure.and_then(|p| p.field(name));
        let title = field.map_or(name.clone(), |f| language.of(&f.title).to_owned());
        (title, field.map_or_else(|| v.to_string(), |f| value(&f.kind, v, language)))
    };
    let document = |name: &String| {
        let title = procedure.and_then(|p| p.documents.get(name)).map(|d| language.of(&d.title).to_owned());
        (name.clone(), title.unwrap_or_else(|| name.clone()))
    };
    let role = rulebook.roles.get(&r.capacity).map(|role| language.of(&role.title).to_owned());
    let actor = match r.actor.as_str() {
        "clock" if r.action == kernel::change::ACTION => desk.say(visit, "by-rules", &[]),
        "clock" => desk.say(visit, "by-clock", &[]),
        "citizen" => desk.say(visit, "by-citizen", &[]),
        "founder" => desk.say(visit, "by-founder", &[]),
        key => key.to_owned(),
    };
    Line {
        seq: stored.seq,
        matter: r.matter.clone(),
        procedure: procedure.map_or(r.procedure.clone(), |p| language.of(&p.title).to_owned()),
        action: act_title.map_or(r.action.clone(), |t| language.of(t).to_owned()),
        actor,
        capacity: role.unwrap_or_default(),
        happened: moment(r.happened_at, language),
        recorded: moment(r.recorded_at, language),
        clock: r.actor == "clock",
        facts: r.own_facts().map(fact).chain(moved(desk, visit, procedure, r)).collect(),
        cards: action.map_or_else(Vec::new, |a| cards(rulebook, &a.basis, language)),
        documents: action.map_or_else(Vec::new, |a| a.documents.iter().map(document).collect()),
    }
}

/// What a list's address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    procedure: Option<String>,
    stage: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    number: String,
    stage: String,
    opened: String,
    due: String,
    late: bool,
}

/// Matters of a procedure.
pub(crate) async fn list(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Problem> {
    let rulebook = desk.door.rulebook.clone();
    let first = rulebook.procedures.keys().next().cloned().unwrap_or_default();
    let name = asked.procedure.clone().unwrap_or(first);
    let procedure = rulebook.procedure(&name).ok_or_else(|| Problem::NotFound(name.clone()))?;
    let stage = asked.stage.clone().filter(|s| !s.is_empty());
    let after = asked.after.as_deref().and_then(|a| {
        let (at, id) = a.split_once('~')?;
        Some((at.parse().ok()?, id.to_owned()))
    });
    let (found, matters) = {
        let (key, name, stage) = (key.clone(), name.clone(), stage.clone());
        desk.reading(move |r| {
            let query = MattersQuery { procedure: &name, stage: stage.as_deref(), after, limit: PAGE };
            Ok((town(r, &key)?, r.matters(&key, &query)?))
        })
        .await?
    };
    let town = found.ok_or(Problem::NotFound(key))?;
    let item = |m: &store::StoredMatter| Item {
        id: m.matter.id.clone(),
        number: m.number.clone(),
        stage: procedure
            .stage(&m.matter.stage)
            .map_or(m.matter.stage.clone(), |s| visit.language.of(&s.title).to_owned()),
        opened: m.matter.opened_at.date().to_string(),
        due: m.matter.next_due().map_or_else(String::new, |(_, due)| due.date().to_string()),
        late: m.matter.clocks.iter().any(|(n, c)| late(procedure, n, c)),
    };
    let more = match matters.last() {
        Some(last) if matters.len() == PAGE as usize => format!(
            "/{}/matters?procedure={name}{}&after={}~{}",
            town.key,
            stage.as_ref().map_or_else(String::new, |s| format!("&stage={s}")),
            last.matter.opened_at,
            last.matter.id
        ),
        _ => String::new(),
    };
    let titles: Vec<(String, String)> = (rulebook.procedures.iter())
        .filter_map(|(n, versions)| Some((n.clone(), visit.language.of(&versions.last()?.title).to_owned())))
        .collect();
    let stages: Vec<(String, String)> =
        procedure.stages.iter().map(|s| (s.name.clone(), visit.language.of(&s.title).to_owned())).collect();
    let content = minijinja::context! {
        name, titles, stages, stage, more, procedure => visit.language.of(&procedure.title),
        items => minijinja::value::Serde(matters.iter().map(item).collect::<Vec<_>>()),
    };
    let title =
        format!("{} · {}", desk.say(&visit, "matters-title", &[]), visit.language.of(&procedure.title));
    desk.frame.page("matters.html", &desk.top(&visit, &town, title), content)
}

/// Whether a clock of the office ran late; a citizen's time that ran out is no lateness.
fn late(procedure: &Procedure, name: &str, state: &kernel::ClockState) -> bool {
    procedure.clock(name).is_some_and(|c| c.at_expiry == Expiry::Late) && state.late()
}

#[derive(Serialize)]
struct ShownClock {
    title: String,
    binds: String,
    state: &'static str,
    mark: &'static str,
    due: String,
    sentence: String,
    calendar: String,
    cards: Vec<Card>,
}

#[derive(Serialize)]
struct ShownAction {
    name: String,
    title: String,
    by: String,
    cards: Vec<Card>,
}

fn shown_clock(desk: &Desk, visit: &Visit, view: &ClockView<'_>) -> ShownClock {
    let (state, mark) = match (view.state.stopped, view.state.expired, view.state.due) {
        (Some(_), Some(_), _) => ("clock-stopped-late", "near"),
        (Some(stopped), None, Some(due)) if stopped > due => ("clock-stopped-late", "near"),
        (Some(_), None, _) => ("clock-stopped", "good"),
        (None, Some(_), _) if view.clock.at_expiry == Expiry::Late => ("clock-late", "bad"),
        (None, Some(_), _) => ("clock-passed", "plain"),
        (None, None, None) => ("clock-paused", "near"),
        (None, None, Some(_)) => ("clock-running", "plain"),
    };
    let binds = if view.clock.binds == deadline::Binds::Office { "binds-office" } else { "binds-citizen" };
    ShownClock {
        title: visit.language.of(&view.clock.title).to_owned(),
        binds: desk.say(visit, binds, &[]),
        state,
        mark,
        due: view.state.due.map_or_else(String::new, |d| match &view.derivation {
            // A term in hours is due at a moment, any other at the end of a day.
            Some(deadline::Derivation { due: deadline::Due::Instant(at), .. }) => moment(*at, visit.language),
            _ => day(d.date(), visit.language),
        }),
        sentence: view.derivation.as_ref().map_or_else(String::new, |d| d.sentence(visit.language.into())),
        calendar: view.derivation.as_ref().map_or_else(String::new, |d| d.calendar.clone()),
        cards: cards(&desk.door.rulebook, &view.clock.basis, visit.language),
    }
}

fn offered(desk: &Desk, visit: &Visit, procedure: &Procedure, matter: &Matter) -> Vec<ShownAction> {
    let rulebook = &desk.door.rulebook;
    let offers = |a: &&kernel::definition::Action| match &a.opening {
        Opening::From(stages) => {
            stages.contains(&matter.stage) && !(a.by.len() == 1 && a.by.contains("clock"))
        }
        Opening::Opens => false,
    };
    let role = |r: &String| match r.as_str() {
        "anyone" => desk.say(visit, "by-citizen", &[]),
        "clock" => desk.say(visit, "by-clock", &[]),
        name => rulebook.roles.get(name).map_or(name.to_owned(), |r| visit.language.of(&r.title).to_owned()),
    };
    let shown = |a: &kernel::definition::Action| ShownAction {
        name: a.name.clone(),
        title: visit.language.of(&a.title).to_owned(),
        by: a.by.iter().map(role).collect::<Vec<_>>().join(if visit.language == Language::Zh {
            "、"
        } else {
            ", "
        }),
        cards: cards(rulebook, &a.basis, visit.language),
    };
    procedure.actions.iter().filter(offers).map(shown).collect()
}

/// What a matter's address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct AskedOne {
    done: Option<u64>,
    letter: Option<String>,
}

/// One matter.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    Query(asked): Query<AskedOne>,
    visit: Visit,
) -> Result<Response, Problem> {
    let (found, stored, records, files) = {
        let (key, id) = (key.clone(), id.clone());
        desk.reading(move |r| {
            Ok((town(r, &key)?, r.matter(&key, &id)?, r.records(&key, &id)?, r.files(&key, &id)?))
        })
        .await?
    };
    let town = found.ok_or(Problem::NotFound(key))?;
    let stored = stored.ok_or(Problem::NotFound(id))?;
    let (matter, language) = (&stored.matter, visit.language);
    let rulebook = desk.door.rulebook.clone();
    let procedure = (rulebook.procedure_version(&matter.procedure, matter.version))
        .ok_or_else(|| Problem::fault(format!("no procedure {} of {}", matter.procedure, matter.version)))?;
    let clocks: Vec<ShownClock> = (views(&rulebook, matter, pick(language)).map_err(Problem::fault)?.iter())
        .map(|v| shown_clock(&desk, &visit, v))
        .collect();
    let fact = |f: &kernel::definition::Field| {
        let v = matter.facts.get(&f.name)?;
        Some((
            language.of(&f.title).to_owned(),
            value(&f.kind, v, language),
            language.of(&f.purpose).to_owned(),
        ))
    };
    let letter = match asked.letter.as_ref().and_then(|name| procedure.documents.get(name)) {
        Some(document) => Some(made(&desk, procedure, document, &stored.number, &town.name, &records)?),
        None => None,
    };
    let mut history: Vec<Line> = records.iter().map(|r| line(&desk, &visit, r)).collect();
    history.reverse();
    let content = minijinja::context! {
        id => matter.id.clone(), number => stored.number.clone(), steps => matter.steps, ended => matter.ended,
        procedure => language.of(&procedure.title), procedure_name => procedure.name.clone(),
        stage => procedure.stage(&matter.stage).map_or("", |s| language.of(&s.title)),
        facts => procedure.fields.iter().filter_map(fact).map(|(t, v, p)| vec![t, v, p]).collect::<Vec<_>>(),
        clocks => minijinja::value::Serde(clocks), actions => minijinja::value::Serde(offered(&desk, &visit, procedure, matter)),
        files => minijinja::value::Serde(crate::files::listed(&files, &history, visit.language)),
        history => minijinja::value::Serde(history), done => asked.done, letter,
    };
    let title = format!("{} {}", language.of(&procedure.title), stored.number);
    desk.frame.page("matter.html", &desk.top(&visit, &town, title), content)
}

/// The words of a language.
fn pick(language: Language) -> kernel::clock::Pick {
    match language {
        Language::Zh => kernel::clock::chinese,
        Language::En => |words| &words.en,
    }
}

/// What a change of rules moved in a matter, as title and value.
fn moved(
    desk: &Desk,
    visit: &Visit,
    procedure: Option<&Procedure>,
    r: &kernel::Recorded,
) -> Vec<(String, String)> {
    let limits = r.facts.get(kernel::change::MOVED).map(kernel::Value::texts).unwrap_or_default();
    let limit = |line: &str| {
        let (clock, dates) = line.split_once(": ").unwrap_or((line, ""));
        let title = procedure.and_then(|p| p.clock(clock)).map(|c| visit.language.of(&c.title));
        (title.unwrap_or(clock).to_owned(), dates.replace('T', " "))
    };
    let version = r.facts.get(kernel::change::VERSION).map(ToString::to_string);
    let version = version.map(|v| (desk.say(visit, "rules-version", &[]), v));
    limits.into_iter().map(limit).chain(version).collect()
}

/// A document as it was made: from the matter after the act that made it.
fn made(
    desk: &Desk,
    procedure: &Procedure,
    document: &kernel::definition::Document,
    number: &str,
    town: &str,
    records: &[StoredRecord],
) -> Result<minijinja::Value, Problem> {
    let makes = |r: &StoredRecord| {
        procedure.action(&r.recorded.action).is_some_and(|a| a.documents.contains(&document.name))
    };
    let upto = records.iter().rposition(makes).map_or(0, |i| i + 1);
    let folded: Vec<_> = records.iter().take(upto).map(|r| r.recorded.clone()).collect();
    let missing = || Problem::NotFound(document.name.clone());
    let last = folded.last().ok_or_else(missing)?;
    // The letter reads as it went out: by the rulebook of its day.
    let book = &*desk.door.rulebook_of(&last.town, &last.rulebook).map_err(Problem::fault)?;
    let matter = desk.door.fold(&last.town, &folded).map_err(Problem::fault)?.ok_or_else(missing)?;
    let then = book.procedure_version(&matter.procedure, matter.version);
    let document = then.and_then(|p| p.documents.get(&document.name)).unwrap_or(document);
    let text = press::letter(book, document, procedure, &matter, number, town, matter.last_at);
    Ok(minijinja::Value::from_safe_string(press::letter::to_html(&text.map_err(Problem::fault)?)))
}
