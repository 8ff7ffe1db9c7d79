//! Plays a story through the engine: every act that it tells must be done, every refusal must come as told.

use deadline::{Date, DateTime};
use kernel::definition::{Basis, Field, FieldKind, Line, Opening, Procedure, Refused, Scenario, Told};
use kernel::problem::Span;
use kernel::{Act, Actor, Entry, EntryChange, Matter, Refusal, Rulebook, Value, View, Words, decide};
use std::collections::{BTreeMap, BTreeSet};

/// The id of the matter that a story tells of.
pub const MATTER: &str = "story";

/// Something happened otherwise than told.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The line that did not come true.
    pub span: Span,
    /// What happened instead.
    pub says: Words,
}

/// An act of a story that was played, as the engine got it.
#[derive(Clone, Debug)]
pub struct Played {
    /// The act.
    pub act: Act,
    /// Why it was refused; none was done.
    pub refused: Option<Box<Refusal>>,
    /// Entries that it, and the clocks that ran out after it, made or ended.
    pub changed: Vec<EntryChange>,
}

/// Plays a scenario.
///
/// # Errors
/// The first line that did not come true.
pub fn play(rulebook: &Rulebook, scenario: &Scenario) -> Result<Vec<Played>, Failure> {
    let mut stage = Stage { rulebook, scenario, view: View::default(), matter: None, played: Vec::new() };
    stage.appoint();
    for line in &scenario.lines {
        stage.line(line).map_err(|says| Failure { span: line.span, says })?;
    }
    Ok(stage.played)
}

/// Splits `enforcement-officer 2` into the role and the person: a number is a further holder of the role, a name
/// may hold several roles in one story.
pub fn person(by: &str) -> (&str, &str) {
    match by.split_once(' ') {
        Some((role, name)) if name.parse::<u32>().is_err() => (role, name),
        Some((role, _)) => (role, by),
        None => (by, by),
    }
}

struct Stage<'a> {
    rulebook: &'a Rulebook,
    scenario: &'a Scenario,
    view: View,
    matter: Option<Matter>,
    played: Vec<Played>,
}

