//! Filing: whatever everybody may begin, one thing a page, checked, sent once.

mod steps;

pub(crate) use steps::who;

use crate::draft::Draft;
use crate::guide::openings;
use crate::mine::opened;
use crate::visit::Visit;
use crate::{OpenAction, Portal, base, blocking};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use door::ActError;
use kernel::definition::FieldKind;
use kernel::{FileRef, Refusal, Rulebook, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Entry;
use uuid::Uuid;
use web::form::{EntryOptions, Question, facts, questions};
use web::shown::{refusal, value};
use web::upload::KEEP;
use web::{Language, Problem};

/// One thing that anybody may begin.
#[derive(Serialize)]
struct Way {
    title: String,
    href: String,
    guide: String,
}

/// Everything that anybody may begin.
pub(crate) async fn list(
    State(portal): State<Portal>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let town = portal.town(&key).await?;
    let (language, now) = (visit.language, (portal.now)());
    let base = base(&town.key);
    let row = |open: OpenAction<'_>| Way {
        title: language.of(&open.procedure().title).to_owned(),
        href: format!("{base}/file/{}/{}", open.procedure().name, open.action().name),
        guide: format!("{base}/guides/{}", open.procedure().name),
    };
    let groups: Vec<(String, Vec<Way>)> = openings(portal.door.rulebook(), now.date(), language)
        .into_iter()
        .map(|group| (group.title, group.openings.into_iter().map(row).collect()))
        .collect();
    let groups = minijinja::value::Serde(groups);
    let title = portal.say(&visit, "tile-file", &[]);
    portal.page(
        "openings.html",
        &visit,
        &town,
        &title,
        &[(title.clone(), "/file")],
        minijinja::context! { groups },
    )
}

/// What stands in the address of a form.
#[derive(Debug, Deserialize)]
pub(crate) struct At {
    town: String,
    procedure: String,
    action: String,
    #[serde(default)]
    draft: String,
    #[serde(default)]
    step: String,
}

impl At {
    fn path(&self, step: &str) -> String {
        format!("{}/file/{}/{}/{}/{step}", base(&self.town), self.procedure, self.action, self.draft)
    }

    fn open<'a>(&self, rulebook: &'a Rulebook, on: deadline::Date) -> Result<OpenAction<'a>, Problem> {
        let found = rulebook
            .procedure_on(&self.procedure, on)
            .and_then(|p| OpenAction::openings(p).find(|o| o.action().name == self.action));
        found.ok_or_else(|| Problem::NotFound(format!("{}/{}", self.procedure, self.action)))
    }
}

/// Begins a form; the address may give answers that are known already, as the item of a guide.
pub(crate) async fn begin(
    State(portal): State<Portal>,
    Path(mut at): Path<At>,
    Query(given): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let now = (portal.now)();
    portal.town(&at.town).await?;
    let rulebook = portal.door.rulebook().clone();
    let open = at.open(&rulebook, now.date())?;
    let mut answers = steps::known(open.procedure(), open.action(), now.date());
    let asks = &open.action().asks;
    answers.extend(given.into_iter().filter(|(name, _)| asks.contains(name)).map(|(n, v)| (n, vec![v])));
    let draft = Draft { matter: Uuid::now_v7().to_string(), token: portal.secret(), answers };
    at.draft = portal.secret();
    portal.drafts.keep(&at.draft, draft, now);
    Ok(Redirect::to(&at.path("0")).into_response())
}

/// The entries that a form offers to choose from.
async fn options(portal: &Portal, town: &str, open: OpenAction<'_>) -> Result<EntryOptions, Problem> {
    let rulebook = portal.door.rulebook().clone();
    let (town, now) = (town.to_owned(), (portal.now)());
    let action = open.action();
    let fields = action.asks.iter().chain(&action.may_ask).filter_map(|n| open.procedure().field(n));
    let registers: Vec<String> = fields
        .filter_map(|f| match &f.kind {
            FieldKind::Entry { register, .. } if steps::may_list(&rulebook, register) => {
                Some(register.clone())
            }
            _ => None,
        })
        .collect();
    portal
        .reading(move |r| {
            let mut options = EntryOptions::new();
            for register in registers {
                let standing = r.register(&town, &register)?.into_iter().filter(|e| e.valid_at(now));
                let shown = standing.map(|e| (e.key.clone(), label(&rulebook, &e))).collect();
                options.insert(register, shown);
            }
            Ok(options)
        })
        .await
}

