//! `fadu init` and `fadu user`: a town's first three administrators, and accounts from the command line.

use crate::clock::{SystemChance, seconds};
use crate::demo;
use crate::open::{AnyError, DataArgs, answer, wording};
use clap::Subcommand;
use people::{Account, COUNTY, Code, Deed, Event, Kind, OneTime, name_fault};
use store::{Change, Store, Town};

/// Who did it, in the chain of events, when it was done on the machine itself.
const COMMAND_LINE: &str = "command-line";
/// First parts of paths that are no towns.
const RESERVED: &[&str] =
    &["account", "admin", "assets", "county", "healthz", "open", "public", "sign-in", "sign-out"];

/// A town to be made.
#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// 乡镇的键:小写字母、数字、短横,用在网址里 · Key of the town: lower-case letters, digits, dashes; part of addresses
    #[arg(long)]
    key: String,
    /// 乡镇名称 · Its name
    #[arg(long)]
    name: String,
    /// 记录的来源名,写进签名检查点,以后不能改 · Origin of its record, part of signed checkpoints, never changed
    #[arg(long, value_name = "ORIGIN")]
    origin: Option<String>,
    /// 系统管理员姓名 · Name of the system administrator
    #[arg(long, default_value = "系统管理员")]
    system: String,
    /// 安全管理员姓名 · Name of the security administrator
    #[arg(long, default_value = "安全管理员")]
    security: String,
    /// 审计管理员姓名 · Name of the audit administrator
    #[arg(long, default_value = "审计管理员")]
    audit: String,
    #[command(flatten)]
    data: DataArgs,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// 新建账号(还要发代码才能用) · Add an account; it needs a code before it can be used
    Add {
        /// 账号 · Account name
        name: String,
        /// 姓名:工作人员填岗位清单里的任职人 · Person: for officers the holder as in the register of posts
        #[arg(long)]
        person: String,
        /// officer、system、security、audit、supervisor
        #[arg(long, default_value = "officer")]
        kind: String,
        #[command(flatten)]
        at: At,
    },
    /// 发一次性代码,原密码作废 · Give a one-time code; the old password is void
    Reset {
        /// 账号 · Account name
        name: String,
        #[command(flatten)]
        at: At,
    },
    /// 停用账号,结束它的登录 · Disable an account and end its sessions
    Disable {
        /// 账号 · Account name
        name: String,
        #[command(flatten)]
        at: At,
    },
    /// 列出账号 · List the accounts
    List {
        #[command(flatten)]
        at: At,
    },
}

/// Where the accounts are.
#[derive(Debug, clap::Args)]
pub(crate) struct At {
    /// 县的账号,不属于某个乡镇 · The county's accounts, not a town's
    #[arg(long)]
    county: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// What can't be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    /// A town's key that can't be one.
    #[error(
        "`{0}` 不能做乡镇的键:只用小写字母、数字、短横,以字母开头,不用 account、county 这些网址 · can't be a town's key: lower-case letters, digits, dashes, beginning with a letter, none of the program's own addresses"
    )]
    Key(String),
    /// The town has accounts already.
    #[error("{0} 已经有账号了,没有改动 · {0} has accounts already; nothing was changed")]
    Made(String),
    /// A name that can't be one.
    #[error("`{0}` 不能用:1到40个字母、汉字、数字、- _ . · · 1 to 40 letters, digits, - _ . ·")]
    Name(String),
    /// A kind that is not there, or not at that place.
    #[error(
        "没有 `{0}` 这个类别,或不属于这里:乡镇有 officer system security audit,县有 supervisor system security audit · no such kind here: towns have officer, system, security, audit; the county supervisor, system, security, audit"
    )]
    Kind(String),
    /// No such account.
    #[error("没有账号 `{0}`;用 fadu user list 看有哪些 · no account `{0}`; fadu user list shows them")]
    None(String),
    /// Data of a demonstration.
    #[error(
        "`{0}` 里是演示数据;请换一个 --data 目录 · `{0}` holds a demonstration; choose another --data folder"
    )]
    Demonstration(String),
}

fn named(name: &str) -> Result<&str, AccountError> {
    match name_fault(name) {
        None => Ok(name),
        Some(_) => Err(AccountError::Name(name.to_owned())),
    }
}

fn event(town: &str, deed: Deed, subject: &str) -> Event {
    Event::new(town, seconds(), COMMAND_LINE, deed, subject, "")
}

fn added(account: &Account) -> Event {
    let made = event(&account.town, Deed::AccountAdded, &account.name);
    made.with("kind", account.kind.name()).with("person", &account.person)
}

