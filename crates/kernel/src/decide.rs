//! The one door: rulebook + matter + registers + act + now give a decision or a refusal.
//!
//! Pure: the same inputs give the same decision anywhere. Each check is one function that refuses with the
//! rule, its article, what is missing and the cure; the first that refuses ends the matter.

use crate::act::{Act, Actor, Entry, Recorded, View};
use crate::advance::{EntryChange, FoldError, advance, moment};
use crate::change;
use crate::competence::{self, Ground};
use crate::definition::procedure::Takes;
use crate::definition::{Accepts, Action, Basis, Field, FieldKind, Opening, Procedure, Rulebook};
use crate::file::{FileRef, MediaGroup};
use crate::guard::Scope;
use crate::matter::Matter;
use crate::refusal::{Refusal, RefusalCode};
use crate::value::{Value, Words};
use deadline::DateTime;
use std::collections::{BTreeMap, BTreeSet};

/// An accepted act: what shall be recorded and what it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The fact to record.
    pub record: Recorded,
    /// The matter after it.
    pub matter: Matter,
    /// Entries made or ended.
    pub entries: Vec<EntryChange>,
    /// Names of the documents that it makes.
    pub documents: Vec<String>,
}

/// Everything a check looks at.
struct Case<'a> {
    procedure: &'a Procedure,
    action: &'a Action,
    matter: Option<&'a Matter>,
    act: &'a Act,
    view: &'a View,
    /// The act's facts with those that it takes from registers.
    facts: BTreeMap<String, Value>,
    rule: String,
}

/// Decides an act.
///
/// # Errors
/// The refusal names the rule, its article, what is missing and what would cure it.
pub fn decide(
    rulebook: &Rulebook,
    view: &View,
    matter: Option<&Matter>,
    act: &Act,
    now: DateTime,
) -> Result<Decision, Box<Refusal>> {
    let rule = format!("{}/{}", act.procedure, act.action);
    if let Some(matter) = matter.filter(|_| act.action == change::ACTION) {
        return follow(rulebook, matter, act, now, &rule);
    }
    let (procedure, action) = find(rulebook, matter, act, &rule)?;
    let mut case = Case { procedure, action, matter, act, view, facts: act.facts.clone(), rule };
    case.in_stage()?;
    case.in_time(now)?;
    let capacity = case.role(rulebook)?;
    case.fields(rulebook)?;
    case.take();
    case.certificates(&capacity)?;
    case.not_withdrawn()?;
    case.separations()?;
    case.guards()?;
    case.extensions()?;
    if let Some(chain) = competence::fact(&case.grounds(&capacity)) {
        case.facts.insert(competence::FACT.to_owned(), chain);
    }
    let record = Recorded {
        town: act.town.clone(),
        matter: act.matter.clone(),
        step: matter.map_or(0, |m| m.steps).saturating_add(1),
        procedure: procedure.name.clone(),
        action: action.name.clone(),
        actor: act.actor.key().to_owned(),
        capacity,
        happened_at: act.happened_at,
        recorded_at: now,
        rulebook: rulebook.version.clone(),
        token: act.token.clone(),
        facts: case.facts,
    };
    let after = advance(rulebook, matter, &record).map_err(|e| fault(&case.rule, &e))?;
    Ok(Decision { record, matter: after.matter, entries: after.entries, documents: action.documents.clone() })
}

/// A matter follows the rules as they stand now.
fn follow(
    rulebook: &Rulebook,
    matter: &Matter,
    act: &Act,
    now: DateTime,
    rule: &str,
) -> Result<Decision, Box<Refusal>> {
    if act.expected_steps.is_some_and(|seen| seen != matter.steps) {
        return refuse(Refusal::new(RefusalCode::Stale, rule));
    }
    if !change::lawful(rulebook, matter, act, act.happened_at) {
        return refuse(Refusal::new(RefusalCode::UnknownAction, rule).missing(change::title().clone()));
    }
    let record = Recorded {
        town: act.town.clone(),
        matter: act.matter.clone(),
        step: matter.steps.saturating_add(1),
        procedure: matter.procedure.clone(),
        action: act.action.clone(),
        actor: act.actor.key().to_owned(),
        capacity: act.actor.key().to_owned(),
        happened_at: act.happened_at,
        recorded_at: now,
        rulebook: rulebook.version.clone(),
        token: act.token.clone(),
        facts: act.facts.clone(),
    };
    let after = advance(rulebook, Some(matter), &record).map_err(|e| fault(rule, &e))?;
    Ok(Decision { record, matter: after.matter, entries: after.entries, documents: Vec::new() })
}

