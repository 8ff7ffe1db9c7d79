//! The grammar of the rulebook as a table: which node may stand where, with which arguments and properties.
//!
//! The reader checks every node against this table before it looks at its meaning, so that a misspelt or
//! misplaced word is always told with the nearest known one.

/// One kind of node. A node's kind is its path of names: `procedure/clock/starts`.
#[derive(Debug)]
pub struct NodeSpec {
    /// Path of names.
    pub path: &'static str,
    /// Least and greatest number of plain arguments.
    pub args: (usize, usize),
    /// Properties that must be given.
    pub required: &'static [&'static str],
    /// Properties that may be given.
    pub optional: &'static [&'static str],
    /// Children that must stand at least once.
    pub needs: &'static [&'static str],
}

const fn node(
    path: &'static str,
    args: (usize, usize),
    required: &'static [&'static str],
    optional: &'static [&'static str],
    needs: &'static [&'static str],
) -> NodeSpec {
    NodeSpec { path, args, required, optional, needs }
}

/// Many arguments.
const MANY: usize = usize::MAX;

/// Every kind of node that a rulebook may hold.
pub const NODES: &[NodeSpec] = &[
    node("law", (2, 2), &["en"], &[], &["version"]),
    node("law/version", (1, 1), &["from"], &["until"], &[]),
    node("law/article", (2, 2), &["en"], &[], &[]),
    node("role", (2, 2), &["en"], &[], &[]),
    node("calendar", (2, 2), &["source"], &[], &[]),
    node("calendar/rest", (1, 1), &["name"], &["to"], &[]),
    node("calendar/work", (1, 1), &["name"], &[], &[]),
    node("regional-calendar", (1, 1), &["office", "citizen"], &[], &[]),
    node("parameter", (2, 2), &["en", "layer", "source", "direction"], &[], &[]),
    node("parameter/term", (2, 2), &[], &["from"], &[]),
    node("parameter/number", (1, 1), &[], &["from"], &[]),
    node("register", (2, 2), &["en", "basis"], &[], &[]),
    node("register/serves", (1, MANY), &[], &[], &[]),
    node(
        "register/field",
        (2, 2),
        &["en", "type", "personal", "purpose"],
        &["purpose-en", "unit", "register"],
        &[],
    ),
    node("register/field/choice", (1, 1), &["en"], &[], &[]),
    node("general", (2, 2), &["en"], &[], &["in-force", "applies"]),
    node("general/in-force", (0, 0), &["from"], &["until"], &[]),
    node("general/applies", (0, 0), &[], &["basis", "role", "every"], &[]),
    node("general/needs", (2, 2), &["en", "as"], &[], &[]),
    node("general/states", (1, MANY), &["basis", "says", "en"], &["if"], &[]),
    node("remedy", (2, 2), &["en", "basis"], &[], &["text"]),
    node("remedy/text", (1, 1), &["from"], &[], &[]),
    node("procedure", (2, 2), &["en"], &[], &["serves", "in-force", "number", "stage", "action"]),
    node("procedure/serves", (1, MANY), &[], &[], &[]),
    node("procedure/in-force", (0, 0), &["from"], &["until"], &[]),
    node("procedure/transition", (1, 1), &["basis", "says", "en"], &[], &[]),
    node("procedure/transition/stage", (2, 2), &[], &[], &[]),
    node("procedure/number", (1, 1), &[], &[], &[]),
    node("procedure/keeps", (1, 1), &["basis"], &[], &[]),
    node("procedure/publicity", (1, 1), &["basis"], &[], &[]),
    node(
        "procedure/field",
        (2, 2),
        &["en", "type", "personal", "purpose"],
        &["purpose-en", "unit", "register", "accept", "at-most", "megabytes"],
        &[],
    ),
    node("procedure/field/choice", (1, 1), &["en"], &[], &[]),
    node("procedure/stage", (2, 2), &["en"], &["end"], &[]),
    node("procedure/clock", (2, 2), &["en", "binds", "basis"], &[], &["starts", "at-expiry"]),
    node("procedure/clock/term", (0, 2), &[], &["parameter", "field"], &[]),
    node("procedure/clock/before", (1, 1), &["years"], &[], &[]),
    node("procedure/clock/until", (0, 0), &["field"], &[], &[]),
    node("procedure/clock/starts", (1, MANY), &[], &["field", "when"], &[]),
    node("procedure/clock/restarts", (1, MANY), &["basis"], &[], &[]),
    node("procedure/clock/pauses", (1, MANY), &["basis"], &[], &[]),
    node("procedure/clock/extends", (1, 1), &["basis", "at-most"], &[], &["term"]),
    node("procedure/clock/extends/term", (0, 2), &[], &["parameter"], &[]),
    node("procedure/clock/stops", (1, MANY), &[], &[], &[]),
    node("procedure/clock/at-expiry", (1, 1), &[], &["act"], &[]),
    node("procedure/action", (2, 2), &["en", "basis"], &[], &["by"]),
    node("procedure/action/opens", (0, 0), &[], &[], &[]),
    node("procedure/action/from", (1, MANY), &[], &[], &[]),
    node("procedure/action/to", (1, 1), &[], &[], &[]),
    node("procedure/action/by", (1, MANY), &[], &[], &[]),
    node("procedure/action/asks", (1, MANY), &[], &[], &[]),
    node("procedure/action/may-ask", (1, MANY), &[], &[], &[]),
    node("procedure/action/takes", (1, 1), &["from"], &[], &[]),
    node("procedure/action/guard", (1, 1), &["basis", "says", "en"], &["cure", "cure-en"], &[]),
    node("procedure/action/certificate", (1, 1), &["basis"], &[], &[]),
    node("procedure/action/second-officer", (2, 2), &["basis"], &[], &[]),
    node("procedure/action/document", (1, MANY), &[], &[], &[]),
    node("procedure/action/tell", (1, MANY), &[], &[], &[]),
    node("procedure/action/withdraws", (1, 1), &["basis", "says", "en"], &[], &[]),
    node("procedure/action/is", (1, 1), &[], &[], &[]),
    node("procedure/action/is/*", (1, MANY), &[], &[], &[]),
    node("procedure/action/enters", (1, 1), &[], &["key", "from", "until"], &[]),
    node("procedure/action/enters/copies", (1, MANY), &[], &[], &[]),
    node("procedure/action/ends-entry", (1, 1), &[], &["key"], &[]),
    node("procedure/separate", (1, MANY), &["basis", "says", "en"], &[], &["from"]),
    node("procedure/separate/from", (1, MANY), &[], &[], &[]),
    node(
        "procedure/document",
        (2, 2),
        &["en", "basis"],
        &["remedy", "without-remedy", "without-remedy-en"],
        &[],
    ),
    node("procedure/document/paper", (1, 1), &[], &["number"], &[]),
    node("procedure/property", (2, MANY), &["basis", "says", "en"], &["when"], &[]),
    node("procedure/property/term", (0, 2), &[], &["parameter"], &[]),
    node("procedure/unnoticed", (2, 2), &["why", "en"], &[], &[]),
    node("scenario", (1, 1), &["en", "procedure"], &[], &[]),
    node("scenario/entry", (2, 2), &["from"], &["until"], &[]),
    node("scenario/entry/*", (1, MANY), &[], &[], &[]),
    node("scenario/on", (2, 2), &["by"], &[], &[]),
    node("scenario/on/*", (1, MANY), &[], &[], &[]),
    node("scenario/refused", (2, 2), &["by"], &["basis", "code"], &[]),
    node("scenario/refused/*", (1, MANY), &[], &[], &[]),
    node("scenario/passes", (1, 1), &[], &[], &[]),
    node("scenario/expect", (0, 0), &[], &["stage", "ended"], &[]),
    node("scenario/due", (2, 2), &[], &[], &[]),
    node("built-in", (2, 2), &["en"], &[], &[]),
    node("row", (2, 2), &["en"], &[], &[]),
    node("not-modelled", (1, 1), &["why", "en"], &[], &[]),
    node("figure", (2, 2), &["en", "unit"], &["item", "reported"], &["means"]),
    node("figure/means", (1, 1), &["en"], &[], &[]),
    node("figure/flow", (0, 0), &[], &[], &["count"]),
    node("figure/flow/count", (1, 1), &[], &["when", "add", "by"], &[]),
    node("figure/flow/take", (1, 1), &[], &["when", "add", "by"], &[]),
    node("figure/stock", (0, 0), &[], &[], &["count"]),
    node("figure/stock/count", (1, 1), &[], &["when", "add", "by"], &[]),
    node("figure/stock/take", (1, 1), &[], &["when", "add", "by"], &[]),
    node("figure/ratio", (0, 0), &["numerator", "denominator", "decimals"], &[], &[]),
    node("figure/least", (0, 0), &["of", "among"], &[], &[]),
    node("figure/limit", (1, 1), &[], &[], &[]),
    node("identity", (2, 2), &["en"], &[], &["left", "right"]),
    node("identity/left", (1, MANY), &[], &[], &[]),
    node("identity/right", (1, MANY), &[], &[], &[]),
    node("claim", (2, 2), &["en", "none", "among", "basis"], &[], &[]),
];

