//! Ratios measured side by side in one run, as JSON. Not shipped to users.
//!
//! `fadu-bench acts` — durable acts per second with 1, 8 and 64 callers against the same rows in bare SQLite, one
//! commit each and in batches of as many rows as there are callers.
//! `fadu-bench growth` — figures, report and matter page at a small and a large number of matters; rebuild of postings.

mod acts;
mod growth;
mod town;
mod visitor;

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// The benchmark.
#[derive(Debug, Parser)]
#[command(name = "fadu-bench", about)]
struct Cli {
    /// Folder for databases; each run makes new ones in it.
    #[arg(long, default_value = "target/bench", global = true)]
    dir: PathBuf,
    /// Rulebook folder.
    #[arg(long, default_value = "rulebook", global = true)]
    rulebook: PathBuf,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Durable acts against bare SQLite.
    Acts {
        /// Acts of each measurement.
        #[arg(long, default_value_t = 20_000)]
        acts: usize,
    },
    /// Report, figures and matter page as the town grows.
    Growth {
        /// Numbers of matters to stop and measure at.
        #[arg(long, value_delimiter = ',', default_value = "10000,1000000")]
        matters: Vec<usize>,
    },
}

/// Any failure of a measurement.
type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), AnyError> {
    let cli = Cli::parse();
    drop(std::fs::remove_dir_all(&cli.dir));
    std::fs::create_dir_all(&cli.dir)?;
    let result = match cli.what {
        What::Acts { acts } => acts::measure(&cli.dir, &cli.rulebook, acts)?,
        What::Growth { matters } => growth::measure(&cli.dir, &cli.rulebook, &matters)?,
    };
    println!("{}", serde_json::to_string_pretty(&result)?);
    Ok(())
}
