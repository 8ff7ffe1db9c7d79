//! What may be public, and of what.
//!
//! Four rules, all taken from the definitions:
//! 1. A matter is public when its procedure's class is *active* and one of its publishing acts was done: an act whose
//!    name is `publish` or begins with `publish-`. Nothing is public because it ended, or because it is not personal.
//! 2. Of a public matter those facts are shown that were recorded up to its last publishing act, and those of later
//!    corrections, if their field is not personal. Yes-or-no facts steer the procedure and are not shown.
//! 3. Once a staff act named `withdraw` was done after it, only the withdrawal is shown.
//! 4. A register is public when every procedure that makes its entries is *active*; personal fields are left out, and
//!    so is the key where it is made of a personal field.

use crate::citizen::OpenAction;
use deadline::DateTime;
use kernel::definition::{Action, Field, FieldKind, Procedure, PublicityClass, Register};
use kernel::{Matter, Rulebook, Value};
use std::collections::BTreeSet;
use store::StoredRecord;

/// Whether a procedure's results are published on the office's own motion.
pub fn active(procedure: &Procedure) -> bool {
    procedure.publicity.as_ref().is_some_and(|p| p.class == PublicityClass::Active)
}

/// Whether an act publishes.
pub fn publishes(action: &str) -> bool {
    action == "publish" || action.starts_with("publish-") || action == "republish"
}

fn withdraws(procedure: &Procedure, action: &str) -> bool {
    (action == "withdraw" || action.starts_with("withdraw-")) && OpenAction::find(procedure, action).is_none()
}

fn corrects(procedure: &Procedure, action: &str) -> bool {
    (action == "correct" || action.starts_with("correct-")) && OpenAction::find(procedure, action).is_none()
}

/// Whether an act of a public matter is told in its log, by the form of its name.
pub fn is_notice(action: &str) -> bool {
    publishes(action) || action.starts_with("withdraw") || action.starts_with("correct")
}

/// Whether a procedure has an act that publishes at all.
pub fn can_publish(procedure: &Procedure) -> bool {
    active(procedure) && procedure.actions.iter().any(|a| publishes(&a.name))
}

/// Whether a matter is public.
pub fn is_public(procedure: &Procedure, matter: &Matter) -> bool {
    active(procedure) && matter.done.keys().any(|a| publishes(a))
}

/// Whether a public matter was taken back.
pub fn is_withdrawn(procedure: &Procedure, matter: &Matter) -> bool {
    matter.done.keys().any(|a| withdraws(procedure, a))
}

/// Whether a fact of that field may be shown to everybody.
pub fn may_show(rulebook: &Rulebook, field: &Field) -> bool {
    match &field.kind {
        _ if field.personal => false,
        FieldKind::Person => false,
        FieldKind::Entry { register, .. } => !personal_key(rulebook, register),
        _ => true,
    }
}

/// Whether the keys of a register tell of persons: some action makes them of a personal field.
pub fn personal_key(rulebook: &Rulebook, register: &str) -> bool {
    let makes = |p: &Procedure| {
        let entries = p.actions.iter().flat_map(|a| &a.enters).filter(|e| e.register == register);
        let keys: Vec<&Field> = entries.filter_map(|e| p.field(e.key.as_ref()?)).collect();
        keys.iter().any(|f| f.personal || f.kind == FieldKind::Person)
    };
    rulebook.procedures.values().flatten().any(makes)
}

/// Whether a register is public.
pub fn open_register(rulebook: &Rulebook, register: &Register) -> bool {
    let enters =
        |p: &&Procedure| p.actions.iter().flat_map(|a| &a.enters).any(|e| e.register == register.name);
    let mut makers = rulebook.procedures.values().flatten().filter(enters).peekable();
    makers.peek().is_some() && makers.all(active)
}

/// The fields of a register that everybody may see.
pub fn shown_fields<'a>(rulebook: &'a Rulebook, register: &'a Register) -> impl Iterator<Item = &'a Field> {
    register.fields.iter().filter(|f| may_show(rulebook, f))
}

/// One fact that everybody may see.
#[derive(Clone, Debug)]
pub struct PublicFact<'a> {
    /// Its field.
    pub field: &'a Field,
    /// Its value.
    pub value: &'a Value,
}

