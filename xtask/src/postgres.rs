//! The workspace's tests, with a PostgreSQL server started for them.

use crate::run::{Outcome, output, root, run, scratch, telling};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A server of our own, stopped when it goes out of scope.
pub(crate) struct Server {
    programs: PathBuf,
    folder: PathBuf,
    /// URL of its maintenance database.
    pub(crate) url: String,
}

impl Server {
    /// Starts one on a free port of loopback.
    pub(crate) fn start() -> Result<Server, String> {
        let programs = newest().ok_or("PostgreSQL's programs are not in /usr/lib/postgresql")?;
        let folder = scratch("postgres")?;
        let port = free_port()?;
        let server = Server { programs, url: format!("postgres://fadu@127.0.0.1:{port}/postgres"), folder };
        run(Command::new("chmod").arg("777").arg(&server.folder))?;
        let data = server.folder.join("data");
        let data = data.to_string_lossy();
        server.program(
            "initdb",
            &["-D", &data, "-U", "fadu", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        )?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={}",
            server.folder.display()
        );
        let log = server.folder.join("log");
        server
            .program("pg_ctl", &["-D", &data, "-o", &options, "-l", &log.to_string_lossy(), "-w", "start"])?;
        Ok(server)
    }

    /// PostgreSQL refuses to run as root, so root hands over to its own user.
    fn program(&self, name: &str, args: &[&str]) -> Outcome {
        let path = self.programs.join(name);
        let root = output(Command::new("id").arg("-u")).is_ok_and(|o| o.stdout.trim_ascii() == b"0");
        let mut command = if root { Command::new("runuser") } else { Command::new(&path) };
        if root {
            command.args(["-u", "postgres", "--"]).arg(&path);
        }
        run(command.args(args).current_dir("/").stdout(std::process::Stdio::null()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        drop(self.program("pg_ctl", &["-D", &data.to_string_lossy(), "-m", "immediate", "stop"]));
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn newest() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> =
        versions.flatten().map(|e| e.path().join("bin")).filter(|p| p.join("initdb").exists()).collect();
    found.sort_by_key(|p| {
        p.parent().and_then(Path::file_name).and_then(|n| n.to_string_lossy().parse::<u32>().ok())
    });
    found.pop()
}

pub(crate) fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    listener.local_addr().map(|a| a.port()).map_err(|e| e.to_string())
}

/// All tests of the workspace, the store's on both engines.
pub(crate) fn tests() -> Outcome {
    let server = Server::start()?;
    telling(
        Command::new(env!("CARGO"))
            .args(["test", "--workspace", "--quiet", "--no-fail-fast"])
            .current_dir(root())
            .env("FADU_TEST_POSTGRES", &server.url)
            // Fonts and poppler are there: a test of pages that finds none of them fails.
            .env("FADU_TEST_PAPER", "1"),
    )
}
