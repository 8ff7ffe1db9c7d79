//! A way through a procedure told with dates and persons: played through the real engine as far as it goes.

use crate::finding::Event;
use crate::scenario::told as refusal_told;
use deadline::{Date, DateTime};
use jiff::{Span, ToSpan};
use kernel::definition::{Action, FieldKind, Procedure};
use kernel::{Act, Actor, Entry, Matter, Rulebook, Value, View, Words, decide};
use std::collections::BTreeMap;

/// Tells events as sentences, each with its day and who acts.
///
/// The events are played through the engine with sample facts, one working hour apart, and clocks run to their
/// last moment where the story needs it; what the engine would refuse (a free comparison that came out otherwise)
/// is told without a day.
pub fn tell(rulebook: &Rulebook, procedure: &Procedure, events: &[Event]) -> Vec<Words> {
    let mut stage =
        Telling { rulebook, procedure, view: View::default(), matter: None, at: first_day(procedure) };
    events.iter().map(|e| stage.event(e)).collect()
}

/// A working morning on which the procedure is in force and calendars are loaded.
fn first_day(procedure: &Procedure) -> DateTime {
    let march = Date::constant(2023, 3, 6);
    let day = if procedure.from > march {
        let later = procedure.from.checked_add(7.days()).unwrap_or(procedure.from);
        if procedure.until.is_some_and(|u| later >= u) { procedure.from } else { later }
    } else if procedure.until.is_some_and(|u| u <= march) {
        procedure.from
    } else {
        march
    };
    day.at(9, 0, 0, 0)
}

struct Telling<'a> {
    rulebook: &'a Rulebook,
    procedure: &'a Procedure,
    view: View,
    matter: Option<Matter>,
    at: DateTime,
}

