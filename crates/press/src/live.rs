//! Figures and claims inside a text: marks while it is a template, links or plain words when it is read.

/// Marks stand in Unicode's private use area: they pass through Markdown untouched and no typed text holds them.
const OPEN: char = '\u{E000}';
const MIDDLE: char = '\u{E001}';
const CLOSE: char = '\u{E002}';

/// Marks a word as what stands behind the key: `figure:hotline.handled:` or `claim:no-overdue`.
pub(crate) fn mark(key: &str, shown: &str) -> String {
    format!("{OPEN}{key}{MIDDLE}{shown}{CLOSE}")
}

/// Where the links of a page lead.
#[derive(Clone, Debug)]
pub struct Links {
    /// Path of the town, as `/yunxi`.
    pub base: String,
    /// Year of the report.
    pub year: i16,
}

impl Links {
    /// Path of a figure's page.
    pub fn figure(&self, figure: &str, dimension: &str) -> String {
        let page = format!("{}/figures/{figure}?year={}", self.base, self.year);
        if dimension.is_empty() { page } else { format!("{page}&dimension={}", encoded(dimension)) }
    }

    fn of(&self, key: &str) -> String {
        match key.split_once(':') {
            Some(("figure", rest)) => {
                let (figure, dimension) = rest.split_once(':').unwrap_or((rest, ""));
                self.figure(figure, dimension)
            }
            Some((_, name)) => format!("{}/report/{}#claim-{name}", self.base, self.year),
            None => self.base.clone(),
        }
    }
}

/// The text with every mark as its plain word.
pub(crate) fn plain(text: &str) -> String {
    each(text, |_, shown| shown.to_owned())
}

/// The text with every mark as a Markdown link to its key.
pub(crate) fn relinked(text: &str) -> String {
    each(text, |key, shown| format!("[{shown}](<{key}>)"))
}

/// Each mark's key and what it shows.
pub(crate) fn marked(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    each(text, |key, shown| {
        found.push((key.to_owned(), shown.to_owned()));
        String::new()
    });
    found
}

/// The HTML with every mark as a link.
pub(crate) fn linked(html: &str, links: &Links) -> String {
    each(html, |key, shown| {
        let kind = key.split(':').next().unwrap_or("");
        let href = links.of(key).replace('&', "&amp;");
        format!("<a class=\"live {kind}\" href=\"{href}\">{shown}</a>")
    })
}

fn each(text: &str, mut replace: impl FnMut(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once(OPEN) {
        out.push_str(before);
        match marked.split_once(CLOSE).and_then(|(inner, after)| Some((inner.split_once(MIDDLE)?, after))) {
            Some(((key, shown), after)) => {
                out.push_str(&replace(key, shown));
                rest = after;
            }
            None => rest = marked,
        }
    }
    out.push_str(rest);
    out
}

/// A text as part of a URL's query.
pub fn encoded(text: &str) -> String {
    let safe = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|b| if safe(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Links, linked, mark, plain};

    #[test]
    fn marks_become_links_or_words() {
        let text = format!("共{}条", mark("figure:hazard.found:校园", "1"));
        let links = Links { base: "/yunxi".into(), year: 2023 };
        assert_eq!(plain(&text), "共1条");
        let href = "/yunxi/figures/hazard.found?year=2023&amp;dimension=%E6%A0%A1%E5%9B%AD";
        assert_eq!(linked(&text, &links), format!("共<a class=\"live figure\" href=\"{href}\">1</a>条"));
    }

    #[test]
    fn an_unclosed_mark_loses_nothing_but_itself() {
        assert_eq!(plain("a\u{E000}b"), "ab");
    }
}