/// The act by which a clock runs out, to be decided like any other; none while it still runs or stands.
pub fn expiry(rulebook: &Rulebook, matter: &Matter, clock: &str, now: DateTime) -> Option<Act> {
    let state = matter.clocks.get(clock).filter(|s| s.running())?;
    let due = state.due.filter(|d| *d < now)?;
    let procedure = rulebook.procedure_version(&matter.procedure, matter.version)?;
    let action = procedure.actions.iter().find(|a| a.expiry_of.as_deref() == Some(clock))?;
    Some(Act {
        town: matter.town.clone(),
        matter: matter.id.clone(),
        procedure: matter.procedure.clone(),
        action: action.name.clone(),
        actor: Actor::Clock,
        facts: BTreeMap::new(),
        happened_at: due.checked_add(jiff::Span::new().seconds(1)).unwrap_or(due),
        expected_steps: Some(matter.steps),
        token: format!("{}:{clock}:{due}", matter.id),
    })
}

fn refuse<T>(refusal: Refusal) -> Result<T, Box<Refusal>> {
    Err(Box::new(refusal))
}

fn fault(rule: &str, error: &FoldError) -> Box<Refusal> {
    let code = match error {
        FoldError::Deadline(_) | FoldError::NotADate(_) => RefusalCode::Calendar,
        _ => RefusalCode::Rulebook,
    };
    Box::new(Refusal::new(code, rule).missing(Words::new(error.to_string(), error.to_string())))
}

fn find<'a>(
    rulebook: &'a Rulebook,
    matter: Option<&Matter>,
    act: &Act,
    rule: &str,
) -> Result<(&'a Procedure, &'a Action), Box<Refusal>> {
    let procedure = match matter {
        Some(m) => rulebook.procedure_version(&m.procedure, m.version),
        None => rulebook.procedure_on(&act.procedure, act.happened_at.date()),
    };
    let Some(procedure) = procedure else {
        let what = Words::new(act.procedure.clone(), act.procedure.clone());
        return refuse(Refusal::new(RefusalCode::UnknownProcedure, rule).missing(what));
    };
    let Some(action) = procedure.action(&act.action) else {
        let what = Words::new(act.action.clone(), act.action.clone());
        return refuse(Refusal::new(RefusalCode::UnknownAction, rule).missing(what));
    };
    Ok((procedure, action))
}