/// An entry as a list shows it: its first text and its key.
fn label(rulebook: &Rulebook, entry: &Entry) -> String {
    let fields = rulebook.registers.get(&entry.register).map(|r| r.fields.as_slice()).unwrap_or_default();
    let first = fields.iter().find_map(|f| entry.fields.get(&f.name).and_then(Value::as_text));
    match first {
        Some(text) if text != entry.key => format!("{text}（{}）", entry.key),
        _ => entry.key.clone(),
    }
}

/// The questions of some fields; an entry that is not offered as a list is typed.
pub(crate) fn asked(
    open: OpenAction<'_>,
    only: &[String],
    entries: &EntryOptions,
    given: &BTreeMap<String, Vec<String>>,
    errors: &BTreeMap<String, String>,
    language: Language,
) -> Vec<Question> {
    let all = questions(open.procedure(), open.action(), entries, given, errors, language);
    let listed = |q: &Question| match open.procedure().field(&q.name).map(|f| &f.kind) {
        Some(FieldKind::Entry { register, .. }) => entries.contains_key(register),
        _ => true,
    };
    let typed = |mut q: Question| {
        if !listed(&q) {
            q.input = "text";
        }
        q
    };
    all.into_iter().filter(|q| only.contains(&q.name)).map(typed).collect()
}

/// A form as it came: names and texts, in order.
pub(crate) type Sent = Vec<(String, String)>;

/// The last answer to a name.
pub(crate) fn last<'a>(sent: &'a Sent, name: &str) -> &'a str {
    sent.iter().rfind(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
}

/// The draft of a form: what memory has, with what the page carried laid over it.
fn draft(portal: &Portal, at: &At, open: OpenAction<'_>, sent: &Sent) -> Option<Draft> {
    let kept = portal.drafts.get(&at.draft, (portal.now)());
    let carried = Uuid::parse_str(last(sent, "matter!")).is_ok() && !last(sent, "token!").is_empty();
    let mut draft = match (kept, carried) {
        (Some(draft), _) => draft,
        (None, true) => Draft {
            matter: last(sent, "matter!").to_owned(),
            token: last(sent, "token!").chars().take(64).collect(),
            ..Draft::default()
        },
        (None, false) => return None,
    };
    let action = open.action();
    for name in action.asks.iter().chain(&action.may_ask) {
        let values: Vec<String> = sent.iter().filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect();
        if !values.is_empty() {
            draft.answers.insert(name.clone(), values);
        }
    }
    Some(draft)
}

/// The fields of a step: a number of the form's pages, or one field alone to be changed.
fn fields_of(
    open: OpenAction<'_>,
    step: &str,
    today: deadline::Date,
) -> Option<(Vec<String>, Option<usize>)> {
    if let Some(name) = step.strip_prefix("only-") {
        let action = open.action();
        let asked = action.asks.iter().chain(&action.may_ask).any(|n| n == name);
        return asked.then(|| (vec![name.to_owned()], None));
    }
    let number: usize = step.parse().ok()?;
    // An answer that came with the address (a guide's item) is still a page of its own: people see what they apply for.
    let known = steps::known(open.procedure(), open.action(), today);
    let pages = steps::pages(open.procedure(), open.action(), &known);
    Some((pages.get(number)?.clone(), (number + 1 < pages.len()).then_some(number + 1)))
}

#[derive(Serialize)]
struct Hidden {
    name: String,
    value: String,
}

/// The answers so far but for some, as the page carries them: a file by the secret name under which it is kept.
fn hidden(open: OpenAction<'_>, draft: &Draft, but: &[String]) -> Vec<Hidden> {
    let answers = draft.answers.iter().filter(|(n, _)| !but.contains(n));
    let one = |n: &String, v: &String| {
        let files = open.procedure().field(n).is_some_and(|f| matches!(f.kind, FieldKind::Files(_)));
        let id = FileRef::read(v).filter(|_| files).map(|f| f.id);
        Hidden { name: n.clone(), value: id.unwrap_or_else(|| v.clone()) }
    };
    let answers = answers.flat_map(|(n, vs)| vs.iter().map(move |v| one(n, v)));
    let own = [("matter!", &draft.matter), ("token!", &draft.token)];
    let own = own.map(|(n, v)| Hidden { name: n.to_owned(), value: v.clone() });
    own.into_iter().chain(answers).collect()
}

