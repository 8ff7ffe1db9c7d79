//! The page on which a ledger's columns are mapped.

use super::{Held, held, kept, mapping_faults, steps};
use crate::Desk;
use crate::visit::Visit;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use ledger::{Kind, Mapping, Source, StepMap};
use minijinja::{context, value::Serde};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{Language, Problem};

/// What an address of the columns says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Added {
    add: Option<String>,
}

/// Which column fills what.
pub(crate) async fn columns(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    Query(added): Query<Added>,
    visit: Visit,
) -> Result<Response, Problem> {
    let mut held = held(&desk, &key, &id, &visit).await?;
    for action in added.add.iter().flat_map(|a| a.split(',')).filter(|a| !a.is_empty()) {
        if held.import.mapping.steps.iter().all(|s| s.action != action) {
            held.import.mapping.steps.push(StepMap { action: action.to_owned(), ..StepMap::default() });
        }
    }
    // In the order of the procedure, whichever was added first.
    if let Some(procedure) = desk.door.rulebook.procedure(&held.import.procedure) {
        let all = steps::steps(procedure, &held.import.opening);
        held.import.mapping.steps.sort_by_key(|m| all.iter().position(|s| s.action == m.action));
    }
    columns_page(&desk, &visit, &held, &[])
}

pub(super) fn columns_page(
    desk: &Desk,
    visit: &Visit,
    held: &Held,
    faults: &[String],
) -> Result<Response, Problem> {
    let import = &held.import;
    let language = visit.language;
    let procedure = desk.door.rulebook.procedure(&import.procedure);
    let procedure = procedure.ok_or_else(|| Problem::NotFound(import.procedure.clone()))?;
    let all = steps::steps(procedure, &import.opening);
    let chosen = |source: Option<&Source>| match source {
        Some(Source::Column(title)) => format!("c:{title}"),
        Some(Source::Always(text)) => format!("a:{text}"),
        None => String::new(),
    };
    let yes_no: Vec<(String, String)> = [("是", "yes"), ("否", "no")]
        .map(|(zh, en)| (format!("a:{zh}"), if language == Language::En { en } else { zh }.to_owned()))
        .into();
    let shown = |map: &StepMap| {
        let action = procedure.action(&map.action)?;
        let step = all.iter().find(|s| s.action == map.action)?;
        let field = |f: &ledger::Field| {
            let title = procedure.field(&f.name).map(|p| language.of(&p.title).to_owned());
            let fixed = match &f.kind {
                Kind::Flag => yes_no.clone(),
                Kind::Choice(options) => {
                    let own = |(zh, en): &(String, Vec<String>)| {
                        let en = en.first().unwrap_or(zh);
                        (format!("a:{zh}"), if language == Language::En { en } else { zh }.clone())
                    };
                    options.iter().map(own).collect()
                }
                _ => Vec::new(),
            };
            context! {
                name => format!("f:{}:{}", map.action, f.name), title, required => f.required,
                chosen => chosen(map.fields.get(&f.name)), fixed,
            }
        };
        let by = action.by.iter().filter_map(|r| desk.door.rulebook.roles.get(r));
        let by: Vec<&str> = by.map(|r| language.of(&r.title)).collect();
        Some(context! {
            action => map.action.clone(), title => language.of(&action.title), by => by.join(language.comma()),
            at => format!("at:{}", map.action), at_chosen => map.at.clone(), fields => step.fields.iter().map(field).collect::<Vec<_>>(),
        })
    };
    let steps: Vec<_> = import.mapping.steps.iter().filter_map(shown).collect();
    let used: Vec<&str> = import.mapping.steps.iter().map(|s| s.action.as_str()).collect();
    let others = all.iter().skip(1).filter(|s| !used.contains(&s.action.as_str()));
    let place = if language == Language::En { 1 } else { 0 };
    let others: Vec<(String, String)> =
        others.map(|s| (s.action.clone(), s.titles.get(place).cloned().unwrap_or_default())).collect();
    let sample: Vec<Vec<String>> =
        import.table.rows.iter().take(2).map(|r| r.cells.iter().map(|c| c.text.clone()).collect()).collect();
    let content = context! {
        id => held.upload.id.as_str(), file => held.upload.name.as_str(), header => import.table.header.clone(), sample, steps, others,
        key => import.mapping.key.clone(), kept => held.kept, faults => Serde(faults), rows => import.table.rows.len(),
        sums => import.table.sums.len(), header_row => import.table.header_row,
        added => used.iter().skip(1).copied().collect::<Vec<_>>().join(","), procedure => language.of(&procedure.title),
    };
    let title = desk.say(visit, "ledger-columns", &[]);
    let mut response =
        desk.frame.page("import-columns.html", &desk.top(visit, &held.town, title), content)?;
    if !faults.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Keeps which column fills what, for this ledger and the next with the same header.
pub(crate) async fn keep_columns(
    State(desk): State<Desk>,
    Path((key, id)): Path<(String, String)>,
    visit: Visit,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut held = held(&desk, &key, &id, &visit).await?;
    held.import.mapping = mapping_of(&sent);
    let import = &held.import;
    let wording = desk.frame.wording(visit.language);
    let (procedure, opening) = (&import.procedure, &import.opening);
    let faults =
        mapping_faults(&desk.door.rulebook, procedure, opening, &import.table, &import.mapping, wording);
    let only_compare = sent.iter().any(|(n, _)| n == "compare");
    if !faults.is_empty() && !only_compare {
        return columns_page(&desk, &visit, &held, &faults);
    }
    let change = kept(&key, procedure, opening, &import.table, &import.mapping);
    desk.change(vec![change]).await?.map_err(Problem::fault)?;
    let next = if only_compare { "reconcile" } else { "check" };
    Ok(Redirect::to(&format!("/{key}/import/{id}/{next}")).into_response())
}

/// The mapping that a form sends.
fn mapping_of(sent: &[(String, String)]) -> Mapping {
    let mut mapping = Mapping::default();
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, value) in sent {
        if name == "key" {
            mapping.key = Some(value.clone()).filter(|v| !v.is_empty());
        } else if name == "step" && !at.contains_key(value.as_str()) {
            at.insert(value, mapping.steps.len());
            mapping.steps.push(StepMap { action: value.clone(), ..StepMap::default() });
        }
    }
    for (name, value) in sent.iter().filter(|(_, v)| !v.is_empty()) {
        let step = |action: &str| at.get(action).copied();
        if let Some(n) = name.strip_prefix("at:").and_then(step) {
            mapping.steps[n].at = Some(value.clone());
        } else if let Some((action, field)) = name.strip_prefix("f:").and_then(|n| n.split_once(':'))
            && let Some(n) = step(action)
        {
            let source = match value.split_once(':') {
                Some(("c", title)) => Source::Column(title.to_owned()),
                Some(("a", text)) => Source::Always(text.to_owned()),
                _ => continue,
            };
            mapping.steps[n].fields.insert(field.to_owned(), source);
        }
    }
    // A later step for which nothing was chosen is none.
    let opening = mapping.steps.first().map(|s| s.action.clone());
    mapping.steps.retain(|s| Some(&s.action) == opening.as_ref() || s.at.is_some() || !s.fields.is_empty());
    mapping
}