impl Telling<'_> {
    fn event(&mut self, event: &Event) -> Words {
        match event {
            Event::Overdue { clock } => self.overdue(*clock),
            Event::Act { action, .. } => match self.procedure.actions.get(*action) {
                Some(action) => self.act(action, &event.facts(self.procedure)),
                None => Words::default(),
            },
        }
    }

    /// The clock's last moment passes.
    fn overdue(&mut self, clock: usize) -> Words {
        let Some(definition) = self.procedure.clocks.get(clock) else { return Words::default() };
        let due = self.matter.as_ref().and_then(|m| m.clocks.get(&definition.name)).and_then(|s| s.due);
        if let Some(due) = due {
            self.at = self.at.max(due.saturating_add(Span::new().hours(1)));
        }
        let day = due.map(|d| d.date().to_string()).unwrap_or_default();
        Words::new(
            format!("{day} “{}”届满", definition.title.zh),
            format!("{day} \"{}\" runs out", definition.title.en),
        )
    }

    fn act(&mut self, action: &Action, told: &BTreeMap<String, Value>) -> Words {
        self.at = self.at.saturating_add(Span::new().hours(1));
        if let Some(clock) = &action.expiry_of {
            let due = self.matter.as_ref().and_then(|m| m.clocks.get(clock)).and_then(|s| s.due);
            if let Some(due) = due.filter(|d| *d >= self.at) {
                self.at = due.saturating_add(Span::new().hours(1));
            }
        }
        let (who, actor) = self.actor(action);
        let facts = self.facts(action, told);
        let act = Act {
            town: "town".to_owned(),
            matter: "story".to_owned(),
            procedure: self.procedure.name.clone(),
            action: action.name.clone(),
            actor,
            facts: facts.clone(),
            happened_at: self.at,
            expected_steps: None,
            token: String::new(),
        };
        let result = decide(self.rulebook, &self.view, self.matter.as_ref(), &act, self.at);
        let with: Vec<String> = told
            .iter()
            .filter_map(|(n, v)| Some(format!("{} = {v}", self.procedure.field(n)?.title.zh)))
            .collect();
        let with_en: Vec<String> = told
            .iter()
            .filter_map(|(n, v)| Some(format!("{} = {v}", self.procedure.field(n)?.title.en)))
            .collect();
        let list =
            |with: Vec<String>| if with.is_empty() { String::new() } else { format!("({})", with.join(";")) };
        let (zh, en, day) = match result {
            Ok(decision) => {
                self.matter = Some(decision.matter);
                (String::new(), String::new(), self.at.strftime("%Y-%m-%d %H:%M").to_string())
            }
            Err(refusal) => {
                let (zh, en) = refusal_told(&refusal);
                (
                    format!(" 〔引擎以示例事实演示时:{zh}〕"),
                    format!(" [played with sample facts, the engine says: {en}]"),
                    String::new(),
                )
            }
        };
        Words::new(
            format!("{day} {} {}{}{zh}", who.zh, action.title.zh, list(with)),
            format!("{day} {}: {}{}{en}", who.en, action.title.en, list(with_en)),
        )
    }

    /// Somebody who may do it, with his post and certificate.
    fn actor(&mut self, action: &Action) -> (Words, Actor) {
        if action.expiry_of.is_some() && action.by.contains("clock") {
            return (Words::new("时间", "time"), Actor::Clock);
        }
        let Some(role) = action.by.iter().find(|r| *r != "clock" && *r != "anyone") else {
            return (Words::new("群众", "a citizen"), Actor::Citizen);
        };
        let title = self.rulebook.roles.get(role).map_or_else(|| Words::new(role, role), |r| r.title.clone());
        let from = Date::constant(2000, 1, 1).at(0, 0, 0, 0);
        let post = BTreeMap::from([
            ("holder".to_owned(), Value::from(role.as_str())),
            ("role".to_owned(), Value::from(role.as_str())),
        ]);
        self.view.entries.push(Entry {
            register: "posts".to_owned(),
            key: role.clone(),
            from,
            until: None,
            fields: post,
        });
        let seconds = action.second_officer.iter().map(|(_, r, _)| (r, "第二人".to_owned()));
        for (register, key) in action.certificate.iter().map(|c| (&c.register, role.clone())).chain(seconds) {
            self.view.entries.push(Entry {
                register: register.clone(),
                key,
                from,
                until: None,
                fields: BTreeMap::new(),
            });
        }
        (title, Actor::Officer(role.clone()))
    }

    fn facts(&mut self, action: &Action, told: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
        let mut facts = told.clone();
        facts.retain(|n, _| action.asks.contains(n) || action.may_ask.contains(n));
        let second = action.second_officer.as_ref().map(|(f, ..)| f.clone());
        for name in &action.asks {
            let Some(field) = self.procedure.field(name).filter(|_| !facts.contains_key(name)) else {
                continue;
            };
            let value = match &field.kind {
                _ if second.as_ref() == Some(name) => Value::from("第二人"),
                FieldKind::Number { .. } | FieldKind::Money => Value::Number(1),
                FieldKind::Date => Value::from(self.at.date().to_string().as_str()),
                FieldKind::Time => Value::from(self.at.to_string().as_str()),
                FieldKind::Flag => Value::Flag(false),
                FieldKind::Choice { options } => Value::from(options.first().map_or("", |o| o.zh.as_str())),
                FieldKind::Entry { register, many } => {
                    let from = Date::constant(2000, 1, 1).at(0, 0, 0, 0);
                    self.view.entries.push(Entry {
                        register: register.clone(),
                        key: "示例".to_owned(),
                        from,
                        until: None,
                        fields: BTreeMap::new(),
                    });
                    if *many { Value::List(vec![Value::from("示例")]) } else { Value::from("示例") }
                }
                FieldKind::Article => self
                    .rulebook
                    .laws
                    .values()
                    .filter(|l| l.in_force(self.at.date()))
                    .flat_map(|l| l.articles.keys().map(move |a| format!("{} {a}", l.key)))
                    .next()
                    .map_or_else(|| Value::from(""), |t| Value::from(t.as_str())),
                FieldKind::Files(accepts) => Value::List(vec![Value::from(accepts.example().to_string())]),
                FieldKind::Text | FieldKind::LongText | FieldKind::Person => Value::from("示例"),
            };
            facts.insert(name.clone(), value);
        }
        facts
    }
}
