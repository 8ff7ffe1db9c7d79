//! Every document of the repository's rulebook as a paper.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

use deadline::DateTime;
use expect_test::expect_file;
use kernel::definition::{FieldKind, Procedure, Rulebook};
use kernel::{Matter, Sources, Value};
use paper::{Block, Paper};
use press::Occasion;
use proptest::prelude::*;
use std::path::Path;
use std::sync::OnceLock;

const HAPPENED: DateTime = DateTime::constant(2023, 3, 1, 9, 0, 0, 0);
const NUMBER: &str = "云溪试〔2023〕5号";

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

fn book() -> &'static Rulebook {
    static BOOK: OnceLock<Rulebook> = OnceLock::new();
    BOOK.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
        let mut sources = Sources::new();
        gather(&root, &root, &mut sources);
        kernel::read::rulebook(&sources, "test").unwrap()
    })
}

fn matter(procedure: &Procedure, text: &str) -> Matter {
    let value = |kind: &FieldKind| match kind {
        FieldKind::Number { .. } | FieldKind::Money => Value::Number(123),
        FieldKind::Flag => Value::Flag(true),
        FieldKind::Date => Value::Text("2023-02-01".into()),
        FieldKind::Time => Value::Text("2023-02-01T08:00:00".into()),
        FieldKind::Choice { options } => Value::Text(options[0].zh.clone()),
        _ => Value::Text(text.to_owned()),
    };
    Matter {
        town: "t".into(),
        id: "m".into(),
        procedure: procedure.name.clone(),
        version: procedure.from,
        stage: procedure.stages[0].name.clone(),
        ended: false,
        opened_at: HAPPENED,
        last_at: HAPPENED,
        steps: 1,
        facts: procedure.fields.iter().map(|f| (f.name.clone(), value(&f.kind))).collect(),
        done: Default::default(),
        clocks: Default::default(),
        withdrawn: Default::default(),
    }
}

fn made(procedure: &Procedure, document: &str, text: &str) -> Paper {
    let occasion = Occasion {
        book: book(),
        procedure,
        document: &procedure.documents[document],
        matter: &matter(procedure, text),
        number: NUMBER,
        town: "云溪镇",
        happened: HAPPENED,
        check: None,
    };
    press::paper(&occasion).unwrap()
}

#[test]
fn every_document_of_the_rulebook_falls_into_its_parts() {
    let mut outline = String::new();
    for procedure in book().procedures.values().flatten() {
        for (name, document) in &procedure.documents {
            let paper = made(procedure, name, "某某");
            assert!(!paper.title.is_empty() && !paper.body.is_empty(), "{} {name}", procedure.name);
            assert!(!format!("{paper:?}").contains("{{"), "{} {name}", procedure.name);
            let part = |p: &Option<String>| p.clone().unwrap_or_else(|| "—".into());
            let (to, signed, dated) = (part(&paper.recipient), part(&paper.signed), part(&paper.dated));
            let own = part(&document.number);
            let (organ, title) = (part(&paper.organ), &paper.title);
            outline += &format!(
                "{}/{name} {:?} | {organ} | {title} | {own} | {to} | {} | {signed} | {dated}\n",
                procedure.name,
                document.paper,
                paper.body.len()
            );
        }
    }
    expect_file!["documents.txt"].assert_eq(&outline);
}

fn words(paper: &Paper) -> String {
    let text = |b: &Block| match b {
        Block::Paragraph(runs) | Block::Heading(_, runs) => runs.iter().map(|r| r.text.as_str()).collect(),
        _ => String::new(),
    };
    paper.body.iter().map(text).collect::<String>()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_people_typed_stands_in_the_document_as_text(
        typed in r"(?s)([#>*_`\[\]()|<&;:{}\\~+=.0-9 \n\t-]|[a-z]|某|，|.){1,60}"
    ) {
        prop_assume!(!typed.contains(['\0', '\r', '\u{FFFD}']));
        let procedure = book().procedure("penalty").unwrap();
        let paper = made(procedure, "penalty-decision", &format!("某{typed}某"));
        let wanted = squeezed(&format!("经查：某{typed}某。以上事实"));
        prop_assert!(squeezed(&words(&paper)).contains(&wanted), "{typed:?} in {}", words(&paper));
    }
}

#[test]
fn markup_in_a_fact_is_never_markup_on_the_page() {
    let typed = "# 标题\n> 引 *星* [链](javascript:x) <b>粗</b> &amp;\n\n| 表 |\n- 条 {{ number }}";
    let procedure = book().procedure("penalty").unwrap();
    let document = &procedure.documents["penalty-decision"];
    let matter = matter(procedure, typed);
    let text = press::letter(book(), document, procedure, &matter, NUMBER, "云溪镇", HAPPENED).unwrap();
    let html = press::letter::to_html(&text);
    for bad in ["<b>", "href", "<h1>标题", "<li>", "<table", "<blockquote"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
}
