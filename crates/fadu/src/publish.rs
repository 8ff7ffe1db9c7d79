//! `fadu publish`: everything public as plain files; and the public screens that `serve` and `demo` open beside the desk.

use crate::clock::{DemoClock, SystemChance, SystemClock};
use crate::open::{AnyError, DataArgs, OpenError, answer, wording, write};
use crate::{rulebook, serve};
use desk::Clock;
use portal::{CodeKey, County, Parts, Portal, PublicDoor};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where people reach the public screens, and what the county puts around them.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct FrameArgs {
    /// 群众打开这些网页用的网址,印在回执和目录里 · Address by which people reach the public pages; printed on receipts
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// 县网站的框架:目录里的 head.html、header.html、footer.html · The county's frame: a folder with head.html, header.html, footer.html
    #[arg(long, value_name = "DIR")]
    pub(crate) frame: Option<PathBuf>,
}

/// The public screens that are served.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct PublicArgs {
    /// 群众看的网页另开一个地址(不含工作台,可以不是本机) · Also serve the public pages alone here; may be other than loopback
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) public_listen: Option<SocketAddr>,
    #[command(flatten)]
    pub(crate) around: FrameArgs,
}

/// What to publish, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 写到这个目录 · Folder to write to
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
    /// 这些文件将来放在哪个网址下,写进订阅、站点地图、目录 · Address under which the files will stand, for feed, site map, catalogue
    #[arg(long, default_value = "https://example.invalid", value_name = "URL")]
    url: String,
    #[command(flatten)]
    around: FrameArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// The county's frame of a folder; what is not there is left out.
fn county(folder: Option<&Path>) -> Result<County, OpenError> {
    let Some(folder) = folder else { return Ok(County::default()) };
    let piece = |name: &str| {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && folder.is_dir() => {
                Ok(String::new())
            }
            Err(source) => Err(OpenError::Read { path: path.display().to_string(), source }),
        }
    };
    Ok(County { head: piece("head.html")?, header: piece("header.html")?, footer: piece("footer.html")? })
}

/// The public screens of a server; `listen` is where people reach them unless an address is given.
pub(crate) fn portal(
    server: &serve::Server,
    data: &Path,
    args: &FrameArgs,
    listen: &str,
) -> Result<Portal, AnyError> {
    let clock = server.clock.clone();
    Ok(Portal::new(Parts {
        door: PublicDoor::new(server.door.clone()),
        now: Arc::new(move || clock.now()),
        codes: CodeKey::new(serve::secret(&data.join("keys").join("receipt-codes.key"))?),
        chance: Arc::new(SystemChance),
        report: server.report.clone(),
        demo: server.demo_year.is_some(),
        url: args.public_url.clone().unwrap_or_else(|| listen.to_owned()),
        county: county(args.frame.as_deref())?,
        keys: BTreeMap::from([(server.town.key.clone(), server.signer.verifier())]),
    })?)
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<(), AnyError> {
    let (door, town) = args.data.open()?;
    let report = rulebook::report(&rulebook::sources(args.data.rulebook.as_deref())?)?;
    let signer = serve::signer(&args.data.data, &town)?;
    let demo = crate::demo::marked(&args.data.data);
    let clock: Arc<dyn Clock> = match demo {
        Some(_) => Arc::new(DemoClock::starting(serve::last_recorded(&door, &town)?)),
        None => Arc::new(SystemClock),
    };
    let key = town.key.clone();
    let fonts = args.data.lazy_fonts();
    let server =
        serve::Server { door, town, report, fonts, told: Vec::new(), demo_year: demo, clock, signer };
    let portal = portal(&server, &args.data.data, &args.around, &args.url)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let to_io = |error: OpenError| match error {
        OpenError::Write { source, .. } => source,
        other => std::io::Error::other(other.to_string()),
    };
    let done = runtime.block_on(portal::export(&portal, &key, &args.url, |file, bytes| {
        write(&args.output.join(file), bytes).map_err(to_io)
    }))?;
    let folder = args.output.display().to_string();
    let told = [("pages", done.pages), ("files", done.files), ("bytes", done.bytes)]
        .map(|(k, n)| (k, n.to_string()));
    let mut told: Vec<(&str, &str)> = told.iter().map(|(k, n)| (*k, n.as_str())).collect();
    told.push(("folder", &folder));
    answer(&wording().say_with("published-files", &told));
    Ok(())
}