impl Case<'_> {
    fn refusal(&self, code: RefusalCode) -> Refusal {
        Refusal::new(code, self.rule.clone()).basis(&self.action.basis)
    }

    fn in_stage(&self) -> Result<(), Box<Refusal>> {
        match (&self.action.opening, self.matter) {
            (Opening::Opens, None) => Ok(()),
            (Opening::Opens, Some(_)) => refuse(self.refusal(RefusalCode::MatterExists)),
            (Opening::From(_), None) => refuse(self.refusal(RefusalCode::UnknownMatter)),
            (Opening::From(stages), Some(m)) => {
                if self.act.expected_steps.is_some_and(|seen| seen != m.steps) {
                    return refuse(self.refusal(RefusalCode::Stale));
                }
                if stages.contains(&m.stage) {
                    return Ok(());
                }
                let offered = stages.iter().filter_map(|s| self.procedure.stage(s));
                let mut refusal = self.refusal(RefusalCode::WrongStage);
                refusal.says = self.procedure.stage(&m.stage).map(|s| s.title.clone()).unwrap_or_default();
                refusal.missing = offered.map(|s| s.title.clone()).collect();
                refuse(refusal)
            }
        }
    }

    fn in_time(&self, now: DateTime) -> Result<(), Box<Refusal>> {
        let at = self.act.happened_at;
        if at > now {
            let mut refusal = self.refusal(RefusalCode::Future);
            refusal.at = Some(now);
            return refuse(refusal);
        }
        match self.matter {
            // A clock's expiry dates from its due moment, whatever was recorded since.
            Some(m) if at < m.last_at && self.act.actor != Actor::Clock => {
                let mut refusal = self.refusal(RefusalCode::BeforeLast);
                refusal.at = Some(m.last_at);
                refuse(refusal)
            }
            _ => Ok(()),
        }
    }

    /// The role in which the actor acts: the first of his roles that the action names.
    fn role(&self, rulebook: &Rulebook) -> Result<String, Box<Refusal>> {
        let by = &self.action.by;
        let roles: Vec<&str> = match &self.act.actor {
            Actor::Clock => vec!["clock"],
            Actor::Founder => vec!["founder"],
            Actor::Citizen => vec!["anyone"],
            Actor::Officer(key) => self.view.roles(key, self.act.happened_at),
        };
        let public = by.contains("anyone") && self.act.actor != Actor::Clock;
        match roles.iter().find(|r| by.contains(**r)) {
            Some(role) => Ok((*role).to_owned()),
            None if public => Ok("anyone".to_owned()),
            None => {
                let title = |r: &String| rulebook.roles.get(r).map(|r| r.title.clone());
                let mut refusal = self.refusal(RefusalCode::Role);
                refusal.missing = by.iter().filter_map(title).collect();
                refuse(refusal)
            }
        }
    }

    fn fields(&self, rulebook: &Rulebook) -> Result<(), Box<Refusal>> {
        let asked = |n: &String| self.action.asks.contains(n) || self.action.may_ask.contains(n);
        if let Some(name) = self.act.facts.keys().find(|n| !asked(n)) {
            let title = self.procedure.field(name).map_or(Words::new(name, name), |f| f.title.clone());
            return refuse(self.refusal(RefusalCode::Unasked).missing(title));
        }
        let mut refusal = self.refusal(RefusalCode::Missing);
        for field in self.action.asks.iter().filter_map(|n| self.procedure.field(n)) {
            if self.act.facts.get(&field.name).is_none_or(empty) {
                refusal = refusal.missing(field.title.clone());
            }
        }
        if !refusal.missing.is_empty() {
            return refuse(refusal);
        }
        let given = self.act.facts.iter().filter_map(|(n, v)| Some((self.procedure.field(n)?, v)));
        for (field, value) in given.filter(|(_, v)| !empty(v)) {
            if !fits(field, value) {
                return refuse(self.refusal(RefusalCode::Kind).missing(field.title.clone()));
            }
            if field.kind == FieldKind::Article && !in_force(rulebook, value, self.act.happened_at) {
                let what =
                    Words::new(format!("{}:{value}", field.title.zh), format!("{}: {value}", field.title.en));
                return refuse(self.refusal(RefusalCode::Article).missing(what));
            }
            if let FieldKind::Entry { register, .. } = &field.kind {
                self.entries_valid(field, register, value)?;
            }
            if let FieldKind::Files(accepts) = &field.kind {
                self.files_fit(field, accepts, value)?;
            }
        }
        Ok(())
    }

    /// Copies what the entries named by the act hold, as they stand when it happens.
    fn take(&mut self) {
        for takes in &self.action.takes {
            let Some(Field { kind: FieldKind::Entry { register, .. }, .. }) =
                self.procedure.field(&takes.entry)
            else {
                continue;
            };
            let named = |m: &Matter| m.facts.get(&takes.entry).cloned();
            let key = self.facts.get(&takes.entry).cloned().or_else(|| self.matter.and_then(named));
            let entry = key.as_ref().and_then(Value::as_text);
            let entry = entry.and_then(|k| self.view.entry(register, k, self.act.happened_at));
            if let Some(value) = entry.and_then(|e| e.fields.get(&takes.of)) {
                self.facts.insert(takes.field.clone(), value.clone());
            }
        }
    }

    fn entries_valid(&self, field: &Field, register: &str, value: &Value) -> Result<(), Box<Refusal>> {
        for key in value.texts() {
            if self.view.entry(register, key, self.act.happened_at).is_none() {
                let what =
                    Words::new(format!("{}:{key}", field.title.zh), format!("{}: {key}", field.title.en));
                return refuse(self.refusal(RefusalCode::Entry).missing(what));
            }
        }
        Ok(())
    }

    /// How many files, of which kinds, how large.
    fn files_fit(&self, field: &Field, accepts: &Accepts, value: &Value) -> Result<(), Box<Refusal>> {
        let files: Vec<FileRef> = value.texts().into_iter().filter_map(FileRef::read).collect();
        let of = |what: String| {
            Words::new(format!("{}:{what}", field.title.zh), format!("{}: {what}", field.title.en))
        };
        if files.len() > usize::from(accepts.at_most) {
            let what = format!("{} > {}", files.len(), accepts.at_most);
            return refuse(self.refusal(RefusalCode::FileCount).missing(of(what)));
        }
        for file in &files {
            let taken = MediaGroup::of(&file.media).is_some_and(|g| accepts.groups.contains(&g));
            if !taken {
                return refuse(self.refusal(RefusalCode::FileKind).missing(of(file.name.clone())));
            }
            if file.size > accepts.bytes_max {
                return refuse(self.refusal(RefusalCode::FileSize).missing(of(file.name.clone())));
            }
        }
        Ok(())
    }

    /// Every entry that the checks above found standing.
    fn grounds(&self, capacity: &str) -> Vec<Ground> {
        let at = self.act.happened_at;
        let key = self.act.actor.key();
        let ground = |link: &str, e: &Entry| Ground {
            link: link.to_owned(),
            register: e.register.clone(),
            key: e.key.clone(),
            from: e.from,
        };
        let gives = |e: &&Entry| e.fields.get("role").is_some_and(|r| r.texts().contains(&capacity));
        let post = self.view.posts(key, at).find(gives).map(|e| ground(competence::POST, e));
        let own = self.action.certificate.as_ref();
        let own = own.filter(|c| c.binds(capacity)).and_then(|c| self.view.entry(&c.register, key, at));
        let mut grounds: Vec<Ground> =
            post.into_iter().chain(own.map(|e| ground(competence::CERTIFICATE, e))).collect();
        let mut named = |field: &str, register: &str, value: &Value| {
            let entries = value.texts().into_iter().filter_map(|k| self.view.entry(register, k, at));
            grounds.extend(entries.map(|e| ground(field, e)));
        };
        let before = |t: &Takes| {
            let given = !self.facts.contains_key(&t.entry);
            self.matter.filter(|_| given).and_then(|m| m.facts.get_key_value(&t.entry))
        };
        let taken: BTreeMap<&String, &Value> = self.action.takes.iter().filter_map(before).collect();
        for (name, value) in self.facts.iter().chain(taken) {
            if let Some(FieldKind::Entry { register, .. }) = self.procedure.field(name).map(|f| &f.kind) {
                named(name, register, value);
            }
        }
        if let Some((field, register, _)) = &self.action.second_officer
            && let Some(value) = self.facts.get(field)
            && !matches!(self.procedure.field(field).map(|f| &f.kind), Some(FieldKind::Entry { .. }))
        {
            named(field, register, value);
        }
        grounds.sort();
        grounds.dedup();
        grounds
    }

    fn certificates(&self, capacity: &str) -> Result<(), Box<Refusal>> {
        let at = self.act.happened_at;
        let missing = |code, key: &str, register: &str, basis: &[Basis]| {
            let mut refusal =
                Refusal::new(code, self.rule.clone()).basis(basis).missing(Words::new(key, key));
            refusal.at = self.view.any_entry(register, key).and_then(|e| e.until);
            refuse(refusal)
        };
        let key = self.act.actor.key();
        if let Some(c) = self.action.certificate.as_ref().filter(|c| c.binds(capacity))
            && self.view.entry(&c.register, key, at).is_none()
        {
            return missing(RefusalCode::Certificate, key, &c.register, &c.basis);
        }
        if let Some((field, register, basis)) = &self.action.second_officer {
            let second = self.act.facts.get(field).and_then(Value::as_text).unwrap_or("");
            if second == key || self.view.entry(register, second, at).is_none() {
                return missing(RefusalCode::SecondOfficer, second, register, basis);
            }
        }
        Ok(())
    }

    /// Neither the actor nor the second officer stepped back from the matter.
    fn not_withdrawn(&self) -> Result<(), Box<Refusal>> {
        let Some(matter) = self.matter else { return Ok(()) };
        let second = self.action.second_officer.as_ref().and_then(|(field, ..)| self.act.facts.get(field));
        let actors = std::iter::once(self.act.actor.key()).chain(second.and_then(Value::as_text));
        let Some(who) = actors.into_iter().find(|k| matter.withdrawn.contains(*k)) else { return Ok(()) };
        let mut refusal =
            Refusal::new(RefusalCode::Separation, self.rule.clone()).missing(Words::new(who, who));
        if let Some(w) = self.procedure.actions.iter().find_map(|a| a.withdraws.as_ref()) {
            refusal = refusal.basis(&w.basis);
            refusal.says.clone_from(&w.says);
        }
        refuse(refusal)
    }

    fn separations(&self) -> Result<(), Box<Refusal>> {
        let (Some(matter), Actor::Officer(key)) = (self.matter, &self.act.actor) else { return Ok(()) };
        for s in self.procedure.separations.iter().filter(|s| s.actions.contains(&self.action.name)) {
            let did = s.from.iter().find(|a| matter.done.get(*a).is_some_and(|d| d.by.contains(key)));
            if let Some(did) = did {
                let title = self.procedure.action(did).map(|a| a.title.clone()).unwrap_or_default();
                let mut refusal =
                    Refusal::new(RefusalCode::Separation, self.rule.clone()).basis(&s.basis).missing(title);
                refusal.says = s.says.clone();
                return refuse(refusal);
            }
        }
        Ok(())
    }

    fn guards(&self) -> Result<(), Box<Refusal>> {
        let scope = Scope { matter: self.matter, facts: &self.facts, happened: self.act.happened_at };
        for guard in &self.action.guards {
            let held = guard.holds(&scope).map_err(|e| fault(&self.rule, &FoldError::Guard(e)))?;
            if !held {
                let mut refusal = Refusal::new(RefusalCode::Guard, self.rule.clone()).basis(&guard.basis);
                refusal.says = guard.says.clone();
                refusal.cure = guard.cure.clone();
                return refuse(refusal);
            }
        }
        Ok(())
    }

    /// An extension needs a clock that runs and has been extended less often than the law allows.
    fn extensions(&self) -> Result<(), Box<Refusal>> {
        let Some(matter) = self.matter else { return Ok(()) };
        for clock in &self.procedure.clocks {
            let Some(extends) = clock.extends.iter().find(|e| e.on == self.action.name) else { continue };
            let state = matter.clocks.get(&clock.name).filter(|s| s.running());
            let times = state.map_or(0, |s| s.extensions.iter().filter(|e| e.1 == extends.on).count());
            let in_time = state.and_then(|s| s.due).is_none_or(|due| self.act.happened_at <= due);
            if state.is_none() || !in_time || u32::try_from(times).unwrap_or(u32::MAX) >= extends.at_most {
                let mut refusal = self.refusal(RefusalCode::Extension).missing(clock.title.clone());
                refusal.basis.clone_from(&extends.basis);
                refusal.at = state.and_then(|s| s.due);
                return refuse(refusal);
            }
        }
        Ok(())
    }
}

