//! A clerk's day: what is late, due today, due within a week, and what waits for one of his posts.

use crate::Desk;
use crate::posts;
use crate::visit::Visit;
use deadline::DateTime;
use serde::Serialize;
use std::collections::BTreeSet;
use store::{Reader, StageCount, StoreError};
use web::shown::moment;

/// Time limits that are looked through at most: a page shows what a day can hold.
const LOOKED_MAX: u32 = 300;
/// Days ahead that are shown.
const AHEAD: i64 = 7;

/// One matter with a time limit.
#[derive(Serialize)]
struct Task {
    id: String,
    number: String,
    procedure: String,
    clock: String,
    due: String,
    /// Whole days from today; below nothing when late.
    days: i64,
    /// What one of his posts can do next.
    steps: Vec<(String, String)>,
}

/// Matters of a procedure in a stage in which one of his posts can act.
#[derive(Serialize)]
struct Waiting {
    procedure: String,
    title: String,
    stage: String,
    stage_title: String,
    n: i64,
}

/// The day of somebody who holds posts.
#[derive(Serialize)]
pub(super) struct Day {
    posts: String,
    late: Vec<Task>,
    today: Vec<Task>,
    soon: Vec<Task>,
    waiting: Vec<Waiting>,
}

/// What is read of the store for a day.
pub(super) struct Read {
    roles: BTreeSet<String>,
    due: Vec<(store::StoredMatter, store::DueClock)>,
}

/// Reads it; nothing for somebody without a post.
pub(super) fn read(
    r: &mut dyn Reader,
    town: &str,
    person: &str,
    now: DateTime,
) -> Result<Option<Read>, StoreError> {
    let roles = posts::roles(r, town, person, now)?;
    if roles.is_empty() {
        return Ok(None);
    }
    let until = now.saturating_add(jiff::Span::new().days(AHEAD + 1));
    let mut due = Vec::new();
    for clock in r.due(town, until, LOOKED_MAX)? {
        if let Some(stored) = r.matter(town, &clock.matter)? {
            due.push((stored, clock));
        }
    }
    Ok(Some(Read { roles, due }))
}

/// The day as it is shown.
pub(super) fn day(desk: &Desk, visit: &Visit, read: Read, counts: &[StageCount], now: DateTime) -> Day {
    let (language, rulebook) = (visit.language, &desk.door.rulebook);
    let title = |role: &String| {
        rulebook.roles.get(role).map_or_else(|| role.clone(), |r| language.of(&r.title).to_owned())
    };
    let mut shown = Day {
        posts: read.roles.iter().map(title).collect::<Vec<_>>().join(language.comma()),
        late: Vec::new(),
        today: Vec::new(),
        soon: Vec::new(),
        waiting: Vec::new(),
    };
    for (stored, clock) in read.due {
        let m = &stored.matter;
        let Some(procedure) = rulebook.procedure_version(&m.procedure, m.version) else { continue };
        let open = posts::work(procedure, &m.stage, &read.roles);
        if open.is_empty() {
            continue;
        }
        let days = now.date().until(clock.due.date()).map_or(0, |s| i64::from(s.get_days()));
        let task = Task {
            id: m.id.clone(),
            number: stored.number.clone(),
            procedure: language.of(&procedure.title).to_owned(),
            clock: procedure
                .clock(&clock.clock)
                .map_or_else(|| clock.clock.clone(), |c| language.of(&c.title).to_owned()),
            due: moment(clock.due, language),
            days,
            steps: open.iter().take(3).map(|a| (a.name.clone(), language.of(&a.title).to_owned())).collect(),
        };
        match days {
            _ if clock.due < now => shown.late.push(task),
            0 => shown.today.push(task),
            1..=AHEAD => shown.soon.push(task),
            _ => {}
        }
    }
    for count in counts {
        let Some(procedure) = rulebook.procedure(&count.procedure) else { continue };
        let Some(stage) = procedure.stage(&count.stage).filter(|s| !s.end) else { continue };
        if count.n > 0 && !posts::work(procedure, &count.stage, &read.roles).is_empty() {
            shown.waiting.push(Waiting {
                procedure: count.procedure.clone(),
                title: language.of(&procedure.title).to_owned(),
                stage: count.stage.clone(),
                stage_title: language.of(&stage.title).to_owned(),
                n: count.n,
            });
        }
    }
    shown.waiting.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.title.cmp(&b.title)));
    shown
}
