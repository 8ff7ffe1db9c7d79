//! Who may open what, asked of the desk itself: each route by each kind of visitor, and the ways in.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

mod acting;
mod entering;
mod ledgers;
mod passkeys;
mod walk;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, header};
use deadline::DateTime;
use desk::{Clock, Desk, PAGES, People};
use door::Door;
use kernel::{Act, Actor, Sources, Value};
use people::{Account, COUNTY, Chance, Code, Cost, Hasher, Kind, OneTime, Session, hash_of, token};
use record::Salt;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use store::{Change, Place, Store, Town};
use tower::ServiceExt;
use web::Frame;

/// What only those may read who see the town's work.
pub(crate) const CANARY: &str = "金丝雀路三号道路养护合同";
/// The disclosure officer of both towns.
pub(crate) const OFFICER: &str = "溪戊寅";

/// Chance that counts: different each time, the same in each run.
pub(crate) struct Counted(AtomicU64);

impl Chance for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&next.to_be_bytes()[..chunk.len()]);
        }
    }
}

impl door::Chance for Counted {
    fn salt(&self) -> Salt {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        Salt(bytes)
    }
}

/// The town's time, which a test may set; it begins at a noon.
pub(crate) struct Hands(Mutex<DateTime>);

impl Hands {
    pub(crate) fn set(&self, at: &str) {
        *self.0.lock().unwrap() = at.parse().unwrap();
    }
}

impl Clock for Hands {
    fn now(&self) -> DateTime {
        *self.0.lock().unwrap()
    }
}

/// Where passkeys work.
pub(crate) const SITE: &str = "http://localhost:8866";
/// The true time of all tests.
const NOW: i64 = 1_700_000_000;

fn now() -> i64 {
    NOW
}

fn gather(root: &Path, folder: &Path, sources: &mut Sources) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, sources);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            sources.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Runs a test on a runtime of its own.
pub(crate) fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new().unwrap().block_on(test);
}

/// A running desk of the towns `a` and `b`, each with its people and one request.
pub(crate) struct Office {
    pub(crate) app: Router,
    pub(crate) store: Store,
    pub(crate) chance: Arc<Counted>,
    pub(crate) door: Door,
    pub(crate) clock: Arc<Hands>,
    _folder: tempfile::TempDir,
}

pub(crate) fn act(
    town: &str,
    procedure: &str,
    matter: &str,
    action: &str,
    actor: Actor,
    facts: &[(&str, &str)],
) -> Act {
    Act {
        town: town.into(),
        matter: matter.into(),
        procedure: procedure.into(),
        action: action.into(),
        actor,
        facts: facts.iter().map(|(k, v)| ((*k).into(), Value::from(*v))).collect::<BTreeMap<_, _>>(),
        happened_at: "2024-02-27T09:00:00".parse().unwrap(),
        expected_steps: None,
        token: format!("{town}-{matter}-{action}"),
    }
}

impl Office {
    pub(crate) fn new() -> Office {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
        let mut sources = Sources::new();
        gather(&root, &root, &mut sources);
        let book = Arc::new(kernel::read::rulebook(&sources, "test").unwrap());
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Place::Sqlite(folder.path().join("s"))).unwrap();
        let chance = Arc::new(Counted(AtomicU64::new(1)));
        let clock = Arc::new(Hands(Mutex::new("2024-03-01T12:00:00".parse().unwrap())));
        let door = Door::new(store.clone(), book, chance.clone());
        for town in ["a", "b"] {
            let new =
                Town { key: town.into(), name: format!("{town}镇"), origin: format!("{town}.invalid") };
            store.found(&new).unwrap();
            let post = [
                ("holder", OFFICER),
                ("role", "disclosure-officer"),
                ("office", "党政办公室"),
                ("from_on", "2023-01-01"),
            ];
            door.act(&act(town, "appointment", "post", "appoint", Actor::Founder, &post), clock.now())
                .unwrap();
            let request = [
                ("applicant", "测试申请人"),
                ("contact", "测试联系方式"),
                ("wanted", CANARY),
                ("channel", "当面"),
                ("received_on", "2024-02-27"),
            ];
            let request = act(town, "disclosure-request", "request", "receive", Actor::Citizen, &request);
            door.act(&request, clock.now()).unwrap();
        }
        let hasher = Hasher::new(Cost { memory: 64, passes: 1 }, &*chance).unwrap();
        let site = passkey::Site::of(SITE).unwrap();
        let people = People::new(hasher, chance.clone(), now, false, None).at(site);
        let desk = Desk {
            door: door.clone(),
            frame: Frame::new(PAGES).unwrap(),
            clock: clock.clone(),
            report: "".into(),
            fonts: Arc::new(paper::LazyFonts::default()),
            told: Vec::new().into(),
            demo_year: None,
            people: Arc::new(people),
        };
        Office { app: desk::router(desk), store, chance, door, clock, _folder: folder }
    }

    /// An account, with a code that sets its password.
    pub(crate) fn account(&self, town: &str, name: &str, kind: Kind, person: &str) -> String {
        let code = Code::new(&*self.chance);
        let mut account = Account::new(town, name, kind, person);
        account.give(OneTime::of(&code, now()));
        self.store.change(vec![Change::Account(Box::new(account))]).unwrap();
        code.to_string()
    }

    /// A fresh session of an account, as the header that carries it.
    pub(crate) fn session(&self, town: &str, name: &str) -> String {
        let token = token(&*self.chance);
        let session = Session::new(town, name, hash_of(&token), now(), "127.0.0.1", "test");
        self.store.change(vec![Change::Begin(session)]).unwrap();
        format!("fadu={town}.{token}")
    }

    /// The answer to a request from this machine: status, headers, text.
    pub(crate) async fn ask(&self, method: &str, path: &str, cookie: &str, form: &str) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        Answer::of(self.app.clone().oneshot(request).await.unwrap()).await
    }

    pub(crate) fn everybody(&self) {
        for (town, name, kind) in [
            ("a", "officer", Kind::Officer),
            ("b", "officer", Kind::Officer),
            ("a", "system", Kind::System),
            ("a", "security", Kind::Security),
            ("a", "audit", Kind::Audit),
            ("b", "audit", Kind::Audit),
            (COUNTY, "system", Kind::System),
            (COUNTY, "supervisor", Kind::Supervisor),
        ] {
            let person = if kind == Kind::Officer { OFFICER } else { name };
            self.account(town, name, kind, person);
        }
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) to: String,
    pub(crate) cookie: String,
    pub(crate) text: String,
}

impl Answer {
    async fn of(response: Response<Body>) -> Answer {
        let header = |name| response.headers().get(name).map_or("", |v| v.to_str().unwrap()).to_owned();
        let (status, to) = (response.status().as_u16(), header(header::LOCATION));
        let cookie = header(header::SET_COOKIE);
        let bytes = axum::body::to_bytes(response.into_body(), 9_000_000).await.unwrap();
        Answer { status, to, cookie, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// The cookie to send back.
    pub(crate) fn session(&self) -> String {
        self.cookie.split(';').next().unwrap_or_default().to_owned()
    }
}
