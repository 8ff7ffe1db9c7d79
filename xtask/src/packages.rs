//! Debian's packages that the tests need.

use crate::run::{Outcome, output, run};
use std::path::Path;
use std::process::Command;

/// Package and a file that shows that it is there.
const NEEDED: &[(&str, &str)] = &[
    ("postgresql", "/usr/lib/postgresql"),
    ("chromium", "/usr/bin/chromium"),
    ("sqlite3", "/usr/bin/sqlite3"),
    ("poppler-utils", "/usr/bin/pdftotext"),
    ("poppler-data", "/usr/share/poppler"),
    ("fonts-noto-cjk", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
];

/// Installs what is missing. Node.js may come from anywhere; Debian's is taken if there is none.
pub(crate) fn install() -> Outcome {
    let mut missing: Vec<&str> =
        NEEDED.iter().filter(|(_, file)| !Path::new(file).exists()).map(|(p, _)| *p).collect();
    if output(Command::new("npm").arg("--version")).is_err() {
        missing.extend(["nodejs", "npm"]);
    }
    if missing.is_empty() {
        println!("all there");
        return Ok(());
    }
    println!("installing {}", missing.join(" "));
    let sudo = output(Command::new("id").arg("-u")).is_ok_and(|o| o.stdout.trim_ascii() != b"0");
    let apt = |args: &[&str]| {
        let mut command = if sudo { Command::new("sudo") } else { Command::new("apt-get") };
        if sudo {
            command.arg("apt-get");
        }
        run(command
            .args(["-qq", "-o", "Dpkg::Use-Pty=0"])
            .args(args)
            .env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat())
}
