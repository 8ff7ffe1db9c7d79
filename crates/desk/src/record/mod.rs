//! The record: its head and checkpoints, and one record with its leaf, commitments and postings.

use crate::matters::{Line, line};
use crate::visit::Visit;
use crate::{Desk, town};
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use store::StoredRecord;
use web::Problem;

/// The head and the newest records.
pub(crate) async fn list(
    State(desk): State<Desk>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let (found, head, recent, checkpoints) = {
        let key = key.clone();
        desk.reading(move |r| Ok((town(r, &key)?, r.head(&key)?, r.recent(&key, 50)?, r.checkpoints(&key)?)))
            .await?
    };
    let town = found.ok_or(Problem::NotFound(key))?;
    let lines: Vec<Line> = recent.iter().map(|r| line(&desk, &visit, r)).collect();
    let (size, root) = head.map_or((0, String::new()), |h| (h.size, h.frontier.root().to_string()));
    let content = minijinja::context! {
        size, root, lines => minijinja::value::Serde(lines), origin => town.origin.clone(),
        checkpoints => checkpoints.iter().rev().take(12).map(|(n, note)| vec![n.to_string(), note.clone()]).collect::<Vec<_>>(),
    };
    let title = desk.say(&visit, "record-title", &[]);
    desk.frame.page("record.html", &desk.top(&visit, &town, title), content)
}

#[derive(Serialize)]
struct Fact {
    name: String,
    value: String,
    salt: String,
    commitment: String,
}

/// One record.
pub(crate) async fn show(
    State(desk): State<Desk>,
    Path((key, seq)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let place: u64 = seq.parse().map_err(|_| Problem::NotFound(seq.clone()))?;
    let (found, records, postings) = {
        let key = key.clone();
        desk.reading(move |r| Ok((town(r, &key)?, r.scan(&key, place, 1)?, r.postings(&key, place)?))).await?
    };
    let town = found.ok_or(Problem::NotFound(key))?;
    let stored = records.into_iter().find(|r| r.seq == place).ok_or(Problem::NotFound(seq))?;
    let leaf = record::Leaf::from_bytes(&stored.leaf).map_err(Problem::fault)?;
    let grounds = crate::entry::grounds(&desk, &visit, &town.key, &stored.recorded);
    let recusal = recusal(&desk, &town.key, &stored).await?;
    let fact = |(name, commitment): (&String, &record::Hash)| Fact {
        name: name.clone(),
        value: stored.recorded.facts.get(name).map(ToString::to_string).unwrap_or_default(),
        salt: stored.salts.get(name).map(|s| hex(&s.0)).unwrap_or_default(),
        commitment: commitment.to_string(),
    };
    let rulebook = &desk.door.rulebook;
    let title_of =
        |f: &str| rulebook.figures.get(f).map_or(f.to_owned(), |d| visit.language.of(&d.title).to_owned());
    let content = minijinja::context! {
        seq => place, line => minijinja::value::Serde(line(&desk, &visit, &stored)),
        grounds => minijinja::value::Serde(grounds), recusal => minijinja::value::Serde(recusal),
        leaf => String::from_utf8_lossy(&stored.leaf), hash => record::Hash::of_leaf(&stored.leaf).to_string(),
        facts => minijinja::value::Serde(leaf.facts.iter().map(fact).collect::<Vec<_>>()), token => stored.recorded.token.clone(),
        rulebook => stored.recorded.rulebook.clone(),
        postings => postings.iter().map(|p| vec![p.figure.clone(), title_of(&p.figure), p.dimension.clone(), p.amount.to_string(), p.day.year().to_string()]).collect::<Vec<_>>(),
    };
    let title = desk.say(&visit, "record-one", &[("seq", &place.to_string())]);
    desk.frame.page("one-record.html", &desk.top(&visit, &town, title), content)
}

/// That nobody who did an act had stepped back: it follows from the matter's earlier records, which the record proves.
#[derive(Serialize)]
struct Recusal {
    /// The act's place in its matter.
    step: u32,
    /// Records by which somebody stepped back before it, and who.
    before: Vec<(u64, String)>,
}

/// What an officer's act says of stepping back; none for an act of a party or of a clock.
async fn recusal(desk: &Desk, key: &str, stored: &StoredRecord) -> Result<Option<Recusal>, Problem> {
    // Parties, clocks and the founding act hold no post.
    if stored.recorded.grounds().is_empty() {
        return Ok(None);
    }
    let (town, matter) = (key.to_owned(), stored.recorded.matter.clone());
    let all = desk.reading(move |r| r.records(&town, &matter)).await?;
    let earlier = all.iter().filter(|r| r.recorded.step < stored.recorded.step);
    let stepped_back = |r: &StoredRecord| {
        let procedure =
            desk.door.rulebook.procedure_on(&r.recorded.procedure, r.recorded.happened_at.date())?;
        let field = &procedure.action(&r.recorded.action)?.withdraws.as_ref()?.field;
        Some((r.seq, r.recorded.facts.get(field)?.to_string()))
    };
    let before = earlier.filter_map(stepped_back).collect();
    Ok(Some(Recusal { step: stored.recorded.step, before }))
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
