//! Rulebooks with one mistake each: what the reader calls it, where, and which known name it offers.

#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

mod sources;

use expect_test::{Expect, expect};
use kernel::{Problem, Sources};

/// The procedure in which the mistakes are made.
const REQUEST: &str = "procedures/disclosure-request/definition.kdl";
/// A short text of it that stays as it is while the rulebook grows.
const SHORT: &str = include_str!("fixtures/disclosure-request.kdl");
const YEAR: &str = "calendars/cn/2026.kdl";

/// One text replaced once in one file of the rulebook.
struct Mistake {
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
    code: &'static str,
    /// What the problem points at, within `wrong`.
    at: &'static str,
    help: &'static str,
    /// Problems that follow: what can't be read is then missed where it is named.
    follow: usize,
}

const fn mistake(
    right: &'static str,
    wrong: &'static str,
    code: &'static str,
    at: &'static str,
    help: &'static str,
) -> Mistake {
    Mistake { file: REQUEST, right, wrong, code, at, help, follow: 0 }
}

const MISTAKES: &[Mistake] = &[
    mistake(
        "\"Answer to the request\" remedy=disclosure-answer basis=\"OGI 36\"",
        "\"Answer to the request\" remedy=disclosure-answer basis=\"OGI 36\" { paper \"from\"; }",
        "unknown-word",
        "\"from\"",
        "did you mean `form`?",
    ),
    mistake(
        "\"Answer to the request\" remedy=disclosure-answer basis=\"OGI 36\"",
        "\"Answer to the request\" remedy=disclosure-answer basis=\"OGI 36\" { paper form number=\"云溪答〔{year}〕号\"; }",
        "number-form",
        "\"云溪答〔{year}〕号\"",
        "",
    ),
    mistake(
        "term 15 working-days",
        "term 15",
        "term-without-unit",
        "term",
        "write `term 20 working-days`; units: working-days days months years hours minutes",
    ),
    mistake("term 15 working-days", "term 15 workdays", "term", "workdays", "did you mean `working-days`?"),
    mistake(
        "\"acts.ask_correction == 0\" basis=\"OGI 30\"",
        "\"acts.ask_correction == 0\"",
        "missing-property",
        "guard",
        "write basis=…",
    ),
    mistake(" purpose=\"补正通知和答复的送达\"", "", "missing-property", "field", "write purpose=…"),
    mistake("purpose=\"补正通知和答复的送达\"", "purpose=\" \"", "field-without-purpose", "\" \"", ""),
    mistake("stops correct\n", "stopps correct\n", "unknown-node", "stopps", "did you mean `stops`?"),
    mistake(
        "purpose=\"补正通知和答复的送达\"",
        "purpos=\"补正通知和答复的送达\" purpose=\"送达\"",
        "unknown-property",
        "purpos",
        "did you mean `purpose`?",
    ),
    mistake("to consulting", "to consultng", "unknown-name", "consultng", "did you mean `consulting`?"),
    mistake(
        "by disclosure-head",
        "by disclosure-haed",
        "unknown-name",
        "disclosure-haed",
        "did you mean `disclosure-head`?",
    ),
    mistake(
        "asks third_party",
        "asks third_prty",
        "unknown-name",
        "third_prty",
        "did you mean `third_party`?",
    ),
    mistake(
        "restarts correct basis=\"OGI 30\"",
        "restarts correct basis=\"OGI 300\"",
        "unknown-article",
        "\"OGI 300\"",
        "did you mean `30`?",
    ),
    mistake(
        "restarts correct basis=\"OGI 30\"",
        "restarts correct basis=\"OGX 30\"",
        "unknown-law",
        "\"OGX 30\"",
        "did you mean `OGI`?",
    ),
    mistake(
        "restarts correct basis=\"OGI 30\"",
        "restarts correct basis=\"OGI\"",
        "basis",
        "\"OGI\"",
        "write it as \"OGI 33\", several with semicolons",
    ),
    mistake(
        "at-expiry does act=lapse",
        "at-expiry does act=laps",
        "unknown-name",
        "laps",
        "did you mean `lapse`?",
    ),
    mistake(
        "guard \"acts.ask_correction == 0\"",
        "guard \"acts.ask_corection == 0\"",
        "unknown-name",
        "\"acts.ask_corection == 0\"",
        "did you mean `ask-correction`?",
    ),
    mistake(
        "guard \"!(outcome in ",
        "guard \"groud != '' && !(outcome in ",
        "unknown-name",
        "\"groud",
        "did you mean `ground`?",
    ),
    Mistake {
        follow: 2,
        ..mistake(
            "type=long-text personal=#false purpose=\"检索",
            "type=longtext personal=#false purpose=\"检索",
            "unknown-word",
            "longtext",
            "did you mean `long-text`?",
        )
    },
    mistake(
        "term parameter=disclosure.correction",
        "term parameter=disclosure.corection",
        "unknown-name",
        "disclosure.corection",
        "did you mean `disclosure.correction`?",
    ),
    mistake(
        "document disclosure-answer \"",
        "document disclosure-reply \"\" en=\"\" basis=\"OGI 36\"\n    document disclosure-answer \"",
        "document-without-template",
        "document",
        "",
    ),
    Mistake {
        file: "parameters/lists.kdl",
        right: "layer=town source=\"云溪镇自定(演示)\" direction=shorter {\n    term 2 working-days",
        wrong: "layer=town source=\"云溪镇自定(演示)\" direction=shorter {\n    term 4 working-days",
        code: "parameter-direction",
        at: "parameter",
        help: "move it the way the layer above allows, or have it changed there",
        follow: 0,
    },
    Mistake {
        file: "roles/roles.kdl",
        right: "role leader ",
        wrong: "role organiser \"\" en=\"\"\nrole leader ",
        code: "twice",
        at: "role",
        help: "",
        follow: 0,
    },
];

