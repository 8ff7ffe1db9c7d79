//! `fadu record`: verifying.

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
        Command::Checkpoint { data } => {
            let (door, town) = data.open()?;
            let key = signer(&data.data, &town)?;
            let seal = door.seal(&town.key, &key)?;
            answer(&format!("{}\n{}", key.verifier(), seal.note.trim_end()));
            Ok(())
        }
    }
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
            "faults": faults,
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
        }
        return Ok(());
    }
    Err(Box::new(Changed(wording.say_with("verify-found", &[("n", &found.faults.len().to_string())]))))
}
