//! `fadu serve`: pages, on loopback or behind a proxy that ends TLS.

use crate::accounts;
use crate::clock::{DemoClock, SystemChance, SystemClock, random, seconds};
use crate::open::{AnyError, DataArgs, OpenError, answer, complain, wording};
use crate::{publish, rulebook};
use deadline::DateTime;
use desk::{Clock, Desk, PAGES};
use door::Door;
use passkey::Site;
use people::{Cost, Hasher};
use press::Told;
use record::checkpoint::SignerKey;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::Town;
use web::Frame;

/// Where to listen.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 监听地址;不是本机地址时必须同时给 --proxy · Address to listen on; other than loopback only together with --proxy
    #[arg(long, default_value = "127.0.0.1:8866", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// 前面做 TLS 的代理的地址;只信它送来的 X-Forwarded-For 和 X-Forwarded-Proto · Address of the proxy that ends TLS; only its X-Forwarded-For and X-Forwarded-Proto are believed
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<IpAddr>,
    /// 人们打开的网址，通行密钥只认它，如 https://fadu.example.gov.cn;本机监听时不用给，是 http://localhost:端口 · Address that people open, which passkeys are bound to; on loopback http://localhost:PORT unless given
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) origin: Option<String>,
    #[command(flatten)]
    pub(crate) public: publish::PublicArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

/// Why an address is not listened on.
#[derive(Debug, thiserror::Error)]
enum Refused {
    /// Without TLS passwords would pass in the clear.
    #[error(
        "{0} 不是本机地址,必须由做 TLS 的代理转来:用 --proxy 给出代理的地址 · not loopback: put a proxy that ends TLS before it and name its address with --proxy"
    )]
    NoProxy(SocketAddr),
    /// Passkeys can't be bound to it.
    #[error(
        "--origin {0}: 网址写成 https://主机 或 https://主机:端口，主机不能是IP地址;只有 localhost 可用 http · {1}"
    )]
    Origin(String, passkey::OriginFault),
    /// A demonstration lets anybody in.
    #[error("演示数据只能在本机打开 · a demonstration is served on loopback only")]
    Demonstration,
    /// Nobody could sign in.
    #[error("还没有能登录的账号;先运行 fadu init · nobody can sign in yet; run fadu init first")]
    NoAccounts,
}

/// Whether an address may be listened on.
fn may_listen(server: &Server, listen: SocketAddr, proxy: Option<IpAddr>) -> Result<(), AnyError> {
    if !listen.ip().is_loopback() && proxy.is_none() {
        return Err(Refused::NoProxy(listen).into());
    }
    if server.demo_year.is_some() && (proxy.is_some() || !listen.ip().is_loopback()) {
        return Err(Refused::Demonstration.into());
    }
    let key = server.town.key.clone();
    if server.demo_year.is_none() && server.door.store.read(|r| r.accounts(&key))?.is_empty() {
        return Err(Refused::NoAccounts.into());
    }
    Ok(())
}

/// Where a server is reached.
pub(crate) struct At {
    pub(crate) listen: SocketAddr,
    pub(crate) proxy: Option<IpAddr>,
    pub(crate) origin: Option<String>,
}

impl At {
    /// The site of passkeys: what was given, or on loopback without a proxy the machine's own name. Browsers bind
    /// passkeys to names and refuse IP addresses, 127.0.0.1 as well.
    fn site(&self) -> Result<Option<Site>, AnyError> {
        let origin = match (&self.origin, self.proxy) {
            (Some(given), _) => given.clone(),
            (None, None) if self.listen.port() == 0 => return Ok(None),
            (None, None) => format!("http://localhost:{}", self.listen.port()),
            (None, Some(_)) => return Ok(None),
        };
        Ok(Some(Site::of(&origin).map_err(|fault| Refused::Origin(origin, fault))?))
    }
}

/// What a server is made of.
pub(crate) struct Server {
    pub(crate) door: Door,
    pub(crate) town: Town,
    pub(crate) report: String,
    pub(crate) fonts: Arc<paper::LazyFonts>,
    pub(crate) told: Vec<Told>,
    pub(crate) demo_year: Option<i16>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) signer: SignerKey,
}

/// The towns' checkpoints are signed at least so often when something was recorded.
const SEAL_SECONDS: u64 = 300;
/// Clocks are looked at so often.
const TICK_SECONDS: u64 = 60;

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<(), AnyError> {
    let (door, town) = args.data.open()?;
    let sources = rulebook::sources(args.data.rulebook.as_deref())?;
    let report = rulebook::report(&sources)?;
    let signer = signer(&args.data.data, &town)?;
    let demo = crate::demo::marked(&args.data.data);
    let (clock, told): (Arc<dyn Clock>, Vec<Told>) = match demo {
        Some(_) => (Arc::new(DemoClock::starting(last_recorded(&door, &town)?)), crate::demo::told()?),
        None => (Arc::new(SystemClock), Vec::new()),
    };
    let adopted = door.adopt(&town.key, &door::edition::packed(&sources)?, clock.now())?;
    tell_adopted(adopted);
    let fonts = args.data.lazy_fonts();
    let server = Server { door, town, report, fonts, told, demo_year: demo, clock, signer };
    let at = At { listen: args.listen, proxy: args.proxy, origin: args.origin.clone() };
    serve(server, &args.data.data, &args.public, &at)
}