/// The rulebook's texts that one procedure needs, with the short procedure in the place of the real one.
fn sources() -> Sources {
    const NEEDED: [&str; 6] =
        ["calendars/", "general/remedies", "laws/", "parameters/", "registers/", "roles/"];
    let mut sources = sources::sources();
    let letters = "procedures/disclosure-request/documents/";
    sources.retain(|path, _| path.starts_with(letters) || NEEDED.iter().any(|n| path.starts_with(n)));
    sources.insert(REQUEST.to_owned(), SHORT.to_owned());
    sources
}

/// The rulebook's texts with one text replaced, and where the replacement stands.
fn broken(file: &str, right: &str, wrong: &str) -> (Sources, usize) {
    let mut sources = sources();
    let text = sources.get_mut(file).unwrap();
    let start = text.find(right).unwrap_or_else(|| unreachable!("{file} has no `{right}`"));
    text.replace_range(start..start + right.len(), wrong);
    (sources, start)
}

fn problems(sources: &Sources) -> Vec<Problem> {
    kernel::read::rulebook(sources, "test").err().unwrap_or_default()
}

/// Line and column, counted afresh.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let lines: Vec<&str> = text[..byte].split('\n').collect();
    (lines.len(), lines[lines.len() - 1].chars().count() + 1)
}

#[test]
fn each_mistake_is_told_at_its_place() {
    for m in MISTAKES {
        let (sources, start) = broken(m.file, m.right, m.wrong);
        let found = problems(&sources);
        let told: String = found.iter().map(|p| p.render(&sources, false)).collect();
        let problem = found.iter().find(|p| p.code == m.code);
        let problem = problem.unwrap_or_else(|| unreachable!("{}: {}\n{told}", m.code, m.wrong));
        assert_eq!((problem.file.as_str(), problem.help.en.as_str()), (m.file, m.help), "{told}");
        let text = &sources[m.file];
        // What was left out is told where its node begins, before the replacement.
        let line = text[..start].rfind('\n').unwrap_or(0);
        let from = if m.wrong.contains(m.at) { start } else { line };
        let expected = from + text[from..].find(m.at).unwrap();
        let at = problem.place(&sources);
        assert_eq!((at.line, at.column), place(text, expected), "{told}");
        assert!(!problem.says.zh.is_ascii() && !problem.says.en.is_empty());
        assert_eq!(found.len(), 1 + m.follow, "one mistake, one problem\n{told}");
    }
}

#[test]
fn a_law_not_yet_in_force() {
    let (sources, _) = broken(REQUEST, "from=\"2019-05-15\"", "from=\"2019-05-14\"");
    let found = problems(&sources);
    assert!(found.iter().all(|p| p.code == "law-not-in-force"), "{found:?}");
    assert!(found[0].says.en.ends_with("is not in force on 2019-05-14"));
}

#[test]
fn a_condition_that_is_no_expression() {
    let (sources, start) = broken(REQUEST, "\"acts.ask_correction == 0\"", "\"acts.ask_correction ==\"");
    let found = problems(&sources);
    assert_eq!((found.len(), found[0].code), (1, "guard-syntax"));
    let line = place(&sources[REQUEST], start).0;
    assert_eq!(found[0].place(&sources).line, line);
}

#[test]
fn a_calendar_with_a_day_of_another_year() {
    let mut sources = sources();
    let text = "calendar cn 2026 source=\"试\" {\n    rest \"2025-12-31\" name=\"元旦\"\n}\n";
    sources.insert(YEAR.to_owned(), text.to_owned());
    let found = problems(&sources);
    assert_eq!((found.len(), found[0].code, found[0].file.as_str()), (1, "calendar", YEAR));
    assert!(found[0].says.en.contains("2025-12-31"), "{}", found[0].says.en);
}

fn rendered(right: &str, wrong: &str, chinese: bool, expected: &Expect) {
    let (sources, _) = broken(REQUEST, right, wrong);
    let told: String = problems(&sources).iter().map(|p| p.render(&sources, chinese)).collect();
    expected.assert_eq(&told);
}

#[test]
fn as_a_terminal_shows_it() {
    rendered(
        "term 15 working-days",
        "term 15",
        false,
        &expect![[r#"
        error[term-without-unit]: the term 15 has no unit: the same "day" is a working day in one act and a natural day in another
          --> procedures/disclosure-request/definition.kdl:64:9
           |
        64 |         term 15
           |         ^^^^
           = help: write `term 20 working-days`; units: working-days days months years hours minutes
    "#]],
    );
    rendered(
        "to consulting",
        "to consultng",
        true,
        &expect![[r#"
            错误[unknown-name]: 没有名为 `consultng` 的阶段
               --> procedures/disclosure-request/definition.kdl:104:12
                |
            104 |         to consultng
                |            ^^^^^^^^^
                = 改法: 是不是 `consulting`?
        "#]],
    );
}