impl Stage<'_> {
    /// Gives everybody who acts his post.
    fn appoint(&mut self) {
        let mut posts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for line in &self.scenario.lines {
            if let Told::Act { by, .. } = &line.told {
                let (role, name) = person(by);
                posts.entry(name).or_default().insert(role);
            }
        }
        for (name, roles) in posts {
            let roles = roles.into_iter().map(Value::from).collect();
            let fields = BTreeMap::from([
                ("holder".to_owned(), Value::from(name)),
                ("role".to_owned(), Value::List(roles)),
            ]);
            self.stand("posts", name, fields);
        }
    }

    /// Lets an entry stand from long ago.
    fn stand(&mut self, register: &str, key: &str, fields: BTreeMap<String, Value>) {
        let from = Date::constant(2000, 1, 1).at(0, 0, 0, 0);
        self.view.entries.push(Entry {
            register: register.to_owned(),
            key: key.to_owned(),
            from,
            until: None,
            fields,
        });
    }

    fn line(&mut self, line: &Line) -> Result<(), Words> {
        match &line.told {
            Told::Entry { register, key, from, until, fields } => {
                self.view.entries.push(Entry {
                    register: register.clone(),
                    key: key.clone(),
                    from: from.at(0, 0, 0, 0),
                    until: until.map(|u| u.at(0, 0, 0, 0)),
                    fields: fields.clone(),
                });
                Ok(())
            }
            Told::Passes(until) => self.pass(*until),
            Told::Expect { stage, ended } => self.expect(stage.as_deref(), *ended),
            Told::Due { clock, at } => self.due(clock, at),
            Told::Act { at, action, by, facts, refused } => {
                self.pass(*at)?;
                self.act(*at, action, by, facts, refused.as_ref())
            }
        }
    }

    /// Lets every clock that ran out before a moment do its act.
    fn pass(&mut self, until: DateTime) -> Result<(), Words> {
        for _ in 0..64 {
            let Some(matter) = &self.matter else { return Ok(()) };
            let Some((clock, due)) = matter.next_due() else { return Ok(()) };
            if due >= until {
                return Ok(());
            }
            let Some(act) = kernel::decide::expiry(self.rulebook, matter, clock, until) else {
                return Ok(());
            };
            let title = clock.to_owned();
            let decision =
                decide(self.rulebook, &self.view, Some(matter), &act, until).map_err(|refusal| {
                    let (zh, en) = told(&refusal);
                    Words::new(
                        format!("期限 {title} 届满时,它的环节被拒绝:{zh}"),
                        format!("when {title} ran out, its act was refused: {en}"),
                    )
                })?;
            self.take(decision);
        }
        Ok(())
    }

    fn take(&mut self, decision: kernel::Decision) {
        for change in decision.entries {
            if let Some(last) = self.played.last_mut() {
                last.changed.push(change.clone());
            }
            if change.ends {
                let standing = self
                    .view
                    .entries
                    .iter_mut()
                    .filter(|e| e.register == change.register && e.key == change.key);
                standing
                    .filter(|e| e.until.is_none_or(|u| u > change.from))
                    .for_each(|e| e.until = Some(change.from));
            } else {
                self.view.entries.push(Entry {
                    register: change.register,
                    key: change.key,
                    from: change.from,
                    until: change.until,
                    fields: change.fields,
                });
            }
        }
        self.matter = Some(decision.matter);
    }

    fn act(
        &mut self,
        at: DateTime,
        action: &str,
        by: &str,
        told_facts: &BTreeMap<String, Value>,
        refused: Option<&Refused>,
    ) -> Result<(), Words> {
        let (role, name) = person(by);
        let actor = match role {
            "anyone" => Actor::Citizen,
            "founder" => Actor::Founder,
            _ => Actor::Officer(name.to_owned()),
        };
        let facts = self.facts(action, at, name, told_facts)?;
        let act = Act {
            town: "town".to_owned(),
            matter: MATTER.to_owned(),
            procedure: self.scenario.procedure.clone(),
            action: action.to_owned(),
            actor,
            facts,
            happened_at: at,
            expected_steps: None,
            token: format!("{}", self.played.len()),
        };
        let result = decide(self.rulebook, &self.view, self.matter.as_ref(), &act, at);
        let played = Played { act, refused: result.as_ref().err().cloned(), changed: Vec::new() };
        self.played.push(played);
        match (result, refused) {
            (Ok(decision), None) => {
                self.take(decision);
                Ok(())
            }
            (Ok(_), Some(_)) => {
                Err(Words::new("应当被拒绝,却办成了", "it should have been refused, and was done"))
            }
            (Err(refusal), None) => {
                let (zh, en) = told(&refusal);
                Err(Words::new(
                    format!("应当办成,却被拒绝:{zh}"),
                    format!("it should have been done, and was refused: {en}"),
                ))
            }
            (Err(refusal), Some(wanted)) => as_wanted(&refusal, wanted),
        }
    }

    /// The facts told, and a sample for each that must be given and was not told.
    fn facts(
        &mut self,
        action: &str,
        at: DateTime,
        actor: &str,
        told: &BTreeMap<String, Value>,
    ) -> Result<BTreeMap<String, Value>, Words> {
        let procedure = match &self.matter {
            Some(m) => self.rulebook.procedure_version(&m.procedure, m.version),
            None => self.rulebook.procedure_on(&self.scenario.procedure, at.date()),
        };
        let Some(procedure) = procedure else {
            return Err(Words::new(
                format!("{} 那天没有施行的程序", at.date()),
                format!("no procedure is in force on {}", at.date()),
            ));
        };
        let Some(definition) = procedure.action(action) else {
            return Err(Words::new(format!("没有环节 {action}"), format!("there is no action {action}")));
        };
        let mut facts = told.clone();
        // One value told for a field of many is a list of one.
        for (name, value) in &mut facts {
            if let (Some(FieldKind::Entry { many: true, .. } | FieldKind::Files(_)), Value::Text(t)) =
                (procedure.field(name).map(|f| &f.kind), &*value)
            {
                *value = Value::List(vec![Value::Text(t.clone())]);
            }
        }
        let officers: Vec<(String, String)> =
            definition.certificate.iter().map(|c| (c.register.clone(), actor.to_owned())).collect();
        for (register, key) in officers {
            self.certify(&register, &key);
        }
        if let Some((field, register, _)) = &definition.second_officer {
            let second = facts
                .entry(field.clone())
                .or_insert_with(|| Value::from(format!("{actor} 之二").as_str()))
                .clone();
            self.certify(register, second.as_text().unwrap_or_default());
        }
        let missing: Vec<&Field> = definition
            .asks
            .iter()
            .filter(|n| !told.contains_key(*n))
            .filter_map(|n| procedure.field(n))
            .collect();
        for field in missing {
            if !facts.contains_key(&field.name) {
                let sample = self.sample(field, at);
                facts.insert(field.name.clone(), sample);
            }
        }
        // An officer named in a field of a register of officers has his entry.
        let named: Vec<(String, String)> = facts
            .iter()
            .filter_map(|(n, v)| match &procedure.field(n)?.kind {
                FieldKind::Entry { register, .. } if register == "officers" => {
                    Some((register.clone(), v.as_text()?.to_owned()))
                }
                _ => None,
            })
            .collect();
        for (register, key) in named {
            self.certify(&register, &key);
        }
        Ok(facts)
    }

    /// Lets an entry stand under the key, unless the story tells of one itself.
    fn certify(&mut self, register: &str, key: &str) {
        let told =
            self.scenario.lines.iter().any(
                |l| matches!(&l.told, Told::Entry { register: r, key: k, .. } if r == register && k == key),
            );
        if !told && self.view.any_entry(register, key).is_none() && !key.is_empty() {
            self.stand(register, key, BTreeMap::new());
        }
    }

    fn sample(&mut self, field: &Field, at: DateTime) -> Value {
        match &field.kind {
            FieldKind::Text | FieldKind::LongText => Value::from("示例"),
            FieldKind::Person => Value::from("村民甲"),
            FieldKind::Files(accepts) => Value::List(vec![Value::from(accepts.example().to_string())]),
            FieldKind::Number { .. } => Value::Number(1),
            FieldKind::Money => Value::Number(100),
            FieldKind::Date => Value::from(at.date().to_string().as_str()),
            FieldKind::Time => Value::from(at.to_string().as_str()),
            FieldKind::Flag => Value::Flag(false),
            FieldKind::Choice { options } => Value::from(options.first().map_or("", |o| o.zh.as_str())),
            FieldKind::Article => {
                let laws = self.rulebook.laws.values().filter(|l| l.in_force(at.date()));
                let mut articles =
                    laws.flat_map(|l| l.articles.keys().map(move |a| format!("{} {a}", l.key)));
                Value::from(articles.next().unwrap_or_default().as_str())
            }
            FieldKind::Entry { register, many } => {
                let standing = self
                    .view
                    .entries
                    .iter()
                    .find(|e| e.register == *register && e.valid_at(at))
                    .map(|e| e.key.clone());
                let key = standing.unwrap_or_else(|| {
                    self.stand(register, "示例", BTreeMap::new());
                    "示例".to_owned()
                });
                if *many { Value::List(vec![Value::Text(key)]) } else { Value::Text(key) }
            }
        }
    }

    fn expect(&self, stage: Option<&str>, ended: Option<bool>) -> Result<(), Words> {
        let Some(matter) = &self.matter else {
            return Err(Words::new("事项还没有开始", "the matter has not begun"));
        };
        if let Some(stage) = stage.filter(|s| *s != matter.stage) {
            return Err(Words::new(
                format!("应在阶段 {stage},现在 {}", matter.stage),
                format!("it should stand in {stage} and stands in {}", matter.stage),
            ));
        }
        if ended.is_some_and(|e| e != matter.ended) {
            return Err(Words::new("是否办结与所写不同", "whether it has ended is not as told"));
        }
        Ok(())
    }

    fn due(&self, clock: &str, at: &str) -> Result<(), Words> {
        let state = self.matter.as_ref().and_then(|m| m.clocks.get(clock));
        let due = state.filter(|s| s.running()).and_then(|s| s.due);
        if due.is_some_and(|d| d.to_string().starts_with(at)) {
            return Ok(());
        }
        let is = due.map_or_else(|| "—".to_owned(), |d| d.to_string());
        Err(Words::new(
            format!("{clock} 应在 {at} 届满,实为 {is}"),
            format!("{clock} should be due {at} and is {is}"),
        ))
    }
}

