//! Adopting a report: the text that is adopted is the report of that moment, not what a form sends.

use super::{editor, figures_of, make};
use crate::Desk;
use kernel::definition::{Action, Procedure};
use kernel::{Matter, Value};
use press::Report;
use press::report::{ADOPTED, PROCEDURE, YEAR};
use web::{Language, Problem};

/// What would be adopted now.
pub(crate) struct Adoption {
    /// Name of the field that keeps it.
    pub(crate) field: &'static str,
    /// The text.
    pub(crate) text: String,
    /// What does not add up in it.
    pub(crate) examined: minijinja::Value,
    /// Names in the drafter's text that are no figure: it can't be adopted with them.
    pub(crate) unknown: Vec<String>,
    /// The year reported.
    pub(crate) year: i16,
}

/// What an action on a matter would adopt; none if it adopts no report.
pub(crate) async fn adoption(
    desk: &Desk,
    town: &store::Town,
    procedure: &Procedure,
    action: &Action,
    matter: Option<&Matter>,
    language: Language,
) -> Result<Option<Adoption>, Problem> {
    let asks = action.asks.iter().any(|f| f == ADOPTED);
    let Some(matter) = matter.filter(|_| asks && procedure.name == PROCEDURE) else { return Ok(None) };
    let Some(Value::Number(year)) = matter.facts.get(YEAR) else { return Ok(None) };
    let (town, year, figures) = figures_of(desk, &town.key, &year.to_string()).await?;
    let report =
        make(desk, &town.name, year, &figures, |book, ground| Report::live(book, ground, Some(matter)))?;
    Ok(Some(Adoption {
        field: ADOPTED,
        text: report.to_adopt(),
        examined: editor::examined(desk, report.text(), language).await?,
        unknown: report.unknown().to_vec(),
        year,
    }))
}