/// Whether a text names an article of the rulebook whose instrument is in force at the moment.
fn in_force(rulebook: &Rulebook, value: &Value, at: DateTime) -> bool {
    value.as_text().and_then(Basis::read).is_some_and(|b| rulebook.in_force(&b, at.date()))
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Text(t) => t.trim().is_empty(),
        Value::List(l) => l.is_empty(),
        _ => false,
    }
}

/// Whether a value is of its field's kind.
fn fits(field: &Field, value: &Value) -> bool {
    match (&field.kind, value) {
        (FieldKind::Text | FieldKind::LongText | FieldKind::Person | FieldKind::Article, Value::Text(t)) => {
            // No store keeps it, and nobody types it.
            !t.contains('\0')
        }
        // Counts and sums of money are never below nothing.
        (FieldKind::Number { .. } | FieldKind::Money, Value::Number(n)) => *n >= 0,
        (FieldKind::Flag, Value::Flag(_)) => true,
        (FieldKind::Date, Value::Text(t)) => !t.contains('T') && moment(t).is_ok(),
        (FieldKind::Time, Value::Text(t)) => t.contains('T') && moment(t).is_ok(),
        (FieldKind::Choice { options }, Value::Text(t)) => options.iter().any(|o| o.zh == *t),
        (FieldKind::Entry { many: false, .. }, Value::Text(_)) => true,
        (FieldKind::Entry { many: true, .. }, Value::List(l)) => {
            l.iter().all(|v| matches!(v, Value::Text(_)))
        }
        (FieldKind::Files(_), Value::List(l)) => {
            let read = |v: &Value| v.as_text().and_then(FileRef::read).map(|f| f.id);
            let ids: BTreeSet<String> = l.iter().filter_map(read).collect();
            ids.len() == l.len()
        }
        _ => false,
    }
}