fn as_wanted(refusal: &Refusal, wanted: &Refused) -> Result<(), Words> {
    let founded = |b: &Basis| refusal.basis.contains(b);
    let code = wanted.code.as_deref().is_none_or(|c| {
        c == refusal.code.name()
            || (c == "stage" && refusal.code.name() == "wrong-stage")
            || (c == "field" && matches!(refusal.code.name(), "missing" | "unasked" | "kind"))
    });
    if wanted.basis.as_ref().is_none_or(founded) && code {
        return Ok(());
    }
    let (zh, en) = told(refusal);
    Err(Words::new(format!("被拒绝的理由不同:{zh}"), format!("it was refused on another ground: {en}")))
}

/// A refusal in short.
pub fn told(refusal: &Refusal) -> (String, String) {
    let basis = refusal.basis.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let missing = |pick: fn(&Words) -> &String| {
        refusal.missing.iter().map(|w| pick(w).as_str()).collect::<Vec<_>>().join("、")
    };
    let code = refusal.code.name();
    (
        format!("{code} {} {} [{basis}]", refusal.says.zh, missing(|w| &w.zh)),
        format!("{code} {} {} [{basis}]", refusal.says.en, missing(|w| &w.en)),
    )
}

/// Whether a procedure's action opens matters; for who reads a story.
pub fn opens(procedure: &Procedure, action: &str) -> bool {
    procedure.action(action).is_some_and(|a| a.opening == Opening::Opens)
}