async fn question_page(
    portal: &Portal,
    visit: &Visit,
    at: &At,
    draft: &Draft,
    errors: BTreeMap<String, String>,
) -> Result<Response, Problem> {
    let town = portal.town(&at.town).await?;
    let rulebook = portal.door.rulebook().clone();
    let now = (portal.now)();
    let open = at.open(&rulebook, now.date())?;
    let Some((only, _)) = fields_of(open, &at.step, now.date()) else {
        return Ok(Redirect::to(&at.path("check")).into_response());
    };
    let entries = options(portal, &at.town, open).await?;
    let language = visit.language;
    let asked = asked(open, &only, &entries, &draft.answers, &errors, language);
    let back = match at.step.parse::<usize>() {
        Ok(0) => format!("{}/guides/{}", base(&at.town), at.procedure),
        Ok(n) => at.path(&(n - 1).to_string()),
        Err(_) => at.path("check"),
    };
    let personal = asked.iter().any(|q| q.personal);
    let heading = match asked.as_slice() {
        [one] => one.title.clone(),
        _ => portal.say(visit, "question-who", &[]),
    };
    let wrong = errors.len();
    let content = minijinja::context! {
        procedure => language.of(&open.procedure().title), heading => heading.clone(), back, personal, wrong,
        alone => asked.len() == 1 && asked.first().is_some_and(|q| q.input != "flag"),
        files => asked.iter().any(|q| q.files.is_some()),
        questions => minijinja::value::Serde(asked), hidden => minijinja::value::Serde(hidden(open, draft, &only)),
    };
    let title = heading_title(portal, visit, language.of(&open.procedure().title), wrong, &heading);
    let crumbs = [
        (portal.say(visit, "tile-file", &[]), "/file"),
        (language.of(&open.procedure().title).to_owned(), "/file"),
    ];
    let mut response =
        portal.page("question.html", visit, &town, &title, crumbs.get(..1).unwrap_or_default(), content)?;
    if wrong > 0 {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn heading_title(portal: &Portal, visit: &Visit, procedure: &str, wrong: usize, heading: &str) -> String {
    let title = format!("{heading} · {procedure}");
    if wrong == 0 { title } else { portal.say(visit, "title-wrong", &[("title", &title)]) }
}

/// One page of the form, or the last one with all answers.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(at): Path<At>,
    visit: Visit,
) -> Result<Response, Problem> {
    let Some(draft) = portal.drafts.get(&at.draft, (portal.now)()) else {
        // Sent already, forgotten, or another program's: begin again.
        return Ok(
            Redirect::to(&format!("{}/file/{}/{}", base(&at.town), at.procedure, at.action)).into_response()
        );
    };
    if at.step == "check" {
        return check_page(&portal, &visit, &at, &draft, &BTreeMap::new(), None).await;
    }
    question_page(&portal, &visit, &at, &draft, BTreeMap::new()).await
}

/// Takes the answers of a page and leads to the next one.
pub(crate) async fn next(
    State(portal): State<Portal>,
    Path(at): Path<At>,
    visit: Visit,
    sent: web::upload::Sent,
) -> Result<Response, Problem> {
    let now = (portal.now)();
    let rulebook = portal.door.rulebook().clone();
    let open = at.open(&rulebook, now.date())?;
    let keep_only = !sent.get(KEEP).is_empty();
    let (sent, not_taken) = crate::files::take(&portal, &at.town, open, sent, visit.language).await?;
    let Some(mut draft) = draft(&portal, &at, open, &sent) else {
        return Ok(
            Redirect::to(&format!("{}/file/{}/{}", base(&at.town), at.procedure, at.action)).into_response()
        );
    };
    if at.step == "send" && not_taken.is_empty() {
        return send(&portal, &visit, &at, open, draft).await;
    }
    if at.step == "send" {
        // A file that was sent too long ago is gone: said before anything is sent without it.
        for name in not_taken.keys().filter(|n| !sent.iter().any(|(s, _)| s == *n)) {
            draft.answers.remove(name);
        }
        portal.drafts.keep(&at.draft, draft.clone(), now);
        return check_page(&portal, &visit, &at, &draft, &not_taken, None).await;
    }
    let Some((only, following)) = fields_of(open, &at.step, now.date()) else {
        return Ok(Redirect::to(&at.path("check")).into_response());
    };
    // A box that is not ticked is not sent; an optional answer may be taken back.
    for name in only.iter().filter(|n| !sent.iter().any(|(s, _)| s == *n)) {
        draft.answers.remove(name);
    }
    portal.drafts.keep(&at.draft, draft.clone(), now);
    let mut errors = errors(&portal, &visit, open, &draft, Some(&only));
    if keep_only {
        errors.clear();
    }
    errors.extend(not_taken.into_iter().filter(|(name, _)| only.contains(name)));
    if !errors.is_empty() || keep_only {
        return question_page(&portal, &visit, &at, &draft, errors).await;
    }
    let next = following.map_or_else(|| "check".to_owned(), |n| n.to_string());
    Ok(Redirect::to(&at.path(&next)).into_response())
}

fn as_sent(draft: &Draft) -> Sent {
    draft.answers.iter().flat_map(|(n, vs)| vs.iter().map(|v| (n.clone(), v.clone()))).collect()
}

/// What is wrong with the answers, by field; all of them or of some fields only.
fn errors(
    portal: &Portal,
    visit: &Visit,
    open: OpenAction<'_>,
    draft: &Draft,
    only: Option<&[String]>,
) -> BTreeMap<String, String> {
    let wording = portal.frame.wording(visit.language);
    let (found, mut errors) = facts(open.procedure(), open.action(), &as_sent(draft), wording);
    for name in &open.action().asks {
        if !found.contains_key(name) && !errors.contains_key(name) {
            errors.insert(name.clone(), wording.say("form-required"));
        }
    }
    errors.retain(|name, _| only.is_none_or(|o| o.contains(name)));
    errors
}

#[derive(Serialize)]
struct CheckRow {
    name: String,
    title: String,
    value: String,
    error: String,
    own: bool,
    /// Pictures that were sent: address of the small copy, name.
    pictures: Vec<(String, String)>,
}

/// The pictures among a draft's files: address of the small copy, name.
fn pictures(at: &At, answers: Option<&Vec<String>>) -> Vec<(String, String)> {
    let files = crate::files::read(answers.into_iter().flatten().map(String::as_str));
    let shown = files.into_iter().filter(FileRef::is_image);
    shown.map(|f| (at.path(&format!("picture/{}/small", f.id)), f.name)).collect()
}

/// A picture of a draft, for who is filling it in.
pub(crate) async fn picture(
    State(portal): State<Portal>,
    Path((town, _, _, draft, file, part)): Path<(String, String, String, String, String, String)>,
) -> Result<Response, Problem> {
    let missing = || Problem::NotFound(String::new());
    let draft = portal.drafts.get(&draft, (portal.now)()).ok_or_else(missing)?;
    let named = crate::files::read(draft.answers.values().flatten().map(String::as_str));
    let file = named.into_iter().find(|f| f.id == file).ok_or_else(missing)?;
    Ok(crate::files::part(&portal, &town, file, &part).await?.into_response())
}

async fn check_page(
    portal: &Portal,
    visit: &Visit,
    at: &At,
    draft: &Draft,
    errors: &BTreeMap<String, String>,
    refused: Option<&Refusal>,
) -> Result<Response, Problem> {
    let town = portal.town(&at.town).await?;
    let rulebook = portal.door.rulebook().clone();
    let open = at.open(&rulebook, (portal.now)().date())?;
    let language = visit.language;
    let wording = portal.frame.wording(language);
    let (found, _) = facts(open.procedure(), open.action(), &as_sent(draft), wording);
    let action = open.action();
    let entries = options(portal, &at.town, open).await?;
    let row = |name: &String| {
        let field = open.procedure().field(name)?;
        let typed = draft.answers.get(name).map(|v| v.join(language.comma())).unwrap_or_default();
        let listed = match &field.kind {
            FieldKind::Entry { register, .. } => entries
                .get(register)
                .and_then(|o| o.iter().find(|(k, _)| *k == typed))
                .map(|(_, l)| l.clone()),
            _ => None,
        };
        let shown = listed.or_else(|| found.get(name).map(|v| value(&field.kind, v, language)));
        Some(CheckRow {
            name: name.clone(),
            title: language.of(&field.title).to_owned(),
            value: shown.unwrap_or(typed),
            error: errors.get(name).cloned().unwrap_or_default(),
            own: !matches!(field.kind, FieldKind::Choice { .. } | FieldKind::Flag),
            pictures: match field.kind {
                FieldKind::Files(_) => pictures(at, draft.answers.get(name)),
                _ => Vec::new(),
            },
        })
    };
    let rows: Vec<CheckRow> = action.asks.iter().chain(&action.may_ask).filter_map(row).collect();
    let wrong = errors.len();
    let personal = action
        .asks
        .iter()
        .chain(&action.may_ask)
        .filter_map(|n| open.procedure().field(n))
        .any(|f| f.personal);
    let content = minijinja::context! {
        rows => minijinja::value::Serde(rows), hidden => minijinja::value::Serde(hidden(open, draft, &[])),
        path => at.path(""), wrong, personal,
        act => language.of(&action.title), procedure => language.of(&open.procedure().title),
        keeps => open.procedure().keeps.as_ref().map(|k| k.years.map(u32::from)),
        refusal => minijinja::value::Serde(refused.map(|r| refusal(&rulebook, r, wording))),
    };
    let heading = portal.say(visit, "check-answers", &[]);
    let title = heading_title(portal, visit, language.of(&open.procedure().title), wrong, &heading);
    let crumbs = [(portal.say(visit, "tile-file", &[]), "/file")];
    let mut response = portal.page("check.html", visit, &town, &title, &crumbs, content)?;
    if wrong > 0 {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    } else if refused.is_some() {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// Sends the form: done once whatever is pressed, and how often.
async fn send(
    portal: &Portal,
    visit: &Visit,
    at: &At,
    open: OpenAction<'_>,
    draft: Draft,
) -> Result<Response, Problem> {
    let now = (portal.now)();
    let wrong = errors(portal, visit, open, &draft, None);
    if !wrong.is_empty() {
        portal.drafts.keep(&at.draft, draft.clone(), now);
        return check_page(portal, visit, at, &draft, &wrong, None).await;
    }
    let wording = portal.frame.wording(visit.language);
    let (facts, _) = facts(open.procedure(), open.action(), &as_sent(&draft), wording);
    let sending = crate::citizen::Sending {
        town: at.town.clone(),
        matter: draft.matter.clone(),
        facts,
        expected_steps: None,
        token: draft.token.clone(),
    };
    let (door, name, action) = (portal.door.clone(), at.procedure.clone(), at.action.clone());
    let done = blocking(move || {
        let rulebook = door.rulebook().clone();
        let open = rulebook.procedure_on(&name, now.date()).and_then(|p| OpenAction::find(p, &action));
        open.map(|open| door.send(open, sending, now))
    })
    .await?
    .ok_or_else(|| Problem::NotFound(at.action.clone()))?;
    match done {
        Ok(_) => {
            portal.drafts.forget(&at.draft);
            let to = format!("{}/mine/{}/receipt", base(&at.town), draft.matter);
            Ok((opened(portal, &at.town, &draft.matter), Redirect::to(&to)).into_response())
        }
        Err(ActError::Refused(refused)) => {
            portal.drafts.keep(&at.draft, draft.clone(), now);
            check_page(portal, visit, at, &draft, &BTreeMap::new(), Some(&refused)).await
        }
        Err(error) => Err(Problem::fault(error)),
    }
}

/// What is known of an action's answers without asking.
pub(crate) fn known(open: OpenAction<'_>, today: deadline::Date) -> BTreeMap<String, Vec<String>> {
    steps::known(open.procedure(), open.action(), today)
}
