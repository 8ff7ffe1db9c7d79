//! The report as HTML: the findings, and the text with their figures marked. No script, nothing loaded from elsewhere.

use std::fmt::Write as _;

use crate::report::{Class, Finding, Language, Report};
use crate::tell::{head, summary};

/// The style of a page of its own. A page that mounts [`fragment`] brings its own or serves this.
pub const STYLE: &str = "\
body{font-family:serif;line-height:1.7;max-width:46rem;margin:1rem auto;padding:0 1rem}\
h1,h2{overflow-wrap:anywhere;line-height:1.3}h1{font-size:1.6rem}h2{font-size:1.3rem}\
.check-findings{padding-left:2em;overflow-wrap:anywhere}.check-findings a{white-space:nowrap}\
.check-findings li{margin:.6rem 0;break-inside:avoid}.check-findings strong{margin-right:.5em}\
.check-text p{margin:.3rem 0;overflow-wrap:anywhere}\
.check-text mark{background:none;color:inherit;text-decoration:underline;text-decoration-thickness:.12em;text-underline-offset:.2em}\
mark.contradiction{text-decoration-style:double}mark.suspicious{text-decoration-style:wavy}mark.slip{text-decoration-style:dotted}\
.check-text sup a{text-decoration:none}.check-gap{color:#555}";

/// A text of more characters is shown only where something is marked.
const WHOLE_MAX: usize = 20_000;

/// A page that stands alone, with [`STYLE`] in its head.
pub fn page(text: &str, report: &Report, language: Language, title: &str) -> String {
    let body = format!("<h1>{}</h1>\n{}", escaped(title), fragment(text, report, language));
    framed(&body, language, title)
}

/// One page for several texts, each under its name; the findings are numbered through.
#[cfg(feature = "command")]
pub(crate) fn pages<'a>(
    texts: impl Iterator<Item = (&'a str, &'a str, &'a Report)>,
    language: Language,
) -> String {
    let title = if language == Language::Chinese { "报告核对" } else { "Reports checked" };
    let mut body = format!("<h1>{title}</h1>\n");
    let mut before = 0;
    for (name, text, report) in texts {
        let _ = writeln!(body, "<h2>{}</h2>", escaped(name));
        body.push_str(&numbered(text, report, language, before));
        before += report.shown(false).count();
    }
    framed(&body, language, title)
}

fn framed(body: &str, language: Language, title: &str) -> String {
    let lang = if language == Language::Chinese { "zh-CN" } else { "en" };
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        title = escaped(title),
    )
}

/// Findings and marked text, to be put into a page: a pure function of the text and its report. Everything that comes from the
/// text is escaped. Classes begin with `check-`; marks carry the class of their gravest finding.
pub fn fragment(text: &str, report: &Report, language: Language) -> String {
    numbered(text, report, language, 0)
}

/// The same where `before` findings stand on the page already.
fn numbered(text: &str, report: &Report, language: Language, before: usize) -> String {
    let shown: Vec<&Finding> = report.shown(false).collect();
    let mut out = String::new();
    let _ = writeln!(out, "<p class=\"check-summary\" role=\"status\">{}</p>", summary(report, language));
    if !shown.is_empty() {
        let _ = writeln!(out, "<ol class=\"check-findings\" start=\"{}\">", before + 1);
        for (n, finding) in shown.iter().enumerate() {
            let _ = writeln!(
                out,
                "<li id=\"finding-{0}\" class=\"check-{1}\"><strong>{2}</strong>{3} <a href=\"#mark-{0}\">{4}</a></li>",
                before + n + 1,
                class(finding),
                head(finding, language),
                escaped(&finding.says(language)),
                if language == Language::Chinese { "见原文" } else { "in the text" },
            );
        }
        out.push_str("</ol>\n");
    }
    marked(&mut out, text, &shown, language, before);
    out
}

fn class(finding: &Finding) -> &'static str {
    match finding.class() {
        Class::Contradiction => "contradiction",
        Class::Suspicious => "suspicious",
        Class::Slip => "slip",
        Class::NotAssessable => "open",
        Class::Holds => "holds",
    }
}