/// One act that made, corrected or withdrew a publication.
#[derive(Clone, Debug)]
pub struct PublicAct<'a> {
    /// When it happened.
    pub at: DateTime,
    /// Its definition.
    pub action: &'a Action,
    /// What it said, where it may be shown.
    pub facts: Vec<PublicFact<'a>>,
}

/// A public matter.
#[derive(Clone, Debug)]
pub struct Publication<'a> {
    /// What is published; nothing once it is withdrawn.
    pub facts: Vec<PublicFact<'a>>,
    /// Publishing, correcting, withdrawing, oldest first.
    pub acts: Vec<PublicAct<'a>>,
    /// It was taken back.
    pub withdrawn: bool,
}

/// What everybody may see of a matter's records; none if it is not public.
pub fn publication<'a>(
    rulebook: &'a Rulebook,
    procedure: &'a Procedure,
    records: &'a [StoredRecord],
) -> Option<Publication<'a>> {
    if !active(procedure) {
        return None;
    }
    let last = records.iter().rposition(|r| publishes(&r.recorded.action))?;
    let withdrawn = records.iter().skip(last).any(|r| withdraws(procedure, &r.recorded.action));
    let shown = |r: &'a StoredRecord| -> Vec<PublicFact<'a>> {
        let facts = r.recorded.own_facts().filter_map(|(name, value)| {
            let field = procedure.field(name).filter(|f| may_show(rulebook, f))?;
            (field.kind != FieldKind::Flag).then_some(PublicFact { field, value })
        });
        facts.collect()
    };
    let mut facts: Vec<PublicFact<'a>> = Vec::new();
    let mut acts = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let name = record.recorded.action.as_str();
        let later = corrects(procedure, name) || withdraws(procedure, name);
        if at <= last && !withdrawn {
            for fact in shown(record) {
                // A later value takes the place of the earlier one.
                facts.retain(|f| f.field.name != fact.field.name);
                facts.push(fact);
            }
        }
        if (publishes(name) || (at > last && later))
            && let Some(action) = procedure.action(name)
        {
            let said = if later { shown(record) } else { Vec::new() };
            acts.push(PublicAct { at: record.recorded.happened_at, action, facts: said });
        }
    }
    let order = |f: &PublicFact<'_>| procedure.fields.iter().position(|g| g.name == f.field.name);
    facts.sort_by_key(order);
    Some(Publication { facts, acts, withdrawn })
}

/// What a list calls a matter: its first published text.
pub fn headline(rulebook: &Rulebook, procedure: &Procedure, matter: &Matter) -> String {
    let text = |f: &&Field| f.kind == FieldKind::Text && may_show(rulebook, f);
    let titled = procedure.fields.iter().filter(text).filter(|f| f.name.contains("title"));
    let rest = procedure.fields.iter().filter(text);
    let entry = procedure
        .fields
        .iter()
        .filter(|f| matches!(f.kind, FieldKind::Entry { .. }) && may_show(rulebook, f));
    let mut values =
        titled.chain(rest).chain(entry).filter_map(|f| matter.facts.get(&f.name)).map(ToString::to_string);
    let found = values.find(|v| !v.trim().is_empty()).unwrap_or_default();
    let mut chars = found.chars();
    let short: String = chars.by_ref().take(60).collect();
    if chars.next().is_some() { short + "…" } else { short }
}

/// Figures whose parts are named by a personal field: the parts are not shown.
pub fn personal_parts(rulebook: &Rulebook) -> BTreeSet<&str> {
    use kernel::definition::FigureKind;
    let mut names = BTreeSet::new();
    for figure in rulebook.figures.values() {
        let (FigureKind::Flow(counts) | FigureKind::Stock(counts)) = &figure.kind else { continue };
        let personal = counts.iter().any(|c| {
            let versions = rulebook.procedures.get(&c.procedure).map(Vec::as_slice).unwrap_or_default();
            let fields = versions.iter().filter_map(|p| p.field(c.by.as_ref()?));
            fields.into_iter().any(|f| !may_show(rulebook, f))
        });
        if personal {
            names.insert(figure.name.as_str());
        }
    }
    names
}
