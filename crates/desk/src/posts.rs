//! What somebody may do by the posts that he holds.

use deadline::DateTime;
use kernel::View;
use kernel::definition::{Action, Opening, Procedure};
use std::collections::BTreeSet;
use store::{Reader, StoreError};

/// The register of who holds which post.
const POSTS: &str = "posts";

/// The roles of the posts that somebody holds at a moment.
pub(crate) fn roles(
    reader: &mut dyn Reader,
    town: &str,
    person: &str,
    at: DateTime,
) -> Result<BTreeSet<String>, StoreError> {
    let view = View { entries: reader.entries_of(town, POSTS, person)? };
    Ok(view.roles(person, at).into_iter().map(str::to_owned).collect())
}

/// The roles of all posts that somebody ever held.
pub(crate) fn roles_ever(
    reader: &mut dyn Reader,
    town: &str,
    person: &str,
) -> Result<BTreeSet<String>, StoreError> {
    let posts = reader.entries_of(town, POSTS, person)?;
    let roles = posts.iter().filter_map(|e| e.fields.get("role")).flat_map(kernel::Value::texts);
    Ok(roles.map(str::to_owned).collect())
}

/// What one of the roles can do in a stage, by itself and not by a clock; stepping back is not work that waits.
pub(crate) fn work<'a>(procedure: &'a Procedure, stage: &str, roles: &BTreeSet<String>) -> Vec<&'a Action> {
    let here = |a: &&Action| matches!(&a.opening, Opening::From(from) if from.contains(stage));
    let own = |a: &&Action| a.withdraws.is_none() && a.by.iter().any(|role| roles.contains(role));
    procedure.actions.iter().filter(here).filter(own).collect()
}