/// A place of a shown finding.
struct Place {
    start: usize,
    end: usize,
    finding: usize,
    first: bool,
}

fn marked(out: &mut String, text: &str, shown: &[&Finding], language: Language, before: usize) {
    let mut places: Vec<Place> = Vec::new();
    for (finding, f) in shown.iter().enumerate() {
        for (k, s) in f.spans.iter().enumerate().filter(|(_, s)| s.start < s.end) {
            places.push(Place { start: s.start, end: s.end, finding, first: k == 0 });
        }
    }
    places.sort_by_key(|p| (p.start, p.end));
    let whole = text.chars().take(WHOLE_MAX + 1).count() <= WHOLE_MAX;
    let _ = writeln!(
        out,
        "<div class=\"check-text\" role=\"region\" aria-label=\"{}\">",
        if language == Language::Chinese { "原文" } else { "text" }
    );
    let (mut start, mut next, mut gap) = (0, 0, false);
    for line in text.split('\n') {
        let chars: Vec<char> = line.chars().collect();
        let end = start + chars.len();
        let here: Vec<&Place> =
            places.iter().skip(next).take_while(|p| p.start < end).filter(|p| p.end > start).collect();
        if here.is_empty() && !whole {
            if !gap && !line.trim().is_empty() {
                out.push_str("<p class=\"check-gap\">……</p>\n");
                gap = true;
            }
        } else if !line.trim().is_empty() {
            gap = false;
            out.push_str("<p>");
            segments(out, &chars, start, &here, shown, before);
            out.push_str("</p>\n");
        }
        while places.get(next).is_some_and(|p| p.end <= end) {
            next += 1;
        }
        start = end + 1;
    }
    out.push_str("</div>\n");
}

/// One line, cut wherever a mark begins or ends, so that marks may overlap.
fn segments(
    out: &mut String,
    chars: &[char],
    offset: usize,
    here: &[&Place],
    shown: &[&Finding],
    before: usize,
) {
    let end = offset + chars.len();
    let mut cuts: Vec<usize> = here.iter().flat_map(|p| [p.start.max(offset), p.end.min(end)]).collect();
    cuts.extend([offset, end]);
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let [a, b] = *pair else { continue };
        let piece: String = chars.get(a - offset..b - offset).unwrap_or_default().iter().collect();
        let on: Vec<&&Place> = here.iter().filter(|p| p.start <= a && b <= p.end).collect();
        let gravest =
            on.iter().filter_map(|p| shown.get(p.finding)).min_by_key(|f| std::cmp::Reverse(f.level));
        let Some(gravest) = gravest else {
            out.push_str(&escaped(&piece));
            continue;
        };
        let _ = write!(out, "<mark class=\"{}\">{}</mark>", class(gravest), escaped(&piece));
        for place in on.iter().filter(|p| p.end == b) {
            let n = before + place.finding + 1;
            let id = if place.first { format!(" id=\"mark-{n}\"") } else { String::new() };
            let _ = write!(out, "<sup{id}><a href=\"#finding-{n}\">{n}</a></sup>");
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\t' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_marked_and_the_text_is_escaped() {
        let text = "<script>共受理来信30件，其中：表扬12件、建议9件、其他8件。";
        let html = fragment(text, &crate::check(text), Language::Chinese);
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"));
        assert!(html.contains(
            "<mark class=\"contradiction\">30件</mark><sup id=\"mark-1\"><a href=\"#finding-1\">1</a></sup>"
        ));
        assert_eq!(html.matches("<mark").count(), 4);
        assert!(html.contains("12+9+8 = 29"));
    }

    #[test]
    fn a_long_text_is_shown_where_it_is_marked() {
        let text = format!(
            "{}共受理来信30件，其中：表扬12件、建议9件、其他8件。\n尾声。",
            "全镇认真落实各项工作。\n".repeat(5000)
        );
        let html = page(&text, &crate::check(&text), Language::English, "Report");
        assert!(html.len() < 60_000 && html.contains("<mark") && html.contains("……"));
    }
}