/// Makes a town and its three administrators, each with a code of his own. There is no default password.
pub(crate) fn init(args: &InitArgs) -> Result<(), AnyError> {
    let key = &args.key;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let begins = key.starts_with(|c: char| c.is_ascii_lowercase());
    if !begins || !key.chars().all(plain) || key.len() > 40 || RESERVED.contains(&key.as_str()) {
        return Err(AccountError::Key(key.clone()).into());
    }
    if demo::marked(&args.data.data).is_some() {
        return Err(AccountError::Demonstration(args.data.data.display().to_string()).into());
    }
    let store = Store::open(&args.data.place())?;
    let origin = args.origin.clone().unwrap_or_else(|| format!("fadu.invalid/{key}"));
    if !store.read(|r| r.accounts(key))?.is_empty() {
        return Err(AccountError::Made(args.name.clone()).into());
    }
    let people = [(Kind::System, &args.system), (Kind::Security, &args.security), (Kind::Audit, &args.audit)];
    let (mut changes, mut codes) = (Vec::new(), Vec::new());
    for (kind, person) in people {
        let code = Code::new(&SystemChance);
        let mut account = Account::new(key, kind.name(), kind, named(person)?);
        account.give(OneTime::of(&code, seconds()));
        changes.push(Change::Event(added(&account)));
        changes.push(Change::Event(event(key, Deed::CodeGiven, kind.name())));
        changes.push(Change::Account(Box::new(account)));
        codes.push((kind, code));
    }
    store.found(&Town { key: key.clone(), name: args.name.clone(), origin })?;
    store.change(changes)?;
    let wording = wording();
    answer(&wording.say_with("init-made", &[("town", &args.name)]));
    for (kind, code) in codes {
        let title = wording.say(&format!("kind-{}", kind.name()));
        let code = code.to_string();
        answer(&wording.say_with("init-code", &[("kind", &title), ("name", kind.name()), ("code", &code)]));
    }
    answer(&wording.say("init-next"));
    Ok(())
}

impl At {
    /// The store, and the place that the accounts belong to.
    fn open(&self) -> Result<(Store, String), AnyError> {
        let (door, town) = if self.county {
            let store = Store::open(&self.data.place())?;
            return Ok((store, COUNTY.to_owned()));
        } else {
            self.data.open()?
        };
        Ok((door.store, town.key))
    }
}

fn one(store: &Store, town: &str, name: &str) -> Result<Account, AnyError> {
    let account = store.read(|r| r.account(town, name))?;
    account.ok_or_else(|| AccountError::None(name.to_owned()).into())
}

/// Runs a command.
pub(crate) fn user(command: &UserCommand) -> Result<(), AnyError> {
    let wording = wording();
    match command {
        UserCommand::Add { name, person, kind, at } => {
            let (store, town) = at.open()?;
            let kind =
                Kind::read(kind).filter(|k| k.fits(&town)).ok_or_else(|| AccountError::Kind(kind.clone()))?;
            let account = Account::new(&town, named(name)?, kind, named(person)?);
            store.change(vec![Change::Event(added(&account)), Change::Account(Box::new(account))])?;
            answer(&wording.say_with("user-added", &[("name", name)]));
        }
        UserCommand::Reset { name, at } => {
            let (store, town) = at.open()?;
            let mut account = one(&store, &town, name)?;
            let code = Code::new(&SystemChance);
            account.give(OneTime::of(&code, seconds()));
            let ended = Change::EndAll { town: town.clone(), account: name.clone(), but: String::new() };
            let given = Change::Event(event(&town, Deed::CodeGiven, name));
            store.change(vec![Change::Account(Box::new(account)), ended, given])?;
            answer(&wording.say_with("user-code", &[("name", name), ("code", &code.to_string())]));
        }
        UserCommand::Disable { name, at } => {
            let (store, town) = at.open()?;
            let mut account = one(&store, &town, name)?;
            account.secrets.disabled = true;
            let ended = Change::EndAll { town: town.clone(), account: name.clone(), but: String::new() };
            let disabled = Change::Event(event(&town, Deed::AccountDisabled, name));
            store.change(vec![Change::Account(Box::new(account)), ended, disabled])?;
            answer(&wording.say_with("user-disabled", &[("name", name)]));
        }
        UserCommand::List { at } => {
            let (store, town) = at.open()?;
            for a in store.read(|r| r.accounts(&town))? {
                let state = match &a.secrets {
                    s if s.disabled => "account-disabled",
                    s if s.demonstration => "account-demonstration",
                    s if s.password.is_some() => "account-usable",
                    s if s.code.is_some() => "account-code",
                    _ => "account-waiting",
                };
                let kind = wording.say(&format!("kind-{}", a.kind.name()));
                answer(&format!("{}\t{}\t{kind}\t{}", a.name, a.person, wording.say(state)));
            }
        }
    }
    Ok(())
}

/// Accounts of the demonstration, those that are not there yet: holders of posts, three administrators of the town,
/// a supervisor of the county. They have no password and sign in by a button, on loopback only.
pub(crate) fn of_the_demonstration(store: &Store, town: &str) -> Result<(), AnyError> {
    let (posts, own, county) =
        store.read(|r| Ok((r.register(town, "posts")?, r.accounts(town)?, r.accounts(COUNTY)?)))?;
    let mut wanted: Vec<(&str, Kind, String)> = vec![
        (town, Kind::System, "系统管理员".into()),
        (town, Kind::Security, "安全管理员".into()),
        (town, Kind::Audit, "审计管理员".into()),
        (COUNTY, Kind::Supervisor, "县监督员".into()),
    ];
    let holders: std::collections::BTreeSet<&str> =
        posts.iter().filter_map(|e| e.fields.get("holder").and_then(kernel::Value::as_text)).collect();
    wanted.extend(holders.into_iter().map(|h| (town, Kind::Officer, h.to_owned())));
    let there =
        |place: &str, person: &str| own.iter().chain(&county).any(|a| a.town == place && a.person == person);
    let mut changes = Vec::new();
    for (place, kind, person) in wanted.into_iter().filter(|(place, _, p)| !there(place, p)) {
        let mut account = Account::new(place, &person, kind, &person);
        account.secrets.demonstration = true;
        changes.push(Change::Event(added(&account)));
        changes.push(Change::Account(Box::new(account)));
    }
    if !changes.is_empty() {
        store.change(changes)?;
    }
    Ok(())
}