/// Nodes that may name the rules of the law which they enforce, with all that stands inside them: `rules="PEN-O12"`.
const RULED: &[&str] = &[
    "procedure",
    "general",
    "remedy",
    "register",
    "parameter",
    "figure",
    "identity",
    "claim",
    "scenario",
    "built-in",
];

/// Whether a node of this path may carry `rules=`.
pub fn ruled(path: &str) -> bool {
    RULED.contains(&path.split('/').next().unwrap_or(path))
}

/// Clauses of general law are written as in a procedure, those of the act itself as in an action.
const CLAUSES: &[&str] = &["field", "action", "clock", "separate", "property"];
const CLAUSES_OF_THE_ACT: &[&str] = &["guard", "certificate", "second-officer"];

/// The path under which a clause of general law is specified; none for what is no clause.
fn clause(path: &str) -> Option<String> {
    let rest = path.strip_prefix("general/")?;
    let first = rest.split('/').next()?;
    if CLAUSES.contains(&first) {
        return Some(format!("procedure/{rest}"));
    }
    CLAUSES_OF_THE_ACT.contains(&first).then(|| format!("procedure/action/{rest}"))
}

/// Whether a node of this path is a clause of general law, which may depend on a need: `if=publish`.
pub fn conditional(path: &str) -> bool {
    path.strip_prefix("general/")
        .is_some_and(|rest| CLAUSES.contains(&rest) || CLAUSES_OF_THE_ACT.contains(&rest))
}

/// The spec of a path. Where the names of children are the rulebook's own (facts in a scenario), it ends in `*`.
pub fn spec(path: &str) -> Option<&'static NodeSpec> {
    let path = &clause(path).unwrap_or_else(|| path.to_owned());
    let any = || path.rsplit_once('/').map(|(parent, _)| format!("{parent}/*"));
    let find = |path: &str| NODES.iter().find(|s| s.path == path);
    find(path).or_else(|| find(&any()?))
}

/// Names of the nodes that may stand under a path; the empty path is the file itself.
pub fn children(path: &str) -> Vec<&'static str> {
    let inner = clause(path);
    let path = inner.as_deref().unwrap_or(path);
    let own = if path == "general" { [CLAUSES, CLAUSES_OF_THE_ACT].concat() } else { Vec::new() };
    let under = |s: &&NodeSpec| match s.path.rsplit_once('/') {
        Some((parent, _)) => parent == path,
        None => path.is_empty(),
    };
    let names = NODES.iter().filter(under).map(|s| s.path.rsplit('/').next().unwrap_or(s.path));
    names.chain(own).collect()
}
