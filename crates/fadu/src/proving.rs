//! `fadu rulebook prove` and `scenarios`: what the proof found, told as stories.

use crate::open::{AnyError, answer, chinese};
use kernel::definition::{Procedure, Scenario};
use kernel::{Problem, Rulebook, Sources, Words};
use proof::Finding;
use std::time::Instant;

fn pick(words: &Words) -> &str {
    if chinese() { &words.zh } else { &words.en }
}

fn say(zh: String, en: String) -> String {
    if chinese() { zh } else { en }
}

/// A name that the rulebook does not have.
fn known(book: &Rulebook, name: Option<&str>) -> Result<(), AnyError> {
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
