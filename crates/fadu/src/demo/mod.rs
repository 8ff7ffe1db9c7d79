//! `fadu demo`: one year of an invented town, each act through the rulebook, then its report and its pages.

#[cfg(test)]
mod canary;
mod disputes;
mod enforcement;
mod entries;
mod founding;
mod invent;
mod play;
mod retell;
mod safety;
mod service;
mod story;
mod told;
mod year;

use crate::clock::{DemoClock, SeededChance};
use crate::open::{AnyError, DataArgs, answer, chinese, wording, write};
use crate::{check, publish, report_command, rulebook, serve};
use deadline::Date;
use door::Door;
use indicatif::{ProgressBar, ProgressStyle};
use play::Player;
use press::Told;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use store::{Store, Town};

/// The demonstration.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 写出报告后就停,不打开网页 · Stop after writing the report
    #[arg(long)]
    no_serve: bool,
    /// 随机种子:同一个种子得出同一年 · Seed: the same seed makes the same year
    #[arg(long, default_value_t = 2023)]
    seed: u64,
    /// 监听地址 · Address to listen on
    #[arg(long, default_value = "127.0.0.1:8866", value_name = "ADDRESS")]
    listen: SocketAddr,
    #[command(flatten)]
    public: publish::PublicArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// The year that the demonstration tells of.
const YEAR: i16 = 2023;
/// What the source told, in numbers.
const TOLD: &str = include_str!("../../../../demo/source-figures.csv");
/// A report with the source's numbers, in our own words.
const AS_TOLD: &str = include_str!("../../../../demo/report-as-told.txt");
/// Written when the year is complete: a second start opens what is there.
const MARK: &str = "demo.json";

/// The demonstration's year if the folder holds one that is complete.
pub(crate) fn marked(data: &Path) -> Option<i16> {
    data.join(MARK).exists().then_some(YEAR)
}

/// What the source told.
pub(crate) fn told() -> Result<Vec<Told>, AnyError> {
    Told::read(TOLD).map_err(|line| format!("demo/source-figures.csv:{line}").into())
}

/// The moment at which the town takes its rulebook.
const FOUNDED: deadline::DateTime = Date::constant(2022, 12, 30).at(9, 0, 0, 0);

fn town() -> Town {
    Town { key: "yunxi".into(), name: "云溪镇".into(), origin: "yunxi.demo.invalid/record".into() }
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<(), AnyError> {
    let sources = rulebook::sources(args.data.rulebook.as_deref())?;
    let book = Arc::new(rulebook::load(&sources, chinese())?);
    let template = rulebook::report(&sources)?;
    let store = Store::open(&args.data.place())?;
    let town = town();
    store.found(&town)?;
    let door = Door::new(store, book, Arc::new(SeededChance::new(args.seed)));
    let signer = serve::signer(&args.data.data, &town)?;
    let wording = wording();
    let texts = door::edition::packed(&sources)?;
    if marked(&args.data.data).is_some() {
        answer(&wording.say("demo-resumed"));
        let adopted = door.adopt(&town.key, &texts, serve::last_recorded(&door, &town)?)?;
        serve::tell_adopted(adopted);
    } else {
        door.adopt(&town.key, &texts, FOUNDED)?;
        let played = build(&door, &town, &template, args.seed, &signer)?;
        let counts = [("acts", played.acts), ("refused", played.refused), ("late", played.late)];
        let counts = counts.map(|(k, v)| (k, v.to_string()));
        answer(&wording.say_with("demo-built", &counts.each_ref().map(|(k, v)| (*k, v.as_str()))));
        let paths = report_command::write_all(&door, &template, &town, YEAR, &args.data.data.join("report"))?;
        for path in &paths {
            answer(&wording.say_with("demo-wrote", &[("path", &path.display().to_string())]));
        }
        let mark = serde_json::json!({"year": YEAR, "seed": args.seed, "acts": played.acts, "refused": played.refused, "late": played.late});
        write(&args.data.data.join(MARK), mark.to_string().as_bytes())?;
    }
    answer(&format!("\n{}", wording.say("demo-check")));
    answer(&check::told(AS_TOLD, &::check::check(AS_TOLD), false));
    if args.no_serve {
        return Ok(());
    }
    let from = serve::last_recorded(&door, &town)?;
    let clock = Arc::new(DemoClock::starting(from));
    let server = serve::Server {
        door,
        town,
        report: template,
        fonts: args.data.lazy_fonts(),
        told: told()?,
        demo_year: Some(YEAR),
        clock,
        signer,
    };
    let at = serve::At { listen: args.listen, proxy: None, origin: None };
    serve::serve(server, &args.data.data, &args.public, &at)
}

/// Builds the year. Tokens and ids follow from the seed, so a build that was cut off goes on where it ended.
fn build(
    door: &Door,
    town: &Town,
    report: &str,
    seed: u64,
    signer: &record::checkpoint::SignerKey,
) -> Result<play::Played, AnyError> {
    let mut player = Player::new(door, town, report, seed);
    let wording = wording();
    player.holders = founding::holders(&door.rulebook);
    let founding = founding::stories(&player.holders);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {elapsed}")?;
    let total =
        |stories: &[(Date, story::Story)]| stories.iter().map(|(_, s)| s.steps.len() as u64).sum::<u64>();
    let bar = ProgressBar::new(total(&founding))
        .with_style(style.clone())
        .with_message(wording.say("progress-founding"));
    let founded: Vec<(Date, story::Story)> = founding.clone();
    player.play(founding, |_| bar.inc(1))?;
    bar.finish_and_clear();
    let mut stories = year::stories(&mut player.rng, &door.rulebook.calendar)?;
    let own = stories.iter().chain(&founded).map(|(_, s)| s.procedure.clone()).collect();
    stories.extend(told::stories(&door.rulebook, &player.holders, &own));
    let bar = ProgressBar::new(total(&stories)).with_style(style).with_message(wording.say("progress-acts"));
    let mut sealed = None;
    let mut faults = Vec::new();
    player.play(stories, |at| {
        bar.inc(1);
        // The head of each month is signed, as a running office would.
        let month = (at.year(), at.month());
        if sealed.is_some_and(|s| s != month) {
            faults.extend(door.seal(&town.key, signer).err());
        }
        sealed = Some(month);
    })?;
    bar.finish_and_clear();
    if let Some(fault) = faults.into_iter().next() {
        return Err(Box::new(fault));
    }
    player.tick(Date::constant(2024, 3, 1).at(8, 0, 0, 0))?;
    door.seal(&town.key, signer)?;
    Ok(player.played)
}
