//! What a proof found wrong, with the shortest story that leads there.

use crate::space::Rep;
use kernel::definition::Procedure;
use kernel::{Value, Words};
use std::collections::BTreeMap;

/// One fault and the shortest way to it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What is wrong.
    pub fault: Fault,
    /// The events that lead there, first one first.
    pub story: Vec<Event>,
}

/// What is wrong with a procedure. Numbers are places in the procedure's own lists.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A declared property does not hold.
    Property {
        /// Which.
        index: usize,
    },
    /// No lawful way leads on to an end.
    Stuck {
        /// Where.
        stage: String,
    },
    /// An action that can never happen.
    DeadAction {
        /// Which.
        action: String,
    },
    /// A stage that is never reached.
    DeadStage {
        /// Which.
        stage: String,
    },
    /// A guard (or a clock's condition) reads a fact that was never given, in a way that can't be evaluated.
    Unevaluable {
        /// The action.
        action: usize,
        /// Its guard; none is the condition of a clock that it starts.
        guard: Option<usize>,
    },
    /// A clock runs out where its act is not offered.
    ExpiryNotOffered {
        /// Which.
        clock: usize,
    },
    /// A clock still runs when the matter has ended.
    RunsOn {
        /// Which.
        clock: usize,
    },
    /// Too many states to explore.
    TooLarge,
}

/// One thing that happens in a story.
#[derive(Clone, Debug)]
pub enum Event {
    /// An act.
    Act {
        /// Place of the action.
        action: usize,
        /// The facts that matter, by place of the field.
        inputs: BTreeMap<usize, Rep>,
    },
    /// A clock's last moment passes.
    Overdue {
        /// Place of the clock.
        clock: usize,
    },
}

impl Event {
    /// The facts that it carries, by name, as far as they have a value.
    pub fn facts(&self, procedure: &Procedure) -> BTreeMap<String, Value> {
        let Event::Act { inputs, .. } = self else { return BTreeMap::new() };
        let value = |rep: &Rep| match rep {
            Rep::Unset | Rep::Given => None,
            Rep::Flag(b) => Some(Value::Flag(*b)),
            Rep::Number(n) => Some(Value::Number(*n)),
            Rep::Text(t) => Some(Value::Text(t.clone())),
        };
        let named = inputs.iter().filter_map(|(f, rep)| Some((procedure.fields.get(*f)?, value(rep)?)));
        named.map(|(field, value)| (field.name.clone(), value)).collect()
    }
}

impl Fault {
    /// Stable name, as `stuck`.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Property { .. } => "property",
            Fault::Stuck { .. } => "stuck",
            Fault::DeadAction { .. } => "dead-action",
            Fault::DeadStage { .. } => "dead-stage",
            Fault::Unevaluable { .. } => "unevaluable",
            Fault::ExpiryNotOffered { .. } => "expiry-not-offered",
            Fault::RunsOn { .. } => "clock-runs-on",
            Fault::TooLarge => "too-large",
        }
    }

    /// What it is about, so that one thing is told once.
    pub(crate) fn about(&self) -> String {
        match self {
            Fault::Property { index } => index.to_string(),
            Fault::Stuck { stage } | Fault::DeadStage { stage } => stage.clone(),
            Fault::DeadAction { action } => action.clone(),
            Fault::Unevaluable { action, guard } => format!("{action} {guard:?}"),
            Fault::ExpiryNotOffered { clock } | Fault::RunsOn { clock } => clock.to_string(),
            Fault::TooLarge => String::new(),
        }
    }

    /// The fault as a sentence.
    pub fn says(&self, procedure: &Procedure) -> Words {
        let action = |i: usize| procedure.actions.get(i).map(|a| a.title.clone()).unwrap_or_default();
        let clock = |i: usize| procedure.clocks.get(i).map(|c| c.title.clone()).unwrap_or_default();
        let stage = |n: &str| procedure.stage(n).map(|s| s.title.clone()).unwrap_or_default();
        match self {
            Fault::Property { index } => {
                procedure.properties.get(*index).map(|p| p.says.clone()).unwrap_or_default()
            }
            Fault::Stuck { stage: name } => {
                let s = stage(name);
                Words::new(
                    format!("停在“{}”以后,再没有合法的路走到办结", s.zh),
                    format!("from \"{}\" no lawful way leads on to an end", s.en),
                )
            }
            Fault::DeadAction { action } => {
                let a = procedure.action(action).map(|a| a.title.clone()).unwrap_or_default();
                Words::new(
                    format!("环节“{}”永远不能发生", a.zh),
                    format!("the action \"{}\" can never happen", a.en),
                )
            }
            Fault::DeadStage { stage: name } => {
                let s = stage(name);
                Words::new(
                    format!("阶段“{}”永远到不了", s.zh),
                    format!("the stage \"{}\" is never reached", s.en),
                )
            }
            Fault::Unevaluable { action: index, guard } => {
                let a = action(*index);
                let source = guard
                    .and_then(|g| procedure.actions.get(*index)?.guards.get(g))
                    .map(|g| g.source.clone())
                    .unwrap_or_default();
                Words::new(
                    format!("环节“{}”的条件读到了没有填写过的事实:{source}", a.zh),
                    format!("a condition of \"{}\" reads a fact that was never given: {source}", a.en),
                )
            }
            Fault::ExpiryNotOffered { clock: index } => {
                let c = clock(*index);
                Words::new(
                    format!("“{}”届满时,它的处理环节在这个阶段办不了", c.zh),
                    format!("when \"{}\" runs out here, its act is not offered", c.en),
                )
            }
            Fault::RunsOn { clock: index } => {
                let c = clock(*index);
                Words::new(
                    format!("事项已经办结,“{}”还在走", c.zh),
                    format!("the matter has ended and \"{}\" still runs", c.en),
                )
            }
            Fault::TooLarge => Words::new(
                "可能的状态太多,没有走完:减少条件同时读取的事实",
                "too many states to explore: let conditions read fewer facts at once",
            ),
        }
    }
}
