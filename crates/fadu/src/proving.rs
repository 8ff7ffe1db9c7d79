//! `fadu rulebook prove` and `scenarios`: what the proof found, told as stories.

use crate::open::{AnyError, answer, chinese};
use kernel::definition::{Procedure, Scenario};
use kernel::{Problem, Rulebook, Sources, Words};
use proof::Finding;
use std::path::Path;
use std::time::Instant;

pub(crate) fn pick(words: &Words) -> &str {
    if chinese() { &words.zh } else { &words.en }
}

pub(crate) fn say(zh: String, en: String) -> String {
    if chinese() { zh } else { en }
}

/// A name that the rulebook does not have.
pub(crate) fn known(book: &Rulebook, name: Option<&str>) -> Result<(), AnyError> {
    match name.filter(|n| !book.procedures.contains_key(*n)) {
        None => Ok(()),
        Some(n) => {
            let near =
                kernel::problem::nearest(n, book.procedures.keys().map(String::as_str)).unwrap_or_default();
            Err(say(
                format!("没有程序 `{n}`;相近的是 `{near}`,全部见 `fadu rulebook list`"),
                format!("there is no procedure `{n}`; near it is `{near}`, all are in `fadu rulebook list`"),
            )
            .into())
        }
    }
}

/// The version in force on a day, or the newest.
fn version<'a>(
    book: &'a Rulebook,
    name: &str,
    on: Option<deadline::Date>,
) -> Result<&'a Procedure, AnyError> {
    known(book, Some(name))?;
    let version = match on {
        Some(day) => book.procedure_on(name, day),
        None => book.procedure(name),
    };
    let day = on.map(|d| d.to_string()).unwrap_or_default();
    version.ok_or_else(|| {
        say(format!("{day} 没有施行中的 `{name}`"), format!("no `{name}` is in force on {day}")).into()
    })
}

/// Prints a procedure as a legal officer reads it.
pub(crate) fn show(book: &Rulebook, name: &str, on: Option<deadline::Date>) -> Result<(), AnyError> {
    answer(&press::procedure(book, version(book, name, on)?, pick));
    Ok(())
}

/// Draws a procedure.
pub(crate) fn graph(
    book: &Rulebook,
    name: &str,
    on: Option<deadline::Date>,
    output: Option<&Path>,
) -> Result<(), AnyError> {
    let drawing = press::drawing(book, version(book, name, on)?, pick);
    match output {
        Some(path) => std::fs::write(path, drawing).map_err(|e| {
            say(format!("写不了 `{}`:{e}", path.display()), format!("can't write `{}`: {e}", path.display()))
                .into()
        }),
        None => {
            answer(drawing.trim_end());
            Ok(())
        }
    }
}

/// Proves procedures.
pub(crate) fn prove(book: &Rulebook, name: Option<&str>) -> Result<(), AnyError> {
    known(book, name)?;
    let (mut proved, mut failed, mut states) = (0_usize, 0_usize, 0_usize);
    let began = Instant::now();
    for procedure in book.procedures.values().flatten().filter(|p| name.is_none_or(|n| n == p.name)) {
        let one = Instant::now();
        let proof = proof::prove(procedure);
        states += proof.states;
        let mark = if proof.findings.is_empty() { "✓" } else { "✗" };
        let properties = procedure.properties.len();
        answer(&say(
            format!(
                "{mark} {} {}({} 起):{} 个状态,{} 步,{properties} 条性质,{} 毫秒",
                procedure.name,
                procedure.title.zh,
                procedure.from,
                proof.states,
                proof.steps,
                one.elapsed().as_millis()
            ),
            format!(
                "{mark} {} {} (from {}): {} states, {} steps, {properties} properties, {} ms",
                procedure.name,
                procedure.title.en,
                procedure.from,
                proof.states,
                proof.steps,
                one.elapsed().as_millis()
            ),
        ));
        proof.findings.iter().for_each(|f| answer(&story(book, procedure, f)));
        if proof.findings.is_empty() { proved += 1 } else { failed += 1 }
    }
    let ms = began.elapsed().as_millis();
    answer(&say(
        format!("证明 {proved} 个,不成立 {failed} 个;共 {states} 个状态,{ms} 毫秒"),
        format!("{proved} proved, {failed} not; {states} states in all, {ms} ms"),
    ));
    if failed > 0 {
        return Err(say("有程序没有通过证明".to_owned(), "not every procedure is proved".to_owned()).into());
    }
    Ok(())
}

/// A finding as a story.
fn story(book: &Rulebook, procedure: &Procedure, finding: &Finding) -> String {
    let mut text = format!("  ✗ [{}] {}", finding.fault.code(), pick(&finding.fault.says(procedure)));
    if let proof::Fault::Property { index } = finding.fault
        && let Some(p) = procedure.properties.get(index)
    {
        let basis: Vec<String> = p.basis.iter().map(|b| pick(&book.cite(b)).to_owned()).collect();
        text += &format!(" —— {}", basis.join("、"));
    }
    for (n, line) in proof::tell(book, procedure, &finding.story).into_iter().enumerate() {
        text += &format!("\n      {}. {}", n + 1, pick(&line));
    }
    text
}

