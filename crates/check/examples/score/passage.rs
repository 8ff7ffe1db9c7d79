//! The annotated passages: `## name`, the text, and lines that begin with `>`.

/// A relation that the text states.
pub(crate) struct Wanted {
    pub(crate) verdict: String,
    #[allow(dead_code, reason = "the test that shares this file does not print it")]
    pub(crate) kind: String,
    pub(crate) figures: Vec<String>,
}

/// One passage with what it states.
pub(crate) struct Passage {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) wanted: Vec<Wanted>,
    #[allow(dead_code, reason = "the test that shares this file makes no mutants")]
    pub(crate) mutants: Vec<(String, String)>,
}

/// Reads passages; the error names the line.
pub(crate) fn parse(file: &str) -> Result<Vec<Passage>, String> {
    let mut all: Vec<Passage> = Vec::new();
    for (n, line) in file.lines().enumerate() {
        if let Some(name) = line.strip_prefix("## ") {
            all.push(Passage { name: name.to_owned(), text: String::new(), wanted: vec![], mutants: vec![] });
            continue;
        }
        let Some(passage) = all.last_mut() else { continue };
        if let Some(expected) = line.strip_prefix("> ") {
            let wrong = || format!("line {}: not understood: {line}", n + 1);
            if let Some(edit) = expected.strip_prefix("mutant ") {
                let (old, new) = edit.split_once(" >> ").ok_or_else(wrong)?;
                if !passage.text.contains(old) {
                    return Err(format!("line {}: {old} is not in the text", n + 1));
                }
                passage.mutants.push((old.to_owned(), new.to_owned()));
                continue;
            }
            let mut words = expected.split_whitespace().map(str::to_owned);
            let verdict = words.next().ok_or_else(wrong)?;
            let kind = words.next().ok_or_else(wrong)?;
            let figures: Vec<String> = words.collect();
            if figures.is_empty() || !["error", "suspect", "rounding", "holds"].contains(&verdict.as_str()) {
                return Err(wrong());
            }
            if let Some(absent) = figures.iter().find(|f| !passage.text.contains(f.as_str())) {
                return Err(format!("line {}: {absent} is not in the text", n + 1));
            }
            passage.wanted.push(Wanted { verdict, kind, figures });
        } else if !line.trim().is_empty() {
            if !passage.text.is_empty() {
                passage.text.push('\n');
            }
            passage.text.push_str(line);
        }
    }
    Ok(all)
}