/// Tells that another rulebook was put in force, and how many matters followed it.
pub(crate) fn tell_adopted(adopted: door::edition::Adopted) {
    if adopted.changed || adopted.followed > 0 {
        let n = adopted.followed.to_string();
        answer(&wording().say_with("rules-changed", &[("n", &n)]));
    }
}

/// The moment after the newest record.
pub(crate) fn last_recorded(door: &Door, town: &Town) -> Result<DateTime, AnyError> {
    let last = door.store.read(|r| r.recent(&town.key, 1))?;
    Ok(last.first().map_or(DateTime::MIN, |r| {
        r.recorded.recorded_at.checked_add(jiff::Span::new().minutes(1)).unwrap_or(r.recorded.recorded_at)
    }))
}

/// The town's signing key, made on first use; only its owner may read the file.
pub(crate) fn signer(data: &Path, town: &Town) -> Result<SignerKey, AnyError> {
    Ok(SignerKey::from_seed(&town.origin, &secret(&data.join("keys").join(format!("{}.key", town.key)))?)?)
}

/// A secret of 32 bytes that a file holds, made on first use; only its owner may read the file.
pub(crate) fn secret(path: &Path) -> Result<[u8; 32], AnyError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(bytes.as_slice().try_into()?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let secret = random::<32>();
            crate::open::write(path, &secret)?;
            restrict(path)?;
            Ok(secret)
        }
        // A key that can't be read now must not be replaced: everything made with it would fall.
        Err(source) => Err(Box::new(OpenError::Read { path: path.display().to_string(), source })),
    }
}

#[cfg(unix)]
fn restrict(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Serves until Ctrl-C; lets clocks run out and seals the record meanwhile.
pub(crate) fn serve(
    server: Server,
    data: &Path,
    public: &publish::PublicArgs,
    at: &At,
) -> Result<(), AnyError> {
    let (listen, proxy) = (at.listen, at.proxy);
    let site = at.site()?;
    may_listen(&server, listen, proxy)?;
    if server.demo_year.is_some() {
        accounts::of_the_demonstration(&server.door.store, &server.town.key)?;
        answer(&wording().say("demo-people"));
    }
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .init();
    let portal = publish::portal(
        &server,
        data,
        &public.around,
        &format!("http://{}", public.public_listen.unwrap_or(listen)),
    )?;
    let frame = Frame::new(PAGES)?;
    let chance = Arc::new(SystemChance);
    let hasher = Hasher::new(Cost::FULL, &*chance)?;
    let people = desk::People::new(hasher, chance, seconds, server.demo_year.is_some(), proxy);
    let people = match site {
        Some(site) => people.at(site),
        None => people,
    };
    let desk = Desk {
        door: server.door.clone(),
        frame,
        clock: server.clock.clone(),
        report: server.report.into(),
        fonts: server.fonts,
        told: server.told.into(),
        demo_year: server.demo_year,
        people: Arc::new(people),
    };
    let public_listen = public.public_listen;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        answer(&wording().say_with("demo-serving", &[("url", &url)]));
        let (door, town, signer) = (server.door, server.town, Arc::new(server.signer));
        let keeping = tokio::spawn(keep(door.clone(), town.clone(), server.clock, signer.clone()));
        let outside = match public_listen {
            Some(address) => {
                let listener = tokio::net::TcpListener::bind(address).await?;
                let url = format!("http://{}/", listener.local_addr()?);
                answer(&wording().say_with("public-serving", &[("url", &url)]));
                Some(tokio::spawn(axum::serve(listener, portal::router(portal.clone(), true)).into_future()))
            }
            None => None,
        };
        let stop = async { drop(tokio::signal::ctrl_c().await) };
        let pages = desk::router(desk).merge(portal::router(portal, false));
        let pages = pages.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, pages).with_graceful_shutdown(stop).await?;
        keeping.abort();
        if let Some(outside) = outside {
            outside.abort();
        }
        // The last acts are signed before the program ends.
        tokio::task::spawn_blocking(move || door.seal(&town.key, &signer)).await??;
        Ok::<(), AnyError>(())
    })
}

/// Lets clocks run out and the search follow every minute, and seals every five.
async fn keep(door: Door, town: Town, clock: Arc<dyn Clock>, signer: Arc<SignerKey>) {
    let mut since_seal = 0;
    let mut day = clock.now().date();
    loop {
        let (indexing, key) = (door.clone(), town.key.clone());
        let work =
            tokio::task::spawn_blocking(move || indexing.index(&key, u64::MAX).map_err(|e| e.to_string()));
        if let Ok(Err(error)) = work.await {
            complain(&error);
        }
        tokio::time::sleep(Duration::from_secs(TICK_SECONDS)).await;
        since_seal += TICK_SECONDS;
        let (door, town, clock, signer) = (door.clone(), town.clone(), clock.clone(), signer.clone());
        let seal = since_seal >= SEAL_SECONDS;
        // A version that takes running matters over does so on its first day.
        let new_day = clock.now().date() != std::mem::replace(&mut day, clock.now().date());
        let work = tokio::task::spawn_blocking(move || {
            if new_day {
                door.follow(&town.key, clock.now()).map_err(|e| e.to_string())?;
            }
            door.tick(&town.key, clock.now()).map_err(|e| e.to_string())?;
            if seal {
                door.seal(&town.key, &signer).map_err(|e| e.to_string())?;
            }
            Ok::<(), String>(())
        });
        if seal {
            since_seal = 0;
        }
        if let Ok(Err(error)) = work.await {
            complain(&error);
        }
    }
}
