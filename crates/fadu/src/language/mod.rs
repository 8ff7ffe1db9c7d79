//! `fadu rulebook language-server`: mistakes while a rulebook is written, in any editor that speaks LSP.
//!
//! The texts of the folder with those that the editor holds laid over them are read by the very reader that the engine
//! uses; nothing is known here that the reader does not know.

mod offer;
mod position;

use crate::open::{AnyError, chinese};
use crate::rulebook;
use kernel::{Problem, Rulebook, Sources};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Serves on standard input and output until the editor leaves.
pub(crate) fn run() -> Result<(), AnyError> {
    let (connection, threads) = Connection::stdio();
    let (id, params) = connection.initialize_start()?;
    let capabilities = json!({
        "textDocumentSync": { "openClose": true, "change": 1 },
        "completionProvider": { "triggerCharacters": [" ", "="] },
        "hoverProvider": true,
    });
    let name = json!({ "name": "fadu", "version": env!("CARGO_PKG_VERSION") });
    connection.initialize_finish(id, json!({ "capabilities": capabilities, "serverInfo": name }))?;
    let root = params.get("rootUri").and_then(Value::as_str).and_then(path_of);
    Server {
        connection: &connection,
        folder: root,
        sources: Sources::new(),
        book: None,
        marked: BTreeSet::new(),
    }
    .serve()?;
    drop(connection);
    threads.join()?;
    Ok(())
}

/// The path of a `file:` address.
fn path_of(uri: &str) -> Option<PathBuf> {
    let path = uri.strip_prefix("file://")?;
    Some(PathBuf::from(percent_decode_str(path).decode_utf8().ok()?.into_owned()))
}

/// The `file:` address of a path.
fn uri_of(path: &Path) -> String {
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    format!("file://{}", utf8_percent_encode(&path.to_string_lossy(), KEPT))
}

/// The folder of the rulebook in which a file lies: the nearest one above it that holds procedures or laws.
fn rulebook_of(file: &Path) -> Option<PathBuf> {
    let holds = |folder: &&Path| folder.join("laws").is_dir() && folder.join("procedures").is_dir();
    file.ancestors().skip(1).find(holds).map(Path::to_path_buf)
}

struct Server<'a> {
    connection: &'a Connection,
    folder: Option<PathBuf>,
    sources: Sources,
    /// The last texts without mistakes, for names to offer.
    book: Option<Rulebook>,
    /// Files that carry marks now.
    marked: BTreeSet<String>,
}

impl Server<'_> {
    fn serve(&mut self) -> Result<(), AnyError> {
        while let Ok(message) = self.connection.receiver.recv() {
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    self.connection.sender.send(self.answer(request).into())?;
                }
                Message::Notification(n) => {
                    let changed = self.note(&n);
                    // While the editor still sends, the next text is read in place of this one.
                    if changed && self.connection.receiver.is_empty() {
                        self.read()?;
                    }
                }
                Message::Response(_) => {}
            }
        }
        Ok(())
    }

    /// Takes over a text that the editor opened or changed; tells whether there was one.
    fn note(&mut self, n: &Notification) -> bool {
        let document = n.params.get("textDocument");
        let Some(path) = document.and_then(|d| d.get("uri")?.as_str()).and_then(path_of) else {
            return false;
        };
        let text = match n.method.as_str() {
            "textDocument/didOpen" => document.and_then(|d| d.get("text")),
            "textDocument/didChange" => n.params.pointer("/contentChanges/0/text"),
            "textDocument/didClose" => return self.let_go(&path),
            _ => return false,
        };
        let Some(text) = text.and_then(Value::as_str) else { return false };
        if let Some(folder) =
            rulebook_of(&path).filter(|f| self.sources.is_empty() || self.folder.as_ref() != Some(f))
        {
            self.sources = rulebook::sources(Some(&folder)).unwrap_or_default();
            self.folder = Some(folder);
        }
        let Some(name) = self.name(&path) else { return false };
        self.sources.insert(name, text.to_owned());
        true
    }

    /// What the editor closes counts again as it lies in the folder.
    fn let_go(&mut self, path: &Path) -> bool {
        let Some(name) = self.name(path) else { return false };
        match std::fs::read_to_string(path) {
            Ok(text) => drop(self.sources.insert(name, text)),
            Err(_) => drop(self.sources.remove(&name)),
        }
        true
    }

    fn name(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(self.folder.as_ref()?).ok()?;
        Some(inside.to_string_lossy().replace('\\', "/"))
    }

    /// Reads all texts and sends the mistakes of each file; files that are sound again are cleared.
    fn read(&mut self) -> Result<(), AnyError> {
        let problems = match kernel::read::rulebook(&self.sources, "editor") {
            Ok(book) => {
                self.book = Some(book);
                Vec::new()
            }
            Err(problems) => problems,
        };
        let wrong: BTreeSet<String> = problems.iter().map(|p| p.file.clone()).collect();
        for file in self.marked.union(&wrong) {
            let own = problems.iter().filter(|p| p.file == *file);
            let marks: Vec<Value> = own.map(|p| self.mark(p)).collect();
            let path = self.folder.clone().unwrap_or_default().join(file);
            let params = json!({ "uri": uri_of(&path), "diagnostics": marks });
            let method = "textDocument/publishDiagnostics".to_owned();
            self.connection.sender.send(Notification { method, params }.into())?;
        }
        self.marked = wrong;
        Ok(())
    }

    fn mark(&self, problem: &Problem) -> Value {
        let text = self.sources.get(&problem.file).map_or("", String::as_str);
        let pick = |w: &kernel::Words| if chinese() { w.zh.clone() } else { w.en.clone() };
        let (says, help) = (pick(&problem.says), pick(&problem.help));
        let message = if help.is_empty() { says } else { format!("{says}\n{help}") };
        let range = json!({
            "start": position::of(text, problem.span.start),
            "end": position::of(text, problem.span.start + problem.span.len),
        });
        json!({ "range": range, "severity": 1, "source": "fadu", "code": problem.code, "message": message })
    }

    fn answer(&self, request: Request) -> Response {
        let at = || {
            let path = path_of(request.params.pointer("/textDocument/uri")?.as_str()?)?;
            let text = self.sources.get(&self.name(&path)?)?;
            let offset = position::offset(text, request.params.get("position")?)?;
            Some((text.as_str(), offset))
        };
        let result = match request.method.as_str() {
            "textDocument/completion" => at()
                .map_or(Value::Null, |(text, offset)| offer::completions(self.book.as_ref(), text, offset)),
            "textDocument/hover" => at()
                .and_then(|(text, offset)| offer::hover(self.book.as_ref()?, text, offset))
                .unwrap_or(Value::Null),
            other => {
                let code = ErrorCode::MethodNotFound as i32;
                return Response::new_err(request.id, code, format!("{other} is not offered"));
            }
        };
        Response::new_ok(request.id, result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_path() {
        let path = Path::new("/tmp/规则 集/procedures/a-b/definition.kdl");
        let uri = uri_of(path);
        assert!(uri.is_ascii() && !uri.contains(' '), "{uri}");
        assert_eq!(path_of(&uri).as_deref(), Some(path));
        assert_eq!(path_of("untitled:1"), None);
    }
}
