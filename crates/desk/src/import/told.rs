//! What is wrong with rows, in sentences, and as a workbook to mend and import again.

use super::run::{Import, Imported, Wrong};
use door::Door;
use press::list::{Cell, Column, List};
use serde::Serialize;
use std::collections::BTreeMap;
use web::shown::refusal;
use web::{Language, Wording};

/// One fault of a row as people read it.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// Row in the file.
    pub row: u32,
    /// Column; empty if none is at fault alone.
    pub column: String,
    /// What stands there.
    pub given: String,
    /// Why it can't be imported, with the articles.
    pub why: String,
    /// How to mend it.
    pub cure: String,
}

/// The faults in sentences.
pub fn told(door: &Door, import: &Import, imported: &Imported, wording: &Wording) -> Vec<Told> {
    imported.wrong.iter().map(|wrong| one(door, import, wrong, wording)).collect()
}

fn one(door: &Door, import: &Import, wrong: &Wrong, wording: &Wording) -> Told {
    let title = |action: &str| {
        let procedure = door.rulebook.procedure(&import.procedure);
        let found = procedure.and_then(|p| p.act_title(action));
        found.map_or_else(|| action.to_owned(), |t| wording.language.of(t).to_owned())
    };
    match wrong {
        Wrong::Cell(p) => {
            let key = format!("ledger-{}", p.fault.name());
            let detail = p.fault.detail();
            let args = [("detail", detail.as_str()), ("given", p.given.as_str())];
            Told {
                row: p.row,
                column: p.column.clone(),
                given: p.given.clone(),
                why: wording.say_with(&key, &args),
                cure: wording.say_with(&format!("{key}-cure"), &args),
            }
        }
        Wrong::Refused { row, action, refusal: refused } => {
            let shown = refusal(&door.rulebook, refused, wording);
            let mut why = format!("{}{}{}", title(action), colon(wording.language), shown.says);
            if !shown.missing.is_empty() && !shown.missing.iter().all(|m| shown.says.contains(m.as_str())) {
                why += &format!(" {}", shown.missing.join(wording.language.comma()));
            }
            let cites: Vec<&str> = shown.cards.iter().map(|c| c.cite.as_str()).collect();
            if !cites.is_empty() {
                why += &format!(" ({})", cites.join(wording.language.comma()));
            }
            Told { row: *row, column: String::new(), given: String::new(), why, cure: shown.cure }
        }
        Wrong::Unrecorded { row, why } => Told {
            row: *row,
            column: String::new(),
            given: String::new(),
            why: why.clone(),
            cure: wording.say("ledger-unrecorded-cure"),
        },
    }
}

fn colon(language: Language) -> &'static str {
    match language {
        Language::Zh => "：",
        Language::En => ": ",
    }
}

/// Titles of the column of reasons, in each language: it is passed over when the workbook is imported again.
pub fn reason_titles() -> [String; 2] {
    [Language::Zh, Language::En].map(|l| Wording::new(l).say("ledger-reason"))
}

/// The rows that failed, as they stand in the file, with a column of reasons.
pub fn to_mend(import: &Import, told: &[Told], wording: &Wording) -> List {
    let mut reasons: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for t in told {
        let place = if t.column.is_empty() {
            String::new()
        } else {
            format!("{}{}", t.column, colon(wording.language))
        };
        reasons.entry(t.row).or_default().push(format!("{place}{} {}", t.why, t.cure).trim().to_owned());
    }
    let column = |title: &String| Column { name: title.clone(), title: title.clone(), personal: false };
    let reason = wording.say("ledger-reason");
    let columns = import.table.header.iter().chain([&reason]).map(column).collect();
    let mut rows = Vec::new();
    for row in &import.table.rows {
        let Some(why) = reasons.get(&row.number) else { continue };
        let text = |t: &str| if t.is_empty() { Cell::Empty } else { Cell::Text(t.to_owned()) };
        let cells = row.cells.iter().map(|c| text(c.exact())).chain([text(&why.join("\n"))]);
        rows.push(cells.collect());
    }
    List { title: wording.say("ledger-mend-title"), columns, rows }
}
