//! `fadu rulebook new`: the outline of a procedure that passes check, proof and its own scenarios.

use crate::open::{AnyError, answer, chinese, write};
use std::path::PathBuf;

const DEFINITION: &str = include_str!("../templates/procedure/definition.kdl");
const LETTER: &str = include_str!("../templates/procedure/decision-letter.md");
const SCENARIOS: &str = include_str!("../templates/procedure/scenarios.kdl");

/// What the new procedure is.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 程序名:小写字母、数字、短横 · Name: lower-case letters, digits, dashes
    name: String,
    /// 规则集目录 · Folder of the rulebook
    #[arg(long, value_name = "DIR")]
    rulebook: PathBuf,
    /// 中文题名 · Chinese title
    #[arg(long)]
    title: String,
    /// 英文题名 · English title
    #[arg(long)]
    en: String,
    /// 依据条文,如 "APL 42" · The article that founds it
    #[arg(long)]
    basis: String,
}

fn say(zh: String, en: String) -> String {
    if chinese() { zh } else { en }
}

/// Writes the outline into a rulebook's folder; what is there is never overwritten.
pub(crate) fn procedure(args: &Args) -> Result<(), AnyError> {
    let Args { name, rulebook, title, en, basis } = args;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(plain) {
        return Err(say(
            format!("程序名 `{name}` 只能用小写字母、数字、短横,以字母开头,如 road-permit"),
            format!("`{name}`: lower-case letters, digits, dashes, beginning with a letter, as road-permit"),
        )
        .into());
    }
    if [title, en, basis].iter().any(|t| t.contains(['"', '\\', '\n'])) {
        return Err(say(
            "题名和依据不能有引号、反斜杠、换行".to_owned(),
            "titles and basis can't hold quotation marks, backslashes or line breaks".to_owned(),
        )
        .into());
    }
    let folder = rulebook.join("procedures").join(name);
    if folder.exists() {
        return Err(say(
            format!("{} 已经在了,没有改动", folder.display()),
            format!("{} is there already; nothing was changed", folder.display()),
        )
        .into());
    }
    if !rulebook.join("laws").is_dir() {
        return Err(say(
            format!("{} 不是规则集:里面没有 laws/", rulebook.display()),
            format!("{} is no rulebook: it has no laws/", rulebook.display()),
        )
        .into());
    }
    let fill = |text: &str| {
        text.replace("NAME", name).replace("TITLE", title).replace("ENGLISH", en).replace("BASIS", basis)
    };
    write(&folder.join("definition.kdl"), fill(DEFINITION).as_bytes())?;
    write(&folder.join("documents/decision-letter.md"), fill(LETTER).as_bytes())?;
    write(&folder.join("scenarios").join(format!("{name}.kdl")), fill(SCENARIOS).as_bytes())?;
    let dir = rulebook.display();
    answer(&say(
        format!(
            "写好了 {}。改成法律真正的样子,每改一步就运行:\n  fadu rulebook check {dir}\n  fadu rulebook prove {name} --rulebook {dir}\n  fadu rulebook scenarios {name} --rulebook {dir}\n  fadu rulebook mutants {name} --rulebook {dir}\n  fadu rulebook show {name} --rulebook {dir}",
            folder.display()
        ),
        format!(
            "Wrote {}. Make it what the law says; after each step run:\n  fadu rulebook check {dir}\n  fadu rulebook prove {name} --rulebook {dir}\n  fadu rulebook scenarios {name} --rulebook {dir}\n  fadu rulebook mutants {name} --rulebook {dir}\n  fadu rulebook show {name} --rulebook {dir}",
            folder.display()
        ),
    ));
    Ok(())
}