/// Plays scenarios.
pub(crate) fn scenarios(book: &Rulebook, sources: &Sources, name: Option<&str>) -> Result<(), AnyError> {
    known(book, name)?;
    let chosen: Vec<&Scenario> =
        book.scenarios.iter().filter(|s| name.is_none_or(|n| n == s.procedure)).collect();
    let (mut acts, mut refused, mut failed) = (0, 0, 0);
    for scenario in &chosen {
        match proof::scenario::play(book, scenario) {
            Ok(played) => {
                acts += played.iter().filter(|p| p.refused.is_none()).count();
                refused += played.iter().filter(|p| p.refused.is_some()).count();
            }
            Err(failure) => {
                failed += 1;
                let problem = Problem {
                    file: scenario.file.clone(),
                    span: failure.span,
                    code: "scenario",
                    says: Words::new(
                        format!("“{}”:{}", scenario.title.zh, failure.says.zh),
                        format!("\"{}\": {}", scenario.title.en, failure.says.en),
                    ),
                    help: Words::default(),
                };
                answer(&problem.render(sources, chinese()));
            }
        }
    }
    let all = chosen.len();
    answer(&say(
        format!(
            "{all} 个情景:{} 个如所写,{failed} 个不是;办成 {acts} 步,依法拒绝 {refused} 步",
            all - failed
        ),
        format!(
            "{all} scenarios: {} as told, {failed} not; {acts} acts done, {refused} refused by law",
            all - failed
        ),
    ));
    if failed > 0 {
        return Err(say("有情景与所写不同".to_owned(), "not every scenario went as told".to_owned()).into());
    }
    Ok(())
}

/// Prints the coverage.
pub(crate) fn coverage(book: &Rulebook, json: bool) -> Result<(), AnyError> {
    let covered = proof::coverage::coverage(book);
    if json {
        let words = |w: &Words| serde_json::json!({ "zh": w.zh, "en": w.en });
        let part = |p: &proof::coverage::Part| serde_json::json!({ "kind": p.kind, "name": p.name, "title": words(&p.title), "rules": p.rules, "scenarios": p.scenarios });
        let rows: Vec<_> = covered.rows.iter().map(|r| {
            serde_json::json!({ "id": r.id, "title": words(&r.title), "parts": r.parts.iter().map(part).collect::<Vec<_>>() })
        }).collect();
        let rules: Vec<_> = covered.enforced.iter().map(|(rule, nodes)| {
            let nodes: Vec<String> = nodes.iter().map(|n| format!("{} {} {}", n.of, n.node, n.name)).collect();
            serde_json::json!({ "rule": rule, "enforced_by": nodes, "shown_by_scenario": covered.shown.contains(rule) })
        }).collect();
        let left: Vec<_> = covered
            .not_modelled
            .iter()
            .map(|(rule, why)| serde_json::json!({ "rule": rule, "why": words(why) }))
            .collect();
        answer(&serde_json::to_string_pretty(
            &serde_json::json!({ "rows": rows, "rules": rules, "not_modelled": left }),
        )?);
        return Ok(());
    }
    for row in &covered.rows {
        answer(&format!("{} {}", row.id, pick(&row.title)));
        for p in &row.parts {
            let rules: Vec<&str> = p.rules.iter().map(String::as_str).collect();
            answer(&format!("    {} {} {} [{}]", p.kind, p.name, pick(&p.title), rules.join(" ")));
        }
    }
    let (rules, left) = (covered.enforced.len(), covered.not_modelled.len());
    let shown = covered.enforced.keys().filter(|r| covered.shown.contains(*r)).count();
    answer(&say(
        format!(
            "{rules} 条规则由程序和清单执行,其中 {shown} 条有情景演示;{left} 条没有建模,理由见 --format json"
        ),
        format!(
            "{rules} rules are enforced, {shown} of them shown by a scenario; {left} are left out, why: --format json"
        ),
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_and_every_action_that_leads_on_is_drawn() -> Result<(), AnyError> {
        let book = crate::rulebook::load(&crate::rulebook::sources(None)?, false)?;
        for procedure in book.procedures.values().flatten() {
            let drawn = press::drawing(&book, procedure, |w| &w.zh);
            let titles = procedure.stages.iter().map(|s| &s.title);
            let leading = procedure.actions.iter().filter(|a| a.expiry_of.is_none() || a.to.is_some());
            for title in titles.chain(leading.map(|a| &a.title)) {
                assert!(drawn.contains(&format!(">{}", title.zh)), "{}: {}", procedure.name, title.zh);
            }
        }
        Ok(())
    }
}
