//! `fadu record`: verifying.

use crate::clock::SystemClock;
use crate::open::{AnyError, DataArgs, answer, chinese, wording};
use crate::serve::signer;
use clap::ValueEnum;

/// What to do with the record.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// 查记录有没有被手工改动、删除、插入或挪动,并指出是哪一行 · Find rows changed, removed, inserted or moved by hand, and name them
    Verify {
        #[command(flatten)]
        data: DataArgs,
        /// 输出形式 · Output
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 列出依据某一条目(证件、任职、清单事项)作出的全部环节:条目被认定无效时要复查的就是它们 · List the acts that stand on an entry (certificate, post, list item): what to look at again if it is found void
    StandsOn {
        /// 清单,如 officers · Register, as officers
        register: String,
        /// 条目的键,如持证人、事项编号 · Key of the entry
        key: String,
        #[command(flatten)]
        data: DataArgs,
        /// 输出形式 · Output
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 列出依据已经失效的现行清单条目:法律修改、废止以后要调整的就是它们 · List standing entries whose basis is no longer in force
    Lapsed {
        /// 那一天;不给就今天 · On that day; today if not given
        #[arg(long, value_name = "DATE")]
        on: Option<deadline::Date>,
        #[command(flatten)]
        data: DataArgs,
        /// 输出形式 · Output
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// 依法删除一个文件的内容:字节、缩略图和名称删去,记录里的哈希和证明不变 · Erase a file's content as the law demands; its hash and the proof stand
    EraseFile {
        /// 文件的编号,在事项页文件的地址里 · The file's id, as in the address of the file on the matter's page
        id: String,
        /// 删除的理由和依据,随文件的登记保存 · Why, kept beside the file's hash
        #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
        why: String,
        #[command(flatten)]
        data: DataArgs,
    },
    /// 重新编查找的索引:索引坏了、规则集改了名称时用;记录不变 · Make the index of the search anew from the record, which stays as it is
    Reindex {
        #[command(flatten)]
        data: DataArgs,
    },
    /// 打印最新的检查点和验证公钥 · Print the newest checkpoint and the verifier key
    Checkpoint {
        #[command(flatten)]
        data: DataArgs,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

/// Something was changed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Changed(String);

/// Runs it.
pub(crate) fn run(command: &Command) -> Result<(), AnyError> {
    match command {
        Command::Verify { data, format } => verify(data, *format),
        Command::StandsOn { register, key, data, format } => stands_on(data, register, key, *format),
        Command::Lapsed { on, data, format } => lapsed(data, *on, *format),
        Command::EraseFile { id, why, data } => erase_file(data, id, why),
        Command::Reindex { data } => {
            let (door, town) = data.open()?;
            door.store.forget_words(&town.key)?;
            let indexed = door.index(&town.key, u64::MAX)?;
            answer(&wording().say_with("reindexed", &[("n", &indexed.known.to_string())]));
            Ok(())
        }
        Command::Checkpoint { data } => {
            let (door, town) = data.open()?;
            let key = signer(&data.data, &town)?;
            let seal = door.seal(&town.key, &key)?;
            answer(&format!("{}\n{}", key.verifier(), seal.note.trim_end()));
            Ok(())
        }
    }
}

/// Acts read in one go.
const AT_ONCE: u32 = 500;

/// No such register or key.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unknown(String);

fn stands_on(data: &DataArgs, register: &str, key: &str, format: Format) -> Result<(), AnyError> {
    let (door, town) = data.open()?;
    let wording = wording();
    if !door.rulebook.registers.contains_key(register) {
        let known: Vec<&str> = door.rulebook.registers.keys().map(String::as_str).collect();
        let args = [("name", register), ("known", &*known.join(" "))];
        return Err(Box::new(Unknown(wording.say_with("no-register", &args))));
    }
    let (mut acts, mut after): (Vec<door::StandingAct>, Option<(u64, String)>) = (Vec::new(), None);
    loop {
        let place = after.as_ref().map(|(seq, link)| (*seq, link.as_str()));
        let query = store::GroundQuery { register, key, after: place, limit: AT_ONCE };
        let some = door.standing_on(&town.key, &query)?;
        if some.versions.is_empty() {
            let args = [("name", register), ("key", key)];
            return Err(Box::new(Unknown(wording.say_with("no-entry", &args))));
        }
        let Some(last) = some.acts.last() else { break };
        after = Some((last.row.seq, last.row.ground.link.clone()));
        acts.extend(some.acts);
    }
    if format == Format::Json {
        let rows: Vec<_> = (acts.iter())
            .map(|a| {
                serde_json::json!({
                    "record": a.row.seq, "matter": a.row.number, "procedure": a.row.procedure, "action": a.row.action,
                    "actor": a.row.actor, "happened_at": a.row.happened_at.to_string(), "as": a.row.ground.link,
                    "since": a.row.ground.from.to_string(), "in_force_then": a.covered,
                })
            })
            .collect();
        answer(&serde_json::to_string_pretty(&rows)?);
        return Ok(());
    }
    for a in &acts {
        let r = &a.row;
        let action = door.rulebook.procedure(&r.procedure).and_then(|p| p.act_title(&r.action));
        let action = action.map_or(&r.action, |t| if chinese() { &t.zh } else { &t.en });
        let mark = if a.covered { String::new() } else { format!("  {}", wording.say("entry-uncovered")) };
        answer(&format!("{}  {}  {}  {action}  {}{mark}", r.seq, r.happened_at, r.number, r.actor));
    }
    let uncovered = acts.iter().filter(|a| !a.covered).count().to_string();
    let args = [("n", &*acts.len().to_string()), ("uncovered", &*uncovered)];
    answer(&wording.say_with("stands-on-sum", &args));
    Ok(())
}

fn lapsed(data: &DataArgs, on: Option<deadline::Date>, format: Format) -> Result<(), AnyError> {
    let (door, town) = data.open()?;
    let on = on.unwrap_or_else(|| desk::Clock::now(&SystemClock).date());
    let (mut looked, mut found) = (0_usize, Vec::new());
    for name in door.rulebook.registers.keys() {
        let noon = on.at(12, 0, 0, 0);
        let entries = door.store.read(|r| r.register(&town.key, name))?;
        for entry in entries.iter().filter(|e| e.valid_at(noon)) {
            looked += 1;
            for basis in door.rulebook.lapsed(entry, on) {
                found.push((entry.register.clone(), entry.key.clone(), basis));
            }
        }
    }
    let wording = wording();
    let cited = |basis: &kernel::definition::Basis| {
        let cited = door.rulebook.cite(basis);
        if chinese() { cited.zh } else { cited.en }
    };
    if format == Format::Json {
        let rows: Vec<_> = (found.iter())
            .map(|(register, key, basis)| {
                serde_json::json!({"register": register, "key": key, "basis": basis.to_string(), "cited": cited(basis)})
            })
            .collect();
        answer(&serde_json::to_string_pretty(&rows)?);
        return Ok(());
    }
    for (register, key, basis) in &found {
        answer(&format!("{register} {key}: {}", cited(basis)));
    }
    let sum = if found.is_empty() {
        wording.say_with("lapsed-none", &[("day", &on.to_string()), ("n", &looked.to_string())])
    } else {
        wording.say_with("lapsed-found", &[("n", &found.len().to_string())])
    };
    answer(&sum);
    Ok(())
}

fn erase_file(data: &DataArgs, id: &str, why: &str) -> Result<(), AnyError> {
    let (door, town) = data.open()?;
    let row = door.store.read(|r| r.file(&town.key, id))?;
    door.store.erase_file(&town.key, id, desk::Clock::now(&SystemClock), why)?;
    let hash = row.map_or_else(String::new, |row| row.file.hash);
    answer(&wording().say_with("erased-file", &[("id", id), ("hash", &hash)]));
    Ok(())
}

fn verify(data: &DataArgs, format: Format) -> Result<(), AnyError> {
    let (door, town) = data.open()?;
    let key = signer(&data.data, &town)?.verifier();
    let found = door.verify(&town.key, &key)?;
    let wording = wording();
    if format == Format::Json {
        let faults: Vec<_> = (found.faults.iter())
            .map(|f| serde_json::json!({"place": f.place, "zh": f.says.zh, "en": f.says.en}))
            .collect();
        answer(&serde_json::to_string_pretty(&serde_json::json!({
            "town": town.key, "records": found.records, "matters": found.matters, "checkpoints": found.checkpoints,
            "files": {"whole": found.files.whole, "erased": found.files.erased}, "faults": faults,
        }))?);
    } else {
        for f in &found.faults {
            answer(&format!("{}: {}", f.place, if chinese() { &f.says.zh } else { &f.says.en }));
        }
    }
    if found.faults.is_empty() {
        if format == Format::Text {
            let args =
                [("records", found.records), ("matters", found.matters), ("checkpoints", found.checkpoints)];
            let args = args.map(|(k, v)| (k, v.to_string()));
            answer(&wording.say_with("verify-clean", &args.each_ref().map(|(k, v)| (*k, v.as_str()))));
            if found.files != door::FileCounts::default() {
                let (whole, erased) = (found.files.whole.to_string(), found.files.erased.to_string());
                answer(&wording.say_with("verify-files", &[("whole", &whole), ("erased", &erased)]));
            }
        }
        return Ok(());
    }
    Err(Box::new(Changed(wording.say_with("verify-found", &[("n", &found.faults.len().to_string())]))))
}
